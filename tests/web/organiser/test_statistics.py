"""The organiser's statistics: tables with their plots, the same figures as files, and what may leave the house."""

from __future__ import annotations

import csv
import io
from xml.etree import ElementTree

from eventhub.base.db import session
from eventhub.domain import cosponsorships, directory, invitees
from eventhub.domain.guest_lists import Guest
from eventhub.models.cosponsorships import CoSponsorshipStatus
from eventhub.models.invitees import InvitedList
from tests.domain.past_meetings import a_meeting, officials, people, three_meetings
from tests.statements import count_queries
from tests.visitors import Visitor
from tests.world import NOW

PAGE = "/organiser/statistics"


def table(visitor: Visitor, name: str, query: str = "") -> dict[str, list[str]]:
    """Rows of a table as a spreadsheet program reads them, by their first cell."""
    answer = visitor.get(f"{PAGE}/csv/{name}{query}")
    assert answer.status_code == 200
    rows = csv.reader(io.StringIO(answer.get_data(as_text=True).lstrip("\ufeff")))
    return {row[0]: row[1:] for row in rows}


def test_a_series_shows_its_published_figures_with_plots(organiser: Visitor):
    three_meetings()

    page = organiser.get(f"{PAGE}/series/atd-exchange").get_data(as_text=True)

    for figure in (">142<", ">67<", ">209<", ">38<", ">29<"):
        assert figure in page
    found = table(organiser, "events", "?series=atd-exchange")
    assert [(row[0], row[3], row[4]) for row in list(found.values())[1:]] == [("112", "112", "0"), ("97", "30", "67")]
    assert table(organiser, "regions", "?series=atd-exchange")["Region"][0] == "States reached"
    assert organiser.get(f"{PAGE}/events/atd-ple-2").status_code == 200
    assert "Champion" in organiser.get(f"{PAGE}/states/PRT").get_data(as_text=True)


def test_a_picture_tells_in_words_what_it_draws(organiser: Visitor):
    three_meetings()

    for language in ("en", "ar"):
        organiser.client.set_cookie("language", language)
        picture = ElementTree.fromstring(organiser.get(f"{PAGE}/svg/events?series=atd-exchange").data)
        told = picture.findtext("{http://www.w3.org/2000/svg}desc") or ""
        assert ": 112" in told
        assert ": 97" in told


def test_what_is_for_publication_has_no_small_cell_and_names_no_state_of_a_closed_room(organiser: Visitor):
    present = [*officials("KEN", "KEN", "KEN", "PRT"), *people("media", 1), *people("civil_society", 4)]
    a_meeting(present, id="open-1", title="Open")
    a_meeting(officials("BRA", "BRA", "BRA"), id="closed-1", attribution_rule="chatham_house")

    own, published = table(organiser, "states"), table(organiser, "states", "?eyes=public")

    assert {"Brazil", "Kenya", "Portugal"} <= set(own)
    assert "Brazil" not in published
    assert (published["Kenya"], published["Portugal"]) == (["1"], ["1"])
    events = table(organiser, "events", "?eyes=public")
    assert [row for name, row in events.items() if name != "Event"] == [["9", "4", "2"], ["3", "3", "1"]]
    assert "1" not in {row[0] for row in table(organiser, "categories", "?eyes=public").values()}


def test_the_number_of_queries_does_not_depend_on_the_events(organiser: Visitor):
    a_meeting(officials("KEN"), id="one")
    organiser.get(PAGE)
    at_one = count_queries(organiser, PAGE)
    for name, state in (("two", "PRT"), ("three", "BRA")):
        a_meeting(officials(state), id=name)
    organiser.get(PAGE)

    assert count_queries(organiser, PAGE) == at_one


def test_offers_and_invitations_are_told_by_how_far_they_came(organiser: Visitor):
    event = a_meeting(officials("KEN"))
    for country, status in (("KEN", "considering"), ("PRT", "offered")):
        mine = cosponsorships.enter(
            event, country=country, organisation=None, status=CoSponsorshipStatus(status), by="account:1", now=NOW
        )
    cosponsorships.move(mine, CoSponsorshipStatus.CONFIRMED, by="account:1", now=NOW)
    guest = invitees.add(event, InvitedList.NAMED, [Guest("Amina", "a@m.example", "MAR")], by="account:1", now=NOW)[0]
    guest.invited_at = NOW
    session.commit()

    steps, answers = table(organiser, "co-sponsors"), table(organiser, "invitations")

    assert [steps[row][0] for row in list(steps)[1:4]] == ["2", "1", "1"]
    assert answers["No answer yet"] == ["1"]


def test_without_attendance_the_page_says_what_comes_first(organiser: Visitor):
    assert "No attendance is recorded" in organiser.get(PAGE).get_data(as_text=True)
    assert organiser.get(f"{PAGE}/csv/nothing").status_code == 404
    assert organiser.get(f"{PAGE}/states/XXX").status_code == 404
    assert directory.champions_as_of(NOW.date()) == []
