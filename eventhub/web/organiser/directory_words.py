"""Cells of the directory as people read them, and what became of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cached_property

from eventhub.base import countries
from eventhub.base.i18n import _, current_language, format_day, format_month
from eventhub.domain import directory, directory_lists, events
from eventhub.domain.directory_cells import Column
from eventhub.domain.directory_lists import DirectoryList


class Words:
    """What cells are called; names of events and groups are asked for once."""

    @cached_property
    def _groups(self) -> dict[str, str]:
        return {group.slug: group.name for group in directory.working_groups()}

    @cached_property
    def _events(self) -> dict[str, str]:
        return {event.slug: event.title for event in events.all_events()}

    def cell(self, column: Column, text: str) -> str:
        """Write one cell."""
        if not text:
            return ""
        state = countries.find(text) if column.looks == "country" else None
        if state is not None:
            return state.name(current_language())
        if column.choices and text in column.choices:
            return str(column.choices[text])
        match column.looks:
            case "tick":
                return _("Yes") if text == "yes" else _("No")
            case "group":
                return self._groups.get(text, text)
            case "event":
                return self._events.get(text, text)
        return _dated(text) if column.is_dated else text

    def name(self, kept: DirectoryList, texts: Mapping[str, str]) -> str:
        """Write what a row is called."""
        return " – ".join(self.cell(kept.column(each), texts[each]) for each in kept.shown_by)

    def differences(self, kept: DirectoryList, difference: Mapping[str, Sequence[str]]) -> str:
        """Say what became of which column: "until: “” is now “31 May 2027”"."""
        return "; ".join(
            self._difference(column, *difference[column.name]) for column in kept.columns if column.name in difference
        )

    def _difference(self, column: Column, before: str, after: str) -> str:
        words = {"column": column.label, "before": self.cell(column, before), "after": self.cell(column, after)}
        if not before:
            return _("%(column)s “%(after)s”", **words)
        if not after:
            return _("%(column)s no longer “%(before)s”", **words)
        return _("%(column)s “%(after)s” instead of “%(before)s”", **words)


def list_of(subject: str) -> DirectoryList | None:
    """Return the list whose row an audit entry is about."""
    table = subject.partition(":")[0]
    return next((kept for kept in directory_lists.LISTS.values() if kept.table == table), None)


def _dated(text: str) -> str:
    parts = [int(part) for part in text.split("-")]
    if len(parts) == 1:
        return text
    return format_month(date(parts[0], parts[1], 1)) if len(parts) == 2 else format_day(date.fromisoformat(text))
