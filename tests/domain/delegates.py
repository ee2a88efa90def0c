"""A delegation of Morocco and its officials, for tests."""

from __future__ import annotations

from typing import Any

from eventhub.domain import delegations, officials
from eventhub.domain.delegations import FocalPoint
from eventhub.domain.officials import Official
from eventhub.models.people import Level
from eventhub.models.registrations import Delegation, Registration
from tests.world import NOW, an_event

HASSAN = FocalPoint("Hassan Berrada", "h.berrada@mission.ma.example", "fr")


def a_delegation(*, quota: int | None = None, **details: Any) -> Delegation:
    """The delegation of Morocco to an event, which Hassan registers."""
    return delegations.issue(an_event(**details), HASSAN, country="MAR", quota=quota, by="account:1", now=NOW)


def an_official(number: int, **details: Any) -> Official:
    """An official of Morocco, one of many."""
    own = {
        "form_of_address": "Ms.",
        "given_name": f"Khadija {number}",
        "family_name": "Benali",
        "email": f"k.benali{number}@diplomatie.ma.example",
        "function": "Counsellor",
        "level": Level.CAPITAL,
    }
    return Official(**own | details)


def enter(delegation: Delegation, *rows: Official) -> list[Registration]:
    """Enter officials as their focal point."""
    return officials.enter(delegation, rows, by="focal_point", now=NOW)
