"""The floor and what was said from it: who spoke, and which points how many States made."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby

from eventhub.base.catalogues import _
from eventhub.base.i18n import format_list
from eventhub.base.text import fold
from eventhub.domain import attribution, phrasing, wording
from eventhub.domain.composition import Block, Section, Sentence, Text, sentence
from eventhub.domain.drafting.writer import Writer, paragraph, section
from eventhub.domain.facts import is_by_state, speaking_states
from eventhub.models.discussion import DiscussionPoint
from eventhub.models.interventions import Intervention


def floor(writer: Writer) -> Section | None:
    """Return who took the floor: States by name, or by number under the Chatham House Rule; others told apart."""
    by_others = [each for each in writer.facts.interventions if not is_by_state(each)]
    if writer.facts.options.others_are_alphabetical:
        by_others.sort(key=lambda each: fold(each.organisation or ""))
    told = [
        _states(writer),
        _working_groups(by_others, are_first=not writer.facts.speaking_states),
        _network(by_others),
    ]
    return section("floor", [paragraph(told)])


def discussion(writer: Writer) -> Section | None:
    """Return the points made from the floor, each with the word for how many States made it."""
    points = list(writer.facts.points)
    if writer.facts.options.points_by_support:
        points.sort(key=lambda point: -len({support.country for support in point.supports}))
    told = [_point(writer, each) for each in points]
    blocks: list[Block] = [paragraph(run) for _word, run in groupby(told, key=lambda point: point.quantifier)]
    return section("discussion", blocks)


def all_are_champions(interventions: Iterable[Intervention], champions: Sequence[str]) -> bool:
    """Tell whether every State that spoke did so as a Champion."""
    by_states = [each for each in interventions if is_by_state(each)]
    return bool(by_states) and all(
        each.kind == "champion"
        or (each.kind not in {"member_state", "observer_state"} and (each.country or "") in champions)
        for each in by_states
    )


def _states(writer: Writer) -> Sentence | None:
    facts = writer.facts
    named = speaking_states(facts.interventions)
    if named:
        if all_are_champions(facts.interventions, facts.champions):
            form = _("Those Champions providing interventions included: %(states)s.")
        else:
            form = _("Delegates representing the following countries took the floor: %(states)s.")
        return sentence("floor", form, states=writer.states(named, is_sorted=facts.options.floor_is_alphabetical))
    if facts.speaking_states < attribution.SMALLEST_CELL:
        return None
    number = writer.number(wording.delegations(facts.speaking_states), "speaking_states")
    return sentence("floor", _("%(delegations)s took the floor."), delegations=number)


def _working_groups(others: list[Intervention], *, are_first: bool) -> Sentence | None:
    names = [each.organisation for each in others if each.kind != "network_response" and each.organisation]
    if not names:
        return None
    form = (
        _("Interventions were made by %(speakers)s.")
        if are_first
        else _("Interventions were also made by %(speakers)s.")
    )
    return sentence(
        "floor:others", form, speakers=format_list([phrasing.with_article(name) for name in dict.fromkeys(names)])
    )


def _network(others: list[Intervention]) -> Sentence | None:
    responses = [each for each in others if each.kind == "network_response"]
    if not responses:
        return None
    names = list(dict.fromkeys(each.organisation for each in responses if each.organisation))
    if not names:
        return sentence("floor:network", _("The Network responded to the interventions."))
    return sentence(
        "floor:network", _("Responses from the Network were given by %(speakers)s."), speakers=format_list(names)
    )


def _point(writer: Writer, point: DiscussionPoint) -> Sentence:
    """Write a point; its quantifier is a number in words, so it leads to the States behind it."""
    supporters = len({support.country for support in point.supports})
    proposed = wording.quantifier(supporters, speakers(writer))
    word = wording.chosen_quantifier(point.quantifier) if point.quantifier else proposed
    is_by_one = point.quantifier.casefold().startswith("it was") if point.quantifier else supporters <= 1
    text = phrasing.as_point(word, writer.expand(point.text), is_by_one=is_by_one)
    tokens = (writer.number(word, f"support:{point.key}"), Text(text.removeprefix(word)))
    return Sentence(f"point:{point.key}", tokens, quantifier=word)


def speakers(writer: Writer) -> int:
    """Return how many States spoke; without a record of the floor, those that supported any point."""
    supporting = {support.country for point in writer.facts.points for support in point.supports}
    return writer.facts.speaking_states or len(supporting)
