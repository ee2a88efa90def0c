"""Messages of a part of the product that speaks more languages than the rest: its own domain, read when first used.

`translations/<language>/LC_MESSAGES/summary.po` is read as it is: no compiled file beside it can be out of date.
"""

from __future__ import annotations

import io
from functools import cache
from gettext import NullTranslations
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations

from eventhub.base.i18n import SOURCE_LANGUAGE, LazyString, current_language

FOLDER = Path(__file__).parent.parent / "translations"

DOMAIN = "summary"


def _(text: str, /, **values: object) -> str:
    """Translate a text of the summary, then fill in its `%(name)s` places."""
    language = current_language()
    translated = text if language == SOURCE_LANGUAGE else _catalogue(language).gettext(text)
    return translated % values if values else translated


def _l(text: str, /) -> LazyString:
    """Translate a text of the summary when it is used, in the language of that moment."""
    return LazyString(_, text)


def ngettext(one: str, many: str, /, num: int, **values: object) -> str:
    """Translate a text of the summary in the plural form of `num`."""
    language = current_language()
    in_english = one if num == 1 else many
    form = in_english if language == SOURCE_LANGUAGE else _catalogue(language).ngettext(one, many, num)
    return form % values if values else form


@cache
def _catalogue(language: str) -> NullTranslations:
    file = FOLDER / language / "LC_MESSAGES" / f"{DOMAIN}.po"
    if not file.exists():
        return NullTranslations()
    compiled = io.BytesIO()
    with file.open("rb") as text:
        write_mo(compiled, read_po(text, locale=language, domain=DOMAIN))
    compiled.seek(0)
    return Translations(compiled, domain=DOMAIN)
