"""What the style page shows its components with: a form, an event, a history, without a database."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from types import SimpleNamespace
from typing import Any

from wtforms import BooleanField, FileField, RadioField

from eventhub.base.errors import Refused
from eventhub.domain.questions import Told
from eventhub.formats import differences
from eventhub.models.checkins import CheckIn, Door, Mode
from eventhub.models.events import Event, EventStatus, Series
from eventhub.models.materials import Material, MaterialVersion
from eventhub.models.questions import Question, QuestionKind
from eventhub.models.registrations import Registration, RegistrationStatus
from eventhub.web import doors, labels
from eventhub.web.calendar_programs import Subscription
from eventhub.web.fields import ClockField, DayField, MomentField, WholeNumberField
from eventhub.web.forms import (
    AddressField,
    ChoiceField,
    ChoicesField,
    CountryField,
    FilterForm,
    Form,
    LineField,
    TextField,
    choices,
)
from eventhub.web.question_fields import AskingForm

LONG = (
    "Bundesministerium für wirtschaftliche Zusammenarbeit und Entwicklung, Unterabteilung "
    "Rückkehrmanagementangelegenheiten und Grundsatzfragen"
)


ZONES = ("Europe/Zurich", "America/New_York", "Asia/Bangkok", "Africa/Nairobi")


class SpecimenForm(Form):
    """One field of each sort."""

    class Meta:
        """Its pages carry many forms; the macros put the token in themselves."""

        csrf = False

    given_name = LineField("Given name")
    email = AddressField("E-mail address")
    statement = TextField("Why your government comes forward")
    country = CountryField("Country")
    level = ChoiceField("Level", choices=lambda: choices(labels.LEVELS.items(), first="Not stated"))
    capacity = WholeNumberField("Places")
    starts_on = DayField("Date")
    starts_at = ClockField("Starts at")
    ends_at = ClockField("Ends at")
    closes_at = MomentField("Registration closes")
    timezone = ChoiceField("Time zone", choices=lambda: choices([(zone, zone) for zone in ZONES]))
    letter = FileField("Letter of the ministry")
    agrees = BooleanField("My name, function and organisation may stand on the list of participants.")
    modality = RadioField("How you take part", choices=choices([("online", "Online"), ("in_person", "In person")]))
    languages = ChoicesField("Interpretation", choices=choices([("ar", "العربية"), ("fr", "Français"), ("zh", "中文")]))


class SpecimenFilters(FilterForm):
    """Filters above a list."""

    q = LineField("Search")
    status = ChoiceField("Status", choices=lambda: choices(labels.REGISTRATION_STATUSES.items(), first="Any status"))
    country = CountryField("Country")


class AsOfFilter(FilterForm):
    """One filter alone."""

    as_of = DayField("As of")


QUESTIONS = (
    Question(
        key="sessions",
        kind=QuestionKind.MULTIPLE_CHOICE,
        label="Which sessions do you plan to follow?",
        options=[{"value": "screening", "label": "Screening"}, {"value": "care", "label": "Care of children"}],
    ),
    Question(
        key="verbale",
        kind=QuestionKind.FILE,
        label="Note verbale",
        conditions=[{"about": "category", "values": ["member_state"]}],
    ),
)
"""What an event asks of its own: the second of some only."""

ANSWERS = ("Screening and Care of children", "note-verbale.pdf")


def build() -> dict[str, Any]:
    """Return the words that the specimens' calls speak of."""
    now = datetime(2027, 4, 12, 8, 0, tzinfo=UTC)
    return {
        "form": _filled(),
        "wrong": _wrong(),
        "asking": AskingForm.asking(QUESTIONS)(None),
        "asking_again": AskingForm.asking(QUESTIONS[:1])(None, prefix="again-"),
        "told": [Told(question, text, text, None) for question, text in zip(QUESTIONS, ANSWERS, strict=True)],
        "filters": SpecimenFilters(None, prefix="filter-"),
        "set_filters": SpecimenFilters(None, prefix="set-", data={"status": "confirmed"}),
        "as_of": AsOfFilter(None),
        "event": _event(),
        "now": now,
        "pieces": differences.words(
            "89 participants came from 34 States.", "More than 80 participants came from 34 States."
        ),
        "subscription": Subscription("All events", "https://events.example.org/calendar.ics"),
        "LONG": LONG,
        "history": [
            SimpleNamespace(
                at=datetime(2027, 4, 12, 7, 41, tzinfo=UTC), who="Inês Carvalho", deed="moved the event to 15:00"
            ),
            SimpleNamespace(at=datetime(2027, 4, 9, 16, 2, tzinfo=UTC), who="أمينة الإدريسي", deed="registered"),
            SimpleNamespace(at=datetime(2027, 4, 9, 9, 30, tzinfo=UTC), who=LONG, deed="came forward as a co-sponsor"),
        ],
        "laid_out": _materials(),
        "desk": _desk(),
        "door_told": _door_told(now),
        "arrivals": [
            (minute, f"{14 + (55 + minute) // 60 - 1}:{(55 + minute) % 60:02}", present)
            for minute, present in ((0, 4), (5, 21), (10, 58), (15, 76), (30, 89), (60, 84), (90, 61), (95, 9))
        ],
        "people": [
            ("Amina El Idrissi", "MAR", "Ministry of Foreign Affairs", "confirmed", date(2027, 4, 9)),
            ("Tiago Figueiredo", "PRT", "Permanent Mission in Geneva", "pending", date(2027, 4, 8)),
            ("王晓明", "CHN", LONG, "waitlisted", date(2027, 4, 7)),
        ],
    }


def _desk() -> doors.Desk:
    """Return the door of an exchange in a room."""
    return doors.Desk(_event(), "/style", "account:1", is_organiser=True, part=None, mode=Mode.IN_PERSON, parts=())


def _door_told(now: datetime) -> dict[str, doors.Told]:
    """Return what a door says to a code, by kind."""
    amina = Registration(id=1, given_name="Amina", family_name="El Idrissi", country="MAR", category="member_state")
    amina.organisation, amina.function, amina.status = (
        "Ministry of Foreign Affairs",
        "Counsellor",
        RegistrationStatus.CONFIRMED,
    )
    salma = Registration(id=2, given_name="Salma", family_name="Bennani", country="MAR", category="member_state")
    salma.organisation, salma.status = LONG, RegistrationStatus.WITHDRAWN
    row = CheckIn(id=1, registration=amina, at=now, door=Door.QR, mode=Mode.IN_PERSON)
    return {
        "in": doors.Told("in", registration=amina, check_in=row),
        "known": doors.Told("known", registration=amina, check_in=row),
        "refused": doors.Told("refused", "This person gave the place back.", salma, substitute=amina),
        "elsewhere": doors.Told("elsewhere", "This code is for another event: Briefing on data."),
    }


def _materials() -> list[Material]:
    """Return a file in its second version, a link, and a title that is nowhere yet."""
    first = MaterialVersion(number=1, url="https://example.org/concept-note")
    second = MaterialVersion(number=2, media_type="application/pdf", size=412_000, name="Concept note.pdf")
    second.created_at = datetime(2027, 4, 9, 9, 30, tzinfo=UTC)
    until = datetime(2027, 4, 15, 14)
    return [
        Material(
            key="m-1", title="Concept note", kind="document", annex="1", versions=[first, second], shown_until=until
        ),
        Material(key="m-2", title="Recording", kind="recording", url="https://example.org/r", shown_after_event=True),
        Material(key="m-3", title=LONG, kind="letter", status="under development"),
    ]


def _filled() -> SpecimenForm:
    return SpecimenForm(
        None,
        data={
            "starts_on": date(2027, 4, 15),
            "starts_at": time(15),
            "ends_at": time(16, 30),
            "timezone": "Europe/Zurich",
            "closes_at": datetime(2027, 4, 14, 18),
            "modality": "online",
            "languages": ["ar", "fr"],
        },
    )


def _wrong() -> SpecimenForm:
    """Return the form as it comes back with faults, at fields and above them all."""
    form = SpecimenForm(None, prefix="wrong-", data={"email": "amina@", "given_name": LONG})
    form.email.errors = ["Enter an e-mail address such as name@ministry.example."]
    form.starts_on.errors = ["Enter a date as year, month and day: 2027-04-15."]
    form.agrees.errors = ["Confirm that you have read how your data are used."]
    form.modality.errors = ["Choose how you take part."]
    form.country.errors = ["Choose a country from the list."]
    form.refuse(Refused("Registration for this event has closed."))
    return form


def _event() -> Event:
    return Event(
        slug="specimen",
        title="Fourth global peer learning exchange on alternatives to detention",
        kind="peer_learning_exchange",
        modality="hybrid",
        status=EventStatus.PUBLISHED,
        starts_at=datetime(2027, 4, 15, 15),
        ends_at=datetime(2027, 4, 15, 16, 30),
        timezone="Europe/Zurich",
        starts_at_utc=datetime(2027, 4, 15, 13, tzinfo=UTC),
        ends_at_utc=datetime(2027, 4, 15, 14, 30, tzinfo=UTC),
        series=Series(slug="specimens", name="ATD global peer learning exchange"),
    )
