"""Clearing the summary of one event: who is asked, who has answered, what they said."""

from __future__ import annotations

from flask import Blueprint, abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms import BooleanField, HiddenField

from eventhub.base import clock
from eventhub.base.db import db
from eventhub.base.errors import Refused
from eventhub.base.i18n import _, _l, ngettext
from eventhub.domain import clearances, events, summaries
from eventhub.models.clearances import Clearance
from eventhub.models.events import Event
from eventhub.models.summaries import SummaryStage
from eventhub.web.deeds import committed
from eventhub.web.forms import Form, LineField, TextField
from eventhub.web.frame import acting
from eventhub.web.organiser import histories

bp = Blueprint("clearances", __name__, url_prefix="/events/<slug>/summary/clearance")


class SendingForm(Form):
    """Whom the draft goes to."""

    seen = HiddenField()
    recipients = TextField(_l("Co-leads"))
    approvals_stand = BooleanField(_l("Approvals already given stand for the new text"))


class ClearingForm(Form):
    """Why an organiser clears it in the place of co-leads."""

    reason = LineField(_l("Reason"))


@bp.get("")
def show(slug: str) -> ResponseReturnValue:
    """Show who has answered and what they said, and whom it can be sent to."""
    event = events.get(slug)
    return _page(event)


@bp.post("/send")
def send(slug: str) -> ResponseReturnValue:
    """Send the draft that was read to the co-leads."""
    event, form = events.get(slug), SendingForm()
    try:
        clearances.send(
            event,
            clearances.read_recipients(form.recipients.data or ""),
            seen=form.seen.data or "",
            approvals_stand=form.approvals_stand.data,
            by=acting(),
            now=clock.now(),
        )
    except Refused as refusal:
        db.session.rollback()
        form.refuse(refusal)
        return _page(event, sending=form), 422
    db.session.commit()
    return redirect(url_for(".show", slug=slug), 303)


@bp.post("/remind")
def remind(slug: str) -> ResponseReturnValue:
    """Remind whoever has not answered."""
    event = events.get(slug)
    with committed(_("Whoever has not answered is written to again.")):
        clearances.remind(event, by=acting(), now=clock.now())
    return redirect(url_for(".show", slug=slug), 303)


@bp.post("/clear")
def clear(slug: str) -> ResponseReturnValue:
    """Clear the text in the place of co-leads who have not answered."""
    event, form = events.get(slug), ClearingForm()
    try:
        clearances.clear(event, reason=form.reason.data, by=acting(), now=clock.now())
    except Refused as refusal:
        db.session.rollback()
        form.refuse(refusal)
        return _page(event, clearing=form), 422
    db.session.commit()
    return redirect(url_for("organiser.summaries.show", slug=slug), 303)


@bp.post("/<key>/revoke")
def revoke(slug: str, key: str) -> ResponseReturnValue:
    """End somebody's link and ask them no more."""
    with committed(_("The link has ended.")):
        clearances.revoke(_asked(slug, key), by=acting(), now=clock.now())
    return redirect(url_for(".show", slug=slug), 303)


@bp.post("/<key>/renew")
def renew(slug: str, key: str) -> ResponseReturnValue:
    """End somebody's link and mail a new one."""
    with committed(_("The old link has ended; a new one is on its way.")):
        clearances.renew(_asked(slug, key), by=acting(), now=clock.now())
    return redirect(url_for(".show", slug=slug), 303)


@bp.post("/comments/<int:number>/resolve")
def resolve(slug: str, number: int) -> ResponseReturnValue:
    """Note that a comment has been dealt with."""
    row = clearances.find_comment(events.get(slug), number) or abort(404)
    with committed(_("The comment is marked as dealt with.")):
        clearances.resolve(row, by=acting(), now=clock.now())
    return redirect(url_for(".show", slug=slug), 303)


def _asked(slug: str, key: str) -> Clearance:
    found = clearances.find_by_key(key)
    if found is None or found.event.slug != slug or found.revoked_at:
        abort(404)
    return found


def _page(event: Event, *, sending: SendingForm | None = None, clearing: ClearingForm | None = None) -> str:
    reading, summary, asked = summaries.read(event), summaries.find(event), clearances.find(event)
    if sending is None:
        lines = [f"{each.name} <{each.email}>" if each.name else each.email or "" for each in asked]
        sending = SendingForm(None, recipients="\n".join(lines))
    sending.seen.data = reading.seen
    stage = summary.stage if summary else SummaryStage.DRAFT
    approved = sum(each.has_approved for each in asked)
    return render_template(
        "organiser/summaries/clearance.html",
        event=event,
        asked=asked,
        comments=[each for one in asked for each in one.comments],
        co_leads=[each.name for each in event.working_group.co_leads] if event.working_group else [],
        sending=sending,
        clearing=clearing or ClearingForm(None),
        stage=stage,
        summary=summary,
        approved=approved,
        standing=_standing(stage, approved, len(asked)),
        changes=reading.changes,
        clearer=histories.authors([summary.cleared_by])[summary.cleared_by] if summary and summary.cleared_by else None,
    )


def _standing(stage: SummaryStage, approved: int, asked: int) -> str:
    """Say in a sentence how far the clearance has come."""
    if stage is SummaryStage.SENT:
        return ngettext(
            "%(num)d of %(asked)s has approved the text.",
            "%(num)d of %(asked)s have approved the text.",
            approved,
            asked=asked,
        )
    return {
        SummaryStage.DRAFT: _("The text is a draft."),
        SummaryStage.CLEARED: _("The text is cleared."),
        SummaryStage.PUBLISHED: _("The text is published."),
    }[stage]
