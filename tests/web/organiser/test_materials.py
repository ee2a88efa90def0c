"""An organiser adds materials; strangers get what is public, registrants what is theirs, everybody else nothing."""

from __future__ import annotations

import io
from typing import Any

from flask import current_app

from eventhub.base import clock
from eventhub.domain import materials, registrations
from eventhub.models.registrations import RegistrationStatus
from tests.files import a_pdf
from tests.statements import count_queries
from tests.visitors import Visitor
from tests.world import AMINA, an_event, register


def test_a_file_is_for_those_it_is_meant_for(organiser: Visitor, visitor: Visitor):
    event = an_event()
    amina = register(event, AMINA)
    token = registrations.link_token(amina, secret=current_app.config["SECRET_KEY"])
    list = f"/organiser/events/{event.slug}/materials"
    told = {"title": "Concept note", "kind": "document", "audience": "confirmed", "status": "final"}

    sent = organiser.post(f"{list}/new", told | {"file": (io.BytesIO(a_pdf()), "Note <1>.pdf")})
    assert sent.status_code == 303
    (material,) = materials.find_by_event(event)
    public, own = f"/events/{event.slug}/materials/{material.key}", f"/registrations/{token}/materials/{material.key}"

    assert visitor.get(public).status_code == 404
    assert "Concept note" not in visitor.get(f"/events/{event.slug}").get_data(as_text=True)
    assert "Concept note" in visitor.get(f"/registrations/{token}").get_data(as_text=True)
    handed = visitor.get(own)
    assert (handed.status_code, handed.data, handed.content_type) == (200, a_pdf(), "application/pdf")
    assert handed.headers["Content-Disposition"].startswith("attachment;")
    assert handed.headers["X-Content-Type-Options"] == "nosniff"
    assert organiser.get(f"{list}/{material.id}/versions/1").data == a_pdf()

    amina.status = RegistrationStatus.WITHDRAWN
    assert visitor.get(own).status_code == 404
    organiser.post(f"{list}/{material.id}", told | {"audience": "public"})
    assert visitor.get(public).data == a_pdf()
    assert "Concept note" in visitor.get(f"/events/{event.slug}").get_data(as_text=True)
    other = an_event(title="Another")
    assert visitor.get(f"/events/{other.slug}/materials/{material.key}").status_code == 404
    assert visitor.get(f"/materials/{material.key}").status_code == 404


def test_the_public_page_shows_a_material_from_its_hour_on_without_anybody_writing(
    organiser: Visitor, visitor: Visitor, monkeypatch: Any
):
    event = an_event()
    told = {"title": "Agenda", "kind": "link", "url": "https://example.org/agenda", "audience": "public"}
    organiser.post(f"/organiser/events/{event.slug}/materials/new", told | {"shown_from": "2027-04-01T09:00"})

    def page_at(text: str) -> str:
        moment = clock.datetime.fromisoformat(text)
        monkeypatch.setattr(clock, "now", lambda: moment)
        return visitor.get(f"/events/{event.slug}").get_data(as_text=True)

    assert "https://example.org/agenda" not in page_at("2027-04-01T06:59:59+00:00")
    assert "https://example.org/agenda" in page_at("2027-04-01T07:00:00+00:00")


def test_what_is_wrong_is_said_at_its_field_and_nothing_is_kept(organiser: Visitor):
    event = an_event()
    address = f"/organiser/events/{event.slug}/materials/new"
    told = {"title": "Agenda", "kind": "link", "audience": "public"}

    for more, sentence in (
        ({"url": "javascript:alert(1)"}, "Enter a web address that begins with https:// or http://."),
        (
            {"file": (io.BytesIO(b"MZ\x90"), "agenda.pdf")},
            "The file must be a PDF, a Word document (DOCX), a JPEG or a PNG.",
        ),
        ({"shown_from": "soon"}, "Enter a date and a time: 2027-04-15 14:30."),
        ({"audience": "friends"}, "Choose one of the options."),
    ):
        response = organiser.post(address, told | more)
        assert response.status_code == 422
        assert sentence in response.get_data(as_text=True), sentence
    assert materials.find_by_event(event) == []


def test_materials_of_no_event_have_a_page(organiser: Visitor, visitor: Visitor):
    told = {"title": "Guidance", "kind": "link", "url": "https://example.org/guidance", "audience": "public"}
    organiser.post("/organiser/materials/new", told)
    organiser.post("/organiser/materials/new", told | {"title": "Draft", "audience": "organisers"})
    one = count_queries(visitor, "/materials")

    page = visitor.get("/materials").get_data(as_text=True)
    assert "Guidance" in page
    assert "Draft" not in page
    organiser.post("/organiser/materials/new", told | {"title": "More"})
    assert count_queries(visitor, "/materials") == one
    guidance, draft, _more = materials.find_by_event(None)
    assert visitor.get(f"/materials/{guidance.key}").location == "https://example.org/guidance"
    assert visitor.get(f"/materials/{draft.key}").status_code == 404
