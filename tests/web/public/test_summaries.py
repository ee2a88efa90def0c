"""The public reads what was published, and nothing else."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from eventhub.base.db import session
from eventhub.domain import retellings, summaries
from eventhub.models.events import EventStatus
from tests.domain.past_meetings import expected, reword, three_meetings
from tests.visitors import Visitor

NOW = datetime(2027, 3, 1, 9, 0, tzinfo=UTC)


def test_a_published_summary_is_a_page_and_a_text(visitor: Visitor):
    event = three_meetings()["champions-2021-05"]
    summaries.publish(event, by="account:1", now=NOW, reason="Agreed by telephone.")

    page = visitor.get("/events/champions-2021-05/summary")
    text = visitor.get("/events/champions-2021-05/summary.md")

    for sentence in expected()["events"]["champions-2021-05"]["sentences"]:
        assert sentence in page.get_data(as_text=True)
        assert sentence in text.get_data(as_text=True)
    assert "/organiser/" not in page.get_data(as_text=True)
    assert text.mimetype == "text/markdown"
    assert text.get_data(as_text=True).startswith("# Summary of GCM Champions meeting\n")


@pytest.mark.parametrize(("form", "beginning"), [("md", b"# Summary of"), ("docx", b"PK"), ("pdf", b"%PDF-")])
def test_a_published_summary_is_a_file_in_each_format_and_read_once(visitor: Visitor, form: str, beginning: bytes):
    summaries.publish(three_meetings()["atd-ple-1"], by="account:1", now=NOW, reason="Agreed by telephone.")
    address = f"/events/atd-ple-1/summary.{form}"

    answer = visitor.get(address)

    assert answer.status_code == 200
    assert answer.get_data().startswith(beginning)
    assert f"atd-ple-1-summary.{form}" in answer.headers["Content-Disposition"]
    assert f'href="{address}"' in visitor.get("/events/atd-ple-1/summary").get_data(as_text=True)
    assert visitor.get(address, headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304


def test_a_summary_is_read_in_the_languages_it_was_published_in_and_no_other(visitor: Visitor):
    event = three_meetings()["atd-ple-1"]
    summaries.publish(event, by="account:1", now=NOW, reason="Agreed by telephone.")
    assert "This summary in:" not in visitor.get("/events/atd-ple-1/summary").get_data(as_text=True)
    retellings.change_language(event, "ru", by="account:1", now=NOW)
    summaries.publish(event, by="account:1", now=NOW, reason="Agreed by telephone.")

    page = visitor.get("/events/atd-ple-1/summary").get_data(as_text=True)
    russian = visitor.get("/events/atd-ple-1/summary?language=ru").get_data(as_text=True)

    assert "The exchange was attended by" in page
    assert 'href="/events/atd-ple-1/summary?language=ru" hreflang="ru"' in page
    assert "На встрече по обмену опытом присутствовало более 110 участников" in russian
    assert 'href="/events/atd-ple-1/summary.pdf?language=ru"' in russian
    assert visitor.get("/events/atd-ple-1/summary.pdf?language=ru").get_data().startswith(b"%PDF-")
    for other in ("fr", "de", ""):
        assert visitor.get(f"/events/atd-ple-1/summary?language={other}").status_code == 404


def test_what_no_font_can_print_is_refused_beside_the_text(visitor: Visitor):
    event = three_meetings()["atd-ple-1"]
    reword(event, {"opening": "我们"})
    summaries.publish(event, by="account:1", now=NOW, reason="Agreed by telephone.")

    answer = visitor.get("/events/atd-ple-1/summary.pdf")

    assert answer.status_code == 409
    assert "no font at hand has “我们”" in answer.get_data(as_text=True)
    assert visitor.get("/events/atd-ple-1/summary.docx").status_code == 200


def test_drafts_are_not_found(visitor: Visitor):
    event = three_meetings()["champions-2021-05"]
    reword(event, {"opening": "We met."})

    for path in (
        "champions-2021-05/summary",
        "champions-2021-05/summary.md",
        "champions-2021-05/summary.pdf",
        "nowhere/summary",
    ):
        assert visitor.get(f"/events/{path}").status_code == 404


def test_later_words_change_nothing_in_public_until_they_are_published(visitor: Visitor):
    event = three_meetings()["atd-ple-1"]
    summaries.publish(event, by="account:1", now=NOW, reason="Agreed by telephone.")
    reword(event, {"opening": "We met."})

    assert "We met." not in visitor.get("/events/atd-ple-1/summary").get_data(as_text=True)


def test_the_summary_of_an_event_that_strangers_may_not_see_is_not_found(visitor: Visitor):
    event = three_meetings()["atd-ple-1"]
    summaries.publish(event, by="account:1", now=NOW, reason="Agreed by telephone.")
    event.status = EventStatus.DRAFT
    session.flush()

    assert visitor.get("/events/atd-ple-1/summary").status_code == 404


def test_what_an_organiser_typed_is_text_on_the_page(visitor: Visitor):
    event = three_meetings()["atd-ple-1"]
    words = "<script>alert(1)</script> & more"
    reword(event, {"opening": words})
    summaries.publish(event, by="account:1", now=NOW, reason="Agreed by telephone.")

    page = visitor.get("/events/atd-ple-1/summary").get_data(as_text=True)

    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; more" in page
