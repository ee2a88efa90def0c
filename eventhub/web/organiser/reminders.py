"""Mail by the calendar: reminders before an event, thanks after it."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from eventhub.base import clock
from eventhub.base.db import db
from eventhub.base.errors import Refused
from eventhub.base.i18n import _, _l, current_language, ngettext
from eventhub.domain import events, reminders, thanks
from eventhub.domain.reminders import ReminderState
from eventhub.mail import previews
from eventhub.web.frame import acting
from eventhub.web.organiser.letter_forms import RemindersForm, before

bp = Blueprint("reminders", __name__, url_prefix="/events/<slug>/mail")

STATES = {
    ReminderState.AHEAD: (_l("To come"), "note"),
    ReminderState.DUE: (_l("Goes out now"), "wait"),
    ReminderState.SENT: (_l("Sent"), "good"),
    ReminderState.MISSED: (_l("Left out: it was too late for it"), ""),
}
"""What each state is called, and the colour of its badge."""


@bp.route("/reminders", methods=["GET", "POST"])
def plan(slug: str) -> ResponseReturnValue:
    """Show when the event reminds, and set it."""
    event, now = events.get(slug), clock.now()
    planned = reminders.find_by_event(event)
    form = RemindersForm.showing([each.hours_before for each in planned])
    if form.validate_on_submit():
        try:
            is_new = reminders.plan(event, form.chosen(), by=acting(), now=now)
        except Refused as refusal:
            db.session.rollback()
            form.refuse(refusal)
        else:
            db.session.commit()
            flash(_("The reminders are set.") if is_new else _("Nothing was changed."), "good")
            return redirect(url_for(".plan", slug=slug), 303)
    lines = [(each, reminders.moment(event, each), reminders.state(event, each, now=now)) for each in planned]
    page = render_template(
        "organiser/reminders/plan.html",
        event=event,
        form=form,
        lines=lines,
        before=before,
        states=STATES,
        readers=reminders.count_readers(event),
        letter=previews.of_kind(event, "reminder", current_language()),
    )
    return page, 422 if form.errors else 200


@bp.get("/thanks")
def thank(slug: str) -> ResponseReturnValue:
    """Show who would be thanked, and how."""
    event = events.get(slug)
    return render_template(
        "organiser/reminders/thank.html",
        event=event,
        is_over=event.ends_at_utc <= clock.now(),
        are_sent=event.thanked_at is not None,
        thanked=thanks.find_readers(event),
        letter=previews.of_kind(event, "thank-you", current_language()),
    )


@bp.post("/thanks")
def send_thanks(slug: str) -> ResponseReturnValue:
    """Thank them, once."""
    try:
        expected = request.form.get("expected", 0, type=int)
        number = thanks.send(events.get(slug), expected=expected, by=acting(), now=clock.now())
    except Refused as refusal:
        db.session.rollback()
        flash(str(refusal), "bad")
    else:
        db.session.commit()
        flash(ngettext("%(num)d person is being thanked.", "%(num)d people are being thanked.", number), "good")
    return redirect(url_for(".thank", slug=slug), 303)
