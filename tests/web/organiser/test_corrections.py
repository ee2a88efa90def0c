"""Organisers decide who an entry of the attendance was; each decision is logged and can be undone."""

from __future__ import annotations

from dataclasses import replace

from eventhub.base.db import session
from eventhub.domain import attendance, corrections, counts
from eventhub.domain.attendance import Participant
from eventhub.domain.matching import MatchStatus
from eventhub.models.attendance import CorrectionAction
from eventhub.models.events import Event
from tests.visitors import Visitor
from tests.web.organiser.test_attendance import ROWS, a_meeting, a_page, an_export, upload
from tests.world import AMINA, an_event, register

FOLAKE = {
    "given_name": "Folake",
    "family_name": "Ibekwe",
    "category": "member_state",
    "country": "NGA",
    "organisation": "Nigeria Immigration Service",
}


def shown_as(event: Event, name: str) -> Participant:
    """The entry shown under this name."""
    session.expire_all()
    return next(each for each in attendance.establish(event).participants if name in each.display_names)


def test_the_review_groups_those_to_decide_about(organiser: Visitor):
    event = a_meeting()
    upload(organiser, event, an_export())

    page = organiser.get(a_page(event, "/review")).get_data(as_text=True)

    assert page.index("251911***07") < page.index("Folake Ibekwe")
    assert "Tiago Pacheco" not in page


def test_with_nothing_to_decide_the_review_says_so(organiser: Visitor):
    event = a_meeting()
    upload(organiser, event, an_export(ROWS[0]))

    assert "Nothing is left to decide" in organiser.get(a_page(event, "/review")).get_data(as_text=True)


def test_between_two_registered_people_the_organiser_decides_and_nobody_guesses(organiser: Visitor):
    event = an_event()
    register(event, AMINA)
    namesake = {"email": "amina@mission.ma.example", "organisation": "Permanent Mission in Geneva"}
    mission = register(event, replace(AMINA, details={**AMINA.details, **namesake}))
    upload(organiser, event, an_export("Amina El Idrissi,,04/15/2027 01:58:00 PM,04/15/2027 04:00:00 PM,122,Yes,Y"))
    page = organiser.get(a_page(event, "/review")).get_data(as_text=True)
    assert "It was Amina El Idrissi (Morocco, Permanent Mission in Geneva)" in page
    entry = shown_as(event, "Amina El Idrissi")

    address = a_page(event, f"/participants/{entry.number}")
    response = organiser.post(address, {"person": mission.person.key}, form_at=a_page(event, "/review"))

    assert (response.status_code, response.location) == (303, a_page(event, "/review"))
    decided = shown_as(event, "Amina El Idrissi")
    assert decided.match_status is MatchStatus.MATCHED
    assert decided.registration is not None
    assert decided.registration.id == mission.id


def test_a_telephone_is_identified_and_merged_with_whoever_was_there(organiser: Visitor):
    event = a_meeting()
    upload(organiser, event, an_export())
    entry = shown_as(event, "251911***07")
    tiago = shown_as(event, "Tiago Pacheco").person
    assert tiago is not None

    form = {"person": tiago.key, "reason": "He said so at the start."}
    organiser.post(a_page(event, f"/participants/{entry.number}"), form)

    assert shown_as(event, "251911***07").display_names == ["Tiago Pacheco", "251911***07"]
    row = corrections.log(event)[0]
    assert (row.action, row.reason) == (CorrectionAction.MERGE, "He said so at the start.")
    assert counts.count(event).participants == 3


def test_a_walk_in_is_registered_from_a_short_form(organiser: Visitor):
    event = a_meeting()
    upload(organiser, event, an_export())
    entry = shown_as(event, "Folake Ibekwe (Nigeria)")
    address = a_page(event, f"/participants/{entry.number}/walk-in")

    refused = organiser.post(address, FOLAKE | {"given_name": "", "country": ""})
    assert refused.status_code == 422
    assert refused.get_data(as_text=True).count("Enter the given name.") == 2
    response = organiser.post(address, FOLAKE)

    assert response.status_code == 303
    assert "Folake Ibekwe is registered as a walk-in." in organiser.follow(response).get_data(as_text=True)
    figures = counts.count(event)
    assert (figures.walk_ins, figures.not_registered) == (1, 0)
    assert figures.officials_per_country["NGA"] == 1


def test_an_interpreter_under_an_odd_name_is_marked_as_technical(organiser: Visitor):
    event = a_meeting()
    upload(organiser, event, an_export())
    entry = shown_as(event, "Folake Ibekwe (Nigeria)")

    response = organiser.post(
        a_page(event, f"/participants/{entry.number}/technical"), form_at=a_page(event, "/review")
    )

    assert response.status_code == 303
    assert shown_as(event, "Folake Ibekwe (Nigeria)").match_status is MatchStatus.TECHNICAL


def test_the_log_shows_every_decision_and_undoes_it(organiser: Visitor):
    event = a_meeting()
    upload(organiser, event, an_export())
    entry = shown_as(event, "Folake Ibekwe (Nigeria)")
    organiser.post(a_page(event, f"/participants/{entry.number}/technical"), form_at=a_page(event, "/review"))
    log = a_page(event, "/corrections")
    page = organiser.get(log).get_data(as_text=True)
    assert "Marked as technical" in page
    assert "Inês Carvalho" in page

    number = corrections.log(event)[0].id
    token = organiser.csrf_token(log)
    assert organiser.post(f"{log}/{number}/undo", {"csrf_token": token}).status_code == 303

    assert shown_as(event, "Folake Ibekwe (Nigeria)").counted
    assert "Undone" in organiser.get(log).get_data(as_text=True)
    again = organiser.post(f"{log}/{number}/undo", {"csrf_token": token})
    assert "has been undone already" in organiser.follow(again).get_data(as_text=True)


def test_choosing_nobody_is_said_at_the_field(organiser: Visitor):
    event = a_meeting()
    upload(organiser, event, an_export())
    entry = shown_as(event, "251911***07")

    response = organiser.post(a_page(event, f"/participants/{entry.number}"), {"person": ""})

    assert response.status_code == 422
    assert response.get_data(as_text=True).count("Choose a person.") == 2


def test_entries_and_corrections_of_other_events_are_not_found(organiser: Visitor):
    event, other = a_meeting(), an_event(title="A briefing")
    upload(organiser, event, an_export())
    entry = shown_as(event, "251911***07")
    made = corrections.apply(
        event,
        [{"action": "mark_technical", "display_name": "251911***07"}],
        by="account:1",
        now=attendance.imports(event)[0].imported_at,
    )
    token = organiser.csrf_token(a_page(event, "/upload"))

    assert organiser.get(a_page(other, f"/participants/{entry.number}")).status_code == 404
    undo = a_page(other, f"/corrections/{made[0].id}/undo")
    assert organiser.post(undo, {"csrf_token": token}).status_code == 404
