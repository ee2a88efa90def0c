"""The summary by command: the published one, else the draft that the data make."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from flask import Flask

from eventhub.domain import summaries
from tests.domain.past_meetings import expected, three_meetings
from tests.world import NOW


def test_all_formats_hold_every_published_sentence(app: Flask):
    three_meetings()
    runner = app.test_cli_runner()

    for slug, event in expected()["events"].items():
        answers = {form: runner.invoke(args=["summary", slug, "--format", form]) for form in ("md", "html", "json")}
        assert {answer.exit_code for answer in answers.values()} == {0}
        told = json.loads(answers["json"].stdout)
        for sentence in event.get("sentences", []):
            assert sentence in told["sentences"]
            assert sentence in answers["md"].stdout
            assert sentence in answers["html"].stdout
        for words in event.get("must_not_contain", []):
            assert not [form for form, answer in answers.items() if words in answer.stdout]


def test_a_file_is_written_and_nothing_printed(app: Flask, tmp_path: Path):
    three_meetings()
    file = tmp_path / "summary.md"

    answer = app.test_cli_runner().invoke(args=["summary", "atd-ple-2", "--output", str(file)])

    assert (answer.exit_code, answer.stdout) == (0, "")
    assert file.read_text(encoding="utf-8").startswith("# Summary of the second global online peer learning exchange")


def test_the_published_version_comes_before_the_draft(app: Flask):
    event = three_meetings()["atd-ple-2"]
    summaries.publish(event, by="command", now=NOW)
    summaries.edit(event, {"opening": "We met."}, seen=summaries.current(event).fingerprint, by="command", now=NOW)
    runner = app.test_cli_runner()

    assert "We met." not in runner.invoke(args=["summary", "atd-ple-2"]).stdout
    assert "We met." in runner.invoke(args=["summary", "atd-ple-2", "--draft"]).stdout


@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        (["nowhere"], 1, "There is no event “nowhere”."),
        (["atd-ple-1", "--output", "/nowhere/summary.md"], 1, "/nowhere/summary.md: No such file or directory"),
        (["atd-ple-1", "--format", "papyrus"], 2, "papyrus"),
    ],
)
def test_bad_input_gives_one_sentence(app: Flask, arguments: list[str], code: int, sentence: str):
    three_meetings()

    answer = app.test_cli_runner().invoke(args=["summary", *arguments])

    assert answer.exit_code == code
    assert sentence in answer.stderr
    assert answer.stdout == ""
