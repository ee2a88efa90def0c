"""Which connections are one person, and who that is. Between two registrants it is never guessed.

Plain values in, plain values out. Every decision rests on sets of facts, so the order of rows, a row given twice, and a
file given twice change nothing.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple

from eventhub.base.text import address_key, fold
from eventhub.domain import marks, names
from eventhub.domain.annotations import Key, Kind, fits_loosely, is_beside, words_beside
from eventhub.domain.marks import MACHINES, Mark
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


_PLACES = {basis: place for place, basis in enumerate(Basis)}


class Trace(NamedTuple):
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


class Registrant(NamedTuple):
    """Somebody who may have come, under every name and address known for the event."""

    person: str
    names: frozenset[str]
    emails: frozenset[str] = frozenset()
    country: str | None = None
    is_official: bool = False
    annotations: frozenset[str] = frozenset()
    """What may stand beside the name: organisation, function."""


class Match(NamedTuple):
    """One participant: which traces, and who."""

    traces: tuple[int, ...]
    """Places in the list of traces."""
    status: MatchStatus
    basis: Basis
    person: str | None = None
    candidates: tuple[str, ...] = ()


def match(traces: Sequence[Trace], registrants: Iterable[Registrant]) -> list[Match]:
    """Return the participants behind these traces: by address, then by name with country, else for review."""
    places: dict[Trace, list[int]] = defaultdict(list)
    for place, trace in enumerate(traces):
        places[trace].append(place)
    found = _match_distinct(list(places), _Directory(registrants))
    own = list(places.values())
    whole = [each._replace(traces=tuple(sorted([place for at in each.traces for place in own[at]]))) for each in found]
    return sorted(whole, key=lambda each: each.traces)


def _match_distinct(traces: Sequence[Trace], directory: _Directory) -> list[Match]:
    """Return the participants behind traces none of which is the same as another."""
    verdicts = [directory.judge(trace) for trace in traces]
    people: dict[str, list[int]] = defaultdict(list)
    for place, verdict in enumerate(verdicts):
        if verdict.person:
            people[verdict.person].append(place)
    shared = _marks(traces, verdicts, directory)
    pointers = marks.pointers(shared, [verdict.person for verdict in verdicts])
    strangers = []
    for group in marks.groups(shared, [place for place, verdict in enumerate(verdicts) if verdict.person is None]):
        owners = {person for place in group for mark in shared[place] for person in pointers.get(mark, ())}
        candidates = {person for place in group for person in verdicts[place].candidates}
        if len(owners) == 1 and candidates <= owners:
            people[owners.pop()].extend(group)
        else:
            strangers.append(_stranger(group, traces, verdicts, candidates))
    known = [_known(person, sorted(places), verdicts) for person, places in people.items()]
    return known + strangers


class _Verdict(NamedTuple):
    """What one trace says by itself."""

    basis: Basis
    person: str | None = None
    candidates: frozenset[str] = frozenset()
    kind: Kind | None = Kind.PERSON
    """None where nobody had to look at the name, because something better told who it was."""
    is_ambiguous: bool = False
    """More than one registrant fits exactly: another connection's word must not decide between them."""


class _Directory:
    """The registrants, found by address and by name; names are read only when an address does not tell."""

    def __init__(self, registrants: Iterable[Registrant]) -> None:
        self.registrants = {each.person: each for each in registrants}
        self.by_email: dict[str, set[str]] = defaultdict(set)
        self._understood: dict[str, DisplayName] = {}
        self._words_beside: dict[str, frozenset[str]] = {}
        for each in self.registrants.values():
            for email in each.emails:
                self.by_email[address_key(email)].add(each.person)

    @cached_property
    def keys(self) -> dict[str, frozenset[Key]]:
        """The keys of each person's names."""
        return {person: names.keys_of(*each.names) for person, each in self.registrants.items()}

    @cached_property
    def by_key(self) -> dict[Key, set[str]]:
        """The people of each key."""
        found: dict[Key, set[str]] = defaultdict(set)
        for person, keys in self.keys.items():
            for key in keys:
                found[key].add(person)
        return found

    @cached_property
    def by_token(self) -> dict[str, set[str]]:
        """The people of each word."""
        found: dict[str, set[str]] = defaultdict(set)
        for key, people in self.by_key.items():
            for token in key:
                found[token] |= people
        return found

    def words_beside(self, person: str) -> frozenset[str]:
        """Return the words that may stand beside somebody's name."""
        if person not in self._words_beside:
            each = self.registrants[person]
            self._words_beside[person] = words_beside(each.annotations, each.country)
        return self._words_beside[person]

    def understand(self, display_name: str) -> DisplayName:
        """Return what a display name says; each is read once, however many a large meeting shows."""
        if display_name not in self._understood:
            self._understood[display_name] = names.understand(display_name)
        return self._understood[display_name]

    def judge(self, trace: Trace) -> _Verdict:
        """Return what a trace says: a correction first, then the source's word, the address, the name."""
        if trace.is_technical:
            return _Verdict(Basis.CORRECTION, kind=Kind.TECHNICAL)
        if trace.person:
            return _Verdict(Basis.CORRECTION if trace.is_corrected else Basis.SOURCE, trace.person, kind=None)
        if by_email := self._by_email(trace):
            return by_email
        kind = self.understand(trace.display_name).kind
        return self._by_name(trace, kind) or self._by_part(trace, kind)

    def _by_email(self, trace: Trace) -> _Verdict | None:
        email = address_of(trace)
        found = self.by_email.get(email, set()) if email else set()
        if len(found) > 1:
            named = found & self._named(trace)[0]
            found = named if len(named) == 1 else found
        if len(found) == 1:
            return _Verdict(Basis.EMAIL, next(iter(found)), kind=None)
        if found:
            return _Verdict(Basis.AMBIGUOUS_EMAIL, candidates=frozenset(found), is_ambiguous=True)
        return None

    def _by_name(self, trace: Trace, kind: Kind) -> _Verdict | None:
        if kind is Kind.BOT:
            return None
        found, by_country = self._named(trace)
        found = found or self._accounted_for(self.understand(trace.display_name))
        if len(found) == 1:
            basis = Basis.NAME_AND_COUNTRY if by_country else Basis.NAME
            return _Verdict(basis, next(iter(found)), kind=kind)
        if found:
            return _Verdict(Basis.AMBIGUOUS_NAME, candidates=frozenset(found), is_ambiguous=True)
        return None

    def _by_part(self, trace: Trace, kind: Kind) -> _Verdict:
        if kind in {Kind.TECHNICAL, Kind.BOT}:
            return _Verdict(Basis.ROLE_NAME, kind=kind)
        understood = self.understand(trace.display_name)
        if kind is not Kind.PERSON:
            whole = {person for person, _rest in self._with_rest(understood)}
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
        for reading in self.understand(trace.display_name).hypotheses:
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
            if all(token in self.words_beside(person) or (len(token) > 1 and is_beside(token)) for token in rest)
        }

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
            and any(fits_loosely(heard, known) for known in self.keys[person])
        }


def _contradicts(reading: Hypothesis, registrant: Registrant) -> bool:
    """A State named beside the name contradicts a registrant known to be of another."""
    return bool(reading.countries and registrant.country) and registrant.country not in reading.countries


def _works_there(reading: Hypothesis, registrant: Registrant) -> bool:
    own = {fold(annotation) for annotation in registrant.annotations}
    return any(beside in own for beside in reading.beside)


def _is_telling(reading: Hypothesis) -> bool:
    """A lone word counts only when all that stands beside it is surely annotation."""
    return reading.is_firm or len(reading.tokens) > 1


def address_of(trace: Trace) -> str | None:
    """Return the address a connection came with, or gave for its name, as we compare it."""
    address = trace.email or names.address_in(trace.display_name)
    return address_key(address) if address else None


# Connections that no name or address of a registrant settles


def _marks(traces: Sequence[Trace], verdicts: Sequence[_Verdict], directory: _Directory) -> list[list[Mark]]:
    """Return by what each trace is known again: address, telephone number, name; two that share one are one.

    Of those who are known, only the marks count that somebody unknown shares: nobody else's name needs to be read.
    """
    heard = {
        place: _heard(trace, verdict, directory)
        for place, (trace, verdict) in enumerate(zip(traces, verdicts, strict=True))
        if verdict.person is None
    }
    sought = marks.Sought(mark for own, _stated in heard.values() for mark in own)
    addresses = {address_of(traces[place]) for place in heard}
    for place, (trace, verdict) in enumerate(zip(traces, verdicts, strict=True)):
        if place not in heard and sought.may_stand_in(trace.display_name):
            heard[place] = _heard(trace, verdict, directory)
    bearers: dict[Mark, set[str]] = defaultdict(set)
    states: dict[Mark, set[str]] = defaultdict(set)
    for place, (own, stated) in heard.items():
        for mark in own:
            states[mark] |= stated
            if bearer := verdicts[place].person or address_of(traces[place]):
                bearers[mark].add(bearer)
    found: list[list[Mark]] = []
    for place, (trace, verdict) in enumerate(zip(traces, verdicts, strict=True)):
        address = address_of(trace)
        if place not in heard and address not in addresses and not trace.telephone:
            found.append([])
            continue
        own, stated = heard.get(place, ([], set()))
        is_machine = (
            bool(own or address in addresses)
            and (verdict.kind or directory.understand(trace.display_name).kind) in MACHINES
        )
        shared: list[Mark] = []
        if address in addresses and address and not is_machine:
            shared.append(("address", address))
        if trace.telephone:
            shared.append(("telephone", trace.telephone))
        for mark in own:
            is_sole_bearer = len(bearers[mark]) == 1 and not verdict.is_ambiguous
            if not address or is_sole_bearer or is_machine:
                beside = stated or (states[mark] if len(states[mark]) == 1 else set())
                shared.append((*mark, *sorted(beside)))
        found.append(shared)
    return found


def _heard(trace: Trace, verdict: _Verdict, directory: _Directory) -> tuple[list[Mark], set[str]]:
    """Return the marks that a name gives, and the States named beside it."""
    understood = directory.understand(trace.display_name)
    stated = set(understood.likeliest.countries) if understood.likeliest else set()
    if trace.telephone:
        return [], stated
    if verdict.kind is not None and verdict.kind is not understood.kind:
        understood = replace(understood, kind=verdict.kind)
    ambiguous = verdict.candidates if verdict.is_ambiguous else None
    return marks.of_name(trace.display_name, understood, ambiguous=ambiguous), stated


def _known(person: str, places: Sequence[int], verdicts: Sequence[_Verdict]) -> Match:
    reasons = {verdicts[place].basis if verdicts[place].person else Basis.SAME_CONNECTION for place in places}
    return Match(tuple(places), MatchStatus.MATCHED, min(reasons, key=_PLACES.__getitem__), person)


def _stranger(
    group: Sequence[int], traces: Sequence[Trace], verdicts: Sequence[_Verdict], candidates: Iterable[str]
) -> Match:
    kinds = {verdicts[place].kind for place in group}
    basis = min((verdicts[place].basis for place in group), key=_PLACES.__getitem__)
    if candidates:
        status = MatchStatus.REVIEW
    elif kinds <= MACHINES:
        status = MatchStatus.TECHNICAL
    elif Kind.PERSON in kinds or any(address_of(traces[place]) for place in group):
        status = MatchStatus.UNREGISTERED
    else:
        status = MatchStatus.UNIDENTIFIED
    return Match(tuple(sorted(group)), status, basis, candidates=tuple(sorted(candidates)))
