"""Sessions of events, who chose which, and what calendars were told of them."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from eventhub.base.db import session as database
from eventhub.base.i18n import _
from eventhub.domain import sessions
from eventhub.domain.archive import shapes
from eventhub.domain.archive.fields import World
from eventhub.domain.archive.intake import Contradiction, Entry, Intake, by_event, entries, load, pair
from eventhub.domain.archive.lists import EventList
from eventhub.models.events import Event, Session
from eventhub.models.invitations import SessionInvitation
from eventhub.models.registrations import Registration, SessionRegistration


def take(table: EventList[Any], told: Sequence[Entry], rows: Sequence[Session], event: Event, intake: Intake) -> None:
    """Add and update the sessions of one event; their instants follow, and SEQUENCE is at least what is told."""
    before = {row.id: (sessions.shown(row), row.cancelled_at is None, row.title) for row in rows}
    taken = list(table.take(_with_uids(told, rows), rows, event, intake))
    for row in {*rows, *(row for _entry, row in taken)}:
        row.event = event
        try:
            sessions.retime(row, event)
        except sessions.EndsBeforeStart:
            sentence = _("the session “%(title)s” must end after it starts", title=row.title)
            raise Contradiction(sentence, field=event.slug) from None
        if row.id is None:
            continue
        *was, title = before[row.id]
        is_moved = event.slug in intake.moved_events or was != [sessions.shown(row), row.cancelled_at is None]
        if is_moved or title != row.title:
            sessions.touch(row, is_material=is_moved, now=intake.now)
    for entry, row in taken:
        row.sequence = max(row.sequence, entry.get("sequence") or 0)


def take_choices(told: Sequence[tuple[Entry, Registration, Event]], intake: Intake) -> None:
    """Add who chose which session, and what calendars were told unless we know of something later."""
    events = list({event.id: event for _entry, _row, event in told}.values())
    own = {number: _by_name(rows) for number, rows in by_event(Session, events).items()}
    intake.world.sessions |= {row.uid: row for named in own.values() for row in named.values()}
    numbers = [row.id for _entry, row, _event in told]
    chosen = {(row.registration_id, row.session.uid) for row in _of(SessionRegistration, numbers)}
    known = {(row.registration_id, row.session.uid): row for row in _of(SessionInvitation, numbers)}
    for entry, row, event in told:
        for each in _named(entries(entry, "sessions"), own.get(event.id, {})):
            if (row.id, each["session"]) not in chosen:
                new = SessionRegistration(registration_id=row.id, chosen_at=intake.now)
                intake.make("session_registration", new, shapes.SESSION_CHOICE, each, event)
        for each in _named(entries(entry, "session_invitations"), own.get(event.id, {})):
            _take_invitation(each, row, known.get((row.id, each["session"])), event, intake)


def give_choices(registrations: Sequence[Registration], world: World) -> dict[int, dict[str, Any]]:
    """Return the chosen sessions and the calendar entries of sessions of each registration, by its number."""
    given: dict[int, dict[str, Any]] = {row.id: {} for row in registrations}
    kinds = (
        ("sessions", SessionRegistration, shapes.SESSION_CHOICE),
        ("session_invitations", SessionInvitation, shapes.SESSION_INVITATION),
    )
    for key, model, shape in kinds:
        for row in _of(model, list(given)):
            given[row.registration_id].setdefault(key, []).append(shape.give(row, world))
    return given


def _take_invitation(
    entry: Entry, row: Registration, known: SessionInvitation | None, event: Event, intake: Intake
) -> None:
    latest = SessionInvitation(registration_id=row.id)
    shapes.SESSION_INVITATION.take(latest, entry, intake.world, is_new=True)
    if known is None:
        database.add(latest)
    elif (latest.sequence, latest.last_stamp) > (known.sequence, known.last_stamp):
        difference = shapes.SESSION_INVITATION.take(known, entry, intake.world, is_new=False)
        intake.change("registration", row.key, row, {f"session.{name}": None for name in difference}, event)


def _of(model: type[Any], numbers: Sequence[int]) -> list[Any]:
    """Return the rows of a table of sessions and registrations, with their sessions, in order."""
    whole = select(model).options(joinedload(model.session))
    return sorted(load(whole, model.registration_id, numbers), key=lambda row: row.id)


def _named(told: Sequence[Entry], own: Mapping[str, Session]) -> list[Entry]:
    """Return entries that name their sessions by uid, whichever they did."""
    return [{**each, "session": own[each["session"]].uid} for each in told]


def _by_name(rows: Sequence[Session]) -> dict[str, Session]:
    """Return sessions by title, and by uid, which counts first."""
    return {row.title: row for row in rows} | {row.uid: row for row in rows}


def _with_uids(told: Sequence[Entry], rows: Sequence[Session]) -> list[Entry]:
    """Find each session by its UID, else by its title; one that is new keeps its UID or gets one."""
    named = {each["uid"] for each in told if each.get("uid")}
    others = [row for row in rows if row.uid not in named]
    known = {row.uid for row in rows}
    strangers = [each for each in told if each.get("uid") not in known]
    found = pair(strangers, others, lambda entry: entry["title"], lambda row: row.title)
    uids = {id(each): row.uid if row else each.get("uid") or str(uuid.uuid4()) for each, row in found}
    return [{**each, "uid": uids.get(id(each), each.get("uid"))} for each in told]
