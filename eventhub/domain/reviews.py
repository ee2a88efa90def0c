"""What waits for somebody's decision about a meeting's records, one entry at a time, and why each candidate is one."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace

from sqlalchemy import func, select

from eventhub.base import countries
from eventhub.base.db import session
from eventhub.base.i18n import LazyString, _l, current_language
from eventhub.base.text import address_key
from eventhub.domain import names
from eventhub.domain.annotations import tokens_of
from eventhub.domain.attendance import Attendance, Participant
from eventhub.domain.matching import Basis, MatchStatus
from eventhub.models.attendance import CorrectionAction
from eventhub.models.people import Person
from eventhub.models.registrations import Registration

ORDER = (MatchStatus.REVIEW, MatchStatus.UNIDENTIFIED, MatchStatus.UNREGISTERED)
"""Whom the review asks about, those that one look settles first."""

MOST = 9
"""Candidates that are offered: one for each key."""

_COLLEAGUES = 3
"""As many registrants at one domain may be told apart by a look; of more it is anybody's."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody whom an entry may be."""

    details: Registration | Person
    reasons: tuple[LazyString, ...]
    is_walk_in: bool = False
    """Whether they did not register: choosing them registers a walk-in, too."""

    @property
    def key(self) -> str:
        """The person's lasting id."""
        return self.details.person.key if isinstance(self.details, Registration) else self.details.key


def waiting(established: Attendance) -> list[Participant]:
    """Return the entries about whom somebody should decide; those left unidentified on purpose are decided."""
    left = {
        (each.display_name, (each.extra or {}).get("phone_digest"))
        for each in established.corrections
        if each.action is CorrectionAction.LEAVE
    }
    return [
        each
        for status in ORDER
        for each in established.with_status(status)
        if not {(row.display_name, row.phone_digest) for row in each.connections} <= left
    ]


def candidates(established: Attendance, entry: Participant) -> list[Candidate]:
    """Return whom an entry may be, each with the reasons; else who has an address in the same place."""
    present = {each.person.key for each in established.participants if each.person}
    found = [Candidate(each, tuple(_reasons(entry, each))) for each in entry.candidates]
    if not found:
        known = [Candidate(each, (_l("Known from elsewhere, not registered here."),), True) for each in _known(entry)]
        registered = {each.person.key for each in established.registrations}
        found = [each for each in known if each.key not in registered | present]
    if not found:
        found = [
            Candidate(each, (_l("Has an address at the same place."),)) for each in _colleagues(established, entry)
        ]
    joining = _l("Was there by another connection too: the two would become one.")
    return [replace(each, reasons=(*each.reasons, joining)) if each.key in present else each for each in found[:MOST]]


def walk_in(entry: Participant) -> dict[str, str | None]:
    """Propose for a walk-in what display name and address tell; whoever registers them corrects it."""
    told = names.understand(entry.display_names[0]).likeliest
    words = [
        word for word in _WORD.findall(entry.display_names[0]) if told and set(tokens_of(word)) <= set(told.tokens)
    ]
    capitals = [word for word in words if word.isupper() and len(word) > 1]
    family = capitals if capitals and len(capitals) < len(words) else words[1:]
    return {
        "given_name": " ".join(word for word in words if word not in family),
        "family_name": " ".join(family).title() if family is capitals else " ".join(family),
        "country": next(iter(told.countries)) if told and len(told.countries) == 1 else None,
        "email": entry.emails[0] if entry.emails else None,
    }


_WORD = re.compile(r"[^\s,;()\[\]{}/|]+")


_BY_NAME = {
    Basis.AMBIGUOUS_NAME: _l("Has exactly this name, as others do."),
    Basis.PART_OF_NAME: _l("Part of the name is the same."),
    Basis.OTHER_COUNTRY: _l("Has this name, but the entry names another State."),
    Basis.AMBIGUOUS_EMAIL: _l("Registered with this address, as somebody else did."),
}


def _reasons(entry: Participant, details: Registration | Person) -> Iterator[LazyString]:
    if entry.basis in _BY_NAME:
        yield _BY_NAME[entry.basis]
    told = [reading for name in entry.display_names if (reading := names.understand(name).likeliest)]
    if details.country and any(details.country in reading.countries | reading.hints for reading in told):
        yield _l("The entry names %(state)s.", state=countries.get(details.country).name(current_language()))
    if _places(entry) & {_place(details.email or "")} - {""}:
        yield _l("Has an address at the same place.")
    if isinstance(details, Registration) and details.joined_first_at is not None:
        yield _l("Followed the link to the meeting.")


def _colleagues(established: Attendance, entry: Participant) -> list[Registration]:
    """Return the few registrants whose addresses lie where the entry's does."""
    by_place: dict[str, list[Registration]] = defaultdict(list)
    for each in established.registrations:
        by_place[_place(each.email or "")].append(each)
    found = [each for place in sorted(_places(entry)) for each in by_place.get(place, ())]
    return found if len(found) <= _COLLEAGUES else []


def _known(entry: Participant) -> list[Person]:
    """Return the people of other meetings who have the very address, or else the very name, of an entry."""
    guess = walk_in(entry)
    known = select(Person).order_by(Person.family_name, Person.given_name, Person.id).limit(MOST)
    addresses = list(map(address_key, entry.emails))
    if addresses and (found := session.scalars(known.where(func.lower(Person.email).in_(addresses))).all()):
        return list(found)
    if not (guess["given_name"] and guess["family_name"]):
        return []
    same = (Person.given_name == guess["given_name"], Person.family_name == guess["family_name"])
    return list(session.scalars(known.where(*same)))


def _places(entry: Participant) -> set[str]:
    return {_place(address) for address in entry.emails} - {""}


def _place(address: str) -> str:
    return address_key(address).rpartition("@")[2] if "@" in address else ""
