"""A waitlist as its page explains it, written down again without a database: what the product is held against."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field


@dataclass(eq=False)
class Somebody:
    """A person with a place or waiting for one."""

    country: str
    group: str | None = None
    """The delegation that waits as one; None for whoever waits alone."""
    is_seated: bool = False


@dataclass
class Queue:
    """Who holds a seat and who waits, in the order of arrival, under the rules in force."""

    capacity: int | None
    per_country: int | None = None
    quotas: dict[str, int] = field(default_factory=dict)
    set_aside: int = 0
    is_closed: bool = False
    is_cancelled: bool = False
    sponsors: set[str] = field(default_factory=set)
    people: dict[str, Somebody] = field(default_factory=dict)
    """By address, in the order in which they wait."""

    def join(self, arrivals: dict[str, Somebody], *, by_organiser: bool = False) -> None:
        """Let people in at the end of the queue; an organiser's own need not mind the limits of their country."""
        self.settle()
        self.people |= arrivals
        if by_organiser and self.has_seats([each.country for each in arrivals.values()]):
            for each in arrivals.values():
                each.is_seated = True
        self.settle()

    def leave(self, address: str) -> None:
        """Let somebody go."""
        del self.people[address]
        self.settle()

    def replace(self, address: str, successor: str) -> None:
        """Let somebody stand where another stood."""
        self.people = {(successor if each == address else each): one for each, one in self.people.items()}

    def settle(self) -> None:
        """Seat the first who fits, again and again, until nobody fits."""
        if not self.is_cancelled:
            while group := next((each for each in self.groups() if self.fits([one.country for one in each])), None):
                for one in group:
                    one.is_seated = True

    def groups(self) -> Iterator[list[Somebody]]:
        """Yield who waits, together where they wait as one, in the order of the first of them."""
        seen = set()
        waiting = [one for one in self.people.values() if not one.is_seated]
        for one in waiting:
            if one.group is None:
                yield [one]
            elif one.group not in seen:
                seen.add(one.group)
                yield [each for each in waiting if each.group == one.group]

    def place(self, address: str) -> int:
        """Return how many groups stand before somebody who waits, and one."""
        return next(n for n, group in enumerate(self.groups(), start=1) if self.people[address] in group)

    def fits(self, countries: list[str]) -> bool:
        """Tell whether people of these countries may be seated together."""
        return self.has_seats(countries) and all(self.is_within_limit(each, countries) for each in countries)

    def is_within_limit(self, country: str, countries: list[str]) -> bool:
        """Tell whether a country may hold its seats with those of these people beside them."""
        limit = self.quotas.get(country, self.per_country)
        return limit is None or self.seats_of(country) + countries.count(country) <= limit

    def seats_of(self, country: str | None = None) -> int:
        """Return how many seats a country holds, or all together."""
        return sum(one.is_seated and country in {None, one.country} for one in self.people.values())

    def has_seats(self, countries: list[str]) -> bool:
        """Tell whether there are seats for people of these countries, whatever their limits."""
        if self.capacity is None:
            return True
        sponsors = [each for each in countries if each in self.sponsors]
        taken_by_sponsors = sum(self.seats_of(each) for each in self.sponsors)
        kept = 0 if self.is_closed else max(0, self.set_aside - taken_by_sponsors - len(sponsors))
        others_come = len(sponsors) < len(countries)
        return self.seats_of() + len(countries) + (kept if others_come else 0) <= self.capacity
