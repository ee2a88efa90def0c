"""The door in a real browser: a camera that sees a code, one that is refused, and answers without leaving the page."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from eventhub.base import clock
from eventhub.base.db import session
from eventhub.domain import checkins, events, registrations
from eventhub.formats import qr
from eventhub.models.checkins import Door
from tests.browser.conftest import LAUNCH
from tests.browser.install import find
from tests.browser.server import serving
from tests.world import AMINA, TIAGO, an_event

pytestmark = pytest.mark.browser

SIZE = (640, 480)


def film(code: str, file: Path) -> Path:
    """Write a film of a code as a camera sees it: an uncompressed picture, shown twice and then again."""
    picture = Image.new("L", SIZE, 200)
    picture.paste(Image.open(BytesIO(qr.draw(code))).convert("L").rotate(4, fillcolor=200), (180, 120))
    grey = bytes([128]) * (SIZE[0] * SIZE[1] // 2)
    head = f"YUV4MPEG2 W{SIZE[0]} H{SIZE[1]} F10:1 Ip A1:1 C420jpeg\n".encode()
    file.write_bytes(head + (b"FRAME\n" + picture.tobytes() + grey) * 2)
    return file


@contextmanager
def looking(browser: Browser, seen: Path) -> Iterator[Page]:
    """A telephone whose camera is allowed and sees a film."""
    camera = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]
    camera.append(f"--use-file-for-fake-video-capture={seen}")
    chromium = browser.browser_type.launch(executable_path=find(), args=[*LAUNCH, *camera])
    yield chromium.new_page(viewport={"width": 360, "height": 740})
    chromium.close()


def a_door(app: Flask) -> dict[str, str]:
    """An exchange that is about to begin, with its helpers' link and the codes of two people."""
    with app.app_context():
        now = clock.now()
        starts = now.replace(second=0, microsecond=0, tzinfo=None) + timedelta(minutes=30)
        times = {
            "starts_at": starts,
            "ends_at": starts + timedelta(hours=2),
            "timezone": "UTC",
            "modality": "in_person",
        }
        event = an_event(**times)
        other = an_event(title="Briefing on data", **times)
        amina = registrations.register(event, AMINA, now=now)
        tiago = registrations.register(other, TIAGO, now=now)
        checkins.open_to_helpers(event, by="command", now=now)
        session.commit()
        secret = app.config["SECRET_KEY"]
        return {
            "slug": event.slug,
            "link": f"/door/{checkins.helpers_token(event, secret=secret)}",
            "amina": checkins.code(amina, secret=secret),
            "tiago": checkins.code(tiago, secret=secret),
        }


def test_a_camera_that_sees_a_code_checks_its_person_in(browser: Browser, bare_app: Flask, tmp_path: Path):
    door = a_door(bare_app)
    with serving(bare_app) as site, looking(browser, film(door["amina"], tmp_path / "code.y4m")) as page:
        page.goto(site + door["link"])
        page.get_by_role("button", name="Scan with the camera").click()

        answer = page.locator("[data-answers]")
        expect(answer.get_by_role("heading", name="Checked in")).to_be_visible(timeout=20_000)
        expect(answer).to_contain_text("Amina El Idrissi")
        expect(page.locator("[data-arrived]")).to_have_text("1")
        page.get_by_role("button", name="Stop the camera").click()

        page.get_by_label("Code under the QR picture").fill(door["amina"].lower())
        page.get_by_role("button", name="Check in", exact=True).click()
        expect(answer.get_by_role("heading", name="Already in since")).to_be_visible()
        page.get_by_label("Code under the QR picture").fill(door["tiago"])
        page.keyboard.press("Enter")
        expect(answer).to_contain_text("This code is for another event: Briefing on data.")
        page.get_by_label("Code under the QR picture").fill("7KQ4")
        page.keyboard.press("Enter")
        expect(answer).to_contain_text("We do not know this code.")
        assert page.url == site + door["link"]

    with bare_app.app_context():
        (row,) = checkins.standing(events.get(door["slug"]))
        assert (row.door, row.by) == (Door.QR, checkins.HELPER)


def test_a_camera_that_is_refused_is_said_kindly_and_the_rest_goes_on(page: Page, bare_app: Flask):
    door = a_door(bare_app)
    with serving(bare_app) as site:
        page.goto(site + door["link"])
        page.get_by_role("button", name="Scan with the camera").click()
        expect(page.get_by_text("The camera was refused or is not there.")).to_be_visible()
        expect(page.get_by_role("button", name="Stop the camera")).to_be_hidden()

        page.get_by_label("Name, ministry or organisation").fill("idrissi")
        page.get_by_role("button", name="Search").click()
        page.get_by_role("button", name="Check in Amina El Idrissi").click()
        expect(page.get_by_role("heading", name="Checked in")).to_be_visible()
        page.get_by_role("group", name="Answer").get_by_role("button", name="Undo").click()
        expect(page.get_by_text("The check-in of Amina El Idrissi is undone.")).to_be_visible()
