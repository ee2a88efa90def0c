"""What stands beside a name in a display name, or instead of one: countries, functions, devices, equipment."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from functools import cache, lru_cache
from itertools import pairwise

from eventhub.base import countries
from eventhub.base.text import fold
from eventhub.domain import name_words as words
from eventhub.domain import telephones

Key = tuple[str, ...]

_NUMBER = re.compile(r"\d+|[ivx]+|[^\W_]")
"""How rooms are numbered: "Room 4", "Salle XX", "Room A"."""

WORD = re.compile(r"[^\W_]+(?:['-][^\W_]+)*")


class Kind(StrEnum):
    """What a display name is the name of."""

    PERSON = "person"
    TELEPHONE = "telephone"
    DEVICE = "device"
    PLACEHOLDER = "placeholder"
    TECHNICAL = "technical"
    BOT = "bot"


@lru_cache(maxsize=8192)
def plain(word: str) -> str:
    """Return a word as our lists have it: "H.E." → "he"."""
    return fold(word).replace(".", "").strip("'\"!?*")


@lru_cache(maxsize=8192)
def tokens_of(text: str) -> Key:
    """Return the words of a text, folded and parted at hyphens and apostrophes."""
    return tuple(part for word in WORD.findall(fold(text)) for part in parts_of(word))


def parts_of(word: str) -> list[str]:
    """Return a word parted at hyphens and apostrophes."""
    return [part for part in word.replace("'", "-").split("-") if part]


# Countries


def countries_in(parts: Sequence[str]) -> tuple[set[str], set[str]]:
    """Return the States that some words name, and those that they only suggest."""
    tokens = tokens_of(" ".join(parts))
    if len(parts) == 1 and (code := codes().get(parts[0].strip("."))):
        return {code}, set()
    named, suggested, rest = _named(tokens)
    hints = {short_codes()[word] for word in parts if word in short_codes()}
    hints |= {codes()[word] for word in parts if word in codes()} | suggested
    if all(token in words.SMALL_WORDS | words.ORGANISATION_NOUNS or len(token) == 1 for token in rest):
        return named, hints
    return set(), named | hints


def _named(tokens: Key) -> tuple[set[str], set[str], list[str]]:
    """Return the States whose names occur among words, those of doubtful names, and the words left over."""
    named: set[str] = set()
    suggested: set[str] = set()
    rest: list[str] = []
    place = 0
    while place < len(tokens):
        for size in range(min(longest_phrase(), len(tokens) - place), 0, -1):
            phrase = tokens[place : place + size]
            if state := phrases().get(phrase):
                (suggested if phrase in words.DOUBTFUL_COUNTRIES else named).add(state)
                place += size
                break
        else:
            rest.append(tokens[place])
            place += 1
    return named, suggested, rest


@cache
def phrases() -> dict[Key, str]:
    """Return every name of a State in words; codes stand apart, because they need capitals."""
    named = {name: state.iso3 for name, state in countries.by_name().items() if fold(state.iso3) != name}
    named |= words.COUNTRY_NICKNAMES
    phrases = {tokens_of(name): code for name, code in named.items() if len(name) > 3 or not name.isascii()}
    return {phrase: code for phrase, code in phrases.items() if phrase}


def shorten_states(text: str) -> str:
    """Return a text with each State's name that holds commas, brackets or dashes as its code."""
    names, pattern = _punctuated()
    return pattern.sub(lambda match: names.get(match[0].casefold(), match[0]), text)


@cache
def _punctuated() -> tuple[dict[str, str], re.Pattern[str]]:
    written = {
        name.casefold(): state.iso3
        for state in countries.in_order()
        for name in (*state.names.values(), *state.aliases)
        if re.search(r"[,()（）]|\s[-–—]\s", name)
    }
    longest_first = sorted(written, key=len, reverse=True)
    return written, re.compile("|".join(map(re.escape, longest_first)), re.IGNORECASE)


@cache
def longest_phrase() -> int:
    """Return how many words the longest name of a State has."""
    return max(map(len, phrases()))


@cache
def codes() -> dict[str, str]:
    """Return the codes, in capitals, that surely mean a State: alpha-3 and common abbreviations."""
    codes = {state.iso3: state.iso3 for state in countries.in_order()}
    for state in countries.in_order():
        codes |= {alias: state.iso3 for alias in state.aliases if alias.isupper() and alias.isascii()}
    return codes | words.COUNTRY_CODES


@cache
def short_codes() -> dict[str, str]:
    """Return the alpha-2 codes; two capitals mean many other things too."""
    return {state.iso2: state.iso3 for state in countries.in_order()}


def words_beside(annotations: Iterable[str], country: str | None) -> frozenset[str]:
    """Return the words that annotations of somebody are made of, their own State's names among them."""
    state = countries.find(country)
    own = [*annotations, *((*state.names.values(), state.iso2, state.iso3) if state else ())]
    return frozenset(token for annotation in own for token in tokens_of(annotation))


# What is no name


def is_annotation(parts: Sequence[str]) -> bool:
    """Tell whether a segment is a country, an organisation, a function or a tag."""
    if len(parts) == 1 and (parts[0].strip(".") in codes() or parts[0] in short_codes()):
        return True
    tokens = tokens_of(" ".join(parts))
    return all(map(is_beside, _named(tokens)[2])) or any(
        token in words.ORGANISATION_NOUNS | words.FUNCTION_NOUNS for token in tokens
    )


def is_beside(token: str) -> bool:
    """Tell whether a word is more likely an annotation than part of a name."""
    return (
        len(token) == 1
        or token.isdecimal()
        or token in words.TAGS
        or token in words.HONORIFICS
        or token in words.FUNCTIONS
        or token in words.ORGANISATION_NOUNS
        or token in words.SMALL_WORDS
        or token in words.LANGUAGES
        or token in words.ACRONYMS
    )


def kind_of(text: str, segments: Sequence[Sequence[str]]) -> Kind:
    """Return what a display name names, by the words of its segments alone."""
    if telephones.find(text):
        return Kind.TELEPHONE
    tokens = tokens_of(text)
    if any(_contains(tokens, phrase) for phrase in _beginning(_bots(), tokens)):
        return Kind.BOT
    if any(map(_is_interpreting, tokens)) or _is_equipment(segments):
        return Kind.TECHNICAL
    strange = [token for token in tokens if not is_beside(token)]
    if any(token in words.DEVICES for token in tokens):
        return Kind.DEVICE
    if strange and all(token in words.POSSIBLE_DEVICES or any(map(str.isdecimal, token)) for token in strange):
        return Kind.DEVICE
    if all(is_annotation(segment) for segment in segments):
        return Kind.PLACEHOLDER
    return Kind.PERSON


def _is_interpreting(token: str) -> bool:
    """Scripts without spaces, and those that glue the article on, hide the word inside another."""
    if token in words.INTERPRETER_SHORT:
        return True
    return any(token.startswith(word) if word.isascii() else word in token for word in words.INTERPRETERS)


def _is_equipment(segments: Sequence[Sequence[str]]) -> bool:
    """A room, a stream or the technicians; not somebody whose unit is called so."""
    technical = [segment for segment in segments if _names_equipment(segment)]
    names = [
        segment
        for segment in segments
        if segment not in technical
        and not is_annotation(segment)
        and sum(not is_beside(token) for token in tokens_of(" ".join(segment))) > 1
    ]
    return bool(technical) and not names


def _names_equipment(parts: Sequence[str]) -> bool:
    tokens = tokens_of(" ".join(parts))
    if any(_contains(tokens, phrase) for phrase in _beginning(_equipment(), tokens)):
        return True
    possible = [token for token in tokens if token in words.POSSIBLE_EQUIPMENT]
    if not possible:
        return False
    is_numbered = any(one in words.POSSIBLE_EQUIPMENT and _NUMBER.fullmatch(other) for one, other in pairwise(tokens))
    return is_numbered or all(is_beside(token) or token in possible for token in tokens)


def _beginning(phrases: dict[str, list[Key]], tokens: Key) -> Iterator[Key]:
    """Yield the phrases that begin with one of some words: most names have none of them."""
    for token in tokens:
        yield from phrases.get(token, ())


@cache
def _bots() -> dict[str, list[Key]]:
    return _by_first(words.BOTS)


@cache
def _equipment() -> dict[str, list[Key]]:
    return _by_first(words.EQUIPMENT)


def _by_first(phrases: Iterable[Key]) -> dict[str, list[Key]]:
    found: dict[str, list[Key]] = defaultdict(list)
    for phrase in phrases:
        found[phrase[0]].append(phrase)
    return found


@cache
def _telling_words() -> frozenset[str]:
    """Return every word, folded, that may be part of an annotation, a device, a room or a State's name."""
    lists = (
        *(words.HONORIFICS, words.TAGS, words.FUNCTIONS, words.FUNCTION_NOUNS, words.ORGANISATION_NOUNS),
        *(words.SMALL_WORDS, words.LANGUAGES, words.ACRONYMS, words.PARTICLES, words.DEVICES, words.POSSIBLE_DEVICES),
        *(words.OF_SOMEBODY, words.INTERPRETER_SHORT, words.POSSIBLE_EQUIPMENT),
        *(words.EQUIPMENT, words.BOTS, phrases()),
    )
    return frozenset(part for group in lists for each in group for part in ([each] if isinstance(each, str) else each))


def plain_key(name: str) -> Key | None:
    """Return the only key of a name of plain letters without particles, honorifics or annotations; None for another."""
    parts = name.split()
    if not (1 < len(parts) < 7 and name.isascii() and all(map(_is_plain, parts))):
        return None
    return tuple(sorted(name.lower().split()))


@lru_cache(maxsize=8192)
def _is_plain(word: str) -> bool:
    """Tell whether a word is of letters alone and can be nothing but part of a name."""
    folded = word.lower()
    is_telling = len(word) == 1 or folded in _telling_words() or word in codes() or folded.startswith(_interpreting())
    return word.isalpha() and not is_telling


@cache
def _interpreting() -> tuple[str, ...]:
    """Return how the words for interpreting begin, in Latin letters."""
    return tuple(word for word in words.INTERPRETERS if word.isascii())


def _contains(tokens: Key, phrase: Key) -> bool:
    return any(tokens[place : place + len(phrase)] == phrase for place in range(len(tokens) - len(phrase) + 1))


def fits_loosely(heard: Key, known: Key) -> bool:
    """Tell whether one name may be the other with a part missing, added or cut to its initial."""
    rest_heard, rest_known, shared = list(heard), list(known), []
    for token in heard:
        if token in rest_known:
            rest_known.remove(token)
            rest_heard.remove(token)
            shared.append(token)
    if not any(len(token) > 1 and token not in words.PARTICLES for token in shared):
        return False
    _pair_initials(rest_heard, rest_known)
    _pair_initials(rest_known, rest_heard)
    return not rest_heard or not rest_known


def _pair_initials(short: list[str], long: list[str]) -> None:
    for token in [token for token in short if len(token) == 1]:
        if whole := next((each for each in long if len(each) > 1 and each.startswith(token)), None):
            short.remove(token)
            long.remove(whole)
