"""What happens at a door, whoever stands there: a code, a picture of one, or a name, and the answer to it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from flask import Response, current_app, flash, jsonify, redirect, render_template, request
from flask.typing import ResponseReturnValue
from wtforms.validators import DataRequired, ValidationError

from eventhub.base import clock
from eventhub.base.db import db
from eventhub.base.errors import Refused
from eventhub.base.i18n import _, _l
from eventhub.domain import checkins, registrations, sessions
from eventhub.formats import qr
from eventhub.models.checkins import CheckIn, Door, Mode
from eventhub.models.events import Event, Modality, Session
from eventhub.models.people import Category
from eventhub.models.registrations import Registration, RegistrationStatus
from eventhub.web import labels
from eventhub.web.forms import ChoiceField, CountryField, Form, LineField, choices

FEW = 12
"""How many names a search shows, and how many of the last arrivals."""

LEAST = 2
"""Letters of a name that a search needs."""

MAY_LOOK = "camera=(self), geolocation=(), microphone=()"
"""The pages of a door may ask for the camera; no other page may."""


@dataclass(frozen=True, slots=True)
class Told:
    """The answer at the door, to be read from an arm's length."""

    kind: str
    """`in`, `known`, `elsewhere`, `refused` or `unknown`."""
    sentence: str = ""
    registration: Registration | None = None
    check_in: CheckIn | None = None
    substitute: Registration | None = None


@dataclass(frozen=True, slots=True)
class Desk:
    """One door: of which event and part, where people are, and who checks them in."""

    event: Event
    home: str
    by: str
    is_organiser: bool
    part: Session | None
    mode: Mode
    parts: Sequence[Session]
    """The parts of the event that have a door of their own."""

    @classmethod
    def of(cls, event: Event, home: str, *, by: str, is_organiser: bool) -> Desk:
        """Return the door that a request speaks of."""
        number = request.values.get("session", "")
        part = checkins.part_of(event, int(number)) if number.isdecimal() and len(number) < 10 else None
        usual = Mode.ONLINE if event.modality is Modality.ONLINE else Mode.IN_PERSON
        said = request.values.get("mode", "")
        mode = Mode(said) if said in set(Mode) else usual
        return cls(event, home, by, is_organiser, part, mode, sessions.held(event))

    @property
    def kept(self) -> dict[str, str]:
        """What every form and link of this door carries on."""
        return {"mode": self.mode.value} | ({"session": str(self.part.id)} if self.part else {})


class GuestForm(Form):
    """Somebody who stands at the door without a registration, as a helper is told."""

    given_name = LineField(_l("Given name"), [DataRequired(_l("Enter the given name."))])
    family_name = LineField(_l("Family name"), [DataRequired(_l("Enter the family name."))])
    category = ChoiceField(
        _l("Category"),
        [DataRequired(_l("Choose a category."))],
        choices=lambda: choices(labels.CATEGORIES.items(), first=_("Choose a category")),
    )
    country = CountryField(_l("Country"))
    organisation = LineField(_l("Ministry or organisation"))

    def validate_country(self, field: CountryField) -> None:
        """Officials represent a State."""
        if field.data is None and self.category.data and Category(self.category.data).is_official:
            raise ValidationError(_("Choose the country that the official represents."))

    def told(self) -> dict[str, Any]:
        """Return who it is, as the domain takes it: no address, by which a helper might learn whom we know."""
        names = ("given_name", "family_name", "country", "organisation")
        return {name: self[name].data for name in names} | {"category": Category(self.category.data)}


def show(desk: Desk, template: str, told: Told | None = None, **more: Any) -> ResponseReturnValue:
    """Show a door: what was just answered, the ways to check in, who came last."""
    words = request.args.get("q", "").strip()
    last = request.args.get("last", "")
    if told is None and last.isdecimal() and len(last) < 10 and (row := checkins.find(desk.event, int(last))):
        told = _told_of(row, is_new="known" not in request.args) if row.undone_at is None else None
    page = render_template(
        template,
        desk=desk,
        event=desk.event,
        told=told,
        words=words,
        found=_search(desk, words),
        is_too_short=0 < len(words) < LEAST,
        arrived=checkins.count(desk.event, part=desk.part),
        expected=registrations.count_by_status(desk.event).get(RegistrationStatus.CONFIRMED, 0),
        latest=checkins.latest(desk.event, part=desk.part, most=FEW),
        **more,
    )
    response = current_app.make_response((page, 409 if told and told.kind not in {"in", "known"} else 200))
    response.headers["Permissions-Policy"] = MAY_LOOK
    return response


def take(desk: Desk, template: str, **more: Any) -> ResponseReturnValue:
    """Answer whoever stands at the door. A script gets the answer alone, nothing while it sees no code."""
    told = _take(desk)
    if "X-Door" in request.headers:
        if told is None:
            return Response(status=204)
        arrived = checkins.count(desk.event, part=desk.part)
        return render_template("components/door_answer.html", told=told, desk=desk, event=desk.event, arrived=arrived)
    if told is None:
        told = Told("unknown", _("There is no QR code in this picture. Hold it closer, or type the code."))
    if told.check_in is None:
        return show(desk, template, told, **more)
    return redirect(address_of(desk, told.check_in, is_known=told.kind == "known"), 303)


def address_of(desk: Desk, row: CheckIn, *, is_known: bool) -> str:
    """Return the address of a door that tells of one check-in."""
    return f"{desk.home}?{urlencode(desk.kept | {'last': str(row.id)} | ({'known': '1'} if is_known else {}))}"


def walk_in(desk: Desk, template: str, form: Form, told: Callable[[], Mapping[str, Any]]) -> ResponseReturnValue:
    """Enter and check in somebody who came without registering."""
    if form.validate_on_submit():
        try:
            arrival = checkins.admit_walk_in(
                desk.event, told(), mode=desk.mode, part=desk.part, by=desk.by, now=clock.now()
            )
        except Refused as refusal:
            db.session.rollback()
            form.refuse(refusal)
        else:
            db.session.commit()
            return redirect(address_of(desk, arrival.check_in, is_known=not arrival.is_new), 303)
    page = render_template(template, event=desk.event, desk=desk, form=form)
    return page, 422 if form.errors else 200


def count(desk: Desk) -> Response:
    """Return how many are in, for a page that stays open."""
    return jsonify(arrived=checkins.count(desk.event, part=desk.part))


def undo(desk: Desk, number: int) -> ResponseReturnValue | None:
    """Take a check-in back; None for one that is not there."""
    row = checkins.find(desk.event, number)
    if row is None:
        return None
    try:
        checkins.undo(row, by=desk.by, now=clock.now())
    except Refused as refusal:
        db.session.rollback()
        flash(str(refusal), "note")
    else:
        db.session.commit()
        flash(_("The check-in of %(name)s is undone.", name=_name(row)), "good")
    return redirect(f"{desk.home}?{urlencode(desk.kept)}", 303)


def _take(desk: Desk) -> Told | None:
    try:
        found = _who(desk)
        if found is None:
            return None
        arrival = checkins.check_in(
            found,
            door=_door(),
            mode=desk.mode,
            part=desk.part,
            is_let_in=desk.is_organiser and "let_in" in request.form,
            by=desk.by,
            now=clock.now(),
        )
    except checkins.OtherEventsCode as refusal:
        db.session.rollback()
        return Told("elsewhere", str(refusal))
    except checkins.NotExpected as refusal:
        db.session.rollback()
        substitute = checkins.substitute_of(refusal.registration)
        return Told("refused", str(refusal), refusal.registration, substitute=substitute)
    except Refused as refusal:
        db.session.rollback()
        return Told("unknown", str(refusal))
    db.session.commit()
    return _told_of(arrival.check_in, is_new=arrival.is_new)


def _who(desk: Desk) -> Registration | None:
    """Return whose code or name was given; None for a picture without a code."""
    if number := request.form.get("registration", ""):
        found = registrations.find(desk.event, int(number)) if number.isdecimal() and len(number) < 10 else None
        if found is None:
            raise checkins.UnknownCode
        return found
    typed = request.form.get("code", "")
    if picture := request.files.get("frame"):
        seen = qr.read(picture.read(qr.LARGEST + 1))
        if seen is None:
            return None
        typed = seen
    return checkins.find_by_code(desk.event, typed, secret=current_app.config["SECRET_KEY"])


def _door() -> Door:
    if "registration" in request.form:
        return Door.LIST
    return Door.QR if "frame" in request.files or request.form.get("door") == Door.QR else Door.CODE


def _told_of(row: CheckIn, *, is_new: bool) -> Told:
    return Told("in" if is_new else "known", registration=row.registration, check_in=row)


def _search(desk: Desk, words: str) -> Sequence[tuple[Registration, bool]]:
    """Return who fits the words, each with whether they are in already."""
    if len(words) < LEAST:
        return []
    found = checkins.search(desk.event, words, most=FEW)
    present = checkins.present_among(found, part=desk.part)
    return [(each, each.person_id in present) for each in found]


def _name(row: CheckIn) -> str:
    return row.registration.name if row.registration else row.person.name
