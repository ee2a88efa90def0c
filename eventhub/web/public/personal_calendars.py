"""A person's own calendar by its secret address, and the buttons by which they renew it or switch it off."""

from __future__ import annotations

from flask import Blueprint, Response, abort, current_app, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from eventhub.base import clock
from eventhub.base.db import session, writing
from eventhub.base.i18n import LANGUAGES, _, speaking
from eventhub.domain import feeds, invitations, personal_calendars, registrations
from eventhub.domain.personal_calendars import Content
from eventhub.formats import ical
from eventhub.models.calendars import PersonalCalendar
from eventhub.models.registrations import Registration
from eventhub.web.calendar_programs import family
from eventhub.web.frame import base_url
from eventhub.web.public.calendar_answers import PRIVATE, answer, event_page, tag
from eventhub.web.public.registrations import by_token

bp = Blueprint("personal_calendars", __name__)


@bp.after_request
def keep_private(response: Response) -> Response:
    """Keep the address out of search engines and of the Referer, and a refusal out of caches."""
    response.headers["X-Robots-Tag"] = "noindex"
    response.headers["Referrer-Policy"] = "no-referrer"
    if response.status_code not in {200, 304}:
        response.headers["Cache-Control"] = "private, no-store"
    return response


@bp.get("/calendar/<token>.ics")
def show(token: str) -> Response:
    """Serve all registrations of one address; 410 for an address that has ended, so that programs stop asking."""
    now = clock.now()
    try:
        calendar = personal_calendars.by_token(token, secret=current_app.config["SECRET_KEY"])
    except personal_calendars.Ended:
        abort(410)
    content = personal_calendars.content(calendar, now=now)
    language = content.language if content.language in LANGUAGES else str(current_app.config["LANGUAGE"])
    response = answer(
        lambda: _calendar(content, language),
        name=tag("personal", language, content.fingerprint),
        changed=content.changed,
        caching=PRIVATE,
    )
    if request.method == "GET" and personal_calendars.is_to_be_noted(calendar, now=now):
        _note(calendar)
    return response


@bp.post("/registrations/<token>/calendar/renew")
def renew(token: str) -> ResponseReturnValue:
    """End the calendar's address and begin another."""
    personal_calendars.renew(_own(by_token(token)), by="self", now=clock.now())
    session.commit()
    flash(_("Your calendar has a new address. Programs that use the old one no longer get anything."), "good")
    return redirect(url_for("registrations.show", token=token), 303)


@bp.post("/registrations/<token>/calendar/revoke")
def revoke(token: str) -> ResponseReturnValue:
    """Switch the calendar off."""
    personal_calendars.revoke(_own(by_token(token)), by="self", now=clock.now())
    session.commit()
    flash(_("Your calendar is switched off. Programs that used its address no longer get anything."), "good")
    return redirect(url_for("registrations.show", token=token), 303)


def _calendar(content: Content, language: str) -> bytes:
    secret, found = str(current_app.config["SECRET_KEY"]), personal_calendars.load(content)
    told = invitations.find_of_sessions(list(found))
    site = str(current_app.config["SITE_NAME"])

    def vevent(place: personal_calendars.Place) -> bytes:
        registration = found[place.registration_id]
        own_page = f"{base_url()}/registrations/{registrations.link_token(registration, secret=secret)}"
        page = event_page(registration.event)
        entry = personal_calendars.entry(place, registration, page=page, own_page=own_page)
        own = personal_calendars.session_entries(registration, told, page=page, own_page=own_page)
        return b"".join(ical.vevent_bytes(each, is_rich=True) for each in (entry, *own))

    with speaking(language):
        header = ical.Header(
            name=_("%(site)s: my meetings", site=site),
            description=_("The meetings you are registered for on %(site)s, and where you stand.", site=site),
            source=None,
            url=f"{base_url()}/",
        )
        return ical.calendar(map(vevent, content.places), header=header)


def _note(calendar: PersonalCalendar) -> None:
    """Note which program has looked, in a transaction of its own; the reader has been served all the same."""
    number, program = calendar.id, family(request.headers.get("User-Agent", ""))
    try:
        with writing():
            personal_calendars.note_fetch(number, program, now=clock.now())
            session.commit()
    except feeds.CANNOT_KEEP:
        current_app.logger.info("a calendar's visit was not noted", exc_info=True)


def _own(registration: Registration) -> PersonalCalendar:
    return personal_calendars.open_for(registration, now=clock.now()) or abort(404)
