"""What each row that stands beside events says in an archive, key by key."""

from __future__ import annotations

from base64 import b64decode, b64encode

from eventhub.domain.archive.fields import (
    Field,
    Shape,
    authors,
    choices,
    days,
    fixed,
    instants,
    local_times,
    named,
    plain,
    sparse,
)
from eventhub.models.materials import Audience


def _whole(value: float) -> float:
    return int(value) if value == int(value) else value


_EVENT = named("event", "events", "event", "slug")

SERIES = Shape((*plain("id=slug", "name", "in_text"),), keeps_unknown=True)

GLOSSARY_TERM = Shape((*plain("short", "long"),), keeps_unknown=True)

WORKING_GROUP = Shape(
    (*plain("id=slug", "name", "kind"),),
    read_elsewhere=frozenset({"co_leads", "co_lead_terms"}),
    keeps_unknown=True,
)

CO_LEAD_TERM = Shape((*plain("name"), *sparse(*days("since", "until"))))

ORGANISATION = Shape(
    (
        *plain("name", "acronym", "kind"),
        Field(
            "aliases",
            "aliases",
            read=lambda value, _: list(value),
            write=lambda value, _: value or None,
            is_sparse=True,
        ),
    )
)

COLUMN_MAPPING = Shape((*plain("fingerprint", "columns", "by"), *fixed(*instants("at"))))

CHAMPION = Shape(
    (
        *plain("country", "confirmed_on=happened_on"),
        *days("confirmed_by=happened_by"),
        *sparse(*plain("source")),
        *fixed(*instants("recorded_at")),
    ),
    read_elsewhere=frozenset({"step"}),
    keeps_unknown=True,
)

CHAMPION_STEP = Shape(
    (
        *plain("country", "step", "happened_on"),
        *days("happened_by"),
        *plain("source"),
        *fixed(*instants("recorded_at")),
    ),
    keeps_unknown=True,
)

MILESTONE = Shape(
    (
        *plain("id=key", "title", "start=starts_on", "end=ends_on", "precision", "tentative=is_tentative"),
        *_EVENT,
        *fixed(*plain("uid", "sequence"), *instants("changed_at")),
    ),
    keeps_unknown=True,
)

KEY_FIGURE = Shape(
    (
        *plain("id=key", "label"),
        Field("value", "value", read=lambda value, _: float(value), write=lambda value, _: _whole(value)),
        *plain("unit", "approximate=is_approximate"),
        *days("as_of"),
        *_EVENT,
    ),
    keeps_unknown=True,
)

MATERIAL = Shape(
    (
        *plain("id=key", "title", "kind", "url", "annex", "producer"),
        *_EVENT,
        *sparse(*plain("status")),
        *choices(Audience, "audience"),
        *sparse(*local_times("shown_from", "shown_until")),
        *plain("shown_after_event", "position"),
    ),
    read_elsewhere=frozenset({"versions"}),
    keeps_unknown=True,
)

MATERIAL_VERSION = Shape(
    fixed(
        *plain("number", "url", "name", "media_type", "sha256"),
        Field(
            "content",
            "content",
            read=lambda value, _: b64decode(value),
            write=lambda value, _: None if value is None else b64encode(value).decode("ascii"),
        ),
        *instants("created_at"),
        *authors("by"),
    )
)
