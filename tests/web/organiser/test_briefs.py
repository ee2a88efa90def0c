"""The brief for a minister: one tagged page that tells no more than may be published."""

from __future__ import annotations

import io

from pypdf import PdfReader

from eventhub.base.db import session
from eventhub.domain import outcomes
from tests.domain.past_meetings import a_meeting, officials, three_meetings
from tests.visitors import Visitor
from tests.world import NOW

BASE = "/organiser/statistics"


def read(visitor: Visitor, address: str) -> tuple[PdfReader, str]:
    """A brief and its words, read by another program."""
    answer = visitor.get(address)
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    reader = PdfReader(io.BytesIO(answer.data))
    return reader, " ".join(" ".join(page.extract_text() for page in reader.pages).split())


def test_a_series_and_a_state_fit_a_tagged_page_each(organiser: Visitor):
    meetings = three_meetings()
    told = {"kind": "pledge", "text": "Share what case management costs", "country": "PRT", "due": "2027-06"}
    outcomes.write(meetings["champions-2021-05"], None, told, by="account:1", now=NOW)
    session.commit()

    whole, words = read(organiser, f"{BASE}/series/atd-exchange/brief")
    assert len(whole.pages) == 1
    assert whole.trailer["/Root"]["/MarkInfo"]["/Marked"]
    for figure in ("142 individuals", "38 States", "67 came more than once", "112"):
        assert figure in words

    one, words = read(organiser, f"{BASE}/states/PRT/brief")
    assert len(one.pages) == 1
    assert "brief for Portugal" in words
    assert "Share what case management costs (due 2027-06)" in words
    assert "Its officials took part in 1 meeting" in words


def test_however_much_there_is_it_stays_one_page(organiser: Visitor):
    series = {"id": "long", "name": "A series whose name is long " * 4}
    for number in range(9):
        event = a_meeting(officials("KEN"), id=f"m{number}", series=series, title="Consultation on everything " * 6)
        for kind in ("pledge", "offer"):
            words = {"kind": kind, "text": f"{number} " + "word " * 400, "country": "KEN"}
            outcomes.write(event, None, words, by="account:1", now=NOW)
    session.commit()

    assert len(read(organiser, f"{BASE}/states/KEN/brief?series=long")[0].pages) == 1


def test_it_does_not_tell_that_a_state_was_in_a_closed_room(organiser: Visitor):
    a_meeting(officials("KEN", "KEN", "KEN"), attribution_rule="chatham_house")

    words = read(organiser, f"{BASE}/states/KEN/brief")[1]

    assert "No participation of its officials can be told." in words
    assert organiser.get(f"{BASE}/states/XXX/brief").status_code == 404
