"""Which registrations an organiser asks for: one reading of the address, for the list, its files, deeds and letters."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from werkzeug.datastructures import MultiDict
from wtforms import HiddenField, StringField

from eventhub.base import clock, countries
from eventhub.base.i18n import _, _l, current_language
from eventhub.domain import questions, rosters
from eventhub.domain.rosters import NEWEST, NO_COUNTRY, ORDERS, UNANSWERED, Selection
from eventhub.models.events import Event
from eventhub.models.registrations import Delegation
from eventhub.web import labels
from eventhub.web.forms import ChoiceField, FilterForm, Pairs, choices
from eventhub.web.organiser import tallies
from eventhub.web.tables import Order

CONSENTS = {
    "participant_list": _l("Agrees to the list of participants"),
    "recording": _l("Agrees to photographs and recordings"),
}


class RosterFilters(FilterForm):
    """Which registrations to list."""

    q = StringField(_l("Search"))
    status = ChoiceField(
        _l("Status"), choices=lambda: choices(labels.REGISTRATION_STATUSES.items(), first=_("Any status"))
    )
    category = ChoiceField(_l("Category"), choices=lambda: choices(labels.CATEGORIES.items(), first=_("Any category")))
    level = ChoiceField(_l("Level"), choices=lambda: choices(labels.LEVELS.items(), first=_("Any level")))
    country = ChoiceField(_l("Country"), choices=[])
    tag = ChoiceField(_l("Tag"), choices=[])
    delegation = ChoiceField(_l("Delegation"), choices=[])
    head = ChoiceField(_l("Role"), choices=lambda: choices([("yes", _("Heads of delegation"))], first=_("Anybody")))
    consent = ChoiceField(_l("Consent"), choices=lambda: choices(CONSENTS.items(), first=_("Agreed or not")))
    answered = ChoiceField(_l("Answered"), choices=[])
    session = ChoiceField(_l("Session"), choices=[])
    order = HiddenField()

    picked: tuple[int, ...] = ()
    """Numbers of registrations chosen by hand."""

    @classmethod
    def read(cls, event: Event, arguments: MultiDict[str, str]) -> RosterFilters:
        """Return the filters as an address or form says; what was not on offer counts as not set."""
        form = cls(arguments)
        form.picked = tuple(int(each) for each in arguments.getlist("number") if each.isdecimal() and len(each) < 10)
        form.order.data = Order.read(arguments, ORDERS, NEWEST).text
        for name, (pairs, first) in _offers(event).items():
            form[name].choices = choices(pairs, first=first)
        for field in list(form):
            if isinstance(field, ChoiceField) and field.data not in (offered := field.offered()):
                field.data = None
            if field.name in OPTIONAL and len(offered) < 2:
                del form[field.name]
        return form

    @property
    def selection(self) -> Selection:
        """What the domain is asked for."""
        return Selection(**self.chosen() | {"order": self.order.data}, numbers=self.picked, language=current_language())

    def chosen(self) -> dict[str, Any]:
        """Return the filters that are set, the order aside."""
        return {name: word for name, word in super().chosen().items() if name != "order"}

    def query(self, **more: Any) -> str:
        """Return the filters as they stand in an address, with what else is to stand there."""
        own = self.chosen() | ({"order": self.order.data} if self.order.data != NEWEST else {})
        return urlencode([*(own | more).items(), *(("number", number) for number in self.picked)])


OPTIONAL = frozenset({"tag", "delegation", "answered", "session"})
"""Filters that are only there where an event has something to choose from."""


def _offers(event: Event) -> dict[str, tuple[Pairs, str]]:
    """Return what can be chosen of this event, by filter, and what each says when nothing is."""
    language = current_language()
    named = countries.sort((countries.get(code) for code in rosters.countries_of(event)), language)
    shown = questions.columns(event)
    asked = [(each.key, questions.label(each, language).text) for each in shown]
    if clock.now() < event.ends_at_utc and any(each.is_required and each.retired_at is None for each in shown):
        asked.insert(0, (UNANSWERED, _("Needed answers are missing")))
    return {
        "country": (
            [*((state.iso3, state.name(language)) for state in named), (NO_COUNTRY, _("No country"))],
            _("Any country"),
        ),
        "tag": ([(word, word) for word in tallies.worn_tags(event)], _("Any tag")),
        "delegation": (
            [(str(each.id), _called(each, language)) for each in rosters.delegations_of(event)],
            _("Any delegation"),
        ),
        "answered": (asked, _("Any question")),
        "session": ([(str(each.id), each.title) for each in event.sessions if each.is_elective], _("Any session")),
    }


def _called(delegation: Delegation, language: str) -> str:
    state = countries.find(delegation.country)
    return state.name(language) if state else delegation.organisation or ""
