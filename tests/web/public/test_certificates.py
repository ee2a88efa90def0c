"""Certificates of attendance: for whoever was there and wishes one; checked by anybody; gone with the presence."""

from __future__ import annotations

import re
from dataclasses import replace
from io import BytesIO

import pytest
from flask import Flask
from pypdf import PdfReader

from eventhub.base import clock
from eventhub.domain import certificates, checkins, erasure, registrations
from eventhub.models.checkins import Mode
from eventhub.models.events import AttributionRule, Event
from eventhub.models.registrations import Registration
from tests.conftest import SECRET
from tests.visitors import Visitor
from tests.web.public.scenes import a_coming_event
from tests.world import AMINA


@pytest.fixture
def event(app: Flask) -> Event:
    return a_coming_event(days=0.05, venue="Palais des Nations, Room XX", convenor="UN Network on Migration")


def come(event: Event, **details: str) -> tuple[Registration, str]:
    application = replace(AMINA, details={**AMINA.details, **details})
    registration = registrations.register(event, application, now=clock.now())
    checkins.mark_present(registration, mode=Mode.IN_PERSON, by="account:1", now=clock.now())
    return registration, f"/registrations/{registrations.link_token(registration, secret=SECRET)}"


def afterwards(event: Event, monkeypatch: pytest.MonkeyPatch) -> None:
    now = event.ends_at_utc
    monkeypatch.setattr(clock, "now", lambda: now)


def text_of(document: bytes) -> str:
    return " ".join(page.extract_text() for page in PdfReader(BytesIO(document)).pages)


def test_whoever_was_there_and_wishes_it_downloads_a_certificate_that_anybody_can_check(
    visitor: Visitor, event: Event, monkeypatch: pytest.MonkeyPatch
):
    amina, link = come(event)
    assert "Certificate of attendance" not in visitor.get(link).get_data(as_text=True)
    assert visitor.get(f"{link}/certificate.pdf").status_code == 303
    afterwards(event, monkeypatch)

    refused = visitor.follow(visitor.get(f"{link}/certificate.pdf")).get_data(as_text=True)
    assert "Say first that you would like a certificate." in refused
    visitor.post(f"{link}/certificate", form_at=link)
    made = visitor.get(f"{link}/certificate.pdf")

    assert made.mimetype == "application/pdf"
    reader = PdfReader(BytesIO(made.data))
    assert (len(reader.pages), "/StructTreeRoot" in reader.trailer["/Root"]) == (1, True)
    text = text_of(made.data)
    code = re.search(r"([0-9A-Z]{4}(?:-[0-9A-Z]{4}){3})", text)
    assert code is not None
    for words in ("Ms. Amina El Idrissi", event.title[:20], "Palais des Nations", "UN Network on Migration"):
        assert words in text, words
    assert code[1].replace("-", "") == certificates.code(amina, secret=SECRET)
    checked = visitor.follow(visitor.get(f"/certificates?code={code[1].lower()}")).get_data(as_text=True)
    assert "This certificate is good." in checked
    assert event.title in checked
    assert "El Idrissi" not in checked


def test_the_name_is_told_only_by_consent_and_never_under_the_chatham_house_rule(event: Event):
    amina, _link = come(event)
    code = certificates.code(amina, secret=SECRET)
    with pytest.raises(certificates.NoSuchCertificate):
        certificates.check(code, secret=SECRET)
    consents = {certificates.WISH: True, certificates.NAMED: True}
    registrations.consent(amina, consents, by="self", now=clock.now())

    assert certificates.check(code, secret=SECRET).name == "Amina El Idrissi"
    event.attribution_rule = AttributionRule.CHATHAM_HOUSE
    assert certificates.check(code, secret=SECRET).name is None
    event.attribution_rule = AttributionRule.ATTRIBUTABLE
    erasure.erase(amina, by="self", now=event.ends_at_utc)
    assert certificates.check(code, secret=SECRET).name is None


def test_a_certificate_falls_with_the_presence_and_unknown_codes_are_said_plainly(
    visitor: Visitor, event: Event, monkeypatch: pytest.MonkeyPatch
):
    amina, link = come(event)
    come(event, email="other@example.org")
    registrations.consent(amina, {certificates.WISH: True}, by="self", now=clock.now())
    code = certificates.code(amina, secret=SECRET)
    amina.key_version += 1  # a new private link leaves the printed certificate good
    link = f"/registrations/{registrations.link_token(amina, secret=SECRET)}"
    afterwards(event, monkeypatch)
    assert visitor.get(f"/certificates/{code}").status_code == 200

    checkins.undo_all(amina, by="account:1", now=clock.now())
    other = a_coming_event(title="Another")
    gone = visitor.get(f"/certificates/{code}")
    assert gone.status_code == 404
    assert "No certificate that is good has this code." in gone.get_data(as_text=True)
    assert "do not show that you were there" in visitor.get(link).get_data(as_text=True)
    for wrong in ("0", "x" * 16, code[:-1] + "Z", "☃", checkins.code(amina, secret=SECRET), str(other.id)):
        assert visitor.get(f"/certificates/{wrong}").status_code == 404, wrong
    assert visitor.get("/certificates").status_code == 200


@pytest.mark.parametrize(("given_name", "family_name"), [("أمينة", "الإدريسي"), ("Лариса", "Иванова"), ("Đặng", "Thị")])
def test_names_of_many_scripts_are_printed(
    visitor: Visitor, event: Event, monkeypatch: pytest.MonkeyPatch, given_name: str, family_name: str
):
    amina, link = come(event, given_name=given_name, family_name=family_name)
    registrations.consent(amina, {certificates.WISH: True}, by="self", now=clock.now())
    afterwards(event, monkeypatch)

    assert visitor.get(f"{link}/certificate.pdf").data.startswith(b"%PDF")


def test_a_name_that_no_font_has_is_refused_plainly_and_markup_stays_text(
    visitor: Visitor, event: Event, monkeypatch: pytest.MonkeyPatch
):
    amina, link = come(event, given_name="小明", family_name="王")
    registrations.consent(amina, {certificates.WISH: True}, by="self", now=clock.now())
    afterwards(event, monkeypatch)

    page = visitor.follow(visitor.get(f"{link}/certificate.pdf")).get_data(as_text=True)
    assert "This cannot be printed as PDF" in page
    amina.given_name, amina.family_name = '#read("/etc/passwd")', "*Bold*"
    assert "#read" in text_of(visitor.get(f"{link}/certificate.pdf").data)
