"""The settings: what each means, its default, and what counts as a wrong value.

They are read from `instance/config.py`, then from `EVENTHUB_*` environment variables. None is required; wrong
values stop the start, all named at once. docs/settings.md lists them, and a test holds the page to this list.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from flask import Config
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from eventhub.base.i18n import LANGUAGES
from eventhub.web import brand

PREFIX = "EVENTHUB_"


class WrongSettings(Exception):
    """One or more settings have values that cannot be right; the message names them all."""


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting: its name, how to read its text, its default, and its meaning for the documentation."""

    name: str
    read: Callable[[str], Any]
    default: Any
    meaning: str


def _text(value: str) -> str:
    return value


def _yes_or_no(value: str) -> bool:
    words = {"1": True, "true": True, "yes": True, "on": True, "0": False, "false": False, "no": False, "off": False}
    if value.strip().lower() not in words:
        raise ValueError("say yes or no")
    return words[value.strip().lower()]


def _whole_number(least: int, most: int) -> Callable[[str], int]:
    def read(value: str) -> int:
        if not value.strip().isdecimal() or not least <= int(value) <= most:
            raise ValueError(f"give a whole number from {least} to {most}")
        return int(value)

    return read


def _database(value: str) -> str:
    try:
        url = make_url(value)
    except ArgumentError:
        raise ValueError("give a database address such as postgresql+psycopg://user@host/name") from None
    if url.get_backend_name() == "postgresql":
        return url.set(drivername="postgresql+psycopg").render_as_string(hide_password=False)
    if url.get_backend_name() != "sqlite":
        raise ValueError("only sqlite and postgresql are supported")
    return value


def _base_url(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.netloc or parts.query or parts.fragment:
        raise ValueError("give an address such as https://events.example.org")
    return value.rstrip("/")


def _language(value: str) -> str:
    if value not in LANGUAGES:
        raise ValueError(f"choose one of {', '.join(LANGUAGES)}")
    return value


def _synchronous(value: str) -> str:
    if value.upper() not in {"FULL", "NORMAL"}:
        raise ValueError("choose FULL or NORMAL")
    return value.upper()


def _encryption(value: str) -> str:
    if value.lower() not in {"tls", "starttls", "none"}:
        raise ValueError("choose tls, starttls or none")
    return value.lower()


def _address(value: str) -> str:
    local, at, domain = value.rpartition("@")
    if not (local and at and domain) or any(letter in value for letter in "\r\n <>,"):
        raise ValueError("give one plain e-mail address such as events@example.org")
    return value


def _fonts(value: str) -> Path:
    if not Path(value).exists():
        raise ValueError(f"there is no file or folder {value}")
    return Path(value)


SETTINGS = (
    Setting(
        "SECRET_KEY",
        _text,
        None,
        "Signs sessions and private links. Made at first start and kept in the instance folder, mode 600.",
    ),
    Setting(
        "SQLALCHEMY_DATABASE_URI",
        _database,
        None,
        "The database. A SQLite file in the instance folder by default; `postgresql://user@host/name` for "
        "PostgreSQL (needs the extra `postgres`).",
    ),
    Setting(
        "SQLITE_SYNCHRONOUS",
        _synchronous,
        "FULL",
        "`FULL` loses nothing confirmed in a power cut; `NORMAL` is many times faster and may lose the last moments.",
    ),
    Setting(
        "BASE_URL",
        _base_url,
        None,
        "The public address of this installation, written into mails, calendars and feeds, for example "
        "`https://events.example.org`. The address of the server by default.",
    ),
    Setting(
        "SITE_NAME",
        _text,
        "EventHub",
        "The name in the header, the titles and the mails.",
    ),
    Setting(
        "BRAND_COLOUR",
        brand.read_brand,
        str(brand.shipped("tokens")["fill"]),
        "The colour of buttons and links. Hover and dark surroundings are computed from it; a colour that could not be "
        "read on the pages is refused, with the nearest that could.",
    ),
    Setting(
        "MASTHEAD_COLOUR",
        brand.read_masthead,
        str(brand.shipped("tokens")["masthead"]),
        "The ground of the masthead, dark enough for white letters.",
    ),
    Setting(
        "LOGO",
        _text,
        "",
        "Your logo beside the name, for the masthead's dark ground: an SVG or PNG file in the instance folder, at most "
        "16 KB. The name stands beside it, so screen readers pass the picture over.",
    ),
    Setting(
        "LANGUAGE",
        _language,
        "en",
        "The language shown to visitors who ask for none that we have.",
    ),
    Setting(
        "CONTACT_EMAIL",
        _address,
        "events@eventhub.example",
        "Where participants and organisers can write; shown in the footer and the privacy notice.",
    ),
    Setting(
        "MAIL_SERVER",
        _text,
        "",
        "The SMTP server. While empty, mail is written as files to `instance/mail/`.",
    ),
    Setting(
        "MAIL_PORT",
        _whole_number(1, 65535),
        25,
        "The port of the SMTP server.",
    ),
    Setting(
        "MAIL_USE_TLS", _yes_or_no, False, "Start TLS on the SMTP connection (STARTTLS); the certificate is checked."
    ),
    Setting(
        "MAIL_USE_SSL",
        _yes_or_no,
        False,
        "Speak TLS from the first byte (SMTPS); the certificate is checked.",
    ),
    Setting(
        "MAIL_USERNAME",
        _text,
        "",
        "The SMTP user, where the server asks for one.",
    ),
    Setting(
        "MAIL_PASSWORD",
        _text,
        "",
        "The password of the SMTP user.",
    ),
    Setting(
        "MAIL_DEFAULT_SENDER",
        _address,
        "events@eventhub.example",
        "The address all mail comes from; also the ORGANIZER of calendar invitations, so that calendar programs "
        "accept updates.",
    ),
    Setting(
        "MAIL_AUTHSERV_ID",
        _text,
        "",
        "The name by which your own receiving mail server signs its `Authentication-Results`. Then an answer counts "
        "only if that server vouches for its sender; while empty, the address in From is believed.",
    ),
    Setting("IMAP_SERVER", _text, "", "The IMAP server of the mailbox that answers and returned mail come to."),
    Setting("IMAP_PORT", _whole_number(1, 65535), 993, "The port of the IMAP server."),
    Setting(
        "IMAP_ENCRYPTION",
        _encryption,
        "tls",
        "`tls` from the first byte, `starttls`, or `none`; a certificate is checked.",
    ),
    Setting("IMAP_USERNAME", _text, "", "The user of the mailbox."),
    Setting("IMAP_PASSWORD", _text, "", "The password of that user."),
    Setting("IMAP_FOLDER", _text, "INBOX", "The folder that is read."),
    Setting(
        "IMAP_DONE_FOLDER",
        _text,
        "EventHub",
        "Where messages are moved once they have been read; made where it is missing.",
    ),
    Setting(
        "MAX_CONTENT_LENGTH", _whole_number(10_000, 1_000_000_000), 16 * 1024 * 1024, "The largest upload in bytes."
    ),
    Setting(
        "MAX_FORM_MEMORY_SIZE",
        _whole_number(10_000, 100_000_000),
        500_000,
        "The largest form without its files, in bytes.",
    ),
    Setting(
        "MAX_FORM_PARTS",
        _whole_number(100, 100000),
        1000,
        "The largest number of fields in a form.",
    ),
    Setting(
        "STYLE_PAGE",
        _yes_or_no,
        False,
        "Whether `/style` shows every component of the pages; for those who build them. `make run` switches it on.",
    ),
    Setting(
        "RETENTION_MONTHS",
        _whole_number(1, 600),
        24,
        "For how many months after an event names are kept, where the event does not say otherwise. Then only what is "
        "counted stays.",
    ),
    Setting(
        "ATTENDANCE_RETENTION_MONTHS",
        _whole_number(1, 600),
        6,
        "For how many months after an event the platforms' records keep names and addresses. The figures stay.",
    ),
    Setting(
        "SENSITIVE_RETENTION_DAYS",
        _whole_number(1, 3650),
        30,
        "For how many days after an event accessibility needs, answers to sensitive questions and files are kept.",
    ),
    Setting(
        "PDF_FONTS",
        _fonts,
        None,
        "A font file, or a folder of them, for what FiraGO cannot print: Chinese above all, for example "
        "`/usr/share/fonts/opentype/noto`. Without it a PDF in Chinese is refused with that reason.",
    ),
    Setting(
        "TRUSTED_PROXIES",
        _whole_number(0, 10),
        0,
        "How many reverse proxies stand in front and set `X-Forwarded-For`, `-Proto` and `-Host`.",
    ),
)
"""Every setting there is. MAIL_* are Flask-Mail's, MAX_* and SECRET_KEY Flask's, SQLALCHEMY_* Flask-SQLAlchemy's."""

FIXED = {
    "WTF_CSRF_TIME_LIMIT": None,  # an hour would throw away long forms
    "WTF_CSRF_SSL_STRICT": False,  # private pages send no Referer; token and cookie carry the proof
    "SQLALCHEMY_TRACK_MODIFICATIONS": False,
    "SESSION_COOKIE_HTTPONLY": True,
    "SESSION_COOKIE_SAMESITE": "Lax",
    "REMEMBER_COOKIE_HTTPONLY": True,
    "BABEL_DEFAULT_LOCALE": "en",
    "BABEL_TRANSLATION_DIRECTORIES": str(Path(__file__).parent / "translations"),
}
"""What is not for the installation to choose."""


def load(config: Config, instance: Path, environment: Mapping[str, str], overrides: Mapping[str, Any]) -> None:
    """Fill the configuration: defaults, instance/config.py, the environment, overrides; the last word wins."""
    config.from_mapping({setting.name: setting.default for setting in SETTINGS})
    config.from_mapping(FIXED)
    faults: list[str] = []
    _read_file(config, instance / "config.py", faults)
    for setting in SETTINGS:
        text = environment.get(PREFIX + setting.name)
        if text is not None:
            config[setting.name] = _checked(setting, text, PREFIX + setting.name, faults)
    config.update(overrides)
    _check_logo(config, instance, faults)
    if config["MAIL_USE_TLS"] and config["MAIL_USE_SSL"]:
        faults.append("MAIL_USE_TLS and MAIL_USE_SSL exclude each other")
    faults += _mailbox_faults(config)
    if faults:
        raise WrongSettings("; ".join(faults))
    _fill_in(config, instance)


def instance_path(environment: Mapping[str, str] = os.environ) -> Path:
    """Return the folder of data and settings: EVENTHUB_INSTANCE_PATH, or instance/ beside the package."""
    chosen = environment.get("EVENTHUB_INSTANCE_PATH")
    return Path(chosen).absolute() if chosen else Path(__file__).parent.parent / "instance"


def _read_file(config: Config, file: Path, faults: list[str]) -> None:
    if not file.exists():
        return
    try:
        config.from_pyfile(str(file))
    except Exception as error:  # whatever the file does, the answer is one sentence
        faults.append(f"{file.name}: {error}")
        return
    for setting in SETTINGS:
        value = config[setting.name]
        if value is not None and value != setting.default:
            config[setting.name] = _checked(setting, str(value), setting.name, faults)


def _checked(setting: Setting, text: str, name: str, faults: list[str]) -> Any:
    try:
        return setting.read(text)
    except ValueError as error:
        faults.append(f"{name}: {error}")
        return setting.default


def _mailbox_faults(config: Config) -> list[str]:
    if config["IMAP_SERVER"] and not config["IMAP_USERNAME"]:
        return ["IMAP_USERNAME: name the user of the mailbox"]
    return ["IMAP_DONE_FOLDER must not be IMAP_FOLDER"] if config["IMAP_DONE_FOLDER"] == config["IMAP_FOLDER"] else []


def _check_logo(config: Config, instance: Path, faults: list[str]) -> None:
    try:
        if config["LOGO"]:
            brand.read_logo(instance, config["LOGO"])
    except (OSError, ValueError) as error:
        faults.append(f"LOGO: {error}")


def _fill_in(config: Config, instance: Path) -> None:
    try:
        instance.mkdir(parents=True, exist_ok=True)
        config["SECRET_KEY"] = config["SECRET_KEY"] or _kept_secret(instance / "secret-key")
    except OSError as error:
        raise WrongSettings(f"EVENTHUB_INSTANCE_PATH: {error.filename} cannot be used ({error.strerror})") from None
    if config["SQLALCHEMY_DATABASE_URI"] is None:
        config["SQLALCHEMY_DATABASE_URI"] = f"sqlite:///{instance / 'eventhub.sqlite'}"
    is_secure = (config["BASE_URL"] or "").startswith("https://")
    config["SESSION_COOKIE_SECURE"] = is_secure
    config["SESSION_COOKIE_NAME"] = "__Host-eventhub" if is_secure else "eventhub"


def _kept_secret(file: Path) -> str:
    """Return the installation's secret, made at first start; two processes starting at once agree on one."""
    if not file.exists():
        draft = file.with_name(f"{file.name}.{secrets.token_hex(4)}")
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(48), encoding="ascii")
        try:
            os.link(draft, file)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return file.read_text(encoding="ascii").strip()
