"""The review asks about one entry after the other; one decision each, and the last one can be taken back."""

from __future__ import annotations

import re

from eventhub.base.db import session
from eventhub.domain import attendance, counts, reviews
from eventhub.models.events import Event
from tests.domain.meetings import a_person, a_record
from tests.statements import count_queries
from tests.visitors import Visitor
from tests.web.organiser.test_attendance import a_meeting, a_page, an_export, upload
from tests.web.organiser.test_corrections import shown_as
from tests.world import an_event, an_official, register


def asked(organiser: Visitor, event: Event, query: str = "") -> str:
    """Whom the page asks about."""
    page = organiser.get(a_page(event, f"/review{query}")).get_data(as_text=True)
    found = re.search(r'id="asked"><bdi>(.*?)</bdi>', page)
    return found[1] if found else ""


def test_each_decision_leads_to_the_next_and_the_last_one_is_taken_back(organiser: Visitor):
    event = a_meeting()
    upload(organiser, event, an_export())
    first = asked(organiser, event)
    assert first == "251911***07"
    number = shown_as(event, first).number

    assert asked(organiser, event, f"?after={number}") == "Folake Ibekwe (Nigeria)"
    organiser.post(a_page(event, f"/participants/{number}/leave"), form_at=a_page(event, "/review"))
    assert asked(organiser, event) == "Folake Ibekwe (Nigeria)"
    session.expire_all()
    established = attendance.establish(event)
    assert [each.name for each in reviews.waiting(established)] == ["Folake Ibekwe (Nigeria)"]
    assert counts.count_attendance(established).unidentified == 1

    answer = organiser.post(a_page(event, "/review/undo"), form_at=a_page(event, "/review"))
    assert answer.location == a_page(event, f"/review?entry={number}")
    assert asked(organiser, event) == first


def test_nothing_to_undo_is_said(organiser: Visitor):
    event = a_meeting()
    upload(organiser, event, an_export())
    organiser.post(a_page(event, "/review/undo"), form_at=a_page(event, "/review"))
    assert "You have decided nothing here" in organiser.get(a_page(event, "/review")).get_data(as_text=True)


def test_somebody_known_from_elsewhere_is_a_walk_in_by_one_key(organiser: Visitor):
    event = a_meeting()
    folake = a_person("folake", "Folake", "Ibekwe", country="NGA", category="member_state")
    upload(organiser, event, an_export())
    number = shown_as(event, "Folake Ibekwe (Nigeria)").number
    page = organiser.get(a_page(event, f"/review?entry={number}")).get_data(as_text=True)
    assert "Known from elsewhere, not registered here." in page

    organiser.post(
        a_page(event, f"/participants/{number}/known"),
        {"person": folake.key},
        form_at=a_page(event, f"/review?entry={number}"),
    )

    entry = shown_as(event, "Folake Ibekwe (Nigeria)")
    assert (entry.person, entry.registration) == (folake, None)
    assert counts.count(event).walk_ins == 1
    stranger = organiser.post(
        a_page(event, f"/participants/{number}/known"), {"person": "nobody"}, form_at=a_page(event, "/corrections")
    )
    assert stranger.status_code == 404


def test_minutes_to_count_are_set_on_the_page_and_a_file_can_be_taken_back(organiser: Visitor):
    event = a_meeting()
    upload(organiser, event, an_export())
    index = a_page(event)

    organiser.post(a_page(event, "/minutes"), {"minutes": "61"}, form_at=index)
    assert "2 people were there too briefly to count" in organiser.get(index).get_data(as_text=True)
    assert organiser.post(a_page(event, "/minutes"), {"minutes": "0"}, form_at=index).status_code == 422

    number = attendance.imports(event)[0].id
    organiser.post(a_page(event, f"/imports/{number}/discard"), form_at=a_page(event, f"/imports/{number}"))
    session.expire_all()
    assert attendance.imports(event) == []
    assert "Nothing has been read yet." in organiser.get(index).get_data(as_text=True)


def test_the_review_asks_as_much_of_the_database_for_many_as_for_one(organiser: Visitor):
    few, many = an_event(), an_event()
    for event, number in ((few, 1), (many, 3)):
        for place in range(number):
            register(event, an_official(place))
            register(event, an_official(place + 10))
        a_person(f"known-{event.id}", "Folake", "Ibekwe", email="folake@mfa.ng.example")
        shown = [an_official(place).details["family_name"] for place in range(number)]
        a_record(event, *shown, *(f"Stranger {place}" for place in range(number)), ("Folake", "folake@mfa.ng.example"))
    for page in ("/review", "/review?after={}", "", "/no-shows", "/participants/{}", "/participants/{}/walk-in"):
        asked_of = [(event, reviews.waiting(attendance.establish(event))[0].number) for event in (few, many)]
        one, other = (count_queries(organiser, a_page(event, page.format(number))) for event, number in asked_of)
        assert one == other, page
