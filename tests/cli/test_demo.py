"""The demo world, as a newcomer meets it."""

from __future__ import annotations

from flask import Flask
from sqlalchemy import select

from eventhub.base import clock
from eventhub.base.db import session
from eventhub.domain import (
    choices,
    counts,
    delegations,
    demo,
    demo_meetings,
    demo_rooms,
    directory,
    events,
    materials,
    openings,
    questions,
    registrations,
    seats,
    sessions,
    summaries,
    surveys,
    waitlists,
)
from eventhub.models.events import Event
from eventhub.models.invitees import Invitee
from eventhub.models.questions import Answer
from tests.visitors import Visitor


def test_the_demo_world_holds_three_summed_up_meetings_and_one_to_register_for(app: Flask):
    said = app.test_cli_runner().invoke(args=["demo", "--address", "http://127.0.0.1:5001"])

    assert said.exit_code == 0, said.output
    assert "http://127.0.0.1:5001/account/sign-in/" in said.output
    figures = {event.slug: counts.count(event).participants for event in demo.past_events()}
    assert figures == {"atd-ple-1": 112, "champions-2021-05": 89, "atd-ple-2": 97}
    assert all(summaries.published(event) for event in demo.past_events())
    coming = events.get(demo.SLUG)
    openings.refuse_unless_open(coming, now=clock.now())
    assert seats.count(coming) == len(demo.OFFICIALS) + len(demo.OF_KENYA)


def test_the_meetings_to_come_show_what_registration_knows(app: Flask):
    app.test_cli_runner().invoke(args=["demo"])

    coming, workshop, champions = (
        events.get(slug) for slug in (demo.SLUG, demo_meetings.WORKSHOP, demo_meetings.CHAMPIONS)
    )
    asked = questions.find_by_event(coming)
    assert [question.is_required for question in asked] == [False, False, False]
    assert sorted(len(told) for told in _answers(coming)) == [0, 0, 0, 0, 2, 2, 3, 3]
    assert [each.title for each in sessions.elective(coming)] == [part[0] for part in demo_rooms.PARTS[1:4]]
    assert all(choices.chosen(each) for each in registrations.find_all(coming))
    papers = [each.audience for each in materials.find_by_event(coming)]
    assert papers == [paper[2] for paper in demo_rooms.PAPERS]
    survey = surveys.find(events.get(demo_rooms.ASKED_ABOUT))
    assert survey is not None
    assert (surveys.count(survey)[1], len(surveys.responses(survey))) == (demo_rooms.ASKED, demo_rooms.ASKED)
    waiting = [unit.parties for unit in waitlists.units(workshop)]
    assert (seats.count(workshop), waiting) == (8, [["country:ETH"], ["country:RWA"]])
    said = session.scalars(select(Invitee.status).where(Invitee.event == champions)).all()
    assert len(said) == len(directory.champions_as_of(clock.now().date()))
    assert {"accepted", "declined", "invited"} == set(said)
    assert [delegations.name(each) for each in delegations.find_all(champions)] == ["Morocco"]


def _answers(event: Event) -> list[list[Answer]]:
    return [list(registration.answers) for registration in registrations.find_all(event)]


def test_loading_it_again_changes_nothing_but_the_sign_in_link(app: Flask):
    runner = app.test_cli_runner()
    runner.invoke(args=["demo"])
    before = [(event.slug, event.revision) for event in events.all_events()]
    session.rollback()

    again = runner.invoke(args=["demo"])
    runner.invoke(args=["demo", "--if-empty"])

    assert again.exit_code == 0
    assert [(event.slug, event.revision) for event in events.all_events()] == before


def test_its_pages_open(app: Flask):
    app.test_cli_runner().invoke(args=["demo"])
    visitor = Visitor(app).sign_in(demo.ORGANISER)

    pages = ["/", "/?when=past", "/events/atd-ple-3", "/events/atd-ple-2/summary", "/organiser/", "/calendars"]
    for slug in (demo.SLUG, demo_meetings.WORKSHOP, demo_meetings.CHAMPIONS):
        pages += [f"/events/{slug}", f"/organiser/events/{slug}/registrations"]
    for page in pages:
        assert visitor.get(page).status_code == 200, page
