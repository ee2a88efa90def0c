"""Mail that came back: the message counts as refused, and an address that takes none gets none any more."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Protocol

from eventhub.base.db import session
from eventhub.domain import audit, incoming, outbox, unreachable
from eventhub.domain.incoming import Arrival
from eventhub.models.events import Event
from eventhub.models.outbox import Message
from eventhub.models.registrations import Registration
from eventhub.models.replies import IncomingMessage, Outcome

BY = "mail server"

RECENT = timedelta(days=14)
"""How long after a message a report is believed that names its reader only: servers give up within days."""


class Report(Protocol):
    """What a mail server tells of a message."""

    @property
    def recipients(self) -> Collection[str]:
        """Who was not reached."""

    @property
    def reason(self) -> str:
        """In the server's words."""

    @property
    def is_final(self) -> bool:
        """Nobody tries any more."""

    @property
    def is_permanent(self) -> bool:
        """The address takes no mail, today or later."""

    @property
    def message_ids(self) -> Collection[str]:
        """What may be the beginning of our Message-ID."""


def take(arrival: Arrival, report: Report, *, now: datetime) -> IncomingMessage:
    """Note a report on a message of ours; put aside one on mail that we have not sent."""
    message = _message(report, now=now)
    if message is None:
        return incoming.keep(
            arrival, Outcome.UNKNOWN_RECIPIENT, now=now, attendee=", ".join(report.recipients), comment=report.reason
        )
    if not message.recipient:  # to somebody whom we have forgotten
        return incoming.keep(arrival, Outcome.BOUNCED, now=now)
    event = session.get(Event, message.event_id) if message.event_id else None
    registration = session.get(Registration, message.registration_id) if message.registration_id else None
    outbox.record_returned(message, report.reason, is_final=report.is_final)
    if not report.is_final:
        return incoming.keep(arrival, Outcome.DELAYED, now=now, event=event, registration=registration)
    if report.is_permanent:
        marked = unreachable.mark(message.recipient, report.reason, now=now)
        outbox.refuse_waiting(message.recipient, report.reason)
        audit.record("address:mark", registration or marked, by=BY, now=now, event=event)
    return incoming.keep(arrival, Outcome.BOUNCED, now=now, event=event, registration=registration)


def _message(report: Report, *, now: datetime) -> Message | None:
    """Return the message a report is about: by its identifier, else the last that went to the address."""
    if found := outbox.find_by_message_id(report.message_ids):
        return found
    recent = (outbox.find_last_sent(address, since=now - RECENT) for address in report.recipients)
    return next((message for message in recent if message is not None), None)
