"""The floor of one event while it runs: one page for whoever keeps the list, on a telephone too."""

from __future__ import annotations

from difflib import get_close_matches
from typing import Any

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from eventhub.base import clock, countries
from eventhub.base.db import db
from eventhub.base.errors import Refused
from eventhub.base.i18n import _, _l, current_language
from eventhub.base.text import fold, one_line
from eventhub.domain import (
    counts,
    directory,
    discussion,
    editions,
    events,
    facts,
    floor,
    interventions,
    sessions,
    wording,
)
from eventhub.models.discussion import DiscussionPoint
from eventhub.models.events import Event, Session
from eventhub.models.interventions import SpeakingOrder, SpeakingRequest
from eventhub.web import labels, live
from eventhub.web.deeds import committed
from eventhub.web.forms import TEXT, ChoiceField, Form, LineField, choices
from eventhub.web.frame import acting

bp = Blueprint("floor", __name__, url_prefix="/events/<slug>/speakers")

DEEDS = {
    "give": floor.give,
    "done": floor.finish,
    "undo": floor.undo,
    "pass": floor.pass_over,
    "take-back": floor.take_back,
    "put-back": floor.put_back,
}
"""What one button does to one request, by the last word of its address."""


class RequestForm(Form):
    """Somebody asks for the floor, as heard in the room."""

    who = LineField(_l("State or organisation"))
    kind = ChoiceField(
        _l("Speaks as"),
        choices=lambda: choices(labels.INTERVENTION_KINDS.items(), first=_("What it is on that day")),
    )


@bp.get("")
def show(slug: str) -> ResponseReturnValue:
    """Show the list, who has the floor, what is said."""
    event = events.get(slug)
    return _page(event, _part(event), RequestForm(formdata=None))


@bp.get("/live")
def look(slug: str) -> ResponseReturnValue:
    """Answer with what of the page others may have changed."""
    number, part = request.args.get("session", type=int), editions.number(slug)
    return live.answer(lambda: _live(events.get(slug)), live.tag("floor", *part, number))


@bp.post("/requests")
def add(slug: str) -> ResponseReturnValue:
    """Put somebody on the list by what was typed: a State by any of its names, else an organisation."""
    event = events.get(slug)
    part, form = _part(event), RequestForm()
    if form.validate_on_submit():
        try:
            country, organisation, kind = _who(form)
            floor.request(
                event, part, country=country, organisation=organisation, kind=kind, by=acting(), now=clock.now()
            )
        except Refused as refusal:
            db.session.rollback()
            form.refuse(refusal)
        else:
            db.session.commit()
            return _to(slug, part)
    return _page(event, part, form), 422


@bp.post("/requests/<int:number>/<any(give, done, undo, pass, 'take-back', 'put-back'):deed>")
def act(slug: str, number: int, deed: str) -> ResponseReturnValue:
    """Give somebody the floor, end, pass over, take back, or undo."""
    asked = _find(slug, number)
    with committed():
        DEEDS[deed](asked, by=acting(), now=clock.now())
    return _back(slug)


@bp.post("/requests/<int:number>/<any(up, down):direction>")
def move(slug: str, number: int, direction: str) -> ResponseReturnValue:
    """Put somebody earlier or later."""
    asked = _find(slug, number)
    with committed():
        floor.move(asked, earlier=direction == "up", by=acting(), now=clock.now())
    return _back(slug)


@bp.post("/requests/<int:number>/kind")
def change_kind(slug: str, number: int) -> ResponseReturnValue:
    """Say in which capacity somebody speaks."""
    asked = _find(slug, number)
    with committed():
        floor.set_kind(asked, request.form.get("kind", ""), by=acting(), now=clock.now())
    return _back(slug)


@bp.post("/<any(open, close):deed>")
def open_or_close(slug: str, deed: str) -> ResponseReturnValue:
    """Let delegates ask by their links, or no longer."""
    event = events.get(slug)
    with committed():
        floor.set_open(event, _part(event), is_open=deed == "open", by=acting(), now=clock.now())
    return _back(slug)


@bp.post("/order/<any(request, protocol):order>")
def set_order(slug: str, order: str) -> ResponseReturnValue:
    """Call those who wait by request or by protocol."""
    event = events.get(slug)
    with committed():
        floor.set_order(event, _part(event), SpeakingOrder(order), by=acting(), now=clock.now())
    return _back(slug)


@bp.post("/points")
def add_point(slug: str) -> ResponseReturnValue:
    """Write down a point as it is made."""
    event = events.get(slug)
    with committed():
        discussion.write_point(
            event, None, text=_line("text"), supported_by=(), part=_part(event), by=acting(), now=clock.now()
        )
    return _back(slug)


@bp.post("/points/<int:number>")
def support(slug: str, number: int) -> ResponseReturnValue:
    """Note by one tap that a State supports a point, or take it back."""
    point = discussion.find_point(events.get(slug), number) or abort(404)
    is_supported = "add" in request.form
    country = request.form.get("add" if is_supported else "remove", "")
    with committed():
        discussion.support(point, country, is_supported=is_supported, by=acting(), now=clock.now())
    return _back(slug)


@bp.post("/remarks/<any(opening, closing):kind>")
def add_remark(slug: str, kind: str) -> ResponseReturnValue:
    """Write down one more point of the opening or closing remarks."""
    event = events.get(slug)
    with committed():
        said = {"speaker": _line("speaker"), "text": _line("text")}
        discussion.add_remark(event, kind, **said, part=_part(event), by=acting(), now=clock.now())
    return _back(slug)


def _page(event: Event, part: Session | None, form: RequestForm) -> str:
    return render_template(
        "organiser/floor/show.html",
        form=form,
        known=[*(state.name(current_language()) for state in countries.in_order(current_language())), *_groups()],
        tag=live.tag("floor", *editions.number(event.slug), part.id if part else None),
        **_told(event, part),
    )


def _live(event: Event) -> str:
    return render_template("organiser/floor/live.html", **_told(event, _part(event)))


def _told(event: Event, part: Session | None) -> dict[str, Any]:
    """Return all that the page tells; what was said outside the open session is not shown in it."""
    spoken = interventions.find_all(event)
    heard = facts.speaking_states(spoken)
    listed = floor.show(event, part)
    points = [point for point in discussion.find_points(event) if _is_of(point, part)]
    asked = [row.country for row in (*listed.waiting, *listed.gone) if row.country]
    offered = countries.sort_codes({code for code in (*heard, *asked) if countries.find(code)})
    return {
        "event": event,
        "part": part,
        "listed": listed,
        "spoken": spoken,
        "points": [(point, discussion.supporters(point), _word(point, heard)) for point in points],
        "offered": offered,
        "present": [code for code in counts.states_present(event) if code not in offered],
        "heard": heard,
        "opening": discussion.find_remarks(event, discussion.OPENING),
        "closing": discussion.find_remarks(event, discussion.CLOSING),
        "at": clock.now(),
        "name": _name,
    }


def _is_of(point: DiscussionPoint, part: Session | None) -> bool:
    return part is None or point.session_id == part.id


def _word(point: DiscussionPoint, heard: list[str]) -> str:
    supporters = discussion.supporters(point)
    return point.quantifier or wording.quantifier(len(supporters), len(heard) or len(supporters))


def _name(row: Any) -> str:
    state = countries.find(row.country)
    return state.name(current_language()) if state else row.organisation or row.country or ""


def _who(form: RequestForm) -> tuple[str | None, str | None, str | None]:
    """Return country, organisation and capacity of what was typed; refuse a name that may be a State misspelt."""
    typed, kind = form.who.data, form.kind.data
    if not typed:
        raise interventions.NobodySpoke(field="who")
    state = countries.by_name().get(fold(typed))
    if state is not None:
        return state.iso3, None, kind
    if kind in facts.NOT_BY_STATES or fold(typed) in map(fold, _groups()):
        return None, typed, kind or "working_group"
    near = get_close_matches(fold(typed), countries.by_name(), n=1)
    if near:
        likely = countries.by_name()[near[0]].name(current_language())
        raise Refused(_("No State is called “%(name)s”. Is it %(state)s?", name=typed, state=likely), field="who")
    raise Refused(
        _("No State is called “%(name)s”. For an organisation, choose what it speaks as.", name=typed), field="who"
    )


def _groups() -> list[str]:
    return [group.name for group in directory.working_groups()]


def _line(name: str) -> str | None:
    typed = one_line(request.form.get(name, ""))
    if len(typed) > TEXT:
        raise Refused(_("Use at most %(number)d letters.", number=TEXT))
    return typed or None


def _part(event: Event) -> Session | None:
    number = request.values.get("session", type=int)
    return sessions.get(event, number) if number is not None else None


def _find(slug: str, number: int) -> SpeakingRequest:
    return floor.find(events.get(slug), number) or abort(404)


def _to(slug: str, part: Session | None) -> ResponseReturnValue:
    return redirect(url_for(".show", slug=slug, session=part.id if part else None), 303)


def _back(slug: str) -> ResponseReturnValue:
    return redirect(url_for(".show", slug=slug, session=request.values.get("session", type=int)), 303)
