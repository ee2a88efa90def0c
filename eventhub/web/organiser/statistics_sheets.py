"""Statistics as sheets: each a table, a plot, a CSV file and an SVG picture of the same rows."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from eventhub.base.i18n import _, _l, format_day
from eventhub.domain import attribution
from eventhub.domain.statistics import meetings, paces, series
from eventhub.domain.statistics.meetings import Meeting
from eventhub.domain.statistics.selections import Selection
from eventhub.models.people import Category, Level
from eventhub.web import labels
from eventhub.web.labels import Labels

Number = int | None
"""None is a number too small to be told."""

REGIONS: Labels = {
    "Africa": _l("Africa"),
    "Americas": _l("Americas"),
    "Asia": _l("Asia"),
    "Europe": _l("Europe"),
    "Oceania": _l("Oceania"),
}

SPANS: Labels = {
    "day": _l("Within a day"),
    "three_days": _l("Within three days"),
    "week": _l("Within a week"),
    "fortnight": _l("Within two weeks"),
    "month": _l("Within 30 days"),
    "longer": _l("Later"),
}


@dataclass(frozen=True, slots=True)
class Sheet:
    """Rows under titles; the plot shows the numbers of the first column."""

    name: str
    title: str
    what: str
    """What the rows are."""
    columns: tuple[str, ...]
    """What the numbers are, the one that is drawn first."""
    rows: tuple[tuple[str, tuple[Number, ...]], ...]
    addresses: tuple[str, ...] = ()
    """Where each row leads to."""
    note: str | None = None

    @property
    def has_untold(self) -> bool:
        """Tell whether a number is too small to be told."""
        return any(number is None for _label, numbers in self.rows for number in numbers)


@dataclass(frozen=True, slots=True)
class Overview:
    """All figures over the chosen events."""

    whole: series.SeriesStatistics
    held: tuple[Meeting, ...]
    sheets: tuple[Sheet, ...]

    def find(self, name: str) -> Sheet | None:
        """Return the sheet of this name."""
        return next((sheet for sheet in self.sheets if sheet.name == name), None)


Address = Callable[[Meeting], str]


def overview(
    selection: Selection, *, name: str, address: Address, state_address: Callable[[str], str], is_public: bool
) -> Overview:
    """Return the figures over the chosen events; for publication without any number of one or two people."""
    held = meetings.of(selection)
    states = series.states(selection, [each for each in held if not (is_public and each.is_chatham_house)])
    whole = series.of(selection, held, name=name)
    numbers = series.categories(selection)
    sheets = [
        _meetings(held, address, is_public=is_public),
        _years(held),
        _champions(held, address, is_public=is_public),
        _states(states, state_address, is_public=is_public),
        _regions(states, is_public=is_public),
        _categories(numbers, whole.attendances, is_public=is_public),
        *([] if is_public else [_levels(numbers), _absent(held, address)]),
        _sponsors(selection),
        *([] if is_public else [_invitations(selection)]),
    ]
    return Overview(whole, tuple(held), tuple(sheet for sheet in sheets if sheet.rows))


def _told(number: int) -> Number:
    """Return a number as it may be published."""
    return None if 0 < number < attribution.SMALLEST_CELL else number


def _meetings(held: Sequence[Meeting], address: Address, *, is_public: bool) -> Sheet:
    def told(each: Meeting) -> tuple[Number, ...]:
        everybody, officials = each.participants, int(each.counts["government_officials"])
        if is_public:
            # Those who are no officials are a cell as well: subtraction gives it.
            told = _told(officials) if _told(everybody - officials) is not None else None
            return _told(everybody), told, len(each.officials)
        return everybody, officials, len(each.officials), each.newcomers, each.returning, each.unknown

    own = () if is_public else (_("New"), _("Returning"), _("Not identified"))
    return Sheet(
        "events",
        _("Event by event"),
        _("Event"),
        (_("Participants"), _("Officials"), _("States"), *own),
        tuple((_named(each), told(each)) for each in held),
        tuple(map(address, held)),
        None if is_public else _("New is whoever was at no earlier event that is counted here."),
    )


def _years(held: Sequence[Meeting]) -> Sheet:
    years = sorted({each.day.year for each in held})
    reached: set[str] = set()
    rows = []
    for year in years:
        mine = [each for each in held if each.day.year == year]
        there = {code for each in mine for code in each.officials}
        rows.append((str(year), (sum(each.participants for each in mine), len(mine), len(there), len(there - reached))))
        reached |= there
    titles = (_("Attendances"), _("Events"), _("States"), _("States for the first time"))
    return Sheet("years", _("Over the years"), _("Year"), titles, tuple(rows) if len(rows) > 1 else ())


def _champions(held: Sequence[Meeting], address: Address, *, is_public: bool) -> Sheet:
    shown = [each for each in held if each.champions_then and not (is_public and each.is_chatham_house)]
    return Sheet(
        "champions",
        _("Champions that took part"),
        _("Event"),
        (_("Champions present"), _("Champions on that day")),
        tuple((_named(each), (len(each.champions), each.champions_then)) for each in shown),
        tuple(map(address, shown)),
    )


def _states(states: Sequence[series.StateFigures], address: Callable[[str], str], *, is_public: bool) -> Sheet:
    # How many officials each had is not published: most are cells of one or two.
    own = () if is_public else (_("Attendances of officials"), _("Officials"))
    rows = [
        (labels.state(each.code), (each.events, *(() if is_public else (each.attendances, each.officials))))
        for each in states
    ]
    return Sheet(
        "states",
        _("States reached"),
        _("State"),
        (_("Events"), *own),
        tuple(rows),
        tuple(address(each.code) for each in states),
        _("A State is present through its own officials only."),
    )


def _regions(states: Sequence[series.StateFigures], *, is_public: bool) -> Sheet:
    found = series.regions(states) if states else []
    return Sheet(
        "regions",
        _("Regions"),
        _("Region"),
        (_("States reached"), _("States of the region"), *(() if is_public else (_("Attendances of officials"),))),
        tuple(
            (str(REGIONS[each.name]), (each.reached, each.states, *(() if is_public else (each.attendances,))))
            for each in found
        ),
        note=_("Regions of the world as the United Nations Statistics Division groups them (M49)."),
    )


def _categories(numbers: Mapping[tuple[Category | None, Level | None], int], total: int, *, is_public: bool) -> Sheet:
    sums: dict[str, int] = {}
    for category in Category:
        if number := sum(number for (word, _level), number in numbers.items() if word is category):
            sums[category] = number
    if is_public:
        cells = attribution.published_breakdown(sums, total=total)
        rows = [(" · ".join(_category(word) for word in cell.words), cell.number) for cell in cells]
    else:
        rows = [(_category(word), number) for word, number in sums.items()]
        if unknown := total - sum(sums.values()):
            rows.append((_category(attribution.NO_CATEGORY), unknown))
    titled = tuple((label, (number,)) for label, number in rows)
    return Sheet("categories", _("Categories"), _("Category"), (_("Attendances"),), titled)


def _levels(numbers: Mapping[tuple[Category | None, Level | None], int]) -> Sheet:
    rows = []
    for level, label in labels.LEVELS.items():
        by_category = [number for (_category, word), number in numbers.items() if word == level]
        officials = sum(
            number
            for (category, word), number in numbers.items()
            if word == level and category is not None and category.is_official
        )
        if by_category:
            rows.append((str(label), (sum(by_category), officials)))
    return Sheet("levels", _("Levels"), _("Level"), (_("Attendances"), _("Of officials")), tuple(rows))


def _absent(held: Sequence[Meeting], address: Address) -> Sheet:
    titles = (_("No-shows"), _("With a confirmed place"), _("Walk-ins"))
    rows = tuple(
        (_named(each), (int(each.counts["no_shows"]), int(each.counts["registered"]), int(each.counts["walk_ins"])))
        for each in held
    )
    return Sheet("no-shows", _("Who stayed away"), _("Event"), titles, rows, tuple(map(address, held)))


def _sponsors(selection: Selection) -> Sheet:
    found = paces.funnel(selection)
    rows = (
        (_("Considered or more"), (found.considered,)),
        (_("Offered or more"), (found.offered,)),
        (_("Confirmed"), (found.confirmed,)),
        (_("Declined in the end"), (found.declined,)),
        (_("Withdrawn in the end"), (found.withdrawn,)),
    )
    return Sheet(
        "co-sponsors",
        _("From the first thought to co-sponsor to its confirmation"),
        _("Step"),
        (_("Co-sponsors"),),
        rows if found.considered else (),
        note=_("Each co-sponsorship counts as far as it ever came, by its dated steps."),
    )


def _invitations(selection: Selection) -> Sheet:
    found = paces.pace(selection)
    rows = [(str(SPANS[word]), (number,)) for word, number in found.spans.items()]
    rows += [(_("Declined"), (found.declined,)), (_("No answer yet"), (found.silent,))]
    return Sheet(
        "invitations",
        _("From the invitation to the registration"),
        _("Answer"),
        (_("Invitations"),),
        tuple(rows) if found.invited else (),
        note=_("Counted from the last time the invitation was sent."),
    )


def _named(each: Meeting) -> str:
    return f"{each.title}, {format_day(each.day)}"


def _category(word: str) -> str:
    return str(labels.CATEGORIES.get(word) or _("Not stated"))
