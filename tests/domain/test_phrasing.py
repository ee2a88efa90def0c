"""Free text typed from the floor reads as a sentence, whoever and however many said it."""

from __future__ import annotations

import pytest

from eventhub.domain import phrasing


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("thanked the Coordinator.", "Many thanked the Coordinator."),
        ("Welcomed the new workplan", "Many welcomed the new workplan."),
        ("to have a joint statement", "Many proposed to have a joint statement."),
        ("that the forum be prepared", "Many suggested that the forum be prepared."),
        ("a ministerial gathering", "Many suggested a ministerial gathering."),
        ("IMRF pledges", "Many suggested IMRF pledges."),
    ],
)
def test_a_point_of_many_reads_on_after_its_quantifier(text: str, sentence: str):
    assert phrasing.as_point("Many", text, is_by_one=False) == sentence


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("to have a joint statement at the HLPF", "It was suggested to have a joint statement at the HLPF."),
        ("a ministerial gathering of Champions", "It was suggested to consider a ministerial gathering of Champions."),
        ("that the forum be prepared", "It was suggested that the forum be prepared."),
        ("supported a pledging approach", "It was suggested to support a pledging approach."),
        ("proposed to meet more often", "It was suggested to meet more often."),
        ("suggested a ministerial gathering", "It was suggested to consider a ministerial gathering."),
        ("thanked the Fund and called for more", "It was suggested to thank the Fund and call for more."),
        ("cited the IMRF, and looked forward to it", "It was suggested to cite the IMRF, and look forward to it."),
    ],
)
def test_a_point_of_one_state_becomes_what_was_suggested(text: str, sentence: str):
    assert phrasing.as_point("It was suggested", text, is_by_one=True) == sentence


@pytest.mark.parametrize(
    ("speaker", "named"),
    [
        ("Network Coordinator", "the Network Coordinator"),
        ("the co-leads", "the co-leads"),
        ("co-leads", "the co-leads"),
        ("Minister of Labour of Ghana", "the Minister of Labour of Ghana"),
        ("António Vitorino", "António Vitorino"),
        ("H.E. Ms. Awa Ndiaye", "H.E. Ms. Awa Ndiaye"),
        ("IOM", "IOM"),
        ("", ""),
    ],
)
def test_an_office_takes_the_article_and_a_person_does_not(speaker: str, named: str):
    assert phrasing.with_article(speaker) == named


@pytest.mark.parametrize(
    ("name", "named"),
    [
        (
            "Thematic working group on Alternatives to Detention",
            "the Network's thematic working group on Alternatives to Detention",
        ),
        ("Working group on Regular pathways", "the Network's working group on Regular pathways"),
        ("GCM Talks", "the Network's GCM Talks"),
    ],
)
def test_a_working_group_is_the_networks(name: str, named: str):
    assert phrasing.working_group(name) == named


def test_remarks_that_tell_deeds_read_on_without_a_verb():
    assert phrasing.reads_as_actions(["Thanked the Champions.", "Noted opportunities ahead."])
    assert not phrasing.reads_as_actions(["Thanked the Champions.", "The new workplan."])
    assert not phrasing.reads_as_actions([])
