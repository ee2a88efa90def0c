"""One deed done to many registrations: each is judged by the rules, and whoever it could not be done to is named."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from functools import partial

from eventhub.base.db import session
from eventhub.base.errors import Refused
from eventhub.base.i18n import LazyString, _l
from eventhub.domain import registrations, rosters, tags
from eventhub.domain.rosters import Selection
from eventhub.models.events import Event
from eventhub.models.registrations import Registration

LIMIT = 5000
"""How many registrations one deed reaches: the event's row is held while it is done."""


class Deed(StrEnum):
    """What can be done to many at once."""

    APPROVE = "approve"
    DECLINE = "decline"
    TAG = "tag"
    UNTAG = "untag"


class NobodyChosen(Refused):
    """No registration is chosen."""

    message = _l("Choose at least one registration.")


class TooMany(Refused):
    """More registrations than one deed reaches."""

    message = _l("This can be done to %(number)d registrations at a time. Filter the list further.", number=LIMIT)


@dataclass(slots=True)
class Outcome:
    """What became of a deed: to how many it was done, and who it could not be done to, each with the reason."""

    done: int = 0
    refused: list[tuple[Registration, str | LazyString]] = field(default_factory=list)


def check(event: Event, selection: Selection) -> int:
    """Return how many registrations a deed would reach; raise the refusal that says why none can be done."""
    number = rosters.count(event, selection)
    if not number:
        raise NobodyChosen
    if number > LIMIT:
        raise TooMany
    return number


def do(
    deed: Deed, event: Event, selection: Selection, *, by: str, now: datetime, reason: str | None = None, tag: str = ""
) -> Outcome:
    """Do a deed to all who are chosen, in the order of the list; what a rule refuses is left as it was.

    `reason` goes to whoever is declined, `tag` is put on or taken off.
    """
    if deed in {Deed.TAG, Deed.UNTAG}:
        tag = tags.clean(tag)
    check(event, selection)
    rules: Mapping[Deed, Callable[[Registration], object]] = {
        Deed.APPROVE: partial(registrations.approve, by=by, now=now),
        Deed.DECLINE: partial(registrations.decline, by=by, now=now, reason=reason),
        Deed.TAG: partial(tags.add, tag=tag, by=by, now=now),
        Deed.UNTAG: partial(tags.remove, tag=tag, by=by, now=now),
    }
    outcome = Outcome()
    for registration in rosters.load(rosters.find_numbers(event, selection)):
        try:
            with session.begin_nested():  # whatever a rule had begun is taken back with its refusal
                rules[deed](registration)
        except Refused as refusal:
            outcome.refused.append((registration, refusal.sentence))
        else:
            outcome.done += 1
    return outcome
