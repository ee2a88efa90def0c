"""What tables need beside their rows: the order a reader chose, and the words by which a row can stand as a card."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from markupsafe import Markup, escape
from werkzeug.datastructures import MultiDict

_ROW = re.compile(r"<tr\b([^>]*)>(.*?)</tr>", re.DOTALL)
_CELL = re.compile(r"<(th|td)\b([^>]*)>(.*?)</\1>", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Order:
    """By which column a list stands; `rest` is what else the address says, kept when the order is turned."""

    key: str
    is_descending: bool
    rest: tuple[tuple[str, str], ...] = ()

    @classmethod
    def read(cls, arguments: MultiDict[str, str], keys: Collection[str], first: str) -> Order:
        """Return the order of `?order=name`, downwards for `?order=-name`; else `first`, which is written so too."""
        asked = arguments.get("order", first)
        if asked.removeprefix("-") not in keys:
            asked = first
        rest = tuple((name, value) for name, value in arguments.items(multi=True) if name not in {"order", "page"})
        return cls(asked.removeprefix("-"), asked.startswith("-"), rest)

    @property
    def text(self) -> str:
        """As it stands in an address."""
        return f"-{self.key}" if self.is_descending else self.key

    def direction(self, key: str) -> str | None:
        """Return how a column is sorted, in the words of `aria-sort`; None for a column that is not."""
        if key != self.key:
            return None
        return "descending" if self.is_descending else "ascending"

    def address(self, key: str) -> str:
        """Return the link of a column's header: sorted by it, or turned if it is already; from the first page on."""
        turned = f"-{key}" if key == self.key and not self.is_descending else key
        return "?" + urlencode([*self.rest, ("order", turned)])


def labelled(rows: Markup, headers: Sequence[str | Mapping[str, Any]]) -> Markup:
    """Tell each cell the words of its column, and each row and cell its role, which styles as cards would take away."""
    labels = [header if isinstance(header, str) else header["label"] for header in headers]
    return Markup(_ROW.sub(lambda row: _row(row[1], row[2], labels), rows))  # noqa: S704 - of markup, and labels escaped below


def _row(attributes: str, cells: str, labels: Sequence[str]) -> str:
    left = iter(labels)
    told = _CELL.sub(lambda cell: _cell(cell[1], cell[2], cell[3], next(left, "")), cells)
    return f'<tr role="row"{attributes}>{told}</tr>'


def _cell(tag: str, attributes: str, content: str, label: str) -> str:
    role = "rowheader" if tag == "th" else "cell"
    empty = "" if content.strip() else " data-empty"
    return f'<{tag} role="{role}" data-label="{escape(label)}"{empty}{attributes}><div>{content}</div></{tag}>'
