"""The rows behind a number of a summary: which people, States or sources it rests on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from eventhub.base import countries
from eventhub.base.db import session
from eventhub.base.i18n import _, _l, format_day, format_list
from eventhub.domain import attendance, attribution, cosponsorships, counts, directory, facts, phrasing, wording
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

    title: str
    """What is counted: "Civil society"."""
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
            title = _("Champion countries as of %(day)s", day=format_day(day))
            return _states(title, directory.champions_as_of(day))
        case "speaking_states":
            rows = session.scalars(
                select(Intervention).where(Intervention.event_id == event.id).order_by(Intervention.position)
            )
            return _states(_("States that took the floor"), facts.speaking_states(rows))
        case "co_sponsorships_under_way":
            return _under_way(event, day)
        case "support" | "focus" | "topic":
            return _states(*_supported(event, subject, value))
        case "key_figure":
            return _key_figure(event, value)
        case _:
            return _participants(event, subject, value)


def _participants(event: Event, subject: str, value: str) -> Grounds:
    """Return people; a cell of several categories holds the people of each."""
    established = attendance.establish(event)
    counted: list[Participant] = []
    for word in value.split(","):
        if subject == "category" and word == attribution.NO_CATEGORY:
            counted += [each for each in established.counted if not (each.details and each.details.category)]
        else:
            counted += counts.rows_behind(event, f"{subject}:{word}" if word else subject)
    return Grounds(
        title=_title(subject, value),
        participants=counted,
        imports=established.imports,
        corrections=established.corrections,
    )


_COUNTED = {
    "participants": _l("Participants"),
    "government_officials": _l("Officials of member and observer States"),
    "member_states": _l("Officials of Member States"),
    "observer_states": _l("Officials of observer States"),
    "country_count": _l("Officials, by whom countries are counted"),
}


def _title(subject: str, value: str) -> str:
    if subject == "category":
        return phrasing.capitalised(format_list([wording.category(word) for word in value.split(",")]))
    return str(_COUNTED.get(subject, value or subject))


def _states(title: str, codes: Iterable[str]) -> Grounds:
    return Grounds(title, rows=[Row(countries.get(code).name()) for code in codes if countries.find(code)])


def _under_way(event: Event, day: date) -> Grounds:
    standing = cosponsorships.as_of(event, day)
    return Grounds(
        _("Offers and considerations to co-sponsor, as of %(day)s", day=format_day(day)),
        rows=[
            Row(cosponsorships.name(each), status.value)
            for status, found in standing.items()
            if status.is_under_way
            for each in found
        ],
    )


def _supported(event: Event, subject: str, value: str) -> tuple[str, list[str]]:
    """Return what was supported or proposed, and by which States."""
    if subject == "support":
        point = session.scalar(
            select(DiscussionPoint).where(DiscussionPoint.event_id == event.id, DiscussionPoint.key == value)
        )
        if point:
            return point.text, [support.country for support in point.supports]
    elif subject == "focus":
        rows = select(FocusProposal).where(FocusProposal.event_id == event.id, FocusProposal.topic == value)
        if proposals := session.scalars(rows).all():
            return value, list(dict.fromkeys(code for each in proposals for code in each.supported_by))
    else:
        topics = select(TopicProposal).where(TopicProposal.event_id == event.id, TopicProposal.topic == value)
        if topic := session.scalar(topics):
            return value, topic.proposed_by
    raise NoSuchFigure


def _key_figure(event: Event, key: str) -> Grounds:
    figure = session.scalar(select(KeyFigure).where(KeyFigure.event_id == event.id, KeyFigure.key == key))
    if figure is None:
        raise NoSuchFigure
    note = _("as of %(day)s", day=format_day(figure.as_of)) if figure.as_of else ""
    return Grounds(figure.label, rows=[Row(wording.measured(figure.value, figure.unit), note)])
