"""When a meeting is, as a letter says it: in the meeting's own zone, and in UTC."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from eventhub.base.i18n import _, current_language, format_time, format_weekday, format_zone
from eventhub.models.events import Event, Session

FORMER = ("was_starts_at", "was_ends_at", "was_starts_at_utc", "was_ends_at_utc")
"""The particulars that tell when a meeting was before it moved."""


@dataclass(frozen=True, slots=True)
class When:
    """A time twice: "Wednesday 26 May 2021, 15:00-17:00, Zurich time" and "13:00-15:00 UTC"."""

    local: str
    utc: str | None
    """None where the meeting's own zone is UTC."""


def when(event: Event) -> When:
    """Return when an event is."""
    times = event.starts_at, event.ends_at, event.timezone, event.starts_at_utc, event.ends_at_utc
    return _span(*times, language=current_language())


def when_of(own: Session) -> When | None:
    """Return when a session is; None for one without a time."""
    starts_at, ends_at, starts, ends = own.starts_at, own.ends_at, own.starts_at_utc, own.ends_at_utc
    if starts_at is None or ends_at is None or starts is None or ends is None:
        return None
    return _span(starts_at, ends_at, own.timezone, starts, ends, language=current_language())


def former(particulars: Mapping[str, Any]) -> When:
    """Return when an event was, as `lifecycle.former_time` put it down: the zone's rules may have changed since."""
    starts_at, ends_at, starts, ends = (datetime.fromisoformat(particulars[name]) for name in FORMER)
    return _span(starts_at, ends_at, particulars["was_timezone"], starts, ends, language=current_language())


@lru_cache(maxsize=256)
def _span(
    starts_at: datetime, ends_at: datetime, zone: str, starts: datetime, ends: datetime, *, language: str
) -> When:
    """Write a time in the language spoken, once for all who are told of it: words for times are slow to find."""
    if zone in {"UTC", "Etc/UTC"}:
        return When(_("%(time)s UTC", time=_clock(starts_at, ends_at)), None)
    local = _("%(time)s, %(zone)s", time=_clock(starts_at, ends_at), zone=format_zone(zone))
    starts_at_utc, ends_at_utc = starts.replace(tzinfo=None), ends.replace(tzinfo=None)
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
