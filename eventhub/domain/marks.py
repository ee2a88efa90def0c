"""By what a connection is known again: an address, a telephone number, a name; two that share a mark are one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import pairwise

from eventhub.base.text import fold
from eventhub.domain import names
from eventhub.domain.annotations import Key, Kind
from eventhub.domain.name_words import PARTICLES
from eventhub.domain.names import DisplayName

Mark = tuple[object, ...]

MACHINES = frozenset({Kind.TECHNICAL, Kind.BOT})


def of_name(display_name: str, understood: DisplayName, *, ambiguous: frozenset[str] | None) -> list[Mark]:
    """Return the marks that a display name gives; `ambiguous` are the people between whom it must not decide."""
    folded, kind = fold(display_name), understood.kind
    if kind in MACHINES:
        return [("machine", folded)]
    if kind is Kind.DEVICE and understood.likeliest:
        return [("device", folded)]
    if understood.likeliest is None or kind is not Kind.PERSON:
        return [("nobody", folded)]
    return [("name", key, ambiguous) for key in sorted(understood.likeliest.keys)]


class Sought:
    """The marks of those whom nobody knows yet."""

    def __init__(self, marks: Iterable[Mark]) -> None:
        self.whole: set[object] = set()
        self.keys: dict[str, list[Key]] = defaultdict(list)
        for kind, mark, *_more in marks:
            if kind == "name" and isinstance(mark, tuple):
                self.keys[mark[0]].append(mark)
            else:
                self.whole.add(mark)
        self._firsts = set(self.keys)

    def may_stand_in(self, display_name: str) -> bool:
        """Tell whether a display name may have one of these marks; reading it then tells for sure."""
        if not self.whole and not self.keys:
            return False
        if self.whole and fold(display_name) in self.whole:
            return True
        words = names.words_in(display_name)
        if words & PARTICLES:
            return True
        return any(words.issuperset(key) for word in words.intersection(self._firsts) for key in self.keys[word])


def pointers(marks: Sequence[Sequence[Mark]], people: Sequence[str | None]) -> dict[Mark, set[str]]:
    """Return to whom the connections of known people point; a placeholder such as "iPhone" points to nobody."""
    found: dict[Mark, set[str]] = defaultdict(set)
    for own, person in zip(marks, people, strict=True):
        for mark in own:
            if person and mark[0] not in {"nobody", "machine"}:
                found[mark].add(person)
    return found


def groups(marks: Sequence[Sequence[Mark]], places: Iterable[int]) -> list[list[int]]:
    """Join the connections at these places that share a mark, and those that these share one with."""
    parent = {place: place for place in places}

    def root(place: int) -> int:
        while parent[place] != place:
            parent[place] = parent[parent[place]]
            place = parent[place]
        return place

    shared: dict[Mark, list[int]] = defaultdict(list)
    for place in parent:
        for mark in marks[place]:
            shared[mark].append(place)
    for places in shared.values():
        for one, other in pairwise(places):
            parent[root(other)] = root(one)
    joined: dict[int, list[int]] = defaultdict(list)
    for place in parent:
        joined[root(place)].append(place)
    return list(joined.values())
