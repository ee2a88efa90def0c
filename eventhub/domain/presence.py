"""How long somebody was there, from what each connection tells."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Span:
    """How long one connection lasted: from when to when, or the platform's own total."""

    source: int
    """The export it stands in."""
    joined_at: datetime | None
    left_at: datetime | None
    seconds: int | None = None

    @property
    def is_unknown(self) -> bool:
        """Tell whether its length cannot be known."""
        if self.seconds is not None:
            return False
        return self.joined_at is None or self.left_at is None or self.left_at < self.joined_at


def seconds_present(spans: Iterable[Span]) -> int | None:
    """Return how long somebody was there: the union of the connections, never their sum; None when unknown.

    Several exports of one meeting tell of the same time, so one that does not know adds nothing to one that does.
    """
    sources: dict[int, set[Span]] = defaultdict(set)
    for span in spans:
        sources[span.source].add(span)
    known = [source for source in sources.values() if not any(span.is_unknown for span in source)]
    if not known:
        return None
    everything = _union(span for source in known for span in source)
    return max(everything, *map(_of_one_source, known))


def _of_one_source(spans: Collection[Span]) -> int:
    """Return how long somebody was there by one export: totals add up, but to no more than the time they lie in."""
    added = _union(spans) + sum(span.seconds or 0 for span in spans)
    if len(spans) == 1 or any(span.joined_at is None or span.left_at is None for span in spans):
        return added
    return min(added, _union(replace(span, seconds=None) for span in spans))


def _union(spans: Iterable[Span]) -> int:
    """Return the seconds that unbroken connections cover together; totals are left out."""
    stretches = [(span.joined_at, span.left_at) for span in spans if span.seconds is None]
    total, covered_until = 0.0, None
    for joined, left in sorted((joined, left) for joined, left in stretches if joined and left):
        start = joined if covered_until is None else max(joined, covered_until)
        if left > start:
            total += (left - start).total_seconds()
            covered_until = left
    return int(total)
