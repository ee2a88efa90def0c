"""Documents as PDF: tagged, PDF/UA-1, set by typst from a template and plain data.

What people typed goes in as JSON, never as markup. The fonts are FiraGO (Latin, Greek, Cyrillic, Arabic and more) and
those of a file or folder that the installation names; a letter that none of them has is refused, never boxed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pymupdf_fonts
import typst

from eventhub.base.errors import Refused
from eventhub.base.i18n import _, _l, direction, sentence_space
from eventhub.base.text import printable
from eventhub.domain.composition import Block, Document, Link, Section, Token, isolated, with_figures
from eventhub.formats.hypertext import web_address

TEMPLATES = Path(__file__).parents[2] / "templates" / "documents"

FACES = ("figo", "figbo", "figit", "figbi")
"""FiraGO's regular, bold, italic and bold italic, by the names of pymupdf-fonts."""

HOUSE_FONT = "FiraGO"

SHOWN = 12
"""How many letters a refusal names."""


class Unprintable(Refused):
    """No font at hand has a letter of the text."""

    message = _l("No font at hand can print this text.")


def typeset(
    template: str, data: Mapping[str, Any], *, language: str, title: str, at: datetime, more_fonts: Path | None = None
) -> bytes:
    """Return `templates/documents/<template>.typ` set with `data`, which it finds as `house.data`; PDF/UA-1.

    The same input gives the same bytes: `at` is the moment the file bears. `more_fonts` is a font file or a folder of
    them, for Chinese and other scripts that FiraGO lacks; raise Unprintable for a letter that no font has.
    """
    fonts = _fonts(more_fonts)
    given = {
        "data": data,
        "title": title,
        "language": language,
        "direction": direction(language),
        "fonts": [HOUSE_FONT, *_families_beside(fonts)],
        "year": at.year,
        "month": at.month,
        "day": at.day,
    }
    compiler = typst.Compiler(
        input=TEMPLATES / f"{template}.typ",
        root=TEMPLATES,
        font_paths=fonts,
        sys_inputs={"given": json.dumps(_printable(given), ensure_ascii=False)},
    )
    try:
        made = compiler.compile(format="pdf", pdf_standards=["ua-1"], timestamp=at.replace(microsecond=0))
    except typst.TypstError as fault:
        raise _unprintable(fault) or fault from fault
    assert isinstance(made, bytes)
    return made


def brief(data: Mapping[str, Any], *, title: str, language: str, at: datetime, more_fonts: Path | None = None) -> bytes:
    """Return the one-page brief as PDF; raise Unprintable as `typeset` does."""
    return typeset("brief", data, language=language, title=title, at=at, more_fonts=more_fonts)


def document(document: Document, *, at: datetime, more_fonts: Path | None = None) -> bytes:
    """Return a composed document as PDF with its figures listed at the end; raise Unprintable as `typeset` does."""
    data = {
        "between": sentence_space(document.language),
        "sections": [_section(section) for section in isolated(with_figures(document)).sections],
    }
    return typeset("summary", data, language=document.language, title=document.title, at=at, more_fonts=more_fonts)


def _section(section: Section) -> dict[str, Any]:
    blocks = [_block(block) for block in section.blocks if any(each.text for each in block.all_sentences)]
    return {"heading": section.heading if blocks else None, "blocks": blocks}


def _block(block: Block) -> dict[str, Any]:
    spoken = [each for each in block.sentences if each.text]
    return {
        "form": block.form,
        "header": block.header,
        "lead": _tokens(block.lead.tokens, block.lead.language) if block.lead and block.lead.text else None,
        "sentences": [_tokens(each.tokens, each.language) for each in spoken],
        "rows": [[_tokens(cell, each.language) for cell in each.cells] for each in spoken],
    }


def _tokens(tokens: Sequence[Token], language: str | None) -> list[dict[str, Any]]:
    own: dict[str, Any] = {"language": language} if language else {}
    return [
        {"text": each.text, "url": address, **own}
        if isinstance(each, Link) and (address := web_address(each.url))
        else {"text": each.text, **own}
        for each in tokens
    ]


def can_print(language: str, *, more_fonts: Path | None = None) -> bool:
    """Tell whether the script of a language can be set at all."""
    return language != "zh" or bool(_families_beside(_fonts(more_fonts)))


@cache
def _fonts(more: Path | None) -> typst.Fonts:
    """Return the fonts, read once: FiraGO comes in a wheel as Python, and typst reads files."""
    with TemporaryDirectory() as folder:
        for face in FACES:
            (Path(folder) / f"{face}.ttf").write_bytes(pymupdf_fonts.myfont(face))
        if more and more.is_file():  # folders are searched, and this one holds that file alone
            (Path(folder) / more.name).symlink_to(more.absolute())
        fonts = typst.Fonts(
            include_system_fonts=False,
            include_embedded_fonts=False,
            font_paths=[folder, *([str(more)] if more and more.is_dir() else [])],
        )
        # Each face is read when it is first used: used here, it is kept when the folder is gone.
        names = json.dumps(fonts.families(), ensure_ascii=False)
        sample = b"#for name in json(bytes(sys.inputs.names)) { text(font: name)[a *b* _c_ *_d_*] }"
        typst.Compiler(input=sample, font_paths=fonts, sys_inputs={"names": names}).compile(format="pdf")
    return fonts


def _families_beside(fonts: typst.Fonts) -> list[str]:
    """Return the families beside our own; of a collection for East Asia, the simplified Chinese first."""
    others = [each for each in fonts.families() if each != HOUSE_FONT]
    return sorted(others, key=lambda name: (not re.search(r"\b(SC|CN|Hans)\b", name), name))


def _printable(value: Any) -> Any:
    """Return data without what no font prints."""
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, Mapping):
        return {key: _printable(each) for key, each in value.items()}
    return [_printable(each) for each in value] if isinstance(value, list | tuple) else value


def _unprintable(fault: typst.TypstError) -> Unprintable | None:
    """Return the refusal of letters that no font has, if that is what went wrong."""
    found = re.findall(r'the text `"(.+?)"` could not be displayed', fault.diagnostic)
    letters = "".join(dict.fromkeys("".join(re.sub(r"\\u\{(\w+)\}", _letter, each) for each in found)))
    if not letters:
        return None
    shown = letters[:SHOWN] + ("…" if len(letters) > SHOWN else "")
    return Unprintable(
        _(
            "This cannot be printed as PDF: no font at hand has “%(letters)s”. The setting EVENTHUB_PDF_FONTS names"
            " further fonts.",
            letters=shown,
        )
    )


def _letter(match: re.Match[str]) -> str:
    return chr(int(match[1], 16))
