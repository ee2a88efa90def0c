"""Times as exports write them."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventhub.formats.attendance import dates, durations
from eventhub.formats.attendance.reading import NotAnExport
from tests.formats.attendance.exports import Meeting, on


def settle(*texts: str, day: date = date(2022, 5, 4)) -> list[datetime | None]:
    calendar = dates.settle(texts, on(day))
    return [calendar.read(text) for text in texts]


@pytest.mark.parametrize(
    "text",
    [
        "05/04/2022 02:30:05 PM",
        "05/04/2022 2:30:05\u202fPM",
        "5/4/2022, 2:30:05\u00a0p.\u00a0m.",
        "04/05/2022 14:30:05",
        "04/05/22, 14:30:05",
        "04.05.22, 14:30:05",
        "04.05.2022 14:30:05",
        "4/5/2022 à 14:30:05",
        "\u200f4\u200f/5\u200f/2022, 2:30:05 م",
        "2022-05-04 14:30:05",
        "2022-05-04T14:30:05",
        "2022/5/4 下午2:30:05",
        "22/5/4 14:30:05",
        "May 4, 2022 02:30:05 PM",
        "4 mai 2022 à 14:30:05",
        "4 de mayo de 2022, 14:30:05",
        "4. Mai 2022 14:30:05",
        "04-May-2022 14:30:05",
        "2022-05-04T12:30:05Z",
        "2022-05-04 12:30:05 UTC",
        "5/4/2022 2:30:05 PM GMT+2",
        "2022-05-04T18:00:05+05:30",
        "٠٤/٠٥/٢٠٢٢ ١٤:٣٠:٠٥",
    ],
)
def test_a_time_is_read_however_it_is_written(text: str):
    assert settle(text) == [datetime(2022, 5, 4, 14, 30, 5)]


@pytest.mark.parametrize(
    ("text", "hour"), [("12:05 AM", 0), ("12:05 PM", 12), ("1:05 am", 1), ("11:05 pm", 23), ("00:05", 0), ("23:05", 23)]
)
def test_noon_and_midnight_keep_their_places(text: str, hour: int):
    assert settle(f"05/04/2022 {text}") == [datetime(2022, 5, 4, hour, 5)]


@pytest.mark.parametrize("text", ["13:05 AM", "24:00", "12:60", "0:05 PM", "tomorrow", "05/04/2022", "99/99 10:00"])
def test_what_is_no_time_is_not_taken_for_one(text: str):
    with_day = text if "/" in text or text == "tomorrow" else f"05/04/2022 {text}"
    assert dates.parse(with_day) is None


def test_the_event_decides_which_number_is_the_month():
    assert settle("05/04/2022 10:00", day=date(2022, 5, 4)) == [datetime(2022, 5, 4, 10)]
    assert settle("05/04/2022 10:00", day=date(2022, 4, 5)) == [datetime(2022, 4, 5, 10)]


def test_one_order_holds_for_the_whole_file():
    around_midnight = settle("05/03/2022 23:58", "05/04/2022 00:10")
    assert around_midnight == [datetime(2022, 5, 3, 23, 58), datetime(2022, 5, 4, 0, 10)]


@pytest.mark.usefixtures("app")
def test_an_event_that_is_on_both_days_cannot_decide():
    exhibition = Meeting(datetime(2022, 5, 1, 9), datetime(2022, 6, 30, 18))
    with pytest.raises(NotAnExport) as refusal:
        dates.settle(["05/06/2022 10:00", "06/06/2022 10:00"], exhibition)
    assert "can mean 6 May 2022 or 5 June 2022, and the event is on both days" in str(refusal.value)


@pytest.mark.usefixtures("app")
@pytest.mark.parametrize(
    ("texts", "reason"),
    [
        (["06/07/2022 10:00"], "can mean 7 June 2022 or 6 July 2022, and the event is on neither day"),
        (["2022-05-03 10:00", "2022-05-03 11:00"], "are of 3 May 2022, but the event is on 4 May 2022"),
        (["22/07/2022 10:00"], "are of 22 July 2022, but the event is on 4 May 2022"),
        (["04/25/2022 10:00", "25/04/2022 10:00"], "cannot all be read in one order of day and month"),
    ],
)
def test_a_file_of_another_day_is_refused_with_the_reason(texts: list[str], reason: str):
    with pytest.raises(NotAnExport) as refusal:
        settle(*texts)
    assert reason in str(refusal.value)


WRITINGS = (
    "%m/%d/%Y %I:%M:%S %p",
    "%d/%m/%Y %H:%M:%S",
    "%d/%m/%y, %H:%M:%S",
    "%Y-%m-%d %H:%M:%S",
    "%m/%d/%y, %I:%M:%S %p",
)


@given(
    moment=st.datetimes(min_value=datetime(2015, 1, 1), max_value=datetime(2060, 12, 31)),
    writing=st.sampled_from(WRITINGS),
    others=st.lists(st.integers(-3, 3), max_size=4),
)
def test_the_day_of_the_event_is_never_mistaken(moment: datetime, writing: str, others: list[int]):
    first = moment.replace(microsecond=0)
    nearby = [first + timedelta(hours=hours) for hours in others]
    moments = [first, *(each for each in nearby if abs((each.date() - first.date()).days) <= 1)]

    assert settle(*(each.strftime(writing) for each in moments), day=moment.date()) == moments


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("1h 2m 26s", 3746),
        ("59 Min. 0 Sek.", 3540),
        ("1 Std. 1 Min.", 3660),
        ("2 h 9 min 40 s", 7780),
        ("1 hr 2 min", 3720),
        ("51s", 51),
        ("1 ч 2 мин 3 с", 3723),
        ("1h 5m 3s", 3903),
        ("1 hora e 5 minutos", 3900),
        ("204 mins", 12240),
        ("0:05:03", 303),
        ("00:48:32", 2912),
        ("PT1H2M26S", 3746),
        ("PT56M", 3360),
        ("32:14", None),
        ("", None),
        ("58", None),
        ("Attendee", None),
        ("15/03/22, 10:00:00", None),
        ("3 lions", None),
    ],
)
def test_lengths_of_time_are_read_in_the_languages_we_have_met(text: str, seconds: int | None):
    assert durations.parse(text) == seconds
