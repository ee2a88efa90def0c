"""The organiser's door: each kind of code is answered, from a picture, typed or by name; helpers have a link."""

from __future__ import annotations

import re
from io import BytesIO

import pytest
from flask import Flask

from eventhub.base import clock
from eventhub.base.db import session
from eventhub.domain import checkins, counts, registrations, screens, sessions
from eventhub.formats import qr
from eventhub.models.checkins import Door, Mode
from eventhub.models.events import Event, Modality
from eventhub.models.people import RoleName
from eventhub.models.registrations import Registration, RegistrationStatus
from tests.conftest import SECRET
from tests.formats.test_qr import a_picture
from tests.statements import noted
from tests.visitors import Visitor
from tests.web.public.scenes import a_coming_event
from tests.world import AMINA, TIAGO, an_official


@pytest.fixture
def event(app: Flask) -> Event:
    return a_coming_event(days=0.1, modality=Modality.IN_PERSON, capacity=2)


@pytest.fixture
def amina(event: Event) -> Registration:
    return registrations.register(event, AMINA, now=clock.now())


@pytest.fixture
def ines(visitor: Visitor) -> Visitor:
    return visitor.sign_in()


def door(event: Event) -> str:
    return f"/organiser/events/{event.slug}/check-in"


def code_of(registration: Registration) -> str:
    return checkins.code(registration, secret=SECRET)


def test_a_typed_code_is_answered_with_who_it_is_and_the_second_time_since_when(
    ines: Visitor, event: Event, amina: Registration
):
    page = ines.get(door(event))
    assert page.headers["Permissions-Policy"].startswith("camera=(self)")
    assert "camera=()" in ines.get(f"{door(event)}/screen").headers["Permissions-Policy"]

    first = ines.follow(ines.post(door(event), {"code": code_of(amina).lower()})).get_data(as_text=True)
    again = ines.follow(ines.post(door(event), {"code": code_of(amina)})).get_data(as_text=True)

    for words in ("Checked in", "Amina El Idrissi", "Morocco", "Ministry of Foreign Affairs", "Member State"):
        assert words in first, words
    assert "Already in since" in again
    (row,) = checkins.standing(event)
    assert (row.door, row.mode) == (Door.CODE, Mode.IN_PERSON)

    undone = ines.follow(ines.post(f"{door(event)}/{row.id}/undo", form_at=door(event))).get_data(as_text=True)
    assert "The check-in of Amina El Idrissi is undone." in undone
    assert checkins.count(event) == 0


def test_a_picture_of_the_code_does_the_same_and_a_script_gets_the_answer_alone(
    ines: Visitor, event: Event, amina: Registration
):
    token = ines.csrf_token(door(event))

    def show(picture: bytes) -> tuple[int, str]:
        data = {"frame": (BytesIO(picture), "frame.png"), "csrf_token": token}
        response = ines.post(door(event), data, headers={"X-Door": "1"})
        return response.status_code, response.get_data(as_text=True)

    status, told = show(qr.draw(code_of(amina)))
    assert (status, 'data-answered="in"' in told, 'data-arrived-now="1"' in told) == (200, True, True)
    assert "<html" not in told
    assert checkins.standing(event)[0].door is Door.QR
    assert 'data-answered="known"' in show(qr.draw(code_of(amina)))[1]
    assert 'data-answered="unknown"' in show(qr.draw("https://example.org/menu"))[1]
    assert "This is no picture that we can read." in show(b"\x89PNG no picture")[1]
    assert show(a_picture()) == (204, "")


def test_each_wrong_code_is_told_kindly_with_what_to_do(ines: Visitor, event: Event, amina: Registration):
    other = a_coming_event(days=3, title="Briefing on data")
    stranger = registrations.register(other, TIAGO, now=clock.now())
    waiting = [registrations.register(event, an_official(number), now=clock.now()) for number in (1, 2)][1]
    gone, substitute = registrations.register(other, an_official(5), now=clock.now()), amina

    def told(code: str) -> str:
        response = ines.post(door(event), {"code": code})
        assert response.status_code == 409
        return response.get_data(as_text=True)

    assert "This code is for another event: Briefing on data." in told(code_of(stranger))
    assert "waiting list" in (page := told(code_of(waiting)))
    assert "Let in all the same" in page
    assert "We do not know this code." in told("7KQ4-M2XD-3F")
    gone.event_id, gone.status = event.id, RegistrationStatus.WITHDRAWN
    substitute.replaces_id = gone.id
    session.commit()
    page = told(code_of(gone))
    assert "This person gave the place back." in page
    assert "The place was taken by Amina El Idrissi." in page

    ines.post(door(event), {"registration": str(waiting.id), "let_in": "y"})
    assert counts.count(event).walk_ins == 1


def test_a_name_is_looked_up_and_tapped_and_walk_ins_are_entered(ines: Visitor, event: Event, amina: Registration):
    found = ines.get(f"{door(event)}?q=idrissi+foreign").get_data(as_text=True)
    assert f'name="registration" type="hidden" value="{amina.id}"' in found
    assert "Nobody registered fits these words." in ines.get(f"{door(event)}?q=zz").get_data(as_text=True)
    ines.post(door(event), {"registration": str(amina.id), "mode": "online"})
    (row,) = checkins.standing(event)
    assert (row.door, row.mode) == (Door.LIST, Mode.ONLINE)

    guest = {"given_name": "Grace", "family_name": "Akoto", "category": "civil_society", "organisation": "MFA"}
    page = ines.follow(ines.post(f"{door(event)}/walk-in", guest)).get_data(as_text=True)
    assert "Grace Akoto" in page
    assert counts.count(event).walk_ins == 1
    assert ines.post(f"{door(event)}/walk-in", guest | {"given_name": ""}).status_code == 422
    sheet = ines.get(f"/organiser/events/{event.slug}/sign-in-sheet").get_data(as_text=True)
    assert "El Idrissi" in sheet


def test_presence_is_marked_by_hand_and_taken_back(ines: Visitor, event: Event, amina: Registration):
    own = f"/organiser/events/{event.slug}/registrations/{amina.id}"
    absent = f"/organiser/events/{event.slug}/attendance/no-shows"
    assert "Amina El Idrissi" in ines.get(absent).get_data(as_text=True)

    marked = ines.post(f"{door(event)}/people/{amina.id}/in_person", {"back": "no-shows"}, form_at=own)
    assert marked.location.endswith("/no-shows")
    assert "By hand" in ines.get(own).get_data(as_text=True)
    assert counts.no_shows(event) == []
    ines.post(f"{door(event)}/people/{amina.id}/absent", form_at=own)
    assert counts.no_shows(event) == [amina]

    times = {"starts_at": event.starts_at, "ends_at": event.ends_at}
    part = sessions.add(event, {"title": "Working session", **times}, by="account:1", now=clock.now())
    session.commit()
    assert f'<option value="{part.id}">Working session</option>' in ines.get(own).get_data(as_text=True)
    ines.post(f"{door(event)}/people/{amina.id}/online", {"session": str(part.id)}, form_at=own)
    assert [(row.session_id, row.mode) for row in checkins.standing(event)] == [(part.id, Mode.ONLINE)]


def test_the_screen_shows_the_code_of_now_and_nobody_else_sees_the_door(
    app: Flask, ines: Visitor, event: Event, amina: Registration
):
    page = ines.get(f"{door(event)}/screen").get_data(as_text=True)
    code = screens.code(event, mode=Mode.IN_PERSON, secret=SECRET, now=clock.now())
    assert f"{code[:3]} {code[3:]}" in page
    assert re.search(r'<noscript><meta http-equiv="refresh" content="\d+"', page)
    part = ines.client.get(f"{door(event)}/screen/live")
    assert f"{code[:3]} {code[3:]}" in part.get_data(as_text=True)
    kept = ines.client.get(f"{door(event)}/screen/live", headers={"If-None-Match": part.headers["ETag"]})
    assert (kept.status_code, part.headers["ETag"].split('"')[1] in page) == (304, True)

    stranger, reader = Visitor(app), Visitor(app).sign_in("rui@example.org", RoleName.READER)
    assert stranger.get(door(event)).status_code == 303
    assert "Scan with the camera" not in reader.get(door(event)).get_data(as_text=True)
    assert reader.post(door(event), {"code": code_of(amina)}).status_code in {400, 403}
    assert checkins.count(event) == 0


def test_helpers_check_in_by_a_link_that_ends(app: Flask, ines: Visitor, event: Event, amina: Registration):
    ines.post(f"{door(event)}/helpers", form_at=door(event))
    session.expire_all()
    link = f"/door/{checkins.helpers_token(event, secret=SECRET)}"
    assert link in ines.get(door(event)).get_data(as_text=True)
    helper = Visitor(app)

    told = helper.follow(helper.post(link, {"code": code_of(amina)})).get_data(as_text=True)

    assert "Checked in" in told
    assert checkins.standing(event)[0].by == checkins.HELPER
    assert helper.get(f"{link}/count").json == {"arrived": 1}
    guest = {"given_name": "Grace", "family_name": "Akoto", "category": "member_state", "email": AMINA.details["email"]}
    assert helper.post(f"{link}/walk-in", guest).status_code == 422
    page = helper.follow(helper.post(f"{link}/walk-in", guest | {"country": "GHA"})).get_data(as_text=True)
    assert ("Grace Akoto" in page, checkins.states(event)) == (True, ["GHA", "MAR"])
    assert checkins.standing(event)[-1].person.email is None
    registrations.withdraw(amina, by="self", now=clock.now())
    checkins.undo_all(amina, by="account:1", now=clock.now())
    refused = helper.post(link, {"registration": str(amina.id), "let_in": "y"}).get_data(as_text=True)
    assert "Please send them to the organisers." in refused
    token = link.removeprefix("/door/")
    later = event.ends_at_utc.replace(year=event.ends_at_utc.year + 1)
    assert checkins.find_by_helpers_token(token, secret=SECRET, now=later) is None
    ines.post(f"{door(event)}/helpers/end", form_at=door(event))
    assert helper.get(link).status_code == 404
    assert helper.get("/door/1.abc").status_code == 404


def test_the_door_asks_as_much_of_the_database_for_many_as_for_one(ines: Visitor, event: Event):
    event.capacity = None
    for number in range(6):
        entered = registrations.register(event, an_official(number), now=clock.now())
        if number in {0, 3, 4, 5}:
            guest = {"given_name": "Grace", "family_name": f"Akoto {number}"}
            checkins.admit_walk_in(event, guest, by="account:1", now=clock.now())
            checkins.mark_present(entered, mode=Mode.IN_PERSON, by="account:1", now=clock.now())
        if number == 0:
            with noted() as few:
                ines.get(f"{door(event)}?q=wanjiru")
    with noted() as many:
        ines.get(f"{door(event)}?q=wanjiru")
    assert len(many) == len(few)
