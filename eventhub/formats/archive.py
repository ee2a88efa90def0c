"""The archive as a file: bytes in and a checked document out, a document in and stable bytes out.

What an archive may say stands in archive_schema.json, which docs/archive.schema.json publishes. The document that
`read` returns obeys it, names nothing that it does not hold, and has no id twice.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from itertools import islice
from math import isfinite
from typing import Any, NoReturn

from eventhub.base.errors import Refused
from eventhub.base.i18n import _
from eventhub.formats import archive_references, archive_schema
from eventhub.formats.archive_schema import Fault, Steps

FORMAT = "eventhub-archive"
VERSION = 1

MOST_FAULTS = 20
"""How many faults are told at once."""

MOST_LEVELS = 50
"""How deeply lists and objects may stand in one another."""


class NotAnArchive(Refused):
    """The file is no archive, or one with faults: a line for each, with its path."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(islice(faults, MOST_FAULTS))
        super().__init__()

    def __str__(self) -> str:
        return "\n".join(str(fault) for fault in self.faults)


def read(content: bytes) -> dict[str, Any]:
    """Return the document in a file; raise NotAnArchive with up to 20 faults, each naming its path."""
    document = _insist_on_format(_parsed(content))
    for faults in (_unstorable, archive_schema.find_faults, archive_references.find_faults):
        if found := list(islice(faults(document), MOST_FAULTS)):
            raise NotAnArchive(found)
    return document


def write(document: Mapping[str, Any]) -> str:
    """Return the text of a document, the same for the same document."""
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def _parsed(content: bytes) -> object:
    try:
        return json.loads(content.decode("utf-8-sig"), parse_constant=_refuse_constant)
    except UnicodeDecodeError as error:
        problem = _("the file is not UTF-8 text (byte %(byte)s)", byte=error.start)
    except json.JSONDecodeError as error:
        problem = _(
            "line %(line)s, column %(column)s: %(problem)s", line=error.lineno, column=error.colno, problem=error.msg
        )
    except (ValueError, RecursionError) as error:
        problem = _("the file cannot be read as JSON: %(problem)s", problem=error)
    raise NotAnArchive([Fault((), problem)])


def _refuse_constant(word: str) -> NoReturn:
    raise ValueError(f"{word} is not a number")


def _insist_on_format(document: object) -> dict[str, Any]:
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise NotAnArchive([Fault(("format",), _("this is not an EventHub archive"))])
    version = document.get("version")
    if version != VERSION or isinstance(version, bool):
        shown = json.dumps(version)
        raise NotAnArchive(
            [Fault(("version",), _("%(version)s is not a version that can be read here, which is 1", version=shown))]
        )
    return document


def _unstorable(document: Any) -> Iterable[Fault]:
    """Yield what no database can hold: NUL, half a surrogate pair, infinity, a thousand brackets."""
    waiting: list[tuple[Steps, Any]] = [((), document)]
    while waiting:
        path, value = waiting.pop()
        if len(path) > MOST_LEVELS:
            yield Fault(path[:MOST_LEVELS], _("nested too deeply"))
        elif isinstance(value, str):
            if not _is_storable(value):
                yield Fault(path, _("holds a character that is no text"))
        elif isinstance(value, float) and not isfinite(value):
            yield Fault(path, _("too large a number"))
        elif isinstance(value, dict):
            for key, below in value.items():
                if not _is_storable(key):
                    yield Fault(path, _("holds a character that is no text"))
                waiting.append(((*path, key), below))
        elif isinstance(value, list):
            waiting.extend(((*path, place), below) for place, below in enumerate(value))


def _is_storable(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return "\0" not in text
