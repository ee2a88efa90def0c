"""Registering for an event, and one's own registration by private link."""

from __future__ import annotations

import json
import re
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from eventhub.base import clock
from eventhub.base.db import session
from eventhub.domain import counts, entries, lifecycle, outbox, registrations
from eventhub.models.events import Event, RegistrationMode
from eventhub.models.registrations import Registration, RegistrationStatus
from tests.visitors import Visitor
from tests.web.public.scenes import a_coming_event, amina, days_from_now
from tests.world import AMINA, TIAGO

FIELDS = """
    form_of_address given_name family_name email country organisation function category level
    interpretation_language accessibility_needs participant_list recording notice
"""


def private_link(app: Flask, registration: Registration) -> str:
    return f"/registrations/{registrations.link_token(registration, secret=app.config['SECRET_KEY'])}"


def all_registrations() -> list[Registration]:
    return list(session.scalars(select(Registration).order_by(Registration.id)))


@pytest.fixture
def event(app: Flask) -> Event:
    return a_coming_event()


@pytest.fixture
def link(app: Flask, event: Event) -> str:
    """Amina's private link."""
    return private_link(app, registrations.register(event, AMINA, now=clock.now()))


def test_the_form_has_the_promised_fields_after_the_notice_and_no_consent_is_ticked(visitor: Visitor, event: Event):
    page = visitor.get(f"/events/{event.slug}/register").get_data(as_text=True)

    names = re.findall(r'<(?:input|select|textarea)[^>]* name="([^"]+)"', page)
    assert sorted(set(names) - {"csrf_token"}) == sorted(FIELDS.split())
    assert page.index("How your data are used") < page.index('name="form_of_address"')
    assert entries.NOTICE_VERSION in page
    assert "checked" not in page
    assert re.search(r'<input name="csrf_token" type="hidden" value="[^"]+">', page)


@pytest.mark.both_databases
def test_one_post_registers_and_answers_with_the_neutral_page(visitor: Visitor, app: Flask):
    event = a_coming_event()

    response = visitor.post(f"/events/{event.slug}/register", amina())

    assert response.status_code == 303
    assert "We have written to you" in visitor.follow(response).get_data(as_text=True)
    (registration,) = all_registrations()
    assert registration.name == "Amina El Idrissi"
    assert (registration.country, registration.category, registration.level) == ("MAR", "member_state", "capital")
    assert registration.notice_version == entries.NOTICE_VERSION
    assert registration.consents_to("participant_list")
    assert not registration.consents_to("recording")
    assert [message.kind for message in outbox.find_by_event(registration.event)] == ["registration-confirmed"]


def test_a_repeated_address_gets_the_same_answer_as_a_new_one(visitor: Visitor, event: Event):
    path = f"/events/{event.slug}/register"
    first = visitor.post(path, amina())
    again = visitor.post(path, amina(email="AMINA.ElIdrissi@diplomatie.ma.example", given_name="Somebody"))

    assert (again.status_code, again.location) == (first.status_code, first.location)
    assert visitor.follow(again).data == visitor.follow(first).data
    assert [registration.given_name for registration in all_registrations()] == ["Amina"]


@pytest.mark.parametrize("wanted", ["notice given_name family_name email category country"])
def test_no_other_field_is_required(visitor: Visitor, event: Event, wanted: str):
    few = {name: value for name, value in amina().items() if name in wanted.split()}

    assert visitor.post(f"/events/{event.slug}/register", few).status_code == 303
    without_country = few | {"category": "academia", "country": "", "email": "ana.silva@uni.example"}
    assert visitor.post(f"/events/{event.slug}/register", without_country).status_code == 303


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("given_name", "", "Enter your given name."),
        ("family_name", "   ", "Enter your family name."),
        ("email", "", "Enter your e-mail address."),
        ("email", "amina at home", "Enter an e-mail address in the form"),
        ("category", "", "Choose whom you take part for."),
        ("category", "king", "Choose one of the options."),
        ("category", "observer_state", "Morocco is a Member State, not an observer State."),
        ("country", "", "Choose the country you represent."),
        ("country", "XKX", "Choose a country from the list."),
        ("level", "moon", "Choose one of the options."),
        ("interpretation_language", "de", "Choose one of the options."),
        ("notice", "", "Confirm that you have read"),
        ("organisation", "x" * 300, "Use at most 250 letters."),
    ],
)
def test_a_wrong_field_is_named_at_its_place_and_all_else_is_kept(
    visitor: Visitor, event: Event, field: str, value: str, sentence: str
):
    response = visitor.post(f"/events/{event.slug}/register", amina(**{field: value}))
    page = response.get_data(as_text=True)

    assert response.status_code == 422
    assert page.count(sentence) == 2
    assert f'<a href="#{field}">' in page
    assert f'id="{field}-error"' in page
    assert 'aria-invalid="true"' in page
    assert field == "accessibility_needs" or "Captions, please" in page
    assert field == "country" or 'value="MAR" selected' in page
    assert all_registrations() == []


@pytest.mark.parametrize("language", ["ar", "zh", "en", "fr", "ru", "es"])
def test_any_of_the_six_languages_is_taken_whatever_the_event_names(visitor: Visitor, language: str):
    event = a_coming_event(languages=["en"])

    assert visitor.post(f"/events/{event.slug}/register", amina(interpretation_language=language)).status_code == 303
    assert all_registrations()[0].interpretation_language == language


def test_a_full_event_says_beforehand_that_one_will_wait(visitor: Visitor, app: Flask):
    event = a_coming_event(capacity=1)
    registrations.register(event, TIAGO, now=clock.now())

    assert "You will be placed on the waiting list" in visitor.get(f"/events/{event.slug}/register").get_data(
        as_text=True
    )
    assert visitor.post(f"/events/{event.slug}/register", amina()).status_code == 303
    assert all_registrations()[1].status is RegistrationStatus.WAITLISTED


def test_an_event_that_takes_nobody_says_why(visitor: Visitor, app: Flask):
    cancelled = a_coming_event()
    lifecycle.cancel(cancelled, by="account:1", now=clock.now())
    closed = {
        cancelled: "This event has been cancelled",
        a_coming_event(days=-3): "This event has taken place",
        a_coming_event(registration_mode=RegistrationMode.INVITED): "Registration for this event is by invitation",
        a_coming_event(registration_opens_at=days_from_now(2)): "Registration for this event has not opened yet",
        a_coming_event(registration_closes_at=days_from_now(-2)): "Registration for this event has closed",
    }
    token = visitor.csrf_token("/account/sign-in")

    for event, sentence in closed.items():
        path = f"/events/{event.slug}/register"
        for response in (visitor.get(path), visitor.post(path, amina(csrf_token=token))):
            assert response.status_code == 409
            assert sentence in response.get_data(as_text=True)
    assert all_registrations() == []


def test_a_form_without_token_and_an_unknown_event_are_refused(visitor: Visitor, event: Event):
    assert visitor.post(f"/events/{event.slug}/register", amina(csrf_token="forged")).status_code == 400
    assert visitor.get("/events/none/register").status_code == 404
    assert visitor.get("/events/none/registered").status_code == 404
    assert visitor.client.put(f"/events/{event.slug}/register").status_code in {400, 405}
    assert all_registrations() == []


def test_a_form_can_be_sent_over_https_without_a_referer(visitor: Visitor, event: Event):
    path = f"/events/{event.slug}/register"
    page = visitor.get(path, base_url="https://localhost")

    assert page.headers["Referrer-Policy"] == "no-referrer"
    token = re.search(r'name="csrf_token" type="hidden" value="([^"]+)"', page.get_data(as_text=True))
    assert token
    assert visitor.post(path, amina(csrf_token=token[1]), base_url="https://localhost").status_code == 303


def test_one_s_own_page_shows_the_registration_and_stays_private(visitor: Visitor, link: str):
    response = visitor.get(link)
    page = response.get_data(as_text=True)

    for words in ("Your place is confirmed.", "Amina El Idrissi", "Morocco", "Counsellor", "can be joined here from"):
        assert words in page, words
    assert "https://meet.example" not in page
    assert response.headers["Cache-Control"] == "private, no-store"
    assert response.headers["X-Robots-Tag"] == "noindex"
    assert response.headers["Referrer-Policy"] == "no-referrer"


def test_whoever_waits_sees_their_place_in_the_line_and_no_way_in(visitor: Visitor, app: Flask):
    event = a_coming_event(capacity=1)
    registrations.register(event, AMINA, now=clock.now())
    waiting = private_link(app, registrations.register(event, TIAGO, now=clock.now()))

    page = visitor.get(waiting).get_data(as_text=True)

    assert "You are number 1 on the waiting list." in page
    assert "Join the meeting" not in page
    assert visitor.get(f"{waiting}/join").location == waiting


def test_details_and_consents_can_be_corrected_but_not_the_address(visitor: Visitor, link: str):
    form = visitor.get(f"{link}/correct").get_data(as_text=True)
    assert 'value="Counsellor"' in form
    assert 'name="email"' not in form

    corrected = amina(function="Ambassador", recording="y", participant_list="", email="other@example.org")
    response = visitor.post(f"{link}/correct", corrected)

    assert response.status_code == 303
    assert "Your details have been corrected." in visitor.follow(response).get_data(as_text=True)
    (registration,) = all_registrations()
    assert (registration.function, registration.email) == ("Ambassador", AMINA.details["email"])
    assert registration.consents_to("recording")


def test_a_wrong_correction_changes_nothing(visitor: Visitor, link: str):
    response = visitor.post(f"{link}/correct", amina(given_name="", function="Ambassador"))

    assert response.status_code == 422
    assert all_registrations()[0].function == "Counsellor"


def test_withdrawing_asks_first_and_gives_the_place_back(visitor: Visitor, link: str):
    assert "Withdraw your registration?" in visitor.get(f"{link}/withdraw").get_data(as_text=True)
    assert all_registrations()[0].status is RegistrationStatus.CONFIRMED

    response = visitor.post(f"{link}/withdraw")

    assert response.status_code == 303
    assert "You have withdrawn." in visitor.follow(response).get_data(as_text=True)
    assert all_registrations()[0].status is RegistrationStatus.WITHDRAWN


def test_withdrawing_or_correcting_twice_is_refused_in_a_sentence(visitor: Visitor, link: str):
    token = visitor.csrf_token(f"{link}/withdraw")
    visitor.post(f"{link}/withdraw", {"csrf_token": token})

    again = visitor.post(f"{link}/withdraw", {"csrf_token": token})
    assert "no longer in force" in visitor.follow(again).get_data(as_text=True)
    late = visitor.post(f"{link}/correct", amina(function="Ambassador", csrf_token=token))
    assert late.status_code == 422
    assert "no longer in force" in late.get_data(as_text=True)


def test_going_to_the_meeting_is_noted_and_a_scanner_s_look_is_not(
    visitor: Visitor, link: str, event: Event, monkeypatch: pytest.MonkeyPatch
):
    def clicks() -> list[bool]:
        return [each.joined_last_at is not None for each in all_registrations()]

    early = visitor.get(f"{link}/join")
    assert (early.status_code, "It can be joined from" in early.get_data(as_text=True)) == (200, True)
    starts_at, ends_at = event.starts_at_utc, event.ends_at_utc
    monkeypatch.setattr(clock, "now", lambda: starts_at)
    assert "Join the meeting" in visitor.get(link).get_data(as_text=True)
    assert visitor.client.head(f"{link}/join").location == link
    assert visitor.get(f"{link}/join", headers={"Sec-Purpose": "prefetch;prerender"}).status_code == 503
    assert clicks() == [False]

    response = visitor.get(f"{link}/join")

    assert (response.status_code, response.location) == (303, "https://meet.example/exchange-3")
    assert clicks() == [True]
    assert counts.count(event).participants == 0
    monkeypatch.setattr(clock, "now", lambda: ends_at + timedelta(minutes=31))
    assert "The meeting is over" in visitor.get(f"{link}/join").get_data(as_text=True)


def test_one_s_data_can_be_downloaded(visitor: Visitor, link: str):
    response = visitor.get(f"{link}/data.json")

    data = json.loads(response.data)
    assert response.headers["Content-Disposition"] == "attachment; filename=registration.json"
    assert data["person"]["family_name"] == "El Idrissi"
    assert (data["check_ins"], data["went_to_the_meeting"]) == ([], [])
    assert {each["purpose"] for each in data["consents"]} == {"privacy_notice", "participant_list", "recording"}


@pytest.mark.parametrize("page", ["", "/correct", "/withdraw", "/join", "/data.json"])
def test_a_guessed_or_revoked_link_opens_nothing(visitor: Visitor, link: str, page: str):
    stranger = f"/registrations/{link.rpartition('/')[2][:-1]}x"
    for guess in (stranger, "/registrations/1", "/registrations/zz.zz", f"/registrations/1.{'é' * 24}"):
        assert visitor.get(guess + page).status_code == 404

    assert visitor.get(f"{link}{page}").status_code in {200, 303}
    all_registrations()[0].key_version += 1
    response = visitor.get(f"{link}{page}")

    assert response.status_code == 404
    assert "open the most recent message" in response.get_data(as_text=True)


def test_a_cancelled_event_is_said_on_one_s_own_page(visitor: Visitor, link: str, event: Event):
    lifecycle.cancel(event, by="account:1", now=clock.now(), reason="A strike at the airport.")

    page = visitor.get(link).get_data(as_text=True)

    assert "A strike at the airport." in page
    assert "Join the meeting" not in page


def test_whoever_was_declined_reads_the_reason_on_their_own_page(visitor: Visitor, app: Flask):
    event = a_coming_event(registration_mode=RegistrationMode.APPROVAL)
    registration = registrations.register(event, AMINA, now=clock.now())
    link = private_link(app, registration)
    assert "have not decided" in visitor.get(link).get_data(as_text=True)

    registrations.decline(registration, by="account:1", now=clock.now(), reason="One delegate of each State.")

    page = visitor.get(link).get_data(as_text=True)
    assert "unable to confirm your registration" in page
    assert "One delegate of each State." in page
