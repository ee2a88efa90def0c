"""Certificates of attendance: for whoever was there and wishes one, checked by a code.

Nothing of a certificate is stored: the code is derived from its registration, and each time somebody checks it, who was
there is established as the records then stand. A correction that takes the presence away takes the certificate with it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from eventhub.base import tokens
from eventhub.base.db import session
from eventhub.base.errors import Refused
from eventhub.base.i18n import _l
from eventhub.domain import attribution, audit, presences
from eventhub.models.events import Event, EventStatus
from eventhub.models.registrations import Registration

WISH = "certificate"
"""The consent that asks for one."""

NAMED = "certificate_name"
"""The consent by which whoever checks the code is told the name."""

PURPOSE = "certificate"

SEAL = 13
"""Signs of a code that nobody can guess: sixty-five bits."""

VERSION = 1
"""A new private link leaves a printed certificate good."""


class NotOver(Refused):
    """Nobody has attended what is not over."""

    message = _l("Certificates are there when the event is over.")


class NotWished(Refused):
    """A certificate says where somebody was: nobody gets one unasked."""

    message = _l("Say first that you would like a certificate.")


class NotPresent(Refused):
    """The records do not say that this person was there."""

    message = _l(
        "The records of the event do not show that you were there. If you were, write to the organisers: "
        "they can correct it."
    )


class NoSuchCertificate(Refused):
    """The code is of no certificate that is good."""

    message = _l("No certificate that is good has this code.")


@dataclass(frozen=True, slots=True)
class Certified:
    """What a certificate says to whoever checks its code."""

    title: str
    convenor: str | None
    starts_on: date
    ends_on: date
    name: str | None
    """None unless the person agreed to be named and the rule of the room lets them."""


def issue(registration: Registration, *, secret: str, by: str, now: datetime) -> str:
    """Return the code of a person's certificate; raise NotOver, NotWished or NotPresent where there is none."""
    event = registration.event
    if event.status is not EventStatus.PUBLISHED or now < event.ends_at_utc:
        raise NotOver
    if not registration.consents_to(WISH):
        raise NotWished
    if not presences.is_present(event, registration.person_id):
        raise NotPresent
    audit.record("certificate:issue", registration, by=by, now=now, event=event)
    return code(registration, secret=secret)


def code(registration: Registration, *, secret: str) -> str:
    """Return the code of a registration's certificate, whether it is good or not."""
    return tokens.issue_code(PURPOSE, registration.id, VERSION, secret=secret, seal=SEAL)


def check(typed: str, *, secret: str) -> Certified:
    """Return what the certificate with this code says; raise NoSuchCertificate for any that is not good now."""
    read = tokens.read_code(typed, seal=SEAL)
    if read is None or not tokens.holds_code(PURPOSE, read[0], VERSION, read[1], secret=secret):
        raise NoSuchCertificate
    registration = session.get(Registration, read[0])
    if registration is None or not registration.consents_to(WISH) or not _is_good(registration):
        raise NoSuchCertificate
    event = registration.event
    return Certified(
        title=event.title,
        convenor=event.convenor,
        starts_on=event.starts_at.date(),
        ends_on=event.ends_at.date(),
        name=registration.name if attribution.may_name_certified(registration, NAMED) else None,
    )


def _is_good(registration: Registration) -> bool:
    event: Event = registration.event
    return event.status is EventStatus.PUBLISHED and presences.is_present(event, registration.person_id)
