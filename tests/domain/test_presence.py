"""How long somebody was there."""

from __future__ import annotations

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from eventhub.domain.presence import Span, seconds_present

START = datetime(2022, 5, 4, 15)


def span(first: int, last: int, source: int = 1) -> Span:
    return Span(source, START + timedelta(seconds=first), START + timedelta(seconds=last))


def test_a_second_device_adds_nothing_and_a_return_adds_its_own_time():
    assert seconds_present([span(0, 600), span(300, 700), span(1000, 1100)]) == 800


def test_the_same_meeting_told_twice_counts_once():
    assert seconds_present([span(0, 600, 1), span(0, 600, 2)]) == 600
    assert seconds_present([span(0, 600, 1), Span(2, None, None, 540)]) == 600


def test_an_unknown_length_is_unknown_unless_another_export_knows():
    unknown = Span(1, START, None)

    assert seconds_present([unknown, span(0, 600, 1)]) is None
    assert seconds_present([unknown, span(0, 600, 2)]) == 600
    assert seconds_present([Span(1, START, START - timedelta(seconds=1))]) is None
    assert seconds_present([]) is None


def test_a_platforms_totals_are_used_where_it_gives_no_more():
    assert seconds_present([Span(1, START, START + timedelta(seconds=900), 500), Span(1, None, None, 100)]) == 600


def test_totals_of_two_devices_are_no_longer_than_the_time_they_lie_in():
    one, other = (Span(1, START, START + timedelta(seconds=last), 600) for last in (600, 900))
    assert seconds_present([one, one]) == 600
    assert seconds_present([one, other]) == 900


INTERVALS = st.lists(st.tuples(st.integers(0, 300), st.integers(0, 300)).map(sorted), min_size=1, max_size=8)


@given(INTERVALS)
def test_it_is_the_number_of_seconds_in_which_anything_was_connected(intervals: list[list[int]]):
    covered = {second for first, last in intervals for second in range(first, last)}

    assert seconds_present(span(first, last) for first, last in intervals) == len(covered)
    assert seconds_present(span(first, last) for first, last in reversed(intervals * 2)) == len(covered)
