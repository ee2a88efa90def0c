"""The organiser's first page: what waits, what comes, what has been."""

from __future__ import annotations

from datetime import datetime, timedelta

from flask import Flask

from eventhub.base import clock
from eventhub.base.db import db
from eventhub.domain import outbox
from eventhub.models.events import RegistrationMode
from tests.statements import count_queries
from tests.visitors import Visitor
from tests.web.organiser.test_attendance import an_export, upload
from tests.web.organiser.test_cosponsorships import an_offer
from tests.world import AMINA, an_event, register

AHEAD = datetime.now().replace(microsecond=0) + timedelta(days=60)


def test_an_empty_house_says_so_and_offers_to_plan_an_event(organiser: Visitor):
    page = organiser.get("/organiser/").get_data(as_text=True)

    assert "No event lies ahead." in page
    assert 'href="/organiser/events/new"' in page


def test_each_event_says_what_waits_for_the_organiser(organiser: Visitor):
    event = an_event(starts_at=AHEAD, ends_at=AHEAD + timedelta(hours=2), registration_mode=RegistrationMode.APPROVAL)
    register(event, AMINA, now=clock.now())
    an_offer(event, now=clock.now())
    outbox.record_refused(outbox.find_by_event(event)[0], "550 No such mailbox")

    page = organiser.get("/organiser/").get_data(as_text=True)

    assert "1 registration to decide on" in page
    assert "1 offer to co-sponsor" in page
    assert "1 message was refused" in page


def test_an_event_just_over_asks_for_its_attendance_then_for_its_summary(organiser: Visitor):
    yesterday = datetime.now().replace(microsecond=0) - timedelta(days=1)
    event = an_event(starts_at=yesterday, ends_at=yesterday + timedelta(hours=2))
    assert "Attendance export to upload" in organiser.get("/organiser/").get_data(as_text=True)

    row = f"251911***07,,{yesterday:%m/%d/%Y %I:%M:%S %p},{yesterday:%m/%d/%Y} 11:59:00 PM,60,Yes,Y"
    upload(organiser, event, an_export(row))

    page = organiser.get("/organiser/").get_data(as_text=True)
    assert "Attendance export to upload" not in page
    assert "1 entry of the attendance" in page
    assert "Summary to publish" in page


def test_events_that_are_over_stand_apart(organiser: Visitor):
    an_event(title="A briefing to come", starts_at=AHEAD, ends_at=AHEAD + timedelta(hours=1))
    an_event(title="A briefing of old", starts_at=datetime(2021, 5, 26, 15), ends_at=datetime(2021, 5, 26, 16))

    page = organiser.get("/organiser/").get_data(as_text=True)

    assert page.index("A briefing to come") < page.index('<h2 id="past">') < page.index("A briefing of old")


def test_the_number_of_queries_does_not_depend_on_the_number_of_events(app: Flask, organiser: Visitor):
    counts = []
    for title in ("First briefing", "Second briefing", "Third briefing"):
        register(an_event(title=title), AMINA)
        db.session.commit()
        counts.append(count_queries(organiser, "/organiser/"))

    assert counts[0] == counts[2]
