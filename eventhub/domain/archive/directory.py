"""What stands beside events: series, groups, organisations, champions, glossary, milestones, figures, materials."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import selectinload, undefer

from eventhub.base.db import session
from eventhub.base.i18n import _l
from eventhub.domain.archive import directory_shapes as shapes
from eventhub.domain.archive.fields import World
from eventhub.domain.archive.intake import AUTHOR, Contradiction, Entry, Intake, entries, load, pair
from eventhub.domain.archive.lists import IdentifiedList
from eventhub.domain.materials import add_version
from eventhub.models.archive import KeptKey
from eventhub.models.attendance import ColumnMapping
from eventhub.models.directory import Championship, CoLead, Organisation, WorkingGroup
from eventhub.models.events import GlossaryTerm, KeyFigure, Milestone, Series
from eventhub.models.materials import Material, MaterialVersion

SERIES = IdentifiedList(
    "series",
    "series",
    Series,
    shapes.SERIES,
    lambda entry, _: Series(name=entry["id"]),
    id_attribute="slug",
)
WORKING_GROUPS = IdentifiedList(
    "working_groups",
    "working_group",
    WorkingGroup,
    shapes.WORKING_GROUP,
    lambda entry, _: WorkingGroup(name=entry["id"]),
    id_attribute="slug",
)
ORGANISATIONS = IdentifiedList(
    "organisations",
    "organisation",
    Organisation,
    shapes.ORGANISATION,
    lambda *_: Organisation(),
    id_key="name",
    id_attribute="name",
)
COLUMN_MAPPINGS = IdentifiedList(
    "column_mappings",
    "column_mapping",
    ColumnMapping,
    shapes.COLUMN_MAPPING,
    lambda _, intake: ColumnMapping(by=AUTHOR, at=intake.now),
    id_key="fingerprint",
    id_attribute="fingerprint",
)
GLOSSARY = IdentifiedList(
    "glossary",
    "glossary_term",
    GlossaryTerm,
    shapes.GLOSSARY_TERM,
    lambda *_: GlossaryTerm(),
    id_key="short",
    id_attribute="short",
)
MILESTONES = IdentifiedList(
    "milestones",
    "milestone",
    Milestone,
    shapes.MILESTONE,
    lambda _, intake: Milestone(changed_at=intake.now),
)
KEY_FIGURES = IdentifiedList("key_figures", "key_figure", KeyFigure, shapes.KEY_FIGURE, lambda *_: KeyFigure())
MATERIALS = IdentifiedList("materials", "material", Material, shapes.MATERIAL, lambda *_: Material(kind="link"))

KNOWN_KEYS = frozenset(
    {
        "format",
        "version",
        "series",
        "column_mappings",
        "glossary",
        "working_groups",
        "organisations",
        "champions",
        "champion_steps",
        "milestones",
        "key_figures",
        "materials",
        "people",
        "accounts",
        "events",
        "elsewhere",
    }
)
"""The keys of the document that have a place of their own."""


def take(document: Entry, intake: Intake) -> None:
    """Add and update what names no event."""
    for _entry, series, _ in SERIES.take(document, intake):
        intake.world.series[series.slug] = series
    for entry, group, _ in WORKING_GROUPS.take(document, intake):
        intake.world.working_groups[group.slug] = group
        _take_co_leads(entry, group, intake)
    for listed in (ORGANISATIONS, COLUMN_MAPPINGS):
        for _ in listed.take(document, intake):
            pass
    last = session.scalar(select(func.max(GlossaryTerm.position))) or 0
    for _entry, term, _ in GLOSSARY.take(document, intake):
        if term.position is None:
            term.position = last = last + 1
    _take_champions(document, intake)
    _take_unknown(document, intake)


def take_of_events(document: Entry, intake: Intake) -> None:
    """Add and update what may name an event."""
    for table in (MILESTONES, KEY_FIGURES):
        for _ in table.take(document, intake):
            pass
    for place, (entry, material, _) in enumerate(MATERIALS.take(document, intake)):
        _take_versions(entry, material, intake, path=f"materials[{place}].versions")


def give(world: World) -> dict[str, Any]:
    """Return the lists of the directory, whole."""
    groups = session.scalars(
        select(WorkingGroup).options(selectinload(WorkingGroup.co_leads)).order_by(WorkingGroup.id)
    ).all()
    first, others = _champions()
    return {
        "series": SERIES.give_all(world),
        "glossary": [
            GLOSSARY.give(term, world) for term in sorted(GLOSSARY.all_rows(), key=lambda term: term.position)
        ],
        "working_groups": [WORKING_GROUPS.give(group, world) | _give_co_leads(group, world) for group in groups],
        "organisations": ORGANISATIONS.give_all(world),
        "column_mappings": COLUMN_MAPPINGS.give_all(world),
        "champions": [shapes.CHAMPION.give(row, world) for row in first],
        "champion_steps": [shapes.CHAMPION_STEP.give(row, world) for row in others],
        "milestones": MILESTONES.give_all(world),
        "key_figures": KEY_FIGURES.give_all(world),
        "materials": _give_materials(world),
    }


def give_unknown() -> dict[str, Any]:
    """Return the keys of earlier documents that have no place of their own."""
    return {kept.name: kept.value for kept in session.scalars(select(KeptKey).order_by(KeptKey.id))}


def _give_materials(world: World) -> list[dict[str, Any]]:
    """Return the materials with every version, the files' bytes read at once."""
    versions: dict[int, list[dict[str, Any]]] = {}
    contents = select(MaterialVersion).options(undefer(MaterialVersion.content)).order_by(MaterialVersion.number)
    for version in session.scalars(contents):
        versions.setdefault(version.material_id, []).append(shapes.MATERIAL_VERSION.give(version, world))
    return [
        MATERIALS.give(row, world) | ({"versions": versions[row.id]} if row.id in versions else {})
        for row in MATERIALS.all_rows()
    ]


def _take_versions(entry: Entry, material: Material, intake: Intake, *, path: str) -> None:
    """Add the versions that are not there; one that is never changes. Another link than the last is one more."""
    known = {version.number: version for version in material.versions}
    for place, told in enumerate(entries(entry, "versions")):
        version = known.get(told["number"])
        if version is None:
            shape, event = shapes.MATERIAL_VERSION, intake.world.events.get(entry.get("event") or "")
            version = intake.make("material_version", MaterialVersion(), shape, told, event)
            version.size = None if version.content is None else len(version.content)
            material.versions.append(version)
        elif (version.sha256, version.url) != (told.get("sha256"), told.get("url")):
            sentence = _l("version %(number)d that is here is another", number=version.number)
            raise Contradiction(sentence, field=f"{path}[{place}]")
    material.versions.sort(key=lambda version: version.number)
    if material.versions and material.url and material.versions[-1].url != material.url:
        add_version(material, url=material.url, upload=None, by=intake.by, now=intake.now)


def _give_co_leads(group: WorkingGroup, world: World) -> dict[str, Any]:
    """Return who leads a group, each once, and the terms that are dated."""
    names = list(dict.fromkeys(lead.name for lead in group.co_leads))
    dated = [shapes.CO_LEAD_TERM.give(lead, world) for lead in group.co_leads if lead.since or lead.until]
    return {"co_leads": names} | ({"co_lead_terms": dated} if dated else {})


def _take_co_leads(entry: Entry, group: WorkingGroup, intake: Intake) -> None:
    """Take the names as they stand, and the terms of each; a name without any keeps those it has."""
    names, told = entry.get("co_leads"), entries(entry, "co_lead_terms")
    if names is None and not told:
        return
    known: dict[str, list[CoLead]] = {}
    for lead in group.co_leads:
        known.setdefault(lead.name, []).append(lead)
    names = names if names is not None else list(known)
    terms = {name: [term for term in told if term["name"] == name] for name in (*names, *(t["name"] for t in told))}
    before = [(lead.name, lead.since, lead.until) for lead in group.co_leads]
    leads = [lead for name in terms for lead in _leads(name, known.get(name, []), terms[name])]
    after = [(lead.name, lead.since, lead.until) for lead in leads]
    if after == before:
        return
    if group.id is not None:
        intake.change("working_group", group.slug, group, {"co_leads": names}, None)
    group.co_leads = leads
    for position, lead in enumerate(group.co_leads):
        lead.position = position


def _leads(name: str, known: list[CoLead], terms: Sequence[Entry]) -> list[CoLead]:
    """Return an organisation's terms: those there are, known again by their first day, and those told."""
    leads = list(known)
    for term in terms:
        since = term.get("since") and date.fromisoformat(term["since"])
        same = next((lead for lead in leads if lead.since == since), None)
        undated = next((lead for lead in leads if lead.since is None and lead.until is None), None)
        lead = same or undated or CoLead(name=name)
        lead.since = since or lead.since
        lead.until = date.fromisoformat(term["until"]) if term.get("until") else lead.until
        if lead not in leads:
            leads.append(lead)
    return leads or [CoLead(name=name)]


def _champions() -> tuple[list[Championship], list[Championship]]:
    """Return the first confirmation of each State, and every other step."""
    first: dict[str, Championship] = {}
    others = []
    for row in session.scalars(select(Championship).order_by(Championship.id)):
        if row.step != "confirmed" or first.setdefault(row.country, row) is not row:
            others.append(row)
    return list(first.values()), others


def _take_champions(document: Entry, intake: Intake) -> None:
    """Take each State's confirmation first, so that a second one among the other steps stays the second."""
    told = [{"step": "confirmed", **entry} for entry in entries(document, "champions")]
    steps = entries(document, "champion_steps")
    rows = load(
        select(Championship).order_by(Championship.id), Championship.country, [e["country"] for e in (*told, *steps)]
    )
    named = pair(
        [*told, *steps], rows, lambda entry: (entry["country"], entry["step"]), lambda row: (row.country, row.step)
    )
    for place, (entry, row) in enumerate(named):
        shape = shapes.CHAMPION if place < len(told) else shapes.CHAMPION_STEP
        if row is None:
            row = Championship(step=entry["step"], recorded_at=intake.now)
            intake.make("championship", row, shape, entry)
        else:
            intake.take("championship", f"{row.country}:{row.step}", row, shape, entry)


def _take_unknown(document: Entry, intake: Intake) -> None:
    """Keep what the document says under keys that we do not know."""
    kept = {row.name: row for row in session.scalars(select(KeptKey))}
    for name in (name for name in document if name not in KNOWN_KEYS):
        if name not in kept:
            intake.add("kept_key", KeptKey(name=name, value=document[name]))
        elif document[name] is not None and kept[name].value != document[name]:
            intake.change("kept_key", name, kept[name], {"value": None}, None)
            kept[name].value = document[name]
