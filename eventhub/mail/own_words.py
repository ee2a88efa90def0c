"""An event's own words, filled in for one reader: as plain text, and as HTML in which only our addresses are links."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup, escape

from eventhub.base.i18n import _
from eventhub.base.text import one_line
from eventhub.domain import letters, mailings, placeholders
from eventhub.models.outbox import Message

Words = Mapping[str, Any]
"""What every template may use, as `writing` gathers it."""

_ADDRESS = re.compile(r"https?://[^\s<>\"]+")

_ENDS_A_SENTENCE = ".,;:!?)]}’”»"
"""What stands after an address and is no part of it."""


@dataclass(frozen=True, slots=True)
class Draft:
    """Words that have passed their check, with their placeholders."""

    subject: str
    body: str


@dataclass(frozen=True, slots=True)
class OwnWords:
    """Words filled in for one reader."""

    subject: str
    text: str
    html: Markup


def find(message: Message, words: Words) -> OwnWords | None:
    """Return the own words for a message in its language; None where the house's are to be used.

    They are too where own words name what there is nothing to say of: a place on the waiting list of somebody who has
    been seated meanwhile.
    """
    draft = _draft(message, words)
    return fill(draft, words) if draft else None


def fill(draft: Draft, words: Words) -> OwnWords | None:
    """Return words filled in for their reader; None where a placeholder has nothing to stand for it."""
    used = placeholders.names(draft.subject) | placeholders.names(draft.body)
    values = {name: value(name, words) for name in used}
    known = {name: each for name, each in values.items() if each is not None}
    if len(known) < len(values):
        return None
    text = placeholders.fill(draft.body, known)
    return OwnWords(one_line(placeholders.fill(draft.subject, known)), text, as_html(text, home=words["home"]))


def value(name: str, words: Words) -> str | None:
    """Return what stands for a placeholder, or None where there is nothing."""
    event, reader = words["event"], words["reader"]
    match name:
        case "name" | "given_name" | "family_name":
            return str(reader[name]) or _("colleague")
        case "event":
            return one_line(event.title)
        case "when":
            return str(words["when"].local)
        case "where":
            return one_line(event.venue) if event.venue else _("online")
        case "event_page":
            return str(words["event_page"])
        case "link":
            return str(words["own_page"]) if words["own_page"] else None
        case "position":
            return str(words["position"]) if words["position"] else None
        case "was":
            return str(words["was"].local) if words["was"] else None
    raise KeyError(name)


def as_html(text: str, *, home: str) -> Markup:
    """Return plain text as paragraphs, everything in it escaped; addresses under `home` become links."""
    paragraphs = (each.strip("\n") for each in re.split(r"\n[ \t]*\n\s*", text))
    return Markup("\n").join(
        Markup("<p>{}</p>").format(Markup("<br>").join(_linked(line, home) for line in each.split("\n")))
        for each in paragraphs
    )


def _draft(message: Message, words: Words) -> Draft | None:
    if "mailing_id" in message.particulars:
        mailing = mailings.find(message.particulars["mailing_id"])
        return Draft(mailing.subject, mailing.body) if mailing else None
    if words["event"] is None or message.kind not in letters.ALLOWED:
        return None
    text = letters.find(words["event"], message.kind, message.language)
    return Draft(text.subject, text.body) if text else None


def _linked(line: str, home: str) -> Markup:
    """Return a line with addresses of our own as links, and nobody else's."""
    written, end = Markup(), 0
    for found in _ADDRESS.finditer(line):
        address = found[0].rstrip(_ENDS_A_SENTENCE)
        if address != home and not address.startswith((f"{home}/", f"{home}?", f"{home}#")):
            continue
        written += escape(line[end : found.start()]) + Markup('<a href="{0}">{0}</a>').format(address)
        end = found.start() + len(address)
    return written + escape(line[end:])
