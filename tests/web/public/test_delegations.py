"""A focal point's page: officials by row and by table, their head, who stands in for whom, the note verbale."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event as database_event

from eventhub.base import clock
from eventhub.base.db import db
from eventhub.domain import delegations, lifecycle, officials, outbox
from eventhub.models.events import Event
from eventhub.models.registrations import Delegation, Registration
from tests.domain.delegates import HASSAN, an_official
from tests.domain.test_delegations import PDF
from tests.visitors import Visitor
from tests.web.public.scenes import a_coming_event, days_from_now

TABLE = """Title\tGiven name\tFamily name\tE-mail\tFunction\tRole
Ms.\tAmina\tEl Idrissi\tamina@mfa.ma.example\tCounsellor\tHead of delegation
Mr.\tYoussef\tBenjelloun\tyoussef@mfa.ma.example\tAttaché\tAdviser
"""


def issued(event: Event, *, quota: int | None = None, **of: str) -> Delegation:
    return delegations.issue(event, HASSAN, **of or {"country": "MAR"}, quota=quota, by="account:1", now=clock.now())


def a_link(app: Flask, delegation: Delegation) -> str:
    token = delegations.link_token(delegation, secret=app.config["SECRET_KEY"])
    return f"/events/{delegation.event.slug}/delegation/{token}"


def typed(*people: dict[str, str], **more: str) -> dict[str, str]:
    """The table of rows as a browser sends it."""
    fields = {f"officials-{place}-{name}": value for place, each in enumerate(people) for name, value in each.items()}
    return fields | more


def person(number: int, **changes: str) -> dict[str, str]:
    own = {"given_name": f"Khadija {number}", "family_name": "Benali", "email": f"khadija{number}@mfa.ma.example"}
    return own | changes


def names(delegation: Delegation) -> list[str]:
    return [each.name for each in delegations.find_officials(delegation) if each.status.is_standing]


@pytest.fixture
def delegation(app: Flask) -> Delegation:
    return issued(a_coming_event(), quota=5)


@pytest.fixture
def link(app: Flask, delegation: Delegation) -> str:
    """Hassan's private link."""
    return a_link(app, delegation)


def entered(delegation: Delegation, *numbers: int, **details: Any) -> list[Registration]:
    rows = [an_official(number, **details) for number in numbers]
    return officials.enter(delegation, rows, by="focal_point", now=clock.now())


def test_without_a_link_the_page_says_how_to_get_one_and_answers_everybody_alike(
    visitor: Visitor, delegation: Delegation
):
    path = f"/events/{delegation.event.slug}/delegation"
    delegation.invited_at = clock.now() - delegations.REST

    answers = [visitor.post(path, {"email": address}) for address in ("sam@example.org", HASSAN.email)]

    assert [answer.status_code for answer in answers] == [303, 303]
    assert "on its way" in visitor.follow(answers[1]).get_data(as_text=True)
    assert [mail.kind for mail in outbox.find_by_event(delegation.event)] == ["delegation-link"] * 2
    assert "Enter an e-mail address" in visitor.post(path, {"email": "hassan at mission"}).get_data(as_text=True)


@pytest.mark.parametrize("mode", ["open", "invited"])
def test_the_event_page_leads_focal_points_on(visitor: Visitor, app: Flask, mode: str):
    event = a_coming_event(registration_mode=mode)

    page = visitor.get(f"/events/{event.slug}").get_data(as_text=True)

    assert f'href="/events/{event.slug}/delegation"' in page


@pytest.mark.parametrize("what", ["guessed", "revoked", "of another event", "over"])
def test_a_link_that_does_not_hold_says_how_to_get_another(
    visitor: Visitor, delegation: Delegation, link: str, what: str
):
    if what == "guessed":
        link = f"{link[:-4]}abcd"
    elif what == "revoked":
        delegations.revoke(delegation, by="account:1", now=clock.now())
    elif what == "of another event":
        link = link.replace(delegation.event.slug, a_coming_event(title="Another").slug)
    else:
        delegation.event.ends_at_utc = clock.now()

    response = visitor.get(link)

    page = response.get_data(as_text=True)
    assert response.status_code == 410
    assert ("This event is over" if what == "over" else "does not work, or no longer") in page
    assert "Morocco" not in page


def test_the_page_is_private_and_says_how_many_places_are_used(visitor: Visitor, delegation: Delegation, link: str):
    entered(delegation, 1, 2, 3)

    response = visitor.get(link)

    assert response.headers["Cache-Control"] == "private, no-store"
    assert response.headers["X-Robots-Tag"] == "noindex"
    assert response.headers["Referrer-Policy"] == "no-referrer"
    page = response.get_data(as_text=True)
    assert "3 of 5 places used" in page
    assert "2 more officials can be entered." in page
    assert "The delegation has no head." in page
    assert "checked" not in page
    assert "private link to see, correct or withdraw" in page


def test_a_pasted_table_is_shown_before_anything_is_stored_and_then_registered(
    visitor: Visitor, delegation: Delegation, link: str
):
    shown = visitor.post(f"{link}/officials", {"pasted": TABLE, "read": "y"}, form_at=link)
    assert shown.status_code == 200
    assert names(delegation) == []

    page = shown.get_data(as_text=True)
    rows = dict(re.findall(r'name="(officials-\d-\w+)"[^>]* value="([^"]*)"', page))
    assert rows["officials-0-email"] == "amina@mfa.ma.example"
    assert re.search(r'<input checked[^>]*name="officials-0-is_head"', page)
    both = [person(1, role="chief_delegate", is_head="y"), person(2, role="adviser")]
    response = visitor.post(f"{link}/officials", typed(*both, enter="y"))

    assert response.status_code == 303
    assert "2 officials are entered" in visitor.follow(response).get_data(as_text=True)
    head = delegations.find_head(delegation)
    assert head is not None
    assert (head.name, head.delegation_role) == ("Khadija 1 Benali", "chief_delegate")


def test_bad_rows_are_named_and_every_row_stays_in_the_form(visitor: Visitor, delegation: Delegation, link: str):
    wrong = person(2, family_name="", email="khadija1@mfa.ma.example", function="Attachée")

    response = visitor.post(f"{link}/officials", typed(person(1), {}, wrong, enter="y"))

    assert response.status_code == 422
    page = response.get_data(as_text=True)
    assert "Row 2: Enter the family name." in page
    assert "Row 2: This address stands in row 1 already." in page
    assert 'href="#officials-1-family_name"' in page
    assert re.search(r'aria-invalid="true"[^>]* id="officials-1-family_name"', page)
    assert 'value="Khadija 1"' in page
    assert 'value="Attachée"' in page
    assert names(delegation) == []


def test_words_that_are_not_known_and_columns_left_out_are_named(visitor: Visitor, link: str):
    table = "Given name;Family name;E-mail;Level;Shoe size\nAmina;El Idrissi;amina@mfa.ma.example;Very high;38"

    page = visitor.post(f"{link}/officials", {"pasted": table, "read": "y"}, form_at=link).get_data(as_text=True)

    assert "Row 1: “Very high” is not known here. Choose one of the options." in page
    assert "These columns were not understood and are left out: Shoe size" in page


@pytest.mark.parametrize(
    ("pasted", "sentence"),
    [
        ("", "Enter at least one official."),
        ("Amina\t=1+1", "Row 1 has a formula. Give its value instead."),
        ("a\tb\n" * 20_002, "The table has more than 20000 rows."),
        ("a\tb\n" * 201, "At most 200 officials"),
    ],
)
def test_a_table_that_cannot_be_read_is_refused_at_its_field(visitor: Visitor, link: str, pasted: str, sentence: str):
    response = visitor.post(f"{link}/officials", {"pasted": pasted, "read": "y"}, form_at=link)

    assert response.status_code == 422
    page = response.get_data(as_text=True)
    assert sentence in page
    assert re.search(r'<textarea[^>]*aria-invalid="true"[^>]*id="pasted"', page)


def test_a_table_can_be_a_file(visitor: Visitor, link: str):
    file = (io.BytesIO(TABLE.replace("\t", ";").encode("utf-8-sig")), "delegation.csv")
    page = visitor.post(f"{link}/officials", {"table": file, "read": "y"}, form_at=link).get_data(as_text=True)
    assert 'value="Youssef"' in page

    file = (io.BytesIO(b"\x89PNG\r\n\x1a\n\0\0"), "delegation.xlsx")
    answer = visitor.post(f"{link}/officials", {"table": file, "read": "y"}, form_at=link)
    assert answer.status_code == 422
    assert "Give a CSV or XLSX file." in answer.get_data(as_text=True)


def test_more_rows_come_without_losing_those_typed(visitor: Visitor, delegation: Delegation, link: str):
    page = visitor.get(f"{link}/officials").get_data(as_text=True)
    assert 'name="officials-2-email"' in page

    more = visitor.post(f"{link}/officials", typed(person(1), person(2, left_out="y"), more="y"))

    page = more.get_data(as_text=True)
    assert more.status_code == 200
    assert 'value="Khadija 1"' in page
    assert 'value="Khadija 2"' not in page
    assert 'name="officials-3-email"' in page
    assert names(delegation) == []


def test_what_no_page_offers_and_lines_too_long_are_refused_at_their_row(visitor: Visitor, link: str):
    rows = typed(person(1, level="moon"), person(2, function="a" * 300), enter="y")

    page = visitor.post(f"{link}/officials", rows).get_data(as_text=True)

    assert "Row 1: Choose one of the options." in page
    assert "Row 2: Use at most 250 letters." in page


def test_nobody_is_entered_into_a_closed_event(visitor: Visitor, app: Flask):
    closed = issued(a_coming_event(registration_closes_at=days_from_now(-1)))
    link = a_link(app, closed)

    page = visitor.get(link).get_data(as_text=True)
    assert "Registration for this event closed on" in page
    assert 'name="pasted"' not in page
    response = visitor.post(f"{link}/officials", typed(person(1), enter="y"))
    assert response.status_code == 422
    assert "Registration for this event closed on" in response.get_data(as_text=True)


def test_a_full_delegation_says_so_and_a_row_too_many_is_refused(visitor: Visitor, delegation: Delegation, link: str):
    entered(delegation, 1, 2, 3, 4, 5)

    assert "Every place of the delegation is used." in visitor.get(link).get_data(as_text=True)
    response = visitor.post(f"{link}/officials", typed(person(6), enter="y"))
    assert "Row 1: The delegation has 5 places, and 5 are used" in response.get_data(as_text=True)


def test_the_head_is_named_with_one_click_and_an_official_withdrawn_with_two(
    visitor: Visitor, delegation: Delegation, link: str
):
    first, second = entered(delegation, 1, 2)

    page = visitor.follow(visitor.post(f"{link}/officials/{second.id}/head", form_at=link)).get_data(as_text=True)
    assert "Khadija 2 Benali is head of the delegation." in page
    assert delegations.find_head(delegation) is second
    page = visitor.follow(visitor.post(f"{link}/officials/{first.id}/withdraw", form_at=link)).get_data(as_text=True)

    assert "No longer on the delegation" in page
    assert names(delegation) == ["Khadija 2 Benali"]
    again = visitor.follow(visitor.post(f"{link}/officials/{first.id}/withdraw", form_at=link))
    assert "no longer in force" in again.get_data(as_text=True)


def test_one_official_is_replaced_by_another(visitor: Visitor, delegation: Delegation, link: str):
    (official,) = entered(delegation, 1, is_head=True)
    path = f"{link}/officials/{official.id}/substitute"
    assert visitor.get(path).status_code == 200

    wrong = visitor.post(path, person(2, family_name=""))
    assert (wrong.status_code, "Enter the family name." in wrong.get_data(as_text=True)) == (422, True)
    taken = visitor.post(path, person(2, email=str(official.email)))
    assert "registered for the event already" in taken.get_data(as_text=True)
    page = visitor.follow(visitor.post(path, person(2))).get_data(as_text=True)

    assert "replaced by <bdi>Khadija 2 Benali</bdi>" in page
    assert "Head of delegation" in page


def test_details_of_an_official_are_corrected_and_the_address_stays(
    visitor: Visitor, delegation: Delegation, link: str
):
    (official,) = entered(delegation, 1)
    path = f"{link}/officials/{official.id}"
    assert 'value="Khadija 1"' in visitor.get(path).get_data(as_text=True)

    assert visitor.post(path, person(9, given_name="Khadīja", role="delegate")).status_code == 303

    assert (official.given_name, official.email) == ("Khadīja", "k.benali1@diplomatie.ma.example")
    assert official.delegation_role == "delegate"
    assert visitor.post(path, person(1, given_name="")).status_code == 422


def test_officials_of_others_cannot_be_touched(app: Flask, visitor: Visitor, delegation: Delegation, link: str):
    (other,) = entered(issued(delegation.event, country="PRT"), 7)

    for deed in ("head", "withdraw", "substitute", ""):
        path = f"{link}/officials/{other.id}/{deed}".rstrip("/")
        assert visitor.post(path, person(1), form_at=link).status_code == 404


def test_ministry_and_address_are_typed_once(visitor: Visitor, delegation: Delegation, link: str):
    (official,) = entered(delegation, 1)
    details = {"organisation": "Ministry of Foreign Affairs", "address": "Rabat", "waits_together": "y"}

    assert visitor.post(f"{link}/description", details, form_at=link).status_code == 303

    assert (official.organisation, delegation.address, delegation.waits_together) == (
        "Ministry of Foreign Affairs",
        "Rabat",
        True,
    )
    assert visitor.post(f"{link}/description", {"organisation": "a" * 300}, form_at=link).status_code == 422


def test_the_note_verbale_is_known_by_its_content_and_handed_back(visitor: Visitor, delegation: Delegation, link: str):
    path = f"{link}/note-verbale"
    assert visitor.get(path).status_code == 404

    lie = visitor.post(path, {"note": (io.BytesIO(b"MZ\x90"), "note.pdf")}, form_at=link)
    assert (lie.status_code, "must be a PDF" in lie.get_data(as_text=True)) == (422, True)
    assert visitor.post(path, {}, form_at=link).status_code == 422
    assert visitor.post(path, {"note": (io.BytesIO(PDF), "note.pdf")}, form_at=link).status_code == 303

    answer = visitor.get(path)
    assert answer.data == PDF
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_an_organisation_says_as_what_its_people_take_part(app: Flask, visitor: Visitor):
    iom = issued(a_coming_event(), organisation="IOM")
    link = a_link(app, iom)

    page = visitor.post(f"{link}/officials", typed(person(1), enter="y")).get_data(as_text=True)
    assert "Row 1: Choose as what this person takes part." in page
    assert visitor.post(f"{link}/officials", typed(person(1, category="un_network"), enter="y")).status_code == 303
    assert 'name="organisation"' not in visitor.get(link).get_data(as_text=True)


def test_a_cancelled_event_leaves_nothing_to_change(visitor: Visitor, delegation: Delegation, link: str):
    entered(delegation, 1)
    lifecycle.cancel(delegation.event, by="account:1", now=clock.now())

    page = visitor.get(link).get_data(as_text=True)

    assert "This event has been cancelled." in page
    assert "Name as head" not in page


def test_the_page_asks_the_database_as_often_for_three_officials_as_for_one(
    visitor: Visitor, delegation: Delegation, link: str
):
    statements: list[str] = []
    database_event.listen(db.engine, "before_cursor_execute", lambda *args: statements.append(args[2]))

    def queries(*numbers: int) -> int:
        entered(delegation, *numbers)
        db.session.commit()
        statements.clear()
        visitor.get(link)
        return len(statements)

    assert queries(1) == queries(2, 3)
