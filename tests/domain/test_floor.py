"""The floor while a meeting runs: nobody waits twice, one speaks at a time, and every step can be taken back."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from eventhub.base import countries
from eventhub.base.db import session
from eventhub.domain import askings, erasure, events, facts, floor, interventions, registrations, sessions, turns
from eventhub.models.directory import Championship
from eventhub.models.events import AttributionRule, Event
from eventhub.models.interventions import SpeakingOrder, SpeakingRequest, SpeakingState
from tests.domain.at_once import race
from tests.world import AMINA, NOW, TIAGO, an_event, register

MINE = {"by": "account:1", "now": NOW}

CODES = st.none() | st.sampled_from([state.iso3 for state in countries.in_order()])
ASKED = st.builds(
    lambda code, minutes, key: SpeakingRequest(
        key=f"{key:04}", country=code, requested_at=NOW + timedelta(minutes=minutes)
    ),
    CODES,
    st.integers(0, 90),
    st.integers(0, 9999),
)


def ask(event: Event, *codes: str, **more: object) -> list[SpeakingRequest]:
    return [floor.request(event, country=code, organisation=None, **MINE, **more) for code in codes]


def waiting(event: Event) -> list[str | None]:
    return [each.country or each.organisation for each in floor.show(event).waiting]


def spoken(event: Event) -> list[tuple[int, str | None]]:
    return [(each.position, each.country or each.organisation) for each in interventions.find_all(event)]


def at(minutes: int) -> dict[str, object]:
    return MINE | {"now": NOW + timedelta(minutes=minutes)}


@pytest.mark.both_databases
def test_giving_the_floor_ends_who_has_it_and_is_what_the_record_says(app: Flask):
    event = an_event()
    session.add(Championship(country="MAR", step="confirmed", happened_by=date(2021, 5, 26), recorded_at=NOW))
    morocco, portugal, holy_see = ask(event, "MAR", "PRT", "VAT")
    floor.request(event, country=None, organisation="UNICEF", kind="network_response", **MINE)

    floor.give(morocco, **at(1))
    floor.give(holy_see, **at(4))
    floor.finish(holy_see, **at(6))

    assert [(each.country, each.kind) for each in interventions.find_all(event)] == [
        ("MAR", "champion"),
        ("VAT", "observer_state"),
    ]
    assert (morocco.state, morocco.started_at, morocco.ended_at) == (
        SpeakingState.SPOKEN,
        NOW + timedelta(minutes=1),
        NOW + timedelta(minutes=4),
    )
    assert waiting(event) == ["PRT", "UNICEF"]
    assert (portugal.position, floor.show(event).speaking) == (1, None)


@pytest.mark.both_databases
def test_each_step_is_taken_back_to_where_it_was(app: Flask):
    event = an_event()
    morocco, portugal, mexico = ask(event, "MAR", "PRT", "MEX")
    floor.give(morocco, **at(1))
    floor.give(mexico, **at(2))

    floor.undo(mexico, **at(3))
    assert (spoken(event), waiting(event)) == ([(1, "MAR")], ["MEX", "PRT"])
    assert (floor.show(event).speaking, morocco.ended_at) == (morocco, None)

    floor.undo(morocco, **at(4))
    assert (spoken(event), waiting(event)) == ([], ["MAR", "MEX", "PRT"])

    floor.give(portugal, **at(5))
    floor.finish(portugal, **at(6))
    floor.undo(portugal, **at(7))
    assert (floor.show(event).speaking, spoken(event)) == (portugal, [(1, "PRT")])


def test_whoever_comes_second_is_told_and_nothing_is_doubled(app: Flask):
    event = an_event()
    (morocco,), (again,) = ask(event, "MAR"), ask(event, "MAR")
    assert morocco is again
    floor.give(morocco, **at(1))

    for deed in (floor.give, floor.pass_over, floor.take_back, floor.put_back):
        with pytest.raises(floor.MovedOn):
            deed(morocco, **at(2))

    (reply,) = ask(event, "MAR")
    assert reply is not morocco
    with pytest.raises(floor.AskedAgain, match=r"Morocco has asked for the floor again. Take that request off"):
        floor.undo(morocco, **at(3))
    assert spoken(event) == [(1, "MAR")]
    floor.take_back(reply, **at(4))
    floor.undo(morocco, **at(5))
    assert (spoken(event), waiting(event)) == ([], ["MAR"])


def test_who_was_passed_over_is_put_back_by_the_order_of_the_list(app: Flask):
    event = an_event()
    floor.set_order(event, None, SpeakingOrder.PROTOCOL, **MINE)
    portugal, albania, morocco = ask(event, "PRT", "ALB", "MAR")
    floor.request(event, country=None, organisation="Youth", **MINE)
    assert waiting(event) == ["ALB", "MAR", "PRT", "Youth"]

    floor.pass_over(albania, **at(1))
    floor.move(portugal, earlier=True, **at(2))
    assert waiting(event) == ["PRT", "MAR", "Youth"]

    floor.put_back(albania, **at(3))
    assert waiting(event) == ["ALB", "PRT", "MAR", "Youth"]
    floor.set_order(event, None, SpeakingOrder.REQUEST, **at(4))
    assert [each for each in waiting(event) if each != "Youth"] == [
        row.country for row in sorted((portugal, albania, morocco), key=turns.rank(SpeakingOrder.REQUEST))
    ]


def test_a_delegate_asks_while_the_floor_is_open_and_a_place_is_held(app: Flask):
    event = an_event()
    amina, tiago = register(event, AMINA), register(event, TIAGO)
    with pytest.raises(askings.FloorClosed):
        askings.ask(amina, now=NOW)
    floor.set_open(event, None, is_open=True, **MINE)

    asked = askings.ask(amina, now=NOW)
    assert (asked.country, asked.kind, asked.registration) == ("MAR", "member_state", amina)
    assert askings.find_waiting(amina) is asked
    askings.withdraw_own(tiago, now=NOW)
    assert waiting(event) == ["MAR"]
    askings.withdraw_own(amina, now=NOW)
    assert (waiting(event), asked.state) == ([], SpeakingState.WITHDRAWN)

    registrations.withdraw(tiago, by="self", now=NOW)
    with pytest.raises(askings.NoSeat):
        askings.ask(tiago, now=NOW)


def test_what_is_said_in_a_closed_session_is_counted_and_named_to_nobody(app: Flask):
    event = an_event()
    at_two = {"title": "Closed part", "starts_at": event.starts_at, "ends_at": event.ends_at}
    closed = sessions.add(event, at_two | {"attribution_rule": AttributionRule.CHATHAM_HOUSE}, **MINE)
    for country, part in (("MAR", closed), ("PRT", None), ("MEX", closed)):
        floor.give(floor.request(event, part, country=country, organisation=None, **MINE), **MINE)
    session.flush()

    told = facts.gather(event, language="en")

    assert [len(floor.show(event, part).spoken) for part in (closed, None)] == [1, 0]
    assert [floor.show(event, part).speaking is not None for part in (closed, None)] == [True, True]
    assert (told.speaking_states, told.left_out) == (
        3,
        3,
    )  # what was said in no session may have been in the closed one
    assert told.interventions == []


def test_who_is_erased_waits_no_longer_and_what_was_heard_stays(app: Flask):
    event = an_event()
    amina, tiago = register(event, AMINA), register(event, TIAGO)
    floor.set_open(event, None, is_open=True, **MINE)
    heard, waits = askings.ask(tiago, now=NOW), askings.ask(amina, now=NOW)
    floor.give(heard, **at(1))

    for each in (amina, tiago):
        erasure.erase(each, by="self", now=NOW)
    session.expire_all()

    assert (heard.registration, waits.registration) == (None, None)
    assert (waiting(event), spoken(event), waits.state) == ([], [(1, "PRT")], SpeakingState.WITHDRAWN)


@given(st.lists(ASKED, max_size=8), ASKED, st.sampled_from(SpeakingOrder))
def test_whoever_comes_in_changes_no_order_among_the_others(
    listed: list[SpeakingRequest], new: SpeakingRequest, order: SpeakingOrder
):
    found = turns.insert(listed, new, order)

    assert [row for row in found if row is not new] == listed
    assert sum(row is new for row in found) == 1
    if order is SpeakingOrder.REQUEST:
        assert found[-1] is new


@given(st.lists(ASKED, max_size=8, unique_by=lambda row: row.key))
def test_by_protocol_a_list_that_was_not_touched_stays_sorted_whoever_comes_when(listed: list[SpeakingRequest]):
    found: list[SpeakingRequest] = []
    for row in listed:
        found = turns.insert(found, row, SpeakingOrder.PROTOCOL)

    assert found == sorted(listed, key=turns.rank(SpeakingOrder.PROTOCOL))
    assert [row.country is None for row in found] == sorted(row.country is None for row in found)


@given(st.lists(ASKED, min_size=1, max_size=8), st.data())
def test_a_move_and_its_opposite_leave_all_as_it_was(listed: list[SpeakingRequest], data: st.DataObject):
    place = data.draw(st.integers(0, len(listed) - 1))
    earlier = data.draw(st.booleans())
    moved = turns.swapped(listed, place, earlier=earlier)
    now_at = place - 1 if earlier else place + 1

    assert sorted(map(id, moved)) == sorted(map(id, listed))
    if 0 <= now_at < len(listed):
        assert turns.swapped(moved, now_at, earlier=not earlier) == listed
    else:
        assert moved == listed


@pytest.mark.both_databases
@pytest.mark.parametrize("is_locked", [True, False])
def test_two_who_run_the_list_at_once_neither_lose_nor_double(
    app: Flask, database: str, tmp_path: Path, *, is_locked: bool
):
    event = an_event()
    ask(event, "MAR", "PRT", "MEX")
    slug = event.slug
    session.commit()

    said = race(database, "speak", tmp_path / "race", runners=3, is_locked=is_locked)

    session.expire_all()
    event = events.get(slug)
    listed = floor.show(event)
    deeds = [line for each in said for line in each.split("\n") if line]
    record = [each.country for each in interventions.find_all(event)]
    is_whole = (
        sorted(deeds) == ["gave MAR", "gave MEX", "gave PRT"]
        and sorted(record) == ["MAR", "MEX", "PRT"]
        and len(listed.spoken) == 2
        and waiting(event) == ["KEN"]
    )
    assert is_whole is is_locked, (deeds, record, waiting(event))
