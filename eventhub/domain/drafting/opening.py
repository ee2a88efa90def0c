"""How a summary begins: what took place, who convened it, who attended, and what was said in opening it."""

from __future__ import annotations

from collections.abc import Sequence

from eventhub.base.catalogues import _, ngettext
from eventhub.base.i18n import format_list
from eventhub.domain import attribution, directory, phrasing, wording
from eventhub.domain.composition import Part, Section, Sentence, Token, as_tokens, listed, phrase, sentence
from eventhub.domain.drafting.writer import Remark, Writer, bullets, paragraph, section, took_place
from eventhub.domain.facts import Figures
from eventhub.domain.wording import Precision
from eventhub.models.directory import WorkingGroup


def opening(writer: Writer) -> Section | None:
    """Return the first paragraphs: the event itself, then attendance."""
    about = [
        _took_place(writer),
        _place_in_series(writer),
        _convened(writer),
        _theme(writer),
        *_focus(writer),
        *_consultations(writer),
        _co_sponsors(writer),
    ]
    return section("opening", [paragraph(about), paragraph([_attendance(writer), _champions(writer)])])


def remarks(writer: Writer, kind: Remark) -> Section | None:
    """Return opening or closing remarks as bullets; under the Chatham House Rule there are none."""
    found = [each for each in writer.event.remarks if each.kind == kind and each.points]
    if not found or not attribution.may_name_speaker(writer.event, found[0]):
        return None
    said = found[0]
    points = [
        sentence(f"{kind}_remarks:{place}", "%(point)s", point=writer.expand(text))
        for place, text in enumerate(said.points, 1)
    ]
    lead = sentence(f"{kind}_remarks", _remarks_form(kind, said.points), speaker=phrasing.with_article(said.speaker))
    return section(f"{kind}_remarks", [bullets(points, lead)])


def _remarks_form(kind: Remark, points: list[str]) -> str:
    if kind == "closing":
        reads_on = phrasing.reads_as_actions(points)
        return _("In conclusion, %(speaker)s:") if reads_on else _("In conclusion, %(speaker)s emphasised:")
    reads_on = phrasing.reads_as_actions(points)
    return _("In opening remarks, %(speaker)s:") if reads_on else _("In opening remarks, %(speaker)s emphasised:")


def _took_place(writer: Writer) -> Sentence:
    event = writer.event
    if event.series and event.series.in_text:
        form = _("The latest meeting of the %(series)s took place %(on_days)s.")
        return sentence(
            "opening", form, series=writer.expand(wording.known(event.series.in_text)), on_days=took_place(event)
        )
    form = _("%(The_noun)s “%(title)s” took place %(on_days)s.")
    return sentence("opening", form, **writer.nouns, title=writer.expand(event.title), on_days=took_place(event))


def _place_in_series(writer: Writer) -> Sentence | None:
    event = writer.event
    if event.number is None or not event.series or not event.series.in_text:
        return None
    form = _("It was the %(ordinal)s %(noun)s of the series.")
    return sentence("place_in_series", form, ordinal=wording.ordinal(event.number), **writer.nouns)


def _convened(writer: Writer) -> Sentence | None:
    hosts = [phrasing.with_article(writer.event.convenor)] if writer.event.convenor else []
    if writer.event.working_group:
        hosts.append(phrasing.working_group(writer.event.working_group.name))
    if not hosts:
        return None
    return sentence("convened", _("It was convened by %(hosts)s."), hosts=writer.expand(format_list(hosts)))


def _theme(writer: Writer) -> Sentence | None:
    if not writer.event.theme:
        return None
    return sentence("theme", _("Its theme was “%(theme)s”."), theme=writer.expand(writer.event.theme))


def _focus(writer: Writer) -> list[Sentence]:
    event, sentences = writer.event, []
    if event.focus:
        form = (
            _("It focused on the following issues: %(issues)s.")
            if len(event.focus) > 2
            else _("It focused on %(issues)s.")
        )
        sentences.append(sentence("focus", form, issues=writer.expand(wording.issues(event.focus))))
    if event.lead_focus and event.focus != [event.lead_focus]:
        form = _("Particular attention was given to %(focus)s.")
        sentences.append(sentence("lead_focus", form, focus=writer.expand(event.lead_focus)))
    return sentences


def _consultations(writer: Writer) -> list[Sentence]:
    if not attribution.may_name_speaker(writer.event):
        return []
    return [
        _consultation(writer, each.working_group, is_first=place == 0)
        for place, each in enumerate(writer.event.consultations)
    ]


def _consultation(writer: Writer, group: WorkingGroup, *, is_first: bool) -> Sentence:
    key = f"consultation:{group.slug}"
    names = directory.co_leads_as_of(group, writer.facts.day)
    if not names:
        form = _("It included a consultation with %(group)s.")
        if not is_first:
            form = _("It also included a consultation with %(group)s.")
        return sentence(key, form, group=writer.expand(phrasing.working_group(group.name)))
    form = _("It included a consultation with co-leads %(of_group)s (%(co_leads)s).")
    if not is_first:
        form = _("It also included a consultation with co-leads %(of_group)s (%(co_leads)s).")
    of_group = writer.expand(phrasing.of_working_group(group.name))
    return sentence(key, form, of_group=of_group, co_leads=writer.expand(format_list(names)))


def _co_sponsors(writer: Writer) -> Sentence | None:
    if not writer.facts.co_sponsors:
        return None
    form = _("%(The_noun)s was co-sponsored by %(sponsors)s.")
    return sentence("co_sponsors", form, **writer.nouns, sponsors=format_list(writer.facts.co_sponsors))


def _attendance(writer: Writer) -> Sentence:
    """State who attended: one form with Member States counted, one with them uncounted."""
    if not writer.facts.figures:
        return sentence("attendance", _("No participants have been counted."))
    categories = _categories(writer)
    stated = wording.stated(writer.facts.figures["participants"], writer.facts.options.precision)
    if not categories:
        form = ngettext(
            "%(The_noun)s was attended by %(participants)s.", "%(The_noun)s was attended by %(participants)s.", stated
        )
    elif writer.facts.options.states_are_counted:
        form = ngettext(
            "%(The_noun)s was attended by %(participants)s from %(categories)s.",
            "%(The_noun)s was attended by %(participants)s from %(categories)s.",
            stated,
        )
    else:
        form = ngettext(
            "%(The_noun)s was attended by %(participants)s representing %(categories)s.",
            "%(The_noun)s was attended by %(participants)s representing %(categories)s.",
            stated,
        )
    # TRANSLATORS: between the categories of participants, and before the last of them
    joined = listed(categories, between=_(", "), last=_(", and "))
    return sentence("attendance", form, **writer.nouns, participants=_participants(writer), categories=joined)


def _participants(writer: Writer) -> tuple[Token, ...]:
    figures, precision = writer.facts.figures, writer.facts.options.precision
    everybody = writer.number(wording.participants(figures["participants"], precision), "participants")
    if precision is Precision.EXACT or not tells_officials(figures, is_closed=writer.facts.is_counts_only):
        return as_tokens(everybody)
    officials = writer.number(wording.officials(figures["government_officials"], precision), "government_officials")
    return phrase(_("%(participants)s including %(officials)s"), participants=everybody, officials=officials)


def tells_officials(figures: Figures, *, is_closed: bool) -> bool:
    """Tell whether the officials among the participants may and need be told apart.

    Under the Chatham House Rule neither they nor the others may be so few that somebody is recognised.
    """
    officials: int = figures["government_officials"]
    others: int = figures["participants"] - officials
    if not officials or not others:
        return False
    return not is_closed or min(officials, others) >= attribution.SMALLEST_CELL


def _categories(writer: Writer) -> list[Part]:
    """Return each category that was present as the sentence names it, after folding."""
    figures, options = writer.facts.figures, writer.facts.options
    present = [word for word in wording.CATEGORY_ORDER if figures["by_category"].get(word)]
    named = {folded_into(options.fold, word) for word in present}
    return [_category(writer, word) for word in wording.CATEGORY_ORDER if word in named]


def folded_into(fold: dict[str, str] | Figures, word: str) -> str:
    """Return the category that a sentence counts this one with: itself unless the drafter chose another."""
    target: str = fold.get(word, word)
    return target if target in wording.CATEGORY_ORDER else word


def _category(writer: Writer, word: str) -> Part:
    figures, is_counted = writer.facts.figures, writer.facts.options.states_are_counted
    if word == "un_network":
        levels = [level for level, number in figures["un_network_by_level"].items() if number]
        return wording.network(levels, states_are_counted=is_counted)
    if word == "civil_society" and writer.facts.only_co_leads:
        return wording.co_leads_from_civil_society()
    is_too_few = writer.facts.is_counts_only and figures["by_category"].get(word, 0) < attribution.SMALLEST_CELL
    if not is_counted or is_too_few:
        return wording.category(word)
    if word == "member_state":
        return writer.number(wording.member_states(figures["member_state_count"]), "member_states")
    if word == "observer_state":
        return writer.number(wording.observer_states(len(figures["observer_states"])), "observer_states")
    return wording.category(word)


def _champions(writer: Writer) -> Sentence | None:
    """Tell how many Champions there are as of the day, and which, as the drafter chose."""
    champions: Sequence[str] = writer.facts.champions
    chosen = writer.facts.options.champions
    if chosen not in {"listed", "counted"} or not champions:
        return None
    number = writer.number(wording.country_count(len(champions)), "champions")
    if chosen == "counted" or writer.facts.is_counts_only:
        form = ngettext(
            "Currently, %(countries)s has confirmed its willingness to become a champion.",
            "Currently, %(countries)s have confirmed their willingness to become champions.",
            len(champions),
        )
        return sentence("champions", form, countries=number)
    form = ngettext(
        "Currently, %(countries)s (%(list)s) has confirmed its willingness to become a champion.",
        "Currently, %(countries)s (%(list)s) have confirmed their willingness to become champions.",
        len(champions),
        countries="%(countries)s",
        list="%(list)s",
    )
    return sentence("champions", form, countries=number, list=writer.states(champions))
