"""Calendars to subscribe to, and one event as a file. All is public: cookies and credentials are not looked at."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from urllib.parse import quote

from flask import Blueprint, Response, current_app, request

from eventhub.base import clock
from eventhub.base.db import session, writing
from eventhub.base.i18n import LANGUAGES, _, speaking
from eventhub.domain import calendars, events, feeds
from eventhub.formats import ical
from eventhub.models.events import Event, Milestone
from eventhub.web import labels
from eventhub.web.frame import base_url
from eventhub.web.public.calendar_answers import answer, event_page, tag

bp = Blueprint("calendars", __name__)


@bp.get("/calendar.ics")
def everything() -> Response:
    """Serve all public events."""
    return _feed(feeds.everything())


@bp.get(f"/<any({', '.join(LANGUAGES)}):language>/calendar.ics")
def in_language(language: str) -> Response:
    """Serve all public events, our own words in one language: by address, since programs ask for none."""
    return _feed(feeds.everything(), language=language)


@bp.get("/series/<slug>.ics")
def of_series(slug: str) -> Response:
    """Serve the events of one series."""
    return _feed(feeds.of_series(slug))


@bp.get("/working-groups/<slug>.ics")
def of_working_group(slug: str) -> Response:
    """Serve the events of one working group."""
    return _feed(feeds.of_working_group(slug))


@bp.get("/kinds/<kind>.ics")
def of_kind(kind: str) -> Response:
    """Serve the events of one kind."""
    with speaking(_language()):
        return _feed(replace(feeds.of_kind(kind), name=labels.kind(kind)))


@bp.get("/themes/<slug>.ics")
def of_theme(slug: str) -> Response:
    """Serve the events on one theme."""
    return _feed(feeds.of_theme(slug))


@bp.get("/milestones.ics")
def milestones() -> Response:
    """Serve the dates on the road as whole days."""
    shown, changed = feeds.milestones(now=clock.now())
    with speaking(_language()):
        header = _header(_("Milestones"))
        entries = [calendars.milestone_entry(each, page=_milestone_page(each)) for each in shown]
    name = tag(header, *entries)
    return _answer(lambda: ical.calendar(map(ical.vevent_bytes, entries), header=header), name=name, changed=changed)


@bp.get("/events/<slug>.ics")
def one_event(slug: str) -> Response:
    """Serve one event as a file that opens as an appointment: the same UID, SEQUENCE and words as in the feeds."""
    event = events.get_public(slug)

    def body() -> bytes:
        with speaking(_language()):
            return ical.calendar([_vevent(event, is_rich=True)])

    name = tag("file", _language(), event.uid, event.revision, event.changed_at)
    response = _answer(body, name=name, changed=event.changed_at)
    response.headers.set("Content-Disposition", "attachment", filename=f"{slug}.ics")
    return response


def _feed(feed: feeds.Feed, *, language: str | None = None) -> Response:
    language, now = language or _language(), clock.now()
    state = feeds.state(feed, now=now)
    with speaking(language):
        header = _header(feed.name)
        return _answer(
            lambda: ical.calendar(feeds.fitting(_components(feed, language, now)), header=header),
            name=tag(header, language, state.fingerprint),
            changed=state.changed,
        )


def _components(feed: feeds.Feed, language: str, now: datetime) -> list[bytes]:
    """Return the feed's events as bytes: those kept, and those not yet, which are kept for the next reader."""
    variant, renderer = f"public-{language}", tag()
    kept = feeds.kept(feed, variant=variant, renderer=renderer, now=now)
    missing = [each.event_id for each in kept if each.body is None]
    if not missing:
        return [each.body for each in kept if each.body is not None]
    written = {each.id: feeds.Kept(each.id, each.revision, _vevent(each)) for each in feeds.load(missing)}
    _keep(list(written.values()), variant, renderer)
    return [body for each in kept if (body := written.get(each.event_id, each).body)]


def _keep(written: list[feeds.Kept], variant: str, renderer: str) -> None:
    """Keep bytes in a transaction of their own. Another reader may have been first, or the disk full: no matter."""
    try:
        with writing():
            feeds.keep(written, variant=variant, renderer=renderer)
            session.commit()
    except feeds.CANNOT_KEEP:
        current_app.logger.info("calendar bytes were not kept", exc_info=True)


def _vevent(event: Event, *, is_rich: bool = False) -> bytes:
    return ical.vevent_bytes(calendars.public_entry(event, page=event_page(event)), is_rich=is_rich)


def _milestone_page(milestone: Milestone) -> str:
    event = milestone.event
    return event_page(event) if event is not None and event.is_public else f"{base_url()}/"


def _header(name: str) -> ical.Header:
    site = str(current_app.config["SITE_NAME"])
    return ical.Header(
        name=f"{site}: {name}" if name else site,
        description=_("Events and changes to them, as they are announced on %(site)s.", site=site),
        source=base_url() + quote(request.path),
        url=f"{base_url()}/",
    )


def _language() -> str:
    return str(current_app.config["LANGUAGE"])


def _answer(body: Callable[[], bytes], *, name: str, changed: datetime) -> Response:
    """Answer with what everybody may read, a page of another site too."""
    response = answer(body, name=name, changed=changed)
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response
