"""The rules of the house hold, and each is shown to fail when it is broken."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from tests.architecture import house

RULES = {
    "floors": house.broken_floors,
    "chapters": house.broken_chapters,
    "no Flask below mail": house.flask_below_mail,
    "no commit below mail": house.commits_below_mail,
    "no database in doors and formats": house.databases_in_doors_and_formats,
    "audiences apart": house.audiences_that_meet,
    "names that say something": house.words_we_avoid,
    "empty packages": house.packages_that_speak,
}

BREAKS = {
    "floors": {"eventhub.models.people": "from eventhub.domain import people\n"},
    "chapters": {"eventhub.domain.outbox": "from eventhub.domain import summaries\n"},
    "no Flask below mail": {"eventhub.domain.people": "from flask import url_for\n"},
    "no commit below mail": {"eventhub.domain.people": "session.commit()\n"},
    "no database in doors and formats": {"eventhub.web.public.events": "from sqlalchemy import select\n"},
    "audiences apart": {"eventhub.web.public.events": "from eventhub.web.organiser.events import bp\n"},
    "names that say something": {"eventhub.domain.utils": ""},
    "empty packages": {"eventhub.domain": "from eventhub.domain import people\n"},
}


@pytest.mark.parametrize("rule", RULES)
def test_the_house_keeps_its_rule(rule: str):
    assert RULES[rule](house.sources()) == []


@pytest.mark.parametrize("rule", RULES)
def test_the_rule_is_noticed_when_broken(rule: str):
    assert RULES[rule](house.sources() | BREAKS[rule])


@pytest.mark.parametrize("direction", ["web to cli", "cli to web", "formats to session"])
def test_doors_do_not_use_each_other_and_formats_know_no_session(direction: str):
    broken, rule = {
        "web to cli": ({"eventhub.web.health": "import eventhub.cli.users\n"}, house.broken_floors),
        "cli to web": ({"eventhub.cli.users": "import eventhub.web.health\n"}, house.broken_floors),
        "formats to session": (
            {"eventhub.formats.ical": "from eventhub.base.db import session\n"},
            house.databases_in_doors_and_formats,
        ),
    }[direction]

    assert rule(broken)


def test_no_file_holds_two_things():
    assert house.long_files(house.readable_files()) == []
    assert house.long_files({"eventhub/long.py": "x\n" * 401})


def test_no_template_is_an_orphan():
    files = house.readable_files()
    templates = {name.removeprefix("templates/"): text for name, text in files.items() if name.startswith("templates/")}

    assert house.orphan_templates(templates, house.sources()) == []
    assert house.orphan_templates({"public/nobody.html": ""}, {"eventhub.web.public.events": "x = 1"})


def guarded(app: Flask) -> list[tuple[str, str]]:
    """Every address behind sign-in, with a method it takes; of a choice of words the first stands for all."""
    return [
        (re.sub(r"<any\((\w+)[^>]*>", r"\1", rule.rule), method)
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/organiser")
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})
    ]


def test_every_guarded_page_refuses_strangers(app: Flask):
    app.config["WTF_CSRF_ENABLED"] = False
    client, pages = app.test_client(), guarded(app)

    assert len(pages) > 20
    for address, method in pages:
        path = "/".join("1" if part.startswith("<") else part for part in address.split("/"))
        response = client.open(path, method=method)
        assert response.status_code == 303, f"{method} {address} lets strangers in"
        assert response.location == "/account/sign-in"


def test_an_unguarded_page_would_be_noticed(app: Flask):
    app.config["WTF_CSRF_ENABLED"] = False
    app.add_url_rule("/organiser/open-door", view_func=lambda: "welcome")

    assert ("/organiser/open-door", "GET") in guarded(app)
    assert app.test_client().get("/organiser/open-door").status_code == 200
