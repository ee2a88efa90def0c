"""The summary in another language: drafted anew, with what people wrote left as they wrote it."""

from __future__ import annotations

import pytest

from eventhub.domain import edits, events, retellings, summaries
from eventhub.domain.edits import Typed
from eventhub.domain.retellings import UnknownLanguage
from eventhub.formats import hypertext
from eventhub.models.events import Event
from tests.domain.past_meetings import reword, three_meetings
from tests.world import NOW

pytestmark = pytest.mark.usefixtures("app")


def a_meeting_with_words() -> Event:
    event = three_meetings()["champions-2021-05"]
    reword(event, {"opening": "We met."})
    edits.save(event, Typed({}, {}), by="account:1", now=NOW, arrangement=(edits.Arrangement.ADD, "opening"))
    return event


def test_what_the_data_say_changes_its_language_and_what_people_wrote_does_not():
    event = a_meeting_with_words()

    version = retellings.change_language(event, "fr", by="account:1", now=NOW)

    document = summaries.current(event)
    told = {each.key: each for each in document.all_sentences()}
    assert version is not None
    assert (document.language, retellings.language(event)) == ("fr", "fr")
    assert (told["opening"].text, told["opening"].language) == ("We met.", "en")
    assert told["attendance"].text.startswith("La réunion a rassemblé 89 participants")
    assert summaries.read(event).changes == ()
    assert [each.key for each in document.sections][1].startswith("own:")
    assert '<span lang="en" dir="ltr">We met.</span>' in hypertext.body(document)

    retellings.change_language(event, "en", by="account:1", now=NOW)

    assert {each.language for each in summaries.current(event).all_sentences()} == {None}


def test_a_draft_that_nobody_wrote_in_is_simply_drafted_in_the_other_language():
    event = three_meetings()["atd-ple-2"]

    assert retellings.change_language(event, "ar", by="account:1", now=NOW) is None

    assert summaries.find(event) is None
    assert summaries.current(event).language == "ar"
    assert retellings.current(event, "ru").language == "ru"


def test_each_language_keeps_the_version_published_in_it():
    event = three_meetings()["atd-ple-2"]
    english = summaries.publish(event, by="account:1", now=NOW, reason="Agreed by telephone.")
    retellings.change_language(event, "es", by="account:1", now=NOW)
    spanish = summaries.publish(event, by="account:1", now=NOW, reason="Agreed by telephone.")

    assert summaries.published_in(event) == {"en": english, "es": spanish}


def test_an_unknown_language_is_refused_and_changes_nothing():
    event = a_meeting_with_words()

    for wanted in ("de", "", "x" * 100):
        with pytest.raises(UnknownLanguage):
            retellings.change_language(event, wanted, by="account:1", now=NOW)

    assert retellings.language(events.get(event.slug)) == "en"
