"""Names stay where consent and the attribution rule let them go; no published cell points at somebody."""

from __future__ import annotations

from datetime import date
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventhub.base.db import session
from eventhub.domain import attribution, cosponsorships
from eventhub.domain.attribution import SMALLEST_CELL, Cell, fold_small_cells
from eventhub.domain.cosponsorships import Status
from eventhub.models.events import AttributionRule, Event, Session
from eventhub.models.outcomes import Outcome
from tests.world import AMINA, NOW, TIAGO, an_event, register

NUMBERS = st.dictionaries(st.sampled_from([word for kin in attribution.KIN for word in kin]), st.integers(0, 40))


def cells(**numbers: int) -> list[Cell]:
    return [Cell((word,), number) for word, number in numbers.items()]


@given(NUMBERS)
def test_no_cell_and_no_difference_of_cells_is_one_or_two_people(numbers: dict[str, int]):
    total = sum(numbers.values())
    folded = fold_small_cells(cells(**numbers), kin=attribution.KIN)

    assert all(cell.number >= SMALLEST_CELL for cell in folded)
    if total >= SMALLEST_CELL:
        assert sum(cell.number for cell in folded) == total
        shown = [word for cell in folded for word in cell.words]
        assert sorted(shown) == sorted(word for word, number in numbers.items() if number)
    for size in range(1, len(folded)):
        for some in combinations(folded, size):
            assert total - sum(cell.number for cell in some) >= SMALLEST_CELL


def test_a_small_cell_is_folded_into_its_smaller_neighbour_of_the_same_kind():
    folded = fold_small_cells(
        cells(member_state=57, observer_state=1, un_network=24, civil_society=11, academia=2, local_authority=2),
        kin=attribution.KIN,
    )

    assert folded == [
        Cell(("member_state", "observer_state"), 58),
        Cell(("un_network",), 24),
        Cell(("civil_society",), 11),
        Cell(("academia", "local_authority"), 4),
    ]


def test_a_lone_small_cell_joins_another_kind():
    assert fold_small_cells(cells(member_state=9, un_network=2), kin=attribution.KIN) == [
        Cell(("member_state", "un_network"), 11)
    ]
    assert fold_small_cells(cells(member_state=2), kin=attribution.KIN) == []


@pytest.mark.usefixtures("app")
class TestNames:
    def test_counts_only_leave_a_room_under_the_chatham_house_rule(self):
        closed, open_ = an_event(attribution_rule=AttributionRule.CHATHAM_HOUSE), an_event(title="Champions meeting")

        assert not attribution.may_name_speaker(closed)
        assert attribution.may_name_speaker(open_)

    def test_no_published_breakdown_shows_one_or_two_people(self):
        assert attribution.published_breakdown({"member_state": 9, "media": 1}, total=10) == [
            Cell(("member_state", "media"), 10)
        ]
        assert attribution.published_breakdown({"member_state": 9, "media": 3}, total=12) == cells(
            member_state=9, media=3
        )

    def test_who_is_in_no_category_cannot_be_told_by_subtraction(self):
        shown = attribution.published_breakdown({"member_state": 9, "un_network": 5}, total=15)

        assert shown == [Cell(("member_state",), 9), Cell(("un_network", "not_identified"), 6)]

    def test_one_closed_session_closes_what_is_not_placed_in_an_open_one(self):
        event = an_event()
        opening = self.a_session(event, "Opening", None)
        frank = self.a_session(event, "Frank exchange", AttributionRule.CHATHAM_HOUSE)

        assert attribution.may_name_speaker(event, Outcome(session_id=opening.id))
        assert not attribution.may_name_speaker(event, Outcome(session_id=frank.id))
        assert not attribution.may_name_speaker(event, Outcome())
        assert not attribution.may_name_speaker(event)

    def test_a_participant_is_listed_by_consent_and_never_from_a_closed_room(self):
        event = an_event()
        amina, tiago = register(event, AMINA), register(event, TIAGO)

        assert not attribution.may_name_participant(amina)
        assert attribution.may_name_participant(tiago)

        event.attribution_rule = AttributionRule.CHATHAM_HOUSE
        assert not attribution.may_name_participant(tiago)

    def test_a_co_sponsor_is_named_from_the_day_of_confirmation(self):
        event = an_event()
        sponsor = cosponsorships.sign_up(event, now=NOW, **self.colombia())
        assert not attribution.may_name_co_sponsor(sponsor)

        cosponsorships.move(sponsor, Status.CONFIRMED, by="account:1", now=NOW)

        assert attribution.may_name_co_sponsor(sponsor)
        assert attribution.may_name_co_sponsor(sponsor, date(2027, 3, 1))
        assert not attribution.may_name_co_sponsor(sponsor, date(2027, 2, 28))

    def a_session(self, event: Event, title: str, rule: AttributionRule | None) -> Session:
        own = Session(
            uid=f"{event.uid}-{title}",
            position=len(event.sessions),
            title=title,
            attribution_rule=rule,
            created_at=event.created_at,
            changed_at=event.changed_at,
        )
        event.sessions.append(own)
        session.flush()
        return own

    def colombia(self) -> dict[str, Any]:
        return {
            "country": "COL",
            "organisation": None,
            "contact_name": "Ximena Zúñiga",
            "contact_email": "ximena.zuniga@mission.co.example",
            "status": Status.OFFERED,
            "statement": None,
        }
