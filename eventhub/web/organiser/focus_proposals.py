"""Topics proposed at one event as the focus of a coming one, with the States that supported each."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms.validators import InputRequired

from eventhub.base import clock
from eventhub.base.db import db
from eventhub.base.errors import Refused
from eventhub.base.i18n import _, _l
from eventhub.domain import discussion, events, interventions
from eventhub.models.discussion import FocusProposal
from eventhub.models.events import Event
from eventhub.web.forms import ChoiceField, ChoicesField, LineField, choices
from eventhub.web.frame import acting
from eventhub.web.organiser.discussion import SupportForm

bp = Blueprint("focus_proposals", __name__, url_prefix="/events/<slug>/discussion/focus")


class FocusForm(SupportForm):
    """A topic for the focus of a coming event."""

    topic = LineField(_l("Topic"), [InputRequired(_l("Enter the topic."))])
    for_event = ChoiceField(_l("For the event"), choices=[])
    proposed_by = LineField(_l("Proposed by"))
    states = ChoicesField(_l("Supported by"))

    def offer_events(self, event: Event, standing: str | None) -> None:
        """Offer the events that come after this one, and the one already noted."""
        later = [each for each in events.all_events() if each.starts_at_utc > event.starts_at_utc]
        named = {each.slug: each.title for each in reversed(later)}
        if standing:
            named.setdefault(standing, standing)
        self.for_event.choices = choices(named.items(), first=_("Some future event"))


@bp.route("/new", methods=["GET", "POST"], defaults={"number": None})
@bp.route("/<int:number>", methods=["GET", "POST"])
def write(slug: str, number: int | None) -> ResponseReturnValue:
    """Write down a proposed focus, or put one right."""
    event = events.get(slug)
    row = None if number is None else _find(event, number)
    form = FocusForm(obj=row, states=row.supported_by if row else [])
    form.offer(event, row.supported_by if row else [])
    form.offer_events(event, row.for_event if row else None)
    if form.validate_on_submit():
        heard = interventions.states_heard(event)
        supporters = sorted(form.states.data, key=lambda code: heard.index(code) if code in heard else len(heard))
        written = {name: form[name].data for name in ("topic", "for_event", "proposed_by")}
        try:
            discussion.write_proposal(event, row, **written, supported_by=supporters, by=acting(), now=clock.now())
        except Refused as refusal:
            db.session.rollback()
            form.refuse(refusal)
        else:
            return _saved(slug, _("The proposal is written down."))
    page = render_template("organiser/discussion/focus.html", event=event, form=form, proposal=row)
    return page, 422 if form.errors else 200


@bp.post("/<int:number>/remove")
def remove(slug: str, number: int) -> ResponseReturnValue:
    """Take a proposed focus back."""
    discussion.remove_proposal(_find(events.get(slug), number), by=acting(), now=clock.now())
    return _saved(slug, _("The proposal is removed."))


def _find(event: Event, number: int) -> FocusProposal:
    return discussion.find_proposal(event, number) or abort(404)


def _saved(slug: str, sentence: str) -> ResponseReturnValue:
    db.session.commit()
    flash(sentence, "good")
    return redirect(url_for("organiser.discussion.index", slug=slug), 303)
