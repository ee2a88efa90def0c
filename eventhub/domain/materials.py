"""What belongs to an event to read, watch or follow: who sees it and when, and what it was before."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from eventhub.base import zones
from eventhub.base.db import session
from eventhub.base.errors import Refused
from eventhub.base.i18n import _l
from eventhub.domain import audit, cosponsorships, people
from eventhub.domain.uploads import Upload
from eventhub.models.events import Event
from eventhub.models.materials import Audience, Material, MaterialVersion
from eventhub.models.people import party_key
from eventhub.models.registrations import Registration, RegistrationStatus

KINDS = ("link", "document", "letter", "video", "recording")

FIELDS = (
    *("title", "kind", "annex", "producer", "status"),
    *("audience", "shown_from", "shown_until", "shown_after_event"),
)
"""What an organiser may set, beside the file or the link itself."""

LONGEST_LINK = 2000


class NoTitle(Refused):
    """A material is called something."""

    message = _l("Enter a title.")


class NotALink(Refused):
    """A link is an address that everybody's browser opens."""

    message = _l("Enter a web address that begins with https:// or http://.")


class FileAndLink(Refused):
    """A version is one or the other."""

    message = _l("Give a file or a link, not both.")


class EndsBeforeItBegins(Refused):
    """Time goes on."""

    message = _l("The end lies before the beginning.")


class NobodyRegisters(Refused):
    """Only an event has registrants and co-sponsors."""

    message = _l("Without an event there is nobody registered: choose everybody, or the organisers.")


def find_by_event(event: Event | None) -> Sequence[Material]:
    """Return the materials of an event, or of none, in their order, with their versions: two queries."""
    mine = Material.event_id.is_(None) if event is None else Material.event_id == event.id
    ordered = select(Material).where(mine).order_by(Material.position, Material.id)
    return session.scalars(ordered).all()


def find(event: Event | None, number: int) -> Material | None:
    """Return a material of this event, or of none, by its number."""
    found = session.get(Material, number)
    return found if found is not None and found.event_id == (event.id if event else None) else None


def find_version(material: Material, number: int) -> MaterialVersion | None:
    """Return a version of a material by its number."""
    return next((version for version in material.versions if version.number == number), None)


def visible(event: Event | None, *, now: datetime, registration: Registration | None = None) -> list[Material]:
    """Return what a stranger sees of an event's materials, or whoever holds this registration of it."""
    return [each for each in find_by_event(event) if may_see(each, now=now, registration=registration)]


def may_see(material: Material, *, now: datetime, registration: Registration | None = None) -> bool:
    """Tell whether a stranger may see a material now, or whoever holds this registration of its event."""
    if not is_out(material, now=now):
        return False
    if material.audience is Audience.PUBLIC:
        return material.event is None or material.event.is_public
    if registration is None or registration.event_id != material.event_id or registration.anonymised_at is not None:
        return False
    match material.audience:
        case Audience.REGISTERED:
            return registration.status.is_standing
        case Audience.CONFIRMED:
            return registration.status is RegistrationStatus.CONFIRMED
        case Audience.CO_SPONSORS:
            return registration.status.is_standing and _is_of_sponsor(registration)
    return False


def is_out(material: Material, *, now: datetime) -> bool:
    """Tell whether the time in which a material is shown has come and has not passed."""
    begins, ends = _begins(material), _instant(material, material.shown_until)
    return (begins is None or begins <= now) and (ends is None or now < ends)


def next_turn(found: Sequence[Material], *, now: datetime) -> datetime | None:
    """Return when the first of some materials comes out or goes; None where none does any more."""
    turns = [turn for each in found for turn in (_begins(each), _instant(each, each.shown_until))]
    return min((turn for turn in turns if turn is not None and turn > now), default=None)


def write(
    event: Event | None,
    material: Material | None,
    details: Mapping[str, Any],
    *,
    url: str | None = None,
    upload: Upload | None = None,
    by: str,
    now: datetime,
) -> Material:
    """Enter a material, or change one; another file or link is a new version, and the earlier ones stay.

    `details` are any of FIELDS. Without `url` and `upload` the link or file stays as it is.
    """
    if material is not None and url == material.url:
        url = None
    _check(event, details, url, upload)
    is_new = material is None
    if material is None:
        material = Material(key=people.new_key("m"), event=event, position=_next_place(event), extra={}, versions=[])
        session.add(material)
    difference = {
        field: [getattr(material, field), details[field]]
        for field in FIELDS
        if field in details and getattr(material, field) != details[field]
    }
    for field, (_before, after) in difference.items():
        setattr(material, field, after)
    _check_times(material)
    if upload is not None or url:
        version = add_version(material, url=url, upload=upload, by=by, now=now)
        difference["version"] = [None, version.number]
    if difference:
        action = "material:add" if is_new else "material:change"
        audit.record(action, material, by=by, now=now, event=event, difference=difference)
    return material


def add_version(
    material: Material, *, url: str | None, upload: Upload | None, by: str, now: datetime
) -> MaterialVersion:
    """Make this file or link what a material is from now on; what it was stays as an earlier version."""
    if not material.versions and material.url:
        material.versions.append(MaterialVersion(number=1, url=material.url))
    number = material.versions[-1].number + 1 if material.versions else 1
    version = MaterialVersion(number=number, url=url, created_at=now, by=by)
    if upload is not None:
        version.name, version.media_type, version.size = upload.name, upload.media_type, upload.size
        version.sha256, version.content = upload.sha256, upload.content
    material.versions.append(version)
    material.url = url
    return version


def move(event: Event | None, material: Material, *, up: bool, by: str, now: datetime) -> None:
    """Let a material change places with its neighbour; at an end nothing moves."""
    ordered = list(find_by_event(event))
    place = ordered.index(material)
    other = place - 1 if up else place + 1
    if not 0 <= other < len(ordered):
        return
    ordered[place], ordered[other] = ordered[other], ordered[place]
    for position, each in enumerate(ordered, 1):
        each.position = position
    audit.record("material:move", material, by=by, now=now, event=event, difference={"up": [None, up]})


def remove(event: Event | None, material: Material, *, by: str, now: datetime) -> None:
    """Take a material away with all its versions."""
    difference = {"title": [material.title, None]}
    audit.record("material:remove", material, by=by, now=now, event=event, difference=difference)
    session.delete(material)


def zone(event: Event | None) -> str:
    """Return the zone whose clocks tell when an event's materials are shown."""
    return event.timezone if event is not None else "UTC"


def is_link(text: str) -> bool:
    """Tell whether a text is a web address that a page may lead to."""
    return bool(re.fullmatch(r"https?://[^\s<>\"'\\]+", text, re.IGNORECASE)) and len(text) <= LONGEST_LINK


def _check(event: Event | None, details: Mapping[str, Any], url: str | None, upload: Upload | None) -> None:
    if "title" in details and not details["title"]:
        raise NoTitle(field="title")
    if url and upload is not None:
        raise FileAndLink(field="url")
    if url and not is_link(url):
        raise NotALink(field="url")
    if event is None and details.get("audience") not in {None, Audience.PUBLIC, Audience.ORGANISERS}:
        raise NobodyRegisters(field="audience")


def _check_times(material: Material) -> None:
    for field in ("shown_from", "shown_until"):
        try:
            _instant(material, getattr(material, field))
        except zones.NoSuchTime as refusal:
            raise Refused(refusal.sentence, field=field) from None
    begins, ends = _begins(material), _instant(material, material.shown_until)
    if begins is not None and ends is not None and ends <= begins:
        raise EndsBeforeItBegins(field="shown_until")


def _begins(material: Material) -> datetime | None:
    """Return the later of the times that a material waits for."""
    over = material.event.ends_at_utc if material.shown_after_event and material.event is not None else None
    waits = [moment for moment in (_instant(material, material.shown_from), over) if moment is not None]
    return max(waits, default=None)


def _instant(material: Material, local: datetime | None) -> datetime | None:
    return None if local is None else zones.to_utc(local, zone(material.event))


def _is_of_sponsor(registration: Registration) -> bool:
    """Tell whether somebody stands for a confirmed co-sponsor: its State, or its organisation by name."""
    named = {party_key(registration.country, None), party_key(None, registration.organisation)}
    return any(each.sponsor_key in named for each in cosponsorships.confirmed(registration.event))


def _next_place(event: Event | None) -> int:
    mine = Material.event_id.is_(None) if event is None else Material.event_id == event.id
    return (session.scalar(select(func.max(Material.position)).where(mine)) or 0) + 1
