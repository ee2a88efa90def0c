"""What an export of some events needs of everything else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

Entry = Mapping[str, Any]


def keep_needed(document: dict[str, Any], events: Sequence[Entry]) -> None:
    """Leave in a document what these events name; champions and glossary serve every summary and stay."""
    slugs = {event["id"] for event in events}
    for key in ("milestones", "key_figures", "materials"):
        document[key] = [row for row in document[key] if row["event"] in slugs]
    series = {event["series"] for event in events}
    groups = {row["producer"] for row in document["materials"]} | set(_working_groups(events))
    document["series"] = [row for row in document["series"] if row["id"] in series]
    document["working_groups"] = [row for row in document["working_groups"] if row["id"] in groups]
    del document["organisations"], document["column_mappings"]


def find_elsewhere(events: Sequence[Entry]) -> list[str]:
    """Return the ids of events that these speak of and that are not among them."""
    slugs = {event["id"] for event in events}
    return [slug for slug in dict.fromkeys(_events_named(events)) if slug not in slugs]


def _working_groups(events: Iterable[Entry]) -> Iterator[str | None]:
    for event in events:
        yield event["working_group"]
        yield from (row["working_group"] for row in event["consultations"])


def _events_named(events: Iterable[Entry]) -> Iterator[str]:
    for event in events:
        yield from (row["event"] for row in event["refers_to"])
        for row in event["consultations"]:
            yield from row["refers_to"] or ()
        yield from (row["for_event"] for row in event["focus_proposals"] if row["for_event"])
