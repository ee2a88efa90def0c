"""The Champion countries, as of any day."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from eventhub.base import clock, countries
from eventhub.base.i18n import _, _l, current_language, format_day, format_month
from eventhub.domain import directory
from eventhub.models.directory import Championship
from eventhub.web.fields import DayField
from eventhub.web.forms import Form

bp = Blueprint("champions", __name__)


class DayFilter(Form):
    """As of which day to count."""

    class Meta:
        """Reading needs no proof of where the form came from."""

        csrf = False

    as_of = DayField(_l("As of"))


@bp.get("/champions")
def index() -> ResponseReturnValue:
    """List the Champions as of a day: today unless one is chosen."""
    form = DayFilter(request.args)
    is_valid = form.validate()
    day = form.as_of.data if is_valid and form.as_of.data else clock.now().date()
    language = current_language()
    dated = directory.confirmations_as_of(day)
    states = countries.sort((countries.get(code) for code in dated), language)
    rows = [(state.name(language), _when(dated[state.iso3])) for state in states]
    return render_template("public/champions/index.html", form=form, day=day, rows=rows), 200 if is_valid else 422


def _when(step: Championship) -> str:
    if step.happened_on is None:
        assert step.happened_by is not None
        return _("no later than %(day)s", day=format_day(step.happened_by))
    if len(step.happened_on) == len("2020"):
        return step.happened_on
    if len(step.happened_on) == len("2020-07"):
        return format_month(date.fromisoformat(f"{step.happened_on}-01"))
    return format_day(date.fromisoformat(step.happened_on))
