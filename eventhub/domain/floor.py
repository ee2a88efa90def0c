"""The floor while a meeting runs: who asks for it, who is called next, who has it, and what that leaves on record.

Every step locks the event's row, names the request it is about, and refuses when somebody else was faster.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import selectinload

from eventhub.base import countries
from eventhub.base.db import session
from eventhub.base.errors import Refused
from eventhub.base.i18n import _l, current_language
from eventhub.domain import audit, events, interventions, turns
from eventhub.models.events import Event, Session
from eventhub.models.interventions import Floor, Intervention, SpeakingOrder, SpeakingRequest, SpeakingState
from eventhub.models.people import party_key
from eventhub.models.registrations import Registration

GONE = frozenset({SpeakingState.WITHDRAWN, SpeakingState.PASSED})
"""Who asked and was not heard; they may be put back."""


class MovedOn(Refused):
    """Somebody else was faster."""

    message = _l("The list has changed in the meantime. Look again; nothing was done twice.")


class AlreadyWaiting(Refused):
    """Nobody waits twice."""

    message = _l("They are on the list already.")


class AskedAgain(Refused):
    """Who is to wait again in front waits already, by a later request."""

    def __init__(self, name: str) -> None:
        super().__init__(
            _l("%(name)s has asked for the floor again. Take that request off the list first, then undo.", name=name)
        )


@dataclass(frozen=True, slots=True)
class SpeakersList:
    """All that stands of one floor: of an event, or of one of its sessions."""

    floor: Floor
    speaking: SpeakingRequest | None
    waiting: Sequence[SpeakingRequest]
    """In the order in which they are called."""
    spoken: Sequence[SpeakingRequest]
    """Latest first."""
    gone: Sequence[SpeakingRequest]
    """Passed over or taken back, latest first."""

    @property
    def undoable(self) -> SpeakingRequest | None:
        """Return the request whose last step can be taken back: who has the floor, else who had it last."""
        return self.speaking or (self.spoken[0] if self.spoken else None)


def find_floor(event: Event, part: Session | None = None) -> Floor | None:
    """Return the floor of an event or session, if it was ever touched."""
    return session.scalar(select(Floor).where(Floor.event_id == event.id, _in(Floor, part)))


def show(event: Event, part: Session | None = None) -> SpeakersList:
    """Return the speakers' list of an event or session; an untouched floor is closed and called by request."""
    rows = _rows(event, part)
    untouched = Floor(event_id=event.id, is_open=False, order=SpeakingOrder.REQUEST)
    ended = sorted((row for row in rows if row.state is SpeakingState.SPOKEN), key=_end, reverse=True)
    return SpeakersList(
        floor=find_floor(event, part) or untouched,
        speaking=next((row for row in rows if row.state is SpeakingState.SPEAKING), None),
        waiting=_waiting(rows),
        spoken=ended,
        gone=sorted((row for row in rows if row.state in GONE), key=_end, reverse=True),
    )


def find(event: Event, request_id: int) -> SpeakingRequest | None:
    """Return a request of this event by its number."""
    found = session.get(SpeakingRequest, request_id)
    return found if found is not None and found.event_id == event.id else None


def set_open(event: Event, part: Session | None, *, is_open: bool, by: str, now: datetime) -> Floor:
    """Let delegates ask for the floor, or no longer; those who wait stay on the list."""
    events.lock(event)
    floor = _floor(event, part)
    if floor.is_open is not is_open:
        floor.is_open = is_open
        audit.record("floor:open" if is_open else "floor:close", floor, by=by, now=now, event=event)
    return floor


def set_order(event: Event, part: Session | None, order: SpeakingOrder, *, by: str, now: datetime) -> Floor:
    """Call those who wait by request or by protocol; they are put in that order at once."""
    events.lock(event)
    floor = _floor(event, part)
    difference = {"order": [floor.order, order]}
    floor.order = order
    rows = _waiting(_rows(event, part))
    _number(sorted(rows, key=turns.rank(order)))
    audit.record("floor:order", floor, by=by, now=now, event=event, difference=difference)
    return floor


def request(
    event: Event,
    part: Session | None = None,
    *,
    country: str | None,
    organisation: str | None,
    kind: str | None = None,
    asked_by: Registration | None = None,
    by: str,
    now: datetime,
) -> SpeakingRequest:
    """Put a State or an organisation on the list; whoever waits already is returned as they stand."""
    party = party_key(country, organisation)
    if party is None:
        raise interventions.NobodySpoke(field="who")
    events.lock(event)
    waiting = _waiting(_rows(event, part))
    if standing := next((row for row in waiting if row.party_key == party), None):
        return standing
    asked = SpeakingRequest(
        key=uuid.uuid4().hex,
        event=event,
        session=part,
        position=0,
        kind=kind or (interventions.capacity(country, event) if country else "working_group"),
        country=country or None,
        organisation=None if country else organisation,
        party_key=party,
        registration=asked_by,
        by=by,
        state=SpeakingState.REQUESTED,
        requested_at=now,
    )
    session.add(asked)
    _number(turns.insert(waiting, asked, _floor(event, part).order))
    _note("request", asked, None, by=by, now=now)
    return asked


def take_back(asked: SpeakingRequest, *, by: str, now: datetime) -> None:
    """Take a request from the list because it is wanted no longer."""
    _leave(asked, SpeakingState.WITHDRAWN, by=by, now=now)


def pass_over(asked: SpeakingRequest, *, by: str, now: datetime) -> None:
    """Take a request from the list because nobody answered the call."""
    _leave(asked, SpeakingState.PASSED, by=by, now=now)


def put_back(asked: SpeakingRequest, *, by: str, now: datetime) -> None:
    """Put a request that was passed over or taken back onto the list again, where the order wants it."""
    _hold(asked, GONE)
    waiting = _waiting(_rows(asked.event, asked.session))
    if any(row.party_key == asked.party_key for row in waiting):
        raise AlreadyWaiting
    before = asked.state
    asked.state, asked.ended_at = SpeakingState.REQUESTED, None
    _number(turns.insert(waiting, asked, _floor(asked.event, asked.session).order))
    _note("put-back", asked, before, by=by, now=now)


def give(asked: SpeakingRequest, *, by: str, now: datetime) -> Intervention:
    """Give somebody the floor: whoever has it is done, and that these spoke is on record from now."""
    _hold(asked, {SpeakingState.REQUESTED})
    event = asked.event
    present = _speaking(event, asked.session)
    if present is not None:
        _end_speech(present, by=by, now=now)
    intervention = interventions.add(
        event,
        country=asked.country,
        organisation=asked.organisation,
        kind=asked.kind,
        part=asked.session,
        by=by,
        now=now,
    )
    asked.state, asked.started_at, asked.intervention = SpeakingState.SPEAKING, now, intervention
    _number(_waiting(_rows(event, asked.session)))
    _note("give", asked, SpeakingState.REQUESTED, by=by, now=now)
    return intervention


def finish(asked: SpeakingRequest, *, by: str, now: datetime) -> None:
    """Note that whoever has the floor has spoken."""
    _hold(asked, {SpeakingState.SPEAKING})
    _end_speech(asked, by=by, now=now)


def undo(asked: SpeakingRequest, *, by: str, now: datetime) -> None:
    """Take the last step back: who has the floor waits again in front, and whoever it was taken from goes on.

    When nobody has the floor, whoever had it last has it again.
    """
    events.lock(asked.event)
    session.refresh(asked)
    listed = show(asked.event, asked.session)
    if listed.undoable is None or listed.undoable.id != asked.id:
        raise MovedOn
    if asked.state is SpeakingState.SPOKEN:
        _resume(asked, by=by, now=now)
        return
    if any(row.party_key == asked.party_key for row in listed.waiting):
        raise AskedAgain(_name(asked))
    given_at, intervention = asked.started_at, asked.intervention
    asked.state, asked.started_at, asked.intervention = SpeakingState.REQUESTED, None, None
    _number([asked, *listed.waiting])
    if intervention is not None:
        interventions.remove(intervention, by=by, now=now)
    _note("undo", asked, SpeakingState.SPEAKING, by=by, now=now)
    interrupted = listed.spoken[0] if listed.spoken and listed.spoken[0].ended_at == given_at else None
    if interrupted is not None:
        _resume(interrupted, by=by, now=now)


def move(asked: SpeakingRequest, *, earlier: bool, by: str, now: datetime) -> None:
    """Swap a request with the one before it, or after it; the first and last stay where they are."""
    _hold(asked, {SpeakingState.REQUESTED})
    waiting = _waiting(_rows(asked.event, asked.session))
    before = asked.position
    _number(turns.swapped(waiting, waiting.index(asked), earlier=earlier))
    difference = {"position": [before, asked.position]}
    audit.record("speaking-request:move", asked, by=by, now=now, event=asked.event, difference=difference)


def set_kind(asked: SpeakingRequest, kind: str, *, by: str, now: datetime) -> None:
    """Say in which capacity somebody speaks; on record too, once they have the floor."""
    if kind not in interventions.KINDS:
        raise Refused(_l("Choose one of the options."), field="kind")
    _hold(asked, set(SpeakingState))
    difference = {"kind": [asked.kind, kind]}
    asked.kind = kind
    if asked.intervention is not None:
        asked.intervention.kind = kind
    audit.record("speaking-request:kind", asked, by=by, now=now, event=asked.event, difference=difference)


def forget(registrations: Sequence[int], *, now: datetime) -> None:
    """Untie requests from registrations that are forgotten, by number; whoever waited waits no longer."""
    mine = SpeakingRequest.registration_id.in_(registrations)
    left = {"state": SpeakingState.WITHDRAWN, "ended_at": now}
    session.execute(update(SpeakingRequest).where(mine, SpeakingRequest.state == SpeakingState.REQUESTED).values(left))
    session.execute(update(SpeakingRequest).where(mine).values(registration_id=None))


def _in(table: type[Floor] | type[SpeakingRequest], part: Session | None) -> Any:
    return table.session_id.is_(None) if part is None else table.session_id == part.id


def _rows(event: Event, part: Session | None) -> Sequence[SpeakingRequest]:
    mine = select(SpeakingRequest).where(SpeakingRequest.event_id == event.id, _in(SpeakingRequest, part))
    return session.scalars(mine.options(selectinload(SpeakingRequest.registration)).order_by(SpeakingRequest.id)).all()


def _waiting(rows: Iterable[SpeakingRequest]) -> list[SpeakingRequest]:
    return sorted((row for row in rows if row.state is SpeakingState.REQUESTED), key=lambda row: (row.position, row.id))


def _speaking(event: Event, part: Session | None) -> SpeakingRequest | None:
    rows = _rows(event, part)
    return next((row for row in rows if row.state is SpeakingState.SPEAKING), None)


def _floor(event: Event, part: Session | None) -> Floor:
    """Return the floor, made when it is first touched."""
    floor = find_floor(event, part)
    if floor is None:
        floor = Floor(event=event, session=part, is_open=False, order=SpeakingOrder.REQUEST)
        session.add(floor)
        session.flush()
    return floor


def _hold(asked: SpeakingRequest, states: Iterable[SpeakingState]) -> None:
    """Lock the event and read the request again; refuse when it is no longer where the deed expects it."""
    events.lock(asked.event)
    session.refresh(asked)
    if asked.state not in set(states):
        raise MovedOn


def _leave(asked: SpeakingRequest, state: SpeakingState, *, by: str, now: datetime) -> None:
    _hold(asked, {SpeakingState.REQUESTED})
    asked.state, asked.ended_at = state, now
    _number(_waiting(_rows(asked.event, asked.session)))
    _note(state.value, asked, SpeakingState.REQUESTED, by=by, now=now)


def _end_speech(asked: SpeakingRequest, *, by: str, now: datetime) -> None:
    asked.state, asked.ended_at = SpeakingState.SPOKEN, now
    session.flush()  # before the next begins: the database lets one speak at a time
    _note("finish", asked, SpeakingState.SPEAKING, by=by, now=now)


def _resume(asked: SpeakingRequest, *, by: str, now: datetime) -> None:
    session.flush()
    asked.state, asked.ended_at = SpeakingState.SPEAKING, None
    _note("undo", asked, SpeakingState.SPOKEN, by=by, now=now)


def _number(rows: Iterable[SpeakingRequest]) -> None:
    for position, row in enumerate(rows, start=1):
        row.position = position
    session.flush()


def _name(asked: SpeakingRequest) -> str:
    state = countries.find(asked.country)
    return state.name(current_language()) if state else asked.organisation or ""


def _end(asked: SpeakingRequest) -> datetime:
    return asked.ended_at or asked.requested_at


def _note(verb: str, asked: SpeakingRequest, before: SpeakingState | None, *, by: str, now: datetime) -> None:
    difference = {"who": asked.country or asked.organisation, "state": [before, asked.state]}
    audit.record(f"speaking-request:{verb}", asked, by=by, now=now, event=asked.event, difference=difference)
