"""Bars as an SVG file of its own: title, description and numbers are words in it, and it needs no script."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

WIDTH, LABELS, ROW, BAR, TOP = 960, 340, 34, 18, 64
"""In pixels: the whole, the part for labels, a row, its bar, and what lies above the first."""

LONGEST = 38
"""Letters of a label that fit beside its bar; the whole stands in the row's title."""

INK, FILL, RULE, GROUND = "#1b2733", "#1d4f7c", "#c9d2da", "#ffffff"


def bars(
    title: str, rows: Sequence[tuple[str, int | None]], *, number: str, untold: str, language: str, is_rtl: bool
) -> str:
    """Return bars to scale; a number that may not be told is None, and `untold` says so.

    Right to left the whole lies mirrored: labels to the right, bars growing to the left.
    """
    most = max((each for _label, each in rows if each), default=0) or 1
    height = TOP + ROW * len(rows) + 16
    told = "; ".join(f"{label}: {untold if each is None else each}" for label, each in rows)
    direction = "rtl" if is_rtl else "ltr"
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height}" viewBox="0 0 {WIDTH} {height}"'
        f' role="img" aria-labelledby="title told" xml:lang="{escape(language)}" direction="{direction}"'
        " font-family=\"Charter, Cambria, Georgia, 'Noto Serif', 'Noto Naskh Arabic', serif\" font-size=\"15\">",
        f'<title id="title">{escape(title)}</title>',
        f'<desc id="told">{escape(told)}</desc>',
        f'<rect width="{WIDTH}" height="{height}" fill="{GROUND}"/>',
        _text(_across(16, is_rtl), 28, title, "start", weight="bold", size=19),
        _text(_across(16, is_rtl), 50, number, "start", size=13),
    ]
    for place, (label, each) in enumerate(rows):
        parts.append(_row(TOP + ROW * place, label, each, most, untold=untold, is_rtl=is_rtl))
    return "\n".join([*parts, "</svg>\n"])


def _row(top: int, label: str, number: int | None, most: int, *, untold: str, is_rtl: bool) -> str:
    room = WIDTH - LABELS - 90
    length = round(room * (number or 0) / most, 1)
    start = LABELS + 8
    left = WIDTH - start - length if is_rtl else start
    shown = label if len(label) <= LONGEST else f"{label[: LONGEST - 1]}…"
    middle = top + BAR - 4
    return "".join(
        [
            f"<g><title>{escape(label)}</title>",
            _text(_across(LABELS - 4, is_rtl), middle, shown, "end"),
            f'<rect x="{left}" y="{top}" width="{length}" height="{BAR}" fill="{FILL}"/>',
            f'<path d="M{_across(start, is_rtl)} {top - 6}v{ROW}" stroke="{RULE}"/>',
            _text(_across(start + length + 8, is_rtl), middle, untold if number is None else str(number), "start"),
            "</g>",
        ]
    )


def _across(distance: float, is_rtl: bool) -> float:
    return round(WIDTH - distance if is_rtl else distance, 1)


def _text(x: float, y: float, words: str, anchor: str, *, weight: str = "normal", size: int = 15) -> str:
    style = f'text-anchor="{anchor}" font-weight="{weight}" font-size="{size}" fill="{INK}"'
    return f'<text x="{x}" y="{y}" {style}>{escape(words)}</text>'
