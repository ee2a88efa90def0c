"""The Teams list of 2020: who joined and left, one event a line, with or without a heading.

Reads it in any language: three columns, the last a time and the middle one of a few words. Whoever appears for the
first time joins; a word that never stands at somebody's first appearance is leaving. "Joined before" counts from when
the list begins. A leaving that is missing leaves the length unknown. Shape: lists published by schools in English
and French ("Nom complet, Action de l'utilisateur, Date et heure").
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime

from eventhub.base.i18n import _l
from eventhub.base.text import fold
from eventhub.formats.attendance import dates, lists
from eventhub.formats.attendance.decoding import Line
from eventhub.formats.attendance.reading import NotAnExport, Occasion, Reading, Row
from eventhub.formats.attendance.titles import TEAMS_JOINED, TEAMS_LEFT

_NAME, _ACTION, _TIME = 0, 1, 2
_WORDS = 4
"""The most words that a language has for joining, having joined before, and leaving."""


def recognises(table: Sequence[Line]) -> bool:
    """Tell whether every line but a heading is a name, one of a few words, and a time."""
    lines = _events(table)
    if not lines or any(line.filled != 3 or dates.parse(line.cell(_TIME)) is None for line in lines):
        return False
    actions = {line.cell(_ACTION) for line in lines}
    return len(actions) <= _WORDS and not any(dates.parse(action) or "@" in action for action in actions)


def read(table: Sequence[Line], occasion: Occasion) -> Reading:
    """Return each joining with the leaving that ends it."""
    lines = _events(table)
    calendar = dates.settle((line.cell(_TIME) for line in lines), occasion)
    if lines[-1].is_unended and lists.form(lines[-1].cell(_TIME)) != lists.form(lines[0].cell(_TIME)):
        raise lists.broken_off(lines[-1])
    by_name: dict[str, list[tuple[datetime, str]]] = defaultdict(list)
    for line in lines:
        moment = lists.moment(line, _TIME, calendar)
        assert moment is not None
        by_name[line.cell(_NAME)].append((moment, fold(line.cell(_ACTION))))
    leaving = _leaving(by_name)
    rows = [row for name, events in by_name.items() for row in _stays(name, events, leaving)]
    return Reading(platform="teams/event-log", rows=lists.numbered(rows))


def _events(table: Sequence[Line]) -> list[Line]:
    """Return the lines below the heading, or all where there is none."""
    lines = [line for line in table if not line.is_blank]
    has_heading = bool(lines) and lines[0].filled == 3 and dates.parse(lines[0].cell(_TIME)) is None
    heading, below = (lines[0], lines[1:]) if has_heading else (None, lines)
    return [line for line in below if heading is None or line.cells != heading.cells]


def _leaving(by_name: Mapping[str, Sequence[tuple[datetime, str]]]) -> set[str]:
    """Return the words for leaving: those we know, else those that are nobody's first."""
    actions = {action for events in by_name.values() for _moment, action in events}
    if known := {action for action in actions if _begins(action, TEAMS_LEFT)}:
        return known
    if all(_begins(action, TEAMS_JOINED) for action in actions):
        return set()
    leaving = actions - {min(events)[1] for events in by_name.values()}
    if len(actions) > 1 and not leaving:
        words = ", ".join(f"“{action}”" for action in sorted(actions))
        raise NotAnExport(_l("Which of these words means that somebody left cannot be told: %(words)s.", words=words))
    return leaving


def _begins(action: str, words: tuple[str, ...]) -> bool:
    return any(word.startswith(words) for word in action.split())


def _stays(name: str, events: Sequence[tuple[datetime, str]], leaving: set[str]) -> list[Row]:
    """Pair joinings and leavings in order of time; of two devices the one that came last leaves first."""
    rows: list[Row] = []
    open_places: list[int] = []
    for moment, action in sorted(events, key=lambda event: (event[0], event[1] in leaving)):
        if action not in leaving:
            open_places.append(len(rows))
            rows.append(Row(0, name, joined_at=moment))
        elif open_places:
            place = open_places.pop()
            rows[place] = Row(0, name, joined_at=rows[place].joined_at, left_at=moment)
        else:
            rows.append(Row(0, name, left_at=moment))
    return rows
