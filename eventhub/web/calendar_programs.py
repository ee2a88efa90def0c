"""Calendar programs: which one asks, and the address by which each of them subscribes."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

from eventhub.base.i18n import _

FAMILIES = (
    ("thunderbird", "Thunderbird"),
    ("google", "Google Calendar"),
    ("outlook", "Outlook"),
    ("microsoft", "Outlook"),
    ("evolution", "Evolution"),
    ("nextcloud", "Nextcloud"),
    ("vdirsyncer", "vdirsyncer"),
    ("icsx5", "ICSx5"),
    ("davx5", "DAVx5"),
    ("akonadi", "KOrganizer"),
    ("korganizer", "KOrganizer"),
    ("dataaccessd", "Apple Calendar"),
    ("calendaragent", "Apple Calendar"),
    ("calendarstore", "Apple Calendar"),
    ("remindd", "Apple Calendar"),
    ("mozilla/", "browser"),
)
"""A word in the User-Agent, lower-case, and the family it tells of; the first that fits counts."""


def family(user_agent: str) -> str:
    """Return the family of a program and nothing else that it says of itself; "" for one we do not know."""
    told = user_agent.lower()
    return next((name for word, name in FAMILIES if word in told), "")


def family_name(name: str) -> str:
    """Return what pages call a family."""
    return {"": _("a program we do not know"), "browser": _("a browser")}.get(name, name)


@dataclass(frozen=True, slots=True)
class Subscription:
    """A calendar to subscribe to: what it is called, and its absolute address, http or https."""

    name: str
    address: str

    @property
    def webcal(self) -> str:
        """The address that the calendar program of a device opens."""
        return f"webcal://{self.address.partition('://')[2]}"

    @property
    def google(self) -> str:
        """The address that adds it to Google Calendar, which wants to be told by webcal."""
        return f"https://calendar.google.com/calendar/r?cid={quote(self.webcal, safe='')}"

    @property
    def outlook(self) -> str:
        """The address that adds it to a private account of Outlook.com."""
        return f"https://outlook.live.com/calendar/0/addfromweb?{self._query}"

    @property
    def office(self) -> str:
        """The address that adds it to the Outlook of an organisation."""
        return f"https://outlook.office.com/calendar/0/addfromweb?{self._query}"

    @property
    def _query(self) -> str:
        return f"url={quote(self.address, safe='')}&name={quote(self.name, safe='')}"
