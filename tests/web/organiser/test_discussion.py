"""Organisers write down what was said: remarks, the floor, points, topics and outcomes."""

from __future__ import annotations

from eventhub.base.db import session
from eventhub.domain import discussion, interventions, outcomes
from eventhub.domain.drafting.document import draft
from eventhub.models.events import Event
from tests.visitors import Visitor
from tests.web.organiser.forms_as_sent import as_sent
from tests.world import NOW, an_event


def a_page(event: Event, page: str = "discussion") -> str:
    return f"/organiser/events/{event.slug}/{page}"


def the_floor(event: Event, *countries: str) -> None:
    for country in countries:
        interventions.add(event, country=country, organisation=None, by="account:1", now=NOW)


def heard(event: Event) -> list[str]:
    return interventions.states_heard(event)


def test_an_empty_page_says_where_to_begin(organiser: Visitor):
    page = organiser.get(a_page(an_event())).get_data(as_text=True)

    assert "Begin here" in page
    assert "No point has been written down yet." in page


def test_under_the_chatham_house_rule_the_page_says_what_that_means(organiser: Visitor):
    event = an_event(attribution_rule="chatham_house")

    assert "nothing written here is tied to a name" in organiser.get(a_page(event)).get_data(as_text=True)


def test_opening_remarks_are_written_point_by_point_and_can_be_taken_back(organiser: Visitor):
    event = an_event()
    address = a_page(event, "discussion/opening")

    organiser.post(address, {"speaker": "Network Coordinator", "points": "The workplan.\r\n\r\nThe roadmap. "})

    remarks = discussion.find_remarks(event, "opening")
    assert remarks is not None
    assert (remarks.speaker, remarks.points) == ("Network Coordinator", ["The workplan.", "The roadmap."])
    assert as_sent(organiser.get(address).get_data(as_text=True))["points"] == ["The workplan.\nThe roadmap."]
    organiser.post(address, {"speaker": "", "points": ""})
    assert discussion.find_remarks(event, "opening") is None


def test_remarks_need_a_speaker(organiser: Visitor):
    response = organiser.post(a_page(an_event(), "discussion/closing"), {"points": "Thanked everybody."})

    page = response.get_data(as_text=True)
    assert response.status_code == 422
    assert page.count("Enter who spoke.") == 2
    assert "Thanked everybody." in page


def test_the_floor_is_entered_in_the_order_of_speaking(organiser: Visitor):
    event = an_event()

    for country in ("MAR", "VAT"):
        response = organiser.post(a_page(event, "floor"), {"country": country})
        assert (response.status_code, response.location) == (303, a_page(event, "floor"))
    organiser.post(a_page(event, "floor"), {"organisation": "Working group on alternatives to detention"})

    assert [(each.position, each.kind) for each in interventions.find_all(event)] == [
        (1, "member_state"),
        (2, "observer_state"),
        (3, "working_group"),
    ]


def test_nobody_cannot_take_the_floor(organiser: Visitor):
    response = organiser.post(a_page(an_event(), "floor"), {"country": ""})

    assert response.status_code == 422
    assert 'id="country-error"' in response.get_data(as_text=True)


def test_the_order_of_speaking_can_be_changed_without_script(organiser: Visitor):
    event = an_event()
    the_floor(event, "MAR", "MEX", "PHL")
    mexico = interventions.find_all(event)[1]

    organiser.post(a_page(event, f"floor/{mexico.id}/up"), form_at=a_page(event, "floor"))
    assert heard(event) == ["MEX", "MAR", "PHL"]
    for _again in range(3):
        organiser.post(a_page(event, f"floor/{mexico.id}/down"), form_at=a_page(event, "floor"))
    assert heard(event) == ["MAR", "PHL", "MEX"]


def test_removing_an_intervention_closes_the_gap(organiser: Visitor):
    event = an_event()
    the_floor(event, "MAR", "MEX", "PHL")
    first = interventions.find_all(event)[0]

    organiser.post(a_page(event, f"floor/{first.id}/remove"), form_at=a_page(event, "floor"))

    assert [(each.position, each.country) for each in interventions.find_all(event)] == [(1, "MEX"), (2, "PHL")]


def test_a_point_is_supported_by_states_that_spoke(organiser: Visitor):
    event = an_event()
    the_floor(event, "MEX", "CAN")
    address = a_page(event, "discussion/points/new")
    page = organiser.get(address).get_data(as_text=True)
    assert page.index("Canada") < page.index("Mexico")
    assert "Morocco" not in page

    organiser.post(address, {"text": "welcomed the new workplan", "states": ["CAN", "MEX"]})

    point = discussion.find_points(event)[0]
    assert (point.text, discussion.supporters(point)) == ("welcomed the new workplan", ["MEX", "CAN"])
    assert "2 States: Mexico and Canada" in organiser.get(a_page(event)).get_data(as_text=True)


def test_a_state_that_did_not_speak_cannot_be_slipped_in(organiser: Visitor):
    event = an_event()
    the_floor(event, "MEX")

    response = organiser.post(a_page(event, "discussion/points/new"), {"text": "agreed", "states": ["USA"]})

    assert response.status_code == 422
    assert discussion.find_points(event) == []


def test_a_point_can_be_put_right_and_removed(organiser: Visitor):
    event = an_event()
    the_floor(event, "MEX", "CAN", "GHA")
    point = discussion.write_point(event, None, text="agreed", supported_by=["MEX", "CAN"], by="account:1", now=NOW)
    address = a_page(event, f"discussion/points/{point.id}")

    organiser.post(address, {"text": "agreed in part", "states": ["CAN", "GHA"]})

    session.refresh(point)
    assert (point.text, discussion.supporters(point)) == ("agreed in part", ["CAN", "GHA"])
    organiser.post(f"{address}/remove", form_at=a_page(event))
    assert discussion.find_points(event) == []


def test_a_topic_is_noted_once(organiser: Visitor):
    event = an_event()
    the_floor(event, "COL")
    address = a_page(event, "discussion/topics/new")

    organiser.post(address, {"topic": "unaccompanied minors", "states": ["COL"]})
    response = organiser.post(address, {"topic": "unaccompanied minors"})

    assert response.status_code == 422
    assert [(each.topic, each.proposed_by) for each in discussion.find_topics(event)] == [
        ("unaccompanied minors", ["COL"])
    ]


def test_an_outcome_has_words_an_owner_and_a_date_that_can_be_meant(organiser: Visitor):
    event = an_event()
    address = a_page(event, "outcomes/new")
    pledge = {"kind": "pledge", "text": "Host the fourth exchange", "owner": "Portugal", "due": "2027-13"}

    response = organiser.post(address, pledge)
    assert response.status_code == 422
    assert response.get_data(as_text=True).count("Enter a day or a month: 2027-06-30 or 2027-06.") == 2

    assert organiser.post(address, pledge | {"due": "2027-11"}).status_code == 303
    outcome = outcomes.find_all(event)[0]
    assert (outcome.kind, outcome.owner, outcome.due) == ("pledge", "Portugal", "2027-11")
    organiser.post(a_page(event, f"outcomes/{outcome.id}/remove"), form_at=a_page(event))
    assert outcomes.find_all(event) == []


def test_what_belongs_to_another_event_is_not_found(organiser: Visitor):
    event, other = an_event(), an_event(title="A briefing")
    point = discussion.write_point(event, None, text="agreed", supported_by=[], by="account:1", now=NOW)

    assert organiser.get(a_page(other, f"discussion/points/{point.id}")).status_code == 404
    assert organiser.get(a_page(other, "discussion/topics/4711")).status_code == 404
    assert organiser.get(a_page(other, "outcomes/4711")).status_code == 404


def test_the_word_for_how_many_is_proposed_by_their_number_and_chosen_by_the_drafter(organiser: Visitor):
    event = an_event()
    the_floor(event, "MAR", "MEX", "CAN")
    point = discussion.write_point(event, None, text="agreed", supported_by=["MEX", "CAN"], by="account:1", now=NOW)
    session.commit()
    page = f"{a_page(event)}/points/{point.id}"
    assert "“Many”: 2 of 3 States" in organiser.get(a_page(event)).get_data(as_text=True)

    organiser.post(page, as_sent(organiser.get(page).get_data(as_text=True)) | {"quantifier": "Several"})

    assert "“Several”: 2 of 3 States" in organiser.get(a_page(event)).get_data(as_text=True)
    for language, words in {"en": "Several agreed.", "fr": "Plusieurs États\u00a0: agreed."}.items():
        told = {each.key: each.text for each in draft(event, language=language).sentences()}
        assert told[f"point:{point.key}"] == words
