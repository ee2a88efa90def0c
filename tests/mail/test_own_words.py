"""An event's own words stand in its letters; what a letter must say stands there whatever is written."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from eventhub.base.db import session
from eventhub.base.errors import Refused
from eventhub.domain import letters, lifecycle, registrations
from eventhub.mail import own_words, previews
from eventhub.mail.letters import Letter
from eventhub.mail.own_words import Draft
from eventhub.mail.writing import write
from eventhub.models.events import Event, RegistrationMode
from eventhub.models.outbox import Message
from tests.world import AMINA, NOW, TIAGO, an_event, register

HOME = "http://127.0.0.1:5000"


def put(event: Event, kind: str, body: str, *, language: str = "en", subject: str = "{event}: come") -> None:
    letters.put(event, kind, language, subject=subject, body=body, by="account:1", now=NOW)


def letter_of(kind: str) -> Letter:
    message = session.scalar(select(Message).where(Message.kind == kind).order_by(Message.id.desc()).limit(1))
    assert message is not None
    return write(message)


def test_own_words_replace_the_houses_and_nothing_that_must_be_said(app: Flask):
    event = an_event(title="Exchange")
    put(event, "registration-confirmed", "Welcome, {given_name} {family_name}!\n\nSee {event_page}, {when}.")
    register(event, AMINA)

    letter = letter_of("registration-confirmed")

    assert letter.subject == "Exchange: come"
    for words in (letter.body, letter.html):
        assert "Welcome, Amina El Idrissi!" in words
        assert "a seat is reserved for you" not in words
        for said in ("The attached invitation", "/registrations/1.", "You receive this message because", "Dear Ms."):
            assert said in words
    assert f'See <a href="{HOME}/events/exchange">{HOME}/events/exchange</a>, Thursday 15 April' in letter.html
    assert letter.calendar is not None


def test_a_reason_and_a_seat_that_is_kept_are_told_whatever_is_written(app: Flask):
    event = an_event(registration_mode=RegistrationMode.APPROVAL)
    put(event, "registration-declined", "Not this time.")
    put(event, "event-changed", "Look at the place again.")
    put(event, "event-cancelled", "Alas.")
    registrations.decline(register(event, AMINA), by="account:1", now=NOW, reason="It is for capitals.")
    register(event, TIAGO)
    lifecycle.change(event, {"venue": "Palais des Nations"}, by="account:1", now=NOW)
    lifecycle.cancel(event, by="account:1", now=NOW, reason="The hall is flooded.")

    assert "It is for capitals." in letter_of("registration-declined").body
    assert "still waits for the organiser's decision" in letter_of("event-changed").body
    assert "The hall is flooded." in letter_of("event-cancelled").html


def test_words_are_for_the_readers_of_their_language(app: Flask):
    event = an_event()
    put(event, "registration-confirmed", "Bienvenue.", language="fr")

    register(event, AMINA)

    assert "a seat is reserved for you" in letter_of("registration-confirmed").body


def test_words_about_a_place_on_the_list_are_not_used_for_somebody_seated_meanwhile(app: Flask):
    event = an_event(capacity=1)
    put(event, "registration-waitlisted", "You are number {position}.")
    amina, _tiago = register(event, AMINA), register(event, TIAGO)
    assert "You are number 1." in letter_of("registration-waitlisted").body

    registrations.withdraw(amina, by="self", now=NOW)

    assert "{position}" not in letter_of("registration-waitlisted").body
    assert "You are on the waiting list." in letter_of("registration-waitlisted").body


def test_a_name_that_reads_like_an_address_is_not_carried_on(app: Flask):
    event = an_event()
    put(event, "registration-confirmed", "Welcome, {given_name}.")
    details = dict(AMINA.details) | {"given_name": "Win at evil.example/now"}
    register(event, type(AMINA)(details, consents=AMINA.consents))

    assert "Welcome, colleague." in letter_of("registration-confirmed").body


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("<b>&", "<p>&lt;b&gt;&amp;</p>"),
        ("one\ntwo\n\n\nthree", "<p>one<br>two</p>\n<p>three</p>"),
        (f"({HOME}/events/a).", f'<p>(<a href="{HOME}/events/a">{HOME}/events/a</a>).</p>'),
        (f"{HOME}.evil.example/", f"<p>{HOME}.evil.example/</p>"),
        (f"{HOME}1/", f"<p>{HOME}1/</p>"),
        ("https://elsewhere.example/", "<p>https://elsewhere.example/</p>"),
        (f"{HOME}/?a=<script>", f'<p><a href="{HOME}/?a=">{HOME}/?a=</a>&lt;script&gt;</p>'),
    ],
)
def test_text_becomes_html_in_which_only_our_addresses_are_links(text: str, html: str):
    assert own_words.as_html(text, home=HOME) == html


@given(st.text())
def test_no_letter_is_lost_on_the_way_to_html(text: str):
    html = str(own_words.as_html(text, home=HOME))

    plain = re.sub(r"</?p>|<br>|</?a[^>]*>", "", html)
    for entity, letter in (("&lt;", "<"), ("&gt;", ">"), ("&#34;", '"'), ("&#39;", "'"), ("&amp;", "&")):
        plain = plain.replace(entity, letter)
    assert "".join(plain.split()) == "".join(text.split())


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
@given(body=st.text(min_size=1))
def test_any_text_that_is_kept_stands_in_the_letter(app: Flask, body: str):
    event = session.scalar(select(Event)) or an_event()
    register(event, AMINA)
    try:
        put(event, "registration-confirmed", body)
    except Refused:
        return

    written = letter_of("registration-confirmed").body

    assert "".join(body.split()) in "".join(written.split())


def test_own_words_are_put_changed_and_dropped_with_an_entry_each(app: Flask):
    event = an_event()
    put(event, "reminder", "Come.")
    put(event, "reminder", "Come.")
    put(event, "reminder", "Do come.")
    assert letters.languages_by_kind(event) == {"reminder": ["en"]}

    text = letters.find(event, "reminder", "en")
    assert text is not None
    letters.drop(text, event=event, by="account:1", now=NOW)

    assert letters.languages_by_kind(event) == {}
    with pytest.raises(letters.NotInOwnWords):
        put(event, "sign-in", "Come in.")
    with pytest.raises(Refused, match="is missing"):
        put(event, "event-rescheduled", "It moved.")


@pytest.mark.parametrize("kind", [kind for kind in letters.ALLOWED if kind != "invitation"])
def test_every_kind_can_be_looked_at_and_no_private_link_opens(app: Flask, kind: str):
    event = an_event(capacity=3)
    words = " ".join(f"{{{name}}}" for name in letters.ALLOWED[kind])

    for draft in (None, Draft("Subject", words)):
        shown = previews.of_kind(event, kind, "en", draft)
        assert "Ms. Amina El Idrissi" in shown.text
        assert "/registrations/…" in shown.text
        assert "href" not in shown.html
        assert not re.search(r"None|\{|<html", shown.html)
    session.flush()
    assert not registrations.find_all(event), "the made-up reader is kept nowhere"
