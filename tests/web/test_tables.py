"""The order a reader chose, and rows that can stand as cards."""

from __future__ import annotations

from html.parser import HTMLParser
from urllib.parse import parse_qs

from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup, escape
from werkzeug.datastructures import MultiDict

from eventhub.web.tables import Order, labelled

KEYS = ("name", "country")


def order(query: dict[str, str | list[str]], first: str = "name") -> Order:
    return Order.read(MultiDict(query), KEYS, first)


def test_a_list_stands_in_its_first_order_until_a_reader_chooses():
    assert (order({}).key, order({}).is_descending) == ("name", False)
    assert (order({}, "-country").key, order({}, "-country").is_descending) == ("country", True)
    assert order({"order": "-country"}).direction("country") == "descending"
    assert order({"order": "-country"}).direction("name") is None


def test_an_order_nobody_offers_counts_as_none():
    assert order({"order": "password"}) == order({})
    assert order({"order": "--name"}) == order({})


def test_the_header_of_the_sorted_column_turns_the_order_and_others_begin_upwards():
    assert order({"order": "name"}).address("name") == "?order=-name"
    assert order({"order": "-name"}).address("name") == "?order=name"
    assert order({"order": "-name"}).address("country") == "?order=country"


def test_turning_keeps_the_filters_and_goes_back_to_the_first_page():
    address = order({"q": "Ministry & more", "status": ["confirmed", "pending"], "page": "3"}).address("country")

    assert parse_qs(address.removeprefix("?")) == {
        "q": ["Ministry & more"],
        "status": ["confirmed", "pending"],
        "order": ["country"],
    }


def test_each_cell_is_told_the_words_of_its_column_and_keeps_its_role():
    rows = Markup('<tr class="x"><th scope="row">Amina</th><td>Morocco</td><td class="table__number"> </td></tr>')

    assert labelled(rows, ["Name", {"label": 'The "State"', "sort": "country"}, {"label": "Seats"}]) == (
        '<tr role="row" class="x">'
        '<th role="rowheader" data-label="Name" scope="row"><div>Amina</div></th>'
        '<td role="cell" data-label="The &#34;State&#34;"><div>Morocco</div></td>'
        '<td role="cell" data-label="Seats" data-empty class="table__number"><div> </div></td>'
        "</tr>"
    )


class Texts(HTMLParser):
    """What a reader reads of some HTML."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.read: list[str] = []
        self.feed(html)

    def handle_data(self, data: str) -> None:
        self.read.append(data)


@given(st.lists(st.lists(st.text(), min_size=2, max_size=2), max_size=4), st.lists(st.text(), max_size=3))
def test_nothing_that_people_typed_is_changed_by_standing_on_a_card(rows: list[list[str]], headers: list[str]):
    written = Markup().join(Markup("<tr><th>{}</th><td><bdi>{}</bdi></td></tr>").format(*cells) for cells in rows)

    assert "".join(Texts(labelled(written, headers)).read) == "".join(Texts(written).read)
    assert all(str(escape(header)) in labelled(written, headers) for header in headers[:2] if rows)
