"""The rules of the house, as functions from source text to the sentences that break them."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

ROOT = Path(__file__).parents[2]

FLOORS = ("base", "models", "domain", "formats", "mail", "web", "cli", "top")
"""From the ground up; web and cli are doors on one floor and do not use each other."""

LEVEL = {"base": 0, "models": 1, "domain": 2, "formats": 3, "mail": 4, "web": 5, "cli": 5, "top": 6}

CHAPTERS = (
    ("audit",),
    ("outbox", "unreachable"),
    ("access",),
    ("people",),
    ("directory",),
    ("file_types", "uploads"),
    ("events", "sessions", "programmes", "editions"),
    ("question_kinds", "questions", "questionnaires"),
    ("cosponsorships",),
    ("invitations", "session_invitations"),
    ("guest_lists", "invitees", "contacts"),
    (
        *("seats", "steps", "waitlists", "openings", "entries", "registrations", "confirmations", "admissions"),
        *("choices", "unanswered", "rosters", "tags", "decisions", "imports"),
    ),
    ("delegations", "officials"),
    ("acceptances",),
    ("lifecycle", "agendas"),
    ("incoming", "replies", "counters", "returned_mail", "mailboxes"),
    ("placeholders", "letters", "mailings", "reminders"),
    ("feeds", "calendars", "personal_calendars"),
    ("directory_cells", "directory_lists", "directory_entries"),
    (
        *("name_words", "telephones", "annotations", "names", "marks", "matching", "presence"),
        *("evidence", "attendance", "corrections", "mappings", "reviews", "checkins", "screens", "counts"),
        *("presences", "breakdowns"),
    ),
    ("interventions", "turns", "floor", "askings"),
    ("discussion",),
    ("outcomes",),
    ("materials",),
    ("attribution", "participants", "certificates"),
    ("surveys", "survey_results"),
    ("statistics",),
    (
        "days",
        "wording",
        "phrasing",
        "abbreviations",
        "composition",
        "facts",
        "drafting",
        "grounds",
        "revisions",
        "summaries",
        "edits",
        "retellings",
        "clearances",
        "loose_ends",
    ),
    ("next_steps",),
    ("thanks",),
    ("erasure", "retention", "privacy"),
    ("archive",),
    ("demo_rooms", "demo_meetings", "demo"),
)
"""The chapters of domain/ in their order; each may use those before it. Files of one chapter share a bracket."""

FLASK_BELOW_MAIL = {"eventhub.base.db", "eventhub.base.i18n"}
"""The two modules under the mail floor that may know Flask and its extensions."""

Sources = Mapping[str, str]
"""Module names with their source."""


def sources() -> dict[str, str]:
    """Return every module of the product with its source; migrations are history and stay out."""
    found = {}
    for file in sorted((ROOT / "eventhub").rglob("*.py")):
        parts = file.relative_to(ROOT).with_suffix("").parts
        if "migrations" not in parts:
            found[".".join(parts).removesuffix(".__init__")] = file.read_text(encoding="utf-8")
    return found


def imports(source: str) -> Iterator[tuple[str, bool]]:
    """Yield every module a source imports, and whether it does so only for type checkers."""
    tree = ast.parse(source)
    typing_only = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)
        for inner in ast.walk(node)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, id(node) in typing_only) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                yield f"{node.module}.{alias.name}", id(node) in typing_only


def floor(module: str) -> str:
    """Return the floor a module of ours stands on."""
    parts = module.split(".")
    return parts[1] if len(parts) > 1 and parts[1] in LEVEL else "top"


def broken_floors(found: Sources) -> list[str]:
    """A module imports only from floors below, or from its own."""
    faults = []
    for module, source in found.items():
        here = floor(module)
        for target, _typing in imports(source):
            if not target.startswith("eventhub."):
                continue
            there = floor(target)
            if LEVEL[there] > LEVEL[here] or {here, there} == {"web", "cli"}:
                faults.append(f"{module} ({here}) imports {target} ({there})")
    return faults


def broken_chapters(found: Sources) -> list[str]:
    """In domain/, a module imports only from earlier chapters or its own."""
    place = {name: number for number, chapter in enumerate(CHAPTERS) for name in chapter}
    faults = []
    for module, source in found.items():
        if floor(module) != "domain" or module.count(".") < 2:
            continue
        here = module.split(".")[2]
        if here not in place:
            faults.append(f"{module} stands in no chapter")
            continue
        for target, typing_only in imports(source):
            parts = target.split(".")
            if target.startswith("eventhub.domain.") and not typing_only and place.get(parts[2], -1) > place[here]:
                faults.append(f"{module} uses the later chapter {parts[2]}")
    return faults


def flask_below_mail(found: Sources) -> list[str]:
    """No Flask under the mail floor, but for db and i18n."""
    return [
        f"{module} imports {target}"
        for module, source in found.items()
        if LEVEL[floor(module)] < LEVEL["mail"] and module not in FLASK_BELOW_MAIL
        for target, _typing in imports(source)
        if re.match(r"flask|werkzeug|wtforms", target)
    ]


def commits_below_mail(found: Sources) -> list[str]:
    """Nobody under the mail floor commits: a rule can never half happen."""
    return [
        f"{module}:{node.lineno} commits"
        for module, source in found.items()
        if LEVEL[floor(module)] < LEVEL["mail"]
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Attribute) and node.attr == "commit"
    ]


def databases_in_doors_and_formats(found: Sources) -> list[str]:
    """Neither web nor formats know SQLAlchemy, and formats no session: of the rules below they take plain data."""
    faults = []
    for module, source in found.items():
        here = floor(module)
        for target, _typing in imports(source):
            if here in {"web", "formats"} and target.startswith(("sqlalchemy", "flask_sqlalchemy")):
                faults.append(f"{module} imports {target}")
            if here == "formats" and target.startswith("eventhub.base.db"):
                faults.append(f"{module} imports {target}")
    return faults


def audiences_that_meet(found: Sources) -> list[str]:
    """Pages for one audience never import pages for another, but for the guard's way to signing in."""
    allowed = {("eventhub.web.organiser.blueprint", "account")}
    faults = []
    for module, source in found.items():
        parts = module.split(".")
        if floor(module) != "web" or len(parts) < 4:
            continue
        for target, _typing in imports(source):
            other = target.split(".")
            is_audience = target.startswith("eventhub.web.") and other[2] in {"public", "account", "organiser"}
            if is_audience and other[2] != parts[2] and (module, other[2]) not in allowed:
                faults.append(f"{module} imports {target}")
    return faults


def packages_that_speak(found: Sources) -> list[str]:
    """A package's __init__ holds at most its docstring."""
    faults = []
    for file in sorted((ROOT / "eventhub").rglob("__init__.py")):
        name = ".".join(file.parent.relative_to(ROOT).parts)
        body = ast.parse(found.get(name, "")).body
        if any(not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)) for node in body):
            faults.append(f"{name}/__init__.py holds code")
    return faults


def long_files(files: Mapping[str, str], most: int = 400) -> list[str]:
    """A file of more than 400 lines holds two things."""
    return [f"{name} has {text.count(chr(10))} lines" for name, text in files.items() if text.count("\n") > most]


def readable_files() -> dict[str, str]:
    """Return every source, style, script and template of the project, by path."""
    kinds = {".py", ".html", ".txt", ".css", ".js"}
    places = ("eventhub", "templates", "static", "tests", "benchmarks")
    return {
        str(file.relative_to(ROOT)): file.read_text(encoding="utf-8")
        for place in places
        for file in sorted((ROOT / place).rglob("*"))
        if file.suffix in kinds and not {"samples", "versions", "__pycache__"} & set(file.parts)
    }


def orphan_templates(templates: Mapping[str, str], found: Sources) -> list[str]:
    """Every template is rendered, included, imported or extended by something."""
    spoken = "\n".join(found.values())
    inside = "\n".join(templates.values())
    faults = []
    for name in templates:
        if name.startswith("mail/") and re.search(rf"\b{re.escape(Path(name).stem)}\b", spoken):
            continue
        if name not in spoken and name not in inside:
            faults.append(f"templates/{name} is used by nothing")
    return faults


def words_we_avoid(found: Sources) -> list[str]:
    """Modules are named for what they hold."""
    vague = {"utils", "helpers", "common", "manager", "data", "info", "process", "misc"}
    return [f"{module} says nothing" for module in found if vague & set(module.split("."))]
