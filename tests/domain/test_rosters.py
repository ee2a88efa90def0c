"""The list of registrations: what filters choose, and in which order, on both databases."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from eventhub.base.db import session
from eventhub.domain import questionnaires, registrations, rosters, tags
from eventhub.domain.rosters import NO_COUNTRY, Selection
from eventhub.models.events import Event
from eventhub.models.people import Category, Level
from eventhub.models.questions import QuestionKind
from eventhub.models.registrations import Delegation, Registration
from tests.world import AMINA, NOW, TIAGO, an_event, an_official, register

pytestmark = pytest.mark.both_databases

PLACES = ("MAR", None, "PRT", "CHE", "CIV", "MAR", None, "ZWE")


def a_crowd(event: Event, number: int = 23) -> list[Registration]:
    """People of several countries and of none, who came one after the other, some at the same moment."""
    found = []
    for place in range(number):
        country = PLACES[place % len(PLACES)]
        category = Category.MEMBER_STATE if country else Category.ACADEMIA
        family = random.Random(place).choice(["Ávila", "avila", "Bello", "Çelik", "Zapata", "Øst"])
        application = an_official(place, family_name=family, country=country, category=category)
        found.append(register(event, application, now=NOW + timedelta(minutes=place // 3)))
    return found


def names(event: Event, **chosen: Any) -> list[str]:
    """The given names of whoever is chosen."""
    found = rosters.read_page(event, Selection(**chosen), start=0, size=50)
    assert found.total == len(found.rows)
    return [each.given_name for each in found.rows]


@pytest.mark.parametrize("order", ["created", "-created", "name", "-name", "country", "-country", "no such order"])
@pytest.mark.parametrize("language", ["en", "fr"])
def test_pages_files_and_deeds_read_one_list_in_one_order(app: Flask, order: str, language: str):
    event = an_event()
    a_crowd(event)
    selection = Selection(order=order, language=language)
    whole = rosters.find_numbers(event, selection)

    paged = [
        row.id for start in range(0, 23, 5) for row in rosters.read_page(event, selection, start=start, size=5).rows
    ]
    batched = [row.id for row in rosters.in_batches(event, selection)]

    assert len(set(whole)) == 23
    assert paged == whole
    assert batched == whole


def test_batches_follow_one_another_without_gap_or_repetition(app: Flask, monkeypatch: pytest.MonkeyPatch):
    event = an_event()
    a_crowd(event)
    monkeypatch.setattr(rosters, "BATCH", 2)

    for order in ("created", "-created", "name", "-name", "country", "-country"):
        selection = Selection(order=order)
        found = [row.id for row in rosters.in_batches(event, selection)]
        assert found == rosters.find_numbers(event, selection)


def test_a_page_beyond_the_end_is_the_last_one(app: Flask):
    event = an_event()
    a_crowd(event, 7)

    page = rosters.read_page(event, Selection(order="country"), start=5000, size=5)

    assert (page.start, len(page.rows), page.total) == (5, 2, 7)
    assert rosters.read_page(an_event(title="Another exchange"), Selection(), start=5000, size=5).rows == []


@pytest.mark.parametrize(("few", "far"), [(1000, 1000), (5, 1000), (5, 10), (5, 0)])
@pytest.mark.parametrize("order", ["created", "-created", "name", "-name", "country", "-country"])
def test_a_filtered_list_has_the_same_pages_however_long_it_is(
    app: Flask, monkeypatch: pytest.MonkeyPatch, order: str, few: int, far: int
):
    event = an_event()
    a_crowd(event, 40)
    selection = Selection(q="wanjiru", country="MAR", order=order)
    whole = rosters.find_numbers(event, selection)
    monkeypatch.setattr(rosters, "FEW", few)
    monkeypatch.setattr(rosters, "FAR", far)

    pages = [rosters.read_page(event, selection, start=start, size=4) for start in (0, 4, 8, 400)]

    assert len(whole) == 10
    assert [[row.id for row in page.rows] for page in pages] == [whole[:4], whole[4:8], whole[8:], whole[8:]]
    assert [page.start for page in pages] == [0, 4, 8, 8]
    assert [page.goes_on for page in pages] == [True, True, False, False]
    assert {page.total for page in pages} <= {10, None}
    assert pages[3].total == 10
    assert rosters.read_page(event, Selection(q="nobody", order=order), start=4, size=4).rows == []


def test_a_long_text_is_found_by_its_beginning_and_stored_whole(app: Flask):
    """PostgreSQL takes no entry beyond 2,704 bytes into an index, and rare letters have four each."""
    chance, fields = random.Random(1), ("organisation", "function", "family_name", "given_name")
    texts = {field: "".join(chr(chance.randrange(0x20000, 0x2A000)) for _letter in range(250)) for field in fields}
    event = an_event()

    amina = register(event, replace(AMINA, details=AMINA.details | texts))
    session.commit()

    assert names(event, q=texts["given_name"][:20]) == [texts["given_name"]]
    assert amina.function == texts["function"]


def test_countries_stand_in_the_order_of_the_readers_language(app: Flask):
    event = an_event()
    for number, country in enumerate(("CHE", "ZWE", "DEU", "ESP")):
        register(event, an_official(number, country=country))

    def told(language: str) -> list[str | None]:
        return [row.country for row in rosters.in_batches(event, Selection(order="country", language=language))]

    assert told("en") == ["DEU", "ESP", "CHE", "ZWE"]  # Germany, Spain, Switzerland, Zimbabwe
    assert told("fr") == ["DEU", "ESP", "CHE", "ZWE"]  # Allemagne, Espagne, Suisse, Zimbabwe
    assert told("es") == ["DEU", "ESP", "CHE", "ZWE"]  # Alemania, España, Suiza, Zimbabwe


def test_every_filter_chooses(app: Flask):
    event = an_event()
    amina = register(event, replace(AMINA, consents={"privacy_notice": True, "recording": True}))
    tiago = register(event, TIAGO)
    wanjiru = register(event, an_official(1, country=None, category=Category.ACADEMIA))
    details = {"label": "Topic"}
    question = questionnaires.add(event, QuestionKind.SHORT_TEXT, details, by="account:1", now=NOW)
    registrations.correct(amina, {}, by="self", now=NOW, answers={question.key: "screening"})
    delegation = Delegation(event=event, country="PRT", created_at=NOW)
    tiago.delegation, tiago.head_of_delegation = delegation, True
    tags.add(amina, "speaker", by="account:1", now=NOW)
    registrations.withdraw(wanjiru, by="self", now=NOW)
    session.flush()

    assert names(event, q="IDRISSI amina") == ["Amina"]
    assert names(event, q="%") == []
    assert names(event, q="a_ina") == []
    assert names(event, status="withdrawn") == ["Wanjiru 1"]
    assert names(event, level=Level.MISSION) == ["Tiago"]
    assert names(event, category="academia") == ["Wanjiru 1"]
    assert names(event, country="MAR") == ["Amina"]
    assert names(event, country=NO_COUNTRY) == ["Wanjiru 1"]
    assert names(event, tag="speaker") == ["Amina"]
    assert names(event, delegation=str(delegation.id)) == ["Tiago"]
    assert names(event, delegation="none of ours") == []
    assert names(event, head="yes") == ["Tiago"]
    assert names(event, consent="recording") == ["Amina"]
    assert names(event, consent="participant_list") == ["Tiago"]
    assert names(event, answered=question.key) == ["Amina"]
    assert names(event, numbers=(tiago.id,)) == ["Tiago"]
    assert names(event, numbers=(tiago.id,), country="MAR") == []


def test_the_last_word_on_a_consent_counts(app: Flask):
    event = an_event()
    tiago = register(event, TIAGO)
    registrations.consent(tiago, {"participant_list": False}, by="self", now=NOW)

    assert names(event, consent="participant_list") == []
