"""Lists of people by command: judged on trial, entered all or none."""

from __future__ import annotations

from pathlib import Path

from flask import Flask

from eventhub.base.db import session
from eventhub.domain import outbox, registrations
from tests.world import an_event

HEAD = "Given name,Family name,E-mail,Country,Category\n"
ELENA = "Elena,Țurcanu,elena@mfa.md.example,MDA,Member State\n"
ION = "Ion,,ion@mfa.md.example,MDA,Member State\n"


def run(app: Flask, file: Path, *options: str):
    """Import a file for the event of these tests."""
    session.commit()
    slug = "third-global-peer-learning-exchange-on-alternatives-to-detention"
    return app.test_cli_runner().invoke(args=["registrations", "import", slug, str(file), *options])


def test_a_trial_names_each_bad_row_and_enters_nobody(app: Flask, tmp_path: Path):
    event, file = an_event(), tmp_path / "list.csv"
    file.write_text(HEAD + ELENA + ION, encoding="utf-8")

    answer = run(app, file, "--dry-run")

    assert answer.exit_code == 0
    assert "Rows that can be entered: 1\n" in answer.stdout
    assert "Row 3 (Ion): The family name is missing." in answer.stderr
    assert registrations.find_all(event) == []


def test_a_bad_row_refuses_the_whole_until_it_is_left_out(app: Flask, tmp_path: Path):
    event, file = an_event(), tmp_path / "list.csv"
    file.write_text(HEAD + ELENA + ION, encoding="utf-8")

    assert run(app, file).exit_code == 1
    assert registrations.find_all(event) == []

    answer = run(app, file, "--leave-out-bad", "--silent")
    assert answer.exit_code == 0
    assert "1 registration is entered." in answer.stdout
    assert [each.name for each in registrations.find_all(event)] == ["Elena Țurcanu"]
    assert outbox.count(event, outbox.Filters()) == 0
