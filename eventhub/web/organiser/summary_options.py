"""How the summary of an event is worded, and in which language: the drafter's choices."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from eventhub.base import clock
from eventhub.base.db import db
from eventhub.base.errors import Refused
from eventhub.base.i18n import LANGUAGES, LazyString, _, _l
from eventhub.domain import events, retellings
from eventhub.models.events import Event
from eventhub.web.forms import ChoiceField, ChoicesField, Form, choices
from eventhub.web.frame import acting

bp = Blueprint("summary_options", __name__, url_prefix="/events/<slug>/summary/options")

CHOICES: Mapping[str, Mapping[str, LazyString]] = {
    "states": {
        "counted": _l("Counted: “89 participants from 34 Member States”"),
        "uncounted": _l("Not counted: “89 participants representing Member States”"),
    },
    "numbers": {
        "exact": _l("Exact: “112 participants”"),
        "rounded": _l("Rounded: “more than 110 participants including over 60 officials”"),
        "more_than": _l("“More than 110 participants”, “more than 60 officials”"),
        "over": _l("“Over 110 participants”, “over 60 officials”"),
        "approximately": _l("“Approximately 110 participants”"),
    },
    "champions": {
        "none": _l("Not mentioned"),
        "counted": _l("Counted"),
        "listed": _l("Counted and named"),
    },
    "floor_order": {
        "alphabetical": _l("In alphabetical order"),
        "speaking": _l("In the order of speaking"),
    },
    "others_order": {
        "speaking": _l("In the order of speaking"),
        "alphabetical": _l("In alphabetical order"),
    },
    "points_order": {
        "entered": _l("As they were entered"),
        "support": _l("Those that most States made first"),
    },
}
"""What may be chosen, by the name under which it is kept with the event."""

FOLDS: Mapping[str, LazyString] = {
    "civil_society:un_network": _l("Civil society with the Network"),
    "observer_state:member_state": _l("Observer States with Member States"),
    "academia:civil_society": _l("Academia with civil society"),
    "youth:civil_society": _l("Youth with civil society"),
    "local_authority:civil_society": _l("Local authorities with civil society"),
    "media:civil_society": _l("The media with civil society"),
    "private_sector:civil_society": _l("The private sector with civil society"),
}
"""Which category the attendance sentence may count into which; a note says so, and the figures stay apart."""


def _of(name: str, label: LazyString) -> ChoiceField:
    return ChoiceField(label, choices=lambda: choices(CHOICES[name].items()))


class OptionsForm(Form):
    """The choices of whoever drafts."""

    language = ChoiceField(_l("Language of the summary"), choices=lambda: choices(LANGUAGES.items()))
    states = _of("states", _l("Member States"))
    numbers = _of("numbers", _l("Numbers"))
    champions = _of("champions", _l("Champion countries"))
    floor_order = _of("floor_order", _l("States that took the floor"))
    others_order = _of("others_order", _l("Working groups and the Network"))
    points_order = _of("points_order", _l("Points made"))
    fold = ChoicesField(_l("Counted together in the attendance sentence"), choices=lambda: choices(FOLDS.items()))

    @classmethod
    def of(cls, event: Event) -> OptionsForm:
        """Return the form as the choices stand."""
        kept = event.summary_options
        fold = kept.get("fold") or {}
        return cls(
            data={name: kept.get(name) for name in CHOICES}
            | {"language": retellings.language(event), "fold": [f"{one}:{other}" for one, other in fold.items()]}
        )

    def chosen(self, before: Mapping[str, Any]) -> dict[str, Any]:
        """Return the choices made; what an archive chose and this form does not offer stays."""
        made = {name: self[name].data for name in CHOICES if self[name].data}
        kept = {one: other for one, other in (before.get("fold") or {}).items() if f"{one}:{other}" not in FOLDS}
        fold = kept | dict(pair.split(":") for pair in self.fold.data or ())
        return {**before, **made, **({"fold": fold} if fold or "fold" in before else {})}


@bp.route("", methods=["GET", "POST"])
def choose(slug: str) -> ResponseReturnValue:
    """Show the choices, and change them."""
    event = events.get(slug)
    form = OptionsForm.of(event)
    if form.validate_on_submit():
        try:
            retellings.change_language(event, form.language.data or "", by=acting(), now=clock.now())
            options = form.chosen(event.summary_options)
            events.change(event, {"summary_options": options}, by=acting(), now=clock.now())
        except Refused as refusal:
            db.session.rollback()
            form.refuse(refusal)
        else:
            db.session.commit()
            flash(_("The draft is worded as you chose."), "good")
            return redirect(url_for("organiser.summaries.show", slug=slug), 303)
    return render_template("organiser/summaries/options.html", event=event, form=form), 422 if form.errors else 200
