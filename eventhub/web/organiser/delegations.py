"""Delegations of one event: issued, found, given more places; their links mailed and ended."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms.fields import SelectChoice
from wtforms.validators import DataRequired

from eventhub.base import clock
from eventhub.base.db import db
from eventhub.base.errors import Refused
from eventhub.base.i18n import LANGUAGES, LazyString, _, _l, current_language
from eventhub.base.text import fold
from eventhub.domain import audit, delegations, events, unanswered
from eventhub.domain.delegations import FocalPoint, Places
from eventhub.models.events import Event
from eventhub.models.registrations import Delegation, Registration
from eventhub.web import labels
from eventhub.web.deeds import committed
from eventhub.web.fields import WholeNumberField
from eventhub.web.forms import AddressField, ChoiceField, CountryField, Form, LineField, choices
from eventhub.web.frame import acting
from eventhub.web.organiser import histories

bp = Blueprint("delegations", __name__, url_prefix="/events/<slug>/delegations")

WANTING: Mapping[str, LazyString] = {
    "nobody": _l("Nobody entered yet"),
    "head": _l("Without a head"),
    "note": _l("Without a note verbale"),
    "places": _l("Every place used"),
}
"""By what the list is filtered."""


class DelegationFilters(Form):
    """Which delegations to list."""

    class Meta:
        """Reading asks for no proof of where the form was shown."""

        csrf = False

    q = LineField(_l("Search"))
    wanting = ChoiceField(_l("Show"), choices=lambda: choices(WANTING.items(), first=_("All delegations")))

    def choose(
        self, found: Sequence[Delegation], places: Mapping[int, Places], heads: Mapping[int, Registration]
    ) -> list[Delegation]:
        """Return the delegations that fit, in the order given."""
        fits: dict[str, Callable[[Delegation], bool]] = {
            "nobody": lambda each: not places[each.id].entered,
            "head": lambda each: bool(places[each.id].entered) and each.id not in heads,
            "note": lambda each: each.note_verbale_id is None,
            "places": lambda each: places[each.id].left == 0,
        }
        fit: Callable[[Delegation], bool] = fits.get(self.wanting.data or "", lambda _each: True)
        words = fold(self.q.data or "").split()
        return [each for each in found if fit(each) and all(word in _searched(each) for word in words)]


class SettlementForm(Form):
    """Who the focal point is, and how many places the delegation has."""

    focal_point_name = LineField(_l("Name of the focal point"))
    focal_point_email = AddressField(
        _l("E-mail address of the focal point"), [DataRequired(_l("Enter the e-mail address of the focal point."))]
    )
    language = ChoiceField(
        _l("Language of our letters"),
        choices=lambda: [SelectChoice(code, labels.language(code)) for code in LANGUAGES],
        default="en",
    )
    quota = WholeNumberField(_l("Places"), least=0)

    def details(self) -> dict[str, Any]:
        """Return what was settled."""
        return {name: self[name].data for name in delegations.OF_ORGANISER} | {"language": self.language.data or "en"}


class IssueForm(SettlementForm):
    """The delegation of a State or of an organisation."""

    country = CountryField(_l("Country"))
    organisation = LineField(_l("Ministry or organisation"))


@bp.get("")
def index(slug: str) -> ResponseReturnValue:
    """List the delegations that fit the filters, States first."""
    event = events.get(slug)
    everybody = delegations.find_all(event)
    places, heads = delegations.places_of(event, everybody), delegations.find_heads(event)
    filters = DelegationFilters(request.args)
    found = filters.choose(delegations.in_order(everybody, current_language()), places, heads)
    return render_template(
        "organiser/delegations/index.html",
        event=event,
        filters=filters,
        is_filtered=bool(filters.q.data or filters.wanting.data),
        found=found,
        total=len(everybody),
        places=places,
        heads=heads,
        names={each.id: delegations.name(each, current_language()) for each in found},
    )


@bp.route("/new", methods=["GET", "POST"])
def new(slug: str) -> ResponseReturnValue:
    """Open a delegation and mail its focal point the link."""
    event = events.get(slug)
    form = IssueForm()
    if form.validate_on_submit() and _try(form, lambda: _issue(event, form)):
        flash(_("The delegation is opened, and its focal point is being written to."), "good")
        return redirect(url_for(".index", slug=slug), 303)
    page = render_template("organiser/delegations/new.html", event=event, form=form)
    return page, 422 if form.errors else 200


@bp.route("/<int:number>", methods=["GET", "POST"])
def show(slug: str, number: int) -> ResponseReturnValue:
    """Show one delegation with its officials and history; settle focal point and places."""
    delegation = _find(slug, number)
    form = SettlementForm(obj=delegation)
    if form.validate_on_submit() and _try(form, lambda: delegations.settle(delegation, form.details(), **_doing())):
        flash(_("Saved."), "good")
        return _to(delegation)
    everybody = delegations.find_officials(delegation)
    page = render_template(
        "organiser/delegations/show.html",
        event=delegation.event,
        delegation=delegation,
        party=delegations.name(delegation, current_language()),
        places=delegations.places(delegation),
        officials=everybody,
        unanswered=unanswered.count(delegation.event, everybody, now=clock.now()),
        history=histories.tell(audit.find_by_subject(delegation)),
        form=form,
    )
    return page, 422 if form.errors else 200


@bp.post("/<int:number>/send")
def send(slug: str, number: int) -> ResponseReturnValue:
    """Mail the focal point the link again."""
    return _step(_find(slug, number), delegations.send_link, _("The link is being mailed to the focal point."))


@bp.post("/<int:number>/renew")
def renew(slug: str, number: int) -> ResponseReturnValue:
    """End the links there are and mail a new one."""
    return _step(_find(slug, number), delegations.renew, _("The former link has ended; a new one is being mailed."))


@bp.post("/<int:number>/revoke")
def revoke(slug: str, number: int) -> ResponseReturnValue:
    """End the links there are."""
    return _step(
        _find(slug, number), delegations.revoke, _("The link has ended. Whoever was entered stays registered.")
    )


def _find(slug: str, number: int) -> Delegation:
    return delegations.find(events.get(slug), number) or abort(404)


def _searched(delegation: Delegation) -> str:
    said = (
        delegations.name(delegation, current_language()),
        delegation.organisation,
        delegation.focal_point_name,
        delegation.focal_point_email,
    )
    return fold(" ".join(filter(None, said)))


def _doing() -> dict[str, Any]:
    return {"by": acting(), "now": clock.now()}


def _issue(event: Event, form: IssueForm) -> None:
    focal_point = FocalPoint(form.focal_point_name.data, form.focal_point_email.data, form.language.data or "en")
    delegations.issue(
        event,
        focal_point,
        country=form.country.data,
        organisation=form.organisation.data,
        quota=form.quota.data,
        **_doing(),
    )


def _try(form: Form, rule: Callable[[], Any]) -> bool:
    """Do what a form asks for and save it; else put the refusal at its field."""
    try:
        rule()
    except Refused as refusal:
        db.session.rollback()
        form.refuse(refusal)
        return False
    db.session.commit()
    return True


def _step(delegation: Delegation, rule: Any, sentence: str) -> ResponseReturnValue:
    with committed(sentence):
        rule(delegation, **_doing())
    return _to(delegation)


def _to(delegation: Delegation) -> ResponseReturnValue:
    return redirect(url_for(".show", slug=delegation.event.slug, number=delegation.id), 303)
