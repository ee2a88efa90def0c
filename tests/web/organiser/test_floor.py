"""The floor as the organiser runs it, and as a delegate asks for it; polling costs little and nothing is lost."""

from __future__ import annotations

from flask import Flask, current_app

from eventhub.base.db import db, session
from eventhub.domain import askings, discussion, events, floor, interventions, registrations, sessions
from eventhub.models.people import RoleName
from tests.statements import noted
from tests.visitors import Visitor
from tests.world import AMINA, NOW, an_event, register

MINE = {"by": "account:1", "now": NOW}


def listed(slug: str) -> list[str | None]:
    return [row.country or row.organisation for row in floor.show(events.get(slug)).waiting]


def test_the_list_is_run_by_typing_and_by_buttons(app: Flask, visitor: Visitor):
    slug = an_event().slug
    page = f"/organiser/events/{slug}/speakers"
    ines = visitor.sign_in()
    for typed in ("morocco", "Viet Nam", "PRT"):
        assert ines.post(f"{page}/requests", {"who": typed}, form_at=page).status_code == 303
    ines.post(f"{page}/requests", {"who": "UNICEF", "kind": "network_response"}, form_at=page)
    assert listed(slug) == ["MAR", "VNM", "PRT", "UNICEF"]

    rows = {row.country: row.id for row in floor.show(events.get(slug)).waiting}
    for country, deed in (("VNM", "up"), ("VNM", "give"), ("MAR", "pass"), ("MAR", "put-back")):
        assert ines.post(f"{page}/requests/{rows[country]}/{deed}", form_at=page).status_code == 303
    twice = ines.post(f"{page}/requests/{rows['VNM']}/give", form_at=page)
    assert "The list has changed" in ines.follow(twice).get_data(as_text=True)
    assert [row.country for row in interventions.find_all(events.get(slug))] == ["VNM"]
    assert listed(slug) == ["PRT", "UNICEF", "MAR"]
    assert "Viet Nam" in ines.get(page).get_data(as_text=True)

    ines.post(f"{page}/requests/{rows['PRT']}/kind", {"kind": "champion"}, form_at=page)
    ines.post(f"{page}/points", {"text": "welcomed the workplan"}, form_at=page)
    (point,) = discussion.find_points(events.get(slug))
    for data in ({"add": "VNM"}, {"add": "VNM"}, {"add": "PRT"}, {"remove": "PRT"}):
        ines.post(f"{page}/points/{point.id}", data, form_at=page)
    for text in ("thanked the host", "looked ahead"):
        ines.post(f"{page}/remarks/opening", {"speaker": "Network Coordinator", "text": text}, form_at=page)

    event = events.get(slug)
    assert [discussion.supporters(each) for each in discussion.find_points(event)] == [["VNM"]]
    remarks = discussion.find_remarks(event, "opening")
    assert remarks is not None
    assert remarks.points == ["thanked the host", "looked ahead"]


def test_a_name_that_is_no_state_is_asked_about_at_its_field(app: Flask, visitor: Visitor):
    slug = an_event().slug
    page = f"/organiser/events/{slug}/speakers"
    ines = visitor.sign_in()
    for typed, sentence in (
        ("Maroco", "No State is called “Maroco”. Is it Morocco?"),
        ("", "Choose the country"),
        ("Qqqqq", "choose what it speaks as"),
    ):
        answer = ines.post(f"{page}/requests", {"who": typed}, form_at=page)
        assert answer.status_code == 422
        assert sentence in answer.get_data(as_text=True)
    assert listed(slug) == []


def test_each_session_has_a_list_of_its_own(app: Flask, visitor: Visitor):
    event = an_event()
    own = {"title": "Opening", "starts_at": event.starts_at, "ends_at": event.ends_at}
    number, slug = sessions.add(event, own, **MINE).id, event.slug
    page = f"/organiser/events/{slug}/speakers?session={number}"
    ines = visitor.sign_in()
    for deed, data in (("requests", {"who": "Morocco"}), ("points", {"text": "thanked"}), ("open", {})):
        answer = ines.post(page.replace("?", f"/{deed}?"), data | {"session": str(number)}, form_at=page)
        assert answer.location.endswith(page)
    event = events.get(slug)
    part = sessions.get(event, number)
    assert (listed(slug), [row.country for row in floor.show(event, part).waiting]) == ([], ["MAR"])
    assert [point.session for point in discussion.find_points(event)] == [part]
    shown = ines.get(page).get_data(as_text=True)
    assert ("Opening" in shown, "thanked" in shown) == (True, True)
    assert ines.get(f"/organiser/events/{slug}/speakers?session=999").status_code == 404


def test_readers_look_and_change_nothing(app: Flask, visitor: Visitor):
    event = an_event()
    asked = floor.request(event, country="MAR", organisation=None, **MINE)
    slug, number = event.slug, asked.id
    page = f"/organiser/events/{slug}/speakers"
    assert visitor.get(page).status_code == 303
    reader = visitor.sign_in(role=RoleName.READER)
    shown = reader.get(page).get_data(as_text=True)
    assert ("Morocco" in shown, "Give the floor" in shown) == (True, False)
    assert reader.post(f"{page}/requests/{number}/give", form_at="/organiser/").status_code == 403
    assert reader.get("/organiser/events/none/speakers/live").status_code == 404


def test_who_looks_again_in_vain_costs_two_small_queries(app: Flask, visitor: Visitor):
    slug = an_event().slug
    page = f"/organiser/events/{slug}/speakers"
    ines = visitor.sign_in()
    db.session.commit()
    first = ines.client.get(f"{page}/live")
    assert first.status_code == 200
    db.session.commit()

    with noted() as statements:
        again = ines.client.get(f"{page}/live", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.get_data()) == (304, b"")
    assert len([each for each in statements if each.startswith("SELECT")]) <= 2

    floor.request(events.get(slug), country="MAR", organisation=None, **MINE)
    db.session.commit()
    assert ines.client.get(f"{page}/live", headers={"If-None-Match": first.headers["ETag"]}).status_code == 200


def test_the_number_of_queries_does_not_grow_with_the_list(app: Flask, visitor: Visitor):
    event = an_event()
    page, slug = f"/organiser/events/{event.slug}/speakers", event.slug
    ines = visitor.sign_in()
    floor.request(event, country="MAR", organisation=None, **MINE)
    discussion.write_point(event, None, text="one", supported_by=["MAR"], **MINE)
    db.session.commit()
    with noted() as few:
        ines.get(page)
    event = events.get(slug)
    for code in ("PRT", "MEX", "KEN"):
        floor.give(floor.request(event, country=code, organisation=None, **MINE), **MINE)
        discussion.write_point(event, None, text=code, supported_by=[code, "MAR"], **MINE)
    db.session.commit()
    with noted() as many:
        ines.get(page)
    assert len(many) == len(few)


def test_a_delegate_asks_by_the_private_link_and_sees_nobody_else(app: Flask, visitor: Visitor):
    event = an_event()
    amina = register(event, AMINA)
    token = registrations.link_token(amina, secret=current_app.config["SECRET_KEY"])
    slug, own = event.slug, f"/registrations/{token}"
    floor.request(event, country="PRT", organisation=None, **MINE)
    assert "The floor" not in visitor.get(own).get_data(as_text=True)
    visitor.post(f"{own}/floor", {"wish": "ask"}, form_at=own)
    assert listed(slug) == ["PRT"]

    floor.set_open(events.get(slug), None, is_open=True, **MINE)
    for _twice in range(2):
        visitor.post(f"{own}/floor", {"wish": "ask"}, form_at=own)
    shown = visitor.get(own).get_data(as_text=True)
    assert listed(slug) == ["PRT", "MAR"]
    assert ("You are number 2 on the speakers’ list" in shown, "Portugal" in shown) == (True, False)

    visitor.post(f"{own}/floor", {"wish": "take back"}, form_at=own)
    assert listed(slug) == ["PRT"]
    session.rollback()
    assert askings.standings(registrations.find_by_token(token, secret=current_app.config["SECRET_KEY"]))  # still open
