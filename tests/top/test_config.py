"""Settings: where they come from, and what a wrong one leads to."""

from __future__ import annotations

import os
import re
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from eventhub.app import create_app
from eventhub.config import SETTINGS, WrongSettings


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    for name in [name for name in os.environ if name.startswith("EVENTHUB_")]:
        monkeypatch.delenv(name)
    return monkeypatch


def test_nothing_needs_to_be_set(environment: pytest.MonkeyPatch, tmp_path: Path):
    app = create_app(instance=tmp_path)

    assert app.config["SQLALCHEMY_DATABASE_URI"] == f"sqlite:///{tmp_path}/eventhub.sqlite"
    assert all(setting.name in app.config for setting in SETTINGS)


def test_the_secret_key_is_made_once_and_readable_by_its_owner_alone(environment: pytest.MonkeyPatch, tmp_path: Path):
    first, second = (create_app(instance=tmp_path).config["SECRET_KEY"] for _ in range(2))

    assert first == second
    assert len(first) >= 43
    assert stat.S_IMODE((tmp_path / "secret-key").stat().st_mode) == 0o600


def test_the_environment_has_the_last_word(environment: pytest.MonkeyPatch, tmp_path: Path):
    (tmp_path / "config.py").write_text('SITE_NAME = "From the file"\nMAIL_PORT = 2525\n', encoding="utf-8")
    environment.setenv("EVENTHUB_SITE_NAME", "From the environment")

    app = create_app(instance=tmp_path)

    assert (app.config["SITE_NAME"], app.config["MAIL_PORT"]) == ("From the environment", 2525)


def test_every_wrong_value_is_named_at_once(environment: pytest.MonkeyPatch, tmp_path: Path):
    environment.setenv("EVENTHUB_MAIL_PORT", "99999")
    environment.setenv("EVENTHUB_BASE_URL", "events.example.org")
    environment.setenv("EVENTHUB_SQLALCHEMY_DATABASE_URI", "mysql://somewhere/else")
    (tmp_path / "config.py").write_text('LANGUAGE = "tlh"\n', encoding="utf-8")

    with pytest.raises(WrongSettings) as wrong:
        create_app(instance=tmp_path)

    for name in ("EVENTHUB_MAIL_PORT", "EVENTHUB_BASE_URL", "EVENTHUB_SQLALCHEMY_DATABASE_URI", "LANGUAGE"):
        assert name in str(wrong.value)


@pytest.mark.parametrize(
    ("settings", "fault"),
    [
        ({"IMAP_SERVER": "imap.example.org"}, "IMAP_USERNAME: name the user of the mailbox"),
        ({"IMAP_ENCRYPTION": "ssl"}, "EVENTHUB_IMAP_ENCRYPTION: choose tls, starttls or none"),
        ({"IMAP_PORT": "0"}, "EVENTHUB_IMAP_PORT: give a whole number from 1 to 65535"),
        ({"IMAP_DONE_FOLDER": "INBOX"}, "IMAP_DONE_FOLDER must not be IMAP_FOLDER"),
    ],
)
def test_a_mailbox_that_could_not_be_read_stops_the_start(
    environment: pytest.MonkeyPatch, tmp_path: Path, settings: dict[str, str], fault: str
):
    for name, value in settings.items():
        environment.setenv(f"EVENTHUB_{name}", value)

    with pytest.raises(WrongSettings, match=fault):
        create_app(instance=tmp_path)


def test_an_instance_folder_that_cannot_be_made_is_told_in_a_sentence(tmp_path: Path):
    (tmp_path / "taken").write_text("a file, not a folder")

    with pytest.raises(WrongSettings, match=r"^EVENTHUB_INSTANCE_PATH: .*taken cannot be used \(File exists\)$"):
        create_app(instance=tmp_path / "taken")


def test_the_file_with_settings_may_be_broken_and_the_answer_is_a_sentence(tmp_path: Path):
    (tmp_path / "config.py").write_text("SITE_NAME = \n", encoding="utf-8")
    command = [sys.executable, "-c", "from eventhub.app import main; main()", "check"]
    answer = subprocess.run(
        command, env=os.environ | {"EVENTHUB_INSTANCE_PATH": str(tmp_path)}, capture_output=True, text=True, check=False
    )

    assert answer.returncode == 1
    assert answer.stderr.startswith("Error: wrong settings: config.py:")
    assert answer.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("address", "name"), [("https://events.example.org/", "__Host-eventhub"), ("http://127.0.0.1:5000", "eventhub")]
)
def test_cookies_are_secure_over_https(environment: pytest.MonkeyPatch, tmp_path: Path, address: str, name: str):
    environment.setenv("EVENTHUB_BASE_URL", address)

    app = create_app(instance=tmp_path)

    assert app.config["SESSION_COOKIE_NAME"] == name
    assert app.config["SESSION_COOKIE_SECURE"] is address.startswith("https")


def test_a_colour_that_cannot_be_read_is_refused_with_one_that_can(environment: pytest.MonkeyPatch, tmp_path: Path):
    environment.setenv("EVENTHUB_BRAND_COLOUR", "#f2a900")
    environment.setenv("EVENTHUB_MASTHEAD_COLOUR", "#9aa7b0")

    with pytest.raises(WrongSettings) as wrong:
        create_app(instance=tmp_path)

    said = re.findall(
        r"EVENTHUB_(\w+): (#\w+) and #\w+ reach a contrast of .+?; the nearest colour that would do is (#\w+)",
        str(wrong.value),
    )
    assert [(name, colour) for name, colour, _fit in said] == [
        ("BRAND_COLOUR", "#f2a900"),
        ("MASTHEAD_COLOUR", "#9aa7b0"),
    ]
    for name, _colour, fit in said:
        environment.setenv(f"EVENTHUB_{name}", fit)
    app = create_app(instance=tmp_path)
    assert [app.config[name] for name, *_others in said] == [fit for *_others, fit in said]


def test_a_colour_may_stand_in_the_file_and_what_is_none_is_refused(environment: pytest.MonkeyPatch, tmp_path: Path):
    (tmp_path / "config.py").write_text('BRAND_COLOUR = "#7A1F4B"\nMASTHEAD_COLOUR = "navy"\n', encoding="utf-8")

    with pytest.raises(WrongSettings, match=r"^MASTHEAD_COLOUR: give a colour such as #0a4f7d$"):
        create_app(instance=tmp_path)


def test_a_logo_that_could_do_harm_stops_the_start(environment: pytest.MonkeyPatch, tmp_path: Path):
    environment.setenv("EVENTHUB_LOGO", "logo.svg")
    harmful = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><script>alert(1)</script></svg>'

    with pytest.raises(WrongSettings, match=r"^LOGO: there is no file logo\.svg in the instance folder$"):
        create_app(instance=tmp_path)
    (tmp_path / "logo.svg").write_text(harmful, encoding="utf-8")
    with pytest.raises(WrongSettings, match=r"^LOGO: logo\.svg contains <script>, which a logo may not$"):
        create_app(instance=tmp_path)
    (tmp_path / "logo.svg").write_text(harmful.replace("script", "title"), encoding="utf-8")
    assert create_app(instance=tmp_path).config["LOGO"] == "logo.svg"
