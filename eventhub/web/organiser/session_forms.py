"""The form by which a session of an event is laid down."""

from __future__ import annotations

from typing import Any

from wtforms import BooleanField, RadioField, URLField
from wtforms.validators import DataRequired, Length, Optional

from eventhub.base.i18n import _l
from eventhub.models.events import AttributionRule, Event, Session
from eventhub.web import labels
from eventhub.web.fields import ClockField, DayField, WholeNumberField
from eventhub.web.forms import ChoiceField, LineField, choices
from eventhub.web.organiser.clock_forms import ClockForm
from eventhub.web.organiser.event_forms import LONGEST_ADDRESS, refuse_far, refuse_no_address

PLAIN = ("title", "venue", "join_url", "is_elective", "capacity")
"""Fields whose value the domain takes as it is."""


class SessionForm(ClockForm):
    """What an organiser lays down about a session; its zone is the event's."""

    title = LineField(_l("Title"), [DataRequired(_l("Enter a title."))])
    starts_on = DayField(_l("Date"))
    starts_at = ClockField(_l("Starts at"))
    ends_at = ClockField(_l("Ends at"))
    ends_on = DayField(_l("Last day, if later"))
    starts_which = RadioField(_l("Which of the two is the start?"), choices=(), validate_choice=False)
    ends_which = RadioField(_l("Which of the two is the end?"), choices=(), validate_choice=False)
    venue = LineField(_l("Room"))
    join_url = URLField(
        _l("Meeting link of its own"),
        [Optional(), Length(max=LONGEST_ADDRESS, message=_l("This address is too long."))],
        filters=[lambda text: text.strip() or None if text else None],
    )
    is_elective = BooleanField(_l("People choose whether they take part."))
    capacity = WholeNumberField(_l("Places in the session"))
    attribution_rule = ChoiceField(
        _l("Attribution of what is said"),
        choices=lambda: choices(labels.ATTRIBUTION_RULES.items(), first=_l("As for the event")),
    )

    zone = "UTC"

    @classmethod
    def of(cls, event: Event, own: Session | None = None) -> SessionForm:
        """Return the form of a session of this event, filled in as it stands; of a new one with the event's day."""
        filled_in: dict[str, Any] = {"starts_on": event.starts_at.date()}
        if own is not None:
            last = own.ends_at.date() if own.ends_at and own.starts_at else None
            filled_in = {name: getattr(own, name) for name in (*PLAIN, "attribution_rule")} | {
                "starts_on": own.starts_at.date() if own.starts_at else event.starts_at.date(),
                "starts_at": own.starts_at.time() if own.starts_at else None,
                "ends_at": own.ends_at.time() if own.ends_at else None,
                "ends_on": last if own.starts_at and last != own.starts_at.date() else None,
                "starts_which": "second" if own.starts_second else "first",
                "ends_which": "second" if own.ends_second else "first",
            }
        form = cls(data=filled_in)
        form.zone = event.timezone
        return form

    def clock_zone(self) -> str | None:
        """Return the event's zone."""
        return self.zone

    def validate_starts_on(self, field: DayField) -> None:
        """Refuse years that are a slip of the finger."""
        refuse_far(field.data)

    def validate_ends_on(self, field: DayField) -> None:
        """Refuse years that are a slip of the finger."""
        refuse_far(field.data)

    def validate_join_url(self, field: URLField) -> None:
        """Take addresses of the web only."""
        refuse_no_address(field.data)

    def details(self) -> dict[str, Any]:
        """Return what was laid down, as the domain takes it."""
        twice, rule = self.twice(), self.attribution_rule.data
        return {
            **{name: self[name].data for name in PLAIN},
            "starts_at": self.starts(),
            "ends_at": self.ends(),
            "starts_second": self.starts_which in twice and self.starts_which.data == "second",
            "ends_second": self.ends_which in twice and self.ends_which.data == "second",
            "attribution_rule": AttributionRule(rule) if rule else None,
        }
