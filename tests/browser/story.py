"""What the story needs around the browser: a site on a real server, a mailbox behind a real SMTP server, time."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from email.message import EmailMessage
from pathlib import Path

from flask import Flask
from icalendar import Calendar, Event
from playwright.sync_api import Page
from werkzeug.serving import make_server

from eventhub.app import create_app
from eventhub.base import clock
from eventhub.base.db import db
from eventhub.mail import sending
from tests.mail import postbox
from tests.mail.postbox import Postbox


class Mailbox(Postbox):
    """Everybody's mail, as it came in by SMTP."""

    def last_to(self, address: str) -> EmailMessage:
        """Return the latest message to an address."""
        return next(message for message in reversed(self.letters) if address in message["To"])

    def link_to(self, address: str, path: str) -> str:
        """Return the link under `path` in the latest message to an address, as a reader would follow it."""
        body = self.last_to(address).get_body(("plain",))
        assert body is not None
        found = re.search(rf"https?://[^\s<>]+?{path}[\w.-]+(?![\w./-])", body.get_content())
        assert found, body.get_content()
        return found[0]

    def invitation_to(self, address: str) -> tuple[str, Event]:
        """Return method and entry of the calendar part in the latest message to an address."""
        for part in self.last_to(address).walk():
            if part.get_content_type() == "text/calendar":
                calendar = Calendar.from_ical(part.get_content())
                return str(calendar["METHOD"]), calendar.walk("VEVENT")[0]
        raise AssertionError("the message holds no calendar part")


class Site:
    """A site being served, whose outbox is emptied when the story says so."""

    def __init__(self, app: Flask, address: str, mailbox: Mailbox) -> None:
        self.app, self.address, self.mailbox = app, address, mailbox

    def deliver(self) -> None:
        """Send what is in the outbox through the SMTP server."""
        with self.app.app_context():
            while delivered := sending.deliver(now=clock.now()):
                assert not delivered.failed
                assert not delivered.refused
            db.session.remove()


@contextmanager
def serve(database: str, folder: Path) -> Iterator[Site]:
    """Serve the application on this database, its mail going to a real SMTP server."""
    mailbox = Mailbox()
    receiver = postbox.serve(mailbox)
    settings = {
        "SQLALCHEMY_DATABASE_URI": database,
        "SECRET_KEY": "a secret for tests only",
        "SQLITE_SYNCHRONOUS": "NORMAL",
        "MAIL_SERVER": "127.0.0.1",
        "MAIL_PORT": receiver.port,
        "MAIL_DEFAULT_SENDER": "events@example.org",
    }
    app = create_app(settings, instance=folder)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    address = f"http://127.0.0.1:{server.server_port}"
    app.config["BASE_URL"] = address
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield Site(app, address, mailbox)
    finally:
        server.shutdown()
        thread.join()
        receiver.stop()
        with app.app_context():
            db.engine.dispose()


def fill(page: Page, **fields: str | bool) -> None:
    """Fill in the form on a page by the names of its fields."""
    for name, value in fields.items():
        field = page.locator(f'main [name="{name}"]').first
        kind = field.evaluate("element => element.type")
        if isinstance(value, bool):
            field.set_checked(value)
        elif kind == "radio":
            page.locator(f'main [name="{name}"][value="{value}"]').check()
        elif kind == "select-one":
            field.select_option(value)
        else:
            field.fill(value)


def press(page: Page, name: str) -> None:
    """Press the button of this name in the page's main part, and wait for the answer."""
    with page.expect_navigation():
        page.locator("main").get_by_role("button", name=name).first.click()


def submit(page: Page) -> None:
    """Send the page's form, whatever its button says."""
    with page.expect_navigation():
        page.locator('main form button[type="submit"]').last.click()


def follow(page: Page, name: str) -> None:
    """Follow the link of this name in the page's main part."""
    with page.expect_navigation():
        page.locator("main").get_by_role("link", name=name).first.click()


def zoom_export(starts: datetime, people: list[tuple[str, str, int, int]]) -> bytes:
    """Return a Zoom participants file: display name, address, minutes after the start of joining and leaving."""
    lines = ["Name (Original Name),User Email,Join Time,Leave Time,Duration (Minutes),Guest,Recording Consent"]
    for name, email, joined, left in people:
        times = [(starts + timedelta(minutes=minute)).strftime("%m/%d/%Y %I:%M:%S %p") for minute in (joined, left)]
        lines.append(f"{name},{email},{times[0]},{times[1]},{left - joined},Yes,Y")
    return ("\ufeff" + "\r\n".join(lines) + "\r\n").encode()
