"""What seats an event has, for whom, and which of them are free.

All seats are the event's capacity. Some are set aside for its confirmed co-sponsors until registration closes; what
they have not taken by then is for everybody. One party, a State or an organisation, holds no more than its limit: its
delegation's quota, else the event's number of seats per delegation. Whoever is to be seated is judged under the lock of
the event's row; a page may ask at any time.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import bindparam, exists, func, select

from eventhub.base import countries
from eventhub.base.db import session
from eventhub.base.errors import Refused
from eventhub.base.i18n import _l
from eventhub.base.text import fold
from eventhub.domain import cosponsorships, events
from eventhub.models.events import Event, EventStatus
from eventhub.models.people import party_key
from eventhub.models.registrations import Delegation, Registration, RegistrationStatus

Party = str | None
"""The key of a State or organisation, as `Registration.party_key`; None for whoever stands for neither."""

HOLDING = [status for status in RegistrationStatus if status.holds_seat]

# Asked for by every registration while the event's row is held, and written once: putting these together takes longer
# than the database takes to answer them.
_HELD = (
    select(func.count())
    .select_from(Registration)
    .where(Registration.event_id == bindparam("the_event"), Registration.status.in_(HOLDING))
)
_HAS_QUOTAS = exists().where(Delegation.event_id == bindparam("the_event"), Delegation.quota.is_not(None))
_AT_A_GLANCE = select(_HELD.scalar_subquery(), _HAS_QUOTAS)
_BY_SLUG = select(
    Event.id,
    Event.revision,
    Event.changed_at,
    Event.status,
    select(func.count())
    .select_from(Registration)
    .where(Registration.event_id == Event.id, Registration.status.in_(HOLDING))
    .correlate(Event)
    .scalar_subquery(),
    exists().where(Delegation.event_id == Event.id, Delegation.quota.is_not(None)).correlate(Event),
).where(Event.slug == bindparam("the_slug"), Event.published_at.is_not(None), Event.status != EventStatus.DRAFT)
_HELD_BY_PARTY = (
    select(Registration.party_key, func.count())
    .where(Registration.event_id == bindparam("the_event"), Registration.status.in_(HOLDING))
    .group_by(Registration.party_key)
)
_QUOTAS = select(Delegation.country, Delegation.organisation, Delegation.quota).where(
    Delegation.event_id == bindparam("the_event"), Delegation.quota.is_not(None)
)


class Glance(NamedTuple):
    """What one small query tells of a public event: whether it is as it was, and how many of its seats are taken."""

    edition: tuple[int, int, datetime, EventStatus]
    """The same as long as nothing that the event itself says has changed."""
    held: int
    has_quotas: bool


class NoSeatLeft(Refused):
    """No seat is free for this person."""

    message = _l("Every seat is taken. Raise the capacity first.")


class OnlySponsorSeatsLeft(NoSeatLeft):
    """What is free is for co-sponsors."""

    message = _l("The seats that are left are set aside for co-sponsors.")


class PartyIsFull(NoSeatLeft):
    """The State or organisation holds as many seats as it may."""

    message = _l("This State or organisation holds all the seats it may have.")


@dataclass(slots=True)
class Room:
    """The seats of one event at one moment, and the rules by which they are given."""

    capacity: int | None = None
    set_aside: int = 0
    """For co-sponsors, at this moment: 0 once registration has closed."""
    seats_per_party: int | None = None
    quotas: dict[str, int] = field(default_factory=dict)
    sponsors: frozenset[str] = frozenset()
    held: Counter[Party] = field(default_factory=Counter)
    """Seats taken, by party."""

    @property
    def is_full(self) -> bool:
        """Tell whether nobody at all can be seated."""
        return self.capacity is not None and self.held.total() >= self.capacity

    @property
    def free(self) -> int | None:
        """Return how many seats nobody holds, kept for co-sponsors or not; None when there is no limit."""
        return None if self.capacity is None else max(0, self.capacity - self.held.total())

    def full_parties(self) -> list[str]:
        """Return the States and organisations that hold all the seats they may."""
        return [party for party in self.held if party is not None and _exceeds(self.held[party] + 1, self.limit(party))]

    def left(self, party: Party = None, *, heeds_limits: bool = True) -> int | None:
        """Return how many more of a party can be seated; None when there is no limit."""
        bounds = []
        if self.capacity is not None:
            kept = 0 if party in self.sponsors else self.kept_for_sponsors
            bounds.append(self.capacity - self.held.total() - kept)
        limit = self.limit(party)
        if limit is not None and heeds_limits:
            bounds.append(limit - self.held[party])
        return max(0, min(bounds)) if bounds else None

    def limit(self, party: Party) -> int | None:
        """Return how many seats a party may hold; None when there is no limit to it."""
        return None if party is None else self.quotas.get(party, self.seats_per_party)

    @property
    def kept_for_sponsors(self) -> int:
        """Return how many seats are still kept for co-sponsors."""
        return max(0, self.set_aside - sum(self.held[sponsor] for sponsor in self.sponsors))

    def shortage(self, parties: Iterable[Party], *, heeds_limits: bool = True) -> type[NoSeatLeft] | None:
        """Return why people of these parties cannot all be seated together; None when they can."""
        group = Counter(parties)
        after = Room(self.capacity, self.set_aside, self.seats_per_party, self.quotas, self.sponsors, self.held + group)
        if heeds_limits and any(_exceeds(after.held[party], after.limit(party)) for party in group):
            return PartyIsFull
        if self.capacity is not None:
            if after.held.total() > self.capacity:
                return NoSeatLeft
            if not group.keys() <= self.sponsors and after.held.total() + after.kept_for_sponsors > self.capacity:
                return OnlySponsorSeatsLeft
        return None

    def seat(self, parties: Iterable[Party]) -> None:
        """Count people of these parties as seated."""
        self.held.update(parties)


def glance(slug: str) -> Glance | None:
    """Look at the event of a slug, if strangers may see it."""
    row = session.execute(_BY_SLUG, {"the_slug": slug}).one_or_none()
    return Glance(tuple(row[:4]), *row[4:]) if row else None


def room(event: Event, *, now: datetime, seen: Glance | None = None) -> Room:
    """Return what seats an event has; whoever seats somebody by it holds the event's lock.

    A page that has looked at the event already hands in what it has `seen`.
    """
    held, has_quotas = seen[1:] if seen else session.execute(_AT_A_GLANCE, {"the_event": event.id}).one()
    has_rules = has_quotas or event.sponsor_seats or event.seats_per_delegation is not None
    return Room(
        capacity=event.capacity,
        set_aside=set_aside(event, now=now),
        seats_per_party=event.seats_per_delegation,
        quotas=_quotas(event) if has_quotas else {},
        sponsors=_sponsors(event) if event.sponsor_seats else frozenset(),
        held=_held_by_party(event) if has_rules else Counter({None: held}),
    )


def left(event: Event, party: Party = None, *, now: datetime) -> int | None:
    """Return how many seats are free for somebody of a party; None when there is no limit."""
    return room(event, now=now).left(party)


def why(event: Event, party: Party, *, now: datetime) -> Refused | None:
    """Return the refusal that says why nobody of a party can be seated now; None when somebody can."""
    shortage = room(event, now=now).shortage([party])
    return shortage() if shortage else None


def set_aside(event: Event, *, now: datetime) -> int:
    """Return how many seats are set aside for co-sponsors at a moment: none once registration has closed."""
    is_open = now < events.registration_closes(event)
    return (event.sponsor_seats or 0) if is_open else 0


def count(event: Event) -> int:
    """Return how many seats are taken."""
    return session.scalar(_HELD, {"the_event": event.id}) or 0


def counts(events: Sequence[Event]) -> dict[int, int]:
    """Return how many seats are taken, by event id; events without any are left out."""
    rows = session.execute(
        select(Registration.event_id, func.count())
        .where(Registration.event_id.in_([event.id for event in events]), Registration.status.in_(HOLDING))
        .group_by(Registration.event_id)
    )
    return dict(rows.all())


def find_keeping(*, now: datetime) -> list[Event]:
    """Return the events whose registration has closed while seats were kept for co-sponsors and people waited."""
    waited_for = select(Registration.event_id).where(Registration.status == RegistrationStatus.WAITLISTED)
    keeping = select(Event).where(
        Event.sponsor_seats > 0,
        Event.status == EventStatus.PUBLISHED,
        Event.ends_at_utc > now,
        Event.id.in_(waited_for),
    )
    return [event for event in session.scalars(keeping.order_by(Event.id)) if events.registration_closes(event) <= now]


def party_names(event: Event, parties: Sequence[str], language: str = "en") -> dict[str, str]:
    """Return the names of States in a language and of organisations as somebody typed them, by party, in order."""
    typed = select(Registration.party_key, func.min(Registration.organisation)).where(
        Registration.event_id == event.id, Registration.party_key.in_(parties)
    )
    found = dict(session.execute(typed.group_by(Registration.party_key)).all())
    states = {party: countries.find(party.removeprefix("country:")) for party in parties}
    names = {party: state.name(language) if state else found.get(party) or party for party, state in states.items()}
    return dict(sorted(names.items(), key=lambda each: fold(each[1])))


def _exceeds(number: int, limit: int | None) -> bool:
    return limit is not None and number > limit


def _held_by_party(event: Event) -> Counter[Party]:
    return Counter(dict(session.execute(_HELD_BY_PARTY, {"the_event": event.id}).all()))


def _quotas(event: Event) -> dict[str, int]:
    rows = session.execute(_QUOTAS, {"the_event": event.id})
    parties = ((party_key(row.country, row.organisation), row.quota) for row in rows)
    return {party: quota for party, quota in parties if party is not None}


def _sponsors(event: Event) -> frozenset[str]:
    return frozenset(sponsorship.sponsor_key for sponsorship in cosponsorships.confirmed(event))
