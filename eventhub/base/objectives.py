"""The 23 objectives of the Global Compact for Safe, Orderly and Regular Migration (A/RES/73/195)."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

_FILE = Path(__file__).parent.parent / "reference" / "gcm.json"


@cache
def titles() -> dict[int, str]:
    """Return the short title of each objective by its number."""
    rows = json.loads(_FILE.read_text(encoding="utf-8"))["objectives"]
    return {row["n"]: row["short"] for row in rows}
