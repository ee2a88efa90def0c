"""Local time and instants, by the zone rules of the tzdata package rather than the machine's."""

from __future__ import annotations

import zoneinfo
from datetime import UTC, datetime
from functools import cache
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


def to_utc(local: datetime, zone: str) -> datetime:
    """Return the instant of a wall-clock time; a time that occurs twice means its first occurrence."""
    aware = local.replace(tzinfo=get_zone(zone), fold=0)
    instant = aware.astimezone(UTC)
    if instant.astimezone(aware.tzinfo).replace(tzinfo=None) != local.replace(fold=0):
        raise NoSuchTime
    return instant


def to_local(instant: datetime, zone: str) -> datetime:
    """Return the wall-clock time of an instant, without zone."""
    return instant.astimezone(get_zone(zone)).replace(tzinfo=None)
