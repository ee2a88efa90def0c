"""Figures over a series by command."""

from __future__ import annotations

import json

from flask import Flask

from tests.domain.past_meetings import expected, three_meetings


def test_a_series_goes_by_its_slug_or_its_name(app: Flask):
    three_meetings()
    runner = app.test_cli_runner()

    by_slug = json.loads(runner.invoke(args=["statistics", "atd-exchange", "--json"]).stdout)

    assert by_slug == by_slug | expected()["series"]
    assert json.loads(runner.invoke(args=["statistics", expected()["series"]["series"], "--json"]).stdout) == by_slug
    assert "Individuals: 142\n" in runner.invoke(args=["statistics", "atd-exchange"]).stdout


def test_an_unknown_series_is_one_sentence(app: Flask):
    answer = app.test_cli_runner().invoke(args=["statistics", "nowhere"])

    assert (answer.exit_code, answer.stdout, answer.stderr) == (1, "", "Error: There is no series “nowhere”.\n")
