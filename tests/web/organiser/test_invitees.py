"""Organisers list whom they invite, send, remind and see who answered."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from flask import Flask

from eventhub.base import clock
from eventhub.base.db import session
from eventhub.domain import acceptances, erasure, invitees, outbox
from eventhub.domain.guest_lists import Guest
from eventhub.formats.sheets import xlsx
from eventhub.models.directory import Championship
from eventhub.models.events import Event
from eventhub.models.invitees import InvitedList
from tests.domain.invitations import COLOMBIA, a_closed_meeting, invited
from tests.statements import count_queries
from tests.visitors import Visitor
from tests.world import NOW, TIAGO

TABLE = """\
Name;E-mail;Country
Amina El Idrissi;amina@mfa.ma.example;Morocco
Kojo Ofori-Atta;kojo@mfa.gh.example;GHA
"""


@pytest.fixture
def event(app: Flask) -> Event:
    """A meeting for those who are invited."""
    return a_closed_meeting()


def the_list(event: Event) -> str:
    return f"/organiser/events/{event.slug}/invitees"


def test_an_empty_list_says_how_to_begin(organiser: Visitor, event: Event):
    page = organiser.get(the_list(event)).get_data(as_text=True)

    assert "Nobody is listed yet." in page
    assert f'href="{the_list(event)}/add"' in page


def test_the_champions_of_a_day_are_added_once(organiser: Visitor, event: Event):
    session.add(Championship(country="COL", step="confirmed", happened_on="2021-05-26", recorded_at=clock.now()))
    chosen = {"invited_list": "champions", "as_of": "2021-06-01"}

    first = organiser.follow(organiser.post(f"{the_list(event)}/add", chosen))
    again = organiser.follow(organiser.post(f"{the_list(event)}/add", chosen))

    assert "1 invitee is added." in first.get_data(as_text=True)
    assert "Everybody of this list was there already." in again.get_data(as_text=True)
    assert [each.country for each in invitees.find_all(event)] == ["COL"]


def test_all_member_states_come_in_pages_with_counts_above(organiser: Visitor, event: Event):
    organiser.post(f"{the_list(event)}/add", {"invited_list": "member_states", "as_of": "2027-01-01"})

    page = organiser.get(the_list(event)).get_data(as_text=True)

    assert "193" in page
    assert "1–50 of 193" in page
    assert organiser.get(f"{the_list(event)}?page=4").status_code == 200


def test_a_list_that_was_not_chosen_is_asked_for(organiser: Visitor, event: Event):
    assert organiser.post(f"{the_list(event)}/add", {}).status_code == 422
    assert organiser.post(f"{the_list(event)}/add", {"invited_list": "champions", "as_of": ""}).status_code == 422


def test_a_pasted_table_is_shown_before_anything_is_stored(organiser: Visitor, event: Event):
    shown = organiser.post(f"{the_list(event)}/paste", {"text": TABLE})

    assert shown.status_code == 200
    assert "2 people were understood." in shown.get_data(as_text=True)
    assert invitees.find_all(event) == []
    stored = organiser.post(f"{the_list(event)}/paste", {"text": TABLE, "confirmed": "y"})
    assert stored.status_code == 303
    assert [each.country for each in invitees.find_all(event)] == ["MAR", "GHA"]
    assert outbox.find_by_event(event) == []


def test_an_uploaded_table_is_read_and_its_wrong_rows_named(organiser: Visitor, event: Event):
    content = b'Name,E-mail,Country\n"Ana, Dr",ana@uni.example,Atlantis\n'
    data = {"file": (io.BytesIO(content), "guests.csv"), "confirmed": "y"}

    response = organiser.post(f"{the_list(event)}/paste", data)
    page = response.get_data(as_text=True)

    assert response.status_code == 422
    assert "1 row cannot be taken." in page
    assert "“Atlantis” is no State" in page
    assert "Ana, Dr\tana@uni.example\tAtlantis" in page
    assert invitees.find_all(event) == []


def test_an_excel_sheet_is_taken_too(organiser: Visitor, event: Event):
    with xlsx(["Name", "E-mail"], [["Ana Silva", "ana@uni.example"]]) as file:
        content = file.read()

    shown = organiser.post(f"{the_list(event)}/paste", {"file": (io.BytesIO(content), "guests.xlsx")})

    assert "1 person was understood." in shown.get_data(as_text=True)


@pytest.mark.parametrize("text", ["", "Name,Country\nAna,PRT", "E-mail\tName\n=1+1\tAna"])
def test_what_is_no_list_is_refused_in_words(organiser: Visitor, event: Event, text: str):
    response = organiser.post(f"{the_list(event)}/paste", {"text": text})

    assert response.status_code == 422
    assert "There is a problem" in response.get_data(as_text=True)


def test_invitations_are_sent_once_and_only_the_silent_are_reminded(organiser: Visitor, event: Event):
    invited(event, is_sent=False)
    quiet = invited(event, COLOMBIA, now=clock.now() - timedelta(days=2))
    coming = {"starts_at_utc": clock.now() + timedelta(days=9), "ends_at_utc": clock.now() + timedelta(days=10)}
    for name, moment in coming.items():
        setattr(event, name, moment)

    organiser.post(f"{the_list(event)}/send", form_at=the_list(event))
    organiser.post(f"{the_list(event)}/remind", form_at=the_list(event))

    told = [message.recipient for message in outbox.find_by_event(event)]
    assert len(told) == 3
    assert told.count(str(quiet.email)) == 2
    page = organiser.follow(organiser.post(f"{the_list(event)}/remind", form_at=the_list(event)))
    assert "There is nobody to write to now." in page.get_data(as_text=True)


def test_who_has_not_answered_is_a_filter(organiser: Visitor, event: Event):
    invitees.decline(invited(event), reason="I am on leave.", now=clock.now().replace(year=2027, month=3, day=1))
    invited(event, COLOMBIA)

    silent = organiser.get(f"{the_list(event)}?answer=unanswered").get_data(as_text=True)
    declined = organiser.get(f"{the_list(event)}?answer=declined").get_data(as_text=True)

    assert "Colombia" in silent
    assert "Amina" not in silent
    assert "I am on leave." in declined
    assert "No invitee fits" in organiser.get(f"{the_list(event)}?q=nobody").get_data(as_text=True)
    assert "Colombia" in organiser.get(f"{the_list(event)}?answer=nonsense").get_data(as_text=True)


def test_an_address_is_filled_in_and_a_link_renewed_ended_and_the_invitee_removed(organiser: Visitor, event: Event):
    event.starts_at_utc, event.ends_at_utc = clock.now() + timedelta(days=9), clock.now() + timedelta(days=10)
    (state,) = invitees.add(event, InvitedList.CHAMPIONS, [Guest(country="COL")], by="account:1", now=clock.now())
    session.flush()
    own = f"{the_list(event)}/{state.id}"

    filled = {"name": "Laura Gómez", "email": "laura@mre.co.example", "language": "es"}
    assert organiser.post(own, filled).status_code == 303
    assert organiser.post(own, {"email": "nonsense", "language": "es"}).status_code == 422
    for step in ("send", "renew", "revoke"):
        organiser.post(f"{own}/{step}", form_at=own)
    session.refresh(state)
    assert (state.email, state.key_version, state.invited_at) == ("laura@mre.co.example", 4, None)
    assert len(outbox.find_by_event(event)) == 2
    organiser.post(f"{own}/remove", form_at=own)
    assert invitees.find_all(event) == []


def test_a_reader_sees_the_list_without_buttons(reader: Visitor, event: Event):
    invitee = invited(event)

    assert 'method="post"' not in reader.get(the_list(event)).get_data(as_text=True).split("<main")[1]
    assert reader.get(f"{the_list(event)}/{invitee.id}").status_code == 200


def test_the_number_of_queries_does_not_depend_on_the_number_of_rows(organiser: Visitor, event: Event):
    def three(*codes: str) -> None:
        invitees.add(
            event, InvitedList.CHAMPIONS, [Guest(country=code) for code in codes], by="account:1", now=clock.now()
        )

    three("COL")
    one = count_queries(organiser, the_list(event))
    three("KEN", "PRT")

    assert count_queries(organiser, the_list(event)) == one


def test_whoever_had_their_data_erased_is_no_longer_named_on_the_list(organiser: Visitor, event: Event):
    ana = invited(event, Guest("Ana Silva", "ana@uni.example"), now=NOW)
    registration = acceptances.register(ana, TIAGO, now=NOW)
    erasure.erase(registration, by="self", now=NOW)

    page = organiser.get(the_list(event)).get_data(as_text=True)

    assert "Data erased" in page
    assert "ana@uni.example" not in page
    kept = [message.recipient for message in outbox.find_by_event(event) if message.kind == "invitation"]
    assert kept == []
    assert "accepted" in page
