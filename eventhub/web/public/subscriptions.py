"""The page on which people choose a calendar and subscribe to it, with whichever program."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import NamedTuple

from flask import Blueprint, current_app, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms.fields import SelectChoice

from eventhub.base.i18n import LANGUAGES, _, _l, current_language
from eventhub.base.text import slug as slug_of
from eventhub.domain import feeds, programmes
from eventhub.web import labels
from eventhub.web.calendar_programs import Subscription
from eventhub.web.forms import ChoiceField, Form, choices
from eventhub.web.frame import base_url

bp = Blueprint("subscriptions", __name__)


class Offer(NamedTuple):
    """A calendar that anybody can subscribe to."""

    group: str
    """Under which heading it stands; empty for the main ones."""
    path: str
    name: str


class CalendarChoice(Form):
    """Which calendar, in which language; every choice is a link."""

    class Meta:
        """Reading needs no proof of where the form came from."""

        csrf = False

    calendar = ChoiceField(_l("Calendar"))
    language = ChoiceField(_l("Language"), choices=lambda: choices(LANGUAGES.items()))


@bp.get("/calendars")
def choose() -> ResponseReturnValue:
    """Show every way to subscribe to one calendar, and all calendars there are; an unknown one shows the first."""
    offers = list(_offers())
    form = CalendarChoice(request.args)
    form.calendar.choices = [SelectChoice(each.path, each.name, optgroup=each.group or _("Main")) for each in offers]
    chosen = next((each for each in offers if each.path == form.calendar.data), offers[0])
    language = form.language.data if form.language.data in LANGUAGES else current_language()
    form.calendar.data, form.language.data = chosen.path, language
    groups = [
        (name, [(_subscription(each, language), _address(each, language)) for each in within])
        for name, within in groupby(offers, key=lambda each: each.group)
    ]
    return render_template(
        "public/pages/calendars.html", form=form, chosen=_subscription(chosen, language), groups=groups
    )


def _offers() -> Iterator[Offer]:
    """Yield the calendars that hold something public."""
    yield Offer("", "/calendar.ics", _("All events"))
    yield Offer("", "/milestones.ics", _("Dates on the road"))
    yield Offer("", "/next-steps.ics", _("Next steps and when they are due"))
    for series in feeds.public_series():
        yield Offer(_("Series"), f"/series/{series.slug}.ics", series.name)
    for group in feeds.public_working_groups():
        yield Offer(_("Working groups"), f"/working-groups/{group.slug}.ics", group.name)
    for kind in programmes.kinds():
        yield Offer(_("Kinds"), f"/kinds/{kind}.ics", labels.kind(kind))
    for code in feeds.public_languages():
        yield Offer(_("Interpretation"), f"/languages/{code}.ics", labels.interpreted_in(code))
    for slug, theme in {slug_of(each): each for each in programmes.themes()}.items():
        if slug:
            yield Offer(_("Themes"), f"/themes/{slug}.ics", theme)


def _subscription(offer: Offer, language: str) -> Subscription:
    below = "" if language == current_app.config["LANGUAGE"] else f"/{language}"
    return Subscription(offer.name, f"{base_url()}{below}{offer.path}")


def _address(offer: Offer, language: str) -> str:
    return url_for(".choose", calendar=offer.path, language=language, _anchor="subscribe")
