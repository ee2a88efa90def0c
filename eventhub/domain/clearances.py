"""Clearing a summary: it goes to the co-leads by private links; when all have approved it, it is cleared.

An approval is of one version. When words change afterwards it stays on record for that version; who sends the new
text decides whether approvals already given stand for it.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import selectinload

from eventhub.base import tokens
from eventhub.base.db import session
from eventhub.base.errors import Refused
from eventhub.base.i18n import _l
from eventhub.base.text import address_key, one_line
from eventhub.domain import audit, events, outbox, people, summaries
from eventhub.domain.composition import Document
from eventhub.domain.summaries import NotHeldYet, UnsettledChanges
from eventhub.models.clearances import Clearance, ClearanceComment
from eventhub.models.events import Event
from eventhub.models.summaries import Summary, SummaryStage, SummaryVersion

PURPOSE = "clearance"

LIFE = timedelta(days=30)
"""How long a link opens the text after it was last sent."""

REMINDED_AFTER = timedelta(days=3)
"""When whoever has not answered is reminded by the clock, once."""

REST = timedelta(hours=1)
"""Between two reminders by hand."""

LONGEST, MOST, MOST_ASKED = 2000, 200, 40
"""Letters in a comment; comments by one link; people asked."""

_NAMED = re.compile(r"^(?P<name>[^<>]*)<(?P<address>[^<>]+)>$")


class NobodyToAsk(Refused):
    """A text is sent to somebody."""

    message = _l("Enter the address of at least one co-lead, one on each line.")


class WrongLine(Refused):
    """A line that is no address."""

    message = _l("A line is no address.")


class TooMany(Refused):
    """A limit against mistakes."""

    message = _l("Ask at most %(most)d people.", most=MOST_ASKED)


class NotWithCoLeads(Refused):
    """Nobody is asked at the moment."""

    message = _l("This summary is not with the co-leads at the moment.")


class TextMoved(Refused):
    """An approval is of the text that was read."""

    message = _l("The text has changed since you opened it. Please read it again.")


class LinkExpired(Refused):
    """A link grants more than reading for some time only."""

    message = _l("This link has expired. Ask the organisers to send it again.")


class NothingSaid(Refused):
    """A comment has words."""

    message = _l("Enter your comment, of at most %(longest)d letters.", longest=LONGEST)


class TooSoon(Refused):
    """Who was written to just now is left in peace."""

    message = _l("They were written to within the last hour.")


class ReasonNeeded(Refused):
    """Who clears in the place of co-leads says why."""

    message = _l("Say why the summary is cleared without the answers of all co-leads.")


@dataclass(frozen=True, slots=True)
class Recipient:
    """Whom a summary is sent to."""

    email: str
    name: str = ""


def read_recipients(lines: str) -> list[Recipient]:
    """Read one recipient a line, "Name <address>" or the address alone; raise WrongLine naming the first bad one."""
    found: dict[str, Recipient] = {}
    for line in filter(None, map(one_line, lines.splitlines())):
        parts = _NAMED.match(line)
        name, address = (parts["name"].strip(), parts["address"]) if parts else ("", line)
        try:
            address = people.checked_address(address)
        except Refused:
            raise WrongLine(_l("“%(line)s” is no e-mail address.", line=line[:80]), field="recipients") from None
        found[address_key(address)] = Recipient(address, name[:250])
    if len(found) > MOST_ASKED:
        raise TooMany(field="recipients")
    return list(found.values())


def find(event: Event) -> Sequence[Clearance]:
    """Return everybody who is asked, with their comments, in the order in which they were."""
    mine = select(Clearance).where(Clearance.event_id == event.id, Clearance.revoked_at.is_(None))
    return session.scalars(mine.options(selectinload(Clearance.comments)).order_by(Clearance.id)).all()


def find_by_key(key: str) -> Clearance | None:
    """Return whoever is asked under this key."""
    return session.scalar(select(Clearance).where(Clearance.key == key))


def find_comment(event: Event, number: int) -> ClearanceComment | None:
    """Return a comment on an event's summary."""
    mine = select(ClearanceComment).join(Clearance).where(Clearance.event_id == event.id)
    return session.scalar(mine.where(ClearanceComment.id == number))


def link_token(clearance: Clearance, *, secret: str) -> str:
    """Return the token of a co-lead's link."""
    return tokens.issue(PURPOSE, clearance.id, clearance.key_version, secret=secret)


def find_by_token(token: str, *, secret: str) -> Clearance | None:
    """Return whose link this is; None for a foreign or revoked one."""
    claim = tokens.read(PURPOSE, token)
    clearance = session.get(Clearance, claim.row_id) if claim else None
    if (
        clearance is None
        or claim is None
        or clearance.revoked_at
        or not claim.holds(clearance.key_version, secret=secret)
    ):
        return None
    return clearance


def sent_text(clearance: Clearance) -> Document | None:
    """Return the text that somebody is asked about; None where it names whom the event's rule of today does not."""
    version = summaries.find_version(clearance.event, clearance.sent_version)
    return summaries.document(version) if version and summaries.may_leave(clearance.event, version) else None


def approved_text(clearance: Clearance) -> Document | None:
    """Return the text that somebody approved before they were asked about another one."""
    if clearance.approved_version is None or clearance.has_approved:
        return None
    version = summaries.find_version(clearance.event, clearance.approved_version)
    return summaries.document(version) if version and summaries.may_leave(clearance.event, version) else None


def send(
    event: Event, recipients: Sequence[Recipient], *, seen: str, by: str, now: datetime, approvals_stand: bool = False
) -> SummaryVersion:
    """Send the draft to the co-leads, and to nobody else any more; with `approvals_stand` those given hold for it."""
    if not recipients:
        raise NobodyToAsk(field="recipients")
    if event.starts_at_utc > now:
        raise NotHeldYet
    present = summaries.open_for_writing(event, seen)
    if present.changes:
        raise UnsettledChanges
    version = summaries.keep(event, present.document, present.basis, SummaryStage.SENT, by=by, now=now)
    known = {address_key(each.email or ""): each for each in find(event)}
    wanted = {address_key(each.email): each for each in recipients}
    for key in known.keys() - wanted.keys():
        _revoke(known[key], now=now)
    for key, recipient in wanted.items():
        clearance = known.get(key) or _ask(event, recipient, now=now)
        clearance.name = recipient.name or clearance.name
        stands = approvals_stand and clearance.approved_version is not None
        if stands:
            clearance.approved_version = version.number
        clearance.sent_version, clearance.sent_at, clearance.reminded_at = version.number, now, None
        clearance.expires_at = now + LIFE
        if not stands:
            _mail(clearance, "clearance-request", now=now)
    difference = {"version": version.number, "asked": len(wanted), "approvals_stand": approvals_stand}
    audit.record("clearance:send", version.summary, by=by, now=now, event=event, difference=difference)
    _clear_if_all_approved(event, now=now)
    return version


def approve(clearance: Clearance, *, version: int, now: datetime) -> None:
    """Approve the version that was read; when all have, the summary is cleared."""
    _open(clearance, version, now=now)
    if clearance.has_approved:
        return
    clearance.approved_version, clearance.approved_at = version, now
    audit.record(
        "clearance:approve", clearance, by="co_lead", now=now, event=clearance.event, difference={"version": version}
    )
    session.flush()
    _clear_if_all_approved(clearance.event, now=now)


def comment(clearance: Clearance, sentence: str, text: str, *, version: int, now: datetime) -> ClearanceComment:
    """Say something of a sentence, or of the whole text."""
    text = text.replace("\r\n", "\n").strip()
    if not text or len(text) > LONGEST:
        raise NothingSaid(field="text")
    _open(clearance, version, now=now)
    said = session.scalar(
        select(func.count()).select_from(ClearanceComment).where(ClearanceComment.clearance_id == clearance.id)
    )
    if (said or 0) >= MOST:
        raise TooMany(_l("Please write to the organisers: this link has taken %(most)d comments.", most=MOST))
    asked_about = sent_text(clearance)
    if asked_about is None:
        raise TextMoved
    quoted = {each.key: each.text for each in asked_about.all_sentences()}
    row = ClearanceComment(
        clearance=clearance,
        version=version,
        sentence=sentence if sentence in quoted else "",
        quoted=quoted.get(sentence, ""),
        text=text,
        at=now,
    )
    session.add(row)
    audit.record("clearance:comment", clearance, by="co_lead", now=now, event=clearance.event)
    return row


def resolve(row: ClearanceComment, *, by: str, now: datetime) -> None:
    """Note that a comment has been dealt with."""
    if row.resolved_at is None:
        row.resolved_at, row.resolved_by = now, by
        audit.record("clearance:resolve", row.clearance, by=by, now=now, event=row.clearance.event)


def revoke(clearance: Clearance, *, by: str, now: datetime) -> None:
    """End a link, and ask this one no more; if all others have approved, the summary is cleared."""
    events.lock(clearance.event)
    _revoke(clearance, now=now)
    audit.record("clearance:revoke", clearance, by=by, now=now, event=clearance.event)
    session.flush()
    _clear_if_all_approved(clearance.event, now=now)


def renew(clearance: Clearance, *, by: str, now: datetime) -> None:
    """End the link there is and mail a new one."""
    events.lock(clearance.event)
    _demand_sent(clearance.event)
    clearance.key_version += 1
    clearance.expires_at = now + LIFE
    _mail(clearance, "clearance-request", now=now)
    audit.record("clearance:renew", clearance, by=by, now=now, event=clearance.event)


def remind(event: Event, *, by: str, now: datetime) -> int:
    """Remind whoever has not answered, by hand; return how many."""
    events.lock(event)
    _demand_sent(event)
    waiting = [each for each in find(event) if not each.has_approved]
    rested = [each for each in waiting if max(each.sent_at, each.reminded_at or each.sent_at) <= now - REST]
    if waiting and not rested:
        raise TooSoon
    return _remind(event, rested, by=by, now=now)


def find_due(*, now: datetime) -> list[int]:
    """Return the numbers of the events of which somebody is to be reminded by the clock."""
    due = select(Clearance.event_id).join(Summary, Summary.event_id == Clearance.event_id)
    due = due.where(Summary.stage == SummaryStage.SENT, *_is_due(now)).distinct()
    return list(session.scalars(due.order_by(Clearance.event_id)))


def send_due(event_id: int, *, now: datetime) -> int:
    """Remind whoever has not answered for some days, once, under the event's lock; return how many."""
    event = session.get_one(Event, event_id)
    events.lock(event)
    summary = summaries.find(event)
    if summary is None or summary.stage is not SummaryStage.SENT:
        return 0
    mine = select(Clearance).where(Clearance.event_id == event_id, *_is_due(now)).order_by(Clearance.id)
    return _remind(event, session.scalars(mine).all(), by="worker", now=now)


def clear(event: Event, *, reason: str | None, by: str, now: datetime) -> None:
    """Say, in the place of co-leads who have not answered, that a text is cleared, and why."""
    if not (reason := one_line(reason or "")):
        raise ReasonNeeded(field="reason")
    present = summaries.open_for_writing(event)
    if present.changes:
        raise UnsettledChanges
    summary = summaries.ensure(event, now=now)
    if summary.working is not None or not summary.versions:
        summaries.keep(event, present.document, present.basis, SummaryStage.DRAFT, by=by, now=now)
    summaries.mark_cleared(summary, event, note=reason, by=by, now=now)


def _is_due(now: datetime) -> tuple[ColumnElement[bool], ...]:
    is_waiting = (Clearance.approved_version.is_(None)) | (Clearance.approved_version != Clearance.sent_version)
    standing = (Clearance.revoked_at.is_(None), Clearance.email.is_not(None), Clearance.expires_at > now)
    return (*standing, is_waiting, Clearance.reminded_at.is_(None), Clearance.sent_at <= now - REMINDED_AFTER)


def _remind(event: Event, waiting: Sequence[Clearance], *, by: str, now: datetime) -> int:
    for each in waiting:
        each.reminded_at = now
        _mail(each, "clearance-reminder", now=now)
    if waiting:
        audit.record("clearance:remind", event, by=by, now=now, event=event, difference={"readers": len(waiting)})
    return len(waiting)


def _ask(event: Event, recipient: Recipient, *, now: datetime) -> Clearance:
    clearance = Clearance(
        key=f"c{secrets.token_hex(8)}",
        event=event,
        email=recipient.email,
        key_version=1,
        sent_version=0,
        sent_at=now,
        expires_at=now,
    )
    session.add(clearance)
    session.flush()
    return clearance


def _mail(clearance: Clearance, kind: str, *, now: datetime) -> None:
    if clearance.email:
        outbox.queue(kind, clearance.email, now=now, event=clearance.event, clearance_id=clearance.id)


def _revoke(clearance: Clearance, *, now: datetime) -> None:
    clearance.revoked_at, clearance.key_version = now, clearance.key_version + 1


def _demand_sent(event: Event) -> None:
    summary = summaries.find(event)
    if summary is None or summary.stage is not SummaryStage.SENT:
        raise NotWithCoLeads


def _open(clearance: Clearance, version: int, *, now: datetime) -> None:
    """Hold the event, and refuse who may not answer now, or has read another text than is asked about."""
    events.lock(clearance.event)
    session.refresh(clearance)
    if clearance.revoked_at or clearance.expires_at <= now:
        raise LinkExpired
    _demand_sent(clearance.event)
    if version != clearance.sent_version:
        raise TextMoved


def _clear_if_all_approved(event: Event, *, now: datetime) -> None:
    summary = summaries.find(event)
    asked = find(event)
    if summary and summary.stage is SummaryStage.SENT and asked and all(each.has_approved for each in asked):
        summaries.mark_cleared(summary, event, note=None, by="co_leads", now=now)
