"""Every kind of letter, read as its reader reads it."""

from __future__ import annotations

import ast
import re
from email import message_from_bytes, policy
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urlsplit

import icalendar
import pytest
from flask import Flask
from sqlalchemy import select

from eventhub.base.db import session
from eventhub.domain import invitations, lifecycle, registrations
from eventhub.domain.registrations import Application
from eventhub.mail.letters import Letter
from eventhub.mail.writing import write
from eventhub.models.outbox import Message
from tests.mail.story import NAMES, tell
from tests.world import AMINA, NOW, TIAGO, an_event, register

ROOT = Path(__file__).parents[2]

SHARED = {"layout", "page", "inline", "event", "session", "session-letter", "standing", "why"}
"""Templates that letters are put together from."""

KIND = re.compile(
    r"(registration|delegation|event|co-sponsorship|organiser|summary|sign|confirm|calendar|session|counter)-[a-z-]+"
    r"|(clearance|survey)-(request|reminder)|outcome-due"
    r"|invitation|reminder|thank-you|mailing"
)

ENDINGS = {
    "registration-": {"pending", "confirmed", "waitlisted"},
    "co-sponsorship-": {"confirmed", "declined"},
}
"""What stands after the prefix where a kind is put together from a status."""


def templates(form: str) -> set[str]:
    return {file.stem for file in (ROOT / "templates" / "mail").glob(f"*.{form}")} - SHARED


NAMELESS = {"co-sponsorship-repeated", "confirm-address", "outcome-due"}
"""Go to addresses of which we do not know whose they are: what a stranger typed is not said to them."""


def queued() -> set[str]:
    """Return every kind of message that a rule puts into the outbox, read from the rules' source."""
    found: set[str] = set()
    for file in (ROOT / "eventhub" / "domain").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.JoinedStr) and isinstance(first := node.values[0], ast.Constant):
                found |= {f"{first.value}{ending}" for ending in ENDINGS.get(str(first.value), ())}
            elif isinstance(node, ast.Constant) and isinstance(node.value, str) and KIND.fullmatch(node.value):
                found.add(node.value)
    return found - set(ENDINGS)


def letter_of(kind: str) -> Letter:
    """Return the latest letter of a kind."""
    message = session.scalar(select(Message).where(Message.kind == kind).order_by(Message.id.desc()).limit(1))
    assert message is not None
    return write(message)


def calendar_of(letter: Letter) -> icalendar.Calendar:
    message = message_from_bytes(letter.as_bytes(), policy=policy.default)
    (part,) = (part for part in message.walk() if part.get_content_type() == "text/calendar")
    return icalendar.Calendar.from_ical(part.get_payload(decode=True))


class Page(HTMLParser):
    """Collects the links of a page and complains of tags that do not close."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.open: list[str] = []
        self.feed(page)
        assert not self.open

    def handle_starttag(self, tag, attrs):
        if tag not in {"meta", "br", "hr"}:
            self.open.append(tag)
        self.links += [value for name, value in attrs if name == "href"]

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def test_every_kind_that_is_queued_has_both_templates_and_every_template_is_queued():
    assert templates("txt") == templates("html") == queued()


def test_the_story_holds_every_kind(app: Flask):
    assert {message.kind for message in tell()} == queued()


def test_every_letter_can_be_read(app: Flask):
    for message in tell():
        letter = write(message)
        assert letter.subject
        for text in (letter.subject, letter.body, letter.html):
            assert not re.search(r"None|\{\{|\{%|%\(|Undefined", text), message.kind
        assert "\n\n\n" not in letter.body
        assert letter.body.startswith("Dear ")
        assert "You receive this message because" in letter.body
        assert "You receive this message because" in letter.html


def test_every_link_leads_somewhere(app: Flask):
    routes = app.url_map.bind("127.0.0.1")
    for message in tell():
        letter = write(message)
        in_text = set(re.findall(r"https?://\S+", letter.body))
        assert set(Page(letter.html).links) == in_text, message.kind
        for link in in_text:
            assert link.startswith("http://127.0.0.1:5000/")
            assert routes.match(urlsplit(link).path, method="GET"), link


def test_a_letter_names_its_reader_and_nobody_else(app: Flask):
    for message in tell():
        letter, own = write(message), NAMES[message.recipient]
        if message.kind == "registration-erased":
            assert not any(name in letter.body + letter.html for name in own), "who is forgotten is named no more"
            continue
        assert own[0] in letter.body or message.kind in NAMELESS
        if message.kind in {"organiser-co-sponsorship", "delegation-registered", "delegation-changed"}:
            continue  # whom to answer, who entered them, who has left
        for names in NAMES.values():
            if names != own:
                assert not any(name in letter.body + letter.html for name in names), (message.kind, names)


def test_the_base_url_of_the_settings_stands_in_every_link(app: Flask):
    app.config["BASE_URL"] = "https://events.example.org/hub"
    register(an_event(), AMINA)

    links = set(Page(letter_of("registration-confirmed").html).links)

    assert links
    assert all(link.startswith("https://events.example.org/hub/") for link in links)


def test_the_private_link_opens_the_readers_registration(app: Flask):
    amina = register(an_event(), AMINA)

    (token,) = set(re.findall(r"/registrations/([^/\s]+)", letter_of("registration-confirmed").body))

    assert registrations.find_by_token(token, secret=app.config["SECRET_KEY"]) is amina


@pytest.mark.parametrize(
    ("zone", "expected"),
    [
        ("Europe/Zurich", ["14:00-16:00, Zurich time", "12:00-14:00 UTC"]),
        ("America/Los_Angeles", ["14:00-16:00, Los Angeles time", "\n      21:00-23:00 UTC"]),
        ("Pacific/Honolulu", ["14:00-16:00, Honolulu time", "16 April 2027, 00:00-02:00 UTC"]),
        ("UTC", ["14:00-16:00 UTC"]),
    ],
)
def test_the_time_is_told_in_the_events_zone_and_in_utc(app: Flask, zone: str, expected: list[str]):
    register(an_event(timezone=zone), AMINA)

    letter = letter_of("registration-confirmed")

    assert all(words in letter.body and words.strip() in letter.html for words in [*expected, "15 April 2027"])


def test_a_new_time_is_told_with_the_old_one(app: Flask):
    tell()

    letter = letter_of("event-rescheduled")

    assert "16 April 2027, 14:00-16:00, Zurich time" in letter.body
    assert re.search(r"Before: .*15 April 2027, 14:00-16:00, Zurich time", letter.body)


def test_reasons_are_told(app: Flask):
    tell()

    assert "This briefing is for capitals." in letter_of("registration-declined").body
    assert "With our thanks." in letter_of("co-sponsorship-confirmed").html


def test_a_cancellation_tells_why(app: Flask):
    event = an_event()
    register(event, AMINA)
    lifecycle.cancel(event, by="account:1", now=NOW, reason="The hall is flooded.")

    assert "The hall is flooded." in letter_of("event-cancelled").body


def test_the_place_on_the_waiting_list_is_told(app: Flask):
    event = an_event(capacity=1)
    register(event, AMINA)
    register(event, TIAGO)

    assert "You are number 1 on the waiting list." in letter_of("registration-waitlisted").body


def test_only_who_has_a_seat_is_told_the_way_in(app: Flask):
    event = an_event(capacity=1)
    register(event, AMINA)
    register(event, TIAGO)

    assert "/join" in letter_of("registration-confirmed").body
    waiting = letter_of("registration-waitlisted")
    assert "/join" not in waiting.body + waiting.html
    assert "meet.example" not in waiting.as_string()


def test_a_stranger_who_repeats_an_offer_does_not_learn_that_it_is_known(app: Flask):
    tell()

    repeated, received = letter_of("co-sponsorship-repeated"), letter_of("co-sponsorship-received")

    assert repeated.subject == received.subject
    assert "already" not in repeated.body


def test_a_confirmation_enters_the_event_into_the_readers_calendar(app: Flask):
    event = an_event()
    amina = register(event, AMINA)

    calendar = calendar_of(letter_of("registration-confirmed"))

    (entry,) = calendar.events
    assert calendar["METHOD"] == "REQUEST"
    assert (str(entry["UID"]), entry["SEQUENCE"]) == (event.uid, 0)
    assert entry["DTSTART"].dt == event.starts_at_utc
    assert str(entry["ORGANIZER"]) == "mailto:events@eventhub.example"
    assert str(entry["ATTENDEE"]) == f"mailto:{amina.email}"
    assert entry["DTSTAMP"].dt == NOW


def test_each_change_raises_what_the_calendar_compares(app: Flask):
    messages = tell()
    amina = [each for each in messages if each.recipient == AMINA.details["email"] and "method" in each.particulars]

    entries = [(calendar_of(write(each)), each) for each in amina]

    assert [calendar["METHOD"] for calendar, _each in entries] == [
        "REQUEST", "REQUEST", "REQUEST", "CANCEL", "REQUEST", "CANCEL",
    ]  # fmt: skip
    order = [(entry["SEQUENCE"], entry["DTSTAMP"].dt) for calendar, _each in entries for entry in calendar.events]
    assert order == sorted(set(order))


def test_the_address_invited_is_the_address_written_to(app: Flask):
    event = an_event()
    register(event, Application(details=AMINA.details | {"email": "amina@straße.example"}))

    letter = letter_of("registration-confirmed")

    (entry,) = calendar_of(letter).events
    assert str(entry["ATTENDEE"]) == f"mailto:{letter.envelope_to}"


HOSTILE = "Amina\r\nBcc: eve@example.org\r\n\r\n<script>alert(1)</script>"


def test_line_breaks_and_markup_in_names_and_titles_stay_what_they_are(app: Flask):
    event = an_event(title=f"Exchange\r\nX-Evil: yes {HOSTILE}")
    register(
        event, Application(details=AMINA.details | {"given_name": HOSTILE, "form_of_address": "Ms.\n\nSubject: x"})
    )

    letter = letter_of("registration-confirmed")
    message = message_from_bytes(letter.as_bytes(), policy=policy.default)

    assert not {"Bcc", "X-Evil"} & set(message.keys())
    assert message.get_all("Subject") == [message["Subject"]]
    assert "<script>" not in letter.html
    (entry,) = calendar_of(letter).events
    assert "BCC" not in entry


@pytest.mark.parametrize("name", ["Win at https://evil.example", "evil.com", "www.evil", "eve@example.org"])
def test_a_name_that_a_mail_program_would_make_a_link_of_is_left_out(app: Flask, name: str):
    register(an_event(), Application(details=AMINA.details | {"given_name": name}))

    assert letter_of("registration-confirmed").body.startswith("Dear colleague,")


@pytest.mark.parametrize("name", ["J.P.", "St. John", "M'Barka", "Núñez-Ortega", "S.E. Mme"])
def test_a_name_with_points_is_a_name(app: Flask, name: str):
    register(an_event(), Application(details=AMINA.details | {"given_name": name}))

    assert f"Dear Ms. {name} El Idrissi," in letter_of("registration-confirmed").body


def test_a_letter_keeps_its_sequence_however_late_it_is_written(app: Flask):
    event = an_event()
    amina = register(event, AMINA)
    registrations.withdraw(amina, by="self", now=NOW)

    (entry,) = calendar_of(letter_of("registration-confirmed")).events

    held = invitations.find(amina)
    assert held is not None
    assert entry["SEQUENCE"] < held.sequence
