"""Letters give way to visitors, and never stop."""

from __future__ import annotations

from threading import Event as Flag
from typing import Any

import pytest

from eventhub.mail.traffic import LONGEST, LULL, SHARE, Traffic


class Rests(Flag):
    """Notes how long a worker would have rested, and does not wait."""

    def __init__(self) -> None:
        super().__init__()
        self.seconds: list[float] = []

    def wait(self, timeout: float | None = None) -> bool:
        assert timeout is not None
        self.seconds.append(timeout)
        return False


class Clock:
    """A clock that goes on when it is told to."""

    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


def a_letter(traffic: Traffic, rests: Rests, clock: Clock, *, takes: float) -> None:
    with traffic.giving_way(rests):
        clock.seconds += takes


def test_nobody_rests_while_nobody_visits():
    clock, rests = Clock(), Rests()

    a_letter(Traffic(clock), rests, clock, takes=0.01)

    assert rests.seconds == []


def test_while_a_request_is_answered_letters_take_their_share_of_the_time_and_no_more():
    clock, rests = Clock(), Rests()
    traffic = Traffic(clock)

    def answer(_environment: Any, _start: Any) -> list[bytes]:
        a_letter(traffic, rests, clock, takes=0.001)
        a_letter(traffic, rests, clock, takes=LONGEST)
        return [b"there"]

    assert traffic.counting(answer)({}, None) == [b"there"]
    assert rests.seconds == [pytest.approx(0.001 * (1 / SHARE - 1)), LONGEST]


def test_between_two_requests_that_follow_at_once_letters_give_way_too_and_after_a_lull_no_longer():
    clock, rests = Clock(), Rests()
    traffic = Traffic(clock)
    traffic.counting(lambda _environment, _start: [b""])({}, None)

    a_letter(traffic, rests, clock, takes=LULL / 2)
    assert len(rests.seconds) == 1

    a_letter(traffic, rests, clock, takes=LULL)
    assert len(rests.seconds) == 1


def test_a_request_that_fails_is_over_too():
    clock, rests = Clock(), Rests()
    traffic = Traffic(clock)

    def fail(_environment: Any, _start: Any) -> list[bytes]:
        raise ValueError("a fault of ours")

    with pytest.raises(ValueError, match="a fault"):
        traffic.counting(fail)({}, None)
    clock.seconds += LULL
    a_letter(traffic, rests, clock, takes=0.01)

    assert rests.seconds == []
