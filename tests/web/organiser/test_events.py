"""Organisers plan, publish, change, cancel and reinstate events."""

from __future__ import annotations

from datetime import datetime, timedelta

from eventhub.base import clock
from eventhub.base.db import session
from eventhub.domain import events, lifecycle, outbox
from eventhub.models.events import Event, EventStatus, Modality
from tests.visitors import Visitor
from tests.web.organiser.forms_as_sent import as_sent
from tests.world import AMINA, TIAGO, an_event, register

AHEAD = clock.now().replace(tzinfo=None, hour=0, minute=0, second=0, microsecond=0) + timedelta(days=60)

EXCHANGE = {
    "title": "Third global peer learning exchange on alternatives to detention",
    "kind": "peer_learning_exchange",
    "new_series": "Peer learning exchanges on alternatives to detention",
    "new_series_in_text": "global peer learning exchange",
    "number": "3",
    "starts_on": f"{AHEAD:%Y-%m-%d}",
    "starts_at": "14:00",
    "ends_at": "16:00",
    "timezone": "Europe/Zurich",
    "modality": "online",
    "join_url": "https://meet.example/exchange-3",
    "focus": "case management\r\n\r\n public perceptions ",
    "languages": ["en", "fr"],
    "gcm_objectives": ["13"],
    "capacity": "120",
}


def a_coming_event(**details: object) -> Event:
    """An exchange two months from now."""
    return an_event(starts_at=AHEAD.replace(hour=14), ends_at=AHEAD.replace(hour=16), **details)


def test_planning_an_event_saves_a_draft_with_all_that_was_laid_down(organiser: Visitor):
    response = organiser.post("/organiser/events/new", EXCHANGE)

    event = events.get("third-global-peer-learning-exchange-on-alternatives-to-detention")
    assert (response.status_code, response.location) == (303, f"/organiser/events/{event.slug}")
    assert event.status is EventStatus.DRAFT
    assert (event.starts_at, event.ends_at) == (AHEAD.replace(hour=14), AHEAD.replace(hour=16))
    assert event.series is not None
    assert (event.series.in_text, event.number) == ("global peer learning exchange", 3)
    assert event.focus == ["case management", "public perceptions"]
    assert (event.languages, event.gcm_objectives, event.capacity) == (["en", "fr"], [13], 120)
    assert "only organisers" in organiser.follow(response).get_data(as_text=True).lower()


def test_a_wrong_form_keeps_what_was_typed_and_says_what_is_wrong_at_each_field(organiser: Visitor):
    wrong = EXCHANGE | {"title": "", "starts_on": "soon", "capacity": "many", "kind": "other", "join_url": "meet"}

    response = organiser.post("/organiser/events/new", wrong)

    page = response.get_data(as_text=True)
    assert response.status_code == 422
    for sentence in (
        "Enter a title.",
        "Enter a date as year, month and day",
        "Enter a whole number from 1",
        "Enter the kind of event in your own words.",
        "Enter the whole address, beginning with https://.",
    ):
        assert page.count(sentence) == 2, sentence  # in the summary and at the field
    assert 'value="many"' in page
    assert "case management" in page
    assert events.all_events() == []


def test_a_title_of_mere_spaces_is_none(organiser: Visitor):
    answer = organiser.post("/organiser/events/new", EXCHANGE | {"title": "   "})

    assert answer.status_code == 422
    assert "Enter a title." in answer.text


def test_an_event_that_ends_before_it_starts_is_refused_at_the_end(organiser: Visitor):
    response = organiser.post("/organiser/events/new", EXCHANGE | {"ends_at": "13:00"})

    page = response.get_data(as_text=True)
    assert response.status_code == 422
    assert 'id="ends_at-error"' in page
    assert events.all_series() == []


def test_a_time_that_the_clocks_skip_is_refused_at_its_field(organiser: Visitor):
    gap = {"starts_on": "2027-03-28", "starts_at": "02:30", "ends_at": "05:00"}

    response = organiser.post("/organiser/events/new", EXCHANGE | gap)

    assert response.status_code == 422
    assert 'id="starts_at-error"' in response.get_data(as_text=True)


def test_an_opening_time_that_the_clocks_skip_is_refused_at_its_field(organiser: Visitor):
    response = organiser.post("/organiser/events/new", EXCHANGE | {"registration_opens_at": "2027-03-28T02:30"})

    assert response.status_code == 422
    assert 'id="registration_opens_at-error"' in response.get_data(as_text=True)


def test_a_kind_in_free_words_is_kept_and_shown_again(organiser: Visitor):
    organiser.post("/organiser/events/new", EXCHANGE | {"kind": "other", "other_kind": "Study visit"})

    event = events.all_events()[0]
    assert event.kind == "Study visit"
    page = organiser.get(f"/organiser/events/{event.slug}/edit").get_data(as_text=True)
    assert 'value="Study visit"' in page


def test_an_event_may_end_on_another_day(organiser: Visitor):
    last = AHEAD + timedelta(days=1)

    organiser.post("/organiser/events/new", EXCHANGE | {"ends_on": f"{last:%Y-%m-%d}", "ends_at": "12:00"})

    assert events.all_events()[0].ends_at == last.replace(hour=12)


def test_the_form_of_an_event_saved_unchanged_changes_nothing(organiser: Visitor):
    event = a_coming_event(
        kind="Study visit",
        timezone="Asia/Kathmandu",
        focus=["case management"],
        gcm_objectives=[1, 13],
        languages=["fr"],
        capacity=40,
        modality=Modality.HYBRID,
        registration_opens_at=datetime(2027, 3, 1, 8, 30),
        summary_options={"fold": {"civil_society": "un_network"}, "states": "uncounted", "numbers": "exact"}
        | {"floor_order": "alphabetical", "champions": "none"},
    )
    page = organiser.get(f"/organiser/events/{event.slug}/edit").get_data(as_text=True)

    response = organiser.post(f"/organiser/events/{event.slug}/edit", as_sent(page))

    assert response.status_code == 303
    assert "Nothing was changed." in organiser.follow(response).get_data(as_text=True)


def test_editing_a_published_event_says_before_and_after_who_is_told(organiser: Visitor):
    event = a_coming_event()
    register(event, AMINA, now=clock.now())
    register(event, TIAGO, now=clock.now())
    page = organiser.get(f"/organiser/events/{event.slug}/edit").get_data(as_text=True)
    assert "mailed to 2 people" in page

    response = organiser.post(f"/organiser/events/{event.slug}/edit", as_sent(page) | {"starts_at": "13:00"})

    assert "2 people are being told" in organiser.follow(response).get_data(as_text=True)
    assert [message.kind for message in outbox.find_by_event(event)].count("event-rescheduled") == 2


def test_publishing_puts_a_draft_on_the_programme(organiser: Visitor, visitor: Visitor):
    event = a_coming_event(is_published=False)
    assert visitor.get(f"/events/{event.slug}").status_code == 404

    response = organiser.post(f"/organiser/events/{event.slug}/publish", form_at=f"/organiser/events/{event.slug}")

    assert response.status_code == 303
    assert visitor.get(f"/events/{event.slug}").status_code == 200
    page = organiser.follow(response).get_data(as_text=True)
    assert "Inês Carvalho</bdi> published the event" in page


def test_publishing_twice_is_refused_in_words(organiser: Visitor):
    event = a_coming_event()

    response = organiser.post(f"/organiser/events/{event.slug}/publish", form_at=f"/organiser/events/{event.slug}/edit")

    assert "already published" in organiser.follow(response).get_data(as_text=True)


def test_cancelling_says_how_many_are_told_and_then_tells_them(organiser: Visitor):
    event = a_coming_event()
    register(event, AMINA, now=clock.now())
    address = f"/organiser/events/{event.slug}/cancel"
    assert "1 person who registered is told" in organiser.get(address).get_data(as_text=True)

    response = organiser.post(address, {"reason": "The hosts have withdrawn."})

    assert response.status_code == 303
    session.refresh(event)
    assert (event.status, event.cancellation_reason) == (EventStatus.CANCELLED, "The hosts have withdrawn.")
    assert "event-cancelled" in [message.kind for message in outbox.find_by_event(event)]


def test_a_cancelled_event_can_be_reinstated(organiser: Visitor):
    event = a_coming_event()
    lifecycle.cancel(event, by="account:1", now=clock.now())
    address = f"/organiser/events/{event.slug}"

    response = organiser.post(f"{address}/reinstate", form_at=address)

    assert response.status_code == 303
    assert events.get(event.slug).status is EventStatus.PUBLISHED


def test_steps_are_posted_never_opened(organiser: Visitor):
    event = a_coming_event()

    assert organiser.get(f"/organiser/events/{event.slug}/publish").status_code == 405
    assert organiser.get(f"/organiser/events/{event.slug}/reinstate").status_code == 405


def test_rules_for_places_are_laid_down_and_seen(organiser: Visitor):
    event = a_coming_event(capacity=4)
    register(event, AMINA, now=clock.now())
    form = as_sent(organiser.get(f"/organiser/events/{event.slug}/edit").get_data(as_text=True))
    rules = {"seats_per_delegation": "1", "sponsor_seats": "2", "needs_address_confirmation": "y"}

    organiser.post(f"/organiser/events/{event.slug}/edit", form | rules)

    assert (event.seats_per_delegation, event.sponsor_seats, event.needs_address_confirmation) == (1, 2, True)
    page = " ".join(organiser.get(f"/organiser/events/{event.slug}").get_data(as_text=True).split())
    for told in ("3 left of 4", "2 of 2", "Left for everybody else", "Have all their places", "Morocco"):
        assert told in page


def test_rules_that_cannot_hold_are_refused_at_their_field(organiser: Visitor):
    event = a_coming_event(capacity=4)
    path = f"/organiser/events/{event.slug}/edit"
    form = as_sent(organiser.get(path).get_data(as_text=True))

    for wrong, sentence in (
        ({"sponsor_seats": "5"}, "No more places can be set aside"),
        ({"sponsor_seats": "1", "capacity": ""}, "Enter the number of places before"),
        ({"seats_per_delegation": "0"}, "Enter a whole number from 1"),
        ({"retention_months": "1201"}, "Enter a whole number from 1 to"),
        ({"substitution_closes_at": f"{AHEAD + timedelta(days=1):%Y-%m-%dT%H:%M}"}, "must end before the event starts"),
    ):
        page = organiser.post(path, form | wrong)
        assert page.status_code == 422
        assert sentence in page.get_data(as_text=True)


def test_a_time_that_the_clocks_show_twice_is_asked_about_and_kept(organiser: Visitor):
    night = {"starts_on": f"{_last_sunday_of_october():%Y-%m-%d}", "starts_at": "02:30", "ends_at": "04:00"}

    asked = organiser.post("/organiser/events/new", EXCHANGE | night)
    assert asked.status_code == 422
    assert asked.get_data(as_text=True).count("Choose which one is meant.") == 2
    assert "after the clocks went back (UTC+01:00)" in asked.get_data(as_text=True)
    organiser.post("/organiser/events/new", EXCHANGE | night | {"starts_which": "second"})

    (event,) = events.all_events()
    assert event.ends_at_utc - event.starts_at_utc == timedelta(hours=1, minutes=30)
    edit = f"/organiser/events/{event.slug}/edit"
    organiser.post(edit, as_sent(organiser.get(edit).get_data(as_text=True)))
    assert events.get(event.slug).starts_second is True


def test_a_time_that_comes_once_asks_nothing(organiser: Visitor):
    assert "starts_which" not in organiser.get("/organiser/events/new").get_data(as_text=True)
    assert organiser.post("/organiser/events/new", EXCHANGE | {"starts_which": "second"}).status_code == 303

    assert events.all_events()[0].starts_second is False


def test_a_reminder_in_the_calendar_is_none_unless_one_is_chosen(organiser: Visitor):
    organiser.post("/organiser/events/new", EXCHANGE)
    organiser.post("/organiser/events/new", EXCHANGE | {"calendar_reminder": "60"})

    assert {event.calendar_reminder for event in events.all_events()} == {None, 60}


def test_a_reminder_that_an_import_set_otherwise_is_shown_and_survives_the_form(organiser: Visitor):
    organiser.post("/organiser/events/new", EXCHANGE)
    (event,) = events.all_events()
    event.calendar_reminder = 2880
    session.commit()
    home = f"/organiser/events/{event.slug}"

    organiser.post(f"{home}/edit", as_sent(organiser.get(f"{home}/edit").get_data(as_text=True)))

    assert "2,880 minutes before" in organiser.get(home).get_data(as_text=True)
    assert events.get(event.slug).calendar_reminder == 2880


def _last_sunday_of_october() -> datetime:
    last = datetime(AHEAD.year + 1, 10, 31)
    return last - timedelta(days=(last.weekday() + 1) % 7)
