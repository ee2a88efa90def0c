"""Every public feed, judged by programs that others wrote, two of which subscribe over HTTP as their users do."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Browser

from eventhub.base.db import session
from eventhub.domain import lifecycle, personal_calendars, registrations
from eventhub.models.events import Event
from tests.browser.server import serving
from tests.conftest import SECRET
from tests.formats import rfc5545
from tests.judges import judges, thunderbird
from tests.judges.install import MISSING, find_command
from tests.judges.life import NIGHTS, plan_programme
from tests.world import AMINA, NOW, an_event, register

FEEDS = (
    "/calendar.ics",
    "/ar/calendar.ics",
    "/zh/calendar.ics",
    "/kinds/peer_learning_exchange.ics",
    "/themes/alternatives-to-detention.ics",
    "/milestones.ics",
    "/next-steps.ics",
)

CONFIGURATION = """
[general]
status_path = "{folder}/status"
[pair events]
a = "site"
b = "here"
collections = null
[storage site]
type = "http"
url = "{feed}"
[storage here]
type = "filesystem"
path = "{folder}/events"
fileext = ".ics"
"""

KHAL = """
[calendars]
[[events]]
path = {folder}/events
readonly = True
[locale]
local_timezone = UTC
default_timezone = UTC
timeformat = %H:%M
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%d %H:%M
longdatetimeformat = %Y-%m-%d %H:%M
[sqlite]
path = {folder}/khal.db
"""


@pytest.fixture
def feeds(app: Flask, client: FlaskClient) -> dict[str, bytes]:
    """Every public feed, the file of each event, and a person's own calendar."""
    planned = plan_programme()
    files = [f"/events/{event.slug}.ics" for event in planned]
    answers = {address: client.get(address) for address in (*FEEDS, *files, _calendar_of_amina(planned))}
    return {address: answer.data for address, answer in answers.items() if answer.status_code == 200}


def _calendar_of_amina(planned: Sequence[Event]) -> str:
    """Let Amina come to all that stands but for one event that she leaves again; return the address of her calendar."""
    mine = [register(event, AMINA) for event in planned[1:]]
    registrations.withdraw(mine[0], by="self", now=NOW)
    calendar = personal_calendars.open_for(mine[0], now=NOW)
    assert calendar is not None
    session.commit()
    return f"/calendar/{personal_calendars.link_token(calendar, secret=SECRET)}.ics"


def test_the_linter_finds_no_fault(feeds: dict[str, bytes]):
    assert len(feeds) == len(FEEDS) + len(NIGHTS) + 1
    (own,) = (stream for address, stream in feeds.items() if address.startswith("/calendar/"))
    assert len(rfc5545.readings(own)) == len(NIGHTS) - 1
    assert {address: rfc5545.faults(stream) for address, stream in feeds.items()} == {each: [] for each in feeds}


def test_icalendar_vobject_and_libical_read_what_is_meant(feeds: dict[str, bytes]):
    for stream in feeds.values():
        for read in (judges.icalendar, judges.vobject, judges.libical()):
            assert read(stream) == rfc5545.readings(stream)


def test_ical_js_reads_what_is_meant(feeds: dict[str, bytes], browser: Browser):
    streams = list(feeds.values())

    assert judges.ical_js(browser, streams) == [rfc5545.readings(stream) for stream in streams]


def test_thunderbird_reads_what_is_meant(feeds: dict[str, bytes], tmp_path: Path):
    streams = list(feeds.values())

    with thunderbird.running(tmp_path) as copy:
        assert copy.read(streams) == [rfc5545.readings(stream) for stream in streams]


@pytest.fixture
def address(bare_app: Flask) -> Iterator[str]:
    """The address of a site with that programme, served."""
    with bare_app.app_context():
        plan_programme()
        session.remove()
    with serving(bare_app) as site:
        yield site


def test_vdirsyncer_and_khal_subscribe_and_follow(address: str, bare_app: Flask, tmp_path: Path):
    (tmp_path / "vdirsyncer").write_text(CONFIGURATION.format(folder=tmp_path, feed=f"{address}/calendar.ics"))
    (tmp_path / "khal").write_text(KHAL.format(folder=tmp_path))
    (tmp_path / "events").mkdir()
    run("vdirsyncer", "discover", folder=tmp_path)

    first = subscribed(address, bare_app, tmp_path)
    with bare_app.app_context():
        lifecycle.cancel(an_event(title="Called off; soon, after"), by="account:1", now=NOW)
        session.commit()
        session.remove()
    second = subscribed(address, bare_app, tmp_path)

    assert len(second - first) == 1
    assert first < second


def subscribed(address: str, app: Flask, folder: Path) -> set[rfc5545.Reading]:
    """Sync, and see that both programs have every entry as it is meant; return the entries."""
    run("vdirsyncer", "sync", folder=folder)
    meant = rfc5545.readings(app.test_client().get("/calendar.ics").data)
    kept = [file.read_bytes() for file in (folder / "events").glob("*.ics")]
    whole = [re.sub(rb"\r?\n", b"\r\n", each) + b"\r\n" for each in kept]
    assert nameless(set().union(*map(rfc5545.readings, whole))) == nameless(meant)
    options = ("--format", "{status}|{title}", "--day-format", "", "2027-03-01", "400d")
    shown = "".join(run("khal", "list", *options, folder=folder).split())
    for each in meant:
        assert f"{each.status}|{''.join(each.summary.split())}" in shown
    return meant


def nameless(entries: set[rfc5545.Reading]) -> set[rfc5545.Reading]:
    """Leave UIDs out of sight: this program gives what it finds on the web names of its own."""
    return {replace(each, uid="") for each in entries}


def run(program: str, *arguments: str, folder: Path) -> str:
    """Run one of the two programs on the test's own configuration; it must not complain."""
    command = find_command(program)
    if command is None:
        pytest.skip(MISSING)
    settings = {"VDIRSYNCER_CONFIG": str(folder / "vdirsyncer"), "HOME": str(folder), "PATH": os.environ["PATH"]}
    options = ["-c", str(folder / "khal"), "--no-color"] if program == "khal" else []
    command_line, settings = [command, *options, *arguments], settings | {"LC_ALL": "C.UTF-8"}
    done = subprocess.run(command_line, env=settings, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    assert "error" not in done.stderr.lower(), done.stderr
    return done.stdout
