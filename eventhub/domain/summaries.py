"""The summary of an event: drafted from the data, put into better words by people, published with its numbers frozen.

Until somebody writes in it the draft follows the data. From then on the words stand as they were saved, and what the
data say otherwise is shown, to be taken or left. Each save keeps a version.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, func, select

from eventhub.base.db import session
from eventhub.base.errors import Refused
from eventhub.base.i18n import _l
from eventhub.domain import attribution, audit, events, facts, outbox, revisions
from eventhub.domain.composition import Document
from eventhub.domain.drafting.document import draft
from eventhub.domain.revisions import Change
from eventhub.models.events import Event
from eventhub.models.registrations import Registration, RegistrationStatus
from eventhub.models.summaries import Summary, SummaryStage, SummaryVersion


class SummaryMoved(Refused):
    """Somebody else's words, or new data, came in between."""

    message = _l("The summary has changed since you opened it. Nothing was saved: compare and try again.")


class NotHeldYet(Refused):
    """A summary tells of what took place."""

    message = _l("The summary can be published once the event has begun.")


class UnsettledChanges(Refused):
    """The data say something else than the words."""

    message = _l("The data have changed since the words were written. Take or leave each change first.")


@dataclass(frozen=True, slots=True)
class Reading:
    """A draft as somebody reads it, beside the data of the moment."""

    event: Event
    document: Document
    """As it stands."""
    fresh: Document
    """As the data alone would have it."""
    basis: Mapping[str, str]
    changes: tuple[Change, ...]
    """What the data say otherwise; nothing of it happens by itself."""

    @property
    def seen(self) -> str:
        """A short digest of text and data, by which what was read is held against what is there."""
        return f"{self.document.fingerprint}{self.fresh.fingerprint}"


def find(event: Event) -> Summary | None:
    """Return the summary of an event, if anybody has saved one."""
    return session.scalar(select(Summary).where(Summary.event_id == event.id))


def versions(event: Event) -> Sequence[SummaryVersion]:
    """Return every version kept, newest first."""
    return session.scalars(_versions(event)).all()


def find_version(event: Event, number: int) -> SummaryVersion | None:
    """Return one version by its number."""
    return session.scalar(_versions(event).where(SummaryVersion.number == number))


def published(event: Event) -> SummaryVersion | None:
    """Return the version that is public: the last one published, whatever was drafted since.

    One that names speakers stays back when the event has come under the Chatham House Rule since.
    """
    version = session.scalar(_versions(event).where(SummaryVersion.stage == SummaryStage.PUBLISHED).limit(1))
    if version is None or (attribution.is_counts_only(event) and not document(version).is_counts_only):
        return None
    return version


def published_events() -> set[int]:
    """Return the ids of the events whose summary has been published."""
    return set(session.scalars(select(Summary.event_id).where(Summary.published_at.is_not(None))))


def document(version: SummaryVersion) -> Document:
    """Return the text of a version as it stood; raise UnreadableDocument for one that an archive brought broken."""
    return Document.from_json(version.document)


def current(event: Event) -> Document:
    """Return the draft as it stands: what the data say, once anybody has written in it, as it was last saved."""
    return read(event).document


def read(event: Event) -> Reading:
    """Return the draft as it stands, with what the data say otherwise since its words were written."""
    fresh, summary = draft(event), find(event)
    latest = session.scalar(_versions(event).limit(1))
    text, basis = fresh, revisions.basis_of(fresh)
    if summary is not None and summary.working is not None:
        text, basis = Document.from_json(summary.working["document"]), summary.working["basis"]
    elif latest is not None:
        text, basis = document(latest), latest.basis
    if text.is_counts_only is not fresh.is_counts_only:
        text, basis = fresh, revisions.basis_of(fresh)  # words of another rule may name whom this one does not
    return Reading(event, text, fresh, basis, tuple(revisions.find_changes(text, fresh, basis)))


def publish(
    event: Event, *, by: str, now: datetime, seen: str | None = None, is_announced: bool = False
) -> SummaryVersion:
    """Freeze the draft with the numbers it used, and let the public read it.

    With `is_announced` everybody with a confirmed place is told by mail.
    """
    if event.starts_at_utc > now:
        raise NotHeldYet
    present = open_for_writing(event, seen)
    if present.changes:
        raise UnsettledChanges
    version = keep(event, present.document, present.basis, SummaryStage.PUBLISHED, by=by, now=now)
    version.summary.published_at = now
    if is_announced:
        _announce(event, now=now)
    audit.record(
        "summary:publish", version.summary, by=by, now=now, event=event, difference={"version": [None, version.number]}
    )
    return version


def open_for_writing(event: Event, seen: str | None = None) -> Reading:
    """Return the draft, alone with it until the commit; SummaryMoved when it is not the one that was seen."""
    events.lock(event)
    session.expire_all()
    present = read(event)
    if seen is not None and seen != present.seen:
        raise SummaryMoved
    return present


def keep(
    event: Event, text: Document, basis: Mapping[str, str], stage: SummaryStage, *, by: str, now: datetime
) -> SummaryVersion:
    """Keep a text as the next version, with the numbers it used."""
    summary = ensure(event, now=now)
    last = session.scalar(select(func.max(SummaryVersion.number)).where(SummaryVersion.summary_id == summary.id))
    version = SummaryVersion(
        summary=summary,
        number=(last or 0) + 1,
        stage=stage,
        document=text.as_json(),
        basis=dict(basis),
        figures=_frozen(event, text),
        by=by,
        created_at=now,
    )
    summary.stage = stage
    summary.working = summary.working_by = summary.working_at = None
    session.add(version)
    session.flush()
    return version


def ensure(event: Event, *, now: datetime) -> Summary:
    """Return the summary of an event, begun now if nobody has."""
    summary = find(event)
    if summary is None:
        summary = Summary(event_id=event.id, stage=SummaryStage.DRAFT, created_at=now)
        session.add(summary)
        session.flush()
    return summary


def _frozen(event: Event, text: Document) -> dict[str, facts.Figures]:
    """Return the counts behind a text by event: its own as they stand, those it quotes as they were published."""
    quoted = {number.event for number in text.numbers()} - {event.slug}
    others = session.scalars(select(Event).where(Event.slug.in_(quoted))).all()
    return {event.slug: facts.present_figures(event), **{other.slug: facts.quoted_figures(other) for other in others}}


def _announce(event: Event, *, now: datetime) -> None:
    confirmed = select(Registration).where(
        Registration.event_id == event.id,
        Registration.status == RegistrationStatus.CONFIRMED,
        Registration.email.is_not(None),
    )
    for registration in session.scalars(confirmed):
        outbox.queue(
            "summary-published",
            registration.email or "",
            now=now,
            language=registration.language,
            event=event,
            registration=registration,
        )


def _versions(event: Event) -> Select[SummaryVersion]:
    return (
        select(SummaryVersion).join(Summary).where(Summary.event_id == event.id).order_by(SummaryVersion.number.desc())
    )
