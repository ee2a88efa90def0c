"""A co-lead reads a draft summary by their link, approves it, or comments on a sentence; no account is needed."""

from __future__ import annotations

from flask import Blueprint, abort, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import IntegerField
from wtforms.validators import DataRequired
from wtforms.widgets import HiddenInput

from eventhub.base import clock
from eventhub.base.db import db
from eventhub.base.errors import Refused
from eventhub.base.i18n import _, _l
from eventhub.domain import clearances, summaries
from eventhub.formats import differences
from eventhub.models.clearances import Clearance
from eventhub.models.summaries import SummaryStage
from eventhub.web import private
from eventhub.web.forms import Form, TextField

bp = Blueprint("clearances", __name__)


class ApprovalForm(Form):
    """Which version was read."""

    version = IntegerField(widget=HiddenInput())


class CommentForm(ApprovalForm):
    """What somebody says of a sentence."""

    text = TextField(_l("Your comment"), [DataRequired(_l("Enter your comment."))])


bp.after_request(private.keep)


@bp.get("/clearances/<token>")
def show(token: str) -> ResponseReturnValue:
    """Show the text that is to be cleared, with a form to comment on the sentence that was chosen."""
    clearance = _by(token)
    return _page(clearance, token, CommentForm(None, version=clearance.sent_version))


@bp.post("/clearances/<token>/approve")
def approve(token: str) -> ResponseReturnValue:
    """Approve the version that was read."""
    clearance, form = _by(token), ApprovalForm()
    try:
        clearances.approve(clearance, version=form.version.data or 0, now=clock.now())
    except Refused as refusal:
        db.session.rollback()
        flash(str(refusal), "bad")
    else:
        db.session.commit()
        flash(_("Thank you: the organisers see that you have approved the summary."), "good")
    return redirect(url_for(".show", token=token), 303)


@bp.post("/clearances/<token>/comment")
def comment(token: str) -> ResponseReturnValue:
    """Take a comment on the sentence that the address names, or on the whole text."""
    clearance, form = _by(token), CommentForm()
    sentence = request.args.get("sentence", "")
    if form.validate_on_submit():
        try:
            clearances.comment(clearance, sentence, form.text.data, version=form.version.data or 0, now=clock.now())
        except Refused as refusal:
            db.session.rollback()
            form.refuse(refusal)
        else:
            db.session.commit()
            flash(_("Thank you: the organisers see your comment."), "good")
            return redirect(url_for(".show", token=token), 303)
    return _page(clearance, token, form), 422


def _by(token: str) -> Clearance:
    """Return whose link this is; 404 for any that is none or was ended, 410 for one that has expired."""
    clearance = clearances.find_by_token(token, secret=current_app.config["SECRET_KEY"])
    if clearance is None:
        abort(404)
    if clearance.expires_at <= clock.now():
        abort(410)
    return clearance


def _page(clearance: Clearance, token: str, form: CommentForm) -> str:
    event, document = clearance.event, clearances.sent_text(clearance)
    if document is None:
        abort(410)
    summary, former = summaries.find(event), clearances.approved_text(clearance)
    return render_template(
        "public/clearances/show.html",
        event=event,
        clearance=clearance,
        document=document,
        is_open=summary is not None and summary.stage is SummaryStage.SENT,
        is_published=summaries.published(event) is not None,
        changed=list(differences.documents(former, document)) if former else [],
        mine={key: [each for each in clearance.comments if each.sentence == key] for key in _commented(clearance)},
        chosen=request.args.get("sentence"),
        form=form,
        token=token,
    )


def _commented(clearance: Clearance) -> set[str]:
    return {each.sentence for each in clearance.comments}
