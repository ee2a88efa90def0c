"""What calendars answer, read as they write it."""

from __future__ import annotations

import pytest

from eventhub.formats import ical, itip
from tests.formats.test_ical import invitation


@pytest.mark.parametrize("address", ["jürgen@example.org", "a%b/c@example.org", "amina@diplomatie.ma.example"])
def test_an_answer_that_repeats_our_own_attendee_is_its_address(address: str):
    request = invitation(attendee=ical.Attendee("Jürgen", address))

    answer = itip.read(request.replace(b"METHOD:REQUEST", b"METHOD:REPLY").replace(b"NEEDS-ACTION", b"ACCEPTED"))
    assert isinstance(answer, itip.Reply)

    assert answer.attendee == address
