"""The rows behind a number of a summary: which people, States or sources it rests on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from eventhub.base import countries
from eventhub.base.db import session
from eventhub.base.i18n import _, format_day
from eventhub.domain import attendance, cosponsorships, counts, directory, facts
from eventhub.domain.attendance import Participant
from eventhub.domain.counts import NoSuchFigure
from eventhub.models.attendance import AttendanceImport, Correction
from eventhub.models.discussion import DiscussionPoint, FocusProposal, TopicProposal
from eventhub.models.events import Event, KeyFigure
from eventhub.models.interventions import Intervention


@dataclass(frozen=True, slots=True)
class Row:
    """Something counted that is no person: a State, a co-sponsor, a source."""

    name: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Grounds:
    """What a number rests on: people with the imports and corrections that made them count, or other rows."""

    participants: Sequence[Participant] = ()
    imports: Sequence[AttendanceImport] = ()
    corrections: Sequence[Correction] = ()
    rows: Sequence[Row] = ()


def behind(event: Event, figure: str, *, day: date | None = None) -> Grounds:
    """Return the rows behind a figure of an event, as of a day where it moves with time; raise NoSuchFigure."""
    subject, _colon, value = figure.partition(":")
    day = day or event.starts_at.date()
    match subject:
        case "champions":
            return _states(directory.champions_as_of(day), note=_("as of %(day)s", day=format_day(day)))
        case "speaking_states":
            rows = session.scalars(
                select(Intervention).where(Intervention.event_id == event.id).order_by(Intervention.position)
            )
            return _states(facts.speaking_states(rows))
        case "co_sponsorships_under_way":
            return _under_way(event, day)
        case "support" | "focus" | "topic":
            return _states(_supporters(event, subject, value))
        case "key_figure":
            return _key_figure(event, value)
        case _:
            return _participants(event, subject, value)


def _participants(event: Event, subject: str, value: str) -> Grounds:
    """Return people; a cell of several categories holds the people of each."""
    figures = [f"{subject}:{word}" for word in value.split(",")] if value else [subject]
    established = attendance.establish(event)
    return Grounds(
        participants=[each for figure in figures for each in counts.rows_behind(event, figure)],
        imports=established.imports,
        corrections=established.corrections,
    )


def _states(codes: Iterable[str], note: str = "") -> Grounds:
    return Grounds(rows=[Row(countries.get(code).name(), note) for code in codes if countries.find(code)])


def _under_way(event: Event, day: date) -> Grounds:
    standing = cosponsorships.as_of(event, day)
    return Grounds(
        rows=[
            Row(cosponsorships.name(each), _("%(status)s on %(day)s", status=status.value, day=format_day(day)))
            for status, found in standing.items()
            if status.is_under_way
            for each in found
        ]
    )


def _supporters(event: Event, subject: str, value: str) -> list[str]:
    if subject == "support":
        point = session.scalar(
            select(DiscussionPoint).where(DiscussionPoint.event_id == event.id, DiscussionPoint.key == value)
        )
        return [support.country for support in point.supports] if point else _nothing()
    if subject == "focus":
        rows = select(FocusProposal).where(FocusProposal.event_id == event.id, FocusProposal.topic == value)
        proposals = session.scalars(rows).all()
        return [code for each in proposals for code in each.supported_by] if proposals else _nothing()
    topic = session.scalar(
        select(TopicProposal).where(TopicProposal.event_id == event.id, TopicProposal.topic == value)
    )
    return topic.proposed_by if topic else _nothing()


def _key_figure(event: Event, key: str) -> Grounds:
    figure = session.scalar(select(KeyFigure).where(KeyFigure.event_id == event.id, KeyFigure.key == key))
    if figure is None:
        raise NoSuchFigure
    note = _("as of %(day)s", day=format_day(figure.as_of)) if figure.as_of else ""
    return Grounds(rows=[Row(figure.label, note)])


def _nothing() -> list[str]:
    raise NoSuchFigure
