"""One page for a minister: what a series is, when it met and who came, this State's part in it, and what comes next.

It leaves the house, so it tells what may be published: no State's presence in a closed room, no number of one or two,
co-sponsors once confirmed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from eventhub.base import countries
from eventhub.base.db import session
from eventhub.base.i18n import _, current_language, format_day, ngettext
from eventhub.domain import attribution, outcomes
from eventhub.domain.statistics import meetings, series, states
from eventhub.domain.statistics.meetings import Meeting
from eventhub.domain.statistics.selections import Selection
from eventhub.domain.statistics.states import StateRecord
from eventhub.models.events import Event, EventStatus
from eventhub.models.outcomes import Outcome

MOST_MEETINGS, MOST_POINTS, LONGEST = 6, 4, 160
"""What fits on a page: the latest meetings, points of each kind, letters of a point."""


@dataclass(frozen=True, slots=True)
class Part:
    """A heading with points under it."""

    heading: str
    points: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Brief:
    """The page, in words of one language."""

    title: str
    subtitle: str
    lead: str
    figures: tuple[tuple[str, str], ...]
    """Number and label, large."""
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    parts: tuple[Part, ...]

    def as_data(self) -> dict[str, object]:
        """Return the page as plain data."""
        return {
            "subtitle": self.subtitle,
            "lead": self.lead,
            "figures": [list(pair) for pair in self.figures],
            "header": list(self.header),
            "rows": [list(row) for row in self.rows],
            "parts": [{"heading": part.heading, "points": list(part.points)} for part in self.parts],
        }


def of(selection: Selection, code: str | None, *, now: datetime) -> Brief:
    """Return the brief over a selection of events, for one State or for all."""
    today = now.date()
    held = meetings.of(selection)
    name = selection.series.name if selection.series else _("Meetings on the Global Compact for Migration")
    whole = series.of(selection, held, name=name)
    record = states.record(selection, code, day=today) if code else None
    state = countries.get(code).name(current_language()) if code else None
    parts = [
        *([_participation(record, today)] if record else []),
        _sponsorship(record) if record else None,
        _promises(record.outcomes if record else _open(selection)),
        _coming(selection, now=now),
    ]
    return Brief(
        title=_("%(series)s: brief for %(state)s", series=name, state=state) if state else name,
        subtitle=_("As of %(day)s", day=format_day(today)),
        lead=_lead(held, whole.events_planned),
        figures=(
            (str(whole.events), _("meetings with recorded attendance")),
            (_told(whole.unique_individuals), _("individuals")),
            (str(whole.countries_any), _("States")),
            *(((_told(whole.attended_more_than_one), _("came more than once")),) if whole.events > 1 else ()),
        ),
        header=(_("Meeting"), _("Date"), _("Participants"), _("States")),
        rows=tuple(
            (_short(each.title, 100), format_day(each.day), _told(each.participants), str(len(each.officials)))
            for each in held[-MOST_MEETINGS:]
        ),
        parts=tuple(part for part in parts if part is not None and part.points),
    )


def _lead(held: Sequence[Meeting], planned: int) -> str:
    if not held:
        return _("No attendance is recorded yet.")
    first, last = held[0], held[-1]
    met = ngettext(
        "Of %(num)s event, attendance is recorded from %(first)s.",
        "Of %(num)s events, attendance is recorded from %(first)s to %(last)s.",
        planned,
        first=format_day(first.day),
        last=format_day(last.day),
    )
    if len(held) > MOST_MEETINGS:
        met += " " + _("The latest %(number)s are listed.", number=MOST_MEETINGS)
    return met


def _participation(record: StateRecord, today: date) -> Part:
    open_rooms = [each for each in record.there if not each.is_chatham_house]
    points = []
    if record.champion_since is not None:
        points.append(_("It is a Champion country as of %(day)s.", day=format_day(today)))
    if open_rooms:
        points.append(
            ngettext(
                "Its officials took part in %(num)s meeting: %(meetings)s.",
                "Its officials took part in %(num)s meetings, last in: %(meetings)s.",
                len(open_rooms),
                meetings=_short(open_rooms[-1].title, 90),
            )
        )
        spoke = sum(record.spoke.get(each.event_id, 0) > 0 for each in open_rooms)
        if spoke and len(open_rooms) == 1:
            points.append(_("It took the floor there."))
        elif spoke:
            points.append(
                ngettext("It took the floor at %(num)s of them.", "It took the floor at %(num)s of them.", spoke)
            )
    else:
        points.append(_("No participation of its officials can be told."))
    return Part(_("Participation"), tuple(points))


def _sponsorship(record: StateRecord) -> Part:
    confirmed = [each for each in record.sponsorships if attribution.may_name_co_sponsor(each)]
    return Part(_("Co-sponsorship"), tuple(_short(each.event.title, LONGEST) for each in confirmed[-MOST_POINTS:]))


def _promises(found: Sequence[Outcome]) -> Part:
    told = [each for each in found if outcomes.is_open(each) and attribution.may_name_speaker(each.event, each)]
    return Part(_("Commitments and next steps"), tuple(_outcome(each) for each in told[-MOST_POINTS:]))


def _outcome(outcome: Outcome) -> str:
    words = _short(outcome.text, LONGEST)
    return _("%(step)s (due %(day)s)", step=words, day=outcome.due) if outcome.due else words


def _open(selection: Selection) -> Sequence[Outcome]:
    return outcomes.find_everywhere(kind=selection.kind, series=selection.series)


def _coming(selection: Selection, *, now: datetime) -> Part:
    ahead = session.scalars(
        select(Event)
        .where(*selection.around.conditions())
        .where(Event.starts_at_utc > now, Event.status == EventStatus.PUBLISHED, Event.published_at.is_not(None))
        .order_by(Event.starts_at_utc, Event.id)
        .limit(MOST_POINTS)
    )
    points = (
        _("%(day)s: %(title)s", day=format_day(each.starts_at.date()), title=_short(each.title, LONGEST))
        for each in ahead
    )
    return Part(_("What comes next"), tuple(points))


def _told(number: int) -> str:
    return _("fewer than 3") if 0 < number < attribution.SMALLEST_CELL else str(number)


def _short(words: str, longest: int) -> str:
    words = " ".join(words.split())
    return words if len(words) <= longest else f"{words[: longest - 1].rstrip()}…"
