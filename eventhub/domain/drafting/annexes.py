"""How a summary ends: outcomes, figures quoted, links, the breakdown of participants, notes on counting."""

from __future__ import annotations

from itertools import groupby

from eventhub.base import countries
from eventhub.base.catalogues import _, _l
from eventhub.base.i18n import format_list
from eventhub.domain import attribution, days, phrasing, wording
from eventhub.domain.composition import Link, Part, Section, Sentence, Text, Token, phrase, sentence
from eventhub.domain.drafting.discussion import all_are_champions
from eventhub.domain.drafting.opening import folded_into
from eventhub.domain.drafting.writer import Writer, bullets, paragraph, section, table
from eventhub.domain.wording import Precision
from eventhub.models.events import KeyFigure
from eventhub.models.outcomes import Outcome

_OUTCOME_KINDS = {
    "next_step": _l("Next steps:"),
    "proposal": _l("Proposals:"),
    "pledge": _l("Pledges:"),
    "offer": _l("Offers:"),
    "joint_statement": _l("Joint statements:"),
    "question": _l("Questions:"),
    "option": _l("Options:"),
    "focus_area": _l("Focus areas:"),
}

_GIVEN_IN_A_NAME = frozenset({"pledge", "offer", "joint_statement"})
"""Outcomes by which a State binds itself, and is named for it; a proposal is nobody's."""


def outcomes(writer: Writer) -> Section | None:
    """List what the event leaves behind, by kind in the order of appearance."""
    kinds = list(dict.fromkeys(each.kind for each in writer.facts.outcomes))
    ordered = sorted(writer.facts.outcomes, key=lambda each: kinds.index(each.kind))
    blocks = []
    for kind, rows in groupby(ordered, key=lambda each: each.kind):
        label = _OUTCOME_KINDS.get(kind, f"{phrasing.capitalised(kind.replace('_', ' '))}:")
        lead = sentence(f"outcomes:{kind}", str(label))
        blocks.append(bullets([outcome(writer, row) for row in rows], lead))
    return section("outcomes", blocks, _("Outcomes and next steps"))


def outcome(writer: Writer, outcome: Outcome, *, prefix: str = "outcome") -> Sentence:
    """Write an outcome with its state, who takes it forward and when it is due, as far as these are known."""
    text = phrasing.capitalised(writer.expand(phrasing.bare(outcome.text)))
    if outcome.items:
        text = _("%(text)s: %(items)s", text=text, items=writer.expand(wording.issues(outcome.items)))
    state = countries.find(outcome.country)
    if state and outcome.kind in _GIVEN_IN_A_NAME:
        text = _("%(state)s: %(text)s", state=state.name(writer.language), text=text)
    details = [
        outcome.status and wording.status(outcome.status),
        outcome.owner and _("by %(owner)s", owner=outcome.owner),
        outcome.due and _("due %(day)s", day=days.partial(outcome.due)),
    ]
    told = _("; ").join(detail for detail in details if detail)
    key = f"{prefix}:{outcome.kind}:{outcome.position}"
    if not told:
        return sentence(key, "%(text)s", text=text)
    return sentence(key, _("%(text)s (%(details)s)"), text=text, details=told)


def key_figures(writer: Writer) -> Section | None:
    """List the figures quoted at the event, with their date: once where they share it, else each with its own."""
    figures = writer.facts.key_figures
    dates = {each.as_of for each in figures}
    shared = dates.pop() if len(dates) == 1 else None
    lead = sentence("key_figures", _("As of %(day)s:"), day=days.day(shared)) if shared else None
    lines = [_key_figure(writer, each, is_dated=shared is None) for each in figures]
    return section("key_figures", [table(lines, _("Figure"), _("Value"), lead=lead)], _("Key figures"))


def _key_figure(writer: Writer, figure: KeyFigure, *, is_dated: bool) -> Sentence:
    written = wording.measured(figure.value, figure.unit)
    if figure.is_approximate:
        written = wording.approximately(written)
    label = phrasing.capitalised(writer.expand(figure.label))
    parts: dict[str, Part] = {
        "label": label,
        "figure": writer.number(written, f"key_figure:{figure.key}", label=label),
    }
    key = f"key_figure:{figure.key}"
    if figure.as_of is None or not is_dated:
        return Sentence(key, phrase(_("%(label)s: %(figure)s"), **parts))
    return Sentence(key, phrase(_("%(label)s: %(figure)s (as of %(day)s)"), day=days.day(figure.as_of), **parts))


def materials(writer: Writer) -> Section | None:
    """List links and documents; what shows who spoke is left out under the Chatham House Rule."""
    lines = []
    for each in writer.facts.materials:
        title: Token = Link(each.title, each.url) if each.url else Text(each.title)
        form = _("%(annex)s: %(title)s") if each.annex else "%(title)s"
        annex = each.annex or ""
        if annex.isalnum() and len(annex) < 3:
            annex = _("Annex %(name)s", name=annex)
        lines.append(sentence(f"material:{each.key}", form, annex=annex, title=title))
    return section("materials", [bullets(lines)], _("Links and annexes"))


def breakdown(writer: Writer) -> Section | None:
    """Give the participants by category, unless the text rounds its numbers: a sum would tell them."""
    if not writer.facts.figures or writer.facts.options.precision is not Precision.EXACT:
        return None
    figures = writer.facts.figures
    cells = attribution.published_breakdown(figures["by_category"], total=figures["participants"])
    lines = [
        sentence(
            f"category:{','.join(cell.words)}",
            _("%(categories)s: %(number)s"),
            categories=phrasing.capitalised(format_list([wording.category(word) for word in cell.words])),
            number=writer.number(wording.people(cell.number), f"category:{','.join(cell.words)}"),
        )
        for cell in cells
    ]
    return section("breakdown", [table(lines, _("Category"), _("Participants"))], _("Participants by category"))


def notes(writer: Writer) -> Section | None:
    """Say how things were counted where a reader could wonder."""
    lines = [*_folds(writer), _champions_as_of(writer), _rule(writer)]
    return section("notes", [paragraph(lines)], _("Notes"))


def _folds(writer: Writer) -> list[Sentence]:
    numbers = writer.facts.figures.get("by_category", {})
    told = []
    for word in wording.CATEGORY_ORDER:
        target = folded_into(writer.facts.options.fold, word)
        if target == word or not numbers.get(word):
            continue
        parts = {"category": phrasing.capitalised(wording.category(word)), "target": wording.category(target)}
        if writer.facts.is_counts_only or numbers[word] < attribution.SMALLEST_CELL:
            form = _("%(category)s: counted with %(target)s in the attendance sentence.")
            told.append(sentence(f"fold:{word}", form, **parts))
            continue
        form = _("%(category)s (%(participants)s): counted with %(target)s in the attendance sentence.")
        number = writer.number(wording.participants(numbers[word]), f"category:{word}")
        told.append(sentence(f"fold:{word}", form, participants=number, **parts))
    return told


def _champions_as_of(writer: Writer) -> Sentence | None:
    facts = writer.facts
    are_told = facts.options.champions in {"listed", "counted"} and facts.champions
    if not are_told and not all_are_champions(facts.interventions, facts.champions):
        return None
    return sentence("champions_as_of", _("Champion countries are as of %(day)s."), day=days.day(facts.day))


def _rule(writer: Writer) -> Sentence | None:
    if not writer.facts.is_counts_only:
        return None
    return sentence("rule", _("Held under the Chatham House Rule: this summary gives counts only."))
