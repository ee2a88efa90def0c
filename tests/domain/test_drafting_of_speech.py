"""What was said, and what is said of other events, in the forms that published summaries have."""

from __future__ import annotations

from typing import Any

import pytest

from eventhub.domain import attendance, corrections, events, summaries
from eventhub.models.events import Event
from tests.domain.past_meetings import a_meeting, officials, people, refer, texts
from tests.world import NOW

pytestmark = pytest.mark.usefixtures("app")

GROUP = {
    "id": "twg-pathways",
    "name": "Thematic working group on Regular pathways",
    "kind": "thematic",
    "co_leads": ["OHCHR", "ACT Alliance"],
}
EXCHANGES = {"id": "pathways", "name": "Pathways exchange", "in_text": "global peer learning exchange"}


def floor(*spoken: tuple[str, str]) -> list[dict[str, Any]]:
    return [
        {"order": place, "kind": kind, ("country" if len(who) == 3 and who.isupper() else "organisation"): who}
        for place, (kind, who) in enumerate(spoken, 1)
    ]


@pytest.mark.parametrize(
    ("spoken", "options", "sentence"),
    [
        (
            [("champion", "PRT"), ("champion", "MAR"), ("network_response", "UNHCR")],
            {},
            "Those Champions providing interventions included: Morocco and Portugal.",
        ),
        (
            [("champion", "PRT"), ("champion", "MAR"), ("champion", "PRT")],
            {"floor_order": "speaking"},
            "Those Champions providing interventions included: Portugal and Morocco.",
        ),
        (
            [("champion", "PRT"), ("member_state", "CIV"), ("observer_state", "VAT")],
            {"floor_order": "alphabetical"},
            "Delegates representing the following countries took the floor: Côte d'Ivoire, Holy See and Portugal.",
        ),
    ],
)
def test_the_form_of_the_floor_is_decided_by_states_alone(spoken: list[Any], options: dict[str, str], sentence: str):
    assert texts(a_meeting(interventions=floor(*spoken), summary_options=options))["floor"] == sentence


def test_working_groups_and_the_network_are_told_apart_from_states():
    told = texts(
        a_meeting(
            interventions=floor(
                ("member_state", "KEN"),
                ("working_group", "ACT Alliance"),
                ("working_group", "Working group on Data"),
                ("network_response", "International Organization"),
            )
        )
    )

    assert told["floor"] == "Delegates representing the following countries took the floor: Kenya."
    assert told["floor:others"] == "Interventions were also made by ACT Alliance and the Working group on Data."
    assert told["floor:network"] == "Responses from the Network were given by International Organization."


@pytest.mark.parametrize(
    ("supporters", "sentence"),
    [
        (["KEN", "GHA", "PRT"], "Many welcomed the new workplan."),
        (["KEN", "GHA"], "Several welcomed the new workplan."),
        (["KEN"], "It was suggested to welcome the new workplan."),
    ],
)
def test_a_point_carries_its_quantifier(supporters: list[str], sentence: str):
    spoken = floor(*(("member_state", code) for code in ("KEN", "GHA", "PRT", "MAR", "THA")))
    point = {"id": "workplan", "text": "welcomed the new workplan", "supported_by": supporters}

    assert texts(a_meeting(interventions=spoken, discussion_points=[point]))["point:workplan"] == sentence


def test_the_drafters_own_word_comes_before_the_proposed_one():
    point = {"id": "workplan", "text": "welcomed the workplan", "supported_by": ["KEN"], "quantifier": "some"}

    assert texts(a_meeting(discussion_points=[point]))["point:workplan"] == "Some welcomed the workplan."


def test_remarks_stand_as_bullets_and_abbreviations_are_written_out_once():
    told = texts(
        a_meeting(
            opening_remarks={
                "speaker": "Network Coordinator",
                "points": ["The IMRF ahead.", "The road after the IMRF."],
            },
            closing_remarks={"speaker": "António Vitorino", "points": ["Thanked all.", "Noted the way ahead."]},
            around={"glossary": [{"short": "IMRF", "long": "International Migration Review Forum"}]},
        )
    )

    assert told["opening_remarks"] == "In opening remarks, the Network Coordinator emphasised:"
    assert told["opening_remarks:1"] == "The International Migration Review Forum (IMRF) ahead."
    assert told["opening_remarks:2"] == "The road after the IMRF."
    assert told["closing_remarks"] == "In conclusion, António Vitorino:"
    assert told["closing_remarks:1"] == "Thanked all."


def an_exchange(number: int, day: str, present: list[dict[str, Any]], **details: Any) -> Event:
    return a_meeting(
        present,
        id=f"pathways-{number}",
        title=f"Exchange {number}",
        kind="peer_learning_exchange",
        number=number,
        starts_at=f"{day}T14:00:00",
        series=EXCHANGES,
        **details,
    )


PRESENT = [*officials("KEN", "GHA", *["PRT"] * 10), *people("un_network", 3, level="regional")]


@pytest.mark.parametrize(
    ("reference", "sentence"),
    [
        (
            {"numbers": "exact"},
            "Participants reflected on the first global peer learning exchange from November 2025"
            " which gathered 15 participants including 12 officials from 3 countries.",
        ),
        (
            {"numbers": "rounded", "speaker": "co-leads"},
            "The co-leads reflected on the first global peer learning exchange from November 2025"
            " which gathered more than 10 participants including over 10 officials from 3 countries.",
        ),
    ],
)
def test_an_earlier_event_is_quoted_with_its_figures(reference: dict[str, str], sentence: str):
    quoting = refer(a_meeting(), an_exchange(1, "2025-11-17", PRESENT), **reference)

    assert texts(quoting)["reflection:pathways-1"] == sentence


def test_an_earlier_event_without_attendance_is_quoted_without_figures():
    quoting = refer(a_meeting(), an_exchange(1, "2025-11-17", []))

    assert texts(quoting)["reflection:pathways-1"] == (
        "Participants reflected on the first global peer learning exchange from November 2025."
    )


def test_a_number_once_published_stays_when_quoted_later():
    first = an_exchange(1, "2025-11-17", PRESENT)
    summaries.publish(first, by="account:1", now=NOW, reason="Agreed by telephone.")
    someone = attendance.establish(first).counted[-1]
    corrections.apply(
        first,
        [{"action": "mark_technical", "display_name": someone.display_names[0]}],
        by="account:1",
        now=NOW,
        secret="a secret",
    )

    quoting = refer(a_meeting(), first, numbers="exact")

    assert "attended by 14 participants" in texts(events.get("pathways-1"))["attendance"]
    assert "gathered 15 participants" in texts(quoting)["reflection:pathways-1"]


@pytest.mark.parametrize(("number", "word"), [(8, "many"), (4, "several"), (3, "some")])
def test_a_coming_event_is_supported_by_offers_and_considerations(number: int, word: str):
    sponsors = ["KEN", "GHA", "PRT", "MAR", "THA", "ECU", "COL", "MEX"][:number]
    history = [{"date": "2026-03-01", "status": "considering"}]
    coming = an_exchange(
        2,
        "2026-06-29",
        [],
        co_sponsorships=[
            *({"country": code, "history": history} for code in sponsors),
            {"country": "CAN", "history": [{"date": "2026-03-13", "status": "offered"}]},
        ],
    )

    told = texts(refer(a_meeting(kind="champions_meeting"), coming))

    assert told["outlook:pathways-2"] == (
        "The meeting looked ahead to the second global peer learning exchange on 29 June 2026."
    )
    assert told["support:pathways-2"] == (
        f"The Champions were supportive of this forthcoming event, with {word} offerings and considerations"
        " to co-sponsor it."
    )


def test_a_consultation_tells_of_the_coming_event_its_focus_and_topics_without_names():
    an_exchange(2, "2026-06-29", [])
    spoken = floor(*(("champion", code) for code in ("KEN", "GHA", "PRT")))
    topics = ["visa pathways", "skills", "family, and its unity"]
    supported = [["KEN"], ["KEN", "GHA"], []]
    told = texts(
        a_meeting(
            kind="champions_meeting",
            interventions=spoken,
            consultations=[{"working_group": "twg-pathways", "refers_to": ["pathways-2"]}],
            focus_proposals=[
                {"for_event": "pathways-2", "topic": topic, "proposed_by": "co-leads", "supported_by": states}
                for topic, states in zip(topics, supported, strict=True)
            ],
            future_topics=[{"topic": "return", "proposed_by": ["GHA"]}],
            around={"working_groups": [GROUP]},
        )
    )

    assert told["consultation:twg-pathways"] == (
        "It included a consultation with co-leads of the Network's thematic working group on Regular pathways"
        " (OHCHR and ACT Alliance)."
    )
    assert told["consulted:twg-pathways"] == (
        "The co-leads of the Network's thematic working group on Regular pathways consulted with the Champions"
        " on the upcoming second global peer learning exchange on 29 June 2026."
    )
    assert told["focus:pathways-2:co-leads"] == (
        "For the upcoming second global peer learning exchange, the co-leads suggested focusing on the following"
        " issues: visa pathways; skills; and family, and its unity."
    )
    assert told["favourite:pathways-2"] == "Many supported in particular the focus on skills."
    assert told["topic:return"] == ("It was suggested that return could be a focus of a future peer learning exchange.")


def test_a_focus_that_a_state_proposed_has_no_author():
    proposal = {"for_event": None, "topic": "skills", "proposed_by": "KEN", "supported_by": []}

    told = texts(a_meeting(focus_proposals=[proposal]))

    assert list(told.values())[-1] == "For a future event, it was suggested to focus on skills."


def test_outcomes_are_listed_by_kind_and_only_pledges_bear_a_name():
    told = texts(
        a_meeting(
            outcomes=[
                {"kind": "next_step", "text": "share the roadmap.", "owner": "the secretariat", "due": "2026-09"},
                {"kind": "pledge", "text": "fund two programmes", "country": "PRT", "due": "2026-10-05"},
                {"kind": "proposal", "text": "a joint statement", "country": "KEN", "status": "suggested"},
                {"kind": "toolkit", "text": "a guide", "items": ["data", "law"]},
            ]
        )
    )

    lines = [text for key, text in told.items() if key.startswith("outcome")]
    assert lines == [
        "Next steps:",
        "Share the roadmap (by the secretariat; due September 2026)",
        "Pledges:",
        "Portugal: Fund two programmes (due 5 October 2026)",
        "Proposals:",
        "A joint statement (suggested)",
        "Toolkit:",
        "A guide: data and law",
    ]


def test_what_was_said_in_a_closed_session_is_left_out():
    point = {"id": "workplan", "text": "welcomed the workplan", "supported_by": ["KEN"]}
    event = a_meeting(
        interventions=floor(("member_state", "KEN")),
        discussion_points=[point, point | {"id": "open", "session": "Opening"}],
        sessions=[{"title": "Opening"}, {"title": "Frank exchange", "attribution_rule": "chatham_house"}],
    )

    assert [key for key in texts(event) if key.startswith(("point", "floor"))] == ["point:open"]
