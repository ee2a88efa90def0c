"""May this name appear here? The one place that answers; pages, feeds, exports, mails and documents ask it.

Under the Chatham House Rule only counts leave the room, and no count so small that it points at somebody.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from eventhub.models.cosponsorships import CoSponsorship, CoSponsorshipStatus
from eventhub.models.events import AttributionRule, Event, Said
from eventhub.models.registrations import Registration

SMALLEST_CELL = 3
"""A published breakdown shows no cell of fewer people."""

KIN = (
    ("member_state", "observer_state"),
    ("un_network",),
    ("civil_society", "academia", "youth", "local_authority", "media", "private_sector"),
)
"""Which categories a small cell is folded into first."""


def is_counts_only(event: Event, said: Said | None = None) -> bool:
    """Tell whether only counts may leave the room, for the event or for what was said in one of its sessions.

    What cannot be placed in a session is treated as said in the closed one.
    """
    if event.is_chatham_house:
        return True
    closed = [each for each in event.sessions if each.attribution_rule is AttributionRule.CHATHAM_HOUSE]
    if not closed:
        return False
    return said is None or said.session_id not in {each.id for each in event.sessions if each not in closed}


def may_name_speaker(event: Event, said: Said | None = None) -> bool:
    """Tell whether what was said may be tied to a person, State or organisation in anything published."""
    return not is_counts_only(event, said)


def may_name_participant(registration: Registration) -> bool:
    """Tell whether a person may stand on a published list of participants: by the rule of the room and by consent."""
    if is_counts_only(registration.event) or not registration.status.holds_seat:
        return False
    return registration.consents_to("participant_list")


def may_name_certified(registration: Registration, purpose: str) -> bool:
    """Tell whether whoever checks a certificate is told whose it is: by the rule of the room and by consent."""
    if is_counts_only(registration.event) or registration.anonymised_at is not None:
        return False
    return registration.consents_to(purpose)


def may_name_co_sponsor(sponsorship: CoSponsorship, day: date | None = None) -> bool:
    """Tell whether a co-sponsor may be named in public: once confirmed, as of a day or as things stand."""
    status = sponsorship.status if day is None else sponsorship.status_on(day)
    return status is CoSponsorshipStatus.CONFIRMED


NO_CATEGORY = "not_identified"
"""The cell of those who were present and are in no category."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One line of a breakdown: one or more categories counted together."""

    words: tuple[str, ...]
    number: int

    def __add__(self, other: Cell) -> Cell:
        return Cell(self.words + other.words, self.number + other.number)


def published_breakdown(numbers: Mapping[str, int], *, total: int) -> list[Cell]:
    """Return a breakdown by category as it may be published; zeros are left out.

    Whoever of the total is in no category is a cell too, or subtraction would give it.
    """
    numbers = {**numbers, NO_CATEGORY: total - sum(numbers.values())}
    ordered = [Cell((word,), numbers[word]) for kin in KIN for word in kin if numbers.get(word)]
    known = {word for kin in KIN for word in kin}
    ordered += [Cell((word,), number) for word, number in numbers.items() if word not in known and number]
    return fold_small_cells(ordered, kin=KIN)


def fold_small_cells(cells: Sequence[Cell], *, kin: Iterable[Sequence[str]] = ()) -> list[Cell]:
    """Fold each cell of one or two people into its smaller neighbour, first among its kin.

    Cells are added, never blanked, so that no subtraction from the total gives a small one. Where the total itself
    is too small there is no breakdown.
    """
    folded: list[Cell] = []
    groups = [set(group) for group in kin]
    for group in groups:
        folded += _fold([cell for cell in cells if set(cell.words) <= group])
    folded += [cell for cell in cells if not any(set(cell.words) <= group for group in groups)]
    folded = _fold(folded)
    return folded if all(cell.number >= SMALLEST_CELL for cell in folded) else []


def _fold(cells: Sequence[Cell]) -> list[Cell]:
    folded = [cell for cell in cells if cell.number]
    while len(folded) > 1 and min(cell.number for cell in folded) < SMALLEST_CELL:
        place = min(range(len(folded)), key=lambda index: folded[index].number)
        beside = [index for index in (place - 1, place + 1) if 0 <= index < len(folded)]
        first, second = sorted((place, min(beside, key=lambda index: folded[index].number)))
        folded[first : second + 1] = [folded[first] + folded[second]]
    return folded
