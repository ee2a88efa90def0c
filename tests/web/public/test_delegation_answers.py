"""Officials whom a focal point enters are asked the organisers' questions all the same: by whoever can answer."""

from __future__ import annotations

import io
import re

import pytest
from flask import Flask

from eventhub.base import clock
from eventhub.base.db import session
from eventhub.domain import outbox, questionnaires, questions, registrations
from eventhub.mail import previews
from eventhub.models.outbox import Message
from eventhub.models.questions import Question, QuestionKind
from eventhub.models.registrations import Delegation, Registration
from tests.files import a_pdf
from tests.visitors import Visitor
from tests.web.public.scenes import a_coming_event, amina
from tests.web.public.test_delegations import a_link, entered, issued, names, person, typed


@pytest.fixture
def delegation(app: Flask) -> Delegation:
    return issued(a_coming_event(), quota=5)


@pytest.fixture
def link(app: Flask, delegation: Delegation) -> str:
    return a_link(app, delegation)


def ask(delegation: Delegation, kind: QuestionKind, label: str, **details: object) -> Question:
    known = {"label": label, "is_required": True} | details
    question = questionnaires.add(delegation.event, kind, known, by="account:1", now=clock.now())
    session.flush()
    return question


@pytest.fixture
def visa(delegation: Delegation) -> Question:
    """Whether officials of States need a visa."""
    members = {"about": "category", "values": ["member_state"]}
    return ask(delegation, QuestionKind.YES_NO, "Do you need a visa?", conditions=[members])


@pytest.fixture
def passport(delegation: Delegation, visa: Question) -> Question:
    """The passport of whoever needs one."""
    needed = {"about": visa.key, "values": ["yes"]}
    return ask(delegation, QuestionKind.SHORT_TEXT, "Passport number", conditions=[needed])


def told(official: Registration) -> dict[str, str | None]:
    return {each.question.label: each.text for each in questions.told(official)}


def letter(official: Registration) -> str:
    """The text of the message that says who entered them."""
    messages = outbox.find_by_event(official.event)
    message: Message = next(each for each in messages if each.kind == "delegation-registered")
    shown = previews.of_message(message)
    assert shown
    return shown.text


def test_the_page_says_who_will_be_asked_and_who_has_not_answered(
    visitor: Visitor, delegation: Delegation, link: str, visa: Question
):
    before = visitor.get(link).get_data(as_text=True)
    assert "1 question of their own" in before
    assert "1 question of their own" in visitor.get(f"{link}/officials").get_data(as_text=True)
    assert "Not answered yet" not in before

    assert visitor.post(f"{link}/officials", typed(person(1), enter="y")).status_code == 303

    assert names(delegation) == ["Khadija 1 Benali"]
    assert "Not answered yet" in visitor.get(link).get_data(as_text=True)


def test_officials_are_asked_by_mail_and_on_their_own_page_until_they_have_answered(
    visitor: Visitor, app: Flask, delegation: Delegation, visa: Question
):
    (official,) = entered(delegation, 1)
    own = f"/registrations/{registrations.link_token(official, secret=app.config['SECRET_KEY'])}"

    assert "The organisers ask you 1 question. Please answer it on your page." in letter(official)
    assert "1 question that is not answered yet" in visitor.get(own).get_data(as_text=True)
    answered = amina(category="member_state") | {f"question-{visa.key}": "no"}
    assert visitor.post(f"{own}/correct", answered).status_code == 303

    assert "not answered yet" not in visitor.get(own).get_data(as_text=True)
    assert "The organisers ask you" not in letter(official)


def test_the_focal_point_answers_what_is_known_and_leaves_the_rest(
    visitor: Visitor, delegation: Delegation, link: str, passport: Question, visa: Question
):
    (official,) = entered(delegation, 1)
    path = f"{link}/officials/{official.id}"
    page = visitor.get(path).get_data(as_text=True)
    assert "Do you need a visa?" in page
    assert "data-conditions" in page  # of the passport, by the visa
    assert "I take part for" not in page  # settled: nobody is told of a condition that holds

    assert visitor.post(path, person(1)).status_code == 303
    assert told(official) == {"Do you need a visa?": None}
    assert visitor.post(path, person(1) | {f"question-{visa.key}": "yes"}).status_code == 303

    assert told(official) == {"Do you need a visa?": "Yes", "Passport number": None}


def test_what_was_answered_is_neither_shown_to_the_focal_point_nor_lost(
    visitor: Visitor, delegation: Delegation, link: str, passport: Question, visa: Question
):
    (official,) = entered(delegation, 1)
    registrations.correct(official, {}, answers={visa.key: True}, by="self", now=clock.now())
    path = f"{link}/officials/{official.id}"

    page = visitor.get(path).get_data(as_text=True)
    assert "Do you need a visa?" not in page
    assert f'name="question-{passport.key}"' in page
    assert "data-conditions" not in page  # the answer that decides has been given
    sent = person(1, function="Head of unit") | {f"question-{visa.key}": "no", f"question-{passport.key}": "AB 123"}
    assert visitor.post(path, sent).status_code == 303

    assert told(official) == {"Do you need a visa?": "Yes", "Passport number": "AB 123"}
    assert "Questions of the organisers" not in visitor.get(path).get_data(as_text=True)


def test_whoever_comes_instead_can_bring_the_answers(
    visitor: Visitor, delegation: Delegation, link: str, visa: Question
):
    scan = ask(delegation, QuestionKind.FILE, "Scan of the passport")
    (official,) = entered(delegation, 1)
    path = f"{link}/officials/{official.id}/substitute"
    file = {f"question-{scan.key}": (io.BytesIO(a_pdf()), "scan.pdf")}

    refused = visitor.post(path, person(2, family_name="") | {f"question-{visa.key}": "yes"} | file)
    page = refused.get_data(as_text=True)
    assert (refused.status_code, "“scan.pdf” is kept" in page) == (422, True)
    aside = re.search(rf'name="(question-{scan.key}-aside)" type="hidden" value="([^"]+)"', page)
    assert aside
    answered = person(2) | {f"question-{visa.key}": "yes", aside[1]: aside[2]}
    assert visitor.post(path, answered).status_code == 303

    successor = next(each for each in officials_of(delegation) if each.replaces_id == official.id)
    assert told(successor) == {"Do you need a visa?": "Yes", "Scan of the passport": "scan.pdf"}


def officials_of(delegation: Delegation) -> list[Registration]:
    return [each for each in session.query(Registration).all() if each.delegation_id == delegation.id]
