"""What a summary is drafted from: the facts of one event, gathered once and filtered by the attribution rule."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from sqlalchemy import select

from eventhub.base import countries
from eventhub.base.db import session
from eventhub.base.i18n import LANGUAGES, SOURCE_LANGUAGE
from eventhub.domain import attendance, attribution, cosponsorships, counts, directory, survey_results
from eventhub.domain import outcomes as commitments
from eventhub.domain.attendance import Attendance
from eventhub.domain.survey_results import Quoted
from eventhub.domain.wording import Precision
from eventhub.models.discussion import DiscussionPoint, FocusProposal, TopicProposal
from eventhub.models.events import Event, EventReference, GlossaryTerm, KeyFigure
from eventhub.models.interventions import Intervention
from eventhub.models.materials import Audience, Material
from eventhub.models.outcomes import Outcome
from eventhub.models.people import Category
from eventhub.models.summaries import Summary, SummaryStage, SummaryVersion

Figures = Mapping[str, Any]
"""The counts of an event by name, as `attendance counts --json` gives them; empty when nothing was recorded."""

NOT_BY_STATES = frozenset({"working_group", "network_response"})
"""The capacities in which somebody other than a State takes the floor."""

CO_LEAD = "working_group_co_lead"

TELLING_MATERIALS = frozenset({"letter", "recording"})
"""Kinds of material that show who wrote or spoke."""

Row = TypeVar("Row", Intervention, DiscussionPoint, FocusProposal, TopicProposal, Outcome)


@dataclass(frozen=True, slots=True)
class Options:
    """What the drafter chose; anything unknown falls back to the plain form."""

    states_are_counted: bool
    precision: Precision
    floor_is_alphabetical: bool
    champions: str
    """listed, counted or none."""
    fold: Mapping[str, str]
    """Which category is counted into which in the attendance sentence."""
    others_are_alphabetical: bool
    """Whether working groups and the Network are named in alphabetical order, rather than as they spoke."""
    language: str
    """The language that the summary is drafted in."""
    points_by_support: bool
    """Whether the points stand in the order of how many made them, rather than as entered."""

    @classmethod
    def read(cls, chosen: Mapping[str, Any]) -> Options:
        """Read the choices kept with an event."""
        fold = chosen.get("fold")
        return cls(
            states_are_counted=chosen.get("states") != "uncounted",
            precision=precision(chosen.get("numbers")) or Precision.EXACT,
            floor_is_alphabetical=chosen.get("floor_order") != "speaking",
            champions=str(chosen.get("champions") or "none"),
            fold={str(one): str(other) for one, other in fold.items()} if isinstance(fold, Mapping) else {},
            others_are_alphabetical=chosen.get("others_order") == "alphabetical",
            language=chosen["language"] if chosen.get("language") in LANGUAGES else SOURCE_LANGUAGE,
            points_by_support=chosen.get("points_order") == "support",
        )


def precision(word: object) -> Precision | None:
    """Return the precision of this name, if it is one."""
    return Precision(word) if isinstance(word, str) and word in set(Precision) else None


@dataclass(frozen=True, slots=True)
class QuotedEvent:
    """An earlier or coming event that was spoken of."""

    event: Event
    speaker: str | None
    figures: Figures
    """As published, where they were; empty for a coming event."""
    precision: Precision
    is_coming: bool
    under_way: int
    """How many consider or offer to co-sponsor it, as of the day of the meeting."""


@dataclass(frozen=True, slots=True)
class Facts:
    """One event as its summary may tell of it: rows under the Chatham House Rule are counted, not kept."""

    event: Event
    day: date
    options: Options
    figures: Figures
    only_co_leads: bool
    """Whether everybody from civil society leads a working group."""
    champions: Sequence[str]
    co_sponsors: Sequence[str]
    speaking_states: int
    """How many States took the floor, named or not."""
    interventions: Sequence[Intervention]
    points: Sequence[DiscussionPoint]
    focus_proposals: Sequence[FocusProposal]
    topics: Sequence[TopicProposal]
    outcomes: Sequence[Outcome]
    key_figures: Sequence[KeyFigure]
    materials: Sequence[Material]
    survey: Sequence[Quoted]
    """What participants said afterwards, as far as the organiser offers it."""
    quoted: Sequence[QuotedEvent]
    glossary: Mapping[str, str]
    left_out: int
    """How many rows the Chatham House Rule keeps out of the text."""
    carried: Sequence[Outcome] = ()
    """What is open from earlier meetings of the series, as their published summaries told of it."""

    @property
    def is_counts_only(self) -> bool:
        """Tell whether only counts may leave the room."""
        return attribution.is_counts_only(self.event)


def gather(event: Event, *, language: str) -> Facts:
    """Return what a summary of this event may say, from the data as they stand."""
    day = event.starts_at.date()
    established = attendance.establish(event)
    interventions = _rows(Intervention, event)
    points, proposals, topics = _rows(DiscussionPoint, event), _rows(FocusProposal, event), _rows(TopicProposal, event)
    outcomes = _rows(Outcome, event)
    said = [row for rows in (interventions, points, proposals, topics, outcomes) for row in rows]
    return Facts(
        event=event,
        day=day,
        options=Options.read(event.summary_options),
        figures=_figures(established),
        only_co_leads=_has_only_co_leads(established),
        champions=directory.champions_as_of(day),
        co_sponsors=_co_sponsors(event, day, language),
        speaking_states=len(speaking_states(interventions)),
        interventions=_open(event, interventions),
        points=_open(event, points),
        focus_proposals=_open(event, proposals),
        topics=_open(event, topics),
        outcomes=_open(event, outcomes),
        key_figures=session.scalars(
            select(KeyFigure).where(KeyFigure.event_id == event.id).order_by(KeyFigure.id)
        ).all(),
        materials=_materials(event),
        survey=survey_results.quoted(event),
        quoted=_quoted_events(event),
        glossary={
            term.short: term.long for term in session.scalars(select(GlossaryTerm).order_by(GlossaryTerm.position))
        },
        left_out=sum(not attribution.may_name_speaker(event, row) for row in said),
        carried=_carried(event),
    )


def _carried(event: Event) -> list[Outcome]:
    """Return what is open from earlier meetings and was told in public: nothing leaves a room by a later summary."""
    open_still = commitments.carried_into(event)
    if not open_still:
        return []
    numbers = {each.event_id for each in open_still}
    rows = session.execute(select(Summary.event_id, Summary.published_at).where(Summary.event_id.in_(numbers)))
    told = {event_id: published_at for event_id, published_at in rows if published_at is not None}
    return [
        each
        for each in open_still
        if each.event_id in told
        and each.changed_at <= told[each.event_id]
        and attribution.may_name_speaker(each.event, each)
    ]


def speaking_states(interventions: Iterable[Intervention]) -> list[str]:
    """Return the States that took the floor, each once, in speaking order; working groups and the Network are not."""
    codes = (each.country for each in interventions if is_by_state(each))
    return list(dict.fromkeys(code for code in codes if code))


def is_by_state(intervention: Intervention) -> bool:
    """Tell whether a State took the floor, rather than a working group or the Network."""
    return intervention.kind not in NOT_BY_STATES and countries.find(intervention.country) is not None


def present_figures(event: Event) -> Figures:
    """Return the counts of an event as they stand."""
    return _figures(attendance.establish(event))


def _figures(established: Attendance) -> Figures:
    return counts.count_attendance(established).as_json() if established.counted else {}


def quoted_figures(event: Event) -> Figures:
    """Return the counts of an event for a document that quotes it: as published, where they were."""
    published = session.scalar(
        select(SummaryVersion)
        .join(Summary)
        .where(Summary.event_id == event.id, SummaryVersion.stage == SummaryStage.PUBLISHED)
        .order_by(SummaryVersion.number.desc())
        .limit(1)
    )
    figures: Figures | None = published.figures.get(event.slug) if published else None
    return figures if figures else present_figures(event)


def _quoted_events(event: Event) -> list[QuotedEvent]:
    """Return the events spoken of: those referred to, then those that only a consultation names."""
    quoted = [_quoted(event, each.refers_to, each) for each in event.references]
    known = {each.event.slug for each in quoted}
    named = [slug for consultation in event.consultations for slug in consultation.refers_to if slug not in known]
    others = session.scalars(select(Event).where(Event.slug.in_(named)).order_by(Event.starts_at_utc))
    return quoted + [_quoted(event, other, None) for other in others]


def _quoted(event: Event, other: Event, reference: EventReference | None) -> QuotedEvent:
    is_coming = other.starts_at_utc > event.starts_at_utc
    standing = cosponsorships.as_of(other, event.starts_at.date()) if is_coming else {}
    chosen = precision(reference.numbers) if reference else None
    return QuotedEvent(
        event=other,
        speaker=reference.speaker if reference else None,
        figures={} if is_coming else quoted_figures(other),
        precision=chosen or Options.read(other.summary_options).precision,
        is_coming=is_coming,
        under_way=sum(len(each) for status, each in standing.items() if status.is_under_way),
    )


def _co_sponsors(event: Event, day: date, language: str) -> list[str]:
    """Name the confirmed: States in the language's order, then organisations."""
    named = [each for each in cosponsorships.find_by_event(event) if attribution.may_name_co_sponsor(each, day)]
    states = [state for each in named if (state := countries.find(each.country))]
    others = [cosponsorships.name(each, language) for each in named if countries.find(each.country) is None]
    return [state.name(language) for state in countries.sort(states, language)] + others


def _has_only_co_leads(established: Attendance) -> bool:
    present = [each.details for each in established.counted if each.details]
    civil_society = [each for each in present if each.category is Category.CIVIL_SOCIETY]
    return bool(civil_society) and all(each.network_role == CO_LEAD for each in civil_society)


def _rows(table: type[Row], event: Event) -> Sequence[Row]:
    return session.scalars(select(table).where(table.event_id == event.id).order_by(table.position)).all()


def _open(event: Event, rows: Sequence[Row]) -> list[Row]:
    return [row for row in rows if attribution.may_name_speaker(event, row)]


def _materials(event: Event) -> list[Material]:
    public = select(Material).where(Material.event_id == event.id, Material.audience == Audience.PUBLIC)
    rows = session.scalars(public.order_by(Material.position, Material.id))
    is_closed = attribution.is_counts_only(event)
    return [row for row in rows if not (is_closed and row.kind in TELLING_MATERIALS)]
