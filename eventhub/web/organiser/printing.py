"""What a secretariat lays on the table: the list of participants, badges and table cards."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence

from flask import Blueprint, current_app, render_template, request
from flask.typing import ResponseReturnValue

from eventhub.base.countries import State
from eventhub.base.i18n import LazyString, _, _l, current_language, format_list
from eventhub.domain import attendance, attribution, checkins, events, participants, rosters
from eventhub.domain.rosters import Selection
from eventhub.formats import qr
from eventhub.models.registrations import Registration
from eventhub.web import labels
from eventhub.web.forms import ChoiceField, Form, choices

bp = Blueprint("printing", __name__, url_prefix="/events/<slug>")

COPIES = {"public": _l("To hand out"), "internal": _l("For the organisers")}

PRESENCES = {"confirmed": _l("Everybody with a confirmed place"), "present": _l("Those who were present")}

CARDS = {"badges": _l("Badges"), "tables": _l("Table cards")}

SEATED = ("confirmed", "pending")
"""The registrations for which cards can be printed."""

HEADINGS: Mapping[str, LazyString] = {
    "member_state": _l("Member States"),
    "observer_state": _l("Observer States"),
    "local_authority": _l("Local authorities"),
    participants.OTHERS: _l("Other participants"),
    attribution.NO_CATEGORY: _l("Not identified"),
}
"""The parts of the list that are not called as one person's category is."""

PER_SHEET = 10
"""Badges of 85 × 55 mm on one sheet of A4."""

Fit = Sequence[tuple[int, int, str]]
"""Up to which width of the whole, and of its longest word, text is set in which size; widths in Latin letters."""

ON_A_BADGE: Fit = ((24, 17, "full"), (44, 22, "long"), (80, 30, "longer"))

ON_A_TABLE: Fit = ((13, 13, "full"), (34, 17, "long"), (64, 24, "longer"))


class ListChoice(Form):
    """Which list of participants."""

    class Meta:
        """Reading asks for no proof of where the form was shown."""

        csrf = False

    copy = ChoiceField(_l("Which copy"), choices=lambda: choices(COPIES.items()))
    who = ChoiceField(_l("Who"), choices=lambda: choices(PRESENCES.items()))


class CardChoice(Form):
    """Which cards, and for whom."""

    class Meta:
        """Reading asks for no proof of where the form was shown."""

        csrf = False

    card = ChoiceField(_l("What to print"), choices=lambda: choices(CARDS.items()))
    status = ChoiceField(
        _l("Status"), choices=lambda: choices((word, labels.REGISTRATION_STATUSES[word]) for word in SEATED)
    )
    person = ChoiceField(_l("For whom"), choices=[])


@bp.get("/participants")
def list_participants(slug: str) -> ResponseReturnValue:
    """Show the list of participants: for handing out only who agreed, for the organisers everybody."""
    event = events.get(slug)
    form = ListChoice(request.args)
    if not attendance.is_recorded(event):
        del form.who
    people = participants.present(event) if _chosen(form, "who") == "present" else participants.confirmed(event)
    is_internal = _chosen(form, "copy") == "internal"
    entries = people.known if is_internal else people.named
    return render_template(
        "organiser/printing/participants.html",
        event=event,
        form=form,
        people=people,
        is_internal=is_internal,
        is_counts_only=attribution.is_counts_only(event),
        parts=participants.arrange(entries, current_language()),
        listed=len(entries),
        breakdown=[(format_list([heading(word) for word in cell.words]), cell.number) for cell in people.breakdown],
        heading=heading,
    )


@bp.get("/name-cards")
def name_cards(slug: str) -> ResponseReturnValue:
    """Show badges, ten to a sheet, or one table card for each delegation."""
    event = events.get(slug)
    form = CardChoice(request.args)
    status = _chosen(form, "status") or SEATED[0]
    found = rosters.load(rosters.find_numbers(event, Selection(status=status, order="country")))
    people = [each for each in found if each.anonymised_at is None]
    form.person.choices = choices([(str(each.id), each.name) for each in people], first=_("Everybody"))
    person = _chosen(form, "person")
    chosen = [each for each in people if person in {None, str(each.id)}]
    return render_template(
        "organiser/printing/name_cards.html",
        event=event,
        form=form,
        people=chosen,
        table_cards=_tables(chosen) if _chosen(form, "card") == "tables" else None,
        per_sheet=PER_SHEET,
        door_code=_door_code,
        badge_size=lambda name: size(name, ON_A_BADGE),
        table_size=lambda name: size(name, ON_A_TABLE),
    )


@bp.get("/sign-in-sheet")
def sign_in_sheet(slug: str) -> ResponseReturnValue:
    """Show a list to tick and sign at the door when nothing else works."""
    event = events.get(slug)
    found = rosters.load(rosters.find_numbers(event, Selection(status=SEATED[0], order="name")))
    people = [each for each in found if each.anonymised_at is None]
    return render_template("organiser/printing/sign_in_sheet.html", event=event, people=people)


def heading(word: str) -> str:
    """Name a part of the list of participants."""
    return str(HEADINGS.get(word) or labels.CATEGORIES[word])


def size(text: str, fit: Fit) -> str:
    """Return the size in which a name fits its card: the first that holds the whole and its longest word."""
    whole, longest = _width(text), max(map(_word_width, re.split(r"[\s-]+", text)), default=0)
    return next((name for most, word, name in fit if whole <= most and longest <= word), "longest")


def _width(text: str) -> int:
    """Return how many Latin letters wide a text is: Chinese takes two, marks above letters nothing."""
    letters = [letter for letter in unicodedata.normalize("NFC", text) if not unicodedata.combining(letter)]
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in letters)


def _word_width(word: str) -> int:
    """Return the width of what cannot be broken: a word, but one sign of Chinese."""
    return (
        min(_width(word), 2) if any(unicodedata.east_asian_width(letter) in "WF" for letter in word) else _width(word)
    )


def _door_code(registration: Registration) -> str:
    """Return the picture of the code that lets somebody in."""
    return qr.draw_inline(checkins.code(registration, secret=current_app.config["SECRET_KEY"]))


def _tables(people: Sequence[Registration]) -> list[str]:
    language = current_language()
    found = participants.delegations(people, language)
    return [each.name(language) if isinstance(each, State) else each for each in found]


def _chosen(form: Form, name: str) -> str | None:
    """Return a choice of a form; what was not on offer counts as not made."""
    field = form._fields.get(name)
    if field is None:
        return None
    if field.data not in {option.value for option in field.iter_choices()}:
        field.data = None
    return field.data or None
