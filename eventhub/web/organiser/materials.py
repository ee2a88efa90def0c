"""The materials of an event, or of none: what they are, who sees them and when, and what they were before."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.file import FileField
from werkzeug.datastructures import FileStorage
from wtforms import BooleanField
from wtforms.validators import InputRequired

from eventhub.base import clock
from eventhub.base.db import db
from eventhub.base.errors import Refused
from eventhub.base.i18n import _, _l
from eventhub.domain import audit, events, materials, uploads
from eventhub.domain.uploads import Upload
from eventhub.models.events import Event
from eventhub.models.materials import Audience, Material
from eventhub.web import labels
from eventhub.web.deeds import committed
from eventhub.web.fields import MomentField
from eventhub.web.files import attachment
from eventhub.web.forms import ChoiceField, Form, LineField, choices
from eventhub.web.frame import acting
from eventhub.web.organiser import histories

bp = Blueprint("materials", __name__)


class LinkField(LineField):
    """A web address: longer than a line."""

    def __init__(self, label: Any = None, **options: Any) -> None:
        super().__init__(label, **options)
        self.validators = ()


class MaterialForm(Form):
    """A link or a file, and who sees it."""

    title = LineField(_l("Title"), [InputRequired(_l("Enter a title."))])
    kind = ChoiceField(
        _l("Kind"),
        [InputRequired(_l("Choose the kind of material."))],
        choices=lambda: choices(labels.MATERIAL_KINDS.items(), first=_("Choose a kind")),
    )
    url = LinkField(_l("Link"))
    file = FileField(_l("File"))
    status = LineField(_l("How far it is"))
    annex = LineField(_l("Annex of the summary"))
    producer = LineField(_l("Made by"))
    audience = ChoiceField(
        _l("Who sees it"),
        [InputRequired(_l("Choose who sees it."))],
        choices=lambda: choices(labels.AUDIENCES.items()),
    )
    shown_from = MomentField(_l("From"))
    shown_until = MomentField(_l("Until"))
    shown_after_event = BooleanField(_l("Not before the event is over"))

    def offer(self, event: Event | None, material: Material | None) -> None:
        """Offer the kind that an archive gave in another word, and only those who exist."""
        if material is not None and material.kind not in labels.MATERIAL_KINDS:
            self.kind.choices = choices([*labels.MATERIAL_KINDS.items(), (material.kind, material.kind)])
        if event is None:
            alone = (Audience.PUBLIC, Audience.ORGANISERS)
            self.audience.choices = choices((each, labels.AUDIENCES[each]) for each in alone)
            del self.shown_after_event

    def details(self) -> dict[str, Any]:
        """Return what the form says of a material, beside its file or link."""
        told = {name: self[name].data for name in materials.FIELDS if name in self}
        return told | {"audience": Audience(self.audience.data)}

    def upload(self) -> Upload | None:
        """Return the file that was chosen, checked; raise the refusal that says why it is not taken."""
        chosen: FileStorage | None = self.file.data
        if not isinstance(chosen, FileStorage) or not chosen.filename:
            return None
        try:
            return uploads.check(chosen.filename, chosen.read())
        except Refused as refusal:
            raise Refused(refusal.sentence, field="file") from None


@bp.get("/materials", defaults={"slug": None})
@bp.get("/events/<slug>/materials")
def index(slug: str | None) -> ResponseReturnValue:
    """Show all materials in their order, with who sees them."""
    event, now = _event(slug), clock.now()
    found = materials.find_by_event(event)
    out = {each.id for each in found if materials.is_out(each, now=now)}
    return render_template(
        "organiser/materials/index.html",
        frame=_frame(event),
        event=event,
        materials=found,
        out=out,
        zone=materials.zone(event),
        list=url_for(".index", slug=slug),
    )


@bp.route("/materials/new", methods=["GET", "POST"], defaults={"slug": None, "number": None})
@bp.route("/materials/<int:number>", methods=["GET", "POST"], defaults={"slug": None})
@bp.route("/events/<slug>/materials/new", methods=["GET", "POST"], defaults={"number": None})
@bp.route("/events/<slug>/materials/<int:number>", methods=["GET", "POST"])
def write(slug: str | None, number: int | None) -> ResponseReturnValue:
    """Add a material, or change one; another file or link is a new version."""
    event = _event(slug)
    material = None if number is None else _find(event, number)
    form = MaterialForm(obj=material)
    form.offer(event, material)
    if form.validate_on_submit():
        try:
            materials.write(
                event,
                material,
                form.details(),
                url=form.url.data,
                upload=form.upload(),
                by=acting(),
                now=clock.now(),
            )
        except Refused as refusal:
            db.session.rollback()
            form.refuse(refusal)
        else:
            db.session.commit()
            flash(_("The material is saved."), "good")
            return redirect(url_for(".index", slug=slug), 303)
    page = render_template(
        "organiser/materials/write.html",
        frame=_frame(event),
        event=event,
        material=material,
        form=form,
        zone=materials.zone(event),
        authors=histories.authors(each.by for each in material.versions if each.by) if material else {},
        lines=histories.tell(audit.find_by_subject(material)) if material else [],
        list=url_for(".index", slug=slug),
    )
    return page, 422 if form.errors else 200


@bp.get("/materials/<int:number>/versions/<int:version>", defaults={"slug": None})
@bp.get("/events/<slug>/materials/<int:number>/versions/<int:version>")
def show(slug: str | None, number: int, version: int) -> ResponseReturnValue:
    """Hand over the file of a version, to be saved."""
    found = materials.find_version(_find(_event(slug), number), version)
    return attachment(found) if found is not None and found.media_type is not None else abort(404)


@bp.post("/materials/<int:number>/<any(up, down):way>", defaults={"slug": None})
@bp.post("/events/<slug>/materials/<int:number>/<any(up, down):way>")
def move(slug: str | None, number: int, way: str) -> ResponseReturnValue:
    """Let a material change places with its neighbour."""
    event = _event(slug)
    with committed():
        materials.move(event, _find(event, number), up=way == "up", by=acting(), now=clock.now())
    return redirect(url_for(".index", slug=slug, _anchor=f"material-{number}"), 303)


@bp.post("/materials/<int:number>/remove", defaults={"slug": None})
@bp.post("/events/<slug>/materials/<int:number>/remove")
def remove(slug: str | None, number: int) -> ResponseReturnValue:
    """Take a material away."""
    event = _event(slug)
    with committed(_("The material is removed.")):
        materials.remove(event, _find(event, number), by=acting(), now=clock.now())
    return redirect(url_for(".index", slug=slug), 303)


def _event(slug: str | None) -> Event | None:
    return None if slug is None else events.get(slug)


def _find(event: Event | None, number: int) -> Material:
    return materials.find(event, number) or abort(404)


def _frame(event: Event | None) -> str:
    """Return what the page stands in: the event's own frame, or that of all events."""
    return "organiser/event.html" if event is not None else "organiser/materials/general.html"
