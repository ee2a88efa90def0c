"""What organisers write themselves: their own words in mails, letters to a group, reminders."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from eventhub.domain.archive import shapes
from eventhub.domain.archive.fields import World
from eventhub.domain.archive.intake import AUTHOR, Entry, Intake
from eventhub.domain.archive.lists import EventList
from eventhub.models.events import Event
from eventhub.models.letters import Mailing, MailText, Reminder

LISTS: tuple[EventList[Any], ...] = (
    EventList(
        "mail_texts",
        "mail_text",
        MailText,
        shapes.MAIL_TEXT,
        lambda entry: (entry["kind"], entry["language"]),
        lambda row: (row.kind, row.language),
        lambda _, intake: MailText(by=AUTHOR, changed_at=intake.now),
        is_ordered=False,
    ),
    EventList(
        "mailings",
        "mailing",
        Mailing,
        shapes.MAILING,
        lambda entry: (entry["subject"], entry["body"]),
        lambda row: (row.subject, row.body),
        lambda _, intake: Mailing(by=AUTHOR, created_at=intake.now),
        is_ordered=False,
    ),
    EventList(
        "reminders",
        "reminder",
        Reminder,
        shapes.REMINDER,
        lambda entry: entry["hours_before"],
        lambda row: row.hours_before,
        lambda *_: Reminder(),
        is_ordered=False,
    ),
)


def take(document: Entry, intake: Intake) -> None:
    """Add and update them. A letter that was sent is not sent again, a reminder neither."""
    for table in LISTS:
        for _ in table.take_all(document, intake):
            pass


def give(events: Sequence[Event], world: World) -> dict[int, dict[str, Any]]:
    """Return them for each event, by its number."""
    given: dict[int, dict[str, Any]] = {event.id: {} for event in events}
    for table in LISTS:
        for number, written in table.give_all(events, world).items():
            given[number] |= written
    return given
