"""Letters give way to visitors, and never stop."""

from __future__ import annotations

import time
from threading import Event as Flag
from typing import Any

import pytest

from eventhub.mail.traffic import LONGEST, SHARE, Traffic


class Rests(Flag):
    """Notes how long a worker would have rested, and does not wait."""

    def __init__(self) -> None:
        super().__init__()
        self.seconds: list[float] = []

    def wait(self, timeout: float | None = None) -> bool:
        assert timeout is not None
        self.seconds.append(timeout)
        return False


def a_letter(traffic: Traffic, rests: Rests, *, takes: float) -> None:
    with traffic.giving_way(rests):
        time.sleep(takes)


def test_nobody_rests_while_nobody_visits():
    rests = Rests()

    a_letter(Traffic(), rests, takes=0.0)

    assert rests.seconds == []


def test_while_a_request_is_answered_letters_take_their_share_of_the_time_and_no_more():
    traffic, rests = Traffic(), Rests()

    def answer(_environment: Any, _start: Any) -> list[bytes]:
        a_letter(traffic, rests, takes=0.001)
        a_letter(traffic, rests, takes=LONGEST * SHARE)
        return [b"there"]

    assert traffic.counting(answer)({}, None) == [b"there"]

    short, long = rests.seconds
    assert 0.001 * (1 / SHARE - 1) <= short < LONGEST
    assert long == pytest.approx(LONGEST, rel=0.06)


def test_a_request_that_fails_is_over_too():
    traffic, rests = Traffic(), Rests()

    def fail(_environment: Any, _start: Any) -> list[bytes]:
        raise ValueError("a fault of ours")

    with pytest.raises(ValueError, match="a fault"):
        traffic.counting(fail)({}, None)
    a_letter(traffic, rests, takes=0.0)

    assert rests.seconds == []
