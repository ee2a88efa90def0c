"""What people decide about a meeting's records: each decision is a row in a log, and can be undone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from eventhub.base.db import session
from eventhub.base.errors import Refused
from eventhub.base.i18n import _, _l
from eventhub.domain import attendance, audit, events, evidence, people, telephones
from eventhub.models.attendance import Connection, Correction, CorrectionAction
from eventhub.models.events import Event
from eventhub.models.people import Person
from eventhub.models.registrations import Registration


class WrongCorrection(Refused):
    """A list of corrections has a fault; the sentence begins with the path to it."""

    message = _l("This correction cannot be made.")


class AlreadyUndone(Refused):
    """The correction no longer stands."""

    message = _l("This correction has been undone already.")


class NothingToUndo(Refused):
    """No decision of theirs stands."""

    message = _l("You have decided nothing here that could be undone.")


@dataclass(frozen=True, slots=True)
class _Decision:
    """One entry of a list, read and found to make sense by itself."""

    action: CorrectionAction
    person: Person | None
    display_name: str | None
    phone_digest: str | None
    reason: str | None


def apply(event: Event, entries: object, *, by: str, now: datetime, secret: str | None = None) -> list[Correction]:
    """Make a list of corrections, all or none; return the rows they stand in, repeated ones too.

    Each entry has an `action`: `register_walk_in` with `person_id`, `identify` or `merge` with `display_name` and
    `person_id`, `mark_technical` or `leave` (nobody can tell who it was) with `display_name`; and perhaps a `reason`. A
    telephone number may be given in full when `secret` is at hand, or masked, with its `phone_digest` where several
    look alike. WrongCorrection names the path of the first fault.
    """
    events.lock(event)
    if not isinstance(entries, list):
        raise WrongCorrection(_("corrections: give a list"))
    known = people.find_people(
        entry["person_id"] for entry in entries if isinstance(entry, dict) and isinstance(entry.get("person_id"), str)
    )
    decisions = [_read(entry, f"corrections[{place}]", known, secret) for place, entry in enumerate(entries)]
    present = evidence.find_connections(event)
    standing = evidence.find_standing(event)
    registered = _registered(event)
    made = []
    for place, decision in enumerate(decisions):
        row = next((each for each in standing if _is_same(each, decision)), None)
        if row is None:
            _check(decision, f"corrections[{place}]", present, registered)
            row = _make(event, decision, by=by, now=now)
            standing.append(row)
        made.append(row)
    return made


def register_new_walk_in(
    event: Event,
    details: Mapping[str, Any],
    *,
    display_name: str | None = None,
    reason: str | None = None,
    by: str,
    now: datetime,
) -> Person:
    """Enter somebody who came without registering, from typed details; tie them to a display name if one is given.

    Somebody we know by the address is taken as known. Refuses without a name, or if category and country disagree.
    """
    for field in ("given_name", "family_name"):
        if not str(details.get(field) or "").strip():
            raise WrongCorrection(_("Enter the name."), field=field)
    people.refuse_contradiction(details.get("category"), details.get("country"))
    person = people.recognise(details, now=now)
    session.flush()
    entries = [{"action": CorrectionAction.REGISTER_WALK_IN.value, "person_id": person.key, "reason": reason}]
    if display_name is not None:
        entries.append(
            {"action": CorrectionAction.IDENTIFY.value, "display_name": display_name, "person_id": person.key}
        )
    apply(event, entries, by=by, now=now)
    return person


def undo(correction: Correction, *, by: str, now: datetime) -> None:
    """Take a decision back: who was there is then established without it."""
    if correction.undone_at is not None:
        raise AlreadyUndone
    correction.undone_at, correction.undone_by = now, by
    difference = {"action": correction.action, "undone": [False, True]}
    audit.record("correction:undo", correction, by=by, now=now, event=correction.event, difference=difference)


def undo_last(event: Event, *, by: str, now: datetime) -> list[Correction]:
    """Take back the last decision that somebody made about an event and that stands, with all its rows."""
    own = [each for each in evidence.find_standing(event) if each.by == by]
    if not own:
        raise NothingToUndo
    last = [each for each in own if each.at == own[-1].at]
    for each in last:
        undo(each, by=by, now=now)
    return last


def find(correction_id: int) -> Correction | None:
    """Return the correction of this number."""
    return session.get(Correction, correction_id)


def standing(event: Event) -> list[Correction]:
    """Return the corrections that stand, oldest first."""
    return evidence.find_standing(event)


def log(event: Event) -> list[Correction]:
    """Return every correction ever made of an event, undone ones too, oldest first."""
    return list(
        session.scalars(
            select(Correction)
            .where(Correction.event_id == event.id)
            .options(joinedload(Correction.person))
            .order_by(Correction.id)
        )
    )


_OF_NOBODY = {CorrectionAction.MARK_TECHNICAL, CorrectionAction.LEAVE}
"""Decisions that name no person."""


def _read(entry: object, path: str, known: Mapping[str, Person], secret: str | None) -> _Decision:
    if not isinstance(entry, dict):
        raise WrongCorrection(_("%(path)s: give an object with an action", path=path))
    actions = [each.value for each in CorrectionAction]
    if entry.get("action") not in actions:
        raise WrongCorrection(_("%(path)s.action: give one of %(actions)s", path=path, actions=", ".join(actions)))
    action = CorrectionAction(entry["action"])
    person = _person(entry, path, known) if action not in _OF_NOBODY else None
    display_name = _text(entry, "display_name", path) if action is not CorrectionAction.REGISTER_WALK_IN else None
    number = telephones.find(display_name) if display_name else None
    digest = attendance.telephone_digest(number, secret=secret) if number and secret else None
    reason = entry.get("reason")
    if not isinstance(reason, str | None):
        raise WrongCorrection(_("%(path)s.reason: give a text", path=path))
    return _Decision(
        action=action,
        person=person,
        display_name=telephones.mask(display_name) if display_name is not None else None,
        phone_digest=entry.get("phone_digest") or digest,
        reason=reason,
    )


def _person(entry: Mapping[str, Any], path: str, known: Mapping[str, Person]) -> Person:
    key = _text(entry, "person_id", path)
    if person := known.get(key):
        return person
    raise WrongCorrection(_("%(path)s.person_id: there is no person “%(key)s”", path=path, key=key))


def _text(entry: Mapping[str, Any], field: str, path: str) -> str:
    value = entry.get(field)
    if not isinstance(value, str):
        raise WrongCorrection(_("%(path)s.%(field)s: this action needs one", path=path, field=field))
    return value


def _check(
    decision: _Decision, path: str, present: Sequence[Connection], registered: Mapping[int, Registration]
) -> None:
    """Refuse what would change nothing or could mean two things."""
    if decision.action is CorrectionAction.REGISTER_WALK_IN:
        assert decision.person is not None
        if decision.person.id in registered:
            sentence = _(
                "%(path)s.person_id: “%(key)s” is registered for this event", path=path, key=decision.person.key
            )
            raise WrongCorrection(sentence)
        return
    named = [each for each in present if each.display_name == decision.display_name]
    digests = {each.phone_digest for each in named}
    if not named or (decision.phone_digest and decision.phone_digest not in digests):
        raise WrongCorrection(_("%(path)s.display_name: nobody connected under this name", path=path))
    if decision.phone_digest is None and len(digests) > 1:
        sentence = _("%(path)s.display_name: several telephone numbers look like this one; give it in full", path=path)
        raise WrongCorrection(sentence)


def _registered(event: Event) -> dict[int, Registration]:
    rows = session.scalars(select(Registration).where(Registration.event_id == event.id))
    return {row.person_id: row for row in rows if row.status.is_standing}


def _is_same(row: Correction, decision: _Decision) -> bool:
    return (row.action, row.display_name, row.person_id, (row.extra or {}).get("phone_digest")) == (
        decision.action,
        decision.display_name,
        decision.person.id if decision.person else None,
        decision.phone_digest,
    )


def _make(event: Event, decision: _Decision, *, by: str, now: datetime) -> Correction:
    row = Correction(
        event=event,
        action=decision.action,
        display_name=decision.display_name,
        person=decision.person,
        reason=decision.reason,
        by=by,
        at=now,
        extra={"phone_digest": decision.phone_digest} if decision.phone_digest else {},
    )
    session.add(row)
    difference = {
        "display_name": row.display_name,
        "person": decision.person.key if decision.person else None,
        "reason": row.reason,
    }
    audit.record(f"correction:{decision.action}", row, by=by, now=now, event=event, difference=difference)
    return row
