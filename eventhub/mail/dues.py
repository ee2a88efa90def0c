"""What a letter about something that is due says of it."""

from __future__ import annotations

from eventhub.base.db import session
from eventhub.base.text import one_line
from eventhub.domain import days
from eventhub.models.outbox import Message
from eventhub.models.outcomes import Outcome


def words(message: Message) -> dict[str, str]:
    """Return what is to be done, and by when; empty where that was removed, or is no matter of this letter."""
    number = message.particulars.get("outcome_id")
    outcome = session.get(Outcome, number) if number is not None else None
    return {
        "outcome": one_line(outcome.text) if outcome else "",
        "outcome_due": days.partial(outcome.due) if outcome and outcome.due else "",
    }
