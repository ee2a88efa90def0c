"""The list of participants: States in their alphabetical order, then the Network by level, then everybody else."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from eventhub.base import countries
from eventhub.base.countries import State
from eventhub.base.text import fold
from eventhub.domain import attendance, attribution, rosters
from eventhub.models.events import Event
from eventhub.models.people import Category, Level, Person
from eventhub.models.registrations import Registration, RegistrationStatus

OTHERS = "others"
"""The part of those whose category nobody stated."""

PARTS = (*Category, OTHERS)
"""The parts of a list, in order."""

STATES = frozenset(category for category in Category if category.is_official)
"""The parts that are divided by State."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One person, and whether the name may stand on a list that leaves the house."""

    details: Registration | Person
    may_be_named: bool

    @property
    def is_known(self) -> bool:
        """Tell whether there is a name to list: whoever was erased is only counted."""
        return bool(self.details.given_name or self.details.family_name)

    @property
    def is_head(self) -> bool:
        """Tell whether they head their delegation."""
        return isinstance(self.details, Registration) and bool(self.details.head_of_delegation)


@dataclass(frozen=True, slots=True)
class People:
    """Everybody to be listed."""

    entries: tuple[Entry, ...]
    unknown: int = 0
    """How many more were present of whom we do not know who they are."""

    @property
    def total(self) -> int:
        """How many they are, known by name or not."""
        return len(self.entries) + self.unknown

    @property
    def known(self) -> list[Entry]:
        """Those who can be listed."""
        return [entry for entry in self.entries if entry.is_known]

    @property
    def named(self) -> list[Entry]:
        """Those who may stand on a list that leaves the house."""
        return [entry for entry in self.known if entry.may_be_named]

    @property
    def breakdown(self) -> list[attribution.Cell]:
        """How many they are by category, as it may be published where nobody is named."""
        words = [str(each.details.category) for each in self.entries if each.details.category]
        return attribution.published_breakdown({word: words.count(word) for word in words}, total=self.total)


@dataclass(frozen=True, slots=True)
class Group:
    """People listed under one heading."""

    word: str | None
    """The ISO alpha-3 code of a State, or a level of the Network; None where there is no heading."""
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """The people of one category, or of none."""

    word: str
    """One of PARTS."""
    groups: tuple[Group, ...]


def confirmed(event: Event) -> People:
    """Return everybody with a confirmed place."""
    chosen = rosters.Selection(status=RegistrationStatus.CONFIRMED)
    registrations = rosters.load(rosters.find_numbers(event, chosen))
    return People(tuple(Entry(each, attribution.may_name_participant(each)) for each in registrations))


def present(event: Event) -> People:
    """Return everybody who was there; who came without registering has agreed to nothing and is not named."""
    counted = attendance.establish(event).counted
    known = [each.details for each in counted if each.details]
    rosters.load([each.id for each in known if isinstance(each, Registration)])  # what they agreed to, all at once
    entries = tuple(
        Entry(each, isinstance(each, Registration) and attribution.may_name_participant(each)) for each in known
    )
    return People(entries, unknown=len(counted) - len(known))


def arrange(entries: Iterable[Entry], language: str) -> list[Part]:
    """Return people in the order of a list: States by their names in a language, heads of delegation first."""
    parts: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        parts[_part(entry)].append(entry)
    return [Part(word, _groups(word, parts[word], language)) for word in PARTS if word in parts]


def delegations(people: Sequence[Registration], language: str) -> list[State | str]:
    """Return whom these people stand for, each once: States by their names in a language, then organisations."""
    officials = [each for each in people if each.category in STATES]
    states = {state for each in officials if (state := countries.find(each.country))}
    others = [each.organisation for each in people if each.organisation and each.category not in STATES]
    organisations = {fold(name): name for name in reversed(others)}  # the first spelling stands
    return [*countries.sort(states, language), *(organisations[name] for name in sorted(organisations))]


def _part(entry: Entry) -> str:
    """Return the part in which somebody stands: officials by what their State is, others by their category."""
    category = entry.details.category
    state = countries.find(entry.details.country)
    if category in STATES and state:
        return Category.MEMBER_STATE if state.is_member else Category.OBSERVER_STATE
    return category or OTHERS


def _groups(part: str, entries: Iterable[Entry], language: str) -> tuple[Group, ...]:
    groups: dict[str | None, list[Entry]] = defaultdict(list)
    for entry in entries:
        groups[_heading(part, entry)].append(entry)
    order = _by_state if part in STATES else _by_organisation
    return tuple(Group(word, tuple(sorted(groups[word], key=order))) for word in _headings(part, groups, language))


def _heading(part: str, entry: Entry) -> str | None:
    if part in STATES:
        state = countries.find(entry.details.country)
        return state.iso3 if state else None
    return entry.details.level if part == Category.UN_NETWORK else None


def _headings(part: str, found: Iterable[str | None], language: str) -> list[str | None]:
    """Return the headings in order; those under none come last."""
    words = {word for word in found if word}
    if part in STATES:
        ordered = [state.iso3 for state in countries.sort(map(countries.get, words), language)]
    else:
        ordered = [level for level in Level if level in words]
    return [*ordered, *([None] if None in found else [])]


def _by_state(entry: Entry) -> tuple[bool, str, str, int]:
    return (not entry.is_head, *_by_name(entry))


def _by_organisation(entry: Entry) -> tuple[str, str, str, int]:
    return (fold(entry.details.organisation or ""), *_by_name(entry))


def _by_name(entry: Entry) -> tuple[str, str, int]:
    return fold(entry.details.family_name), fold(entry.details.given_name), entry.details.id
