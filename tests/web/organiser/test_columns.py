"""A list that no reader knows: somebody says what its columns mean, looks at the outcome, and is not asked again."""

from __future__ import annotations

import re

from flask import Flask

from eventhub.base.db import session
from eventhub.domain import attendance, mappings
from eventhub.models.events import Event
from tests.visitors import Visitor
from tests.web.organiser.test_attendance import a_meeting, a_page, upload
from tests.world import AMINA, an_event, register

LIST = (
    "Naam deelnemer;Adres;In;Uit;Notitie\n"
    "Amina El Idrissi;;15-04-2027 13:58;15-04-2027 16:00;a\n"
    "Sam;sam@x.example;15-04-2027 14:58;15-04-2027 16:00;b\n"
)
MEANT = {"name": "Naam deelnemer", "email": "Adres", "join": "In", "leave": "Uit"}


def hidden(page: str) -> dict[str, str]:
    return dict(re.findall(r'<input id="\w+" name="(table|filename)" type="hidden" value="([^"]*)"', page))


def test_the_columns_are_named_once_and_remembered_until_they_are_forgotten(organiser: Visitor):
    event = a_meeting()
    asked = upload(organiser, event, LIST.encode(), "lijst.csv").get_data(as_text=True)
    assert "What the columns mean" in asked
    assert "Amina El Idrissi" in asked
    form = hidden(asked) | MEANT
    columns = a_page(event, "/columns")

    wrong = organiser.post(columns, hidden(asked) | {"join": "In"}, form_at=a_page(event, "/upload"))
    assert "Say which column holds the names." in wrong.get_data(as_text=True)
    shown = organiser.post(columns, form, form_at=a_page(event, "/upload")).get_data(as_text=True)
    assert "2 connections" in shown
    assert "2027-04-15 13:58:00" in shown
    assert attendance.imports(event) == []

    kept = organiser.post(columns, form | {"keep": "yes"}, form_at=a_page(event, "/upload"))
    assert kept.status_code == 303
    session.expire_all()
    (imported,) = attendance.imports(event)
    assert (imported.platform, imported.filename) == ("mapped", "lijst.csv")

    another = an_event(title="Another exchange")
    register(another, AMINA)
    again = upload(organiser, another, LIST.encode())
    assert again.status_code == 303
    (known,) = mappings.all_of_them()
    organiser.post(a_page(another, f"/columns/{known.id}/forget"), form_at=a_page(another, "/upload"))
    assert mappings.all_of_them() == []
    assert "What the columns mean" in upload(organiser, another, LIST.encode()).get_data(as_text=True)


def test_a_packed_file_that_is_none_is_refused(organiser: Visitor):
    event: Event = a_meeting()
    answer = organiser.post(a_page(event, "/columns"), {"table": "x"}, form_at=a_page(event, "/upload"))
    assert answer.location == a_page(event, "/upload")


def test_the_command_names_columns_too_and_remembers_them(app: Flask, tmp_path):
    event = an_event()
    session.commit()
    slug = event.slug
    file = tmp_path / "lijst.csv"
    file.write_text(LIST, encoding="utf-8")

    def run(*arguments: str):
        return app.test_cli_runner().invoke(args=["attendance", *arguments])

    assert run("import", slug, str(file)).exit_code == 1
    wrong = run("import", slug, str(file), "--column", "Naam deelnemer=who")
    assert wrong.stderr.startswith("Error: “Naam deelnemer=who”: write a title")
    named = [part for meaning, title in MEANT.items() for part in ("--column", f"{title}={meaning}")]
    assert run("import", slug, str(file), "--dry-run", *named).exit_code == 0
    assert run("mappings").stdout == ""
    assert run("import", slug, str(file), *named).exit_code == 0
    assert run("mappings").stdout == "1: Naam deelnemer = name, Adres = email, In = join, Uit = leave\n"
    assert run("import", slug, str(file)).exit_code == 0
    assert run("mappings", "--forget", "1").stdout == ""
    assert run("mappings", "--forget", "1").stderr == "Error: Nothing is remembered under number 1.\n"
