"""An organiser brings a list: sees what was understood, changes it, and enters the rows or leaves it."""

from __future__ import annotations

import io
from typing import Any

from eventhub.domain import registrations
from eventhub.models.events import Event
from tests.visitors import Visitor
from tests.web.organiser.forms_as_sent import as_sent
from tests.world import an_event

LIST = """Prénom;NOM;Courriel;Pays;Catégorie;Salle
Aïssata;KONÉ;aissata.kone@diplomatie.gouv.ci.example;Côte d’Ivoire;Member State;12
Ion;;ion.rusu@mfa.md.example;Moldavie;Member State;
Elena;Țurcanu;elena at mfa;République de Moldova;member_state;
"""


def an_address(event: Event) -> str:
    """Where lists come in."""
    return f"/organiser/events/{event.slug}/registrations/import"


def upload(organiser: Visitor, event: Event, content: bytes, name: str = "liste.csv") -> Any:
    """Hand a file in."""
    return organiser.post(an_address(event), {"file": (io.BytesIO(content), name)})


def test_a_list_is_understood_and_nothing_is_entered_until_confirmed(organiser: Visitor):
    event = an_event()

    page = upload(organiser, event, LIST.encode()).get_data(as_text=True)

    assert "KONÉ" in page
    assert "The family name is missing." in page
    assert "Enter an e-mail address in the form name@example.org." in page
    assert registrations.find_all(event) == []

    sent = as_sent(page)
    refused = organiser.post(an_address(event), sent | {"enter": "yes"})
    assert refused.status_code == 422
    assert "Some rows cannot be entered." in refused.get_data(as_text=True)
    assert registrations.find_all(event) == []

    entered = organiser.post(an_address(event), sent | {"enter": "yes", "leaves_out_bad": "y"})
    assert entered.status_code == 303
    assert [each.name for each in registrations.find_all(event)] == ["Aïssata KONÉ"]
    assert "imported a list of registrations" in organiser.get(f"/organiser/events/{event.slug}").get_data(as_text=True)


def test_what_a_column_means_can_be_changed(organiser: Visitor):
    event = an_event()
    content = b"A,B,C\nElena,Turcanu,elena@mfa.md.example\n"
    sent = as_sent(upload(organiser, event, content).get_data(as_text=True))
    meaning = {"given_name": "0", "family_name": "1", "email": "2", "otherwise": "academia"}

    page = organiser.post(an_address(event), sent | meaning).get_data(as_text=True)
    assert "Enter 1 person" in page
    organiser.post(an_address(event), sent | meaning | {"enter": "yes", "is_silent": "y"})

    assert [each.name for each in registrations.find_all(event)] == ["Elena Turcanu"]


def test_what_is_no_table_is_refused_at_the_field(organiser: Visitor):
    event = an_event()

    for content, sentence in (
        (b"PK\x03\x04", "This file cannot be read as a table."),
        (b"Name\n=1+1\n", "Row 2 has a formula."),
        (b"Name\n", "The table has headings and no rows."),
    ):
        response = upload(organiser, event, content)
        assert response.status_code == 422
        assert sentence in response.get_data(as_text=True)

    tampered = organiser.post(an_address(event), {"table": "no table of ours"})
    assert (tampered.status_code, tampered.location) == (303, an_address(event))


def test_a_large_list_is_carried_from_page_to_page(organiser: Visitor):
    event = an_event()
    rows = "".join(f"Given {n},Family {n:x}{hash(n * 7919)},p{n}@example.org,academia\n" for n in range(6000))
    sent = as_sent(
        upload(organiser, event, f"Given name,Family name,Email,Category\n{rows}".encode()).get_data(as_text=True)
    )

    again = organiser.post(an_address(event), sent)

    page = again.get_data(as_text=True)
    assert "Enter 6,000 people" in page or "Enter 6000 people" in page
    assert "Stay on this page: either all are entered, or nobody." in page


def test_a_reader_enters_nobody(reader: Visitor):
    event = an_event()

    assert reader.post(an_address(event), {"file": (io.BytesIO(LIST.encode()), "liste.csv")}).status_code == 403
