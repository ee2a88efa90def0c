"""Attendance from the command line: read a platform's export, correct, count."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from datetime import datetime
from typing import Any

import click
from flask import current_app
from flask.cli import AppGroup

from eventhub.base import clock, countries, zones
from eventhub.base.db import db
from eventhub.base.errors import Refused
from eventhub.base.i18n import _, ngettext
from eventhub.cli.answers import one_sentence, print_json, read_file
from eventhub.domain import attendance, breakdowns, corrections, counts, events, mappings
from eventhub.domain.attendance import Attendance, Participant
from eventhub.domain.matching import MatchStatus
from eventhub.formats.attendance import formulas, registry
from eventhub.formats.attendance.decoding import LARGEST
from eventhub.formats.attendance.mapped import MEANINGS
from eventhub.formats.attendance.reading import Reading, UnknownKind
from eventhub.formats.attendance.titles import Meaning
from eventhub.models.attendance import AttendanceImport
from eventhub.models.events import Event
from eventhub.models.registrations import RegistrationStatus

group = AppGroup("attendance", help="Read attendance exports, correct them, count who was there.")
commands = [group]

BY = "command"


@group.command("import")
@click.argument("event_slug", metavar="EVENT")
@click.argument("file", type=click.Path())
@click.option(
    "--column",
    "columns",
    multiple=True,
    metavar="TITLE=MEANING",
    help="What a column of a list holds that no reader knows; remembered for the next one. Meanings: "
    + ", ".join(MEANINGS),
)
@click.option("--dry-run", is_flag=True, help="Read and answer, and keep nothing.")
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
@one_sentence
def import_(event_slug: str, file: str, columns: tuple[str, ...], dry_run: bool, as_json: bool) -> None:
    """Read FILE, a platform's attendance export, for the event EVENT and print what it says."""
    event = events.get(event_slug)
    data = read_file(file, most=LARGEST)
    reading = _read(data, event, columns)
    sha256 = hashlib.sha256(data).hexdigest()
    is_known = attendance.find_import(event, sha256) is not None
    imported = attendance.record(
        event,
        reading.rows,
        platform=reading.platform,
        sha256=sha256,
        filename=file.replace("\\", "/").rpartition("/")[2],
        meeting_title=reading.meeting_title,
        waiting_room_rows=reading.waiting_room_rows,
        by=BY,
        now=clock.now(),
        secret=current_app.config["SECRET_KEY"],
    )
    db.session.flush()
    answer = _answer(event, imported, reading, is_known=is_known, dry_run=dry_run)
    if dry_run:
        db.session.rollback()
    else:
        db.session.commit()
    print_json(answer) if as_json else _tell(answer)
    if sentence := formulas.told(reading.rows):
        click.echo(sentence, err=True)


@group.command("mappings")
@click.option("--forget", type=int, metavar="NUMBER", help="Forget what the columns of this list mean.")
@one_sentence
def mappings_(forget: int | None) -> None:
    """Print the lists whose columns somebody named."""
    if forget is not None:
        known = mappings.find_by_number(forget)
        if known is None:
            raise Refused(_("Nothing is remembered under number %(number)d.", number=forget))
        mappings.forget(known, by=BY, now=clock.now())
        db.session.commit()
    for each in mappings.all_of_them():
        click.echo(f"{each.id}: {', '.join(f'{title} = {meaning}' for title, meaning in each.columns.items())}")


@group.command("correct")
@click.argument("event_slug", metavar="EVENT")
@click.argument("file", metavar="CORRECTIONS.json", type=click.Path())
@one_sentence
def correct(event_slug: str, file: str) -> None:
    """Make the corrections listed in a JSON file for the event EVENT, all or none."""
    event = events.get(event_slug)
    entries = _read_list(read_file(file))
    secret = current_app.config["SECRET_KEY"]
    made = corrections.apply(event, entries, by=BY, now=clock.now(), secret=secret)
    number = len({row.id for row in made})
    db.session.commit()
    click.echo(ngettext("%(num)d correction stands.", "%(num)d corrections stand.", number))


@group.command("counts")
@click.argument("event_slug", metavar="EVENT")
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
@one_sentence
def counts_(event_slug: str, as_json: bool) -> None:
    """Print the figures of the event EVENT as its records stand, nothing suppressed."""
    established = attendance.establish(events.get(event_slug))
    figures = counts.count_attendance(established).as_json() | breakdowns.count(established).as_json()
    if as_json:
        print_json(figures)
        return
    for name, value in figures.items():
        click.echo(f"{name}: {_in_words(value)}")


def _read(data: bytes, event: Event, columns: tuple[str, ...]) -> Reading:
    """Read a file as its reader knows it, as somebody once said, or as is said now."""
    if not columns:
        return registry.read(data, event, remembered=mappings.find)
    told = {}
    for column in columns:
        title, _sign, meaning = column.rpartition("=")
        if not title or meaning not in set(MEANINGS):
            known = ", ".join(MEANINGS)
            raise Refused(_("“%(column)s”: write a title, = and one of %(known)s.", column=column, known=known))
        told[title] = Meaning(meaning)
    try:
        return registry.read(data, event)
    except UnknownKind as unknown:
        reading = registry.read(data, event, mapping=told)
        mappings.remember(unknown.columns, told, by=BY, now=clock.now())
        return reading


def _read_list(data: bytes) -> Any:
    try:
        return json.loads(data.decode("utf-8-sig"))
    except (UnicodeDecodeError, ValueError, RecursionError):
        raise Refused(_("The file of corrections is not JSON.")) from None


def _answer(
    event: Event, imported: AttendanceImport, reading: Reading, *, is_known: bool, dry_run: bool
) -> dict[str, Any]:
    """Describe the file against the event's registrations, before any correction."""
    established = attendance.establish(event, only=imported)
    matched = [each.details for each in established.with_status(MatchStatus.MATCHED) if each.details]
    officials = {each.country for each in matched if each.category and each.category.is_official}
    members = [code for code in officials if (state := countries.find(code)) and state.is_member and code]
    seconds = [each.seconds_present for each in established.counted]
    shown = {row.position: row.display_name for row in reading.rows}
    return {
        "event": event.slug,
        "platform": reading.platform,
        "meeting": {
            "title": reading.meeting_title or event.title,
            "start": _iso(reading.starts_at or event.starts_at),
            "end": _iso(reading.ends_at or event.ends_at),
            "timezone": event.timezone,
        },
        "already_imported": is_known,
        "dry_run": dry_run,
        "unique_participants": len(established.counted),
        "excluded_technical": len(established.with_status(MatchStatus.TECHNICAL)),
        "matched_to_registrants": len(established.with_status(MatchStatus.MATCHED)),
        "needs_review": len(established.with_status(MatchStatus.REVIEW)),
        "not_registered": len(established.with_status(MatchStatus.UNREGISTERED)),
        "unidentified": len(established.with_status(MatchStatus.UNIDENTIFIED)),
        "by_category": _numbers(each.category for each in matched),
        "by_level": _numbers(each.level for each in matched),
        "member_states": sorted(members),
        "member_state_count": len(members),
        "raw_connection_rows": len(reading.rows),
        "waiting_room_rows_ignored": reading.waiting_room_rows,
        "total_seconds_present": None if None in seconds else sum(filter(None, seconds)),
        "registered_no_show": _absent(established),
        "participants": [_describe(each, event, shown) for each in established.participants],
    }


def _describe(participant: Participant, event: Event, shown: dict[int, str]) -> dict[str, Any]:
    registration, details = participant.registration, participant.details
    names = [shown.get(each.position, each.display_name) for each in participant.connections]
    return {
        "registration_id": registration.key if registration else None,
        "person_id": participant.person.key if participant.person else None,
        "registrant": f"{details.form_of_address or ''} {details.name}".strip() if details else None,
        "country": details.country if details else None,
        "category": details.category if details else None,
        "level": details.level if details else None,
        "match_status": participant.match_status,
        "match_basis": participant.basis,
        "review_candidates": _candidates(participant),
        "counted": participant.counted,
        "display_names": list(dict.fromkeys(names)),
        "emails": participant.emails,
        "connections": len(participant.connections),
        "first_join": _local(participant.first_join, event),
        "last_leave": _local(participant.last_leave, event),
        "seconds_present": participant.seconds_present,
    }


def _candidates(participant: Participant) -> list[str] | None:
    if participant.match_status is not MatchStatus.REVIEW:
        return None
    return sorted(each.key for each in participant.candidates)


def _absent(established: Attendance) -> list[str]:
    present = {each.person.id for each in established.present if each.person}
    confirmed = [each for each in established.registrations if each.status is RegistrationStatus.CONFIRMED]
    return sorted(each.key for each in confirmed if each.person_id not in present)


def _numbers(values: Any) -> dict[str, int]:
    return dict(sorted(Counter(value for value in values if value).items()))


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _local(instant: datetime | None, event: Event) -> str | None:
    return _iso(zones.to_local(instant, event.timezone)) if instant else None


def _tell(answer: dict[str, Any]) -> None:
    """Say what was understood, and by name what a person should look at."""
    title = answer["meeting"]["title"] or answer["event"]
    click.echo(f"{title} ({answer['platform']})")
    if answer["already_imported"]:
        click.echo(_("This file was imported before; nothing new was stored."))
    elif answer["dry_run"]:
        click.echo(_("A trial: nothing was stored."))
    for label, key in (
        (_("Connections"), "raw_connection_rows"),
        (_("Waiting-room rows left out"), "waiting_room_rows_ignored"),
        (_("Participants"), "unique_participants"),
        (_("Matched to registrations"), "matched_to_registrants"),
        (_("Technical, not counted"), "excluded_technical"),
    ):
        click.echo(f"  {label}: {answer[key]}")
    for label, status in (
        (_("To be reviewed"), MatchStatus.REVIEW),
        (_("Not registered"), MatchStatus.UNREGISTERED),
        (_("Not identified"), MatchStatus.UNIDENTIFIED),
    ):
        named = [each for each in answer["participants"] if each["match_status"] == status]
        click.echo(f"  {label}: {len(named)}")
        for each in named:
            likely = f" ({', '.join(each['review_candidates'])}?)" if each["review_candidates"] else ""
            click.echo(f"    {' / '.join(each['display_names'])}{likely}")


def _in_words(value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if value is None:
        return "-"
    if isinstance(value, list):
        return ", ".join(value) or "-"
    if isinstance(value, dict):
        return ", ".join(f"{key} {number}" for key, number in value.items()) or "-"
    return str(value)
