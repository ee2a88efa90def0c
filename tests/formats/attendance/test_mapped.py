"""A list that no reader knows, read as somebody said."""

from __future__ import annotations

from datetime import datetime

import pytest

from eventhub.formats.attendance.reading import NotAnExport, Row, UnknownKind
from eventhub.formats.attendance.titles import Meaning
from tests.formats.attendance.exports import read

TEXT = (
    "Session 12\nNaam deelnemer;Adres;In;Uit;Wachtkamer\n"
    "Nadia Diallo;nadia@mae.sn.example;04-05-2022 14:58;04-05-2022 16:00;nee\n"
    "Omar;;04-05-2022 14:58;04-05-2022 15:00;yes\n"
)
MAPPING = {
    "Naam deelnemer": Meaning.NAME,
    "Adres": Meaning.EMAIL,
    "In": Meaning.JOIN,
    "Uit": Meaning.LEAVE,
    "Wachtkamer": Meaning.WAITING,
}


def test_a_mapping_makes_a_list_readable():
    reading = read(TEXT.encode(), mapping=MAPPING)

    assert (reading.platform, reading.waiting_room_rows) == ("mapped", 1)
    assert reading.rows == (
        Row(0, "Nadia Diallo", "nadia@mae.sn.example", datetime(2022, 5, 4, 14, 58), datetime(2022, 5, 4, 16)),
    )


def test_the_refusal_without_one_names_the_columns_to_be_mapped():
    with pytest.raises(UnknownKind) as refusal:
        read(TEXT.encode())
    assert refusal.value.columns == tuple(MAPPING)


@pytest.mark.usefixtures("app")
@pytest.mark.parametrize(
    ("mapping", "sentence"),
    [
        ({"Naam": Meaning.NAME}, "This file has no list with the columns “Naam”."),
        ({"In": Meaning.JOIN}, "Say which column holds the names."),
    ],
)
def test_a_mapping_of_another_file_is_refused(mapping: dict[str, Meaning], sentence: str):
    with pytest.raises(NotAnExport) as refusal:
        read(TEXT.encode(), mapping=mapping)
    assert str(refusal.value) == sentence
