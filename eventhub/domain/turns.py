"""In which order those who asked for the floor are called: by request or by protocol, and as moved by hand."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from eventhub.base import countries
from eventhub.models.interventions import SpeakingOrder, SpeakingRequest


def rank(order: SpeakingOrder) -> Any:
    """Return the key by which an order sorts requests; States stand before organisations in protocol."""

    def by_request(row: SpeakingRequest) -> tuple[Any, ...]:
        return row.requested_at, row.key

    def by_protocol(row: SpeakingRequest) -> tuple[Any, ...]:
        state = countries.find(row.country)
        return (state is None, state.protocol_order if state else 0, *by_request(row))

    return by_protocol if order is SpeakingOrder.PROTOCOL else by_request


def insert(waiting: Sequence[SpeakingRequest], asked: SpeakingRequest, order: SpeakingOrder) -> list[SpeakingRequest]:
    """Return the list with one more where the order wants it; those who wait keep their places to one another.

    By request that is the end. By protocol it is behind the last of those who come before it, so that somebody who was
    moved up by hand draws nobody along.
    """
    if order is SpeakingOrder.REQUEST:
        return [*waiting, asked]
    key = rank(order)
    place = max((place for place, row in enumerate(waiting, start=1) if key(row) < key(asked)), default=0)
    return [*waiting[:place], asked, *waiting[place:]]


def swapped(rows: Sequence[SpeakingRequest], place: int, *, earlier: bool) -> list[SpeakingRequest]:
    """Return the list with one row and its neighbour exchanged."""
    moved, neighbour = list(rows), place - 1 if earlier else place + 1
    if 0 <= neighbour < len(moved):
        moved[place], moved[neighbour] = moved[neighbour], moved[place]
    return moved
