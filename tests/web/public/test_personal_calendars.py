"""A person's own calendar: what stands in it, who may see it, and how its address ends."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any
from urllib.parse import quote

import icalendar
import pytest
import vobject
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.http import parse_date

from eventhub.base import clock
from eventhub.base.db import session
from eventhub.domain import erasure, events, lifecycle, personal_calendars, registrations
from eventhub.models.audit import Entry
from eventhub.models.calendars import PersonalCalendar
from eventhub.models.registrations import Registration
from tests.conftest import SECRET
from tests.formats import rfc5545
from tests.statements import noted
from tests.visitors import Visitor
from tests.web.public.scenes import a_coming_event
from tests.world import AMINA, TIAGO, register

THUNDERBIRD = "Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Thunderbird/153.0"


@pytest.fixture
def amina(app: Flask) -> Registration:
    """Amina with a confirmed place, and Tiago beside her."""
    event = a_coming_event(title="Exchange", venue=None)
    registration = register(event, AMINA, now=clock.now())
    register(event, TIAGO, now=clock.now())
    session.commit()
    return registration


def own_page(registration: Registration) -> str:
    return f"/registrations/{registrations.link_token(registration, secret=SECRET)}"


def calendar_address(visitor: Visitor, registration: Registration) -> str:
    """Return the path of the calendar as its owner finds it on their page."""
    page = visitor.get(own_page(registration)).text
    (found,) = set(re.findall(r'value="http://localhost(/calendar/[^"]+\.ics)"', page))
    return found


def test_it_is_listed_on_the_own_page_with_every_way_to_subscribe(amina: Registration, visitor: Visitor):
    page = visitor.get(own_page(amina)).text
    path = calendar_address(visitor, amina)

    assert f"webcal://localhost{path}" in page
    assert f"https://calendar.google.com/calendar/r?cid=webcal%3A%2F%2Flocalhost{quote(path, safe='')}" in page
    assert f"https://outlook.office.com/calendar/0/addfromweb?url=http%3A%2F%2Flocalhost{quote(path, safe='')}" in page
    assert "No program has fetched it yet." in page
    assert session.scalars(select(PersonalCalendar.email_key)).all() == [amina.email_key]


def test_it_holds_the_own_way_in_and_the_own_page_and_nobody_else(
    amina: Registration, visitor: Visitor, client: FlaskClient
):
    response = client.get(calendar_address(visitor, amina))

    assert response.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert rfc5545.faults(response.data) == []
    (entry,) = icalendar.Calendar.from_ical(response.data).walk("VEVENT")
    assert vobject.readOne(response.text).vevent.uid.value == amina.event.uid
    own = f"http://localhost{own_page(amina)}"
    assert rfc5545.values(response.data, "CONFERENCE") == [f"{own}/join"]
    assert (entry["location"], entry["status"], entry["class"]) == (f"{own}/join", "CONFIRMED", "PRIVATE")
    assert "Your place is confirmed." in entry["description"]
    assert f"Your registration: {own}\n" in entry["description"]
    for stranger in ("Pacheco", "Tiago", "ATTENDEE", "ORGANIZER", "meet.example", "SOURCE", "El Idrissi"):
        assert stranger.encode() not in response.data.replace(b"\r\n ", b"")


def test_it_holds_every_registration_of_the_address_and_where_each_stands(
    amina: Registration, visitor: Visitor, client: FlaskClient
):
    full = a_coming_event(days=40, title="Full briefing", capacity=0)
    waiting = register(full, AMINA, now=clock.now())
    decided = register(a_coming_event(days=50, title="Decided", registration_mode="approval"), AMINA, now=clock.now())
    gone = register(a_coming_event(days=60, title="Given back"), AMINA, now=clock.now())
    registrations.withdraw(gone, by="self", now=clock.now())
    past = register(a_coming_event(days=70, title="Long ago"), AMINA, now=clock.now())
    earlier = {name: getattr(past.event, name) - timedelta(days=800) for name in ("starts_at", "ends_at")}
    events.change(past.event, earlier, by="account:1", now=clock.now())
    session.commit()

    shown = client.get(calendar_address(visitor, amina)).data

    assert rfc5545.faults(shown) == []
    titles = rfc5545.values(shown, "SUMMARY")
    assert titles == ["Exchange", "Full briefing", "Decided", "Cancelled: Given back"]
    assert rfc5545.values(shown, "STATUS") == ["CONFIRMED", "TENTATIVE", "TENTATIVE", "CANCELLED"]
    assert len(rfc5545.values(shown, "CONFERENCE")) == 1
    assert (waiting.status, decided.status) == ("waitlisted", "pending")


def test_whoever_withdraws_and_comes_again_has_one_entry_whose_count_goes_on(
    amina: Registration, visitor: Visitor, client: FlaskClient
):
    path, seen = calendar_address(visitor, amina), []

    def look() -> None:
        session.commit()
        shown = client.get(path).data
        seen.append((rfc5545.values(shown, "STATUS"), int(rfc5545.values(shown, "SEQUENCE")[0])))

    look()
    registrations.withdraw(amina, by="self", now=clock.now())
    look()
    register(amina.event, AMINA, now=clock.now())
    look()
    lifecycle.cancel(amina.event, by="account:1", now=clock.now())
    look()
    assert [status for status, _sequence in seen] == [["CONFIRMED"], ["CANCELLED"], ["CONFIRMED"], ["CANCELLED"]]
    assert [sequence for _status, sequence in seen] == sorted({sequence for _status, sequence in seen})


def test_nothing_new_costs_two_queries_and_changes_say_so(amina: Registration, visitor: Visitor, client: FlaskClient):
    path = calendar_address(visitor, amina)
    first = client.get(path)
    known = {"If-None-Match": first.headers["ETag"]}

    asked = _queries(lambda: client.get(path, headers=known))
    assert (client.get(path, headers=known).status_code, len(asked)) == (304, 2), asked
    assert first.data == client.get(path).data

    register(a_coming_event(days=90, title="Next"), AMINA, now=clock.now())
    session.commit()
    after = client.get(path, headers=known)
    assert (after.status_code, rfc5545.values(after.data, "SUMMARY")) == (200, ["Exchange", "Next"])
    assert parse_date(after.headers["Last-Modified"]) >= parse_date(first.headers["Last-Modified"])


def test_it_is_for_its_owner_alone(amina: Registration, visitor: Visitor, client: FlaskClient):
    response = client.get(calendar_address(visitor, amina), headers={"Authorization": "Bearer x"})

    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "private, max-age=300"
    assert response.headers["X-Robots-Tag"] == "noindex"
    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert "Access-Control-Allow-Origin" not in response.headers
    assert "Set-Cookie" not in response.headers


@pytest.mark.parametrize("token", ["1", "1.", "0.abc", "1.aaaaaaaaaaaaaaaaaaaaaaaa", "zz.ü", "ffffffffff.x"])
def test_a_wrong_address_is_not_found(amina: Registration, client: FlaskClient, token: str):
    response = client.get(f"/calendar/{token}.ics")

    assert response.status_code == 404
    assert response.mimetype == "text/plain"
    assert response.headers["X-Robots-Tag"] == "noindex"


def test_the_token_of_a_registration_opens_no_calendar(amina: Registration, client: FlaskClient):
    assert client.get(f"/calendar/{registrations.link_token(amina, secret=SECRET)}.ics").status_code == 404


def test_a_renewed_address_ends_the_one_before(amina: Registration, visitor: Visitor, client: FlaskClient):
    before = calendar_address(visitor, amina)
    client.get(before)

    assert visitor.post(f"{own_page(amina)}/calendar/renew", form_at=own_page(amina)).status_code == 303
    after = calendar_address(visitor, amina)

    assert (client.get(before).status_code, client.get(after).status_code) == (410, 200)
    assert client.get(before).headers["Cache-Control"] == "private, no-store"


def test_a_calendar_that_was_switched_off_is_gone_until_it_gets_a_new_address(
    amina: Registration, visitor: Visitor, client: FlaskClient
):
    before = calendar_address(visitor, amina)

    assert visitor.post(f"{own_page(amina)}/calendar/revoke", form_at=own_page(amina)).status_code == 303
    page = visitor.get(own_page(amina)).text
    assert "You have switched your own calendar off." in page
    assert before not in page
    assert (client.get(before).status_code, client.head(before).status_code) == (410, 410)

    visitor.post(f"{own_page(amina)}/calendar/renew", form_at=own_page(amina))
    assert client.get(calendar_address(visitor, amina)).status_code == 200
    assert client.get(before).status_code == 410
    deeds = session.scalars(select(Entry.action).where(Entry.action.startswith("personal_calendar:"))).all()
    assert deeds == ["personal_calendar:open", "personal_calendar:revoke", "personal_calendar:renew"]


def test_the_page_tells_which_program_came_last_and_a_poll_writes_it_down_once_an_hour(
    amina: Registration, visitor: Visitor, client: FlaskClient
):
    path = calendar_address(visitor, amina)
    client.get(path, headers={"User-Agent": THUNDERBIRD})
    noted = session.scalars(select(PersonalCalendar)).one()

    assert "Last fetched by Thunderbird on" in visitor.get(own_page(amina)).text
    assert noted.fetched_by == "Thunderbird"
    assert visitor.get(f"{own_page(amina)}/data.json").json["own_calendar"]["fetched_by"] == "Thunderbird"

    client.get(path, headers={"User-Agent": "Google-Calendar-Importer"})
    session.expire_all()
    assert noted.fetched_by == "Thunderbird"

    noted.fetched_at = clock.now() - timedelta(hours=1, minutes=1)
    session.commit()
    client.head(path, headers={"User-Agent": "Evolution/3.46.4"})
    client.get(path, headers={"User-Agent": "Google-Calendar-Importer; +10.1.2.3"})
    session.expire_all()
    assert noted.fetched_by == "Google Calendar"


def test_erasing_oneself_ends_it_for_ever(amina: Registration, visitor: Visitor, client: FlaskClient):
    path = calendar_address(visitor, amina)
    client.get(path, headers={"User-Agent": THUNDERBIRD})

    erasure.erase(amina, by="self", now=clock.now())
    session.commit()

    row = session.scalars(select(PersonalCalendar)).one()
    assert client.get(path).status_code == 410
    assert (row.email_key, row.fetched_at, row.fetched_by) == (None, None, None)


def test_what_is_erased_of_several_leaves_the_calendar_and_nothing_else(
    amina: Registration, visitor: Visitor, client: FlaskClient
):
    register(a_coming_event(days=90, title="Next"), AMINA, now=clock.now())
    path = calendar_address(visitor, amina)
    for row in session.scalars(select(Registration)):
        row.changed_at = row.event.changed_at = clock.now() - timedelta(days=1)
    session.scalars(select(PersonalCalendar)).one().changed_at = clock.now() - timedelta(days=1)
    session.commit()
    known = client.get(path).headers

    erasure.erase(amina, by="self", now=clock.now())
    session.commit()

    after = client.get(path, headers={"If-Modified-Since": known["Last-Modified"]})
    assert after.status_code == 200
    assert rfc5545.values(after.data, "SUMMARY") == ["Next"]


def test_two_addresses_never_meet(amina: Registration, visitor: Visitor, client: FlaskClient):
    tiago = session.scalars(select(Registration).where(Registration.family_name == "Pacheco")).one()

    paths = calendar_address(visitor, amina), calendar_address(visitor, tiago)

    assert len(set(paths)) == 2
    first, second = (client.get(path).data for path in paths)
    assert own_page(tiago).encode() not in first.replace(b"\r\n ", b"")
    assert own_page(amina).encode() not in second.replace(b"\r\n ", b"")


@pytest.mark.both_databases
def test_it_is_the_same_on_both_databases(amina: Registration, visitor: Visitor, client: FlaskClient):
    path = calendar_address(visitor, amina)
    first = client.get(path)

    assert first.data == client.get(path).data
    assert client.get(path, headers={"If-None-Match": first.headers["ETag"]}).status_code == 304
    personal_calendars.forget([amina.email_key or ""], now=clock.now())
    session.commit()
    assert client.get(path).status_code == 200


def _queries(ask: Any) -> list[str]:
    session.rollback()
    with noted() as statements:
        ask()
    return [each for each in statements if not each.startswith(("BEGIN", "ROLLBACK", "SAVEPOINT"))]
