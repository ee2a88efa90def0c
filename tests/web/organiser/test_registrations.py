"""Organisers find, decide on, enter, correct and export registrations."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

import pytest

from eventhub.base.db import session
from eventhub.domain import audit, entries, outbox, registrations, rosters
from eventhub.domain.entries import Application
from eventhub.models.events import Event, RegistrationMode
from eventhub.models.registrations import RegisteredBy, RegistrationStatus
from tests.statements import count_queries
from tests.visitors import Visitor
from tests.web.organiser.forms_as_sent import as_sent
from tests.world import AMINA, TIAGO, an_event, an_official, register

ELENA = {
    "form_of_address": "Ms.",
    "given_name": "Elena",
    "family_name": "Țurcanu",
    "email": "elena.turcanu@mfa.md.example",
    "category": "member_state",
    "country": "MDA",
    "organisation": "Ministry of Foreign Affairs",
    "function": "Head of unit",
    "level": "capital",
    "interpretation_language": "fr",
}


def a_list(event: Event) -> str:
    """The address of an event's registrations."""
    return f"/organiser/events/{event.slug}/registrations"


def called(given: str, family: str, **details: object) -> Application:
    """Tiago's application under another name."""
    own = {"given_name": given, "family_name": family, "email": f"{given}.{family}@example.org".lower()}
    return replace(TIAGO, details={**TIAGO.details, **own, **details})


def test_the_list_shows_who_registered_by_name_under_the_chatham_house_rule_too(organiser: Visitor):
    event = an_event(attribution_rule="chatham_house")
    register(event, AMINA)

    page = organiser.get(a_list(event)).get_data(as_text=True)

    assert "Amina El Idrissi" in page
    assert "Morocco" in page


def test_an_empty_list_says_so(organiser: Visitor):
    assert "Nobody has registered yet." in organiser.get(a_list(an_event())).get_data(as_text=True)


def test_the_list_can_be_searched_without_accents_and_filtered(organiser: Visitor):
    event = an_event()
    register(event, AMINA)
    register(event, called("Håkon", "Bjørnstad", country="NOR"))

    def found(query: str) -> list[str]:
        page = organiser.get(f"{a_list(event)}?{query}").get_data(as_text=True)
        return [name for name in ("Amina El Idrissi", "Håkon Bjørnstad") if f"<bdi>{name}</bdi></a>" in page]

    assert found("q=hakon+bjornstad") == ["Håkon Bjørnstad"]
    assert found("country=MAR") == ["Amina El Idrissi"]
    assert found("status=confirmed&category=member_state") == ["Amina El Idrissi", "Håkon Bjørnstad"]
    assert found("status=withdrawn") == []
    assert found("status=no-such-word&page=9") == ["Amina El Idrissi", "Håkon Bjørnstad"]


def test_the_list_is_sorted_as_people_read_names(organiser: Visitor):
    event = an_event()
    for family in ("Zapata", "Ávila", "Bello"):
        register(event, called("Ana", family))

    page = organiser.get(f"{a_list(event)}?order=name").get_data(as_text=True)

    places = [page.index(f"<bdi>Ana {family}</bdi>") for family in ("Ávila", "Bello", "Zapata")]
    assert places == sorted(places)


def test_the_list_comes_in_pages_that_keep_the_filters(organiser: Visitor):
    event = an_event()
    for number in range(51):
        register(event, an_official(number))

    first = organiser.get(f"{a_list(event)}?country=KEN").get_data(as_text=True)
    second = organiser.get(f"{a_list(event)}?country=KEN&page=2").get_data(as_text=True)

    assert "1–50 of 51" in first
    assert f"{a_list(event)}?country=KEN&amp;page=2" in first
    assert "51–51 of 51" in second


def test_of_a_long_filtered_list_nobody_counts_the_rest(organiser: Visitor, monkeypatch: pytest.MonkeyPatch):
    event = an_event()
    for number in range(1, 61):
        register(event, an_official(number))
    monkeypatch.setattr(rosters, "FEW", 55)

    page = organiser.get(f"{a_list(event)}?q=kamotho").get_data(as_text=True)

    assert "1–50 of more than 55" in page
    assert "All that the list shows on all its pages" in page
    assert "q=kamotho&amp;page=2" in page
    assert "1–50 of 60" in organiser.get(a_list(event)).get_data(as_text=True)


def test_the_number_of_queries_does_not_depend_on_the_number_of_rows(organiser: Visitor):
    event = an_event()
    register(event, an_official(1))
    one = count_queries(organiser, a_list(event))
    register(event, an_official(2))
    register(event, an_official(3))

    assert count_queries(organiser, a_list(event)) == one


def test_an_organiser_approves_a_registration_and_the_person_is_told(organiser: Visitor):
    event = an_event(registration_mode=RegistrationMode.APPROVAL)
    amina = register(event, AMINA)

    response = organiser.post(f"{a_list(event)}/{amina.id}/approve", form_at=f"{a_list(event)}/{amina.id}")

    assert (response.status_code, response.location) == (303, f"{a_list(event)}/{amina.id}")
    session.refresh(amina)
    assert amina.status is RegistrationStatus.CONFIRMED
    assert "registration-confirmed" in [message.kind for message in outbox.find_by_event(event)]
    assert "approved a registration" in organiser.follow(response).get_data(as_text=True)


def test_approving_what_is_confirmed_is_refused_in_words(organiser: Visitor):
    event = an_event()
    amina = register(event, AMINA)

    response = organiser.post(f"{a_list(event)}/{amina.id}/approve", form_at=f"{a_list(event)}/{amina.id}")

    assert "does not wait for a decision" in organiser.follow(response).get_data(as_text=True)


def test_declining_asks_for_a_reason_and_passes_the_seat_on(organiser: Visitor):
    event = an_event(capacity=1)
    amina, tiago = register(event, AMINA), register(event, TIAGO)

    response = organiser.post(f"{a_list(event)}/{amina.id}/decline", {"reason": "One delegate per State."})

    assert response.status_code == 303
    session.refresh(amina)
    session.refresh(tiago)
    assert (amina.status, amina.status_reason) == (RegistrationStatus.DECLINED, "One delegate per State.")
    assert tiago.status is RegistrationStatus.CONFIRMED


def test_an_organiser_withdraws_a_registration_for_somebody(organiser: Visitor):
    event = an_event()
    amina = register(event, AMINA)

    organiser.post(f"{a_list(event)}/{amina.id}/withdraw", form_at=f"{a_list(event)}/{amina.id}")

    session.refresh(amina)
    assert amina.status is RegistrationStatus.WITHDRAWN


def test_an_organiser_enters_somebody_even_for_an_event_by_invitation(organiser: Visitor):
    event = an_event(registration_mode=RegistrationMode.INVITED)

    response = organiser.post(f"{a_list(event)}/new", ELENA)

    elena = entries.find_standing(event, ELENA["email"])
    assert elena is not None
    assert response.location == f"{a_list(event)}/{elena.id}"
    assert (elena.status, elena.registered_by) == (RegistrationStatus.CONFIRMED, RegisteredBy.ORGANISER)
    assert (elena.family_name, elena.country, elena.interpretation_language) == ("Țurcanu", "MDA", "fr")
    assert elena.consents == []


def test_entering_an_address_twice_says_that_it_was_known(organiser: Visitor):
    event = an_event()
    organiser.post(f"{a_list(event)}/new", ELENA)

    response = organiser.post(f"{a_list(event)}/new", ELENA)

    assert "was registered before" in organiser.follow(response).get_data(as_text=True)
    assert registrations.count_by_status(event)[RegistrationStatus.CONFIRMED] == 1


def test_a_wrong_entry_is_shown_again_with_its_faults(organiser: Visitor):
    event = an_event()

    response = organiser.post(f"{a_list(event)}/new", ELENA | {"email": "elena", "country": "", "given_name": ""})

    page = response.get_data(as_text=True)
    assert response.status_code == 422
    assert page.count("Enter the given name.") == 2
    assert page.count("in the form name@example.org") == 2
    assert page.count("Choose the country that the official represents.") == 2
    assert "Țurcanu" in page


def test_an_organiser_corrects_details_and_the_history_says_which(organiser: Visitor):
    event = an_event()
    amina = register(event, AMINA)
    address = f"{a_list(event)}/{amina.id}"
    form = as_sent(organiser.get(f"{address}/edit").get_data(as_text=True))

    response = organiser.post(f"{address}/edit", form | {"function": "Minister Counsellor"})

    session.refresh(amina)
    assert amina.function == "Minister Counsellor"
    assert "corrected the details of a registration: Amina El Idrissi – function" in organiser.follow(
        response
    ).get_data(as_text=True)


def test_a_registration_of_another_event_is_not_found(organiser: Visitor):
    amina = register(an_event(), AMINA)
    other = an_event(title="A briefing")

    assert organiser.get(f"{a_list(other)}/{amina.id}").status_code == 404
    assert organiser.get(f"{a_list(other)}/999999").status_code == 404


def test_the_file_holds_the_filtered_list_and_is_no_formula(organiser: Visitor):
    event = an_event()
    register(event, AMINA)
    register(
        event, called("=cmd|' /C calc'!A0", "Pacheco", email="tiago@mne.pt.example", organisation="+41 22 000 00 00")
    )

    response = organiser.get(f"{a_list(event)}.csv?q=pacheco")

    assert response.content_type == "text/csv; charset=utf-8"
    assert response.data.startswith(b"\xef\xbb\xbf")
    assert f"{event.slug}-registrations-" in response.headers["Content-Disposition"]
    rows = list(csv.DictReader(io.StringIO(response.data.decode("utf-8-sig"))))
    assert [row["Given name"] for row in rows] == ["'=cmd|' /C calc'!A0"]
    assert rows[0]["Ministry or organisation"] == "'+41 22 000 00 00"
    assert (rows[0]["Country"], rows[0]["Country code"]) == ("Portugal", "PRT")
    assert rows[0]["Agrees to the list of participants"] == "yes"


def test_taking_the_file_is_logged_with_who_and_which_columns(organiser: Visitor):
    event = an_event()
    register(event, AMINA)

    organiser.get(f"{a_list(event)}.csv?country=MAR")

    entry = audit.find_by_event(event)[0]
    assert entry.action == "registration:export"
    assert entry.by.startswith("account:")
    assert entry.difference is not None
    assert "email" in entry.difference["columns"]
    assert entry.difference["filters"] == {"country": "MAR"}


@pytest.mark.parametrize("number", [0, 1, 450])
def test_the_file_holds_every_row_once_however_many(organiser: Visitor, number: int):
    event = an_event()
    for each in range(number):
        register(event, an_official(each))

    lines = organiser.get(f"{a_list(event)}.csv").data.decode("utf-8-sig").splitlines()

    assert len(lines) == len(set(lines)) == number + 1


def test_a_decline_is_undone_on_the_registration_s_page_while_a_seat_is_free(organiser: Visitor):
    event = an_event(registration_mode=RegistrationMode.APPROVAL)
    amina = register(event, AMINA)
    registrations.decline(amina, by="account:1", now=amina.created_at, reason="One delegate of each State.")
    own = f"{a_list(event)}/{amina.id}"
    page = organiser.get(own).get_data(as_text=True)
    assert "One delegate of each State." in page
    assert "Confirm after all" in page

    organiser.post(f"{own}/approve", form_at=own)

    session.refresh(amina)
    assert (amina.status, amina.status_reason) == (RegistrationStatus.CONFIRMED, None)
