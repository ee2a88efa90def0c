"""Organisers read the living draft, put it into better words, and publish what they read."""

from __future__ import annotations

import re
from datetime import datetime

from eventhub.base.db import session
from eventhub.domain import events, outbox, summaries
from eventhub.models.events import Event
from tests.domain.past_meetings import a_meeting, officials, people, reword, three_meetings
from tests.domain.test_summaries import lose_one
from tests.visitors import Visitor
from tests.web.organiser.forms_as_sent import as_sent
from tests.world import an_event


def a_consultation() -> Event:
    return a_meeting([*officials("KEN", "GHA", "PRT"), *people("un_network", 2, level="regional")])


def a_page(event: Event) -> str:
    return f"/organiser/events/{event.slug}/summary"


def test_each_number_of_the_draft_leads_to_a_page_with_its_rows(organiser: Visitor):
    event = three_meetings()["champions-2021-05"]

    page = organiser.get(a_page(event)).get_data(as_text=True)
    addresses = set(re.findall(r'href="(/organiser/events/[^"]+/figures/[^"]+)"', page))

    assert "/organiser/events/champions-2021-05/summary/figures/participants" in addresses
    assert "/organiser/events/atd-ple-1/summary/figures/country_count?on=2021-05-26" in addresses
    for address in addresses:
        assert organiser.get(address.replace("&amp;", "&")).status_code == 200, address
    people_page = organiser.get(f"{a_page(event)}/figures/participants").get_data(as_text=True)
    assert "89 people" in people_page
    assert "Read from" in people_page


def test_an_unknown_figure_version_or_event_is_not_found(organiser: Visitor):
    event = a_consultation()

    for path in ("figures/weather", "figures/participants?on=yesterday", "versions/1"):
        assert organiser.get(f"{a_page(event)}/{path}").status_code == 404
    assert organiser.get("/organiser/events/nowhere/summary").status_code == 404
    assert organiser.get("/organiser/events/nowhere/summary/edit").status_code == 404


def test_sentences_are_put_into_other_words_and_the_rest_stays_as_it_is(organiser: Visitor):
    event = a_consultation()
    page = f"{a_page(event)}/edit"
    form = as_sent(organiser.get(page).get_data(as_text=True))

    response = organiser.post(page, form | {"text:opening": "We met  on 12 March."})

    assert (response.status_code, response.location) == (303, a_page(event))
    shown = organiser.follow(response).get_data(as_text=True)
    assert "We met on 12 March." in shown
    assert '/figures/participants">5 participants</a>' in shown
    version = summaries.versions(event)[0]
    assert [each.key for each in summaries.document(version).all_sentences() if each.is_edited] == ["opening"]


def test_a_form_sent_unchanged_saves_nothing(organiser: Visitor):
    event = three_meetings()["champions-2021-05"]
    page = f"{a_page(event)}/edit"

    assert organiser.post(page, as_sent(organiser.get(page).get_data(as_text=True))).status_code == 303

    assert summaries.find(event) is None


def test_the_second_of_two_editors_sees_both_wordings_and_chooses(organiser: Visitor):
    event = a_consultation()
    page = f"{a_page(event)}/edit"
    form = as_sent(organiser.get(page).get_data(as_text=True))
    organiser.post(page, form | {"text:opening": "We met."})

    response = organiser.post(page, form | {"text:opening": "They met.", "text:attendance": "5 participants came."})

    assert response.status_code == 409
    shown = response.get_data(as_text=True)
    assert "1 sentence was changed by somebody else meanwhile." in shown
    assert ">They met.</textarea>" in shown
    assert "We met." in shown
    assert [each.text for each in summaries.current(event).sentences()][:2] == ["We met.", "5 participants came."]
    again = as_sent(shown)
    assert organiser.post(page, again).status_code == 409
    assert organiser.post(page, again | {"choice:opening": "mine"}).status_code == 303
    assert next(summaries.current(events.get(event.slug)).sentences()).text == "They met."


def test_what_is_typed_is_kept_for_a_script_which_hears_of_conflicts(organiser: Visitor):
    event = a_consultation()
    page, address = f"{a_page(event)}/edit", f"{a_page(event)}/typed"
    form = as_sent(organiser.get(page).get_data(as_text=True))

    kept = organiser.post(address, {**form, "text:opening": "We met."}).get_json()
    late = organiser.post(address, {**form, "text:opening": "They met."}).get_json()
    far = organiser.post(address, {**form, "text:opening": "They met." * 1000})

    assert len(kept["marks"]["opening"]) == 12
    assert kept["conflicts"] == {}
    assert "We met." in late["conflicts"]["opening"]
    assert (far.status_code, "5000 letters" in far.get_json()["refused"]) == (422, True)
    assert summaries.versions(event) == []
    assert next(summaries.current(event).sentences()).text == "We met."


def test_paragraphs_of_ones_own_are_added_between_the_parts_with_what_else_was_typed(organiser: Visitor):
    event = a_consultation()
    page = f"{a_page(event)}/edit"
    form = as_sent(organiser.get(page).get_data(as_text=True))

    response = organiser.post(page, form | {"text:opening": "We met.", "arrange": "add:opening"})

    key = summaries.current(event).sections[1].key
    assert response.location == f"{page}#{key}"
    form = as_sent(organiser.get(page).get_data(as_text=True))
    organiser.post(page, form | {f"text:{key}": "<script>alert(1)</script> A word of thanks.", "arrange": f"up:{key}"})
    shown = organiser.get(a_page(event)).get_data(as_text=True)
    assert "&lt;script&gt;alert(1)&lt;/script&gt; A word of thanks." in shown
    assert summaries.current(event).sections[0].key == key
    gone = as_sent(organiser.get(page).get_data(as_text=True))
    organiser.post(page, gone | {"arrange": f"remove:{key}"})
    lost = organiser.post(page, gone | {f"text:{key}": "My words."})
    assert (lost.status_code, "They took it out of the text." in lost.get_data(as_text=True)) == (409, True)
    organiser.post(page, as_sent(lost.get_data(as_text=True)) | {f"choice:{key}": "mine"})
    assert list(summaries.current(event).sentences())[-1].text == "My words."


def test_what_the_data_say_since_is_taken_or_left_sentence_by_sentence(organiser: Visitor):
    event = a_consultation()
    page = f"{a_page(event)}/edit"
    organiser.post(page, as_sent(organiser.get(page).get_data(as_text=True)) | {"text:opening": "We met."})
    lose_one(event)

    shown = organiser.get(a_page(event)).get_data(as_text=True)
    assert "The data now say" in shown
    assert "5 participants" in shown
    changes = organiser.get(f"{a_page(event)}/changes").get_data(as_text=True)
    assert re.search(r"<del>[^\n]*</span>5<[^\n]*</del><ins>[^\n]*</span>4<", changes)
    form = as_sent(organiser.get(a_page(event)).get_data(as_text=True))
    refused = organiser.post(f"{a_page(event)}/publish", form)
    assert (refused.status_code, "Take or leave each change first." in refused.get_data(as_text=True)) == (409, True)

    form = as_sent(changes)
    organiser.post(f"{a_page(event)}/changes", form | {"change:attendance": "take", "change:breakdown": "take"})

    assert "4 participants" in organiser.get(a_page(event)).get_data(as_text=True)
    assert "nothing is to be decided" in organiser.get(f"{a_page(event)}/changes").get_data(as_text=True)
    differences = organiser.get(f"{a_page(event)}/differences?former=1&latter=2").get_data(as_text=True)
    assert "<del>" in differences
    assert organiser.post(f"{a_page(event)}/changes", form | {"change:attendance": "take"}).status_code == 409
    for query in ("", "?former=1&latter=9", "?former=1&latter=x"):
        assert organiser.get(f"{a_page(event)}/differences{query}").status_code == 404


def test_an_edited_sentence_reads_as_the_data_say_again(organiser: Visitor):
    event = a_consultation()
    page = f"{a_page(event)}/edit"
    form = as_sent(organiser.get(page).get_data(as_text=True))
    organiser.post(page, form | {"text:opening": ""})

    form = as_sent(organiser.get(page).get_data(as_text=True))
    organiser.post(page, form | {"restore": "opening"})

    assert next(summaries.current(event).sentences()).text.startswith("The consultation “Consultation on regular")


def test_publishing_what_was_read_makes_it_public(organiser: Visitor, visitor: Visitor):
    event = a_consultation()
    assert visitor.get(f"/events/{event.slug}/summary").status_code == 404
    form = as_sent(organiser.get(a_page(event)).get_data(as_text=True))

    response = organiser.post(f"{a_page(event)}/publish", form | {"announce": "y"})

    assert (response.status_code, response.location) == (303, a_page(event))
    assert "Version 1 is public." in organiser.follow(response).get_data(as_text=True)
    assert visitor.get(f"/events/{event.slug}/summary").status_code == 200
    assert len(outbox.find_by_event(event)) == 5
    assert "as it stood" in organiser.get(f"{a_page(event)}/versions/1").get_data(as_text=True)


def test_a_draft_that_moved_is_not_published_unread(organiser: Visitor):
    event = a_consultation()
    form = as_sent(organiser.get(a_page(event)).get_data(as_text=True))
    event.title = "Another title"
    session.commit()

    response = organiser.post(f"{a_page(event)}/publish", form)

    assert response.status_code == 409
    assert "The summary has changed since you opened it." in response.get_data(as_text=True)
    assert summaries.published(event) is None


def test_a_coming_event_has_a_draft_and_nothing_to_publish(organiser: Visitor):
    event = an_event(starts_at=datetime(2099, 4, 15, 14, 0), ends_at=datetime(2099, 4, 15, 16, 0))

    page = organiser.get(a_page(event)).get_data(as_text=True)

    assert "No attendance is recorded yet" in page
    assert ">Publish</button>" not in page
    form = as_sent(organiser.get(f"{a_page(event)}/edit").get_data(as_text=True))
    response = organiser.post(f"{a_page(event)}/publish", form)
    assert response.status_code == 409
    assert "once the event has begun" in response.get_data(as_text=True)


def test_a_reader_looks_and_changes_nothing(reader: Visitor):
    event = a_consultation()

    page = reader.get(a_page(event)).get_data(as_text=True)

    assert "Publish</button>" not in page
    assert "/summary/edit" not in page
    token = reader.csrf_token(f"{a_page(event)}/edit")
    for path in ("publish", "edit"):
        assert reader.post(f"{a_page(event)}/{path}", {"csrf_token": token}).status_code == 403
    assert summaries.find(event) is None


def test_strangers_are_sent_to_sign_in(visitor: Visitor):
    event = a_consultation()

    for path in ("", "/edit", "/figures/participants", "/versions/1"):
        assert visitor.get(a_page(event) + path).status_code == 303


def test_the_draft_and_each_version_are_files_or_the_reason_why_not(organiser: Visitor):
    event = a_consultation()
    reword(event, {"opening": "我们"})
    reword(event, {"opening": "We met."})
    page = organiser.get(a_page(event)).get_data(as_text=True)

    for form, beginning in (("docx", b"PK"), ("pdf", b"%PDF-"), ("md", b"# ")):
        assert f'href="{a_page(event)}/draft.{form}"' in page
        assert organiser.get(f"{a_page(event)}/draft.{form}").get_data().startswith(beginning)
    assert organiser.get(f"{a_page(event)}/versions/2.pdf").status_code == 200
    refused = organiser.get(f"{a_page(event)}/versions/1.pdf")
    assert "no font at hand has “我们”" in organiser.follow(refused).get_data(as_text=True)
