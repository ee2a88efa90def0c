"""What calendars answered, and what else came by mail and waits for somebody to look."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms.validators import DataRequired

from eventhub.base import clock
from eventhub.base.db import db
from eventhub.base.errors import Refused
from eventhub.base.i18n import LazyString, _, _l, format_number
from eventhub.domain import counters, events, incoming, mailboxes, replies, unreachable
from eventhub.models.replies import IncomingMessage, Outcome
from eventhub.web.forms import AddressField, Form, LineField
from eventhub.web.frame import acting

bp = Blueprint("replies", __name__)

PAGE = 50
"""How many people stand on one page of the list."""

WHY: Mapping[Outcome, LazyString] = {
    Outcome.DELEGATED: _l("Names somebody else to come instead."),
    Outcome.COUNTERED: _l("Proposes another time or place."),
    Outcome.EARLIER_TIME: _l("Answers an earlier time or place, not the present one."),
    Outcome.UNSENT_SEQUENCE: _l("Answers an invitation that was never sent."),
    Outcome.OTHER_SENDER: _l("Speaks for somebody registered, and it is not certain that it comes from them."),
    Outcome.UNKNOWN_ATTENDEE: _l("Comes from an address that is not registered."),
    Outcome.UNKNOWN_EVENT: _l("Is about an event that is not ours."),
    Outcome.NOT_INVITED: _l("Answers an invitation that is no longer in force."),
    Outcome.UNKNOWN_RECIPIENT: _l("Reports on mail that was not sent from here."),
    Outcome.UNREADABLE: _l("Cannot be read as an answer."),
    Outcome.TOO_LARGE: _l("Is too large to be read."),
    Outcome.LETTER: _l("Somebody has written. The letter itself is in the mailbox."),
}
"""Why a message waits, as a sentence whose subject is the message."""

WORDS: Mapping[str, tuple[LazyString, str]] = {
    "ACCEPTED": (_l("Accepted"), "good"),
    "TENTATIVE": (_l("Perhaps"), "wait"),
    "DECLINED": (_l("Declined"), "bad"),
    "DELEGATED": (_l("Passed on"), "wait"),
    replies.EARLIER: (_l("An earlier time"), "wait"),
    replies.UNANSWERED: (_l("Not answered"), ""),
}
"""What each answer is called, and the colour of its badge."""

ALWAYS = frozenset({"ACCEPTED", "DECLINED", replies.UNANSWERED})
"""What is listed even where nobody has answered so."""

PASSED_ON = frozenset({Outcome.DELEGATED, Outcome.EARLIER_TIME, Outcome.COUNTERED, Outcome.LETTER})
"""After which of them a place may be freed, because whoever holds it may not come."""


class SubstituteForm(Form):
    """Who comes instead."""

    given_name = LineField(_l("Given name"), [DataRequired(_l("Enter the given name."))])
    family_name = LineField(_l("Family name"), [DataRequired(_l("Enter the family name."))])
    email = AddressField(_l("E-mail address"))


@bp.get("/events/<slug>/replies")
def index(slug: str) -> ResponseReturnValue:
    """Show who answered what, and the messages to look at."""
    event = events.get(slug)
    counts = replies.count_answers(event)
    answer = request.args.get("answer")
    answer = answer if answer in counts else None
    own = url_for(".index", slug=slug)
    tabs = [(own, f"{_('All')} ({format_number(sum(counts.values()))})")]
    tabs += [
        (f"{own}?answer={word}", f"{WORDS[word][0]} ({format_number(number)})")
        for word, number in counts.items()
        if number or word in ALWAYS
    ]
    total = sum(counts.values()) if answer is None else counts[answer]
    page = min(max(1, request.args.get("page", 1, type=int)), max(1, -(-total // PAGE)))
    return render_template(
        "organiser/replies/index.html",
        event=event,
        counts=counts,
        answer=answer,
        words=WORDS,
        tabs=tabs,
        here=own if answer is None else f"{own}?answer={answer}",
        rows=[
            (registration, invitation, replies.standing_answer(invitation))
            for registration, invitation in replies.find_answers(event, answer, start=(page - 1) * PAGE, limit=PAGE)
        ],
        unreachable=unreachable.among(event),
        waiting=incoming.find_waiting(event),
        why=WHY,
        passed_on=PASSED_ON,
        total=total,
        page=page,
        page_size=PAGE,
    )


@bp.get("/incoming")
def elsewhere() -> ResponseReturnValue:
    """Show the messages that fit no event, and whether the mailbox can be read."""
    return render_template(
        "organiser/replies/incoming.html",
        waiting=incoming.find_waiting(None),
        why=WHY,
        watch=mailboxes.find(),
        has_mailbox=bool(current_app.config["IMAP_SERVER"]),
    )


@bp.post("/incoming/<int:number>/settle")
def settle_elsewhere(number: int) -> ResponseReturnValue:
    """Take a message off the list."""
    return _do(lambda: _settle(incoming.get(number, None)), url_for(".elsewhere"))


@bp.post("/events/<slug>/replies/<int:number>/settle")
def settle(slug: str, number: int) -> ResponseReturnValue:
    """Take a message off the list of an event."""
    return _do(lambda: _settle(incoming.get(number, events.get(slug))), url_for(".index", slug=slug))


@bp.post("/events/<slug>/replies/<int:number>/free")
def free(slug: str, number: int) -> ResponseReturnValue:
    """Give the place of whoever a message is from to the next."""

    def deed() -> str:
        message = incoming.get(number, events.get(slug))
        replies.free_seat(message, by=acting(), now=clock.now())
        if "session" in message.particulars:
            return _("The person no longer takes part in the session, and is being told.")
        return _("The place is free, and the person is being told.")

    return _do(deed, url_for(".index", slug=slug))


@bp.post("/events/<slug>/replies/<int:number>/decline")
def decline(slug: str, number: int) -> ResponseReturnValue:
    """Turn a proposal of another time down."""

    def deed() -> str:
        counters.decline(incoming.get(number, events.get(slug)), by=acting(), now=clock.now())
        return _("The proposal is turned down, and the person is being told.")

    return _do(deed, url_for(".index", slug=slug))


@bp.route("/events/<slug>/replies/<int:number>/substitute", methods=["GET", "POST"])
def substitute(slug: str, number: int) -> ResponseReturnValue:
    """Let whoever a person named take their place."""
    event = events.get(slug)
    message = incoming.get(number, event)
    if message.registration is None or message.settled_at is not None:
        return redirect(url_for(".index", slug=slug), 303)
    form = SubstituteForm(email=message.particulars.get("substitute"))
    if form.validate_on_submit():
        named = {field.name: field.data for field in (form.given_name, form.family_name, form.email)}
        try:
            successor = replies.substitute(message, **named, by=acting(), now=clock.now())
        except Refused as refusal:
            db.session.rollback()
            form.refuse(refusal)
        else:
            db.session.commit()
            flash(_("%(name)s has the place now; both are being told.", name=successor.name), "good")
            return redirect(url_for(".index", slug=slug), 303)
    page = render_template(
        "organiser/replies/substitute.html", event=event, registration=message.registration, form=form
    )
    return page, 422 if form.errors else 200


def _settle(message: IncomingMessage) -> str:
    incoming.settle(message, by=acting(), now=clock.now())
    return _("The message is off the list.")


def _do(deed: Callable[[], str], back: str) -> ResponseReturnValue:
    try:
        sentence = deed()
    except Refused as refusal:
        if isinstance(refusal, incoming.NoSuchMessage):
            raise
        db.session.rollback()
        flash(str(refusal), "bad")
    else:
        db.session.commit()
        flash(sentence, "good")
    return redirect(back, 303)
