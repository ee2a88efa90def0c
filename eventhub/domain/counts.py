"""The figures of an event, each with the rows behind it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from eventhub.base import countries
from eventhub.base.db import session
from eventhub.base.errors import NotFound
from eventhub.base.i18n import _l
from eventhub.domain import attendance, checkins, directory
from eventhub.domain.attendance import Attendance, Participant
from eventhub.domain.matching import MatchStatus
from eventhub.models.checkins import Mode
from eventhub.models.events import Event
from eventhub.models.people import Category, Level
from eventhub.models.registrations import AnonymousCount, Registration, RegistrationStatus

NETWORK_LEVELS = (Level.HEADQUARTERS, Level.REGIONAL, Level.COUNTRY)
"""The levels at which the Network is counted, zeros too."""


class NoSuchFigure(NotFound):
    """No figure goes by this name."""

    message = _l("There is no such figure.")


@dataclass(frozen=True, slots=True)
class Counts:
    """What is counted of one event. State lists are ISO alpha-3 in the order of the States' English names.

    `participants` is made of registered people who came (`registered` less `no_shows`), walk-ins, and whoever is not
    registered, not identified or awaits review.
    """

    participants: int
    government_officials: int
    member_states: list[str]
    observer_states: list[str]
    member_state_count: int
    country_count: int
    by_category: dict[str, int]
    un_network_by_level: dict[str, int]
    officials_per_country: dict[str, int]
    registered: int
    cancelled: int
    declined: int
    no_shows: int
    no_show_states: list[str]
    walk_ins: int
    unidentified: int
    not_registered: int
    needs_review: int
    includes_champions: bool
    champion_states_present: list[str]
    in_person: int | None = None
    """Of the participants, those who were in the room; None where figures were kept before this was counted."""
    online: int | None = None
    """Those who were connected; whoever was both counts in each."""
    too_brief: int | None = None
    """Those who were there for less than the event asks: present, and none of the participants."""

    def as_json(self) -> dict[str, Any]:
        """Return the figures by name, as programs read them."""
        return asdict(self)


def count(event: Event) -> Counts:
    """Return the figures of an event as its records stand."""
    return count_attendance(attendance.establish(event))


def count_attendance(established: Attendance) -> Counts:
    """Return the figures of an attendance that is at hand: as kept, once its records have been anonymised."""
    return find_kept(established.event) or _count(established)


def keep(event: Event, *, now: datetime) -> None:
    """Keep the figures of an event as they stand, before its records forget who was there."""
    if find_kept(event) is None:
        session.add(AnonymousCount(event_id=event.id, counts=count(event).as_json(), taken_at=now))
        session.flush()


def find_kept(event: Event) -> Counts | None:
    """Return the figures that were kept when the records of an event were anonymised."""
    kept = session.scalar(select(AnonymousCount).where(AnonymousCount.event_id == event.id))
    return Counts(**kept.counts) if kept else None


def _count(established: Attendance) -> Counts:
    present = established.counted
    officials = [each for each in present if _is_official(each)]
    states = _states(officials)
    members = [code for code in states if countries.get(code).is_member]
    champions = set(directory.champions_as_of(established.event.starts_at.date()))
    confirmed = _with_status(established, RegistrationStatus.CONFIRMED)
    absent = _absent(established)
    expected = {each.country for each in confirmed if _is_official_row(each) and countries.find(each.country)}
    return Counts(
        participants=len(present),
        government_officials=len(officials),
        member_states=members,
        observer_states=[code for code in states if code not in members],
        member_state_count=len(members),
        country_count=len(states),
        by_category=_by_category(present),
        un_network_by_level={level.value: len(_of_network(present, level)) for level in NETWORK_LEVELS},
        officials_per_country=_per_country(officials, states),
        registered=len(confirmed),
        cancelled=len(_with_status(established, RegistrationStatus.CANCELLED)),
        declined=len(_with_status(established, RegistrationStatus.DECLINED)),
        no_shows=len(absent),
        no_show_states=countries.sort_codes(code for code in expected if code and code not in states),
        walk_ins=sum(map(_is_walk_in, present)),
        unidentified=len(established.with_status(MatchStatus.UNIDENTIFIED)),
        not_registered=len(established.with_status(MatchStatus.UNREGISTERED)),
        needs_review=len(established.with_status(MatchStatus.REVIEW)),
        includes_champions=bool(champions & set(states)),
        champion_states_present=[code for code in states if code in champions],
        in_person=sum(Mode.IN_PERSON in each.modes for each in present),
        online=sum(Mode.ONLINE in each.modes for each in present),
        too_brief=len(established.brief),
    )


def states_present(event: Event) -> list[str]:
    """Return the States whose officials are there by check-ins, and by exports where any was read."""
    if not attendance.imports(event):
        return checkins.states(event)
    return _states(each for each in attendance.establish(event).counted if _is_official(each))


def rows_behind(event: Event, figure: str) -> list[Participant]:
    """Return the participants that a figure counts.

    A figure is a name of `Counts` that counts participants, or `category:…`, `level:…` (of the Network),
    `country:…` (officials of a State). NoSuchFigure for any other.
    """
    return choose(attendance.establish(event), figure)


def choose(established: Attendance, figure: str) -> list[Participant]:
    """Return the participants of an attendance at hand that a figure counts; NoSuchFigure for any other name."""
    chosen = _choice(figure)
    return [each for each in established.participants if chosen(each)]


def no_shows(event: Event) -> list[Registration]:
    """Return the confirmed registrations whose people were not there."""
    return _absent(attendance.establish(event))


def _choice(figure: str) -> Callable[[Participant], bool]:
    subject, _colon, value = figure.partition(":")
    if figure in _FIGURES:
        return _FIGURES[figure]
    if subject == "category" and value in set(Category):
        return lambda each: each.counted and _category(each) == value
    if subject == "level" and value in set(Level):
        return lambda each: each in _of_network([each], Level(value))
    if subject == "country" and countries.find(value):
        return lambda each: _is_official(each) and _country(each) == value
    raise NoSuchFigure


def _is_official(participant: Participant) -> bool:
    details = participant.details
    return participant.counted and details is not None and _is_official_row(details)


def _is_official_row(details: Any) -> bool:
    return details.category is not None and details.category.is_official


def _is_walk_in(participant: Participant) -> bool:
    """Somebody known who came without a confirmed registration."""
    registration = participant.registration
    is_expected = registration is not None and registration.status is RegistrationStatus.CONFIRMED
    return participant.counted and participant.person is not None and not is_expected


def _is_of_state(participant: Participant, *, member: bool) -> bool:
    state = countries.find(_country(participant)) if _is_official(participant) else None
    return state is not None and state.is_member is member


def _country(participant: Participant) -> str | None:
    return participant.details.country if participant.details else None


def _category(participant: Participant) -> Category | None:
    return participant.details.category if participant.details else None


def _of_network(participants: Iterable[Participant], level: Level) -> list[Participant]:
    network = [each for each in participants if each.counted and _category(each) is Category.UN_NETWORK]
    return [each for each in network if each.details and each.details.level is level]


def _states(officials: Iterable[Participant]) -> list[str]:
    """Return the States present through their own officials."""
    return countries.sort_codes({code for each in officials if countries.find(code := _country(each)) and code})


def _per_country(officials: Iterable[Participant], states: Iterable[str]) -> dict[str, int]:
    numbers = Counter(_country(each) for each in officials)
    return {code: numbers[code] for code in states}


def _by_category(present: Iterable[Participant]) -> dict[str, int]:
    numbers = Counter(_category(each) for each in present)
    return {category.value: numbers[category] for category in sorted(Category) if numbers[category]}


def _with_status(established: Attendance, status: RegistrationStatus) -> list[Registration]:
    return [each for each in established.registrations if each.status is status]


def _absent(established: Attendance) -> list[Registration]:
    present = {each.person.id for each in established.present if each.person}
    confirmed = _with_status(established, RegistrationStatus.CONFIRMED)
    return [each for each in confirmed if each.person_id not in present]


_FIGURES: dict[str, Callable[[Participant], bool]] = {
    "participants": lambda each: each.counted,
    "government_officials": _is_official,
    "member_states": lambda each: _is_of_state(each, member=True),
    "member_state_count": lambda each: _is_of_state(each, member=True),
    "observer_states": lambda each: _is_of_state(each, member=False),
    "country_count": lambda each: _is_official(each) and countries.find(_country(each)) is not None,
    "walk_ins": _is_walk_in,
    "unidentified": lambda each: each.counted and each.match_status is MatchStatus.UNIDENTIFIED,
    "not_registered": lambda each: each.counted and each.match_status is MatchStatus.UNREGISTERED,
    "needs_review": lambda each: each.counted and each.match_status is MatchStatus.REVIEW,
    "in_person": lambda each: each.counted and Mode.IN_PERSON in each.modes,
    "online": lambda each: each.counted and Mode.ONLINE in each.modes,
    "too_brief": lambda each: each.match_status.is_counted and each.is_brief,
    "technical": lambda each: each.match_status is MatchStatus.TECHNICAL,
}
