"""What was said: remarks, points with the States that supported them, and topics for another time."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from eventhub.base import countries
from eventhub.base.db import session
from eventhub.base.errors import Refused
from eventhub.base.i18n import _l
from eventhub.domain import audit, events
from eventhub.models.discussion import DiscussionPoint, FocusProposal, PointSupport, TopicProposal
from eventhub.models.events import Event, Remarks, Session

OPENING, CLOSING = "opening", "closing"


class NoText(Refused):
    """What was said has words."""

    message = _l("Enter what was said.")


class NoSpeaker(Refused):
    """Remarks are somebody's."""

    message = _l("Enter who spoke.")


class TopicKnown(Refused):
    """A topic is proposed once per event; others join it."""

    message = _l("This topic is noted already. Add the States to it there.")


def find_remarks(event: Event, kind: str) -> Remarks | None:
    """Return the opening or closing remarks."""
    return session.scalar(select(Remarks).where(Remarks.event_id == event.id, Remarks.kind == kind))


def write_remarks(
    event: Event,
    kind: str,
    *,
    speaker: str | None,
    points: Sequence[str],
    part: Session | None = None,
    by: str,
    now: datetime,
) -> Remarks | None:
    """Write down remarks, point by point; with neither speaker nor points they are taken back.

    `part` is the session in which new ones are made.
    """
    events.lock(event)
    remarks = find_remarks(event, kind)
    before = list(remarks.points) if remarks else None
    if not speaker and not points:
        if remarks is not None:
            audit.record("remarks:remove", remarks, by=by, now=now, event=event, difference={"points": [before, None]})
            session.delete(remarks)
        return None
    if not speaker:
        raise NoSpeaker(field="speaker")
    if remarks is None:
        remarks = Remarks(event=event, kind=kind, session=part)
        session.add(remarks)
    remarks.speaker, remarks.points = speaker, list(points)
    difference = {"speaker": speaker, "points": [before, list(points)]}
    audit.record("remarks:write", remarks, by=by, now=now, event=event, difference=difference)
    return remarks


def add_remark(
    event: Event,
    kind: str,
    *,
    speaker: str | None,
    text: str | None,
    part: Session | None = None,
    by: str,
    now: datetime,
) -> Remarks:
    """Write one more point of remarks down while they are being made; the speaker once is enough."""
    if not text:
        raise NoText(field="text")
    events.lock(event)
    remarks = find_remarks(event, kind)
    if remarks is not None:
        session.refresh(remarks)
    elif not speaker:
        raise NoSpeaker(field="speaker")
    points = [*(remarks.points if remarks else ()), text]
    speaker = speaker or (remarks.speaker if remarks else None)
    written = write_remarks(event, kind, speaker=speaker, points=points, part=part, by=by, now=now)
    assert written is not None
    return written


def find_points(event: Event) -> Sequence[DiscussionPoint]:
    """Return the points of an event with their supporters, in order."""
    mine = select(DiscussionPoint).where(DiscussionPoint.event_id == event.id)
    return session.scalars(mine.order_by(DiscussionPoint.position, DiscussionPoint.id)).all()


def find_point(event: Event, point_id: int) -> DiscussionPoint | None:
    """Return a point of this event by its number."""
    found = session.get(DiscussionPoint, point_id)
    return found if found is not None and found.event_id == event.id else None


def write_point(
    event: Event,
    point: DiscussionPoint | None,
    *,
    text: str | None,
    supported_by: Sequence[str],
    quantifier: str | None = None,
    part: Session | None = None,
    by: str,
    now: datetime,
) -> DiscussionPoint:
    """Write down a point, or put one right; supporters stand in the order given.

    `part` is the session of a new one. `quantifier` is the drafter's own word for how many made it; without one their
    number proposes it.
    """
    if not text:
        raise NoText(field="text")
    events.lock(event)
    before = _told(point) if point else None
    if point is None:
        key = f"point-{secrets.token_hex(4)}"
        point = DiscussionPoint(event=event, key=key, position=_next_point(event), session=part)
        session.add(point)
    point.text, point.quantifier = text, quantifier
    _support(point, supported_by)
    difference = {"before": before, "after": _told(point)}
    audit.record("discussion-point:write", point, by=by, now=now, event=event, difference=difference)
    return point


def _told(point: DiscussionPoint) -> dict[str, Any]:
    told = {"text": point.text, "supported_by": supporters(point)}
    return told | ({"quantifier": point.quantifier} if point.quantifier else {})


def support(point: DiscussionPoint, country: str, *, is_supported: bool, by: str, now: datetime) -> None:
    """Note that a State supports a point, or take that back; whoever says the same twice changes nothing."""
    if countries.find(country) is None:
        raise Refused(_l("Choose a country from the list."))
    events.lock(point.event)
    session.refresh(point)
    standing = supporters(point)
    if (country in standing) is is_supported:
        return
    wanted = [*standing, country] if is_supported else [code for code in standing if code != country]
    _support(point, wanted)
    difference = {"supported_by": [standing, wanted]}
    audit.record("discussion-point:support", point, by=by, now=now, event=point.event, difference=difference)


def remove_point(point: DiscussionPoint, *, by: str, now: datetime) -> None:
    """Take a point back with its supporters."""
    difference = {"text": [point.text, None], "supported_by": [supporters(point), None]}
    audit.record("discussion-point:remove", point, by=by, now=now, event=point.event, difference=difference)
    session.delete(point)


def supporters(point: DiscussionPoint) -> list[str]:
    """Return the States that supported a point, by their codes."""
    return [support.country for support in point.supports]


def find_topics(event: Event) -> Sequence[TopicProposal]:
    """Return the topics suggested for another time, in order."""
    mine = select(TopicProposal).where(TopicProposal.event_id == event.id)
    return session.scalars(mine.order_by(TopicProposal.position, TopicProposal.id)).all()


def find_topic(event: Event, topic_id: int) -> TopicProposal | None:
    """Return a suggested topic of this event by its number."""
    found = session.get(TopicProposal, topic_id)
    return found if found is not None and found.event_id == event.id else None


def write_topic(
    event: Event,
    proposal: TopicProposal | None,
    *,
    topic: str | None,
    proposed_by: Sequence[str],
    by: str,
    now: datetime,
) -> TopicProposal:
    """Write down a topic that States suggest for another time, or put one right."""
    if not topic:
        raise NoText(field="topic")
    events.lock(event)
    topics = find_topics(event)
    if any(each.topic == topic and each is not proposal for each in topics):
        raise TopicKnown(field="topic")
    if proposal is None:
        proposal = TopicProposal(event=event, position=topics[-1].position + 1 if topics else 1)
        session.add(proposal)
    proposal.topic, proposal.proposed_by = topic, list(proposed_by)
    difference = {"topic": topic, "proposed_by": list(proposed_by)}
    audit.record("topic:write", proposal, by=by, now=now, event=event, difference=difference)
    return proposal


def remove_topic(proposal: TopicProposal, *, by: str, now: datetime) -> None:
    """Take a suggested topic back."""
    difference = {"topic": [proposal.topic, None]}
    audit.record("topic:remove", proposal, by=by, now=now, event=proposal.event, difference=difference)
    session.delete(proposal)


def find_proposals(event: Event) -> Sequence[FocusProposal]:
    """Return what was proposed at an event as the focus of a coming one, in order."""
    mine = select(FocusProposal).where(FocusProposal.event_id == event.id)
    return session.scalars(mine.order_by(FocusProposal.position, FocusProposal.id)).all()


def find_proposal(event: Event, proposal_id: int) -> FocusProposal | None:
    """Return a proposed focus of this event by its number."""
    found = session.get(FocusProposal, proposal_id)
    return found if found is not None and found.event_id == event.id else None


def proposed_for(event: Event) -> Sequence[FocusProposal]:
    """Return what earlier events proposed as the focus of this one, with those events."""
    mine = select(FocusProposal).where(FocusProposal.for_event == event.slug, FocusProposal.event_id != event.id)
    return session.scalars(mine.options(joinedload(FocusProposal.event)).order_by(FocusProposal.id)).all()


def write_proposal(
    event: Event,
    proposal: FocusProposal | None,
    *,
    topic: str | None,
    for_event: str | None,
    proposed_by: str | None,
    supported_by: Sequence[str],
    by: str,
    now: datetime,
) -> FocusProposal:
    """Write down a topic proposed as the focus of a coming event (by its slug), or put one right."""
    if not topic:
        raise NoText(field="topic")
    events.lock(event)
    standing = find_proposals(event)
    if any(each.topic == topic and each.for_event == for_event and each is not proposal for each in standing):
        raise TopicKnown(field="topic")
    if proposal is None:
        proposal = FocusProposal(event=event, position=standing[-1].position + 1 if standing else 1)
        session.add(proposal)
    after = {"topic": topic, "for_event": for_event, "proposed_by": proposed_by, "supported_by": list(supported_by)}
    difference = {name: [getattr(proposal, name), value] for name, value in after.items()}
    for name, value in after.items():
        setattr(proposal, name, value)
    audit.record("focus-proposal:write", proposal, by=by, now=now, event=event, difference=difference)
    return proposal


def remove_proposal(proposal: FocusProposal, *, by: str, now: datetime) -> None:
    """Take a proposed focus back."""
    difference = {"topic": [proposal.topic, None]}
    audit.record("focus-proposal:remove", proposal, by=by, now=now, event=proposal.event, difference=difference)
    session.delete(proposal)


def _next_point(event: Event) -> int:
    highest = select(func.max(DiscussionPoint.position)).where(DiscussionPoint.event_id == event.id)
    return (session.scalar(highest) or 0) + 1


def _support(point: DiscussionPoint, states: Sequence[str]) -> None:
    """Keep the rows of States that still support the point, so that no row is deleted and written in one go."""
    standing = {support.country: support for support in point.supports}
    chosen = [code for code in dict.fromkeys(states) if countries.find(code)]
    point.supports = [standing.get(code) or PointSupport(country=code) for code in chosen]
    for position, support in enumerate(point.supports, start=1):
        support.position = position
