"""What all events have left to be done, and what has been done: one list for whoever follows it up."""

from __future__ import annotations

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from eventhub.base import clock
from eventhub.base.i18n import _, _l
from eventhub.domain import days, events, outcomes
from eventhub.web import labels
from eventhub.web.forms import ChoiceField, FilterForm, choices

bp = Blueprint("outcome_lists", __name__, url_prefix="/outcomes")


class OutcomeFilters(FilterForm):
    """Which outcomes to list."""

    series = ChoiceField(_l("Series"), choices=[])
    kind = ChoiceField(_l("Kind"), choices=lambda: choices(labels.OUTCOME_KINDS.items(), first=_("Any kind")))
    state = ChoiceField(
        _l("State"), choices=lambda: choices([("closed", _("Closed")), ("all", _("Open and closed"))], first=_("Open"))
    )


@bp.get("")
def index() -> ResponseReturnValue:
    """List what is open, by the day it is due."""
    form = OutcomeFilters(request.args)
    form.series.choices = choices([(each.slug, each.name) for each in events.all_series()], first=_("All series"))
    for field in (form.series, form.kind, form.state):
        if field.data not in field.offered():
            field.data = None
    series = events.find_series(form.series.data) if form.series.data else None
    found = outcomes.find_everywhere(kind=form.kind.data, series=series)
    if form.state.data != "all":
        found = [each for each in found if outcomes.is_open(each) is (form.state.data is None)]
    return render_template(
        "organiser/outcomes/index.html",
        form=form,
        rows=[(each, outcomes.is_open(each), days.partial(each.due or "")) for each in found],
        today=clock.now().date().isoformat(),
        clear=url_for(".index") if form.chosen() else None,
    )
