"""What a calendar shows of an event: to everybody, and to one who holds a place."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Literal

from eventhub.base.i18n import _, current_language, format_month, format_time, format_weekday
from eventhub.domain import directory
from eventhub.models.calendars import Dated
from eventhub.models.events import Event, EventStatus, Milestone, Modality, Session

DESCRIPTION_LENGTH = 500
"""Letters of an event's own text in public feeds: some programs lose events in feeds above a megabyte."""

DAYS = frozenset({"starts_on", "ends_on", "is_tentative", "due"})
"""Which days a row stands for, and whether they may still move."""


@dataclass(frozen=True, slots=True)
class CalendarEntry:
    """One entry in plain data. `starts_at` and `ends_at` are instants, or days with the end excluded."""

    uid: str
    sequence: int
    title: str
    starts_at: date
    ends_at: date
    created: datetime | None
    changed: datetime
    status: Literal["CONFIRMED", "TENTATIVE", "CANCELLED"] = "CONFIRMED"
    description: str | None = None
    location: str | None = None
    url: str | None = None
    conference: str | None = None
    """Where to join; only ever in a personal entry."""
    categories: tuple[str, ...] = ()
    reminder: timedelta | None = None
    """How long before the start to remind; only ever in a personal entry."""
    part_of: str | None = None
    """The UID of the event that a session is a part of."""
    is_private: bool = False
    """Whether those whom the reader shares a calendar with should see no more than that there is something."""


def public_entry(event: Event, *, page: str) -> CalendarEntry:
    """Return what strangers see: no meeting link, no person. `page` is the absolute address of the event's page."""
    is_cancelled = event.status is EventStatus.CANCELLED
    return CalendarEntry(
        uid=event.uid,
        sequence=event.sequence,
        title=_("Cancelled: %(title)s", title=event.title) if is_cancelled else event.title,
        starts_at=event.starts_at_utc,
        ends_at=event.ends_at_utc,
        created=event.created_at,
        changed=event.changed_at,
        status="CANCELLED" if is_cancelled else "CONFIRMED",
        description=paragraphs(local_time(event), _shortened(event.description), page),
        location=_place(event),
        url=page,
    )


def personal_entry(
    event: Event,
    *,
    page: str,
    join: str | None = None,
    is_admitted: bool = True,
    about: str | None = None,
    own_page: str | None = None,
) -> CalendarEntry:
    """Return what one who holds a place sees, with the way in: `join`, a link of their own, or else the event's.

    Whoever is no longer admitted sees no way in. A person's own calendar says in `about` where they stand, and leads
    to their `own_page`.
    """
    link = join or event.join_url
    is_remote = event.modality is not Modality.IN_PERSON
    conference = link if is_remote and is_admitted else None
    return CalendarEntry(
        uid=event.uid,
        sequence=event.sequence,
        title=event.title,
        starts_at=event.starts_at_utc,
        ends_at=event.ends_at_utc,
        created=event.created_at,
        changed=event.changed_at,
        status="CANCELLED" if event.status is EventStatus.CANCELLED else "CONFIRMED",
        description=paragraphs(
            about,
            local_time(event),
            _("Join the meeting: %(link)s", link=conference) if conference else None,
            _("Your registration: %(link)s", link=own_page) if own_page else None,
            event.description,
            page,
        ),
        location=event.venue or conference or _place(event),
        url=page,
        conference=conference,
        reminder=timedelta(minutes=event.calendar_reminder) if event.calendar_reminder else None,
    )


def public_session_entry(own: Session, *, page: str) -> CalendarEntry:
    """Return what strangers see of a session that has a time: no meeting link, no person.

    `page` is the absolute address of its event's page.
    """
    starts, ends = _times(own)[2:]
    return CalendarEntry(
        uid=own.uid,
        sequence=own.sequence,
        title=session_title(own) if own.takes_place else _("Cancelled: %(title)s", title=session_title(own)),
        starts_at=starts,
        ends_at=ends,
        created=own.created_at,
        changed=own.changed_at,
        status="CONFIRMED" if own.takes_place else "CANCELLED",
        description=paragraphs(local_time(own), page),
        location=own.venue or _place(own.event),
        url=page,
        part_of=own.event.uid,
    )


def personal_session_entry(
    own: Session, *, page: str, join: str | None = None, is_admitted: bool = True, own_page: str | None = None
) -> CalendarEntry:
    """Return what one who chose a session sees, with the way in: its own link, else `join`, else the event's.

    Whoever is no longer admitted sees no way in.
    """
    event = own.event
    link = own.join_url or join or event.join_url
    conference = link if event.modality is not Modality.IN_PERSON and is_admitted else None
    return replace(
        public_session_entry(own, page=page),
        title=session_title(own),
        description=paragraphs(
            local_time(own),
            _("Join the meeting: %(link)s", link=conference) if conference else None,
            _("Your registration: %(link)s", link=own_page) if own_page else None,
            page,
        ),
        location=own.venue or event.venue or conference or _place(event),
        conference=conference,
        reminder=timedelta(minutes=event.calendar_reminder) if event.calendar_reminder else None,
    )


def session_title(own: Session) -> str:
    """Return what a session is called in a calendar, where its event does not stand beside it."""
    return _("%(session)s (%(event)s)", session=own.title, event=own.event.title)


def note_change(row: Dated, changed: Iterable[str], *, now: datetime) -> None:
    """Note that these fields of a row that stands as whole days have changed; SEQUENCE rises if it says others."""
    row.changed_at = max(now, row.changed_at + timedelta(seconds=1))
    if not DAYS.isdisjoint(changed):
        row.sequence += 1


def milestone_entry(milestone: Milestone, *, page: str) -> CalendarEntry:
    """Return a date on the road as whole days; one known to the month only spans it, and says so."""
    first, after = milestone_days(milestone)
    return CalendarEntry(
        uid=milestone.uid,
        sequence=milestone.sequence,
        title=milestone.title,
        starts_at=first,
        ends_at=after,
        created=None,
        changed=milestone.changed_at,
        status="TENTATIVE" if milestone.is_tentative else "CONFIRMED",
        description=paragraphs(vague_month(milestone.starts_on), page),
        url=page,
    )


def milestone_days(milestone: Milestone) -> tuple[date, date]:
    """Return the first day and the day after the last: a month runs from its first day to its last."""
    return days(milestone.starts_on, milestone.ends_on)


def days(first: str, last: str | None = None) -> tuple[date, date]:
    """Return the first day and the day after the last of what is written as days or months."""
    year, month, day = ([int(part) for part in first.split("-")] + [1, 1])[:3]
    return date(year, month, day), directory.last_day(last or first) + timedelta(days=1)


def vague_month(first: str) -> str | None:
    """Say of what is known to the month that its days are not fixed."""
    if len(first) >= len("2021-07-12"):
        return None
    return _("%(month)s; the days are not fixed.", month=format_month(days(first)[0]))


def local_time(meeting: Event | Session) -> str:
    """Write when it is in its own zone: "Wednesday 26 May 2021, 15:00-17:00, Europe/Zurich (UTC+02:00)"."""
    starts_at, ends_at, starts, ends = _times(meeting)
    zone = f"{meeting.timezone} ({_offsets((starts_at, starts), (ends_at, ends))})"
    return _from_to(starts_at, ends_at, zone, language=current_language())


def _times(meeting: Event | Session) -> tuple[datetime, datetime, datetime, datetime]:
    """Return local start and end, and their instants; a session without them stands in no calendar."""
    starts_at, ends_at, starts, ends = (
        *(meeting.starts_at, meeting.ends_at),
        *(meeting.starts_at_utc, meeting.ends_at_utc),
    )
    if starts_at is None or ends_at is None or starts is None or ends is None:
        raise ValueError("a session without a time stands in no calendar")
    return starts_at, ends_at, starts, ends


@lru_cache(maxsize=256)
def _from_to(start: datetime, end: datetime, zone: str, *, language: str) -> str:
    """Write two local times in the language spoken, once for all: words for days are slow to find."""
    if start.date() == end.date():
        return _(
            "%(day)s, %(start)s-%(end)s, %(zone)s",
            day=format_weekday(start.date()),
            start=format_time(start),
            end=format_time(end),
            zone=zone,
        )
    return _(
        "%(first_day)s, %(start)s - %(last_day)s, %(end)s, %(zone)s",
        first_day=format_weekday(start.date()),
        start=format_time(start),
        last_day=format_weekday(end.date()),
        end=format_time(end),
        zone=zone,
    )


def _offsets(*pairs: tuple[datetime, datetime]) -> str:
    """Write how far the clocks are from UTC, at the end too if it differs: "UTC+01:00, UTC+02:00"."""
    offsets = (f"UTC{_offset(local - instant.replace(tzinfo=None))}" for local, instant in pairs)
    return ", ".join(dict.fromkeys(offsets))


def _offset(difference: timedelta) -> str:
    minutes = round(difference.total_seconds() / 60)
    return f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02d}:{abs(minutes) % 60:02d}"


def _place(event: Event) -> str | None:
    return event.venue or (_("Online") if event.modality is Modality.ONLINE else None)


def paragraphs(*texts: str | None) -> str:
    """Join what there is, an empty line between."""
    return "\n\n".join(text.strip() for text in texts if text and text.strip())


def _shortened(text: str | None) -> str | None:
    if text is None or len(text) <= DESCRIPTION_LENGTH:
        return text
    return text[:DESCRIPTION_LENGTH].rsplit(maxsplit=1)[0].rstrip() + " …"
