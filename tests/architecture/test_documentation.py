"""Every setting, command and address stands in docs/, and docs/ names none that does not exist."""

from __future__ import annotations

import re
from collections.abc import Iterator

import click
from flask import Flask

from eventhub.config import PREFIX, SETTINGS
from tests.architecture.house import ROOT

DOCS = ROOT / "docs"


def commands(group: click.Group, context: click.Context, before: str = "") -> Iterator[str]:
    """Yield every command as it is typed after `eventhub`."""
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if isinstance(command, click.Group) and name != "db":
            yield from commands(command, context, f"{before}{name} ")
        else:
            yield before + name


def undocumented(names: list[str], page: str) -> list[str]:
    return [name for name in names if f"`{name}" not in page]


def addresses(app: Flask) -> list[str]:
    """Every public and account address, converters left out; the organiser's side is documented as one."""
    rules = {re.sub(r"<(?:\w+(?:\([^)]*\))?:)?(\w+)>", r"<\1>", rule.rule) for rule in app.url_map.iter_rules()}
    return sorted(rule for rule in rules if not rule.startswith(("/organiser", "/static")))


def test_every_setting_is_documented():
    page = (DOCS / "settings.md").read_text(encoding="utf-8")

    assert undocumented([PREFIX + setting.name for setting in SETTINGS], page) == []
    assert undocumented(["EVENTHUB_NEW"], page) == ["EVENTHUB_NEW"]


def test_no_setting_is_documented_that_does_not_exist():
    page = (DOCS / "settings.md").read_text(encoding="utf-8")
    known = {PREFIX + setting.name for setting in SETTINGS} | {"EVENTHUB_INSTANCE_PATH"}

    assert set(re.findall(r"`(EVENTHUB_[A-Z_]+)", page)) <= known


def test_every_command_is_documented(app: Flask):
    page = (DOCS / "commands.md").read_text(encoding="utf-8")
    offered = [f"eventhub {each}" for each in commands(app.cli, click.Context(app.cli))]

    assert len(offered) > 10
    assert undocumented([*offered, "eventhub db"], page) == []
    assert undocumented(["eventhub abolish"], page) == ["eventhub abolish"]


def test_every_address_is_documented(app: Flask):
    page = (DOCS / "addresses.md").read_text(encoding="utf-8")

    assert undocumented(addresses(app), page) == []
