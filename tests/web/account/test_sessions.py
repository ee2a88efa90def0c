"""Signing in by a mailed link."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from eventhub.base import clock
from eventhub.base.db import session
from eventhub.domain import people
from eventhub.models.outbox import Message
from eventhub.models.people import Account, RoleName
from tests.visitors import Visitor


@pytest.fixture
def ines(app: Flask) -> Account:
    return people.add_account("ines@example.org", RoleName.ORGANISER, name="Inês", by="command", now=clock.now())


def a_link(app: Flask, account: Account) -> str:
    link = people.issue_link(account, now=clock.now())
    return f"/account/sign-in/{people.link_token(link, secret=app.config['SECRET_KEY'])}"


def test_the_answer_is_the_same_whether_or_not_the_address_has_an_account(visitor: Visitor, ines: Account):
    known = visitor.post("/account/sign-in", {"email": "ines@example.org"})
    unknown = visitor.post("/account/sign-in", {"email": "sam@example.org"})

    assert (
        (known.status_code, known.location) == (unknown.status_code, unknown.location) == (303, "/account/sign-in/sent")
    )
    assert session.scalars(select(Message.recipient)).all() == ["ines@example.org"]
    assert visitor.follow(known).status_code == 200


def test_opening_the_link_signs_nobody_in_and_pressing_the_button_does(app: Flask, visitor: Visitor, ines: Account):
    link = a_link(app, ines)

    assert visitor.get(link).status_code == 200
    assert visitor.get("/organiser/").status_code == 303
    assert visitor.post(link).status_code == 303
    assert visitor.get("/organiser/").status_code == 200


def test_a_head_of_the_link_spends_it_no_more_than_a_get(app: Flask, visitor: Visitor, ines: Account):
    link = a_link(app, ines)

    assert visitor.client.head(link).status_code == 200
    assert visitor.get("/organiser/").status_code == 303
    assert visitor.post(link).location == "/organiser/"


def test_a_spent_link_says_so(app: Flask, visitor: Visitor, ines: Account):
    link = a_link(app, ines)
    token = visitor.csrf_token(link)
    visitor.post(link, {"csrf_token": token})

    for response in (visitor.get(link), visitor.post(link, {"csrf_token": token})):
        assert response.status_code == 410
        assert "has been used or has expired" in response.get_data(as_text=True)


def test_signing_in_leads_back_to_the_page_asked_for(app: Flask, visitor: Visitor, ines: Account):
    visitor.get("/organiser/events/new?from=mail")

    assert visitor.post(a_link(app, ines)).location == "/organiser/events/new?from=mail"


def test_moving_the_session_key_ends_every_session(app: Flask, visitor: Visitor, ines: Account):
    visitor.post(a_link(app, ines))
    people.find_account("ines@example.org").session_key = "moved"

    assert visitor.get("/organiser/").status_code == 303


def test_signing_out_ends_the_session(visitor: Visitor):
    visitor.sign_in()

    assert visitor.post("/account/sign-out", form_at="/organiser/").status_code == 303
    assert visitor.get("/organiser/").status_code == 303


def test_a_form_without_its_token_is_refused(app: Flask, visitor: Visitor, ines: Account):
    assert visitor.post(a_link(app, ines), {"csrf_token": "forged"}).status_code == 400
    assert visitor.post("/account/sign-in", {"email": "ines@example.org", "csrf_token": ""}).status_code == 400
