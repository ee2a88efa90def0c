"""The floor moves with an archive: whether it is open, and each request with what it is tied to."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from eventhub.base.db import session
from eventhub.domain.archive import whole
from eventhub.domain.archive.intake import Contradiction
from eventhub.models.interventions import SpeakingRequest
from tests.domain.archives import LATER, Document, a_meeting, count_queries, lost, tables, take_in

THEN = "2027-04-15T12:00:00Z"

MOROCCO = {
    "id": "f-mar",
    "session": "s-1",
    "kind": "member_state",
    "country": "MAR",
    "registration": "r-amina",
    "intervention": 1,
    "state": "spoken",
    "position": 1,
    "by": "self",
    "requested_at": THEN,
    "started_at": THEN,
    "ended_at": THEN,
}


def a_floor(*requests: Document) -> Document:
    return a_meeting(
        sessions=[{"uid": "s-1", "title": "Opening"}],
        interventions=[{"order": 1, "kind": "member_state", "country": "MAR", "session": "s-1"}],
        floors=[{"session": "s-1", "is_open": True, "order": "protocol"}, {"is_open": False, "order": "request"}],
        speaking_requests=[MOROCCO, *requests],
    )


@pytest.mark.both_databases
def test_all_of_it_comes_back_equal_and_a_second_time_changes_nothing(app: Flask):
    waiting = {"id": "f-unicef", "kind": "network_response", "organisation": "UNICEF", "state": "requested"}
    take_in(a_floor(waiting))
    before = tables()

    taken = take_in(a_floor(waiting), now=LATER)
    take_in(whole.give_out(), now=LATER)

    assert (taken.added, taken.changed) == ({}, {})
    assert tables() == before
    assert lost(a_floor(waiting), whole.give_out()) == []
    keys = session.scalars(select(SpeakingRequest.party_key).order_by(SpeakingRequest.id)).all()
    assert keys == ["country:MAR", "organisation:unicef"]


def test_what_a_request_names_is_there_or_its_place_is_told(app: Flask):
    for key, value in (("session", "s-9"), ("intervention", 7)):
        with pytest.raises(Contradiction) as refusal:
            take_in(a_floor(MOROCCO | {"id": "f-2", key: value}))
        session.rollback()
        assert str(refusal.value).startswith(f"events[0].speaking_requests[1].{key}: ")


def test_the_number_of_queries_does_not_grow_with_the_list(app: Flask):
    take_in(a_floor())
    few = count_queries(whole.give_out)
    more = [MOROCCO | {"id": f"f-{place}", "intervention": None, "by": "command"} for place in range(3)]
    take_in(a_floor(*more), now=LATER)

    assert count_queries(whole.give_out) == few
