"""Times in letters: in the meeting's own zone and in UTC, and none without its zone."""

from __future__ import annotations

import re

import pytest

from eventhub.mail.writing import write
from tests.mail.story import tell

CLOCK = re.compile(r"(?<![\d:])\d{1,2}:\d{2}(?![\d:])")


@pytest.mark.usefixtures("app")
def test_no_letter_tells_a_time_without_its_zone():
    lines = [line for message in tell() for line in (write(message).body or "").splitlines()]
    timed = [line for line in lines if CLOCK.search(line)]

    assert len(timed) > 20
    assert [line for line in timed if not re.search(r"Zurich time|UTC", line)] == []
