"""Whatever an archive may say of registration, drawn by hypothesis: questions, files, delegations, letters."""

from __future__ import annotations

import hashlib
from base64 import b64encode
from datetime import UTC, date, datetime
from typing import Any

from hypothesis import strategies as st

from eventhub.base import countries

Document = dict[str, Any]

TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=12)
NAMES = TEXTS.filter(lambda text: bool(text.strip()))
COUNTRIES = st.sampled_from([state.iso3 for state in countries.in_order()])
DAYS = st.dates(date(1900, 1, 1), date(2100, 1, 1)).map(lambda day: day.isoformat())
INSTANTS = st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)).map(
    lambda instant: instant.replace(microsecond=0).isoformat().replace("+00:00", "Z")
)
LANGUAGES = st.sampled_from(["ar", "zh", "en", "fr", "ru", "es"])
HEARD = st.sampled_from(["spoken", "withdrawn", "passed"])
COUNTS = st.integers(0, 2**31 - 1)
ANSWERS = {
    "short_text": TEXTS,
    "single_choice": NAMES,
    "multiple_choice": st.lists(NAMES, max_size=3),
    "number": st.integers(-(10**9), 10**9) | st.floats(-1e15, 1e15),
    "date": DAYS,
    "country": COUNTRIES,
    "yes_no": st.booleans(),
    "file": st.none(),
}


def entry(required: Document, optional: Document) -> st.SearchStrategy[Document]:
    """An entry whose optional keys may be absent or null."""
    return st.fixed_dictionaries(required, optional={key: st.none() | value for key, value in optional.items()})


def several(rows: st.SearchStrategy[Any], *names: str) -> st.SearchStrategy[list[Any]]:
    """A list of entries, or of values, no two alike in what identifies them."""
    return st.lists(rows, max_size=3, unique_by=lambda row: tuple(row.get(n) for n in names) if names else row)


@st.composite
def with_all_of_registration(draw: st.DrawFn, event: Document) -> Document:
    """Return the event with questions, files, delegations, invitees and letters, its registrations pointing at them."""
    slug, registrations = event["id"], event.get("registrations") or []
    files = [draw(_file(f"{slug}-f{place}")) for place in range(draw(st.integers(0, 2)))]
    questions = [draw(_question(f"{slug}-q{place}", slug)) for place in range(draw(st.integers(0, 3)))]
    delegation = {"address": TEXTS, "language": LANGUAGES, "quota": COUNTS, "waits_together": st.booleans()}
    delegation |= {"invited_at": INSTANTS, "focal_point_name": TEXTS} | _one_of("note_verbale", files)
    delegations = draw(st.lists(entry({"id": NAMES}, delegation), max_size=2, unique_by=lambda row: row["id"]))
    for row, country in zip(delegations, ("MAR", "PRT"), strict=False):
        row["country"] = country
    for place, row in enumerate(registrations):
        row |= draw(_of_registration(questions, files, delegations, registrations[:place]))
    invitee = {"name": TEXTS, "country": COUNTRIES, "language": LANGUAGES, "reason": TEXTS, "invited_at": INSTANTS}
    invitee |= {"status": st.sampled_from(["invited", "accepted", "declined"])}
    invitee |= _one_of("registration", registrations) | _one_of("delegation", delegations)
    asked = st.sampled_from(["champions", "member_states", "network", "named"])
    spoke = {"country": COUNTRIES, "organisation": TEXTS, "requested_at": INSTANTS, "started_at": INSTANTS}
    spoke |= {"position": COUNTS} | _one_of("registration", registrations)
    mail_text = {"kind": NAMES, "language": LANGUAGES, "subject": TEXTS, "body": TEXTS}
    mailing = {"subject": TEXTS, "body": TEXTS, "readers": COUNTS}
    return event | {
        "files": files,
        "questions": questions,
        "delegations": delegations,
        "invitees": [
            draw(entry({"id": st.just(f"{slug}-i{place}"), "list": asked}, invitee))
            for place in range(draw(st.integers(0, 2)))
        ],
        "mail_texts": draw(several(entry(mail_text, {"changed_at": INSTANTS}), "kind", "language")),
        "mailings": draw(
            st.lists(entry(mailing, {"selection": st.dictionaries(TEXTS, TEXTS, max_size=2)}), max_size=2)
        ),
        "reminders": draw(
            several(entry({"hours_before": st.integers(1, 1344)}, {"sent_at": INSTANTS}), "hours_before")
        ),
        "check_ins": draw(_check_ins(registrations)),
        "floors": draw(several(entry({}, {"is_open": st.booleans()}), "session")),
        "speaking_requests": [
            draw(entry({"id": st.just(f"{slug}-s{place}"), "kind": NAMES, "state": HEARD}, spoke))
            for place in range(draw(st.integers(0, 2)))
        ],
        "anonymous_count": draw(
            st.none() | entry({"counts": st.dictionaries(TEXTS, COUNTS, max_size=2)}, {"taken_at": INSTANTS})
        ),
    }


def _one_of(key: str, rows: list[Document]) -> Document:
    return {key: st.sampled_from([row["id"] for row in rows])} if rows else {}


@st.composite
def _check_ins(draw: st.DrawFn, registrations: list[Document]) -> list[Document]:
    """Whoever registered may be checked in, or was and is no longer."""
    told = [
        draw(
            entry(
                {"person": st.just(row["person"]), "door": st.sampled_from(["qr", "code", "self", "hand", "list"])}
                | {"mode": st.sampled_from(["in_person", "online"]), "at": INSTANTS},
                {"by": st.just("door"), "undone_at": INSTANTS, "registration": st.just(row["id"])},
            )
        )
        for row in registrations
        if draw(st.booleans())
    ]
    return list({row["person"]: row for row in told}.values())


@st.composite
def _file(draw: st.DrawFn, key: str) -> Document:
    content = draw(st.binary(max_size=20))
    told = {"id": key, "name": draw(NAMES), "media_type": "image/png", "content": b64encode(content).decode()}
    return told | {"sha256": hashlib.sha256(content).hexdigest(), "stored_at": draw(st.none() | INSTANTS)}


def _question(key: str, slug: str) -> st.SearchStrategy[Document]:
    words = st.dictionaries(LANGUAGES, entry({}, {"label": TEXTS, "hint": TEXTS}), max_size=2)
    option = entry({"value": NAMES, "label": TEXTS}, {"words": st.dictionaries(LANGUAGES, TEXTS, max_size=1)})
    about = st.sampled_from(["category", "level"])
    condition = st.fixed_dictionaries({"about": about, "values": st.lists(TEXTS, max_size=2)})
    optional = {"hint": TEXTS, "words": words, "options": st.lists(option, max_size=2), "retired_at": INSTANTS}
    optional |= {"limits": entry({}, {"length": st.integers(1, 9)}), "conditions": st.lists(condition, max_size=2)}
    optional |= {"required": st.booleans(), "sensitive": st.booleans()}
    return entry({"id": st.just(key), "kind": st.sampled_from(sorted(ANSWERS)), "label": NAMES}, optional)


@st.composite
def _of_registration(
    draw: st.DrawFn,
    questions: list[Document],
    files: list[Document],
    delegations: list[Document],
    earlier: list[Document],
) -> Document:
    role = st.sampled_from(["chief_delegate", "alternate", "observer"])
    note = entry({"text": TEXTS}, {"at": INSTANTS, "by": st.just("self")})
    told = draw(
        entry(
            {},
            {"delegation_role": role, "tags": st.lists(NAMES, max_size=3, unique=True).map(sorted)}
            | {"notes": st.lists(note, max_size=2), "anonymised_at": INSTANTS}
            | (_one_of("delegation", delegations) | _one_of("replaces", earlier)),
        )
    )
    answers = [
        draw(
            entry({"question": st.just(question["id"])}, {"value": ANSWERS[question["kind"]]} | _one_of("file", files))
        )
        for question in questions
        if draw(st.booleans())
    ]
    return told | {"answers": answers}
