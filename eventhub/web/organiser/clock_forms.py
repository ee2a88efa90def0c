"""Forms of something with a start and an end: local times, and which is meant where clocks show one twice."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any

from wtforms import RadioField
from wtforms.fields import SelectChoice

from eventhub.base import zones
from eventhub.base.i18n import _, format_offset
from eventhub.web.forms import Form


class ClockForm(Form):
    """A form of something that lasts from one local time to another, each in fields of its own."""

    starts_on: Any
    starts_at: Any
    ends_at: Any
    ends_on: Any
    starts_which: Any
    ends_which: Any

    def clock_zone(self) -> str | None:
        """Return the zone whose clocks tell the times; None while it is not known."""
        raise NotImplementedError

    def starts(self) -> datetime | None:
        """Return the local start, once day and time are filled in."""
        return _moment(self.starts_on.data, self.starts_at.data)

    def ends(self) -> datetime | None:
        """Return the local end, on the first day unless a later one is named."""
        return _moment(self.ends_on.data or self.starts_on.data, self.ends_at.data)

    def twice(self) -> list[RadioField]:
        """Return the questions which of two times is meant: those for a time that the clocks show twice."""
        asked, zone = [], self.clock_zone()
        for field, local in ((self.starts_which, self.starts()), (self.ends_which, self.ends())):
            if local and zone and zones.comes_twice(local, zone):
                field.choices = _which_of_two(local, zone)
                asked.append(field)
        return asked

    def validate(self, extra_validators: Mapping[str, Any] | None = None) -> bool:
        """Ask which time is meant where the clocks show one twice."""
        is_valid: bool = super().validate(extra_validators)
        for field in self.twice():
            if field.data not in {"first", "second"}:
                field.errors = [_("The clocks go back and show this time twice. Choose which one is meant.")]
                is_valid = False
        return is_valid


def _moment(day: date | None, clock_time: time | None) -> datetime | None:
    return datetime.combine(day, clock_time) if day and clock_time else None


def _which_of_two(local: datetime, zone: str) -> list[SelectChoice]:
    """Return the two instants that one local time may mean, as choices."""
    first, second = (
        format_offset(zones.offset(zones.to_utc(local, zone, second=is_second), zone)) for is_second in (False, True)
    )
    return [
        SelectChoice("first", _("The first time, before the clocks go back (%(offset)s)", offset=first)),
        SelectChoice("second", _("The second time, after the clocks went back (%(offset)s)", offset=second)),
    ]
