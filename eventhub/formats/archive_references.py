"""Whether an archive stands on its own: no id twice, no name for what it does not hold, no time that clocks skip."""

from __future__ import annotations

import hashlib
from base64 import b64decode, b64encode
from collections.abc import Container, Hashable, Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Any

from eventhub.base import countries, zones
from eventhub.base.i18n import LazyString, _, _l
from eventhub.base.text import address_key, fold
from eventhub.formats.archive_schema import Fault, Steps, show

Row = Mapping[str, Any]

_IDS = (
    "series[].id",
    "glossary[].short",
    "working_groups[].id",
    "organisations[].name",
    "champions[].country",
    "milestones[].id",
    "milestones[].uid",
    "key_figures[].id",
    "materials[].id",
    "people[].id",
    "events[].id",
    "events[].uid",
    "events[].registrations[].id",
    "events[].sessions[].uid",
    "events[].questions[].id",
    "events[].files[].id",
    "events[].invitees[].id",
    "events[].speaking_requests[].id",
    "events[].clearances[].id",
)
"""What must be different everywhere in a document."""

_IDS_IN_EVENT = (
    "refers_to[].event",
    "consultations[].working_group",
    "delegations[].id",
    "discussion_points[].id",
    "interventions[].order",
    "future_topics[].topic",
    "reminders[].hours_before",
    "attendance_imports[].sha256",
    "summary.versions[].number",
    "survey.tickets[].registration",
    "survey.responses[].id",
)
"""What must be different within an event."""

_REFERENCES = {
    "people": (
        "events[].registrations[].person",
        "events[].attendance[].person",
        "events[].attendance_imports[].connections[].person",
        "events[].corrections[].person",
        "events[].check_ins[].person",
    ),
    "events": (
        "milestones[].event",
        "key_figures[].event",
        "materials[].event",
        "events[].refers_to[].event",
        "events[].consultations[].refers_to[]",
        "events[].focus_proposals[].for_event",
    ),
    "series": ("events[].series",),
    "working_groups": ("events[].working_group", "events[].consultations[].working_group"),
}
"""Where a document names a row of one of its lists."""

_REFERENCES_IN_EVENT = {
    "delegations": ("registrations[].delegation", "invitees[].delegation"),
    "registrations": (
        *("registrations[].replaces", "invitees[].registration"),
        *("survey.tickets[].registration", "survey.responses[].registration"),
        *("check_ins[].registration", "speaking_requests[].registration"),
    ),
    "questions": ("registrations[].answers[].question",),
    "files": ("delegations[].note_verbale", "registrations[].answers[].file"),
}
"""Where an event names a row of one of its own lists."""

_NO_SUCH: dict[str, LazyString] = {
    "people": _l("no such person"),
    "events": _l("no such event"),
    "series": _l("no such series"),
    "working_groups": _l("no such working group"),
    "delegations": _l("no such delegation"),
    "registrations": _l("no such registration"),
    "questions": _l("no such question"),
    "files": _l("no such file"),
    "sessions": _l("no such session"),
}

_TIMES = (
    "starts_at",
    "registration_opens_at",
    "registration_closes_at",
    "substitution_closes_at",
    "sessions[].starts_at",
    "sessions[].ends_at",
    "attendance[].connections[].joined_at",
    "attendance[].connections[].left_at",
    "attendance_imports[].connections[].joined_at",
    "attendance_imports[].connections[].left_at",
)
"""Where an event has wall-clock times."""


def find_faults(document: Row) -> Iterator[Fault]:
    """Yield what a document that obeys the schema gets wrong all the same."""
    for pattern in _IDS:
        yield from _twice(follow(document, pattern))
    for path, material in follow(document, "materials[]"):
        yield from _twice(follow(material, "versions[].number", path))
        yield from _files(follow(material, "versions[]", path))
    yield from _twice((path, address_key(email)) for path, email in follow(document, "accounts[].email"))
    yield from _dangling(document)
    for path, event in follow(document, "events[]"):
        yield from _in_event(event, path)


def follow(value: Any, pattern: str, path: Steps = ()) -> Iterator[tuple[Steps, Any]]:
    """Yield path and value wherever a pattern such as `events[].registrations[].person` leads; nulls are absent."""
    if value is None:
        return
    if not pattern:
        yield path, value
        return
    step, _dot, rest = pattern.partition(".")
    key = step.removesuffix("[]")
    below = value.get(key)
    if step == key:
        yield from follow(below, rest, (*path, key))
        return
    for place, item in enumerate(below or ()):
        yield from follow(item, rest, (*path, key, place))


def _twice(named: Iterable[tuple[Steps, Hashable]]) -> Iterator[Fault]:
    """Yield a fault for each name that stood at an earlier place already."""
    first: dict[Hashable, Steps] = {}
    for path, name in named:
        if first.setdefault(name, path) != path:
            yield Fault(path, _("stands twice, first at %(path)s", path=show(first[name])))


def _dangling(document: Row) -> Iterator[Fault]:
    for name, patterns in _REFERENCES.items():
        held = {row["id"] for row in document.get(name) or ()}
        if name == "events":
            held |= set(document.get("elsewhere") or ())
        for pattern in patterns:
            yield from _unless_held(follow(document, pattern), held, str(_NO_SUCH[name]))


def _unless_held(named: Iterable[tuple[Steps, Any]], held: Container[Any], no_such: str) -> Iterator[Fault]:
    yield from (Fault(path, no_such) for path, name in named if name not in held)


def _in_event(event: Row, path: Steps) -> Iterator[Fault]:
    for pattern in _IDS_IN_EVENT:
        yield from _twice(follow(event, pattern, path))
    proposals = follow(event, "focus_proposals[]", path)
    yield from _twice(((*place, "topic"), (row.get("for_event"), row["topic"])) for place, row in proposals)
    yield from _sponsors(event, path)
    texts = follow(event, "mail_texts[]", path)
    yield from _twice(((*place, "language"), (row["kind"], row["language"])) for place, row in texts)
    for name, patterns in _REFERENCES_IN_EVENT.items():
        held = {row["id"] for row in event.get(name) or ()}
        for pattern in patterns:
            yield from _unless_held(follow(event, pattern, path), held, str(_NO_SUCH[name]))
    yield from _questions(event, path)
    yield from _sessions(event, path)
    yield from _files(follow(event, "files[]", path))
    for pattern in _TIMES:
        yield from _skipped(follow(event, pattern, path), event["timezone"])
    yield from _doubled(event, path, event["timezone"], "starts")


def _questions(event: Row, path: Steps) -> Iterator[Fault]:
    """Yield what conditions name that is no question, and answers that are none or stand twice."""
    kinds = {row["id"]: row["kind"] for row in event.get("questions") or ()}
    about = follow(event, "questions[].conditions[].about", path)
    yield from _unless_held(about, {"category", "level", *kinds}, str(_NO_SUCH["questions"]))
    for place, question in follow(event, "questions[]", path):
        kind = "date" if question["kind"] == "date" else "number"
        for name in ("least", "most"):
            for below, limit in follow(question, f"limits.{name}", place):
                if not _answers(kind, limit):
                    yield Fault(below, _("no limit of a question of this kind"))
    for place, registration in follow(event, "registrations[]", path):
        yield from _twice(follow(registration, "answers[].question", place))
        for below, answer in follow(registration, "answers[]", place):
            value = answer.get("value")
            if value is not None and not _answers(kinds.get(answer["question"]), value):
                yield Fault((*below, "value"), _("no answer to a question of this kind"))


def _answers(kind: str | None, value: Any) -> bool:
    """Tell whether a value can be an answer to a question of a kind; None for a question that is not there."""
    match kind:
        case "short_text" | "long_text" | "single_choice":
            return isinstance(value, str)
        case "multiple_choice":
            return isinstance(value, list)
        case "number":
            return isinstance(value, int | float) and not isinstance(value, bool)
        case "yes_no":
            return isinstance(value, bool)
        case "date":
            return isinstance(value, str) and _is_day(value)
        case "country":
            return isinstance(value, str) and countries.find(value) is not None
        case "file":
            return False
        case _:
            return True


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _files(files: Iterable[tuple[Steps, Row]]) -> Iterator[Fault]:
    for place, file in files:
        if file.get("content") is None:
            if file.get("sha256") is not None:
                yield Fault((*place, "content"), _("missing"))
            continue
        try:
            content = b64decode(file["content"], validate=True)
        except ValueError:
            yield Fault((*place, "content"), _("not base64"))
            continue
        if b64encode(content).decode("ascii") != file["content"]:
            yield Fault((*place, "content"), _("not base64"))
        elif hashlib.sha256(content).hexdigest() != file.get("sha256"):
            yield Fault((*place, "sha256"), _("not the hash of the content"))


def _sessions(event: Row, path: Steps) -> Iterator[Fault]:
    """Yield sessions that end before they start, and names of sessions that are not there, or stand twice."""
    for place, row in follow(event, "sessions[]", path):
        yield from _doubled(row, place, event["timezone"], "starts")
        yield from _doubled(row, place, event["timezone"], "ends")
        starts, ends = row.get("starts_at"), row.get("ends_at")
        is_backwards = starts and ends and datetime.fromisoformat(ends) <= datetime.fromisoformat(starts)
        if is_backwards and not row.get("ends_second"):
            yield Fault((*place, "ends_at"), _("the session must end after it starts"))
    held = {row.get(name) for row in event.get("sessions") or () for name in ("uid", "title")}
    yield from _unless_held(follow(event, "check_ins[].session", path), held, str(_NO_SUCH["sessions"]))
    for place, registration in follow(event, "registrations[]", path):
        for key in ("sessions", "session_invitations"):
            yield from _unless_held(follow(registration, f"{key}[].session", place), held, str(_NO_SUCH["sessions"]))
            yield from _twice(follow(registration, f"{key}[].session", place))


def _sponsors(event: Row, path: Steps) -> Iterator[Fault]:
    sponsors: list[tuple[Steps, Hashable]] = []
    for place, row in follow(event, "co_sponsorships[]", path):
        if row.get("country"):
            sponsors.append(((*place, "country"), row["country"]))
        elif organisation := fold(row.get("organisation") or ""):
            sponsors.append(((*place, "organisation"), (organisation,)))
        else:
            yield Fault(place, _("names neither a country nor an organisation"))
    yield from _twice(sponsors)


def _doubled(row: Row, path: Steps, zone: str, which: str) -> Iterator[Fault]:
    """Refuse a time that the clocks show twice unless the row says which is meant: a guess is an hour wrong."""
    time, key = row.get(f"{which}_at"), f"{which}_second"
    if time and row.get(key) is None and zones.comes_twice(datetime.fromisoformat(time), zone):
        sentence = _("the clocks in %(zone)s show this time twice; say in %(key)s which is meant", zone=zone, key=key)
        yield Fault((*path, f"{which}_at"), sentence)


def _skipped(times: Iterable[tuple[Steps, str]], zone: str) -> Iterator[Fault]:
    for path, text in times:
        moment = datetime.fromisoformat(text)
        if moment.tzinfo is None:
            try:
                zones.to_utc(moment, zone)
            except zones.NoSuchTime:
                yield Fault(path, _("the clocks in %(zone)s skip this time", zone=zone))
