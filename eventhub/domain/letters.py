"""An event's own words in the mails it sends: which kinds may be put in other words, checked when they are saved.

Words exist per kind and language. Whoever reads a language that has none gets the house's words in that language, never
the event's in another. What a kind must say (a reason, a calendar's invitation, the private link) is no part of the
words: the layout says it whatever is written.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import bindparam, select

from eventhub.base.db import session
from eventhub.base.errors import Refused
from eventhub.base.i18n import LANGUAGES, _l
from eventhub.domain import audit, events, placeholders
from eventhub.models.events import Event
from eventhub.models.letters import MailText

_OF_THE_EVENT = ("event", "when", "where", "event_page")
_OF_THE_READER = ("name", "given_name", "family_name", *_OF_THE_EVENT, "link")

ALLOWED: Mapping[str, Sequence[str]] = {
    "registration-pending": _OF_THE_READER,
    "registration-confirmed": _OF_THE_READER,
    "registration-waitlisted": (*_OF_THE_READER, "position"),
    "registration-promoted": _OF_THE_READER,
    "registration-declined": _OF_THE_READER,
    "reminder": _OF_THE_READER,
    "event-rescheduled": (*_OF_THE_READER, "was"),
    "event-changed": _OF_THE_READER,
    "event-cancelled": _OF_THE_READER,
    "thank-you": _OF_THE_READER,
    "invitation": _OF_THE_EVENT,
}
"""The kinds of mail that an event may put in its own words, in the order people meet them, with their placeholders."""

REQUIRED: Mapping[str, Sequence[str]] = {
    "registration-waitlisted": ("position",),
    "event-rescheduled": ("when",),
}
"""What the words of a kind may not leave out."""


# Written once: putting it together takes longer than the database takes to answer it.
_OWN = select(MailText).where(
    MailText.event_id == bindparam("the_event"),
    MailText.kind == bindparam("the_kind"),
    MailText.language == bindparam("the_language"),
)


class NotInOwnWords(Refused):
    """Some mails are the house's: a link to sign in reads the same everywhere."""

    message = _l("This message has no words of the event’s own.")


def put(event: Event, kind: str, language: str, *, subject: str, body: str, by: str, now: datetime) -> MailText:
    """Let an event say a kind of mail in its own words in one language."""
    if kind not in ALLOWED or language not in LANGUAGES:
        raise NotInOwnWords
    subject, body = placeholders.check(subject, body, allowed=ALLOWED[kind], required=REQUIRED.get(kind, ()))
    events.lock(event)
    text = find(event, kind, language)
    before = [text.subject, text.body] if text else [None, None]
    if text is None:
        text = MailText(event_id=event.id, kind=kind, language=language)
        session.add(text)
    elif before == [subject, body]:
        return text
    text.subject, text.body, text.changed_at, text.by = subject, body, now, by
    difference = {"kind": kind, "language": language, "subject": [before[0], subject], "body": [before[1], body]}
    audit.record("mail_text:put", text, by=by, now=now, event=event, difference=difference)
    return text


def drop(text: MailText, *, event: Event, by: str, now: datetime) -> None:
    """Go back to the house's words."""
    difference = {"kind": text.kind, "language": text.language, "subject": [text.subject, None]}
    audit.record("mail_text:drop", text, by=by, now=now, event=event, difference=difference)
    session.delete(text)


def find(event: Event, kind: str, language: str) -> MailText | None:
    """Return an event's own words for a kind of mail in a language."""
    return session.scalar(_OWN, {"the_event": event.id, "the_kind": kind, "the_language": language})


def languages_by_kind(event: Event) -> dict[str, list[str]]:
    """Return in which languages an event has words of its own, by kind; kinds without any are left out."""
    rows = session.execute(select(MailText.kind, MailText.language).where(MailText.event_id == event.id))
    written = {(kind, language) for kind, language in rows}
    kinds = [kind for kind in ALLOWED if any((kind, language) in written for language in LANGUAGES)]
    return {kind: [language for language in LANGUAGES if (kind, language) in written] for kind in kinds}
