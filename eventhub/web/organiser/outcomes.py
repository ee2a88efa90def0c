"""What one event leaves behind to be done."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms.validators import InputRequired

from eventhub.base import clock
from eventhub.base.db import db
from eventhub.base.errors import Refused
from eventhub.base.i18n import _, _l
from eventhub.domain import events, outcomes
from eventhub.models.events import Event
from eventhub.models.outcomes import Outcome
from eventhub.web import labels
from eventhub.web.fields import LinesField
from eventhub.web.forms import AddressField, ChoiceField, CountryField, Form, LineField, TextField, choices
from eventhub.web.frame import acting

bp = Blueprint("outcomes", __name__, url_prefix="/events/<slug>/outcomes")


class OutcomeForm(Form):
    """A next step, proposal, pledge, offer or question."""

    kind = ChoiceField(
        _l("Kind"),
        [InputRequired(_l("Choose the kind of outcome."))],
        choices=lambda: choices(labels.OUTCOME_KINDS.items(), first=_("Choose a kind")),
    )
    text = TextField(_l("Outcome"), [InputRequired(_l("Enter what is to be done."))])
    items = LinesField(_l("Details"))
    status = LineField(_l("Where it stands"))
    owner = LineField(_l("Who takes it forward"))
    owner_email = AddressField(_l("Their e-mail address"))
    due = LineField(_l("Due"))
    country = CountryField(_l("Country"))

    def offer(self, kind: str | None) -> None:
        """Offer the kind that an archive gave in another word, too."""
        if kind is not None and kind not in labels.OUTCOME_KINDS:
            self.kind.choices = choices([*labels.OUTCOME_KINDS.items(), (kind, kind)])


@bp.route("/new", methods=["GET", "POST"], defaults={"number": None})
@bp.route("/<int:number>", methods=["GET", "POST"])
def write(slug: str, number: int | None) -> ResponseReturnValue:
    """Write down an outcome, or put one right."""
    event = events.get(slug)
    outcome = None if number is None else _find(event, number)
    form = OutcomeForm(obj=outcome)
    form.offer(outcome.kind if outcome else None)
    if form.validate_on_submit():
        try:
            outcomes.write(event, outcome, _details(form), by=acting(), now=clock.now())
        except Refused as refusal:
            db.session.rollback()
            form.refuse(refusal)
        else:
            return _saved(slug, _("The outcome is written down."))
    page = render_template("organiser/outcomes/write.html", event=event, form=form, outcome=outcome)
    return page, 422 if form.errors else 200


@bp.post("/<int:number>/close")
def close(slug: str, number: int) -> ResponseReturnValue:
    """Say that nothing is left to be done."""
    outcomes.close(_find(events.get(slug), number), by=acting(), now=clock.now())
    return _back(_("The outcome is closed: it is carried no further."))


@bp.post("/<int:number>/reopen")
def reopen(slug: str, number: int) -> ResponseReturnValue:
    """Say that something is left to be done after all."""
    outcomes.reopen(_find(events.get(slug), number), by=acting(), now=clock.now())
    return _back(_("The outcome is open again."))


@bp.post("/<int:number>/remove")
def remove(slug: str, number: int) -> ResponseReturnValue:
    """Take an outcome back."""
    outcomes.remove(_find(events.get(slug), number), by=acting(), now=clock.now())
    return _saved(slug, _("The outcome is removed."))


def _find(event: Event, number: int) -> Outcome:
    return outcomes.find(event, number) or abort(404)


def _details(form: OutcomeForm) -> dict[str, object]:
    return {name: form[name].data for name in outcomes.FIELDS}


def _back(sentence: str) -> ResponseReturnValue:
    db.session.commit()
    flash(sentence, "good")
    return redirect(url_for("organiser.outcome_lists.index"), 303)


def _saved(slug: str, sentence: str) -> ResponseReturnValue:
    db.session.commit()
    flash(sentence, "good")
    return redirect(url_for("organiser.discussion.index", slug=slug), 303)
