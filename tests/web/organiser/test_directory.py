"""An organiser keeps the directory: rows by hand, a file after a look at what it would change, a download."""

from __future__ import annotations

import io

import pytest

from eventhub.domain import directory_entries
from eventhub.domain.directory_lists import LISTS
from tests.statements import count_queries
from tests.visitors import Visitor
from tests.web.organiser.forms_as_sent import as_sent

FILE = """Abbreviation;Stands for;Colour
GCM;Global Compact for Migration;blue
ATD;;
"""


def test_a_row_is_entered_changed_and_removed_and_all_of_it_is_told(organiser: Visitor):
    address = "/organiser/directory/co-leads"
    organiser.post("/organiser/directory/working-groups/new", {"name": "Alternatives to Detention", "kind": "thematic"})
    told = {"working_group": "alternatives-to-detention", "name": "UNHCR", "since": "2026-01-01"}

    refused = organiser.post(f"{address}/new", told | {"until": "2025-01-01"})
    assert refused.status_code == 422
    assert "The end lies before the beginning." in refused.get_data(as_text=True)
    assert organiser.post(f"{address}/new", told).status_code == 303
    (row,) = directory_entries.rows(LISTS["co-leads"])
    organiser.post(f"{address}/{row.id}", told | {"until": "2027-05-31"})

    page = organiser.get(f"{address}/{row.id}").get_data(as_text=True)
    assert "Until “31 May 2027”" in page
    page = organiser.get(address).get_data(as_text=True)
    assert "Alternatives to Detention" in page
    assert "1 January 2026" in page
    assert organiser.post(f"{address}/{row.id}/remove", form_at=f"{address}/{row.id}").status_code == 303
    assert directory_entries.rows(LISTS["co-leads"]) == []
    assert "removed" in organiser.get(f"{address}/history").get_data(as_text=True)


def test_a_file_changes_nothing_until_that_is_confirmed(organiser: Visitor):
    address = "/organiser/directory/glossary/import"

    page = organiser.post(address, {"file": (io.BytesIO(FILE.encode()), "glossary.csv")}).get_data(as_text=True)
    assert "Stands for is missing." in page
    assert "Columns that were not understood: Colour." in page
    assert directory_entries.rows(LISTS["glossary"]) == []

    refused = organiser.post(address, as_sent(page))
    assert refused.status_code == 422
    assert "Some rows cannot be entered." in refused.get_data(as_text=True)
    assert organiser.post(address, as_sent(page) | {"leaves_out_bad": "y"}).status_code == 303
    assert [row.short for row in directory_entries.rows(LISTS["glossary"])] == ["GCM"]
    lines = organiser.get("/organiser/directory/glossary.csv").get_data(as_text=True)
    assert lines == "\ufeffshort,long\r\nGCM,Global Compact for Migration\r\n"

    headless = organiser.post(address, {"file": (io.BytesIO(b"A,B\n1,2\n"), "glossary.csv")})
    assert headless.status_code == 422
    assert "“Abbreviation” is not among them." in headless.get_data(as_text=True)
    tampered = organiser.post(address, {"table": "no table of ours"})
    assert (tampered.status_code, tampered.location) == (303, address)


def test_readers_look_and_strangers_do_not(reader: Visitor, visitor: Visitor):
    assert reader.get("/organiser/directory/champions").status_code == 200
    assert reader.post("/organiser/directory/series/new", {"name": "Exchanges"}).status_code == 403
    assert reader.get("/organiser/directory/nothing").status_code == 404
    assert reader.get("/organiser/directory/series/7").status_code == 404
    assert visitor.get("/organiser/directory/").status_code == 303


@pytest.mark.parametrize("path", ["champions", "co-leads"])
def test_a_list_takes_as_many_queries_with_many_rows(organiser: Visitor, path: str):
    organiser.post("/organiser/directory/working-groups/new", {"id": "atd", "name": "Alternatives"})

    def add(number: int) -> None:
        told = {"name": f"Entity {number}", "working_group": "atd", "country": ("KEN", "MAR", "PRT")[number]}
        organiser.post(f"/organiser/directory/{path}/new", told | {"step": "confirmed", "happened_on": "2026"})

    add(0)
    one = count_queries(organiser, f"/organiser/directory/{path}")
    add(1)
    add(2)
    assert count_queries(organiser, f"/organiser/directory/{path}") == one
