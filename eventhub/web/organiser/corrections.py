"""Who it was: what organisers decide about entries of the attendance, and the log of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms.validators import InputRequired

from eventhub.base import clock, countries
from eventhub.base.db import db
from eventhub.base.errors import Refused
from eventhub.base.i18n import _, _l, current_language
from eventhub.base.text import fold
from eventhub.domain import attendance, corrections, counts, events, reviews
from eventhub.domain.attendance import Attendance, Participant
from eventhub.domain.matching import MatchStatus
from eventhub.models.attendance import CorrectionAction
from eventhub.models.events import Event
from eventhub.models.people import Person
from eventhub.models.registrations import Registration
from eventhub.web.deeds import committed
from eventhub.web.forms import AddressField, ChoiceField, Form, LineField, choices
from eventhub.web.frame import acting
from eventhub.web.organiser import histories
from eventhub.web.organiser.registration_forms import DetailsForm

bp = Blueprint("corrections", __name__, url_prefix="/events/<slug>/attendance")


class IdentityForm(Form):
    """Who an entry of the attendance was."""

    person = ChoiceField(_l("It was"), [InputRequired(_l("Choose a person."))], choices=[])
    reason = LineField(_l("How you know"))

    def offer(self, established: Attendance) -> None:
        """Offer everybody who registered or was there."""
        known: dict[str, Registration | Person] = {}
        for participant in established.participants:
            if participant.person and participant.details:
                known[participant.person.key] = participant.details
        for registration in established.registrations:
            known.setdefault(registration.person.key, registration)
        options = sorted(((key, _described(details)) for key, details in known.items()), key=lambda each: fold(each[1]))
        self.person.choices = choices(options, first=_("Choose a person"))


class ReasonForm(Form):
    """Why an entry is no participant."""

    reason = LineField(_l("Reason"))


class WalkInForm(DetailsForm):
    """Somebody who came without registering."""

    email = AddressField(_l("E-mail address"))


@bp.get("/review")
def review(slug: str) -> ResponseReturnValue:
    """Ask about one entry after the other: `entry` names one, `after` passes one over."""
    event = events.get(slug)
    established = attendance.establish(event)
    waiting = reviews.waiting(established)
    place = _place(waiting, request.args.get("entry", type=int), request.args.get("after", type=int))
    entry = waiting[place] if waiting else None
    made = established.corrections
    return render_template(
        "organiser/corrections/review.html",
        event=event,
        entry=entry,
        waiting=waiting,
        candidates=reviews.candidates(established, entry) if entry else [],
        figures=counts.count_attendance(established),
        technical=len(established.with_status(MatchStatus.TECHNICAL)),
        has_entries=bool(established.participants),
        may_undo=any(each.by == acting() for each in made),
        described=_described,
    )


@bp.post("/review/undo")
def undo_last(slug: str) -> ResponseReturnValue:
    """Take back the last decision of whoever asks, and ask about it again."""
    event = events.get(slug)
    shown: list[str] = []
    with committed():
        undone = corrections.undo_last(event, by=acting(), now=clock.now())
        shown = [each.display_name for each in undone if each.display_name]
    if not shown:
        return redirect(url_for(".review", slug=slug), 303)
    flash(_("Undone: %(name)s.", name=shown[0]), "note")
    waiting = reviews.waiting(attendance.establish(event))
    again = next((each.number for each in waiting if set(shown) & set(each.display_names)), None)
    return redirect(url_for(".review", slug=slug, entry=again), 303)


@bp.route("/participants/<int:number>", methods=["GET", "POST"])
def participant(slug: str, number: int) -> ResponseReturnValue:
    """Show one entry with its connections; decide who it was."""
    event = events.get(slug)
    established = attendance.establish(event)
    entry = _entry(established, number)
    form = IdentityForm()
    form.offer(established)
    if form.validate_on_submit():
        action = _identifying(established, entry, form.person.data)
        refused = _apply(event, entry, action, person_id=form.person.data, reason=form.reason.data)
        if refused is None:
            return _decided(slug, _("The entry is identified."))
        form.refuse(refused)
    page = render_template(
        "organiser/corrections/participant.html", event=event, entry=entry, form=form, described=_described
    )
    return page, 422 if form.errors else 200


@bp.post("/participants/<int:number>/technical")
def mark_technical(slug: str, number: int) -> ResponseReturnValue:
    """Mark an entry as an interpreter, room, stream or device: present, not counted."""
    event = events.get(slug)
    entry = _entry(attendance.establish(event), number)
    form = ReasonForm()
    refused = _apply(event, entry, CorrectionAction.MARK_TECHNICAL, reason=form.reason.data)
    if refused is None:
        return _decided(slug, _("The entry is marked as technical and not counted."))
    flash(str(refused), "bad")
    return redirect(url_for(".participant", slug=slug, number=number), 303)


@bp.post("/participants/<int:number>/leave")
def leave(slug: str, number: int) -> ResponseReturnValue:
    """Leave an entry unidentified: counted, and not asked about again."""
    event = events.get(slug)
    entry = _entry(attendance.establish(event), number)
    refused = _apply(event, entry, CorrectionAction.LEAVE)
    if refused is None:
        return _decided(slug, _("%(name)s stays unidentified and counts.", name=entry.name))
    flash(str(refused), "bad")
    return redirect(url_for(".participant", slug=slug, number=number), 303)


@bp.post("/participants/<int:number>/known")
def known(slug: str, number: int) -> ResponseReturnValue:
    """Register somebody whom we know from elsewhere as a walk-in, as the person behind an entry."""
    event = events.get(slug)
    established = attendance.establish(event)
    entry = _entry(established, number)
    person_id = request.form.get("person", "")
    if person_id not in {each.key for each in reviews.candidates(established, entry) if each.is_walk_in}:
        abort(404)
    told = [{"action": CorrectionAction.REGISTER_WALK_IN.value, "person_id": person_id}]
    told += _entries(entry, CorrectionAction.IDENTIFY, person_id=person_id)
    with committed(_("The entry is identified, and registered as a walk-in.")):
        corrections.apply(event, told, by=acting(), now=clock.now())
    return redirect(url_for(".review", slug=slug), 303)


@bp.route("/participants/<int:number>/walk-in", methods=["GET", "POST"])
def walk_in(slug: str, number: int) -> ResponseReturnValue:
    """Register somebody who came without registering, as the person behind an entry."""
    event = events.get(slug)
    entry = _entry(attendance.establish(event), number)
    form = WalkInForm(data=reviews.walk_in(entry))
    if form.validate_on_submit():
        details, now = form.details() | {"email": form.email.data}, clock.now()
        try:
            person = corrections.register_new_walk_in(event, details, by=acting(), now=now)
            corrections.apply(
                event, _entries(entry, CorrectionAction.IDENTIFY, person_id=person.key), by=acting(), now=now
            )
        except Refused as refusal:
            db.session.rollback()
            form.refuse(refusal)
        else:
            db.session.commit()
            return _decided(slug, _("%(name)s is registered as a walk-in.", name=person.name))
    page = render_template("organiser/corrections/walk_in.html", event=event, entry=entry, form=form)
    return page, 422 if form.errors else 200


@bp.get("/corrections")
def log(slug: str) -> ResponseReturnValue:
    """Show every decision, undone ones too, newest first."""
    event = events.get(slug)
    made = list(reversed(corrections.log(event)))
    actors = [actor for each in made for actor in (each.by, each.undone_by) if actor]
    return render_template("organiser/corrections/log.html", event=event, made=made, authors=histories.authors(actors))


@bp.post("/corrections/<int:number>/undo")
def undo(slug: str, number: int) -> ResponseReturnValue:
    """Take a decision back."""
    event, correction = events.get(slug), corrections.find(number)
    if correction is None or correction.event_id != event.id:
        abort(404)
    with committed(_("The correction is undone.")):
        corrections.undo(correction, by=acting(), now=clock.now())
    return redirect(url_for(".log", slug=slug), 303)


def _place(waiting: Sequence[Participant], entry: int | None, after: int | None) -> int:
    """Return which entry to ask about: the one named, the one after another, or the first."""
    numbers = [each.number for each in waiting]
    if entry in numbers:
        return numbers.index(entry)
    return (numbers.index(after) + 1) % len(numbers) if after in numbers else 0


def _entry(established: Attendance, number: int) -> Participant:
    return next((each for each in established.participants if each.number == number), None) or abort(404)


def _identifying(established: Attendance, entry: Participant, person_id: str) -> CorrectionAction:
    """Tell whether naming a person joins two entries that were there, or only names one."""
    others = {each.person.key for each in established.participants if each.person and each is not entry}
    return CorrectionAction.MERGE if person_id in others else CorrectionAction.IDENTIFY


def _entries(entry: Participant, action: CorrectionAction, **more: Any) -> list[dict[str, Any]]:
    """Return the corrections that settle every name an entry was shown under."""
    shown = dict.fromkeys((each.display_name, each.phone_digest) for each in entry.connections)
    return [{"action": action.value, "display_name": name, "phone_digest": digest, **more} for name, digest in shown]


def _apply(event: Event, entry: Participant, action: CorrectionAction, **more: Any) -> Refused | None:
    """Make the corrections and commit; return what was refused, without the path that only lists have."""
    try:
        corrections.apply(event, _entries(entry, action, **more), by=acting(), now=clock.now())
    except corrections.WrongCorrection as refusal:
        db.session.rollback()
        return Refused(str(refusal).partition(": ")[2] or str(refusal))
    db.session.commit()
    return None


def _described(details: Registration | Person) -> str:
    """Name somebody so that two of one name can be told apart."""
    state = countries.find(details.country)
    more = [part for part in (state.name(current_language()) if state else None, details.organisation) if part]
    return f"{details.name} ({', '.join(more)})" if more else details.name


def _decided(slug: str, sentence: str) -> ResponseReturnValue:
    flash(sentence, "good")
    return redirect(url_for(".review", slug=slug), 303)
