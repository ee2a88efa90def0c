"""The summary of an event: drafted from the data, put into better words by people, published with its numbers frozen.

Until somebody writes in it the draft follows the data. From then on the words stand as they were saved, and what the
data say otherwise is shown, to be taken or left. Each save keeps a version.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Select, func, select

from eventhub.base import zones
from eventhub.base.db import session
from eventhub.base.errors import Refused
from eventhub.base.i18n import _l, speaking
from eventhub.base.text import one_line
from eventhub.domain import attendance, attribution, audit, days, events, facts, outbox, revisions
from eventhub.domain.composition import Block, Document, Section, Sentence, Text
from eventhub.domain.drafting.document import draft
from eventhub.domain.revisions import Change
from eventhub.models.clearances import Clearance
from eventhub.models.events import Event
from eventhub.models.registrations import Registration, RegistrationStatus
from eventhub.models.summaries import Summary, SummaryStage, SummaryVersion


class SummaryMoved(Refused):
    """Somebody else's words, or new data, came in between."""

    message = _l("The summary has changed since you opened it. Nothing was saved: compare and try again.")


class NotHeldYet(Refused):
    """A summary tells of what took place."""

    message = _l("The summary can be published once the event has begun.")


class NotCleared(Refused):
    """The co-leads speak before the public reads."""

    message = _l("The co-leads have not cleared this text. Say why it is published without their clearance.")


class NothingNew(Refused):
    """What is public already is not published again."""

    message = _l("This text is public already: nothing in it has changed.")


class WhatWasCorrected(Refused):
    """Who replaces a public text says what is different."""

    message = _l("Say what you corrected: readers see it above the text.")


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
    return version if version is not None and may_leave(event, version) else None


def published_in(event: Event, *, is_withheld_too: bool = False) -> dict[str, SummaryVersion]:
    """Return by language the version that is public: the last one published in it.

    One that names speakers stays back when the event has come under the Chatham House Rule since, unless asked for.
    """
    found = session.scalars(_versions(event).where(SummaryVersion.stage == SummaryStage.PUBLISHED)).all()
    told = [each for each in reversed(found) if is_withheld_too or may_leave(event, each)]
    return {document(each).language: each for each in told}


def may_leave(event: Event, version: SummaryVersion) -> bool:
    """Tell whether a version may be read outside the house by the rule that the event is under today."""
    return document(version).is_counts_only or not attribution.is_counts_only(event)


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


def needs_clearance(event: Event) -> bool:
    """Tell whether a summary waits for co-leads: where the event's group has some, or somebody has been asked."""
    has_asked = select(Clearance.id).where(Clearance.event_id == event.id, Clearance.revoked_at.is_(None)).limit(1)
    return bool(event.working_group and event.working_group.co_leads) or session.scalar(has_asked) is not None


def publish(
    event: Event,
    *,
    by: str,
    now: datetime,
    seen: str | None = None,
    reason: str | None = None,
    correction: str | None = None,
    is_announced: bool = False,
) -> SummaryVersion:
    """Freeze the draft with the numbers it used, and let the public read it.

    What the co-leads have not cleared needs a reason; what replaces a published text says what it corrects. With
    `is_announced` those who attended and those who had registered are told by mail, each once.
    """
    if event.starts_at_utc > now:
        raise NotHeldYet
    present = open_for_writing(event, seen)
    if present.changes:
        raise UnsettledChanges
    summary, text = ensure(event, now=now), present.document
    former = published_in(event, is_withheld_too=True).get(text.language)
    if summary.stage is not SummaryStage.CLEARED and (note := one_line(reason or "")):
        mark_cleared(summary, event, note=note, by=by, now=now)
    elif summary.stage is not SummaryStage.CLEARED and needs_clearance(event):
        raise NotCleared(field="reason")
    if former is not None:
        text = _corrected(event, text, document(former), one_line(correction or ""), now=now)
    version = keep(event, text, present.basis, SummaryStage.PUBLISHED, by=by, now=now)
    version.note = one_line(correction or "") or None
    version.summary.published_at = now
    if is_announced:
        _announce(event, now=now, correction=version.note)
    audit.record(
        "summary:publish", version.summary, by=by, now=now, event=event, difference={"version": [None, version.number]}
    )
    return version


def mark_cleared(summary: Summary, event: Event, *, note: str | None, by: str, now: datetime) -> None:
    """Note that the text as it stands is cleared; the next word that is changed makes it a draft again."""
    summary.stage, summary.cleared_at, summary.cleared_by = SummaryStage.CLEARED, now, by
    summary.clearance_note = note
    audit.record("summary:clear", summary, by=by, now=now, event=event)


def corrections(text: Document) -> list[str]:
    """Return what a text says it corrects, oldest first."""
    return [each.text for each in text.all_sentences() if each.key.startswith(revisions.CORRECTION)]


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


def _corrected(event: Event, text: Document, former: Document, what: str, *, now: datetime) -> Document:
    """Return the text beginning with what was corrected in it, now and before."""
    if text.fingerprint == former.fingerprint:
        raise NothingNew
    if not what:
        raise WhatWasCorrected(field="correction")
    bare = tuple(each for each in text.sections if not each.key.startswith(revisions.CORRECTION))
    lines = [each for each in former.all_sentences() if each.key.startswith(revisions.CORRECTION)]
    with speaking(text.language):
        said = days.corrected(zones.to_local(now, event.timezone).date(), what)
    lines.append(Sentence(f"{revisions.CORRECTION}{len(lines) + 1}", (Text(said),), is_edited=True))
    section = Section(f"{revisions.CORRECTION}all", (Block("paragraph", tuple(lines)),))
    return replace(text, sections=(section, *bare))


def _announce(event: Event, *, now: datetime, correction: str | None) -> None:
    """Tell those who were there and those who had a place, once each and each in the right words."""
    there = [each.registration for each in attendance.establish(event).counted if each.registration]
    present = {each.email_key: each for each in there if each.email_key and not each.anonymised_at}
    confirmed = select(Registration).where(
        Registration.event_id == event.id,
        Registration.status == RegistrationStatus.CONFIRMED,
        Registration.email.is_not(None),
    )
    readers = {each.email_key: each for each in session.scalars(confirmed.order_by(Registration.id))} | present
    for key, registration in readers.items():
        outbox.queue(
            "summary-published",
            registration.email or "",
            now=now,
            language=registration.language,
            event=event,
            registration=registration,
            were_there=key in present,
            correction=correction,
        )


def _versions(event: Event) -> Select[SummaryVersion]:
    return (
        select(SummaryVersion).join(Summary).where(Summary.event_id == event.id).order_by(SummaryVersion.number.desc())
    )
