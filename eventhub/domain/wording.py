"""The words of a summary: how numbers, quantifiers, ordinals and nouns are written. Decides no facts."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from eventhub.base import countries
from eventhub.base.catalogues import _, _l, ngettext
from eventhub.base.i18n import SOURCE_LANGUAGE, LazyString, current_language, direction, format_list, format_number


class Precision(StrEnum):
    """How exactly a document states its numbers."""

    EXACT = "exact"
    ROUNDED = "rounded"
    """As published summaries do: "more than" for participants, "over" for the officials among them."""
    MORE_THAN = "more_than"
    OVER = "over"
    APPROXIMATELY = "approximately"


MANY_PER_CENT = 60
SEVERAL_PER_CENT = 40
"""From which share of the States that spoke a point is supported by "Many", and by "Several"."""

MANY_SPONSORS = 8
SEVERAL_SPONSORS = 4
"""From how many offers and considerations to co-sponsor we write "many", and "several"."""


def ten_below(number: int) -> int:
    """Return the largest ten below a number, never the number itself: 112 → 110, 110 → 100, 10 → 0."""
    return (number - 1) // 10 * 10 if number > 0 else 0


def ten_nearest(number: int) -> int:
    """Return the ten that a number is nearest to: 112 → 110, 115 → 120."""
    return (number + 5) // 10 * 10


def stated(number: int, precision: Precision) -> int:
    """Return the number that is written for another: 112 "more than" → 110; ten and fewer stay exact."""
    if precision is Precision.EXACT or not ten_below(number):
        return number
    return ten_nearest(number) if precision is Precision.APPROXIMATELY else ten_below(number)


def participants(number: int, precision: Precision = Precision.EXACT) -> str:
    """Write how many took part: "89 participants", "more than 110 participants"; ten and fewer stay exact."""
    told = stated(number, precision)
    written = format_number(told)
    match precision if ten_below(number) else Precision.EXACT:
        case Precision.ROUNDED | Precision.MORE_THAN:
            form = ngettext("more than %(number)s participant", "more than %(number)s participants", told)
        case Precision.OVER:
            form = ngettext("over %(number)s participant", "over %(number)s participants", told)
        case Precision.APPROXIMATELY:
            form = ngettext("approximately %(number)s participant", "approximately %(number)s participants", told)
        case _:
            form = ngettext("%(number)s participant", "%(number)s participants", told)
    return form % {"number": written}


def officials(number: int, precision: Precision = Precision.EXACT) -> str:
    """Write how many came for States: "63 officials", "over 60 officials"; ten and fewer stay exact."""
    told = stated(number, precision)
    written = format_number(told)
    match precision if ten_below(number) else Precision.EXACT:
        case Precision.ROUNDED | Precision.OVER:
            form = ngettext("over %(number)s official", "over %(number)s officials", told)
        case Precision.MORE_THAN:
            form = ngettext("more than %(number)s official", "more than %(number)s officials", told)
        case Precision.APPROXIMATELY:
            form = ngettext("approximately %(number)s official", "approximately %(number)s officials", told)
        case _:
            form = ngettext("%(number)s official", "%(number)s officials", told)
    return form % {"number": written}


def member_states(number: int) -> str:
    """Write "34 Member States"."""
    return ngettext("%(number)s Member State", "%(number)s Member States", number, number=format_number(number))


def observer_states(number: int) -> str:
    """Write "1 observer State"."""
    return ngettext("%(number)s observer State", "%(number)s observer States", number, number=format_number(number))


def country_count(number: int) -> str:
    """Write "35 countries"."""
    return ngettext("%(number)s country", "%(number)s countries", number, number=format_number(number))


def delegations(number: int) -> str:
    """Write "10 delegations"."""
    return ngettext("%(number)s delegation", "%(number)s delegations", number, number=format_number(number))


def people(number: int) -> str:
    """Write a bare number of people: "1,250"."""
    return format_number(number)


def measured(number: float, unit: str | None) -> str:
    """Write a figure with its unit: "10 per cent", "USD 17.5 million"; a currency's code stands first."""
    written = format_number(number)
    if not unit:
        return written
    currency, _space, scale = unit.partition(" ")
    if len(currency) == 3 and currency.isupper():
        amount = _("%(number)s %(unit)s", number=written, unit=scale) if scale else written
        return _("%(currency)s %(amount)s", currency=currency, amount=amount)
    return _("%(number)s %(unit)s", number=written, unit=unit)


def approximately(figure: str) -> str:
    """Write that a figure is approximate: "approximately 17.5"."""
    return _("approximately %(figure)s", figure=figure)


def quantifier(supporters: int, speakers: int) -> str:
    """Propose the word for how many States made a point, of those that took the floor.

    One supporter is never "Many", however few spoke: a single State must not be recognised.
    """
    if supporters <= 1:
        return _("It was suggested")
    share = 100 * supporters
    if share >= MANY_PER_CENT * speakers:
        return _("Many")
    if share >= SEVERAL_PER_CENT * speakers:
        return _("Several")
    return _("Others")


_QUANTIFIERS = {
    "many": _l("Many"),
    "several": _l("Several"),
    "others": _l("Others"),
    "some": _l("Some"),
    "it was suggested": _l("It was suggested"),
}


def chosen_quantifier(word: str) -> str:
    """Return the drafter's word in the document's language; one of their own as it was typed."""
    return str(_QUANTIFIERS.get(word.casefold(), word[:1].upper() + word[1:]))


def offers(number: int) -> str:
    """Write how many offer or consider to co-sponsor: "many", "several", "some"."""
    if number >= MANY_SPONSORS:
        return _("many")
    return _("several") if number >= SEVERAL_SPONSORS else _("some")


_ORDINALS = (
    _l("first"),
    _l("second"),
    _l("third"),
    _l("fourth"),
    _l("fifth"),
    _l("sixth"),
    _l("seventh"),
    _l("eighth"),
    _l("ninth"),
    _l("tenth"),
    _l("eleventh"),
    _l("twelfth"),
    _l("thirteenth"),
    _l("fourteenth"),
    _l("fifteenth"),
    _l("sixteenth"),
    _l("seventeenth"),
    _l("eighteenth"),
    _l("nineteenth"),
    _l("twentieth"),
)
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_ROUND_TENS = ("thirtieth", "fortieth", "fiftieth", "sixtieth", "seventieth", "eightieth", "ninetieth")


def ordinal(number: int) -> str:
    """Write a place in a series: "first", "twenty-first", "101st"."""
    if 1 <= number <= len(_ORDINALS):
        return str(_ORDINALS[number - 1])
    if current_language() != SOURCE_LANGUAGE:
        return _("no. %(number)s", number=format_number(number))
    tens, ones = divmod(number, 10)
    if not 2 <= tens <= 9:
        return f"{number}{_english_suffix(number)}"
    return f"{_TENS[tens - 2]}-{_ORDINALS[ones - 1]}" if ones else _ROUND_TENS[tens - 3]


def _english_suffix(number: int) -> str:
    if number % 100 in {11, 12, 13}:
        return "th"
    return {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")


_NOUNS = {
    "consultation": (_l("consultation"), _l("the consultation"), _l("at the consultation")),
    "meeting": (_l("meeting"), _l("the meeting"), _l("at the meeting")),
    "exchange": (_l("exchange"), _l("the exchange"), _l("at the exchange")),
    "briefing": (_l("briefing"), _l("the briefing"), _l("at the briefing")),
    "session": (_l("session"), _l("the session"), _l("at the session")),
    "review": (_l("review"), _l("the review"), _l("at the review")),
    "event": (_l("event"), _l("the event"), _l("at the event")),
    "conference": (_l("conference"), _l("the conference"), _l("at the conference")),
    "dialogue": (_l("dialogue"), _l("the dialogue"), _l("at the dialogue")),
    "forum": (_l("forum"), _l("the forum"), _l("at the forum")),
    "seminar": (_l("seminar"), _l("the seminar"), _l("at the seminar")),
    "webinar": (_l("webinar"), _l("the webinar"), _l("at the webinar")),
    "workshop": (_l("workshop"), _l("the workshop"), _l("at the workshop")),
}
"""What sentences call an event, by the last word of its kind: alone, with its article, and for what happened at it."""


def noun(kind: str) -> str:
    """Return how a sentence calls an event of this kind: "peer_learning_exchange" → "exchange".

    It is the kind's last word where that is one of ours; an unknown kind is called by all its words, since the last
    alone may mislead: "technical_briefing" → "briefing", "round_table" → "round table". Other languages than English
    call it an event.
    """
    known = _noun(kind)
    return known if isinstance(known, str) else str(known[0])


def the_noun(kind: str) -> str:
    """Return the noun with its article: "the exchange"."""
    known = _noun(kind)
    return f"the {known}" if isinstance(known, str) else str(known[1])


def at_the_noun(kind: str) -> str:
    """Return the noun for what happened there: "at the exchange"."""
    known = _noun(kind)
    return f"at the {known}" if isinstance(known, str) else str(known[2])


def _noun(kind: str) -> str | tuple[LazyString, LazyString, LazyString]:
    words = kind.replace("-", " ").replace("_", " ").casefold().split()
    if words and words[-1] in _NOUNS:
        return _NOUNS[words[-1]]
    is_readable = "".join(words).isalpha() and current_language() == SOURCE_LANGUAGE
    return " ".join(words) if is_readable else _NOUNS["event"]


_KNOWN = {
    "champion countries for the gcm": _l("Champion countries for the Global Compact"),
    "champion countries for the global compact for safe, orderly and regular migration": _l(
        "Champion countries for the Global Compact"
    ),
    "champion countries for the global compact for safe, orderly and regular migration (gcm)": _l(
        "Champion countries for the Global Compact"
    ),
    "global peer learning exchange": _l("global peer learning exchange"),
    "thematic working group on alternatives to detention": _l("Thematic working group on Alternatives to Detention"),
    "co-leads": _l("the co-leads"),
    "the co-leads": _l("the co-leads"),
    "coordinator": _l("the Network Coordinator"),
    "network coordinator": _l("the Network Coordinator"),
    "un network coordinator": _l("the Network Coordinator"),
    "secretariat": _l("the Network secretariat"),
    "network secretariat": _l("the Network secretariat"),
}


def known(name: str) -> str:
    """Return a name in the document's language where it is one that all meetings share; any other as it was typed."""
    folded = " ".join(name.casefold().split())
    return str(_KNOWN[folded]) if current_language() != SOURCE_LANGUAGE and folded in _KNOWN else name


_KINDS = {
    "informal_consultation": _l("informal consultation"),
    "champions_meeting": _l("Champions meeting"),
    "peer_learning_exchange": _l("peer learning exchange"),
    "briefing": _l("briefing"),
    "listening_session": _l("listening session"),
    "side_event": _l("side event"),
    "regional_review": _l("regional review"),
}


def kind_in_text(kind: str) -> str:
    """Return a kind as it reads on in a sentence: "peer learning exchange"."""
    return str(_KINDS[kind]) if kind in _KINDS else kind.replace("_", " ").strip() or str(_NOUNS["event"])


_CATEGORIES = {
    "member_state": _l("Member States"),
    "observer_state": _l("observer States"),
    "un_network": _l("UN Network entities"),
    "civil_society": _l("civil society"),
    "academia": _l("academia"),
    "youth": _l("youth"),
    "local_authority": _l("local authorities"),
    "media": _l("the media"),
    "private_sector": _l("the private sector"),
}

CATEGORY_ORDER = tuple(_CATEGORIES)
"""States, the Network, civil society, others: the order in which a sentence names them."""


def category(word: str) -> str:
    """Return a category as a sentence names it: "civil society"."""
    if word == "not_identified":
        return _("not identified")
    return str(_CATEGORIES[word]) if word in _CATEGORIES else word.replace("_", " ")


_COUNTED = {
    "participants": _l("Participants"),
    "government_officials": _l("Officials of Member States and observer States"),
    "member_states": _l("Member States represented"),
    "observer_states": _l("Observer States represented"),
    "country_count": _l("Countries represented"),
    "speaking_states": _l("States that took the floor"),
    "champions": _l("Champion countries"),
}


def counted(figure: str) -> str:
    """Return what a figure counts: "Countries represented"; nothing for one that is told by a word alone."""
    subject, _colon, value = figure.partition(":")
    if subject == "category":
        names = format_list([category(word) for word in value.split(",")])
        return names[:1].upper() + names[1:]
    return str(_COUNTED.get(subject, ""))


def co_leads_from_civil_society() -> str:
    """Return how civil society is named when all of it leads working groups."""
    return _("civil society co-leads of the Network's working groups")


def network(levels: Sequence[str], *, states_are_counted: bool) -> str:
    """Name the Network with the levels that were present, in the order headquarters, regional, country.

    Published summaries write "Headquarters" where Member States are counted and "headquarters" where they are not.
    """
    names = {
        "headquarters": _("Headquarters") if states_are_counted else _("headquarters"),
        "regional": _("regional"),
        "country": _("country"),
    }
    present = [name for level, name in names.items() if level in levels]
    if not present:
        return category("un_network")
    if len(present) == 1:
        return _("UN Network entities at %(level)s level", level=present[0])
    if len(present) == 2:
        return _("UN Network entities at both %(one)s and %(other)s levels", one=present[0], other=present[1])
    return _("UN Network entities at %(levels)s levels", levels=format_list(present))


def state_names(codes: Sequence[str]) -> str:
    """List States by ISO alpha-3 code in the order given, by name in the document's language."""
    language = current_language()
    return format_list([countries.get(code).name(language) for code in codes])


def issues(topics: Sequence[str]) -> str:
    """List topics that may hold commas themselves: "a; b; and c"; two are joined by "and"."""
    if direction() == "rtl":  # words from left to right would draw the signs between them to their side
        topics = [f"\u2068{topic}\u2069" for topic in topics]
    if len(topics) < 3:
        return format_list(list(topics))
    return _("%(topics)s; and %(last)s", topics=_("; ").join(topics[:-1]), last=topics[-1])


_STATUSES = {
    "suggested": _l("suggested"),
    "proposed": _l("proposed"),
    "supported": _l("supported"),
    "awaited": _l("awaited"),
    "agreed": _l("agreed"),
    "planned": _l("planned"),
    "open": _l("open"),
    "in_progress": _l("in progress"),
    "done": _l("done"),
    "closed": _l("closed"),
}


def status(word: str) -> str:
    """Return how far an outcome has come: "in progress"; a word of the organiser's own stays."""
    return str(_STATUSES[word]) if word in _STATUSES else word.replace("_", " ")
