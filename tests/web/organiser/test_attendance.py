"""Organisers upload an export, see what was understood, and follow every figure to its rows."""

from __future__ import annotations

import io
import re

import pytest
from flask import Flask

from eventhub.base.db import session
from eventhub.domain import attendance, audit
from eventhub.models.events import Event
from tests.visitors import Visitor
from tests.world import AMINA, TIAGO, an_event, register

HEADING = "Name (Original Name),User Email,Join Time,Leave Time,Duration (Minutes),Guest,Recording Consent"

ROWS = (
    "Amina EL IDRISSI (Morocco),,04/15/2027 01:58:00 PM,04/15/2027 04:00:00 PM,122,Yes,Y",
    "Tiago Pacheco,tiago.pacheco@mne.pt.example,04/15/2027 02:00:00 PM,04/15/2027 02:30:00 PM,30,Yes,Y",
    "Tiago Pacheco,tiago.pacheco@mne.pt.example,04/15/2027 02:20:00 PM,04/15/2027 03:00:00 PM,40,Yes,Y",
    "Folake Ibekwe (Nigeria),,04/15/2027 02:00:00 PM,04/15/2027 04:00:00 PM,120,Yes,Y",
    "251911***07,,04/15/2027 02:10:00 PM,04/15/2027 03:10:00 PM,60,Yes,Y",
    "Interpreter FR,,04/15/2027 01:50:00 PM,04/15/2027 04:05:00 PM,135,Yes,Y",
)


def an_export(*rows: str) -> bytes:
    """A Zoom participants report of April 2027, as Windows writes it."""
    return "\ufeff".encode() + "\r\n".join([HEADING, *(rows or ROWS), ""]).encode()


def a_meeting() -> Event:
    """An exchange with Amina and Tiago registered, and one who did not come."""
    event = an_event()
    register(event, AMINA)
    register(event, TIAGO)
    return event


def a_page(event: Event, page: str = "") -> str:
    return f"/organiser/events/{event.slug}/attendance{page}"


def upload(organiser: Visitor, event: Event, content: bytes, name: str = "participants_85551.csv"):
    form = {"file": (io.BytesIO(content), name)}
    return organiser.post(a_page(event, "/upload"), form, content_type="multipart/form-data")


def test_before_the_meeting_the_page_says_what_to_do(organiser: Visitor):
    page = organiser.get(a_page(a_meeting())).get_data(as_text=True)

    assert "Nothing has been read yet." in page
    assert "/attendance/upload" in page


def test_an_uploaded_export_is_read_and_what_was_understood_is_shown(organiser: Visitor):
    event = a_meeting()

    response = upload(organiser, event, an_export())

    imported = attendance.imports(event)[0]
    assert (response.status_code, response.location) == (303, a_page(event, f"/imports/{imported.id}"))
    assert (imported.filename, len(imported.connections)) == ("participants_85551.csv", 6)
    assert imported.by.startswith("account:")
    page = organiser.follow(response).get_data(as_text=True)
    assert _figure(page, "participants") == "4"
    assert _figure(page, "registered") == "2"
    assert _figure(page, "not identified") == "1"
    assert _figure(page, "technical, not counted") == "1"


def test_the_same_file_again_stores_nothing_and_says_so(organiser: Visitor):
    event = a_meeting()
    upload(organiser, event, an_export())

    response = upload(organiser, event, an_export(), name="copy.csv")

    assert "was read before" in organiser.follow(response).get_data(as_text=True)
    assert len(attendance.imports(event)) == 1


def test_a_file_that_is_no_export_is_refused_at_the_field(organiser: Visitor):
    event = a_meeting()

    response = upload(organiser, event, b"%PDF-1.7\n%\xe2\xe3\xcf\xd3 the agenda", name="agenda.pdf")

    page = response.get_data(as_text=True)
    assert response.status_code == 422
    assert 'id="file-error"' in page
    assert attendance.imports(event) == []


def test_an_export_of_another_day_is_refused_with_the_reason(organiser: Visitor):
    event = a_meeting()

    response = upload(organiser, event, an_export(ROWS[0].replace("04/15/2027", "11/19/2021")))

    assert response.status_code == 422
    assert 'id="file-error"' in response.get_data(as_text=True)


def test_no_file_at_all_is_said_at_the_field(organiser: Visitor):
    response = organiser.post(a_page(a_meeting(), "/upload"), {}, content_type="multipart/form-data")

    assert response.status_code == 422
    assert response.get_data(as_text=True).count("Choose the file that the platform gave you.") == 2


@pytest.mark.parametrize("who", ["organiser", "reader", "visitor"])
def test_a_file_that_is_too_large_is_refused_with_a_sentence(app: Flask, request: pytest.FixtureRequest, who: str):
    sender: Visitor = request.getfixturevalue(who)
    event = an_event(is_published=False)
    app.config["MAX_CONTENT_LENGTH"] = 2 * 1024 * 1024
    session.commit()

    response = sender.client.post(
        a_page(event, "/upload"), data=b"x" * (3 * 1024 * 1024), content_type="multipart/form-data; boundary=part"
    )

    page = response.get_data(as_text=True)
    assert response.status_code == 413
    assert ("This file is too large" if who == "organiser" else "This is too large to send") in page
    assert page.count("may have 2 megabytes") == (2 if who == "organiser" else 0)
    assert (event.title in page) is (who == "organiser"), "the guard has not been asked"


def test_every_figure_leads_to_the_people_it_counts(organiser: Visitor):
    event = a_meeting()
    upload(organiser, event, an_export())

    page = organiser.get(a_page(event, "/counts")).get_data(as_text=True)

    found = re.findall(r'<a href="([^"]*/counts/([^"]+))">(\d+)</a>', page)
    assert {"participants", "government_officials", "country:PRT", "category:member_state"} <= {
        name for _address, name, _number in found
    }
    for address, name, number in found:
        rows = organiser.get(address).get_data(as_text=True)
        is_of_states = name in {"member_state_count", "observer_states", "country_count"}
        assert is_of_states or rows.count("/participants/") == int(number), name


def test_an_unknown_figure_is_not_found(organiser: Visitor):
    event = a_meeting()

    assert organiser.get(a_page(event, "/counts/champions:none")).status_code == 404
    assert organiser.get(a_page(event, "/imports/4711")).status_code == 404


def test_who_had_a_place_and_did_not_come_is_listed(organiser: Visitor):
    event = a_meeting()
    upload(organiser, event, an_export(ROWS[0]))

    page = organiser.get(a_page(event, "/no-shows")).get_data(as_text=True)

    assert "Tiago Pacheco" in page
    assert "Amina" not in page


def test_the_history_tells_of_the_import(organiser: Visitor):
    event = a_meeting()
    upload(organiser, event, an_export())

    page = organiser.get(f"/organiser/events/{event.slug}").get_data(as_text=True)

    assert "imported an attendance export" in page
    assert audit.find_by_event(event)[0].action == "attendance:import"


def test_a_name_in_two_connections_is_one_person_for_the_time_covered(organiser: Visitor):
    event = a_meeting()
    upload(organiser, event, an_export())

    page = organiser.get(a_page(event, "/counts/country:PRT")).get_data(as_text=True)

    assert re.search(r'data-label="Minutes"[^>]*class="table__number"><div>60</div>', page)


def _figure(page: str, label: str) -> str | None:
    found = re.search(rf"<dt>{label}</dt><dd>([^<]+)</dd>", page)
    return found[1] if found else None
