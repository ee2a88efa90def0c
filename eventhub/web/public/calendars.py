"""Calendars to subscribe to, and one event as a file. All is public: cookies and credentials are not looked at."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from urllib.parse import quote

from flask import Blueprint, Response, current_app, request

from eventhub.base import clock
from eventhub.base.db import session, writing
from eventhub.base.i18n import LANGUAGES, LazyString, _, _l, speaking
from eventhub.domain import calendars, events, feeds, next_steps, sessions
from eventhub.domain.calendars import CalendarEntry
from eventhub.formats import ical
from eventhub.models.events import Event, Milestone
from eventhub.web import labels
from eventhub.web.frame import base_url
from eventhub.web.public.calendar_answers import answer, digest, event_page, tag

bp = Blueprint("calendars", __name__)


@dataclass(frozen=True, slots=True)
class _Fresh:
    """Bytes of events that were written for this reader, by the number of the event."""

    variant: str
    renderer: str
    written: dict[int, feeds.Kept] = field(default_factory=dict)

    def write(self, numbers: Iterable[int]) -> None:
        """Write the bytes of these events."""
        for event in feeds.load(list(numbers)):
            self.written[event.id] = feeds.Kept(event.id, event.revision, _whole(event))


def _feed_at(path: str) -> Callable[[Callable[..., Response]], Callable[..., Response]]:
    """Serve a feed in the installation's language, and below each language in that one: programs ask for none."""

    def decorate(view: Callable[..., Response]) -> Callable[..., Response]:
        bp.add_url_rule(path, view_func=view, defaults={"language": None}, methods=["GET"])
        return bp.get(f"/<any({', '.join(LANGUAGES)}):language>{path}")(view)

    return decorate


@_feed_at("/calendar.ics")
def everything(language: str | None) -> Response:
    """Serve all public events."""
    return _feed(feeds.everything(), language)


@_feed_at("/series/<slug>.ics")
def of_series(slug: str, language: str | None) -> Response:
    """Serve the events of one series."""
    return _feed(feeds.of_series(slug), language)


@_feed_at("/working-groups/<slug>.ics")
def of_working_group(slug: str, language: str | None) -> Response:
    """Serve the events of one working group."""
    return _feed(feeds.of_working_group(slug), language)


@_feed_at("/kinds/<kind>.ics")
def of_kind(kind: str, language: str | None) -> Response:
    """Serve the events of one kind."""
    with speaking(language or _language()):
        return _feed(replace(feeds.of_kind(kind), name=labels.kind(kind)), language)


@_feed_at("/themes/<slug>.ics")
def of_theme(slug: str, language: str | None) -> Response:
    """Serve the events on one theme."""
    return _feed(feeds.of_theme(slug), language)


@_feed_at("/languages/<code>.ics")
def of_language(code: str, language: str | None) -> Response:
    """Serve the events that are interpreted in one language; the one before it, if any, is that of our own words."""
    with speaking(language or _language()):
        return _feed(replace(feeds.of_language(code), name=labels.interpreted_in(code)), language)


@_feed_at("/milestones.ics")
def milestones(language: str | None) -> Response:
    """Serve the dates on the road as whole days."""
    shown = feeds.milestones(now=clock.now())

    def entries() -> Iterator[CalendarEntry]:
        return (calendars.milestone_entry(each, page=_milestone_page(each)) for each in shown)

    return _days("milestones", _l("Milestones"), entries, feeds.fingerprint(shown), language)


@_feed_at("/next-steps.ics")
def steps(language: str | None) -> Response:
    """Serve what is open, as the whole days by which it is due: few programs show tasks of a subscribed calendar."""
    shown = next_steps.open_steps(now=clock.now())

    def entries() -> Iterator[CalendarEntry]:
        return (next_steps.entry(each, page=f"{event_page(each.event)}/summary") for each in shown)

    return _days("next-steps", _l("Next steps"), entries, feeds.fingerprint(shown), language)


@bp.get("/events/<slug>.ics")
def one_event(slug: str) -> Response:
    """Serve one event as a file that opens as an appointment: the same UID, SEQUENCE and words as in the feeds."""
    event = events.get_public(slug)

    def body() -> bytes:
        with speaking(_language()):
            return ical.calendar([_vevent(event, is_rich=True)])

    response = answer(body, name=tag("file", _language(), event.uid, event.revision), changed=event.changed_at)
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers.set("Content-Disposition", "attachment", filename=f"{slug}.ics")
    return response


def _feed(feed: feeds.Feed, language: str | None) -> Response:
    language, now = language or _language(), clock.now()
    fresh = _Fresh(f"public-{language}", tag())
    state = feeds.state(feed, now=now)

    def body() -> bytes:
        """Join what is kept of the events with what is not yet, which is written now."""
        kept = feeds.kept(feed, variant=fresh.variant, renderer=fresh.renderer, now=now)
        with speaking(language):
            fresh.write(each.event_id for each in kept if each.body is None)
            bodies = [body for each in kept if (body := fresh.written.get(each.event_id, each).body)]
            return ical.calendar(feeds.fitting(bodies), header=_header(feed.name))

    return _answer(state, body, tag(request.path, feed.name, language, state.fingerprint), now=now, fresh=fresh)


def _days(
    feed: str, name: LazyString, entries: Callable[[], Iterable[CalendarEntry]], fingerprint: str, language: str | None
) -> Response:
    """Answer with entries of whole days."""
    language, now = language or _language(), clock.now()
    state = feeds.marked(feed, fingerprint)

    def body() -> bytes:
        with speaking(language):
            return ical.calendar(map(ical.vevent_bytes, entries()), header=_header(str(name)))

    return _answer(state, body, tag(request.path, language, fingerprint), now=now)


def _vevent(event: Event, *, is_rich: bool = False) -> bytes:
    return ical.vevent_bytes(calendars.public_entry(event, page=event_page(event)), is_rich=is_rich)


def _whole(event: Event) -> bytes:
    """Write an event and, after it, each of its sessions that has a time."""
    page = event_page(event)
    own = (calendars.public_session_entry(each, page=page) for each in sessions.timed(event))
    return b"".join((_vevent(event), *map(ical.vevent_bytes, own)))


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


def _answer(
    state: feeds.State, body: Callable[[], bytes], name: str, *, now: datetime, fresh: _Fresh | None = None
) -> Response:
    """Answer with what everybody may read, a page of another site too; keep what spares the next reader's time."""
    fingerprint = digest(current_app.config["BASE_URL"], state.fingerprint)
    changed = state.changed(fingerprint, now=now)
    response = answer(body, name=name, changed=changed)
    response.headers["Access-Control-Allow-Origin"] = "*"
    is_news = state.mark is None or state.mark.fingerprint != fingerprint
    if is_news or (fresh and fresh.written):
        _keep(state.feed, feeds.Mark(fingerprint, changed), fresh)
    return response


def _keep(feed: str, mark: feeds.Mark, fresh: _Fresh | None) -> None:
    """Write in a transaction of its own. Another reader may have been first, or the disk full: no matter."""
    try:
        with writing():
            feeds.mark(feed, mark)
            if fresh:
                feeds.keep(list(fresh.written.values()), variant=fresh.variant, renderer=fresh.renderer)
            session.commit()
    except feeds.CANNOT_KEEP:
        current_app.logger.info("what a feed holds is not kept", exc_info=True)
