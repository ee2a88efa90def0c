"""Registrations as they stand: details as of the event, whom they belong to, calendar entries."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import UTC, datetime, time
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from eventhub.base.db import session
from eventhub.base.i18n import _
from eventhub.domain.archive import consents, delegations, programmes, questions, shapes, tags
from eventhub.domain.archive.fields import World
from eventhub.domain.archive.intake import Contradiction, Entry, Intake, by_event, entries, load
from eventhub.domain.archive.people import email_key
from eventhub.models.events import Event
from eventhub.models.invitations import Invitation
from eventhub.models.people import Person
from eventhub.models.questions import Answer
from eventhub.models.registrations import AnonymousCount, Delegation, Registration, RegistrationStatus

_WHOLE = (
    selectinload(Registration.consents),
    selectinload(Registration.answers).selectinload(Answer.question),
    selectinload(Registration.answers).selectinload(Answer.file),
    selectinload(Registration.tags),
    selectinload(Registration.notes),
)
"""What is read with registrations, however many there are."""

_AT_ONCE = 500
"""Registrations written before somebody who watches is told."""


def take(document: Entry, intake: Intake) -> None:
    """Add and update registrations; statuses are taken as they are, and nobody is written to."""
    events = [intake.world.events[entry["id"]] for entry in document["events"]]
    known = _known(document, events)
    rows = {row.key: row for row in known}
    stood, belong = delegations.find(events), dict[tuple[int, str], Delegation]()
    told: list[tuple[Entry, Registration, Event]] = []
    paths: dict[str, str] = {}
    for place, (entry, event) in enumerate(zip(document["events"], events, strict=True)):
        own = delegations.take(entry, stood[event.id], event, intake)
        belong |= {(event.id, name): row for name, row in own.items()}
        for below, each in enumerate(entries(entry, "registrations")):
            paths[each["id"]] = path = f"events[{place}].registrations[{below}]"
            row = rows.get(each["id"])
            if row is None:
                row = rows[each["id"]] = _make(each, event, intake)
            elif row.event_id != event.id:
                raise Contradiction(_("the registration belongs to another event"), field=f"{path}.id")
            else:
                _update(row, each, event, intake)
            _belong(row, own.get(each.get("delegation") or ""), event, intake)
            told.append((each, row, event))
            intake.tick(1)
        _name_again(entry, event, told, intake)
    _refuse_second_standing(rows.values(), paths)
    _write_changed(known)
    _add(told, rows, intake)
    _take_invitations(told, known, intake)
    programmes.take_choices(told, intake)
    delegations.take_invitees(document, rows, belong, intake)
    _take_counts(document, events, intake)


def give(events: Sequence[Event], world: World) -> dict[int, dict[str, Any]]:
    """Return registrations, delegations, invitees and anonymous counts of each event, by its number."""
    rows, stood = by_event(Registration, events, *_WHOLE), delegations.find(events)
    asked, counted = by_event(delegations.INVITEES.model, events), by_event(AnonymousCount, events)
    keys = {row.id: row.key for own in rows.values() for row in own}
    every = [row for own in rows.values() for row in own]
    invitations, chosen = _invitations(every), programmes.give_choices(every, world)
    given: dict[int, dict[str, Any]] = {}
    for event in events:
        ids = {row.id: row.key for row in stood[event.id]}
        given[event.id] = {
            "registrations": [
                _give(row, ids, keys, invitations.get(row.key), world) | chosen[row.id] for row in rows[event.id]
            ],
            **delegations.give(stood[event.id], world),
            **delegations.give_invitees(asked[event.id], keys, ids, world),
        }
        for row in counted[event.id]:
            given[event.id]["anonymous_count"] = shapes.ANONYMOUS_COUNT.give(row, world)
    return given


def _known(document: Entry, events: Sequence[Event]) -> list[Registration]:
    """Return the registrations of the events, and whatever else goes by the archive's ids."""
    own = by_event(Registration, events, *_WHOLE)
    rows = {row.key: row for registrations in own.values() for row in registrations}
    ids = {told["id"] for entry in document["events"] for told in entries(entry, "registrations")}
    rows |= {row.key: row for row in load(select(Registration), Registration.key, ids - rows.keys())}
    return list(rows.values())


def _invitations(registrations: Collection[Registration]) -> dict[str, Invitation]:
    keys = {row.id: row.key for row in registrations}
    return {keys[row.registration_id]: row for row in load(select(Invitation), Invitation.registration_id, keys)}


def _make(told: Entry, event: Event, intake: Intake) -> Registration:
    row = Registration(
        event_id=event.id,
        language="en",
        key_version=secrets.randbelow(delegations.KEY_VERSIONS),
        created_at=intake.now,
        changed_at=intake.now,
    )
    _adopt(row, intake.world.people[told["person"]])
    _overlay(row, told, intake.world)
    shapes.REGISTRATION.take(row, told, intake.world, is_new=True)
    _wait(row, now=intake.now)
    consents.take(told, row, [], intake)
    questions.take_answers(told, row, intake)
    tags.take(told, row, intake)
    return row


def _update(row: Registration, told: Entry, event: Event, intake: Intake) -> None:
    person_before, status_before = row.person_id, row.status
    difference: dict[str, Any] = shapes.REGISTRATION.take(row, told, intake.world, is_new=False)
    if row.person.id != person_before:
        difference |= _adopt(row, row.person)
    else:
        difference |= _follow(row, intake.person_changes[row.person.key])
    difference |= _overlay(row, told, intake.world)
    difference |= consents.take(told, row, list(row.consents), intake)
    difference |= questions.take_answers(told, row, intake)
    difference |= tags.take(told, row, intake)
    if row.status is not status_before:
        row.waiting_since = row.waiting_since if row.status is RegistrationStatus.WAITLISTED else None
        _wait(row, now=intake.now)
    if difference:
        row.changed_at = intake.now
        row.anonymised_at = row.anonymised_at if told.get("anonymised_at") else None
        intake.change("registration", row.key, row, difference, event)


def _name_again(entry: Entry, event: Event, told: Sequence[tuple[Entry, Registration, Event]], intake: Intake) -> None:
    """Let an event whose people an old archive brought back be one with names, so that they go again in time."""
    if event.anonymised_at is None or event.slug in intake.new_events or entry.get("anonymised_at"):
        return
    if any(row.anonymised_at is None for _told, row, own in told if own is event):
        event.anonymised_at = None
        intake.change("event", event.slug, event, {"anonymised_at": None}, event)


def _adopt(row: Registration, person: Person) -> dict[str, Any]:
    """Take every detail from the person."""
    details = {each.attribute: getattr(person, each.attribute) for each in shapes.DETAILS.fields}
    return _set(row, details)


def _follow(row: Registration, changes: dict[str, list[Any]]) -> dict[str, Any]:
    """Take what the archive changed about the person, where the registration said the same as the person."""
    names = [each.attribute for each in shapes.DETAILS.fields]
    return _set(
        row, {name: changes[name][1] for name in names if name in changes and getattr(row, name) == changes[name][0]}
    )


def _overlay(row: Registration, told: Entry, world: World) -> dict[str, Any]:
    """Take what the entry says of its own; null says that the field was empty."""
    own = told.get("details") or {}
    fields = [each for each in shapes.DETAILS.fields if each.key in own]
    return _set(
        row, {each.attribute: None if own[each.key] is None else each.read(own[each.key], world) for each in fields}
    )


def _set(row: Registration, values: dict[str, Any]) -> dict[str, Any]:
    difference = {name: value for name, value in values.items() if getattr(row, name) != value}
    for name, value in difference.items():
        setattr(row, name, value)
    return difference


def _wait(row: Registration, *, now: datetime) -> None:
    """Give whoever waits a place in the queue: by the day they registered."""
    if row.status is RegistrationStatus.WAITLISTED and row.waiting_since is None:
        row.waiting_since = datetime.combine(row.registered_on, time(), UTC) if row.registered_on else now


def _belong(row: Registration, delegation: Delegation | None, event: Event, intake: Intake) -> None:
    if delegation is None or row.delegation is delegation:
        return
    if row.id is not None:
        intake.change("registration", row.key, row, {"delegation": None}, event)
    row.delegation = delegation


def _add(told: Sequence[tuple[Entry, Registration, Event]], rows: Mapping[str, Registration], intake: Intake) -> None:
    """Enter the new registrations, then say whose places were taken: one may be told before the other."""
    changed = {row.key for _told, row, _event in told if row.id is not None}
    for start in range(0, len(told), _AT_ONCE):
        several = told[start : start + _AT_ONCE]
        for _each, row, event in several:
            if row.id is None:
                row.email_key = email_key(row)
                intake.add("registration", row, event)
        session.flush()
        intake.tick(len(several))
    session.flush()
    for each, row, event in told:
        replaced = rows[each["replaces"]] if each.get("replaces") else None
        if replaced is not None and row.replaces_id != replaced.id:
            row.replaces_id = replaced.id
            if row.key in changed:
                intake.change("registration", row.key, row, {"replaces": None}, event)


def _take_counts(document: Entry, events: Sequence[Event], intake: Intake) -> None:
    """Add the figures that outlive the names; those that are there stay."""
    known = by_event(AnonymousCount, events)
    for entry, event in zip(document["events"], events, strict=True):
        told = entry.get("anonymous_count")
        if told is not None and not known[event.id]:
            row = AnonymousCount(event_id=event.id, taken_at=intake.now)
            intake.make("anonymous_count", row, shapes.ANONYMOUS_COUNT, told, event)


def _take_invitations(
    told: Sequence[tuple[Entry, Registration, Event]], known: Sequence[Registration], intake: Intake
) -> None:
    """Take what calendars were told, unless we know of something later."""
    invitations = _invitations(known)
    for each, row, event in told:
        if not (entry := each.get("invitation")):
            continue
        latest, invitation = Invitation(), invitations.get(row.key)
        shapes.INVITATION.take(latest, entry, intake.world, is_new=True)
        if invitation is None:
            latest.registration = row
            session.add(latest)
        elif (latest.sequence, latest.last_stamp) > (invitation.sequence, invitation.last_stamp):
            difference = shapes.INVITATION.take(invitation, entry, intake.world, is_new=False)
            intake.change("registration", row.key, row, {f"invitation.{name}": None for name in difference}, event)


def _refuse_second_standing(rows: Iterable[Registration], paths: dict[str, str]) -> None:
    """Refuse an archive that would give one address two standing registrations at one event."""
    standing: dict[tuple[int, str], Registration] = {}
    for row in rows:
        key = email_key(row)
        if key is None or not row.status.is_standing:
            continue
        first = standing.setdefault((row.event_id, key), row)
        if first is not row:
            path = paths.get(row.key) or paths[first.key]
            other = first.key if row.key in paths else row.key
            sentence = _("the registration “%(other)s” of this event stands under the same address", other=other)
            raise Contradiction(sentence, field=path)


def _write_changed(known: Sequence[Registration]) -> None:
    """Write changed rows before new ones, and addresses last: an address may pass from one row to another."""
    for row in known:
        if session.is_modified(row):
            row.email_key = None
    session.flush()
    for row in known:
        row.email_key = email_key(row)
    session.flush()


def _give(
    row: Registration,
    ids: Mapping[int, str],
    keys: Mapping[int, str],
    invitation: Invitation | None,
    world: World,
) -> dict[str, Any]:
    entry = shapes.REGISTRATION.give(row, world)
    own, person = shapes.DETAILS.give(row, world), shapes.DETAILS.give(row.person, world)
    if own != person:
        entry["details"] = {key: value for key, value in own.items() if value != person[key]}
    if row.delegation_id is not None:
        entry["delegation"] = ids[row.delegation_id]
    if row.replaces_id is not None:
        entry["replaces"] = keys[row.replaces_id]
    entry |= questions.give_answers(row, world) | tags.give(row, world) | consents.give(row, world)
    if invitation is not None:
        entry["invitation"] = shapes.INVITATION.give(invitation, world)
    return entry
