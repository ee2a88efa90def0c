"""The audit log in words, as organisers read it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import pytest

from eventhub.domain import audit, delegations, officials
from eventhub.domain.delegations import FocalPoint
from eventhub.domain.officials import Official
from eventhub.web.organiser import histories
from tests.architecture.house import sources
from tests.world import AMINA, NOW, an_event, register

ACTION = re.compile(r"[a-z_-]+:[a-z_-]+")

OF_NO_EVENT = {"account", "sign-in", "series", "milestone"}
"""What happens outside any event stands on no page."""


def logged(source: str) -> Iterator[str]:
    """Yield every action that a source logs by its whole name."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            words = [*node.args, *(each.value for each in node.keywords if each.arg == "action")]
            is_logging = ast.unparse(node.func).endswith(("audit.record", "steps.take", "steps.record"))
            for word in words if is_logging else []:
                if isinstance(word, ast.Constant) and ACTION.fullmatch(str(word.value)):
                    yield str(word.value)


def test_whatever_is_logged_of_an_event_has_words():
    actions = {action for source in sources().values() for action in logged(source)}

    assert {"event:publish", "registration:approve"} <= actions  # the search finds something
    assert [each for each in sorted(actions - histories.DEEDS.keys()) if each.split(":")[0] not in OF_NO_EVENT] == []


@pytest.mark.usefixtures("app")
def test_who_registered_oneself_is_told_from_whoever_was_registered_by_another():
    event = an_event()
    delegation = delegations.issue(
        event, FocalPoint("Hassan Alaoui", "hassan@maec.example"), country="MAR", by="account:1", now=NOW
    )
    alone = register(event, AMINA)
    (entered,) = officials.enter(
        delegation, [Official("Youssef", "Bennani", "y.bennani@maec.example")], by="focal_point", now=NOW
    )

    (own,), (others,) = (histories.tell(audit.find_by_subject(each)) for each in (alone, entered))

    assert (own.who, own.deed, own.detail) == ("Amina El Idrissi", "registered", None)
    assert (others.who, others.deed, others.detail) == (
        "The focal point",
        "registered a participant",
        "Youssef Bennani",
    )
