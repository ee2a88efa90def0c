"""Who sees a material and when, and what it was before."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from eventhub.base.db import session
from eventhub.base.errors import Refused
from eventhub.domain import cosponsorships, facts, materials, uploads
from eventhub.domain.archive import whole
from eventhub.domain.archive.intake import Contradiction
from eventhub.formats import archive
from eventhub.models.cosponsorships import CoSponsorshipStatus
from eventhub.models.events import Event
from eventhub.models.materials import Audience, Material, MaterialVersion
from eventhub.models.registrations import RegistrationStatus
from tests.domain.archives import empty_the_database, take_in
from tests.files import a_pdf
from tests.world import AMINA, NOW, TIAGO, an_event, register

pytestmark = pytest.mark.usefixtures("app")

LATER = NOW + timedelta(days=1)
LINK = "https://example.org/concept-note"


def add(event: Event | None, title: str = "Concept note", **told: Any) -> Material:
    """Enter a material as an organiser."""
    how = {key: told.pop(key) for key in ("url", "upload") if key in told}
    details = {"title": title, "kind": "document", "audience": Audience.PUBLIC} | told
    material = materials.write(event, None, details, by="account:1", now=NOW, **(how or {"url": LINK}))
    session.flush()
    return material


def test_each_sees_what_is_meant_for_them():
    event = an_event(registration_mode="approval")
    amina, tiago = register(event, AMINA), register(event, TIAGO)
    amina.status = RegistrationStatus.CONFIRMED
    cosponsorships.enter(
        event, country="PRT", organisation=None, status=CoSponsorshipStatus.CONFIRMED, by="account:1", now=NOW
    )
    for audience in Audience:
        add(event, audience.value, audience=audience)

    def seen(registration: Any) -> list[str]:
        return [each.title for each in materials.visible(event, now=NOW, registration=registration)]

    assert seen(None) == ["public"]
    assert seen(amina) == ["public", "registered", "confirmed"]
    assert seen(tiago) == ["public", "registered", "co_sponsors"]
    tiago.status = RegistrationStatus.WITHDRAWN
    assert seen(tiago) == ["public"]
    other = an_event(title="Another exchange")
    assert materials.visible(other, now=NOW, registration=amina) == []


def test_what_has_its_time_comes_and_goes():
    event = an_event()
    add(event, "later", shown_from=datetime(2027, 4, 1, 9), shown_until=datetime(2027, 4, 2, 9))
    add(event, "after", shown_after_event=True)

    def seen(now: datetime) -> list[str]:
        return [each.title for each in materials.visible(event, now=now)]

    turn = materials.next_turn(materials.find_by_event(event), now=NOW)
    assert turn is not None
    assert turn.isoformat() == "2027-04-01T07:00:00+00:00"
    assert (seen(NOW), seen(turn), seen(turn + timedelta(days=1))) == ([], ["later"], [])
    assert seen(event.ends_at_utc) == ["after"]
    assert materials.next_turn(materials.find_by_event(event), now=event.ends_at_utc) is None


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"title": ""}, "title"),
        ({"url": "javascript:alert(1)"}, "url"),
        ({"url": "https://example.org/a b"}, "url"),
        ({"shown_from": datetime(2027, 4, 2), "shown_until": datetime(2027, 4, 1)}, "shown_until"),
        ({"shown_from": datetime(2027, 3, 28, 2, 30)}, "shown_from"),
        ({"shown_after_event": True, "shown_until": datetime(2027, 4, 1)}, "shown_until"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(told: dict[str, Any], field: str):
    with pytest.raises(Refused) as refusal:
        add(an_event(), **told)

    assert refusal.value.field == field


def test_nobody_is_registered_for_no_event():
    with pytest.raises(materials.NobodyRegisters):
        add(None, audience=Audience.REGISTERED)


def test_another_file_or_link_is_a_new_version_and_the_same_is_none():
    event = an_event()
    material = add(event)
    upload = uploads.check("note.pdf", a_pdf())

    materials.write(event, material, {"title": "Concept note"}, url=LINK, by="account:1", now=LATER)
    assert [version.url for version in material.versions] == [LINK]
    materials.write(event, material, {"status": "final"}, url=LINK, upload=upload, by="account:1", now=LATER)

    assert (material.url, material.file, material.status) == (None, material.versions[1], "final")
    assert [(each.number, each.url, each.name) for each in material.versions] == [
        (1, LINK, None),
        (2, None, "note.pdf"),
    ]


def test_a_link_that_an_archive_brought_stays_as_the_first_version():
    event = an_event()
    material = Material(key="m", event=event, title="Video", kind="video", url=LINK)
    session.add(material)
    session.flush()

    materials.write(event, material, {}, url="https://example.org/cut", by="account:1", now=LATER)

    assert [(each.url, each.created_at) for each in material.versions] == [
        (LINK, None),
        ("https://example.org/cut", LATER),
    ]


def test_materials_change_places():
    event = an_event()
    first, second = add(event, "first"), add(event, "second")

    materials.move(event, second, up=True, by="account:1", now=NOW)
    materials.move(event, second, up=True, by="account:1", now=NOW)

    assert materials.find_by_event(event) == [second, first]


def test_a_summary_quotes_only_what_is_for_everybody():
    event = an_event()
    add(event, "Public annex", annex="1")
    add(event, "Internal note", audience=Audience.ORGANISERS)

    assert [each.title for each in facts.gather(event, language="en").materials] == ["Public annex"]


def test_files_and_versions_move_with_the_archive(app: Flask):
    event = an_event()
    material = add(event, audience=Audience.CONFIRMED, shown_from=datetime(2027, 4, 1, 9), status="under development")
    materials.write(event, material, {}, upload=uploads.check("note.pdf", a_pdf()), by="account:1", now=LATER)
    add(None, "Guidance", url="https://example.org/guidance")
    session.commit()
    text = archive.write(whole.give_out())
    empty_the_database()

    take_in(archive.read(text.encode()))
    again = take_in(archive.read(text.encode()), now=LATER)

    assert archive.write(whole.give_out()) == text
    assert (dict(again.added), dict(again.changed)) == ({}, {})
    held = session.scalars(select(MaterialVersion).where(MaterialVersion.media_type.is_not(None))).one()
    assert held.content == a_pdf()
    changed = archive.read(text.encode())
    changed["materials"][0]["versions"][1]["sha256"] = "0" * 64
    with pytest.raises((Contradiction, archive.NotAnArchive)):
        archive.read(archive.write(changed).encode())
