"""What was said at one event: remarks, points, topics for another time."""

from __future__ import annotations

from collections.abc import Iterable

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms.validators import InputRequired

from eventhub.base import clock, countries
from eventhub.base.db import db
from eventhub.base.errors import Refused
from eventhub.base.i18n import _, _l, current_language
from eventhub.domain import discussion, events, interventions, outcomes, wording
from eventhub.models.discussion import DiscussionPoint, TopicProposal
from eventhub.models.events import Event
from eventhub.web.fields import LinesField
from eventhub.web.forms import ChoiceField, ChoicesField, Form, LineField, TextField, choices
from eventhub.web.frame import acting

bp = Blueprint("discussion", __name__, url_prefix="/events/<slug>/discussion")


QUANTIFIERS = ("Many", "Several", "Others", "Some", "It was suggested")
"""What published summaries say of how many made a point; each language has its own for them."""


class RemarksForm(Form):
    """Opening or closing remarks."""

    speaker = LineField(_l("Speaker"))
    points = LinesField(_l("Points"))


class SupportForm(Form):
    """Words, and the States behind them: those that took the floor."""

    states: ChoicesField

    def offer(self, event: Event, standing: Iterable[str] = ()) -> None:
        """Offer the States that took the floor, and those already noted."""
        language = current_language()
        codes = dict.fromkeys([*interventions.states_heard(event), *standing])
        found = countries.sort((countries.get(code) for code in codes if countries.find(code)), language)
        self.states.choices = choices((state.iso3, state.name(language)) for state in found)


class PointForm(SupportForm):
    """A point made from the floor."""

    text = TextField(_l("Point"), [InputRequired(_l("Enter what was said."))])
    states = ChoicesField(_l("Supported by"))
    quantifier = ChoiceField(_l("Word for how many made it"))

    def offer_words(self, own: str | None) -> None:
        """Offer the words of published summaries, and the one that an import brought."""
        words = list(dict.fromkeys([*QUANTIFIERS, *([own] if own else ())]))
        self.quantifier.choices = choices(((word, word) for word in words), first=_("As the number of States proposes"))


class TopicForm(SupportForm):
    """A topic for another time."""

    topic = LineField(_l("Topic"), [InputRequired(_l("Enter the topic."))])
    states = ChoicesField(_l("Suggested by"))


@bp.get("")
def index(slug: str) -> ResponseReturnValue:
    """Show all that was written down of what was said."""
    event = events.get(slug)
    points = discussion.find_points(event)
    heard = len(interventions.states_heard(event))
    spread = len({support.country for each in points for support in each.supports})
    return render_template(
        "organiser/discussion/index.html",
        event=event,
        opening=discussion.find_remarks(event, discussion.OPENING),
        closing=discussion.find_remarks(event, discussion.CLOSING),
        spoken=interventions.find_all(event),
        points=points,
        words={each.id: _word(each, heard or spread) for each in points},
        heard=heard or spread,
        topics=discussion.find_topics(event),
        proposals=discussion.find_proposals(event),
        proposed_here=discussion.proposed_for(event),
        outcomes=outcomes.find_all(event),
        carried=outcomes.carried_into(event),
        is_open=outcomes.is_open,
    )


@bp.route("/<any(opening, closing):kind>", methods=["GET", "POST"])
def remarks(slug: str, kind: str) -> ResponseReturnValue:
    """Write down opening or closing remarks."""
    event = events.get(slug)
    form = RemarksForm(obj=discussion.find_remarks(event, kind))
    if form.validate_on_submit():
        written = {"speaker": form.speaker.data, "points": form.points.data}
        try:
            discussion.write_remarks(event, kind, **written, by=acting(), now=clock.now())
        except Refused as refusal:
            db.session.rollback()
            form.refuse(refusal)
        else:
            return _saved(slug)
    page = render_template("organiser/discussion/remarks.html", event=event, form=form, kind=kind)
    return page, 422 if form.errors else 200


@bp.route("/points/new", methods=["GET", "POST"], defaults={"number": None})
@bp.route("/points/<int:number>", methods=["GET", "POST"])
def point(slug: str, number: int | None) -> ResponseReturnValue:
    """Write down a point and who supported it."""
    event = events.get(slug)
    row = None if number is None else _point(event, number)
    standing = discussion.supporters(row) if row else []
    form = PointForm(data={"text": row.text, "states": standing, "quantifier": row.quantifier} if row else None)
    form.offer(event, standing)
    form.offer_words(row.quantifier if row else None)
    if form.validate_on_submit():
        discussion.write_point(
            event,
            row,
            text=form.text.data,
            supported_by=_in_order(event, form.states.data),
            quantifier=form.quantifier.data or None,
            by=acting(),
            now=clock.now(),
        )
        return _saved(slug)
    page = render_template("organiser/discussion/point.html", event=event, form=form, point=row)
    return page, 422 if form.errors else 200


@bp.post("/points/<int:number>/remove")
def remove_point(slug: str, number: int) -> ResponseReturnValue:
    """Take a point back."""
    discussion.remove_point(_point(events.get(slug), number), by=acting(), now=clock.now())
    return _saved(slug, _("The point is removed."))


@bp.route("/topics/new", methods=["GET", "POST"], defaults={"number": None})
@bp.route("/topics/<int:number>", methods=["GET", "POST"])
def topic(slug: str, number: int | None) -> ResponseReturnValue:
    """Write down a topic that States suggest for another time."""
    event = events.get(slug)
    row = None if number is None else _topic(event, number)
    form = TopicForm(data={"topic": row.topic, "states": row.proposed_by} if row else None)
    form.offer(event, row.proposed_by if row else [])
    if form.validate_on_submit():
        written = {"topic": form.topic.data, "proposed_by": _in_order(event, form.states.data)}
        try:
            discussion.write_topic(event, row, **written, by=acting(), now=clock.now())
        except Refused as refusal:
            db.session.rollback()
            form.refuse(refusal)
        else:
            return _saved(slug)
    page = render_template("organiser/discussion/topic.html", event=event, form=form, topic=row)
    return page, 422 if form.errors else 200


@bp.post("/topics/<int:number>/remove")
def remove_topic(slug: str, number: int) -> ResponseReturnValue:
    """Take a suggested topic back."""
    discussion.remove_topic(_topic(events.get(slug), number), by=acting(), now=clock.now())
    return _saved(slug, _("The topic is removed."))


def _word(point: DiscussionPoint, heard: int) -> str:
    """Return the word with which the summary says how many made a point."""
    return point.quantifier or wording.quantifier(len({each.country for each in point.supports}), heard)


def _point(event: Event, number: int) -> DiscussionPoint:
    return discussion.find_point(event, number) or abort(404)


def _topic(event: Event, number: int) -> TopicProposal:
    return discussion.find_topic(event, number) or abort(404)


def _in_order(event: Event, chosen: list[str]) -> list[str]:
    """Return States in the order they spoke; those that did not speak come last."""
    heard = interventions.states_heard(event)
    return sorted(chosen, key=lambda code: heard.index(code) if code in heard else len(heard))


def _saved(slug: str, sentence: str | None = None) -> ResponseReturnValue:
    db.session.commit()
    flash(sentence or _("What was said is written down."), "good")
    return redirect(url_for(".index", slug=slug), 303)
