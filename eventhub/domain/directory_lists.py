"""The lists that an organiser keeps and summaries quote: what their columns are, and what a row must hold."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import exists, select

from eventhub.base.db import session
from eventhub.base.errors import NotFound, Refused
from eventhub.base.i18n import LazyString, _l
from eventhub.base.text import fold
from eventhub.base.text import slug as slug_of
from eventhub.domain import calendars, directory, directory_cells, people
from eventhub.domain.directory_cells import Column
from eventhub.models.directory import Championship, CoLead, Organisation, WorkingGroup
from eventhub.models.events import Consultation, Event, GlossaryTerm, KeyFigure, Milestone, Series

Values = Mapping[str, Any]
"""What a row is to hold, by the columns' names."""


class NoSuchList(NotFound):
    """The directory has no list of this name."""

    message = _l("There is no such list.")


class NoDate(Refused):
    """A step of a Champion is dated."""

    message = _l("Give the date, or the day it was no later than.")


class EndsBeforeItBegins(Refused):
    """Time goes on."""

    message = _l("The end lies before the beginning.")


class StillInUse(Refused):
    """What others rest on stays."""


@dataclass(frozen=True, slots=True)
class DirectoryList:
    """One list: its columns, and what tells its rows apart."""

    path: str
    title: LazyString
    lead: LazyString
    add: LazyString
    model: type[Any]
    columns: tuple[Column, ...]
    identity: tuple[str, ...]
    """Columns that tell one row from another; a file finds the row it changes by them."""
    shown_by: tuple[str, ...]
    """Columns that a row is called by."""
    make: Callable[[datetime], Any]
    """Return a new row with what no column tells."""
    derived_from: str | None = None
    """The column that the lasting name is made of where none is given."""
    check: Callable[[Values], None] = lambda _values: None
    """Refuse what columns say against one another."""
    follow: Callable[[Any], None] = lambda _row: None
    """Set what follows from the columns of a row."""
    hold: Callable[[Any], Refused | None] = lambda _row: None
    """Say why a row cannot be removed."""

    @property
    def table(self) -> str:
        """What audit entries call its rows."""
        return str(self.model.__tablename__)

    def column(self, name: str) -> Column:
        """Return a column by its name."""
        return next(column for column in self.columns if column.name == name)

    def lasting_name(self, values: Values) -> str:
        """Return a lasting name for a new row: by its words, or any where they give none."""
        return slug_of(str(values[self.derived_from])) or people.new_key("d") if self.derived_from else ""

    def key(self, values: Values) -> tuple[Any, ...]:
        """Return what tells a row from others, by its values."""
        return tuple(fold(value) if isinstance(value := values[name], str) else value for name in self.identity)


def find(path: str) -> DirectoryList:
    """Return a list by its name in addresses; raise NoSuchList."""
    try:
        return LISTS[path]
    except KeyError:
        raise NoSuchList from None


def _check_term(values: Values) -> None:
    since, until = values["since"], values["until"]
    if since and until and until < since:
        raise EndsBeforeItBegins(field="until")


def _check_step(values: Values) -> None:
    if not values["happened_on"] and not values["happened_by"]:
        raise NoDate(field="happened_on")


def _check_milestone(values: Values) -> None:
    first, last = values["starts_on"], values["ends_on"]
    if last and directory.last_day(last) < calendars.days(first)[0]:
        raise EndsBeforeItBegins(field="ends_on")


def _say_precision(row: Milestone) -> None:
    is_month = len(row.starts_on) == len("2027-06")
    row.precision = "month" if is_month else "day" if row.precision else None


def _series_in_use(row: Series) -> Refused | None:
    used = session.scalar(select(exists().where(Event.series_id == row.id)))
    return StillInUse(_l("Events stand in this series. Give them another one first.")) if used else None


def _group_in_use(row: WorkingGroup) -> Refused | None:
    convened = exists().where(Event.working_group_id == row.id)
    consulted = exists().where(Consultation.working_group_id == row.id)
    used = session.scalar(select(convened | consulted))
    return StillInUse(_l("Events name this working group. Give them another one first.")) if used else None


_STEPS = {
    "identified": _l("Identified"),
    "announced": _l("Announced"),
    "confirmed": _l("Confirmed"),
    "welcomed": _l("Welcomed"),
    "ended": _l("Ended"),
}

_CELLS = directory_cells
_NAME = _CELLS.line("name", _l("Name"), is_required=True)
_ID = _CELLS.slug(
    "id", _l("Name in addresses"), attribute="slug", hint=_l("Made from the name when left empty; it never changes.")
)
_KEY = _CELLS.key(
    "id", _l("Lasting name"), attribute="key", hint=_l("Made from the words when left empty; it never changes.")
)

WORKING_GROUPS = DirectoryList(
    "working-groups",
    _l("Working groups"),
    _l("Who convenes events and is consulted at them."),
    _l("Add a working group"),
    WorkingGroup,
    (_ID, _NAME, _CELLS.line("kind", _l("Kind"), hint=_l("Core, thematic, regional or country."))),
    ("id",),
    ("name",),
    lambda _now: WorkingGroup(extra={}),
    derived_from="name",
    hold=_group_in_use,
)
CO_LEADS = DirectoryList(
    "co-leads",
    _l("Co-leads"),
    _l("Which organisations lead a working group, and from when to when. A summary names those of the event’s day."),
    _l("Add a co-lead"),
    CoLead,
    (
        _CELLS.group("working_group", _l("Working group"), is_required=True),
        _CELLS.line("name", _l("Organisation"), is_required=True),
        _CELLS.day("since", _l("From"), hint=_l("The first day, if it is known.")),
        _CELLS.day("until", _l("Until"), hint=_l("The last day; empty while it goes on.")),
    ),
    ("working_group", "name", "since"),
    ("name",),
    lambda _now: CoLead(),
    check=_check_term,
)
CHAMPIONS = DirectoryList(
    "champions",
    _l("Champion countries"),
    _l("Each step of a State with its date and its source; sources may differ, so each stands on its own line."),
    _l("Add a step"),
    Championship,
    (
        _CELLS.country("country", _l("Country"), is_required=True),
        _CELLS.choice("step", _l("Step"), _STEPS, is_required=True),
        _CELLS.partial_day(
            "happened_on",
            _l("Date"),
            to_the_year=True,
            hint=_l("A day, a month or a year: 2027-06-30, 2027-06 or 2027."),
        ),
        _CELLS.day("happened_by", _l("No later than"), hint=_l("Where only this is known, as a day: 2027-06-30.")),
        _CELLS.line("source", _l("Source"), looks="text"),
    ),
    ("country", "step", "source"),
    ("country", "step"),
    lambda now: Championship(extra={}, recorded_at=now),
    check=_check_step,
)
ORGANISATIONS = DirectoryList(
    "organisations",
    _l("Organisations"),
    _l("Entities of the Network and partners. Their other names are recognised in attendance exports and forms."),
    _l("Add an organisation"),
    Organisation,
    (
        _NAME,
        _CELLS.line("acronym", _l("Abbreviation")),
        _CELLS.line("kind", _l("Kind")),
        _CELLS.names("aliases", _l("Other names"), looks="text", hint=_l("With a semicolon between.")),
    ),
    ("name",),
    ("name",),
    lambda _now: Organisation(),
)
SERIES = DirectoryList(
    "series",
    _l("Series"),
    _l("Events that follow one another under one name."),
    _l("Add a series"),
    Series,
    (
        _ID,
        _NAME,
        _CELLS.line("in_text", _l("In a sentence"), hint=_l("How the name reads on: “global peer learning exchange”.")),
    ),
    ("id",),
    ("name",),
    lambda _now: Series(extra={}),
    derived_from="name",
    hold=_series_in_use,
)
MILESTONES = DirectoryList(
    "milestones",
    _l("Milestones"),
    _l("Dates on the road that everybody watches, in the programme and its calendar."),
    _l("Add a milestone"),
    Milestone,
    (
        _KEY,
        _CELLS.line("title", _l("Title"), is_required=True),
        _CELLS.partial_day(
            "starts_on", _l("Date"), is_required=True, hint=_l("A day or a month: 2027-06-30 or 2027-06.")
        ),
        _CELLS.partial_day("ends_on", _l("Last day"), hint=_l("If it takes longer.")),
        _CELLS.tick("tentative", _l("May still move"), attribute="is_tentative"),
        _CELLS.event("event", _l("Event")),
    ),
    ("id",),
    ("title",),
    lambda now: Milestone(extra={}, changed_at=now),
    derived_from="title",
    check=_check_milestone,
    follow=_say_precision,
)
KEY_FIGURES = DirectoryList(
    "key-figures",
    _l("Key figures"),
    _l("Figures quoted at an event, with the day they are as of."),
    _l("Add a key figure"),
    KeyFigure,
    (
        _KEY,
        _CELLS.line("label", _l("What is counted"), is_required=True, looks="text"),
        _CELLS.number("value", _l("Figure"), is_required=True),
        _CELLS.line("unit", _l("Unit")),
        _CELLS.tick("approximate", _l("Approximate"), attribute="is_approximate"),
        _CELLS.day("as_of", _l("As of")),
        _CELLS.event("event", _l("Event")),
    ),
    ("id",),
    ("label",),
    lambda _now: KeyFigure(extra={}),
    derived_from="label",
)
GLOSSARY = DirectoryList(
    "glossary",
    _l("Glossary"),
    _l("Abbreviations; a summary writes them out where it first uses them."),
    _l("Add an abbreviation"),
    GlossaryTerm,
    (
        _CELLS.line("short", _l("Abbreviation"), is_required=True),
        _CELLS.line("long", _l("Stands for"), is_required=True, looks="text"),
    ),
    ("short",),
    ("short",),
    lambda _now: GlossaryTerm(extra={}),
)

LISTS: Mapping[str, DirectoryList] = {
    each.path: each
    for each in (WORKING_GROUPS, CO_LEADS, CHAMPIONS, ORGANISATIONS, SERIES, MILESTONES, KEY_FIGURES, GLOSSARY)
}
"""All lists by their names in addresses, in the order in which they are shown."""
