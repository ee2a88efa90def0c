"""One deed for many, tags and notes, and the list as a file."""

from __future__ import annotations

import io
import re
from html import unescape

import pytest
import python_calamine

from eventhub.base.db import session
from eventhub.domain import audit, outbox, registrations, tags
from eventhub.models.events import Event, RegistrationMode
from eventhub.models.registrations import Registration
from tests.statements import count_queries
from tests.visitors import Visitor
from tests.web.organiser.forms_as_sent import as_sent
from tests.web.organiser.test_registrations import a_list, called
from tests.world import AMINA, NOW, TIAGO, an_event, an_official, register


def decide(organiser: Visitor, event: Event, **sent: object) -> object:
    """Send the form below the list."""
    return organiser.post(f"{a_list(event)}/decide", sent, form_at=a_list(event))


def statuses(*rows: Registration) -> list[str]:
    """Where they stand now."""
    for row in rows:
        session.refresh(row)
    return [str(row.status) for row in rows]


def test_those_ticked_are_approved_and_who_cannot_be_is_named_with_the_reason(organiser: Visitor):
    event = an_event(registration_mode=RegistrationMode.APPROVAL)
    amina, tiago, wanjiru = (register(event, each) for each in (AMINA, TIAGO, an_official(1)))
    registrations.withdraw(tiago, by="self", now=NOW)

    response = decide(organiser, event, whom="ticked", deed="approve", number=[amina.id, tiago.id])
    page = response.get_data(as_text=True)

    assert "Tiago Pacheco" in page
    assert "This registration does not wait for a decision." in page
    assert statuses(amina, tiago, wanjiru) == ["confirmed", "withdrawn", "pending"]


def test_declining_everybody_the_list_shows_is_asked_again_first(organiser: Visitor):
    event = an_event(registration_mode=RegistrationMode.APPROVAL)
    amina, tiago = register(event, AMINA), register(event, TIAGO)
    told = {"whom": "all", "deed": "decline", "reason": "The room is small.", "country": "MAR"}

    page = decide(organiser, event, **told).get_data(as_text=True)

    assert "This reaches 1 registration." in page
    assert statuses(amina, tiago) == ["pending", "pending"]

    organiser.post(f"{a_list(event)}/decide", as_sent(page))
    assert statuses(amina, tiago) == ["declined", "pending"]
    assert amina.status_reason == "The room is small."
    assert "registration-declined" in [message.kind for message in outbox.find_by_event(event)]


def test_a_group_is_tagged_and_found_by_its_tag(organiser: Visitor):
    event = an_event()
    amina, tiago = register(event, AMINA), register(event, TIAGO)

    decide(organiser, event, whom="ticked", deed="tag", word="speaker", number=[amina.id])

    page = organiser.get(f"{a_list(event)}?tag=speaker").get_data(as_text=True)
    assert ("<bdi>Amina El Idrissi</bdi></a>" in page, "<bdi>Tiago Pacheco</bdi></a>" in page) == (True, False)
    decide(organiser, event, whom="ticked", deed="untag", word="Speaker", number=[amina.id, tiago.id])
    assert tags.find_by_event(event) == []
    assert "speaker" not in organiser.get(a_list(event)).get_data(as_text=True)


def test_a_letter_to_a_group_takes_its_filters_along(organiser: Visitor):
    event = an_event()
    amina = register(event, AMINA)

    everybody = decide(organiser, event, whom="all", deed="mail", country="MAR")
    ticked = decide(organiser, event, whom="ticked", deed="mail", number=[amina.id])

    assert everybody.location == f"/organiser/events/{event.slug}/mail/new?country=MAR"
    assert ticked.location == f"/organiser/events/{event.slug}/mail/new?number={amina.id}"


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"whom": "ticked", "deed": "approve"}, "Choose at least one registration."),
        ({"whom": "all"}, "Choose what to do."),
        ({"whom": "all", "deed": "tag", "word": "x" * 41, "sure": "yes"}, "Write a tag of at most 40 letters."),
    ],
)
def test_what_cannot_be_done_to_anybody_is_said_in_one_sentence(
    organiser: Visitor, sent: dict[str, object], sentence: str
):
    event = an_event()
    register(event, AMINA)

    response = decide(organiser, event, **sent)

    assert response.status_code == 303
    assert sentence in organiser.follow(response).get_data(as_text=True)


def test_a_note_is_kept_for_organisers_and_not_in_the_log(organiser: Visitor):
    event = an_event()
    amina = register(event, AMINA)
    own = f"{a_list(event)}/{amina.id}"

    organiser.post(f"{own}/notes", {"text": "Asked for a visa letter."}, form_at=own)
    organiser.post(f"{own}/tags", {"tag": "visa"}, form_at=own)

    page = organiser.get(own).get_data(as_text=True)
    assert "Asked for a visa letter." in page
    assert "Inês Carvalho" in page
    assert [entry.action for entry in audit.find_by_subject(amina)][:2] == ["registration:tag", "registration:note"]
    assert "visa letter" not in str([entry.difference for entry in audit.find_by_subject(amina)])
    organiser.post(f"{own}/tags/remove", {"tag": "visa"}, form_at=own)
    assert tags.find_by_event(event) == []


def test_the_number_of_queries_does_not_depend_on_tags_and_countries(organiser: Visitor):
    event = an_event()
    for number, country in enumerate(("KEN", "MAR", "PRT")):
        tags.add(register(event, an_official(number, country=country)), f"tag {number}", by="account:1", now=NOW)
        for order in ("country", "name"):
            counted = count_queries(organiser, f"{a_list(event)}?order={order}")
            assert counted <= 20, counted
    several = count_queries(organiser, f"{a_list(event)}?order=country")
    look_whether_few_fit = 1
    filtered = count_queries(organiser, f"{a_list(event)}?order=country&q=kamotho&country=MAR")
    assert filtered == several + look_whether_few_fit


def test_the_list_as_xlsx_calculates_nothing_and_is_logged(organiser: Visitor):
    event = an_event()
    cells = {"function": "+41 22", "organisation": '=HYPERLINK("https://example.org")', "email": "a@example.org"}
    register(event, called("=1+1", "@SUM(A1)", **cells))

    response = organiser.get(f"{a_list(event)}.xlsx?q=sum")

    rows = python_calamine.load_workbook(io.BytesIO(response.data)).get_sheet_by_index(0).to_python()
    told = dict(zip(rows[0], rows[1], strict=True))
    assert (told["Given name"], told["Family name"], told["Function"]) == ("=1+1", "@SUM(A1)", "+41 22")
    assert b"<f>" not in response.data
    entry = audit.find_by_subject(event)[0]
    assert (entry.action, entry.by[:8]) == ("registration:export", "account:")
    assert entry.difference is not None
    assert (entry.difference["rows"], entry.difference["filters"], entry.difference["format"]) == (
        1,
        {"q": "sum"},
        "xlsx",
    )
    assert "given_name" in entry.difference["columns"]


def test_a_reader_takes_no_list_away(reader: Visitor):
    event = an_event()
    register(event, AMINA)

    assert reader.get(a_list(event)).status_code == 200
    assert reader.get(f"{a_list(event)}.csv").status_code == 403
    assert reader.get(f"{a_list(event)}.xlsx").status_code == 403


def test_the_filtered_list_leads_to_a_letter_to_just_these(organiser: Visitor):
    event = an_event()
    register(event, AMINA)
    register(event, TIAGO)

    page = organiser.get(f"/organiser/events/{event.slug}/registrations?country=PRT").get_data(as_text=True)

    link = re.search(r'href="([^"]+)"[^>]*>\s*Write to these', page)
    assert link
    letter = organiser.get(unescape(link[1])).get_data(as_text=True)
    assert "1 person will get this letter." in letter
