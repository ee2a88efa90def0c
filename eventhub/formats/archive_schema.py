"""What an archive may say, and where a document says otherwise, in one sentence for each place."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker
from jsonschema.exceptions import ValidationError

from eventhub.base import zones
from eventhub.base.i18n import LazyString, _, _l

_FILE = Path(__file__).with_name("archive_schema.json")

Steps = tuple[str | int, ...]
"""The way from the document to a value: keys of objects and places in lists."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong at one place of a document."""

    path: Steps
    sentence: str

    def __str__(self) -> str:
        return f"{show(self.path)}: {self.sentence}" if self.path else self.sentence


def show(path: Steps) -> str:
    """Write a path as people read it: `events[2].registrations[14].person`."""
    steps = [f"[{step}]" if isinstance(step, int) else f".{step}" for step in path]
    return "".join(steps).removeprefix(".")


@cache
def schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of the archive."""
    schema: dict[str, Any] = json.loads(_FILE.read_text(encoding="utf-8"))
    return schema


def find_faults(document: Any) -> Iterator[Fault]:
    """Yield each place where the document breaks the schema; the first fault of a place only."""
    told: set[Steps] = set()
    for error in Draft202012Validator(schema(), format_checker=_formats).iter_errors(document):
        for fault in _faults(error):
            if fault.path not in told:
                told.add(fault.path)
                yield fault


def _faults(error: ValidationError) -> Iterator[Fault]:
    path: Steps = tuple(error.absolute_path)
    if error.validator == "required":
        yield from (Fault((*path, key), _("missing")) for key in error.validator_value if key not in error.instance)
    elif error.validator == "additionalProperties":
        known = error.schema.get("properties", {})
        yield from (Fault((*path, key), _("unknown key")) for key in error.instance if key not in known)
    else:
        yield Fault(path, _sentence(error))


def _sentence(error: ValidationError) -> str:
    """Say what is wrong with one value."""
    if error.instance is None:
        return _("missing")
    expected = error.schema.get("format")
    if expected in _NOUNS and error.validator != "type":
        return _("%(value)s is not %(noun)s", value=_shown(error.instance), noun=_NOUNS[expected])
    match error.validator:
        case "type":
            types = error.validator_value if isinstance(error.validator_value, list) else [error.validator_value]
            return _("not %(noun)s", noun=_NOUNS.get(expected) or _TYPES[types[0]])
        case "enum":
            words = ", ".join(str(word) for word in error.validator_value if word is not None)
            return _("%(value)s is not one of %(words)s", value=_shown(error.instance), words=words)
        case "minimum":
            return _("%(value)s is less than %(limit)s", value=_shown(error.instance), limit=error.validator_value)
        case "maximum":
            return _("%(value)s is more than %(limit)s", value=_shown(error.instance), limit=error.validator_value)
        case "uniqueItems":
            return _("something stands twice in this list")
        case "minItems" | "minLength":
            return _("empty")
        case _:
            return str(error.message)


def _shown(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 80 else f"{text[:79]}…"


_TYPES: dict[str, LazyString] = {
    "string": _l("a text"),
    "integer": _l("a whole number"),
    "number": _l("a number"),
    "boolean": _l("true or false"),
    "array": _l("a list"),
    "object": _l("an object"),
}

_NOUNS: dict[str | None, LazyString] = {
    "id": _l("an id"),
    "slug": _l("an id of letters, digits, dots, underscores and hyphens"),
    "country": _l("the ISO alpha-3 code of a State"),
    "address": _l("an e-mail address"),
    "link": _l("a web address"),
    "day": _l("a day such as 2021-05-26"),
    "partial-day": _l("a day, month or year such as 2021-05-26, 2021-05 or 2021"),
    "local-time": _l("a local date and time such as 2021-05-26T15:00:00"),
    "moment": _l("a local date and time such as 2021-05-26T15:00:00"),
    "instant": _l("a date and time with an offset such as 2021-05-26T13:00:00Z"),
    "time-zone": _l("a time zone such as Europe/Zurich"),
}
"""The schema's formats in words."""

_formats = FormatChecker(formats=())


def _checks(name: str) -> Callable[[Callable[[str], object]], Callable[[str], object]]:
    """Let a function that raises ValueError decide about a format; other types are the schema's business."""

    def register(read: Callable[[str], object]) -> Callable[[str], object]:
        def is_right(value: object) -> bool:
            if isinstance(value, str):
                read(value)
            return True

        _formats.checks(name, raises=(ValueError, OverflowError))(is_right)
        return read

    return register


@_checks("day")
def _read_day(text: str) -> object:
    return date.fromisoformat(text)


@_checks("partial-day")
def _read_partial_day(text: str) -> object:
    return date.fromisoformat(text + "-01" * (2 - text.count("-")))


@_checks("local-time")
@_checks("moment")
@_checks("instant")
def _read_time(text: str) -> object:
    moment = datetime.fromisoformat(text)
    if not 1900 <= moment.year <= 2999:
        raise ValueError("calendars do not reach this far")
    return moment


@_checks("slug")
@_checks("address")
def _read_line(text: str) -> object:
    if text.splitlines()[1:] or text.endswith(("\n", "\r")):
        raise ValueError("a pattern's $ also stands before a last line break")
    return text


@_checks("time-zone")
def _read_zone(text: str) -> object:
    if text not in zones.names():
        raise ValueError("no such zone")
    return text
