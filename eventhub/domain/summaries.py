"""The summary of an event: drafted from the data, put into better words by people, published with its numbers frozen.

The living draft is always today's data with people's words laid over it. Each save keeps a version.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Select, func, select

from eventhub.base.db import session
from eventhub.base.errors import Refused
from eventhub.base.i18n import _l
from eventhub.base.text import one_line
from eventhub.domain import attribution, audit, events, facts, outbox
from eventhub.domain.composition import Document, Number, Sentence, reworded
from eventhub.domain.drafting.document import draft
from eventhub.models.events import Event
from eventhub.models.registrations import Registration, RegistrationStatus
from eventhub.models.summaries import Summary, SummaryStage, SummaryVersion


class SummaryMoved(Refused):
    """Somebody else's words, or new data, came in between."""

    message = _l("The summary has changed since you opened it. Nothing was saved: compare and try again.")


class NotHeldYet(Refused):
    """A summary tells of what took place."""

    message = _l("The summary can be published once the event has begun.")


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
    """Return the living draft: today's data, with the words that people have put over it."""
    fresh = draft(event)
    latest = session.scalar(_versions(event).limit(1))
    if latest is None or document(latest).is_counts_only is not fresh.is_counts_only:
        return fresh  # words written under another rule may name whom this one does not
    return _with_words(fresh, document(latest))


def edit(
    event: Event, texts: Mapping[str, str], *, restored: Collection[str] = (), seen: str, by: str, now: datetime
) -> SummaryVersion | None:
    """Put sentences, by key, into a person's words and keep a version; None when nothing was changed.

    An empty text leaves the sentence out; a restored one reads as the data say again. `seen` is the fingerprint of the
    draft the person had before them: SummaryMoved is raised when it is no longer the present one, so that two editors
    never overwrite each other.
    """
    present = _present(event, seen)
    fresh = {each.key: each for each in draft(event).all_sentences()}
    words = {key: one_line(text) for key, text in texts.items()}

    def revise(each: Sentence) -> Sentence:
        if each.key in restored:
            return fresh[each.key]
        typed = words.get(each.key)
        return each if typed is None or typed == one_line(each.text) else reworded(each, typed)

    after = present.revised(revise)
    if after == present:
        return None
    version = _keep(event, after, SummaryStage.DRAFT, by=by, now=now)
    pairs = zip(after.all_sentences(), present.all_sentences(), strict=True)
    changed = [each.key for each, before in pairs if each != before]
    audit.record("summary:edit", version.summary, by=by, now=now, event=event, difference={"sentences": changed})
    return version


def publish(
    event: Event, *, by: str, now: datetime, seen: str | None = None, is_announced: bool = False
) -> SummaryVersion:
    """Freeze the draft with the numbers it used, and let the public read it.

    With `is_announced` everybody with a confirmed place is told by mail.
    """
    if event.starts_at_utc > now:
        raise NotHeldYet
    version = _keep(event, _present(event, seen), SummaryStage.PUBLISHED, by=by, now=now)
    version.summary.published_at = now
    if is_announced:
        _announce(event, now=now)
    audit.record(
        "summary:publish", version.summary, by=by, now=now, event=event, difference={"version": [None, version.number]}
    )
    return version


def _present(event: Event, seen: str | None) -> Document:
    """Return the living draft, alone with it until the commit; refuse when it is not the one that was seen."""
    events.lock(event)
    present = current(event)
    if seen is not None and seen != present.fingerprint:
        raise SummaryMoved
    return present


def _with_words(fresh: Document, saved: Document) -> Document:
    """Lay people's words over a fresh draft; the numbers that they left alone are today's."""
    words = {each.key: each for each in saved.all_sentences() if each.is_edited}
    return fresh.revised(lambda each: _refreshed(words[each.key], each) if each.key in words else each)


def _refreshed(edited: Sentence, fresh: Sentence) -> Sentence:
    today = {(token.figure, token.event): token for token in fresh.tokens if isinstance(token, Number)}
    tokens = (
        today.get((token.figure, token.event), token) if isinstance(token, Number) else token for token in edited.tokens
    )
    return replace(edited, tokens=tuple(tokens))


def _keep(event: Event, text: Document, stage: SummaryStage, *, by: str, now: datetime) -> SummaryVersion:
    summary = find(event)
    if summary is None:
        summary = Summary(event_id=event.id, stage=stage, created_at=now)
        session.add(summary)
        session.flush()
    last = session.scalar(select(func.max(SummaryVersion.number)).where(SummaryVersion.summary_id == summary.id))
    version = SummaryVersion(
        summary=summary,
        number=(last or 0) + 1,
        stage=stage,
        document=text.as_json(),
        figures=_frozen(event, text),
        by=by,
        created_at=now,
    )
    summary.stage = stage
    session.add(version)
    session.flush()
    return version


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
