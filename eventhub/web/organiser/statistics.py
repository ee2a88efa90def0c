"""Statistics: over all events, one series, one event or one State; each table a plot, a CSV file and an SVG picture."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, abort, render_template, request, url_for
from flask.typing import ResponseReturnValue

from eventhub.base import clock, countries
from eventhub.base.db import db, writing
from eventhub.base.i18n import _, _l, current_language, direction
from eventhub.domain import events, presences
from eventhub.domain.statistics import series as figures
from eventhub.domain.statistics import states
from eventhub.domain.statistics.meetings import Meeting
from eventhub.domain.statistics.selections import Selection
from eventhub.formats import charts
from eventhub.formats.sheets import csv_lines
from eventhub.web import labels
from eventhub.web.forms import ChoiceField, FilterForm, choices
from eventhub.web.organiser.statistics_sheets import Overview, Sheet, overview

bp = Blueprint("statistics", __name__, url_prefix="/statistics")


class StatisticsFilters(FilterForm):
    """Which events to add up, and for whose eyes."""

    series = ChoiceField(_l("Series"), choices=[])
    kind = ChoiceField(_l("Kind"), choices=lambda: choices(labels.KINDS.items(), first=_("Any kind")))
    year = ChoiceField(_l("Year"), choices=[])
    eyes = ChoiceField(_l("For"), choices=lambda: choices([("public", _("Publication"))], first=_("Internal use")))

    @classmethod
    def read(cls) -> StatisticsFilters:
        """Return the filters as the address says; what was not on offer counts as not set."""
        form = cls(request.args)
        named = [(each.slug, each.name) for each in events.all_series()]
        years = sorted({each.starts_at.year for each in events.all_events()}, reverse=True)
        form.series.choices = choices(named, first=_("All series"))
        form.year.choices = choices([(str(year), str(year)) for year in years], first=_("All years"))
        for field in list(form):
            if isinstance(field, ChoiceField) and field.data not in field.offered():
                field.data = None
        return form

    @property
    def is_public(self) -> bool:
        """Whether the figures are to leave the house."""
        return bool(self.eyes.data == "public")

    def selection(self) -> Selection:
        """What the domain is asked for."""
        return Selection(
            series=events.find_series(self.series.data) if self.series.data else None,
            kind=self.kind.data,
            year=int(self.year.data) if self.year.data else None,
        )


def refresh() -> None:
    """Establish anew whatever attendance is no longer good: read first, and keep in a short transaction each."""
    for event_id in presences.outdated():
        draft = presences.establish(event_id)
        if draft is not None:
            with writing():
                presences.keep(draft, now=clock.now())
                db.session.commit()


@bp.get("")
def index() -> ResponseReturnValue:
    """Show the figures over all events, or over those chosen."""
    refresh()
    form = StatisticsFilters.read()
    selection = form.selection()
    title = _("Statistics: %(series)s", series=selection.series.name) if selection.series else _("Statistics")
    found = _overview(selection, is_public=form.is_public)
    return _page(found, title=title, form=form, arguments=form.chosen(), series=selection.series)


@bp.get("/series/<slug>")
def of_series(slug: str) -> ResponseReturnValue:
    """Show the figures of one series."""
    refresh()
    series = figures.get_series(slug)
    found = _overview(Selection(series=series), is_public=False)
    title = _("Statistics: %(series)s", series=series.name)
    return _page(found, title=title, form=None, arguments={"series": series.slug}, series=series)


@bp.get("/events/<slug>")
def of_event(slug: str) -> ResponseReturnValue:
    """Show the figures of one event among those of its series."""
    refresh()
    event = events.get(slug)
    found = _overview(Selection(series=event.series, event=event), is_public=False)
    title = _("Statistics: %(event)s", event=event.title)
    return _page(found, title=title, form=None, arguments={"event": slug}, series=event.series)


@bp.get("/states/<code>")
def of_state(code: str) -> ResponseReturnValue:
    """Show what one State takes part in."""
    if countries.find(code) is None:
        abort(404)
    refresh()
    form = StatisticsFilters.read()
    selection = form.selection()
    record = states.record(selection, code, day=clock.now().date())
    return render_template(
        "organiser/statistics/state.html", record=record, name=labels.state(code), series=selection.series
    )


@bp.get("/csv/<name>")
def as_csv(name: str) -> Response:
    """Hand out one table as a file for spreadsheets."""
    sheet = _asked(name)
    untold = _("fewer than 3")
    rows = ([label, *(untold if number is None else number for number in numbers)] for label, numbers in sheet.rows)
    body = b"".join(csv_lines([sheet.what, *sheet.columns], rows))
    return _file(body, "text/csv; charset=utf-8", f"{name}.csv")


@bp.get("/svg/<name>")
def as_svg(name: str) -> Response:
    """Hand out the plot of one table as a picture."""
    sheet, language = _asked(name), current_language()
    picture = charts.bars(
        sheet.title,
        [(label, numbers[0]) for label, numbers in sheet.rows],
        number=sheet.columns[0],
        untold=_("fewer than 3"),
        language=language,
        is_rtl=direction(language) == "rtl",
    )
    return _file(picture.encode(), "image/svg+xml; charset=utf-8", f"{name}.svg")


def _asked(name: str) -> Sheet:
    refresh()
    form = StatisticsFilters.read()
    selection = form.selection()
    if slug := request.args.get("event"):
        event = events.get(slug)
        selection = Selection(series=event.series, event=event)
    return _overview(selection, is_public=form.is_public).find(name) or abort(404)


def _overview(selection: Selection, *, is_public: bool) -> Overview:
    return overview(
        selection,
        name=selection.series.name if selection.series else _("All events"),
        address=_event_address,
        state_address=lambda code: url_for("organiser.statistics.of_state", code=code),
        is_public=is_public,
    )


def _event_address(meeting: Meeting) -> str:
    return url_for("organiser.statistics.of_event", slug=meeting.slug)


def _page(found: Overview, **more: Any) -> str:
    return render_template("organiser/statistics/show.html", found=found, whole=found.whole, **more)


def _file(body: bytes, content_type: str, filename: str) -> Response:
    response = Response(body, content_type=content_type)
    response.headers.set("Content-Disposition", "attachment", filename=filename)
    response.headers["Cache-Control"] = "private, no-store"
    return response
