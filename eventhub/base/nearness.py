"""How far off a meeting is, as people say it, and until when these words are right.

Days are those of the meeting's own calendar: at eleven in the evening a meeting at nine is "tomorrow".
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from eventhub.base import zones
from eventhub.base.i18n import Unit, _, format_relative, format_time, format_zone

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


class Phase(StrEnum):
    """Whether a meeting is to come, goes on, or is over."""

    AHEAD = "ahead"
    UNDER_WAY = "under way"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class Nearness:
    """So many minutes, hours, days, weeks, months or years to the start, from the start, or from the end."""

    phase: Phase
    number: int
    unit: Unit
    until: datetime
    """When these words cease to be right."""

    @property
    def is_near(self) -> bool:
        """Tell whether it helps to say so in a list: under way, or less than a week ahead."""
        if self.phase is Phase.AHEAD:
            return self.unit == "minute" or (self.unit == "day" and self.number < 7)
        return self.phase is Phase.UNDER_WAY

    def words(self, starts_at: datetime, zone: str) -> str:
        """Say it: "in 3 days", "tomorrow", "started 10 minutes ago"; `starts_at` is the local time of the zone."""
        if self.phase is Phase.AHEAD:
            return self._coming(starts_at, zone)
        is_over = self.phase is Phase.OVER
        if self.number == 0:
            return _("earlier today") if self.unit == "day" else _("ended just now") if is_over else _("starting now")
        ago = _("yesterday") if self._is_one_day else format_relative(-self.number, self.unit)
        if not is_over:
            return _("started %(ago)s", ago=ago)
        return _("ended %(ago)s", ago=ago) if self.unit == "minute" else ago

    def _coming(self, starts_at: datetime, zone: str) -> str:
        if self.unit == "day" and self.number == 0:
            return _("today at %(time)s %(zone)s", time=format_time(starts_at), zone=format_zone(zone))
        return _("tomorrow") if self._is_one_day else format_relative(self.number, self.unit)

    @property
    def _is_one_day(self) -> bool:
        return self.unit == "day" and self.number == 1


def of(starts: datetime, ends: datetime, zone: str, *, now: datetime) -> Nearness:
    """Return how near a meeting is between two instants, on the calendar of its zone."""
    if now < starts:
        return _ahead(starts, zone, now)
    if now < ends:
        return _under_way(starts, ends, zone, now)
    return _over(ends, zone, now)


def _ahead(starts: datetime, zone: str, now: datetime) -> Nearness:
    if starts - now <= HOUR:
        minutes = -((now - starts) // MINUTE)
        return Nearness(Phase.AHEAD, minutes, "minute", starts - (minutes - 1) * MINUTE)
    number, unit = _calendar(_days(now, starts, zone))
    return Nearness(Phase.AHEAD, number, unit, min(starts - HOUR, _midnight(now, zone)))


def _under_way(starts: datetime, ends: datetime, zone: str, now: datetime) -> Nearness:
    if now - starts >= DAY:
        number, unit = _calendar(_days(starts, now, zone))
        return Nearness(Phase.UNDER_WAY, number, unit, min(ends, _midnight(now, zone)))
    length = MINUTE if now - starts < HOUR else HOUR
    number = (now - starts) // length
    until = min(ends, starts + (number + 1) * length)
    return Nearness(Phase.UNDER_WAY, number, "minute" if length is MINUTE else "hour", until)


def _over(ends: datetime, zone: str, now: datetime) -> Nearness:
    if now - ends < HOUR:
        minutes = (now - ends) // MINUTE
        return Nearness(Phase.OVER, minutes, "minute", ends + (minutes + 1) * MINUTE)
    last = ends - timedelta.resolution  # what ends at midnight was on the day before
    number, unit = _calendar(_days(last, now, zone))
    return Nearness(Phase.OVER, number, unit, _midnight(now, zone))


def _calendar(days: int) -> tuple[int, Unit]:
    """Return a number of days in the unit that people would choose."""
    if days < 14:
        return days, "day"
    if days < 60:
        return round(days / 7), "week"
    return (round(days / 30.44), "month") if days < 700 else (round(days / 365.25), "year")


def _days(earlier: datetime, later: datetime, zone: str) -> int:
    """Return how many midnights lie between; none where clocks that go back return to the day before."""
    return max(0, (zones.to_local(later, zone).date() - zones.to_local(earlier, zone).date()).days)


def _midnight(now: datetime, zone: str) -> datetime:
    """Return when the next day of a zone begins."""
    return zones.day_begins(zones.to_local(now, zone).date() + DAY, zone)
