"""Local time and instants, by the zone rules of the tzdata package rather than the machine's."""

from __future__ import annotations

import zoneinfo
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from importlib import resources
from zoneinfo import ZoneInfo

from eventhub.base.errors import Refused
from eventhub.base.i18n import _l

zoneinfo.reset_tzpath(to=[])


class UnknownZone(Refused):
    """No zone goes by this name."""

    message = _l("Choose a time zone from the list, for example Europe/Zurich.")


class NoSuchTime(Refused):
    """The clocks skip this time on this day."""

    message = _l("The clocks go forward on this day and skip this time. Choose another time.")


def get_zone(name: str) -> ZoneInfo:
    """Return the zone of an IANA name; raise UnknownZone for any other."""
    if name not in names():
        raise UnknownZone
    return ZoneInfo(name)


@cache
def names() -> frozenset[str]:
    """Return every IANA zone name."""
    return frozenset(zoneinfo.available_timezones())


@cache
def places() -> tuple[str, ...]:
    """Return the zones that people live by: UTC, and one for each place that keeps a time of its own, by country.

    The other names are those of former days and of technical use.
    """
    table = resources.files("tzdata.zoneinfo").joinpath("zone.tab").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in table.splitlines() if not line.startswith("#"))
    return ("UTC", *sorted({row[2] for row in rows}))


def to_utc(local: datetime, zone: str, *, second: bool = False) -> datetime:
    """Return the instant of a wall-clock time; one that occurs twice means its first occurrence unless `second`."""
    aware = local.replace(tzinfo=get_zone(zone), fold=int(second))
    instant = aware.astimezone(UTC)
    if instant.astimezone(aware.tzinfo).replace(tzinfo=None) != local.replace(fold=0):
        raise NoSuchTime
    return instant


class Wall:
    """The clocks of one zone, for many times of a few hours: `to_utc`, but the rules are asked once for each quarter.

    No zone has ever moved its clocks within a quarter of an hour. A time that the clocks skip means an hour later.
    """

    def __init__(self, zone: str) -> None:
        self._zone = zone
        self._ahead: dict[tuple[int, int, int], timedelta] = {}

    def to_utc(self, local: datetime) -> datetime:
        """Return the instant of a wall-clock time; one that occurs twice means its first occurrence."""
        quarter = local.toordinal(), local.hour, local.minute // 15
        ahead = self._ahead.get(quarter)
        if ahead is None:
            ahead = self._ahead[quarter] = local - self._instant(local).replace(tzinfo=None)
        return (local - ahead).replace(tzinfo=UTC)

    def _instant(self, local: datetime) -> datetime:
        try:
            return to_utc(local, self._zone)
        except NoSuchTime:
            return to_utc(local + timedelta(hours=1), self._zone)


def to_local(instant: datetime, zone: str) -> datetime:
    """Return the wall-clock time of an instant, without zone."""
    return instant.astimezone(get_zone(zone)).replace(tzinfo=None)


def offset(instant: datetime, zone: str) -> timedelta:
    """Return how far the clocks of a zone are ahead of UTC at an instant."""
    return instant.astimezone(get_zone(zone)).utcoffset() or timedelta()


def day_begins(day: date, zone: str) -> datetime:
    """Return the first instant of a day; where the clocks skip midnight, the instant they skip it."""
    return datetime.combine(day, time.min, get_zone(zone)).astimezone(UTC)


def comes_twice(local: datetime, zone: str) -> bool:
    """Tell whether the clocks of a zone show this time twice, because they go back."""
    first, second = (local.replace(tzinfo=get_zone(zone), fold=fold).utcoffset() for fold in (0, 1))
    return first is not None and second is not None and first > second
