"""Events themselves: when and where they are, and how far out in the open."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, update

from eventhub.base import zones
from eventhub.base.db import session
from eventhub.base.i18n import _
from eventhub.domain.archive import shapes
from eventhub.domain.archive.fields import World, read_instant
from eventhub.domain.archive.intake import Contradiction, Entry, Intake, entries, load
from eventhub.domain.events import MATERIAL
from eventhub.models.events import Event, EventStatus, Modality, Session


def take(document: Entry, intake: Intake) -> None:
    """Add and update the events; what hangs on them comes after."""
    told = document["events"]
    slugs = [*(entry["id"] for entry in told), *(document.get("elsewhere") or ())]
    _lock(slugs)
    known = load(select(Event).execution_options(populate_existing=True), Event.slug, slugs)
    intake.world.events.update({event.slug: event for event in known})
    _refuse_taken_uids(told)
    for entry in told:
        event = intake.world.events.get(entry["id"])
        if event is None:
            intake.world.events[entry["id"]] = _make(entry, intake)
        else:
            _update(event, entry, intake)
    session.flush()


def raise_sequences(document: Entry, intake: Intake) -> None:
    """Let SEQUENCE be at least what the archive says, after changes have raised it; it never falls."""
    for entry in document["events"]:
        event = intake.world.events[entry["id"]]
        event.sequence = max(event.sequence, entry.get("sequence") or 0)


def give(event: Event, world: World) -> dict[str, Any]:
    """Return an event as an entry, without what hangs on it."""
    entry = shapes.EVENT.give(event, world)
    entry |= {"sequence": event.sequence, "duration_minutes": _minutes(event)}
    if event.status is EventStatus.CANCELLED and event.published_at is None:
        entry["never_published"] = True
    return entry


def find(slugs: Sequence[str] | None) -> list[Event]:
    """Return the events of these slugs, or all, oldest first."""
    query = select(Event).order_by(Event.id)
    if slugs is None:
        return list(session.scalars(query))
    return sorted(load(query, Event.slug, slugs), key=lambda event: event.id)


def _lock(slugs: Sequence[str]) -> None:
    """Hold the rows of the events to the end of the transaction: nobody takes a seat while statuses change."""
    held = update(Event).where(Event.slug.in_(slugs)).values(revision=Event.revision)
    session.execute(held.execution_options(synchronize_session=False))


def _refuse_taken_uids(told: Sequence[Entry]) -> None:
    """Refuse a new event or session under a UID that another one has: calendars would take them for one."""
    uids = {entry["uid"]: place for place, entry in enumerate(told) if entry.get("uid")}
    for event in load(select(Event), Event.uid, uids):
        place = uids[event.uid]
        if event.slug != told[place]["id"]:
            sentence = _("the event “%(slug)s” has this uid", slug=event.slug)
            raise Contradiction(sentence, field=f"events[{place}].uid")
    for place, entry in enumerate(told):
        held = {each["uid"]: below for below, each in enumerate(entries(entry, "sessions")) if each.get("uid")}
        for row in load(select(Session).join(Session.event), Session.uid, held):
            if row.event.slug != entry["id"]:
                sentence = _("the event “%(slug)s” has this session", slug=row.event.slug)
                raise Contradiction(sentence, field=f"events[{place}].sessions[{held[row.uid]}].uid")


def _make(entry: Entry, intake: Intake) -> Event:
    now = intake.now
    event = Event(
        slug=entry["id"],
        uid=str(uuid.uuid4()),
        sequence=0,
        revision=1,
        status=EventStatus.PUBLISHED,
        created_at=now,
        changed_at=now,
    )
    intake.new_events.add(event.slug)
    intake.make("event", event, shapes.EVENT, entry, event)
    _derive_times(event, entry)
    if entry.get("modality") is None and event.venue:
        event.modality = Modality.HYBRID if event.join_url else Modality.IN_PERSON
    if event.published_at is None and event.status is not EventStatus.DRAFT and not entry.get("never_published"):
        event.published_at = now
    if event.cancelled_at is None and event.status is EventStatus.CANCELLED:
        event.cancelled_at = now
    return event


def _update(event: Event, entry: Entry, intake: Intake) -> None:
    before, was_at = event.status, (event.starts_at_utc, event.ends_at_utc)
    difference = shapes.EVENT.take(event, entry, intake.world, is_new=False)
    if {"starts_at", "starts_second", "timezone"} & difference.keys() or _minutes(event) != entry["duration_minutes"]:
        _derive_times(event, entry)
        if (event.starts_at_utc, event.ends_at_utc) != was_at:
            difference["ends_at"] = [was_at[1], event.ends_at_utc]
    _follow_status(event, before, entry, now=intake.now)
    if event.sequence < (entry.get("sequence") or 0):
        difference["sequence"] = [event.sequence, entry["sequence"]]
    if not MATERIAL.isdisjoint(difference) or EventStatus.CANCELLED in difference.get("status", ()):
        intake.moved_events.add(event.slug)
    intake.change("event", event.slug, event, difference, event)


def _derive_times(event: Event, entry: Entry) -> None:
    """Derive the instants from local start and length; the clocks may change in between."""
    event.starts_at_utc = zones.to_utc(event.starts_at, event.timezone, second=bool(event.starts_second))
    event.ends_at_utc = event.starts_at_utc + timedelta(minutes=entry["duration_minutes"])
    event.ends_at = zones.to_local(event.ends_at_utc, event.timezone)
    event.ends_second = zones.to_utc(event.ends_at, event.timezone) != event.ends_at_utc


def _minutes(event: Event) -> int:
    return max(1, round((event.ends_at_utc - event.starts_at_utc) / timedelta(minutes=1)))


def _follow_status(event: Event, before: EventStatus, entry: Entry, *, now: datetime) -> None:
    if event.status is before:
        return
    if event.published_at is None and event.status is not EventStatus.DRAFT and not entry.get("never_published"):
        event.published_at = _instant(entry, "published_at") or now
    if event.status is EventStatus.CANCELLED:
        event.cancelled_at = _instant(entry, "cancelled_at") or now
    else:
        event.cancelled_at = event.cancellation_reason = None


def _instant(entry: Entry, key: str) -> datetime | None:
    return read_instant(entry[key]) if entry.get(key) else None
