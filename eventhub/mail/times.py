"""When a meeting is, as a letter says it: in the meeting's own zone, and in UTC."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from eventhub.base import zones
from eventhub.base.i18n import _, format_time, format_weekday, format_zone
from eventhub.models.events import Event


@dataclass(frozen=True, slots=True)
class When:
    """A time twice: "Wednesday 26 May 2021, 15:00-17:00, Zurich time" and "13:00-15:00 UTC"."""

    local: str
    utc: str | None
    """None where the meeting's own zone is UTC."""


def when(event: Event) -> When:
    """Return when an event is."""
    return span(event.starts_at, event.ends_at, event.timezone)


def span(starts_at: datetime, ends_at: datetime, zone: str) -> When:
    """Return the words for a time between two wall-clock times of a zone; twice the same is a moment."""
    if zone in {"UTC", "Etc/UTC"}:
        return When(_("%(time)s UTC", time=_clock(starts_at, ends_at)), None)
    local = _("%(time)s, %(zone)s", time=_clock(starts_at, ends_at), zone=format_zone(zone))
    starts_at_utc, ends_at_utc = (zones.to_utc(each, zone).replace(tzinfo=None) for each in (starts_at, ends_at))
    is_same_day = starts_at_utc.date() == starts_at.date() == ends_at_utc.date() == ends_at.date()
    return When(local, _("%(time)s UTC", time=_clock(starts_at_utc, ends_at_utc, with_day=not is_same_day)))


def _clock(starts_at: datetime, ends_at: datetime, *, with_day: bool = True) -> str:
    first, start = format_weekday(starts_at.date()), format_time(starts_at)
    last, end = format_weekday(ends_at.date()), format_time(ends_at)
    if first != last:
        return _(
            "%(first_day)s, %(start)s to %(last_day)s, %(end)s", first_day=first, start=start, last_day=last, end=end
        )
    time = start if starts_at == ends_at else _("%(start)s-%(end)s", start=start, end=end)
    return _("%(day)s, %(time)s", day=first, time=time) if with_day else time
