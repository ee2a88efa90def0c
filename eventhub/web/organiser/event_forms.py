"""The forms by which an event is planned, changed and called off."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Any
from urllib.parse import urlsplit

from wtforms import BooleanField, RadioField, URLField, ValidationError
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Length, Optional

from eventhub.base import clock, objectives, zones
from eventhub.base.i18n import LANGUAGES, _, _l, format_city
from eventhub.domain import directory, events
from eventhub.models.events import AttributionRule, Event, Modality, OnDecline, RegistrationMode
from eventhub.web import labels, time_zones
from eventhub.web.fields import ClockField, DayField, MomentField, ShortLinesField, WholeNumberField
from eventhub.web.forms import ChoiceField, ChoicesField, Form, LineField, TextField, choices
from eventhub.web.organiser.clock_forms import ClockForm

OTHER = "other"
"""The choice beside which a kind is written in free words."""

OFTEN_USED = (
    "Europe/Zurich",
    "America/New_York",
    "UTC",
    "Africa/Addis_Ababa",
    "Africa/Nairobi",
    "Asia/Bangkok",
    "Asia/Beirut",
    "America/Panama",
)
"""Where the United Nations meets most."""

LONGEST_ADDRESS = 2000


def _reminders(own: int | None = None) -> list[SelectChoice]:
    """Return when a calendar may remind; `own` is the event's, which an import may have set otherwise."""
    minutes = sorted({*labels.CALENDAR_REMINDERS, *([own] if own else ())})
    return choices(((str(each), labels.calendar_reminder(each)) for each in minutes), first=_l("None"))


def _zones(own: str | None = None) -> list[SelectChoice]:
    """Return the zones to choose from, those often used first, and the one an event already has, whatever its name."""
    places = [choice for choice in time_zones.by_region(format_city) if choice.value not in OFTEN_USED]
    first = list(OFTEN_USED)
    if own is not None and own not in {*OFTEN_USED, *(choice.value for choice in places)}:
        first.insert(0, own)
    return [*(SelectChoice(name, _city(name), optgroup=_("Often used")) for name in first), *places]


def _city(zone: str) -> str:
    return format_city(zone) if "/" in zone else zone


class EventForm(ClockForm):
    """What an organiser lays down about an event."""

    title = LineField(_l("Title"), [InputRequired(_l("Enter a title."))])
    kind = ChoiceField(
        _l("Kind"),
        [InputRequired(_l("Choose the kind of event."))],
        choices=lambda: [*choices(labels.KINDS.items(), first=_l("Choose a kind")), SelectChoice(OTHER, _("Other"))],
    )
    other_kind = LineField(_l("Other kind"))
    description = TextField(_l("Description"))
    series = ChoiceField(
        _l("Series"),
        choices=lambda: choices([(each.slug, each.name) for each in events.all_series()], first=_l("None")),
    )
    new_series = LineField(_l("Or the name of a new series"))
    new_series_in_text = LineField(_l("How the new name reads on in a sentence"))
    number = WholeNumberField(_l("Number in the series"))

    starts_on = DayField(_l("Date"), [InputRequired(_l("Enter the date."))])
    starts_at = ClockField(_l("Starts at"), [InputRequired(_l("Enter the time it starts."))])
    ends_at = ClockField(_l("Ends at"), [InputRequired(_l("Enter the time it ends."))])
    ends_on = DayField(_l("Last day, if later"))
    starts_which = RadioField(_l("Which of the two is the start?"), choices=(), validate_choice=False)
    ends_which = RadioField(_l("Which of the two is the end?"), choices=(), validate_choice=False)
    timezone = ChoiceField(
        _l("Time zone"), [InputRequired(_l("Choose the time zone."))], choices=_zones, default=OFTEN_USED[0]
    )
    modality = ChoiceField(_l("Where people meet"), choices=lambda: choices(labels.MODALITIES.items()))
    venue = LineField(_l("Venue"))
    join_url = URLField(
        _l("Meeting link"),
        [Optional(), Length(max=LONGEST_ADDRESS, message=_l("This address is too long."))],
        filters=[lambda text: text.strip() or None if text else None],
    )
    join_opens_before = WholeNumberField(
        _l("Minutes before the start that the meeting link opens"), least=0, most=10080, default=60
    )
    calendar_reminder = ChoiceField(_l("Reminder in the calendar"), choices=lambda: _reminders())
    languages = ChoicesField(
        _l("Interpretation"), choices=lambda: [SelectChoice(code, labels.language(code)) for code in LANGUAGES]
    )

    convenor = LineField(_l("Convened by"))
    working_group = ChoiceField(
        _l("Working group"),
        choices=lambda: choices([(each.slug, each.name) for each in directory.working_groups()], first=_l("None")),
    )
    theme = LineField(_l("Theme"))
    focus = ShortLinesField(_l("Focus areas"))
    lead_focus = LineField(_l("Leading focus"))
    agenda = ShortLinesField(_l("Agenda"))
    gcm_objectives = ChoicesField(
        _l("Objectives of the Global Compact"),
        coerce=int,
        choices=lambda: [SelectChoice(n, f"{n}. {title}") for n, title in objectives.titles().items()],
    )

    registration_mode = ChoiceField(_l("Who may register"), choices=lambda: choices(labels.REGISTRATION_MODES.items()))
    needs_address_confirmation = BooleanField(_l("A place is held only once the e-mail address has been confirmed."))
    on_decline = ChoiceField(_l("When somebody’s calendar declines"), choices=lambda: choices(labels.DECLINES.items()))
    capacity = WholeNumberField(_l("Places"))
    seats_per_delegation = WholeNumberField(_l("Places for each State or organisation"))
    sponsor_seats = WholeNumberField(_l("Places kept for co-sponsors"))
    retention_months = WholeNumberField(_l("Months that names are kept"), most=1200)
    registration_opens_at = MomentField(_l("Registration opens"))
    registration_closes_at = MomentField(_l("Registration closes"))
    substitution_closes_at = MomentField(_l("Somebody else may be named until"))

    attribution_rule = ChoiceField(
        _l("Attribution of what is said"), choices=lambda: choices(labels.ATTRIBUTION_RULES.items())
    )

    @classmethod
    def of(cls, event: Event) -> EventForm:
        """Return the form filled in with an event as it stands."""
        known = event.kind in labels.KINDS
        day, last = event.starts_at.date(), event.ends_at.date()
        filled_in = {
            **{name: getattr(event, name) for name in (*PLAIN, *RULES)},
            "kind": event.kind if known else OTHER,
            "other_kind": None if known else event.kind,
            "series": event.series.slug if event.series else None,
            "working_group": event.working_group.slug if event.working_group else None,
            "starts_on": day,
            "starts_at": event.starts_at.time(),
            "ends_at": event.ends_at.time(),
            "ends_on": last if last != day else None,
            "starts_which": "second" if event.starts_second else "first",
            "ends_which": "second" if event.ends_second else "first",
            "join_opens_before": event.join_opens_before,
            "calendar_reminder": str(event.calendar_reminder) if event.calendar_reminder else None,
        }
        form = cls(data=filled_in)
        form.timezone.choices = _zones(event.timezone)
        form.calendar_reminder.choices = _reminders(event.calendar_reminder)
        return form

    def clock_zone(self) -> str | None:
        """Return the zone chosen, if there is such a one."""
        return self.timezone.data if self.timezone.data in zones.names() else None

    def validate_other_kind(self, field: LineField) -> None:
        """Ask for the words when the kind is none of ours."""
        if self.kind.data == OTHER and not field.data:
            raise ValidationError(_("Enter the kind of event in your own words."))

    def validate_join_url(self, field: URLField) -> None:
        """Take addresses of the web only."""
        refuse_no_address(field.data)

    def validate_starts_on(self, field: DayField) -> None:
        """Refuse years that are a slip of the finger."""
        refuse_far(field.data)

    def validate_ends_on(self, field: DayField) -> None:
        """Refuse years that are a slip of the finger, and a last day before the first."""
        refuse_far(field.data)
        if field.data and self.starts_on.data and field.data < self.starts_on.data:
            raise ValidationError(_("The last day must not come before the first."))

    def validate_registration_opens_at(self, field: MomentField) -> None:
        """Refuse years that are a slip of the finger."""
        refuse_far(field.data)

    def validate_registration_closes_at(self, field: MomentField) -> None:
        """Refuse years that are a slip of the finger."""
        refuse_far(field.data)

    def validate_substitution_closes_at(self, field: MomentField) -> None:
        """Refuse years that are a slip of the finger."""
        refuse_far(field.data)

    def details(self) -> dict[str, Any]:
        """Return what was laid down, as the domain takes it; the series and working group are looked up."""
        group, twice = self.working_group.data, self.twice()
        return {
            **{name: self[name].data for name in PLAIN},
            "kind": self.other_kind.data if self.kind.data == OTHER else self.kind.data,
            "starts_at": self.starts(),
            "ends_at": self.ends(),
            **{
                column: self[name] in twice and self[name].data == "second"
                for column, name in (("starts_second", "starts_which"), ("ends_second", "ends_which"))
            },
            "join_opens_before": 60 if self.join_opens_before.data is None else self.join_opens_before.data,
            "calendar_reminder": int(self.calendar_reminder.data) if self.calendar_reminder.data else None,
            **{name: rule(self[name].data) for name, rule in RULES.items() if self[name].data},
            "working_group": directory.find_working_group(group) if group else None,
        }


PLAIN = (
    "title",
    "description",
    "number",
    "timezone",
    "venue",
    "join_url",
    "languages",
    "convenor",
    "theme",
    "focus",
    "lead_focus",
    "agenda",
    "gcm_objectives",
    "needs_address_confirmation",
    "capacity",
    "seats_per_delegation",
    "sponsor_seats",
    "retention_months",
    "registration_opens_at",
    "registration_closes_at",
    "substitution_closes_at",
)
"""Fields whose value the domain takes as it is."""


RULES: Mapping[str, type[StrEnum]] = {
    "modality": Modality,
    "registration_mode": RegistrationMode,
    "on_decline": OnDecline,
    "attribution_rule": AttributionRule,
}
"""Fields whose value is one of a few words."""


class CancellationForm(Form):
    """Why an event is called off."""

    reason = TextField(_l("Reason"))


def refuse_no_address(text: str | None) -> None:
    """Refuse what no browser opens."""
    if text and not (urlsplit(text).scheme in {"http", "https"} and urlsplit(text).netloc):
        raise ValidationError(_("Enter the whole address, beginning with https://."))


def refuse_far(day: date | None) -> None:
    """Refuse years that are a slip of the finger."""
    if day is not None and not 2000 <= day.year <= clock.now().year + 20:
        raise ValidationError(_("Enter a year that can be meant."))
