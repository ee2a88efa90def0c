"""Accounts from the command line."""

from __future__ import annotations

from flask import Flask

from tests.visitors import Visitor


def test_an_account_is_added_and_its_link_signs_in(app: Flask):
    runner = app.test_cli_runner()

    added = runner.invoke(args=["user", "add", "Ines@Example.org", "--role", "organiser"])
    link = runner.invoke(args=["user", "link", "ines@example.org"]).output.strip()

    assert added.output == "ines@example.org is organiser.\n"
    assert link.startswith("http://127.0.0.1:5000/account/sign-in/")
    assert Visitor(app).post(link.removeprefix("http://127.0.0.1:5000")).status_code == 303


def test_an_unknown_role_is_wrong_usage_and_a_wrong_address_is_refused(app: Flask):
    runner = app.test_cli_runner()

    assert runner.invoke(args=["user", "add", "ines@example.org", "--role", "king"]).exit_code == 2
    refused = runner.invoke(args=["user", "add", "ines", "--role", "reader"])

    assert refused.exit_code == 1
    assert refused.stderr == "Error: Enter an e-mail address in the form name@example.org.\n"
    assert refused.stdout == ""


def test_no_link_is_printed_for_nobody(app: Flask):
    refused = app.test_cli_runner().invoke(args=["user", "link", "nobody@example.org"])

    assert (refused.exit_code, refused.stdout) == (1, "")
    assert "nobody@example.org" in refused.stderr
