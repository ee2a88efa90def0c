"""Co-sponsors by command, as of any day."""

from __future__ import annotations

import json

from flask import Flask

from tests.domain.past_meetings import expected, three_meetings


def test_where_each_sponsor_stood_on_each_day(app: Flask):
    three_meetings()

    for day, standing in expected()["events"]["atd-ple-2"]["co_sponsors_as_of"].items():
        answer = app.test_cli_runner().invoke(args=["co-sponsors", "atd-ple-2", "--as-of", day, "--json"])
        assert json.loads(answer.stdout) == standing


def test_without_a_day_it_is_today_and_reads_as_text(app: Flask):
    three_meetings()

    answer = app.test_cli_runner().invoke(args=["co-sponsors", "atd-ple-2"])

    assert "confirmed: Colombia, Ghana, Mexico, Morocco, Philippines, Portugal and Thailand\n" in answer.stdout
    assert "offered: none\n" in answer.stdout


def test_bad_input_gives_one_sentence(app: Flask):
    runner = app.test_cli_runner()

    unknown = runner.invoke(args=["co-sponsors", "nowhere", "--json"])
    assert (unknown.exit_code, unknown.stdout, unknown.stderr) == (1, "", "Error: There is no event “nowhere”.\n")
    assert runner.invoke(args=["co-sponsors", "nowhere", "--as-of", "June"]).exit_code == 2
