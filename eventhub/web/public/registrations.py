"""Registering for an event, and one's own registration by private link."""

from __future__ import annotations

import json
from datetime import datetime

from flask import Blueprint, Response, abort, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from eventhub.base import clock
from eventhub.base.db import db, reading, writing
from eventhub.base.errors import Refused
from eventhub.base.i18n import _
from eventhub.domain import (
    askings,
    attendance,
    checkins,
    choices,
    confirmations,
    events,
    feeds,
    invitations,
    materials,
    openings,
    personal_calendars,
    presences,
    privacy,
    questions,
    registrations,
    seats,
    sessions,
    unanswered,
    unreachable,
    waitlists,
)
from eventhub.domain.admissions import Admission, NotOpenNow, NoWayIn, admission, is_open, join, may_join, opens
from eventhub.models.events import Event, EventStatus
from eventhub.models.registrations import Registration, RegistrationStatus
from eventhub.web import kept_pages, private
from eventhub.web.calendar_programs import Subscription
from eventhub.web.deeds import committed
from eventhub.web.files import attachment
from eventhub.web.frame import base_url
from eventhub.web.public import entering, open_doors
from eventhub.web.public.materials import given
from eventhub.web.public.registration_forms import CorrectionForm, EmptyForm, RegistrationForm

bp = Blueprint("registrations", __name__)
bp.after_request(private.keep)


@bp.route("/events/<slug>/register", methods=["GET", "POST"])
def register(slug: str) -> ResponseReturnValue:
    """Show the registration form; enter whoever fills it in. The answer is the same for a repeated address."""
    now = clock.now()
    if request.method == "POST":
        return _enter(slug, now)
    door, seen = open_doors.find(slug)
    room = seats.room(door.event, now=now, seen=seen)
    state = door.admission(room, now=now)
    if not state.takes_registrations:
        return _closed(slug, now)
    is_kept = state is Admission.WAITLIST and room.kept_for_sponsors > 0
    about = ("register", *seen.edition, state, is_kept, *sorted(choices.full(door.offered)))
    return kept_pages.shared(lambda: _kept_form(slug, door.form(), now), *about, now=now)


def _kept_form(slug: str, form: RegistrationForm, now: datetime) -> kept_pages.Page:
    """Write the form as it is until the first session that it offers is over."""
    event = events.get_public(slug)
    return kept_pages.Page(_form_page(event, form), until=choices.offered_until(event, now=now))


def _enter(slug: str, now: datetime) -> ResponseReturnValue:
    with reading():  # nobody waits for the write lock of SQLite while a form is looked through
        door, _seen = open_doors.find(slug)
        if not door.admission(None, now=now).takes_registrations:
            return _closed(slug, now)
        form = door.form()
        form.validate()
    if form.errors:
        return _refused(slug, form)
    try:
        entering.enter(door.event, form.application(), now=now)
    except openings.RegistrationClosed:
        return _closed(slug, now)
    except Refused as refusal:
        form.refuse(refusal)
        return _refused(slug, form)
    return redirect(url_for(".registered", slug=slug), 303)


def _refused(slug: str, form: RegistrationForm) -> ResponseReturnValue:
    form.keep_files()
    with reading():
        return _form_page(events.get_public(slug), form), 422


def _form_page(event: Event, form: RegistrationForm) -> str:
    offered = choices.offered(event, now=clock.now()) if "sessions" in form else []
    form.mark_full(event, offered, choices.full(offered))
    room = seats.room(event, now=clock.now())
    is_full = room.left() == 0
    kept = room.kept_for_sponsors if is_full else 0
    return render_template(
        "public/registrations/register.html", event=event, form=form, is_full=is_full, kept_for_sponsors=kept
    )


@bp.get("/events/<slug>/registered")
def registered(slug: str) -> ResponseReturnValue:
    """Say that we have written, to whoever sent the form: nobody learns here who is registered."""
    return render_template("public/registrations/registered.html", event=events.get_public(slug))


@bp.route("/registrations/confirm/<token>", methods=["GET", "POST"])
def confirm(token: str) -> ResponseReturnValue:
    """Let whoever was written to press a button: mail scanners open links, and they are nobody's registration."""
    now = clock.now()
    unconfirmed = confirmations.find_by_token(token, secret=current_app.config["SECRET_KEY"], now=now)
    if unconfirmed is None:
        return render_template("public/registrations/confirm.html", event=None, form=None), 404
    event, form, refusal = unconfirmed.event, EmptyForm(), None
    if not confirmations.is_used(unconfirmed) and form.validate_on_submit():
        try:
            confirmations.confirm(unconfirmed, now=now)
        except confirmations.LinkUsed:
            db.session.rollback()
        except Refused as error:
            db.session.rollback()
            refusal = str(error)
        else:
            db.session.commit()
            return redirect(url_for(".registered", slug=event.slug), 303)
    is_open = not confirmations.is_used(unconfirmed) and refusal is None
    page = render_template(
        "public/registrations/confirm.html", event=event, form=form if is_open else None, refusal=refusal
    )
    return page, 409 if refusal else 422 if form.errors else 200


@bp.get("/registrations/<token>")
def show(token: str) -> ResponseReturnValue:
    """Show people their own registration, or that nothing is left of it."""
    registration = by_token(token, even_erased=True)
    if registration.anonymised_at is not None:
        return render_template("public/registrations/erased.html", registration=registration, event=registration.event)
    return render_template(
        "public/registrations/show.html",
        registration=registration,
        event=registration.event,
        position=waitlists.position(registration),
        returned=unreachable.find(registration.email) if registration.email else None,
        calendar_answer=held if (held := invitations.find(registration)) and invitations.answer(held) else None,
        has_way_in=may_join(registration),
        is_open=is_open(registration.event, now=clock.now()),
        opens_at=opens(registration.event),
        check_in_code=_check_in_code(registration),
        presence=checkins.standing_of(registration),
        was_present=_was_present(registration),
        told=questions.told(registration),
        materials=materials.visible(registration.event, now=clock.now(), registration=registration),
        chosen=[each for each in sessions.timed(registration.event) if each.id in choices.chosen(registration)],
        may_choose=registration.status.is_standing and bool(choices.offered(registration.event, now=clock.now())),
        unanswered=len(unanswered.find(registration, now=clock.now())),
        floors=askings.standings(registration),
        token=token,
        **_own_calendar(registration),
    )


@bp.route("/registrations/<token>/correct", methods=["GET", "POST"])
def correct(token: str) -> ResponseReturnValue:
    """Let people put their details and consents right."""
    registration, now = by_token(token), clock.now()
    form = CorrectionForm.of(registration)
    form.offer(registration.event)
    if form.validate_on_submit():
        try:
            changes = form.details() | form.wishes()
            registrations.correct(registration, changes, answers=form.answers, by="self", now=now)
            registrations.consent(registration, form.consents(), by="self", now=now)
        except Refused as refusal:
            db.session.rollback()
            form.refuse(refusal)
        else:
            db.session.commit()
            flash(_("Your details have been corrected."), "good")
            return redirect(url_for(".show", token=token), 303)
    form.keep_files()
    page = render_template("public/registrations/correct.html", event=registration.event, form=form, token=token)
    return page, 422 if form.errors else 200


@bp.route("/registrations/<token>/withdraw", methods=["GET", "POST"])
def withdraw(token: str) -> ResponseReturnValue:
    """Ask once, then give the place back; the seat passes to the next on the waiting list."""
    registration = by_token(token)
    form, waits = EmptyForm(), registration.status is RegistrationStatus.WAITLISTED
    if form.validate_on_submit():
        try:
            registrations.withdraw(registration, by="self", now=clock.now())
        except Refused as refusal:
            db.session.rollback()
            flash(str(refusal), "bad")
        else:
            db.session.commit()
            flash(
                _("You have left the waiting list.")
                if waits
                else _("You have withdrawn. Your place has been given back."),
                "good",
            )
        return redirect(url_for(".show", token=token), 303)
    return render_template(
        "public/registrations/withdraw.html", registration=registration, event=registration.event, token=token
    )


@bp.post("/registrations/<token>/reach")
def reach(token: str) -> ResponseReturnValue:
    """Let people say that mail reaches them again."""
    registration = by_token(token)
    if unreachable.clear(registration.email or "", by="self", now=clock.now(), about=registration):
        db.session.commit()
        flash(_("We write to this address again."), "good")
    return redirect(url_for(".show", token=token), 303)


@bp.post("/registrations/<token>/floor")
def ask_for_the_floor(token: str) -> ResponseReturnValue:
    """Let a delegate ask for the floor in the name of their State or organisation, or take that back."""
    registration = by_token(token)
    number = request.form.get("session", type=int)
    part = sessions.get(registration.event, number) if number is not None else None
    wants = request.form.get("wish") == "ask"
    with committed(_("You are on the speakers’ list.") if wants else _("Your request for the floor is taken back.")):
        (askings.ask if wants else askings.withdraw_own)(registration, part, now=clock.now())
    return redirect(url_for(".show", token=token), 303)


@bp.get("/registrations/<token>/join")
def enter(token: str) -> ResponseReturnValue:
    """Note that somebody goes to the meeting, and send them there."""
    if request.method == "HEAD":  # a mail scanner looks, nobody goes
        return redirect(url_for(".show", token=token), 303)
    if is_prefetch():  # a browser reads ahead, and asks again when somebody goes
        return Response(status=503, content_type="text/plain")
    with writing():
        registration = by_token(token)
        event, now = registration.event, clock.now()
        try:
            link = join(registration, by="self", now=now)
        except NotOpenNow:
            is_early = now < opens(event)
            return render_template(
                "public/registrations/not_open.html", event=event, token=token, opens_at=opens(event), is_early=is_early
            )
        except NoWayIn as refusal:
            flash(str(refusal), "wait")
            return redirect(url_for(".show", token=token), 303)
        db.session.commit()
    return redirect(link, 303)


@bp.get("/registrations/<token>/data.json")
def download(token: str) -> ResponseReturnValue:
    """Hand people all that we hold of them here."""
    body = json.dumps(privacy.own_data(by_token(token)), ensure_ascii=False, indent=2)
    response = Response(body + "\n", content_type="application/json; charset=utf-8")
    response.headers.set("Content-Disposition", "attachment", filename="registration.json")
    return response


@bp.get("/registrations/<token>/files/<key>")
def file(token: str, key: str) -> ResponseReturnValue:
    """Give people back a file they answered with."""
    own = {each.key: each for each in questions.files(by_token(token)).values()}
    return attachment(own[key]) if key in own else abort(404)


@bp.get("/registrations/<token>/materials/<key>")
def material(token: str, key: str) -> ResponseReturnValue:
    """Hand over a material that one's registration opens; the right to it is looked at each time."""
    registration = by_token(token)
    return given(materials.visible(registration.event, now=clock.now(), registration=registration), key)


def is_prefetch() -> bool:
    """Tell whether a browser or a proxy fetches a page that nobody may ever look at."""
    said = " ".join(request.headers.get(name, "") for name in ("Sec-Purpose", "Purpose", "X-Purpose", "X-Moz"))
    return "prefetch" in said.lower() or "preview" in said.lower()


def by_token(token: str, *, even_erased: bool = False) -> Registration:
    """Return the registration of a private link; 404 for any other, 410 once its data were erased."""
    found = registrations.find_by_token(token, secret=current_app.config["SECRET_KEY"]) or abort(404)
    if found.anonymised_at is not None and not even_erased:
        abort(410)
    return found


def _own_calendar(registration: Registration) -> dict[str, object]:
    """Return the calendar of whoever looks and its address, opened when they first do; None for one without either."""
    calendar = personal_calendars.find(registration)
    if calendar is None and registration.email_key and registration.status.is_standing:
        try:
            with writing():
                personal_calendars.open_for(registration, now=clock.now())
                db.session.commit()
        except feeds.CANNOT_KEEP:  # somebody opened it in the same instant, or nothing can be written now
            current_app.logger.info("a personal calendar was not opened", exc_info=True)
        calendar = personal_calendars.find(registration)
    if calendar is None:
        return {"calendar": None, "subscription": None}
    own = personal_calendars.link_token(calendar, secret=current_app.config["SECRET_KEY"])
    return {"calendar": calendar, "subscription": Subscription(_("My meetings"), f"{base_url()}/calendar/{own}.ics")}


def _was_present(registration: Registration) -> bool | None:
    """Tell whether somebody was there; None before the event is over, or when it was called off."""
    event = registration.event
    is_over = event.status is EventStatus.PUBLISHED and clock.now() >= event.ends_at_utc
    if not is_over or not attendance.is_recorded(event):
        return None
    return presences.is_present(event, registration.person_id)


def _check_in_code(registration: Registration) -> str | None:
    """Return the code shown at the door, in groups; None where there is no door to show it at."""
    event = registration.event
    is_over = clock.now() > event.ends_at_utc
    if registration.status is not RegistrationStatus.CONFIRMED or event.status is not EventStatus.PUBLISHED or is_over:
        return None
    return checkins.code(registration, secret=current_app.config["SECRET_KEY"])


def _closed(slug: str, now: datetime) -> ResponseReturnValue:
    """Say why nobody can register, by the event as it is now: it may have closed since the form was looked through."""
    with reading():
        event = events.get_public(slug)
        state = admission(event, seats_left=None, now=now)
        return render_template("public/registrations/closed.html", event=event, admission=state), 409
