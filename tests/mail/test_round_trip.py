"""There and back: an invitation goes out, its reader's program answers, and the organiser sees it."""

from __future__ import annotations

import re
from datetime import timedelta
from email import message_from_bytes

import icalendar
import pytest
from flask import Flask

from eventhub.base.db import session
from eventhub.mail.mailbox import poll
from eventhub.mail.sending import deliver
from eventhub.models.registrations import Registration
from tests.mail.answering import mailed, recorded
from tests.mail.imap import serving
from tests.mail.postbox import Postbox
from tests.visitors import Visitor
from tests.world import AMINA, NOW, an_event, register


def as_thunderbird_answers(letter: bytes, participation: str) -> bytes:
    """Return the recorded answer, with what it repeats taken from the invitation as it was received."""
    parts = message_from_bytes(letter).walk()
    (content,) = (part.get_payload(decode=True) for part in parts if part.get_content_type() == "text/calendar")
    invited = icalendar.Calendar.from_ical(content).walk("VEVENT")[0]
    answer = re.sub("\r\n[ \t]", "", recorded(f"reply_tb_{participation}.ics").decode())
    attendee, organiser = (str(invited[name]).removeprefix("mailto:") for name in ("ATTENDEE", "ORGANIZER"))
    stamp = (invited["DTSTAMP"].dt + timedelta(minutes=5)).strftime("%Y%m%dT%H%M%SZ")
    for name, value in {"UID": invited["UID"], "SEQUENCE": invited["SEQUENCE"], "DTSTAMP": stamp}.items():
        answer = re.sub(f"(?m)^{name}:[^\r]*", f"{name}:{value}", answer)
    answer = answer.replace("zoe@example.net", attendee).replace("atd@events.example.org", organiser)
    return mailed(answer.encode(), attendee, message_id=f"<{participation}@mail.example>")


@pytest.mark.parametrize(("participation", "word"), [("ACCEPTED", "Accepted"), ("DECLINED", "Declined")])
def test_what_a_program_answers_to_our_mail_comes_back_by_imap_and_is_seen(
    app: Flask, postbox: Postbox, participation: str, word: str
):
    event = an_event()
    amina = register(event, AMINA)
    session.commit()
    page, number = f"/organiser/events/{event.slug}/replies?answer={participation}", amina.id
    deliver(now=NOW)

    with serving(app) as mailbox:
        mailbox.put(as_thunderbird_answers(postbox.taken[0], participation))
        assert poll(now=NOW + timedelta(hours=1)) == 1

    shown = Visitor(app).sign_in().get(page).get_data(as_text=True)
    assert f"{word} (1)" in shown
    assert session.get_one(Registration, number).name in shown
