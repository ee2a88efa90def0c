"""A co-lead reads, approves and comments by their link; an organiser sees it and deals with it."""

from __future__ import annotations

import re

from flask import Flask

from eventhub.base.db import session
from eventhub.domain import clearances, outbox, summaries
from eventhub.models.clearances import Clearance
from eventhub.models.events import Event
from tests.domain.past_meetings import a_meeting, officials, people, reword
from tests.visitors import Visitor
from tests.web.organiser.forms_as_sent import as_sent


def a_page(event: Event) -> str:
    return f"/organiser/events/{event.slug}/summary"


def send(organiser: Visitor, event: Event, lines: str = "Amal Haddad <amal@unhcr.example>\nben@idc.example") -> int:
    page = f"{a_page(event)}/clearance"
    form = as_sent(organiser.get(page).get_data(as_text=True))
    return organiser.post(f"{page}/send", form | {"recipients": lines}).status_code


def link(app: Flask, clearance: Clearance) -> str:
    return f"/clearances/{clearances.link_token(clearance, secret=app.config['SECRET_KEY'])}"


def a_consultation() -> Event:
    return a_meeting([*officials("KEN", "GHA", "PRT"), *people("un_network", 2, level="regional")])


def test_a_summary_goes_its_way_from_the_draft_to_the_public_page(app: Flask, organiser: Visitor, visitor: Visitor):
    event = a_consultation()
    assert send(organiser, event) == 303
    amal, ben = clearances.find(event)
    mine = link(app, amal)

    page = visitor.get(mine)
    assert (page.status_code, page.headers["Cache-Control"]) == (200, "private, no-store")
    chosen = visitor.get(f"{mine}?sentence=opening").get_data(as_text=True)
    form = as_sent(chosen)
    said = {"text": "<b>Who</b> convened it?"}
    assert visitor.post(f"{mine}/comment?sentence=opening", form | {"text": " "}).status_code == 422
    assert visitor.post(f"{mine}/comment?sentence=opening", form | said).status_code == 303
    assert "You commented:" in visitor.get(mine).get_data(as_text=True)
    for each in (mine, link(app, ben)):
        visitor.post(f"{each}/approve", {"version": "1", "csrf_token": visitor.csrf_token(each)})

    cleared = organiser.get(f"{a_page(event)}/clearance").get_data(as_text=True)
    assert "The text is cleared." in cleared
    assert "&lt;b&gt;Who&lt;/b&gt; convened it?" in cleared
    assert "&lt;b&gt;Who&lt;/b&gt; convened it?" in organiser.get(f"{a_page(event)}/edit").get_data(as_text=True)
    [resolving] = re.findall(r'action="([^"]+/resolve)"', cleared)
    organiser.post(resolving, {"csrf_token": organiser.csrf_token(a_page(event))})
    assert "dealt with" in visitor.get(mine).get_data(as_text=True)
    form = as_sent(organiser.get(a_page(event)).get_data(as_text=True))
    assert organiser.post(f"{a_page(event)}/publish", form | {"announce": "y"}).status_code == 303
    assert "/summary" in visitor.get(f"/events/{event.slug}").get_data(as_text=True)
    assert "The summary is published." in visitor.get(mine).get_data(as_text=True)
    kinds = [message.kind for message in outbox.find_by_event(event)]
    assert (kinds.count("clearance-request"), kinds.count("summary-published")) == (2, 5)

    reword(event, {"opening": "We met."})
    form = as_sent(organiser.get(a_page(event)).get_data(as_text=True))
    refused = organiser.post(f"{a_page(event)}/publish", form | {"reason": "A slip."})
    assert (refused.status_code, "Say what you corrected" in refused.get_data(as_text=True)) == (409, True)
    organiser.post(f"{a_page(event)}/publish", form | {"reason": "A slip.", "correction": "the opening"})
    for ending in ("", ".md"):
        assert "the opening" in visitor.get(f"/events/{event.slug}/summary{ending}").get_data(as_text=True)


def test_a_foreign_ended_or_expired_link_shows_nothing(app: Flask, organiser: Visitor, visitor: Visitor):
    event = a_consultation()
    send(organiser, event)
    amal, ben = clearances.find(event)
    old, token = link(app, amal), visitor.csrf_token(link(app, amal))
    amal.key_version += 1
    ben.expires_at = ben.sent_at
    session.commit()

    for address in (old, "/clearances/1.x", f"{old}x"):
        assert visitor.get(address).status_code == 404
        assert visitor.post(f"{address}/approve", {"version": "1", "csrf_token": token}).status_code == 404
    assert visitor.get(link(app, ben)).status_code == 410
    assert not any(each.has_approved for each in clearances.find(event))


def test_what_an_organiser_does_with_those_asked(app: Flask, organiser: Visitor, visitor: Visitor):
    event = a_consultation()
    page = f"{a_page(event)}/clearance"
    assert send(organiser, event, "nobody") == 422
    assert send(organiser, event, "") == 422
    assert clearances.find(event) == []
    send(organiser, event)
    amal, ben = clearances.find(event)
    token = organiser.csrf_token(page)

    reminded = organiser.post(f"{page}/remind", {"csrf_token": token})
    assert "within the last hour" in organiser.follow(reminded).get_data(as_text=True)
    organiser.post(f"{page}/{amal.key}/renew", {"csrf_token": token})
    assert organiser.post(f"{page}/{ben.key}/revoke", {"csrf_token": token}).status_code == 303
    assert [each.key_version for each in clearances.find(event)] == [2]
    assert organiser.post(f"{page}/c0/revoke", {"csrf_token": token}).status_code == 404
    assert organiser.post(f"{page}/comments/1/resolve", {"csrf_token": token}).status_code == 404
    assert organiser.post(f"{page}/clear", {"csrf_token": token, "reason": ""}).status_code == 422
    assert organiser.post(f"{page}/clear", {"csrf_token": token, "reason": "By telephone."}).status_code == 303
    assert "By telephone." in organiser.get(page).get_data(as_text=True)
    assert visitor.get(page).status_code == 303
    assert summaries.publish(event, by="account:1", now=clearances.find(event)[0].sent_at).number == 2
