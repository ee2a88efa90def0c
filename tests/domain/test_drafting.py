"""Summaries drafted from the data alone: the published sentences, and the forms that other meetings call for."""

from __future__ import annotations

from typing import Any

import pytest

from eventhub.base import countries
from eventhub.domain import corrections, events
from eventhub.domain.composition import Number
from eventhub.domain.drafting.document import draft
from tests.domain.past_meetings import a_meeting, archive, expected, officials, people, take_in, texts, three_meetings
from tests.world import NOW

pytestmark = pytest.mark.usefixtures("app")

EXCHANGES = {"id": "atd-exchange", "name": "ATD exchange", "in_text": "global peer learning exchange"}
CHATHAM = {"attribution_rule": "chatham_house"}


def test_every_published_sentence_comes_out_as_it_was_written():
    for slug, event in three_meetings().items():
        told = list(texts(event).values())
        assert set(expected()["events"][slug].get("sentences", [])) <= set(told), slug
        whole = "\n".join(told)
        assert not [words for words in expected()["events"][slug].get("must_not_contain", []) if words in whole]


def test_every_point_has_the_word_for_how_many_made_it():
    for slug, event in three_meetings().items():
        words = {
            each.key.removeprefix("point:"): each.quantifier for each in draft(event).sentences() if each.quantifier
        }
        assert words == expected()["events"][slug].get("quantifiers", {})


def test_closed_exchanges_are_told_in_counts_rounded_or_exact():
    meetings = three_meetings()

    first, second = texts(meetings["atd-ple-1"]), texts(meetings["atd-ple-2"])

    assert first["attendance"] == (
        "The exchange was attended by more than 110 participants including over 60 officials from 32 Member States,"
        " UN Network entities at Headquarters, regional and country levels, civil society, academia, youth,"
        " and local authorities."
    )
    assert not [key for key in first if key.startswith("category:")]
    assert second["attendance"] == (
        "The exchange was attended by 97 participants from 34 Member States, observer States,"
        " UN Network entities at Headquarters, regional and country levels, civil society, academia,"
        " and local authorities."
    )
    assert second["category:member_state,observer_state"] == "Member States and observer States: 58"
    assert second["category:academia,local_authority"] == "Academia and local authorities: 4"


def test_a_key_stands_for_one_sentence():
    for event in three_meetings().values():
        keys = [each.key for each in draft(event).all_sentences()]
        assert len(keys) == len(set(keys))


def test_nobody_is_named_in_the_summary_of_a_closed_meeting():
    """The Champions meeting too, had it been held under the Chatham House Rule."""
    document = archive()
    for event in document["events"]:
        event["attribution_rule"] = "chatham_house"
    take_in(document)

    for slug, told in ((slug, texts(events.get(slug))) for slug in expected()["events"]):
        present = [each for each in document["people"] if each["id"] in expected()["events"][slug]["attended"]]
        names = {f"{each['given_name']} {each['family_name']}" for each in present}
        names |= {each["organisation"] for each in present if each["organisation"]}
        names |= {countries.get(each["country"]).name() for each in present if each["country"]}
        told.pop("co_sponsors", None)
        assert [name for name in names if any(name in sentence for sentence in told.values())] == [], slug


def test_a_closed_floor_is_counted():
    document = archive()
    document["events"][1]["attribution_rule"] = "chatham_house"
    take_in(document)

    told = texts(events.get("champions-2021-05"))

    assert told["floor"] == "10 delegations took the floor."
    assert told["rule"] == "Held under the Chatham House Rule: this summary gives counts only."
    assert told["reflection:atd-ple-1"].startswith("Participants reflected on the first")
    assert not [key for key in told if key.startswith(("point:", "opening_remarks", "closing_remarks", "outcome"))]


def test_every_number_knows_its_figure():
    champions = draft(three_meetings()["champions-2021-05"])

    numbers = {(each.figure, each.event): each.text for each in champions.numbers()}

    assert numbers["participants", "champions-2021-05"] == "89 participants"
    assert numbers["participants", "atd-ple-1"] == "more than 110 participants"
    assert numbers["government_officials", "atd-ple-1"] == "over 60 officials"
    assert numbers["country_count", "atd-ple-1"] == "32 countries"
    assert numbers["co_sponsorships_under_way", "atd-ple-2"] == "many"
    assert numbers["support:mptf_thanks", "champions-2021-05"] == "Many"
    assert isinstance(next(champions.numbers()), Number)


@pytest.mark.parametrize(
    ("present", "options", "sentence"),
    [
        (officials("KEN"), {}, "The consultation was attended by 1 participant from 1 Member State."),
        (
            officials("KEN", "PRT"),
            {"states": "uncounted"},
            "The consultation was attended by 2 participants representing Member States.",
        ),
        (
            [*officials("KEN", "PRT"), *people("observer_state", 1, country="VAT")],
            {},
            "The consultation was attended by 3 participants from 2 Member States, and 1 observer State.",
        ),
        (
            [*officials("KEN"), *people("un_network", 2, level="country", country="GHA")],
            {},
            "The consultation was attended by 3 participants from 1 Member State,"
            " and UN Network entities at country level.",
        ),
        (
            [
                *officials("KEN", "GHA"),
                *people("un_network", 2, level="headquarters"),
                *people("un_network", 1, level="country", country="PRT"),
                *people("civil_society", 2, network_role="working_group_co_lead"),
            ],
            {},
            "The consultation was attended by 7 participants from 2 Member States,"
            " UN Network entities at both Headquarters and country levels,"
            " and civil society co-leads of the Network's working groups.",
        ),
        (
            [
                *people("civil_society", 1, network_role="working_group_co_lead"),
                *people("civil_society", 1),
                *people("media", 1),
                *people("private_sector", 1),
                *people("youth", 1),
                *people("academia", 1),
                *people("local_authority", 1),
            ],
            {"states": "uncounted"},
            "The consultation was attended by 7 participants representing civil society, academia, youth,"
            " local authorities, the media, and the private sector.",
        ),
        (
            officials(*["KEN"] * 12),
            {"numbers": "rounded"},
            "The consultation was attended by more than 10 participants from 1 Member State.",
        ),
        (
            [*officials(*["KEN"] * 12), *people("academia", 8)],
            {"numbers": "rounded", "fold": {"academia": "nonsense"}, "states": 7},
            "The consultation was attended by more than 10 participants including over 10 officials"
            " from 1 Member State, and academia.",
        ),
        ([{"category": None}], {}, "The consultation was attended by 1 participant."),
    ],
)
def test_attendance_names_each_category_that_was_present(present: list[Any], options: dict[str, Any], sentence: str):
    assert texts(a_meeting(present, summary_options=options))["attendance"] == sentence


def test_without_attendance_the_summary_says_so_plainly():
    technical = a_meeting([{}], id="technical")
    corrections.apply(technical, [{"action": "mark_technical", "display_name": "Wanjiru 0"}], by="account:1", now=NOW)

    for event in (a_meeting(), technical):
        assert texts(event) == {
            "opening": "The consultation “Consultation on regular pathways” took place on 12 March 2026.",
            "attendance": "No participants have been counted.",
        }


def test_who_could_not_be_identified_stands_in_the_breakdown():
    told = texts(a_meeting([*officials(*["KEN"] * 3), *[{"category": None}] * 3]))

    assert told["category:not_identified"] == "Not identified: 3"


def test_a_fold_is_told_in_a_note_and_the_breakdown_stays_true():
    event = a_meeting(
        [*officials(*["KEN"] * 3), *people("un_network", 3, level="regional"), *people("civil_society", 4)],
        summary_options={"fold": {"civil_society": "un_network"}},
    )

    assert texts(event)["attendance"].endswith("1 Member State, and UN Network entities at regional level.")
    assert texts(event)["category:civil_society"] == "Civil society: 4"
    assert texts(event)["fold:civil_society"] == (
        "Civil society (4 participants): counted with UN Network entities in the attendance sentence."
    )


def test_the_note_on_a_fold_of_one_or_two_gives_no_number():
    event = a_meeting(
        [*officials(*["KEN"] * 3), *people("un_network", 3, level="regional"), *people("civil_society", 2)],
        summary_options={"fold": {"civil_society": "un_network"}},
    )

    assert "category:civil_society" not in texts(event)
    assert texts(event)["fold:civil_society"] == (
        "Civil society: counted with UN Network entities in the attendance sentence."
    )


def test_the_note_on_a_fold_gives_no_number_of_a_closed_meeting():
    present = [*officials(*["KEN"] * 4), *people("un_network", 3, level="regional"), *people("civil_society", 2)]
    event = a_meeting(present, summary_options={"fold": {"civil_society": "un_network"}}, **CHATHAM)

    assert texts(event)["fold:civil_society"] == (
        "Civil society: counted with UN Network entities in the attendance sentence."
    )
    assert texts(event)["category:un_network,civil_society"] == "UN Network entities and civil society: 5"


def champions(*codes: str) -> dict[str, Any]:
    return {"champions": [{"country": code, "confirmed_by": "2026-03-12"} for code in codes]}


@pytest.mark.parametrize(
    ("chosen", "codes", "sentence"),
    [
        (
            "listed",
            ["TUR", "CIV", "CRI"],
            "Currently, 3 countries (Costa Rica, Côte d'Ivoire and Türkiye)"
            " have confirmed their willingness to become champions.",
        ),
        ("counted", ["KEN", "GHA"], "Currently, 2 countries have confirmed their willingness to become champions."),
        ("counted", ["KEN"], "Currently, 1 country has confirmed its willingness to become a champion."),
        ("none", ["KEN"], None),
        ("listed", [], None),
    ],
)
def test_champions_are_listed_or_counted_as_of_the_day(chosen: str, codes: list[str], sentence: str | None):
    event = a_meeting(around=champions(*codes), summary_options={"champions": chosen})

    assert texts(event).get("champions") == sentence
    assert ("champions_as_of" in texts(event)) is (sentence is not None)


def test_a_series_that_reads_on_opens_with_it():
    told = texts(a_meeting(series=EXCHANGES, number=21, kind="peer_learning_exchange"))

    assert told["opening"] == "The latest meeting of the global peer learning exchange took place on 12 March 2026."
    assert told["place_in_series"] == "It was the twenty-first exchange of the series."


def test_an_event_of_several_days_is_told_with_its_range():
    event = a_meeting(starts_at="2026-07-12T09:00:00", duration_minutes=39 * 60, kind="regional_review", title="Africa")

    assert texts(event)["opening"] == "The review “Africa” took place on 12-13 July 2026."
    assert texts(a_meeting(starts_at="2026-03-12T22:30:00"))["opening"].endswith("on 12 March 2026.")
