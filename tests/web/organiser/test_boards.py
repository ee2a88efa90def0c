"""The live board names nobody, and asking it in vain costs two small queries; figures leave as a table."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask

from eventhub.base.db import db
from eventhub.domain import checkins, events
from eventhub.models.checkins import Door, Mode
from eventhub.models.events import Event
from tests.statements import count_queries, noted
from tests.visitors import Visitor
from tests.world import AMINA, TIAGO, an_event, an_official, register


def let_in(event: Event, *numbers: int) -> None:
    for place, application in enumerate((AMINA, TIAGO, *map(an_official, numbers))):
        at = event.starts_at_utc + timedelta(minutes=place)
        checkins.check_in(register(event, application), door=Door.QR, mode=Mode.IN_PERSON, by="door", now=at)


def test_the_board_counts_and_names_nobody(app: Flask, visitor: Visitor):
    event = an_event()
    let_in(event)
    slug = event.slug
    board = f"/organiser/events/{slug}/board"
    assert visitor.get(board).status_code == 303
    page = visitor.sign_in().get(board).get_data(as_text=True)
    assert ("States present" in page, "+1" in page) == (True, True)
    assert [name for name in ("Amina", "Idrissi", "Pacheco", "Morocco") if name in page] == []


def test_who_looks_again_in_vain_costs_two_small_queries(app: Flask, visitor: Visitor):
    slug = an_event().slug
    board = f"/organiser/events/{slug}/board/live"
    ines = visitor.sign_in()
    db.session.commit()
    first = ines.client.get(board)

    with noted() as statements:
        again = ines.client.get(board, headers={"If-None-Match": first.headers["ETag"]})

    assert (first.status_code, again.status_code, again.get_data()) == (200, 304, b"")
    assert len([each for each in statements if each.startswith("SELECT")]) <= 2
    let_in(events.get(slug))
    db.session.commit()
    assert ines.client.get(board, headers={"If-None-Match": first.headers["ETag"]}).status_code == 200


def test_figures_cost_the_same_however_many_came_and_leave_as_a_table(app: Flask, visitor: Visitor):
    few, many = an_event(), an_event()
    let_in(few)
    let_in(many, *range(1, 9))
    addresses = [f"/organiser/events/{event.slug}" for event in (few, many)]
    ines = visitor.sign_in()
    for page in ("board", "attendance/counts", "attendance/counts.csv", "attendance/counts/participants"):
        one, other = (count_queries(ines, f"{address}/{page}") for address in addresses)
        assert one == other

    table = ines.get(f"{addresses[1]}/attendance/counts.csv").get_data(as_text=True)
    assert "participants,,10\r\n" in table
    assert "officials_by_region,Africa,9\r\n" in table
