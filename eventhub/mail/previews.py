"""Letters to be looked at: as one was or will be written, or as a made-up reader would get it. No private link opens.

What a preview shows as HTML is made by the same templates as the letter, as part of a page.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from markupsafe import Markup

from eventhub.base import clock, tokens
from eventhub.base.i18n import direction, speaking
from eventhub.domain import lifecycle
from eventhub.mail import links, own_words, writing
from eventhub.mail.letters import CannotBeReached
from eventhub.mail.own_words import Draft
from eventhub.mail.writing import Matter
from eventhub.models.events import Event
from eventhub.models.outbox import Message
from eventhub.models.registrations import RegisteredBy, Registration, RegistrationStatus

STATUSES: Mapping[str, RegistrationStatus] = {
    "registration-pending": RegistrationStatus.PENDING,
    "registration-waitlisted": RegistrationStatus.WAITLISTED,
    "registration-declined": RegistrationStatus.DECLINED,
}
"""Where the made-up reader of a kind stands; of every other kind, confirmed."""

PLACE = 3
"""Where the made-up reader stands on the waiting list."""

_HREF = re.compile(r' href="[^"]*"')


@dataclass(frozen=True, slots=True)
class Preview:
    """A letter whose links lead nowhere."""

    subject: str
    text: str
    html: Markup
    language: str
    direction: str


def of_message(message: Message) -> Preview | None:
    """Return a message of the outbox as it would be written now; None where its reader is gone."""
    try:
        return _shown(writing.matter_of(message)) if message.recipient else None
    except CannotBeReached:
        return None


def of_kind(event: Event, kind: str, language: str, draft: Draft | None = None) -> Preview:
    """Return a kind of mail as a made-up reader gets it, in words not yet saved or as it stands."""
    return _shown(_matter(event, kind, language), draft, position=PLACE, **_invited(kind))


def examples(event: Event, kind: str, names: Iterable[str], language: str) -> dict[str, str]:
    """Return what stands for each placeholder in a letter to the made-up reader."""
    with speaking(language):
        words = writing.words_of(_matter(event, kind, language)) | {"position": PLACE}
        return {name: tokens.mask(own_words.value(name, words) or "") for name in names}


def of_letter(event: Event, reader: Registration, draft: Draft) -> Preview:
    """Return a letter to a group as one of its readers gets it."""
    return _shown(Matter(_unsent("mailing", reader), event, reader), draft)


def _shown(matter: Matter, draft: Draft | None = None, **pretended: Any) -> Preview:
    with speaking(matter.message.language):
        wording = writing.compose(matter, is_inline=True, draft=draft, **pretended)
        html = Markup(_HREF.sub("", tokens.mask(wording.html)))  # noqa: S704 - a template wrote it
        return Preview(wording.subject, tokens.mask(wording.text), html, matter.message.language, direction())


def _matter(event: Event, kind: str, language: str) -> Matter:
    """Return what a message of a kind to a made-up reader tells of."""
    was = lifecycle.former_time(event, by=timedelta(days=7)) if kind == "event-rescheduled" else {}
    particulars = was | {"were_there": True} if kind == "thank-you" else was
    reader = _made_up(event, STATUSES.get(kind, RegistrationStatus.CONFIRMED), language)
    if kind == "invitation":
        return Matter(_unsent(kind, reader, is_again=False), event)
    return Matter(_unsent(kind, reader, **particulars), event, reader)


def _invited(kind: str) -> dict[str, Any]:
    """Return what an invitation says of a made-up invitee."""
    page = f"{links.home()}/invitations/…"
    return {"is_person_invited": True, "invitation_page": page} if kind == "invitation" else {}


def _unsent(kind: str, reader: Registration, **particulars: Any) -> Message:
    return Message(
        kind=kind,
        recipient=reader.email or "",
        language=reader.language,
        particulars=particulars,
        created_at=clock.now(),
    )


def _made_up(event: Event, status: RegistrationStatus, language: str) -> Registration:
    """Return a believable reader, known to no table."""
    return Registration(
        id=0,
        key_version=1,
        event_id=event.id,
        event=event,
        form_of_address="Ms.",
        given_name="Amina",
        family_name="El Idrissi",
        email="amina@example.org",
        language=language,
        status=status,
        registered_by=RegisteredBy.SELF,
    )
