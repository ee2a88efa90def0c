"""The 193 Member States and 2 observer States of the United Nations, by their official names.

Names come from `reference/un_states.json` only: CLDR and ISO names differ from the UN's for dozens of States.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from eventhub.base.text import fold

_FILE = Path(__file__).parent.parent / "reference" / "un_states.json"


@dataclass(frozen=True, slots=True)
class State:
    """A State as the United Nations names it."""

    iso2: str
    iso3: str
    names: dict[str, str]
    is_member: bool
    region: str
    aliases: tuple[str, ...]
    sort_en: str
    protocol_order: int
    """Its place in the English alphabetical order of protocol, from 1."""

    def name(self, language: str = "en") -> str:
        """Return the short name in one of the six languages."""
        return self.names[language]

    def __hash__(self) -> int:
        return hash(self.iso3)


@cache
def _states() -> dict[str, State]:
    rows = json.loads(_FILE.read_text(encoding="utf-8"))["states"]
    return {
        row["iso3"]: State(
            iso2=row["iso2"],
            iso3=row["iso3"],
            names=row["name"],
            is_member=row["un_status"] == "member",
            region=row["region"],
            aliases=tuple(row["aliases"]),
            sort_en=row["sort_en"],
            protocol_order=row["protocol_order_en"],
        )
        for row in rows
    }


def find(code: str | None) -> State | None:
    """Return the State of an ISO 3166 alpha-3 code, if the UN counts one by it."""
    return _states().get(code) if code else None


def get(code: str) -> State:
    """Return the State of an ISO 3166 alpha-3 code; KeyError for any other."""
    return _states()[code]


@cache
def in_order(language: str = "en") -> tuple[State, ...]:
    """Return all States in the alphabetical order of a language."""
    return tuple(sort(_states().values(), language))


def sort(states: Iterable[State], language: str = "en") -> list[State]:
    """Return States in the alphabetical order of their names, accents aside."""
    if language == "en":
        return sorted(states, key=lambda state: state.sort_en)
    return sorted(states, key=lambda state: fold(state.name(language)))


def sort_codes(codes: Iterable[str]) -> list[str]:
    """Return ISO codes in the order of the States' English names."""
    return [state.iso3 for state in sort(get(code) for code in codes)]


@cache
def by_name() -> dict[str, State]:
    """Return every folded name, alias and alpha-3 code with its State; a word two States share is left out."""
    found: dict[str, State | None] = {}
    for state in _states().values():
        for word in {fold(word) for word in (*state.names.values(), *state.aliases, state.iso3)}:
            found[word] = None if found.get(word, state) is not state else state
    return {word: state for word, state in found.items() if state is not None}


@cache
def by_iso2() -> dict[str, State]:
    """Return every State by its ISO 3166 alpha-2 code."""
    return {state.iso2: state for state in _states().values()}
