"""What a display name says: who it may name, from which country, or that it names nobody.

A name is never guessed at: each way of telling it from what stands beside it is a hypothesis, and hypotheses are
compared with people's names by exact equality of folded words in any order.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from eventhub.base.text import fold, one_line
from eventhub.domain import name_words as words
from eventhub.domain.annotations import (
    WORD,
    Key,
    Kind,
    codes,
    countries_in,
    is_annotation,
    is_beside,
    kind_of,
    longest_phrase,
    parts_of,
    phrases,
    plain,
    plain_key,
    shorten_states,
    tokens_of,
)


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """One way to read a name out of a display name."""

    keys: frozenset[Key]
    """The name's words as they compare, in each spelling that means the same."""
    tokens: Key
    """The name's words, folded and sorted."""
    countries: frozenset[str]
    """States named beside it: a person of another State is somebody else."""
    hints: frozenset[str]
    """States that a short code or part of an annotation suggests; they support and contradict nothing."""
    beside: frozenset[str]
    """The annotations, folded."""
    is_firm: bool
    """Whether all that was left out is surely no part of the name."""


@dataclass(frozen=True)
class DisplayName:
    """A display name, understood."""

    kind: Kind
    spellings: tuple[tuple[_Segment, ...], ...]
    """The ways to take it apart."""
    likeliest: Hypothesis | None
    """The reading by which strangers of one name are one; None when nothing in it can be a name."""

    @cached_property
    def hypotheses(self) -> tuple[Hypothesis, ...]:
        """Every reading; sought only where no address says who it is."""
        return tuple(dict.fromkeys(reading for segments in self.spellings for reading in _hypotheses(segments)))


@dataclass(frozen=True, slots=True)
class _Segment:
    """A stretch between separators."""

    words: tuple[str, ...]
    is_bracket: bool
    is_soft: bool
    """Whether only a comma, an underscore or a closed bracket parts it from the segment before."""

    @property
    def text(self) -> str:
        return " ".join(self.words)


_LONGEST = 200
"""Letters of a display name that are looked at; platforms allow fewer."""


@lru_cache(maxsize=4096)
def understand(display_name: str) -> DisplayName:
    """Return what a display name says."""
    if plain_one := _understand_plain(display_name):
        return plain_one
    text = shorten_states(_tidy(display_name)[:_LONGEST])
    segments = _segments(text)
    kind = kind_of(text, [segment.words for segment in segments])
    if kind is Kind.TELEPHONE:
        return DisplayName(kind, (), None)
    spellings = (segments, *(_segments(variant) for variant in _respellings(text, kind)))
    if kind is Kind.DEVICE:
        segments = _segments(_owner(text)) if _BELONGS.search(text) else ()
    return DisplayName(kind, spellings, _likeliest(segments))


def _understand_plain(display_name: str) -> DisplayName | None:
    """Read a name of plain letters, with no word that could be anything else, at once: there is one way to read it."""
    key = plain_key(display_name)
    if key is None:
        return None
    reading = Hypothesis(frozenset({key}), key, frozenset(), frozenset(), frozenset(), is_firm=True)
    found = DisplayName(Kind.PERSON, (), reading)
    vars(found)["hypotheses"] = (reading,)
    return found


def words_in(display_name: str) -> set[str]:
    """Return every word that some reading of a display name may take for one of the name's; PARTICLES aside."""
    found: set[str] = set()
    text = display_name if display_name.isascii() else _tidy(display_name)
    for spelling in {fold(text), fold(_transliterated(text))} if not text.isascii() else {fold(text)}:
        for word in WORD.findall(spelling):
            found.add(word)
            if "-" in word or "'" in word:
                found.update(parts_of(word))
                found.add(word.replace("-", "").replace("'", ""))
    return found


def keys_of(*names: str) -> frozenset[Key]:
    """Return the keys under which people of these names are found, with and without an honorific in the name."""
    keys: set[Key] = set()
    for name in names:
        if key := plain_key(name):
            keys.add(key)
            continue
        parts = tuple(_tidy(name).replace(",", " ").split())
        bare = tuple(word for word in parts if plain(word) not in words.HONORIFICS)
        keys |= _keys(parts) | _keys(bare)
    return frozenset(key for key in keys if key)


def address_in(display_name: str) -> str | None:
    """Return the e-mail address that somebody gave as a name."""
    if "@" not in display_name:
        return None
    text = one_line(display_name)
    return text if re.fullmatch(r"[^\s@<>,;]+@[^\s@<>,;]+\.[^\s@<>,;]+", text) else None


# Segments

_PRONOUNS = re.compile(
    r"\b(?:she|he|they|ze|elle|il|iel|ella|él|el|elle|sie|er)\s*/\s*"
    r"(?:her|hers|him|his|them|theirs|he|she|they|hir|elle|il|ella|él|lui|elles|ellx|ihr|ihm)"
    r"(?:\s*/\s*\w+)*\b",
    re.IGNORECASE,
)
_SEPARATOR = re.compile(r"([(\[{（【<])|([)\]}）】>])|([,_，、])|(\s[-–—−~]+\s|\s[-–—−]+|[-–—−]+\s|[|/\\•·;:；：@])")


def _tidy(text: str) -> str:
    text = unicodedata.normalize("NFC", one_line(text))
    text = "".join(letter for letter in text if unicodedata.category(letter) != "Cf")
    text = re.sub(r"[’‘ʼʻ`´]", "'", text)
    return _PRONOUNS.sub(" ", re.sub(r"[‐‑]", "-", text))


def _segments(text: str) -> tuple[_Segment, ...]:
    found: list[_Segment] = []
    depth, soft, start = 0, False, 0
    for match in [*_SEPARATOR.finditer(text), None]:
        piece = text[start : match.start()] if match else text[start:]
        if parts := tuple(piece.split()):
            found.append(_Segment(parts, depth > 0, soft))
            soft = False
        if match is None:
            break
        opens, closes, comma, _strong = match.groups()
        depth = depth + 1 if opens else max(0, depth - 1) if closes else depth
        soft = bool(comma) or (bool(closes) and depth == 0)
        start = match.end()
    return tuple(found)


def _respellings(text: str, kind: Kind) -> Iterator[str]:
    """Yield further texts to take apart: a code glued on by a hyphen, and the owner of a device."""
    front, hyphen, rest = text.partition("-")
    if hyphen and rest and (front in codes() or (front.isupper() and fold(front) in words.ACRONYMS)):
        yield f"{front} - {rest}"
    rest, hyphen, back = text.rpartition("-")
    if hyphen and rest and (back in codes() or tokens_of(back) in phrases()):
        yield f"{rest} - {back}"
    if kind is Kind.DEVICE:
        yield _owner(text)


_BELONGS = re.compile(r"\w's?\s|\b(?:de|di|da|von|van|of)\s|\bd'\w", re.IGNORECASE)
"""That a device is somebody's: "Ayesha's iPad", "iPhone de María"."""


def _owner(text: str) -> str:
    """Return a device's name without the device: "Lena Vogt's iPhone" → "Lena Vogt"."""
    kept: list[str] = []
    after_device = False
    for word in text.split():
        bare = plain(word).strip("()")
        if bare in words.DEVICES | words.POSSIBLE_DEVICES or bare.isdecimal():
            after_device = True
        elif not (after_device and bare in words.OF_SOMEBODY):
            kept.append(re.sub(r"(?<=\w)'s?$", "", word))
            after_device = False
    return re.sub(r"\bd'(?=\w)", "", " ".join(kept))


# Hypotheses


def _hypotheses(segments: Sequence[_Segment]) -> Iterator[Hypothesis]:
    for run in _runs(segments):
        parts = [(place, word) for place in run for word in segments[place].words]
        for start, end in _spans([word for _, word in parts]):
            yield from _hypothesis(segments, parts, start, end)


def _runs(segments: Sequence[_Segment]) -> list[tuple[int, ...]]:
    """Return which segments may together be a name: each, those a comma parts, those outside brackets, all."""
    places = range(len(segments))
    outside = tuple(place for place in places if not segments[place].is_bracket)
    runs: dict[tuple[int, ...], None] = {tuple(places): None, outside: None}
    for first in places:
        run = [first]
        runs[tuple(run)] = None
        for place in range(first + 1, len(segments)):
            if not segments[place].is_soft or segments[place].is_bracket != segments[first].is_bracket:
                break
            run.append(place)
            runs[tuple(run)] = None
    return [run for run in runs if run]


def _spans(parts: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Yield the stretches of words that remain when known annotations are taken off either end."""
    starts = [0, *_taken_off(parts)]
    ends = [len(parts), *(len(parts) - length for length in _taken_off(parts, from_end=True))]
    for start in starts:
        for end in ends:
            if start < end:
                yield start, end


def _taken_off(parts: Sequence[str], *, from_end: bool = False) -> Iterator[int]:
    """Yield how many words at one end are annotation, for each place where one ends."""
    length = 0
    while length < len(parts):
        rest = parts[: len(parts) - length] if from_end else parts[length:]
        unit = _annotation_length(rest, from_end=from_end)
        if unit == 0:
            return
        length += unit
        yield length


def _annotation_length(rest: Sequence[str], *, from_end: bool) -> int:
    for size in range(min(len(rest), longest_phrase()), 0, -1):
        unit = rest[-size:] if from_end else rest[:size]
        if tokens_of(" ".join(unit)) in phrases():
            return size
    word = rest[-1] if from_end else rest[0]
    bare = plain(word)
    beside = bare in words.HONORIFICS | words.TAGS | words.FUNCTIONS or word.strip(".") in codes()
    return int(beside or (word.isupper() and bare in words.ACRONYMS) or bare.isdecimal())


def _hypothesis(
    segments: Sequence[_Segment], parts: Sequence[tuple[int, str]], start: int, end: int
) -> Iterator[Hypothesis]:
    """Yield the reading that takes these words for the name, unless they have no letter or digit."""
    name = [word for _, word in parts[start:end]]
    tokens = tokens_of(" ".join(name))
    if not tokens:
        return
    used = sorted({place for place, _ in parts[start:end]})
    left_out = [segment.words for place, segment in enumerate(segments) if place not in used]
    affixes = [tuple(word for place, word in affix if place in used) for affix in (parts[:start], parts[end:]) if affix]
    found = [countries_in(annotation) for annotation in left_out]
    hinted = [countries_in(affix) for affix in affixes]
    yield Hypothesis(
        keys=_keys(name),
        tokens=tuple(sorted(tokens)),
        countries=frozenset().union(*(named for named, _ in found)),
        hints=frozenset().union(*(hints for _, hints in found), *(named | hints for named, hints in hinted)),
        beside=frozenset(fold(" ".join(annotation)) for annotation in (*left_out, *affixes)) - {""},
        is_firm=_is_firm(segments, used, tokens),
    )


def _is_firm(segments: Sequence[_Segment], used: Sequence[int], tokens: Key) -> bool:
    """A lone word, a part before a comma, or a name beside another name is no sure reading."""
    strange = [
        place for place, segment in enumerate(segments) if place not in used and not is_annotation(segment.words)
    ]
    if strange and len(tokens) < 2:
        return False
    return not any(_casts_doubt(segments, place, used, tokens) for place in strange)


def _casts_doubt(segments: Sequence[_Segment], place: int, used: Sequence[int], tokens: Key) -> bool:
    """Tell whether a segment left out may be part of the name, or another name."""
    segment = segments[place]
    if segments[used[0]].is_bracket and not segment.is_bracket:
        return _rivals(segment.words, tokens)
    if segment.is_bracket:
        return False
    after = segment.is_soft and place - 1 in used
    before = place + 1 in used and segments[place + 1].is_soft
    return after or before


def _rivals(outside: Sequence[str], inside: Key) -> bool:
    """Tell whether a name outside brackets is another than the one inside, in the same script."""
    others = [token for token in tokens_of(" ".join(outside)) if not is_beside(token)]
    if len(others) < 2 or set(others) & set(inside):
        return False
    return _script(others[0]) == _script(inside[0])


def _likeliest(segments: Sequence[_Segment]) -> Hypothesis | None:
    """Prefer what stands outside brackets and has two words or more that are no annotation."""
    best: tuple[int, Hypothesis] | None = None
    for chunk in _chunks(segments):
        parts = [(place, word) for place in chunk for word in segments[place].words]
        start, end = max(_spans([word for _, word in parts]), key=lambda span: _preference(parts, *span))
        for hypothesis in _hypothesis(segments, parts, start, end):
            strange = min(2, sum(not is_beside(token) for token in hypothesis.tokens))
            if strange and (best is None or strange > best[0]):
                best = strange, hypothesis
    return best[1] if best else None


def _preference(parts: Sequence[tuple[int, str]], start: int, end: int) -> tuple[bool, int]:
    """Take off as much as leaves two words standing; where nothing does, all that can be."""
    tokens = tokens_of(" ".join(word for _, word in parts[start:end]))
    return sum(len(token) > 1 for token in tokens) > 1, start - end


def _chunks(segments: Sequence[_Segment]) -> list[list[int]]:
    """Group what only commas or a bracket part, annotations left out; chunks in brackets come last."""
    outside: list[list[int]] = []
    inside: list[list[int]] = []
    for place, segment in enumerate(segments):
        if is_annotation(segment.words):
            continue
        chunks = inside if segment.is_bracket else outside
        between = segments[chunks[-1][-1] + 1 : place] if chunks else []
        if chunks and segment.is_soft and all(each.is_bracket and not segment.is_bracket for each in between):
            chunks[-1].append(place)
        else:
            chunks.append([place])
    return outside + inside


# Words


def _keys(parts: Iterable[str]) -> frozenset[Key]:
    """Return a name's keys: parted or joined at hyphens, particles apart or attached, ü as u or ue."""
    text = " ".join(parts)
    keys: set[Key] = set()
    for spelling in {fold(text), fold(_transliterated(text))}:
        written = WORD.findall(spelling)
        parted = [part for word in written for part in parts_of(word)]
        joined = [re.sub(r"['-]", "", word) for word in written]
        keys |= {tuple(sorted(each)) for each in (parted, joined, _attached(parted))}
    return frozenset(keys)


def _attached(tokens: Sequence[str]) -> list[str]:
    """Return words with particles joined to what follows: "el amrani" → "elamrani"."""
    found: list[str] = []
    pending = ""
    for token in tokens:
        if token in words.PARTICLES:
            pending += token
        else:
            found.append(pending + token)
            pending = ""
    return [*found, pending] if pending else found


_GERMANIC = {ord(letter): pair for letter, pair in {"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe"}.items()}


def _transliterated(text: str) -> str:
    text = unicodedata.normalize("NFC", text).casefold()
    return text.translate(_GERMANIC)


def _script(token: str) -> str:
    return unicodedata.name(token[0], "?").split()[0]
