"""Applications whose address has not answered yet, where an event asks for that: they hold no seat.

A mailed link confirms the address within two days; only then is the registration entered, and takes a seat or waits.
What was typed is forgotten when it has been used or has expired.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select

from eventhub.base import tokens
from eventhub.base.db import session
from eventhub.base.errors import Refused
from eventhub.base.i18n import _l
from eventhub.base.text import address_key
from eventhub.domain import audit, choices, entries, events, openings, outbox, people, registrations, uploads
from eventhub.domain.entries import Application
from eventhub.models.events import Event
from eventhub.models.people import Category
from eventhub.models.registrations import Registration, UnconfirmedApplication
from eventhub.models.uploads import StoredFile

PURPOSE = "application"

LIFETIME = timedelta(hours=48)
"""How long an address is given to answer."""

LINKS_PER_HOUR = entries.LINKS_PER_HOUR
"""More links than this to one address in an hour are asked for by somebody who wants to fill a mailbox."""


class LinkUsed(Refused):
    """The address has answered before."""

    message = _l("You have confirmed this address already. We have written to you how your registration stands.")


def apply_all(event: Event, applications: Sequence[Application], *, now: datetime, by: str = "self") -> None:
    """Take the applications of visitors who come at the same moment, each in turn; the event is held."""
    if event.needs_address_confirmation:
        for application in applications:
            apply(event, application, now=now, by=by)
    else:
        registrations.register_visitors(event, applications, now=now, by=by)


def apply(event: Event, application: Application, *, now: datetime, by: str = "self") -> None:
    """Take a visitor's application: enter it at once, or first ask the address whether it is theirs.

    Whoever is registered gets their link by mail again. An address that is asked too often is not asked again; the
    page says the same in every case.
    """
    if not event.needs_address_confirmation or entries.find_standing(event, application.details["email"]):
        registrations.register(event, application, now=now, by=by)
        return
    address = people.checked_address(application.details["email"])
    openings.refuse_unless_open(event, now=now)
    events.lock(event)
    if _count_recent(event, address, now=now) >= LINKS_PER_HOUR:
        return
    unconfirmed = UnconfirmedApplication(
        event=event,
        email_key=address_key(address),
        application=_packed(application, event=event, by=by, now=now),
        created_at=now,
        expires_at=now + LIFETIME,
    )
    session.add(unconfirmed)
    session.flush()
    outbox.queue(
        "confirm-address",
        address,
        now=now,
        language=application.language,
        event=event,
        application_id=unconfirmed.id,
    )
    audit.record("application:receive", unconfirmed, by=by, now=now, event=event)


def confirm(unconfirmed: UnconfirmedApplication, *, now: datetime, by: str = "self") -> Registration:
    """Enter the registration of an address that has answered; of two who use the link at once, one is refused."""
    event = unconfirmed.event
    events.lock(event)
    session.refresh(unconfirmed, ["application"])
    if is_used(unconfirmed):
        raise LinkUsed
    application = _unpacked(unconfirmed)
    application = dataclasses.replace(application, sessions=choices.free(event, application.sessions, now=now))
    for each in _same_address(unconfirmed):
        each.application = {}
    audit.record("application:confirm", unconfirmed, by=by, now=now, event=event)
    return registrations.register(event, application, now=now, by=by)


def is_used(unconfirmed: UnconfirmedApplication) -> bool:
    """Tell whether the address has answered: what was typed has become a registration."""
    return not unconfirmed.application


def find(number: int) -> UnconfirmedApplication | None:
    """Return the application of this number, while it is kept."""
    return session.get(UnconfirmedApplication, number)


def find_by_token(token: str, *, secret: str, now: datetime) -> UnconfirmedApplication | None:
    """Return the application that a mailed link confirms, used or not, until it expires."""
    claim = tokens.read(PURPOSE, token)
    found = session.get(UnconfirmedApplication, claim.row_id) if claim else None
    if found is None or claim is None or not claim.holds(found.key_version, secret=secret):
        return None
    return found if now < found.expires_at else None


def link_token(unconfirmed: UnconfirmedApplication, *, secret: str) -> str:
    """Return the token that stands in the link's address."""
    return tokens.issue(PURPOSE, unconfirmed.id, unconfirmed.key_version, secret=secret)


def has_expired(*, now: datetime) -> bool:
    """Tell whether there is any application whose address did not answer in time."""
    expired = select(UnconfirmedApplication.id).where(UnconfirmedApplication.expires_at <= now)
    return session.scalar(expired.limit(1)) is not None


def forget_expired(*, now: datetime) -> int:
    """Delete the applications whose address never answered in time, and their files; return how many."""
    expired = session.scalars(select(UnconfirmedApplication).where(UnconfirmedApplication.expires_at <= now)).all()
    for each in expired:
        _forget_files(each)
        session.delete(each)
    return len(expired)


def _count_recent(event: Event, address: str, *, now: datetime) -> int:
    recent = select(func.count()).where(
        UnconfirmedApplication.event_id == event.id,
        UnconfirmedApplication.email_key == address_key(address),
        UnconfirmedApplication.created_at > now - timedelta(hours=1),
    )
    return session.scalar(recent) or 0


def _same_address(unconfirmed: UnconfirmedApplication) -> list[UnconfirmedApplication]:
    """Return all that this address sent for the event; files of those that are not entered are forgotten."""
    same = select(UnconfirmedApplication).where(
        UnconfirmedApplication.event_id == unconfirmed.event_id,
        UnconfirmedApplication.email_key == unconfirmed.email_key,
    )
    found = list(session.scalars(same))
    for each in found:
        if each is not unconfirmed:
            _forget_files(each)
    return found


def _packed(application: Application, *, event: Event, by: str, now: datetime) -> dict[str, Any]:
    """Return an application as plain data; its files are kept with the event and named."""
    answers = {key: _packed_answer(value, event=event, by=by, now=now) for key, value in application.answers.items()}
    return dataclasses.asdict(dataclasses.replace(application, answers=answers))


def _packed_answer(value: Any, *, event: Event, by: str, now: datetime) -> Any:
    if isinstance(value, uploads.Upload):
        value = uploads.keep_checked(value, event=event, by=by, now=now)
    return {"file": uploads.claim(value, by=by, now=now).key} if isinstance(value, StoredFile) else value


def _unpacked(unconfirmed: UnconfirmedApplication) -> Application:
    packed = dict(unconfirmed.application)
    details = dict(packed.pop("details"))
    if details.get("category"):
        details["category"] = Category(details["category"])
    answers = {
        key: uploads.find(unconfirmed.event, value["file"]) if isinstance(value, dict) else value
        for key, value in packed.pop("answers").items()
    }
    return Application(details, **packed, answers=answers)


def _forget_files(unconfirmed: UnconfirmedApplication) -> None:
    answers = unconfirmed.application.get("answers", {}).values()
    files = (uploads.find(unconfirmed.event, each["file"]) for each in answers if isinstance(each, dict))
    uploads.forget([file for file in files if file is not None])
