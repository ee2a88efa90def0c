"""What an organiser does to many registrations at once: those ticked on a page, or all that the filters show."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import StringField

from eventhub.base import clock
from eventhub.base.db import db
from eventhub.base.errors import Refused
from eventhub.base.i18n import _, _l, ngettext
from eventhub.domain import decisions, events
from eventhub.domain.decisions import Deed, Outcome
from eventhub.models.events import Event
from eventhub.web.forms import ChoiceField, Form, LineField, TextField, choices
from eventhub.web.frame import acting
from eventhub.web.organiser.roster_filters import RosterFilters

bp = Blueprint("decisions", __name__, url_prefix="/events/<slug>/registrations")

MAIL = "mail"

DEEDS = {
    Deed.APPROVE: _l("Approve"),
    Deed.DECLINE: _l("Decline"),
    Deed.TAG: _l("Add the tag"),
    Deed.UNTAG: _l("Take the tag away"),
    MAIL: _l("Write to them"),
}


class DeedForm(Form):
    """What to do, and to whom: `whom` is "all" for everybody the filters show, else those ticked."""

    deed = ChoiceField(_l("What to do"), choices=lambda: choices(DEEDS.items(), first=_("Choose what to do")))
    word = LineField(_l("Tag to add or take away"))
    reason = TextField(_l("Reason"))
    whom = StringField()
    sure = StringField()


@bp.post("/decide")
def decide(slug: str) -> ResponseReturnValue:
    """Do the deed, after asking again where it reaches everybody or declines."""
    event, form = events.get(slug), DeedForm()
    filters = RosterFilters.read(event, request.form)
    if form.whom.data == "all":
        filters.picked = ()
    elif not filters.picked:
        return _back(slug, filters, str(decisions.NobodyChosen.message))
    if not form.validate() or form.deed.data is None:
        return _back(slug, filters, next(iter([*form.word.errors, *form.reason.errors]), _("Choose what to do.")))
    if form.deed.data == MAIL:
        return redirect(f"/organiser/events/{slug}/mail/new?{filters.query()}", 303)
    try:
        return _ask_or_do(event, form, filters)
    except Refused as refusal:
        db.session.rollback()
        return _back(slug, filters, str(refusal))


def _ask_or_do(event: Event, form: DeedForm, filters: RosterFilters) -> ResponseReturnValue:
    deed = Deed(form.deed.data)
    if not form.sure.data and (deed is Deed.DECLINE or not filters.picked):
        number = decisions.check(event, filters.selection)
        return render_template(
            "organiser/registrations/decide.html",
            event=event,
            form=form,
            filters=filters,
            number=number,
            deed=DEEDS[deed],
            hidden=_hidden(form, filters),
        )
    said = {"reason": form.reason.data, "tag": form.word.data or ""}
    outcome = decisions.do(deed, event, filters.selection, by=acting(), now=clock.now(), **said)
    names = [(registration.id, registration.name, str(sentence)) for registration, sentence in outcome.refused]
    db.session.commit()
    _tell(outcome)
    filters.picked = ()
    if not names:
        return _to(event.slug, filters)
    return render_template("organiser/registrations/decided.html", event=event, refused=names, filters=filters)


def _hidden(form: DeedForm, filters: RosterFilters) -> list[tuple[str, str]]:
    """Return what the question asked again sends once more."""
    own = [(name, form[name].data or "") for name in ("deed", "word", "reason", "whom")]
    numbers = [("number", str(number)) for number in filters.picked]
    return [*own, ("sure", "yes"), *filters.chosen().items(), ("order", filters.order.data), *numbers]


def _tell(outcome: Outcome) -> None:
    if outcome.done:
        flash(ngettext("Done for %(num)d registration.", "Done for %(num)d registrations.", outcome.done), "good")
    if refused := len(outcome.refused):
        flash(
            ngettext(
                "%(num)d registration stays as it was; the reason is below.",
                "%(num)d registrations stay as they were; the reasons are below.",
                refused,
            ),
            "wait",
        )


def _back(slug: str, filters: RosterFilters, sentence: str) -> ResponseReturnValue:
    flash(sentence, "bad")
    filters.picked = ()
    return _to(slug, filters)


def _to(slug: str, filters: RosterFilters) -> ResponseReturnValue:
    return redirect(f"{url_for('organiser.registrations.index', slug=slug)}?{filters.query()}".rstrip("?"), 303)
