"""Which connections are one person, and who that is. Between two registrants it is never guessed.

Plain values in, plain values out. Every decision rests on sets of facts, so the order of rows, a row given twice, and a
file given twice change nothing.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from eventhub.base import countries
from eventhub.base.text import address_key, fold
from eventhub.domain import names
from eventhub.domain.annotations import Key, Kind, is_beside, tokens_of
from eventhub.domain.names import DisplayName, Hypothesis


class MatchStatus(StrEnum):
    """What became of a participant's search for a registrant."""

    MATCHED = "matched"
    REVIEW = "review"
    UNREGISTERED = "unregistered"
    UNIDENTIFIED = "unidentified"
    TECHNICAL = "technical"

    @property
    def is_counted(self) -> bool:
        """Everybody who was there counts; equipment and interpreters do not."""
        return self is not MatchStatus.TECHNICAL


class Basis(StrEnum):
    """Why a participant is taken for whom it is."""

    SOURCE = "source"
    CORRECTION = "correction"
    EMAIL = "email"
    NAME = "name"
    NAME_AND_COUNTRY = "name+country annotation"
    SAME_CONNECTION = "same name or address as another connection"
    CHECK_IN = "checked in"
    AMBIGUOUS_NAME = "ambiguous name"
    AMBIGUOUS_EMAIL = "ambiguous email"
    PART_OF_NAME = "name, in part"
    OTHER_COUNTRY = "name, other country"
    ROLE_NAME = "role name"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Trace:
    """One connection, as far as it tells who it was."""

    display_name: str
    email: str | None = None
    telephone: str | None = None
    """What tells one telephone number from another, where the display name is one."""
    person: str | None = None
    """Who it was, by the source's own word or by a correction."""
    is_technical: bool = False
    """Marked so by a correction."""
    is_corrected: bool = False


@dataclass(frozen=True, slots=True)
class Registrant:
    """Somebody who may have come, under every name and address known for the event."""

    person: str
    names: frozenset[str]
    emails: frozenset[str] = frozenset()
    country: str | None = None
    is_official: bool = False
    annotations: frozenset[str] = frozenset()
    """What may stand beside the name: organisation, function."""


@dataclass(frozen=True, slots=True)
class Match:
    """One participant: which traces, and who."""

    traces: tuple[int, ...]
    """Places in the list of traces."""
    status: MatchStatus
    basis: Basis
    person: str | None = None
    candidates: tuple[str, ...] = ()


def match(traces: Sequence[Trace], registrants: Iterable[Registrant]) -> list[Match]:
    """Return the participants behind these traces: by address, then by name with country, else for review."""
    directory = _Directory(registrants)
    # All that needs the name understood is asked for together: large meetings show more names than are remembered.
    heard = [(verdict := directory.judge(trace), _name_marks(trace, verdict), _states(trace)) for trace in traces]
    verdicts = [each[0] for each in heard]
    people: dict[str, list[int]] = defaultdict(list)
    for place, verdict in enumerate(verdicts):
        if verdict.person:
            people[verdict.person].append(place)
    marks = _marks(traces, heard)
    pointers = _pointers(marks, verdicts)
    strangers = []
    for group in _groups(marks, verdicts):
        owners = {person for place in group for mark in marks[place] for person in pointers.get(mark, ())}
        candidates = {person for place in group for person in verdicts[place].candidates}
        if len(owners) == 1 and candidates <= owners:
            people[owners.pop()].extend(group)
        else:
            strangers.append(_stranger(group, traces, verdicts, candidates))
    known = [_known(person, sorted(places), verdicts) for person, places in people.items()]
    return sorted(known + strangers, key=lambda each: each.traces)


@dataclass(frozen=True, slots=True)
class _Verdict:
    """What one trace says by itself."""

    basis: Basis
    person: str | None = None
    candidates: frozenset[str] = frozenset()
    kind: Kind = Kind.PERSON
    is_ambiguous: bool = False
    """More than one registrant fits exactly: another connection's word must not decide between them."""


class _Directory:
    """The registrants, found by address and by name."""

    def __init__(self, registrants: Iterable[Registrant]) -> None:
        self.registrants = {each.person: each for each in registrants}
        self.by_email: dict[str, set[str]] = defaultdict(set)
        self.by_key: dict[Key, set[str]] = defaultdict(set)
        self.by_token: dict[str, set[str]] = defaultdict(set)
        self.keys: dict[str, frozenset[Key]] = {}
        self.words_beside: dict[str, frozenset[str]] = {}
        for each in self.registrants.values():
            for email in each.emails:
                self.by_email[address_key(email)].add(each.person)
            self.keys[each.person] = names.keys_of(*each.names)
            self.words_beside[each.person] = _words_beside(each)
            for key in self.keys[each.person]:
                self.by_key[key].add(each.person)
                for token in key:
                    self.by_token[token].add(each.person)

    def judge(self, trace: Trace) -> _Verdict:
        """Return what a trace says: a correction first, then the source's word, the address, the name."""
        kind = names.understand(trace.display_name).kind
        if trace.is_technical:
            return _Verdict(Basis.CORRECTION, kind=Kind.TECHNICAL)
        if trace.person:
            return _Verdict(Basis.CORRECTION if trace.is_corrected else Basis.SOURCE, trace.person, kind=kind)
        return self._by_email(trace, kind) or self._by_name(trace, kind) or self._by_part(trace, kind)

    def _by_email(self, trace: Trace, kind: Kind) -> _Verdict | None:
        email = address_of(trace)
        found = self.by_email.get(email, set()) if email else set()
        if len(found) > 1:
            named = found & self._named(trace)[0]
            found = named if len(named) == 1 else found
        if len(found) == 1:
            return _Verdict(Basis.EMAIL, next(iter(found)), kind=kind)
        if found:
            return _Verdict(Basis.AMBIGUOUS_EMAIL, candidates=frozenset(found), is_ambiguous=True)
        return None

    def _by_name(self, trace: Trace, kind: Kind) -> _Verdict | None:
        if kind is Kind.BOT:
            return None
        found, by_country = self._named(trace)
        found = found or self._accounted_for(names.understand(trace.display_name))
        if len(found) == 1:
            basis = Basis.NAME_AND_COUNTRY if by_country else Basis.NAME
            return _Verdict(basis, next(iter(found)), kind=kind)
        if found:
            return _Verdict(Basis.AMBIGUOUS_NAME, candidates=frozenset(found), is_ambiguous=True)
        return None

    def _by_part(self, trace: Trace, kind: Kind) -> _Verdict:
        if kind in {Kind.TECHNICAL, Kind.BOT}:
            return _Verdict(Basis.ROLE_NAME, kind=kind)
        understood = names.understand(trace.display_name)
        if kind is not Kind.PERSON:
            whole = self._contained(understood)
            return _Verdict(Basis.PART_OF_NAME if whole else Basis.NONE, candidates=frozenset(whole), kind=kind)
        readings = understood.hypotheses
        namesakes = {
            person
            for reading in readings
            if reading.is_firm
            for person in self._under(reading)
            if not self.registrants[person].is_official
        }
        if namesakes:
            return _Verdict(Basis.OTHER_COUNTRY, candidates=frozenset(namesakes))
        loose = {person for reading in readings if _is_telling(reading) for person in self._like(reading)}
        if understood.likeliest:
            loose = {each for each in loose if not _contradicts(understood.likeliest, self.registrants[each])}
        return _Verdict(Basis.PART_OF_NAME if loose else Basis.NONE, candidates=frozenset(loose))

    def _named(self, trace: Trace) -> tuple[set[str], bool]:
        """Return who bears the name exactly and, where several do, whom the annotations single out."""
        found: set[str] = set()
        supported: set[str] = set()
        hinted: set[str] = set()
        for reading in names.understand(trace.display_name).hypotheses:
            if not reading.is_firm:
                continue
            for person in self._under(reading):
                registrant = self.registrants[person]
                if _contradicts(reading, registrant):
                    continue
                found.add(person)
                if registrant.country in reading.countries:
                    supported.add(person)
                elif registrant.country in reading.hints or _works_there(reading, registrant):
                    hinted.add(person)
        return supported or hinted or found, bool(supported)

    def _accounted_for(self, understood: DisplayName) -> set[str]:
        """Return whose whole name is there, when what we know of them explains every other word."""
        return {
            person
            for person, rest in self._with_rest(understood)
            if all(token in self.words_beside[person] or (len(token) > 1 and is_beside(token)) for token in rest)
        }

    def _contained(self, understood: DisplayName) -> set[str]:
        """Return whose whole name is among the words."""
        return {person for person, _rest in self._with_rest(understood)}

    def _with_rest(self, understood: DisplayName) -> Iterator[tuple[str, Counter[str]]]:
        """Yield who has all of a name of two words or more there, with the words it leaves over."""
        for reading in understood.hypotheses:
            for heard in reading.keys if reading.is_firm else ():
                for person in {person for token in heard for person in self.by_token.get(token, ())}:
                    if understood.likeliest and _contradicts(understood.likeliest, self.registrants[person]):
                        continue
                    for known in self.keys[person]:
                        if len(known) > 1 and Counter(known) <= Counter(heard):
                            yield person, Counter(heard) - Counter(known)

    def _under(self, reading: Hypothesis) -> set[str]:
        return {person for key in reading.keys for person in self.by_key.get(key, ())}

    def _like(self, reading: Hypothesis) -> set[str]:
        """Return who may bear the name with a part missing, added or cut to its initial."""
        return {
            person
            for heard in reading.keys
            for token in heard
            for person in self.by_token.get(token, ())
            if not _contradicts(reading, self.registrants[person])
            and any(names.fits_loosely(heard, known) for known in self.keys[person])
        }


def _contradicts(reading: Hypothesis, registrant: Registrant) -> bool:
    """A State named beside the name contradicts a registrant known to be of another."""
    return bool(reading.countries and registrant.country) and registrant.country not in reading.countries


def _works_there(reading: Hypothesis, registrant: Registrant) -> bool:
    own = {fold(annotation) for annotation in registrant.annotations}
    return any(beside in own for beside in reading.beside)


def _words_beside(registrant: Registrant) -> frozenset[str]:
    """Return the words that annotations of this registrant are made of, their own State's names among them."""
    state = countries.find(registrant.country)
    own = [*registrant.annotations, *((*state.names.values(), state.iso2, state.iso3) if state else ())]
    return frozenset(token for annotation in own for token in tokens_of(annotation))


def _is_telling(reading: Hypothesis) -> bool:
    """A lone word counts only when all that stands beside it is surely annotation."""
    return reading.is_firm or len(reading.tokens) > 1


def address_of(trace: Trace) -> str | None:
    """Return the address a connection came with, or gave for its name, as we compare it."""
    address = trace.email or names.address_in(trace.display_name)
    return address_key(address) if address else None


# Connections that no name or address of a registrant settles

Mark = tuple[object, ...]


def _marks(traces: Sequence[Trace], heard: Sequence[tuple[_Verdict, list[Mark], set[str]]]) -> list[list[Mark]]:
    """Return by what each trace is known again: address, telephone number, name; two that share one are one."""
    bearers: dict[Mark, set[str]] = defaultdict(set)
    states: dict[Mark, set[str]] = defaultdict(set)
    for trace, (verdict, own, stated) in zip(traces, heard, strict=True):
        for mark in own:
            states[mark] |= stated
            if bearer := verdict.person or address_of(trace):
                bearers[mark].add(bearer)
    found: list[list[Mark]] = []
    for trace, (verdict, own, stated) in zip(traces, heard, strict=True):
        address = address_of(trace)
        marks: list[Mark] = []
        if address and verdict.kind not in _MACHINES:
            marks.append(("address", address))
        if trace.telephone:
            marks.append(("telephone", trace.telephone))
        for mark in own:
            is_sole_bearer = len(bearers[mark]) == 1 and not verdict.is_ambiguous
            if not address or is_sole_bearer or verdict.kind in _MACHINES:
                beside = stated or (states[mark] if len(states[mark]) == 1 else set())
                marks.append((*mark, *sorted(beside)))
        found.append(marks)
    return found


_MACHINES = frozenset({Kind.TECHNICAL, Kind.BOT})


def _name_marks(trace: Trace, verdict: _Verdict) -> list[Mark]:
    likeliest = names.understand(trace.display_name).likeliest
    if trace.telephone:
        return []
    if verdict.kind in _MACHINES:
        return [("machine", fold(trace.display_name))]
    if verdict.kind is Kind.DEVICE and likeliest:
        return [("device", fold(trace.display_name))]
    if likeliest is None or verdict.kind is not Kind.PERSON:
        return [("nobody", fold(trace.display_name))]
    return [("name", key, verdict.candidates if verdict.is_ambiguous else None) for key in sorted(likeliest.keys)]


def _states(trace: Trace) -> set[str]:
    likeliest = names.understand(trace.display_name).likeliest
    return set(likeliest.countries) if likeliest else set()


def _pointers(marks: Sequence[Sequence[Mark]], verdicts: Sequence[_Verdict]) -> dict[Mark, set[str]]:
    """Return to whom the traces of known people point; a placeholder such as "iPhone" points to nobody."""
    pointers: dict[Mark, set[str]] = defaultdict(set)
    for own, verdict in zip(marks, verdicts, strict=True):
        for mark in own:
            if verdict.person and mark[0] not in {"nobody", "machine"}:
                pointers[mark].add(verdict.person)
    return pointers


def _groups(marks: Sequence[Sequence[Mark]], verdicts: Sequence[_Verdict]) -> list[list[int]]:
    """Join the traces of nobody known that share a mark, and those that these share one with."""
    parent = {place: place for place, verdict in enumerate(verdicts) if verdict.person is None}

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
    groups: dict[int, list[int]] = defaultdict(list)
    for place in parent:
        groups[root(place)].append(place)
    return list(groups.values())


def _known(person: str, places: Sequence[int], verdicts: Sequence[_Verdict]) -> Match:
    reasons = {verdicts[place].basis if verdicts[place].person else Basis.SAME_CONNECTION for place in places}
    return Match(tuple(places), MatchStatus.MATCHED, min(reasons, key=list(Basis).index), person)


def _stranger(
    group: Sequence[int], traces: Sequence[Trace], verdicts: Sequence[_Verdict], candidates: Iterable[str]
) -> Match:
    kinds = {verdicts[place].kind for place in group}
    basis = min((verdicts[place].basis for place in group), key=list(Basis).index)
    if candidates:
        status = MatchStatus.REVIEW
    elif kinds <= _MACHINES:
        status = MatchStatus.TECHNICAL
    elif Kind.PERSON in kinds or any(address_of(traces[place]) for place in group):
        status = MatchStatus.UNREGISTERED
    else:
        status = MatchStatus.UNIDENTIFIED
    return Match(tuple(sorted(group)), status, basis, candidates=tuple(sorted(candidates)))
