"""Calendars of what is interpreted in one language."""

from __future__ import annotations

import pytest
from flask import Flask

from eventhub.base.db import session
from eventhub.domain import lifecycle
from tests.formats import rfc5545
from tests.visitors import Visitor
from tests.web.public.scenes import a_coming_event


@pytest.mark.both_databases
def test_a_language_has_a_calendar_of_the_events_interpreted_in_it(app: Flask, visitor: Visitor):
    french = a_coming_event(title="French", languages=["en", "fr"])
    a_coming_event(title="English", languages=["en"])
    a_coming_event(title="Neither")
    a_coming_event(title="Portuguese", languages=["pt"])
    session.commit()

    answer = visitor.get("/languages/fr.ics")

    assert rfc5545.faults(answer.data) == []
    assert rfc5545.values(answer.data, "SUMMARY") == ["French"]
    assert rfc5545.values(visitor.get("/es/languages/pt.ics").data, "SUMMARY") == ["Portuguese"]
    assert rfc5545.values(visitor.get("/languages/ru.ics").data, "SUMMARY") == []
    assert "/languages/fr.ics" in visitor.get("/calendars").text
    etag = {"If-None-Match": answer.headers["ETag"]}
    assert visitor.get("/languages/fr.ics", headers=etag).status_code == 304
    lifecycle.change(french, {"languages": ["en"]}, by="account:1", now=french.created_at)
    session.commit()
    assert rfc5545.values(visitor.get("/languages/fr.ics", headers=etag).data, "SUMMARY") == []


@pytest.mark.parametrize("code", ["xx", "%", "f_", 'fr"', "en,fr", "../fr"])
def test_a_language_nobody_knows_has_none(app: Flask, visitor: Visitor, code: str):
    assert visitor.get(f"/languages/{code}.ics").status_code == 404
