"""Organisers follow up what all meetings have left to be done."""

from __future__ import annotations

from eventhub.base.db import session
from eventhub.domain import discussion, interventions, outcomes
from eventhub.models.events import Event
from eventhub.models.outcomes import Outcome
from tests.domain.past_meetings import a_meeting
from tests.statements import count_queries
from tests.visitors import Visitor
from tests.world import NOW

SERIES = {"id": "pathways", "name": "Pathways exchange"}


def a_step(event: Event, text: str) -> Outcome:
    written = {"kind": "next_step", "text": text, "due": "2026-09", "owner": "The secretariat"}
    outcome = outcomes.write(event, None, written, by="account:1", now=NOW)
    session.commit()
    return outcome


def test_what_is_open_is_closed_on_one_list_and_opened_again(organiser: Visitor):
    first = a_meeting(id="one", series=SERIES)
    second = a_meeting(id="two", series=SERIES, starts_at="2026-11-05T10:00:00")
    step = a_step(first, "Share the draft")
    own, later = f"/organiser/events/one/outcomes/{step.id}", f"/organiser/events/{second.slug}/discussion"

    assert "Share the draft" in organiser.get("/organiser/outcomes?series=pathways").get_data(as_text=True)
    assert "Open from earlier meetings" in organiser.get(later).get_data(as_text=True)

    assert organiser.post(f"{own}/close", form_at="/organiser/outcomes").status_code == 303
    assert "Share the draft" not in organiser.get("/organiser/outcomes").get_data(as_text=True)
    assert "Open from earlier meetings" not in organiser.get(later).get_data(as_text=True)
    assert "Open again" in organiser.get("/organiser/outcomes?state=closed").get_data(as_text=True)

    assert organiser.post(f"{own}/reopen", form_at="/organiser/outcomes?state=closed").status_code == 303
    assert "Share the draft" in organiser.get("/organiser/outcomes").get_data(as_text=True)


def test_the_number_of_queries_does_not_depend_on_the_outcomes(organiser: Visitor):
    event = a_meeting(id="one", series=SERIES)
    second = a_meeting(id="two", series=SERIES, starts_at="2026-11-05T10:00:00")
    pages = ("/organiser/outcomes", f"/organiser/events/{second.slug}/discussion")
    a_step(event, "One")
    at_one = [count_queries(organiser, page) for page in pages]
    for text in ("Two", "Three"):
        a_step(a_meeting(id=text.lower() + "-more", series=SERIES), text)

    assert [count_queries(organiser, page) for page in pages] == at_one


def test_the_public_page_tells_of_nothing_before_a_summary_does(visitor: Visitor):
    a_step(a_meeting(id="one"), "Share the draft")

    page = visitor.get("/next-steps").get_data(as_text=True)

    assert "Share the draft" not in page
    assert "Nothing that a published summary tells of is open." in page


def test_a_focus_is_proposed_for_a_coming_event_and_stands_on_its_page(organiser: Visitor):
    first = a_meeting(id="one", series=SERIES)
    second = a_meeting(id="two", series=SERIES, starts_at="2026-11-05T10:00:00")
    interventions.add(first, country="PRT", organisation=None, by="account:1", now=NOW)
    page = "/organiser/events/one/discussion/focus/new"
    focus = {"topic": "Regional cooperation", "for_event": "two", "proposed_by": "the co-leads", "states": ["PRT"]}

    assert organiser.post(page, focus).status_code == 303
    assert organiser.post(page, focus).status_code == 422
    assert organiser.post(page, {"topic": "", "for_event": "nowhere"}).status_code == 422

    (proposal,) = discussion.proposed_for(second)
    assert (proposal.topic, proposal.supported_by, proposal.event.slug) == ("Regional cooperation", ["PRT"], "one")
    shown = organiser.get("/organiser/events/two/discussion").get_data(as_text=True)
    assert "Proposed earlier for this event" in shown
    own = f"/organiser/events/one/discussion/focus/{proposal.id}"
    assert organiser.post(own, focus | {"topic": "Regional dialogue"}).status_code == 303
    assert organiser.post(f"{own}/remove", form_at=own).status_code == 303
    assert list(discussion.find_proposals(first)) == []
