"""The programme, and the page of each event."""

from __future__ import annotations

from datetime import timedelta

import pytest

from eventhub.base import clock
from eventhub.base.db import session
from eventhub.domain import cosponsorships, events, lifecycle, registrations, summaries
from eventhub.models.cosponsorships import CoSponsorshipStatus
from eventhub.models.events import AttributionRule, Event, EventReference, Milestone, RegistrationMode
from eventhub.models.materials import Material
from tests.statements import noted
from tests.visitors import Visitor
from tests.web.public.scenes import a_coming_event, days_from_now
from tests.world import AMINA


def text(visitor: Visitor, path: str) -> str:
    response = visitor.get(path)
    assert response.status_code == 200, path
    return response.get_data(as_text=True)


def a_milestone(starts_on: str, **details: object) -> Milestone:
    own = {"key": f"m-{starts_on}", "uid": f"u-{starts_on}", "title": "High-level Political Forum (HLPF)"}
    milestone = Milestone(**own | {"starts_on": starts_on, "changed_at": clock.now()} | details)
    session.add(milestone)
    return milestone


def a_sponsor(event: Event, country: str, status: CoSponsorshipStatus) -> None:
    sponsorship = cosponsorships.sign_up(
        event,
        country=country,
        organisation=None,
        contact_name="Lucía Restrepo",
        contact_email="lucia.restrepo@cancilleria.co.example",
        status=CoSponsorshipStatus.OFFERED,
        statement=None,
        now=clock.now(),
    )
    if status is not CoSponsorshipStatus.OFFERED:
        cosponsorships.move(sponsorship, status, by="account:1", now=clock.now())


@pytest.mark.both_databases
def test_the_programme_shows_what_is_coming_and_not_what_is_over(visitor: Visitor):
    a_coming_event(title="Briefing on the workplan")
    a_coming_event(days=-30, title="Second exchange")
    a_coming_event(title="Still a draft", is_published=False)

    coming, past, everything = (text(visitor, path) for path in ("/", "/events?when=past", "/events?when=all"))

    assert "Briefing on the workplan" in coming
    assert "Second exchange" not in coming
    assert "Second exchange" in past
    assert "Briefing on the workplan" not in past
    assert "Second exchange" in everything
    assert "Still a draft" not in coming + past + everything


def test_filters_narrow_the_programme_and_can_be_cleared(visitor: Visitor):
    series = events.add_series("Global peer learning exchange", by="account:1", now=clock.now())
    a_coming_event(title="Exchange on détention", series=series, theme="Alternatives to detention")
    a_coming_event(title="Listening to mayors", kind="listening_session")

    for query in (
        "q=detention",
        f"series={series.slug}",
        "kind=peer_learning_exchange",
        "theme=alternatives+to+detention",
    ):
        page = text(visitor, f"/events?{query}")
        assert "Exchange on détention" in page, query
        assert "Listening to mayors" not in page, query
        assert "Clear filters" in page, query


@pytest.mark.parametrize("query", ["q=nothing-like-it", "series=none", "kind=%00", "theme=none", "when=never&q=zzz"])
def test_filters_that_fit_nothing_say_so(visitor: Visitor, query: str):
    a_coming_event()

    assert "No event fits these filters." in text(visitor, f"/events?{query}")


def test_an_empty_programme_points_to_the_past(visitor: Visitor):
    assert "No event is announced at the moment." in text(visitor, "/")


def test_milestones_stand_in_their_month_known_to_the_day_or_not(visitor: Visitor):
    today = clock.now().date()
    a_milestone((today + timedelta(days=3)).isoformat(), title="Africa regional review")
    a_milestone((today + timedelta(days=3)).isoformat()[:7], title="HLPF", is_tentative=True)
    a_milestone((today - timedelta(days=400)).isoformat()[:7], title="COP26")

    page = text(visitor, "/")

    assert "Africa regional review" in page
    assert "HLPF" in page
    assert "tentative" in page
    assert "COP26" not in page
    assert "COP26" in text(visitor, "/events?when=past")


def test_a_milestone_that_is_an_event_of_ours_is_not_shown_twice(visitor: Visitor):
    event = a_coming_event(title="Third exchange")
    a_milestone(event.starts_at.date().isoformat(), title="Third global exchange on the road", event=event)

    assert "Third global exchange on the road" not in text(visitor, "/")


def test_only_confirmed_co_sponsors_are_named(visitor: Visitor):
    event = a_coming_event()
    a_sponsor(event, "COL", CoSponsorshipStatus.CONFIRMED)
    a_sponsor(event, "PRT", CoSponsorshipStatus.OFFERED)
    a_sponsor(event, "THA", CoSponsorshipStatus.DECLINED)

    for path in ("/", f"/events/{event.slug}"):
        page = text(visitor, path)
        assert "Colombia" in page
        assert "Portugal" not in page
        assert "Thailand" not in page


def test_the_number_of_queries_of_the_programme_does_not_depend_on_its_length(visitor: Visitor):
    def queries() -> int:
        with noted() as statements:
            text(visitor, "/")
        return len(statements)

    def another(number: int) -> None:
        series = events.add_series(f"Series {number}", by="account:1", now=clock.now())
        event = a_coming_event(title=f"Exchange {number}", series=series, capacity=10)
        a_sponsor(event, "COL", CoSponsorshipStatus.CONFIRMED)
        a_milestone(f"2{number}26-01", event=event)

    another(1)
    one = queries()
    another(2)
    another(3)

    assert queries() == one


def test_the_event_page_tells_when_where_and_what(visitor: Visitor):
    earlier = a_coming_event(days=-200, title="Second exchange")
    event = a_coming_event(
        title="Third exchange <1>",
        convenor="UN Network on Migration",
        theme="Alternatives to detention",
        agenda=["Welcome", "Case management"],
        languages=["en", "fr"],
        gcm_objectives=[13],
        description="Officials meet.\n\nNo slides.",
    )
    session.add(EventReference(event_id=event.id, refers_to_id=earlier.id, position=1))
    session.add(Material(key="m1", event_id=event.id, title="Workplan", kind="document", url="https://un.example/plan"))
    session.add(Material(key="m2", event_id=event.id, title="Odd", kind="link", url="javascript:alert(1)"))

    page = text(visitor, f"/events/{event.slug}")

    for words in (
        "Third exchange &lt;1&gt;",
        "Zurich time",
        "UTC",
        "Online",
        "UN Network on Migration",
        "Case management",
        "English and French",
        "13 Alternatives to detention",
        "<p>No slides.</p>",
        "https://un.example/plan",
        "Second exchange",
        f"/events/{event.slug}.ics",
        "webcal://localhost/calendar.ics",
    ):
        assert words in page, words
    assert "javascript:" not in page


def test_the_meeting_link_and_the_registered_are_never_on_a_public_page(visitor: Visitor):
    event = a_coming_event(join_url="https://meet.example/secret-room", attribution_rule=AttributionRule.CHATHAM_HOUSE)
    registrations.register(event, AMINA, now=clock.now())

    for path in ("/", f"/events/{event.slug}", f"/events/{event.slug}/register", f"/events/{event.slug}/registered"):
        page = text(visitor, path)
        assert "secret-room" not in page, path
        assert "Idrissi" not in page, path


def test_the_event_page_offers_what_can_be_done_at_the_moment(visitor: Visitor):
    full = a_coming_event(capacity=1)
    registrations.register(full, AMINA, now=clock.now())
    cancelled = a_coming_event()
    lifecycle.cancel(cancelled, by="account:1", now=clock.now(), reason="The host city asked for a later date.")
    stages = {
        a_coming_event(capacity=12): "12 places left.",
        full: "Join the waiting list",
        cancelled: "The host city asked for a later date.",
        a_coming_event(days=-3): "This event has taken place.",
        a_coming_event(registration_mode=RegistrationMode.INVITED): "for those who were invited",
        a_coming_event(registration_opens_at=days_from_now(3)): "Registration opens on",
        a_coming_event(registration_closes_at=days_from_now(-3)): "Registration has closed.",
    }

    for event, words in stages.items():
        page = text(visitor, f"/events/{event.slug}")
        assert words in page, words
        assert (f'href="/events/{event.slug}/register"' in page) == (
            words in {"12 places left.", "Join the waiting list"}
        )


def test_a_past_event_leads_to_its_summary_once_that_is_published(visitor: Visitor):
    event = a_coming_event(days=-3)
    assert "Read the summary" not in text(visitor, f"/events/{event.slug}")

    summaries.publish(event, by="account:1", now=clock.now(), reason="Agreed by telephone.")

    assert f'href="/events/{event.slug}/summary"' in text(visitor, f"/events/{event.slug}")


@pytest.mark.parametrize("slug", ["no-such-event", "a-draft", "..", "%00"])
def test_an_unknown_event_and_a_draft_are_not_found(visitor: Visitor, slug: str):
    a_coming_event(title="A draft", is_published=False)

    response = visitor.get(f"/events/{slug}")

    assert response.status_code == 404
    assert "Go to the programme" in response.get_data(as_text=True)


@pytest.mark.parametrize("path", ["/", "/events", "/events/an-event"])
def test_public_pages_take_no_posts(visitor: Visitor, path: str):
    assert visitor.post(path, {"csrf_token": visitor.csrf_token("/account/sign-in")}).status_code == 405
