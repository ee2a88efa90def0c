"""Places in a text that are filled in for each reader: `{given_name}`, `{event}`. Which there are, and what is wrong.

A text that passes `check` is filled in without losing a letter: nothing else in it means anything.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping

from eventhub.base.errors import Refused
from eventhub.base.i18n import LazyString, _l, format_list
from eventhub.base.text import one_line

LONGEST_SUBJECT = 150
"""Letters: what the narrow list of a mail program shows, and some more."""

LONGEST_BODY = 10_000
"""Letters: some four pages."""

MEANINGS: Mapping[str, LazyString] = {
    "name": _l("The reader’s form of address and name"),
    "given_name": _l("The reader’s given name"),
    "family_name": _l("The reader’s family name"),
    "event": _l("The title of the event"),
    "when": _l("Its day and time, in its own time zone"),
    "where": _l("Its place, or “online”"),
    "event_page": _l("The address of its page"),
    "link": _l("The reader’s private link"),
    "position": _l("The reader’s place on the waiting list"),
    "was": _l("The day and time before it was moved"),
}
"""Every place there is, by what stands in it."""

_PLACE = re.compile(r"\{([^{}]*)\}")


class NoSubject(Refused):
    """A letter has a subject."""

    message = _l("Enter a subject.")


class NoText(Refused):
    """A letter says something."""

    message = _l("Enter a text.")


class TooLong(Refused):
    """Nobody reads on."""

    message = _l("This is too long.")


class SubjectOfTwoLines(Refused):
    """A subject is one line of a mail's head."""

    message = _l("The subject must be one line.")


class Unprintable(Refused):
    """Some characters cannot be written into a letter."""

    message = _l("The text holds a character that cannot be printed. Type it anew, or paste it as plain text.")


class UnbalancedBraces(Refused):
    """Braces mark places and nothing else."""

    message = _l("A brace stands alone. Braces come in pairs around the name of a placeholder: {event}.")


class UnknownPlaceholder(Refused):
    """Nothing is known by this name, or not in this kind of message."""

    message = _l("There is no such placeholder.")


class MissingPlaceholder(Refused):
    """What this kind of message is written for must be in it."""

    message = _l("A placeholder is missing.")


def check(subject: str, body: str, *, allowed: Collection[str], required: Collection[str] = ()) -> tuple[str, str]:
    """Return subject and body as they are kept; raise the first refusal, at the field `subject` or `body`."""
    subject, body = subject.strip(), body.replace("\r\n", "\n").strip()
    _check_one("subject", subject, longest=LONGEST_SUBJECT, allowed=allowed)
    _check_one("body", body, longest=LONGEST_BODY, allowed=allowed)
    used = names(subject) | names(body)
    for name in required:
        if name not in used:
            sentence = _l(
                "%(placeholder)s is missing: readers must be told “%(meaning)s”.",
                placeholder=f"{{{name}}}",
                meaning=MEANINGS[name],
            )
            raise MissingPlaceholder(sentence, field="body")
    return subject, body


def names(text: str) -> set[str]:
    """Return the names of the places in a text."""
    return set(_PLACE.findall(text))


def fill(text: str, values: Mapping[str, str]) -> str:
    """Return a text that has passed `check` with its places filled in; what is filled in is not looked at again."""
    return _PLACE.sub(lambda place: values[place[1]], text)


def _check_one(field: str, text: str, *, longest: int, allowed: Collection[str]) -> None:
    if not text:
        raise (NoSubject if field == "subject" else NoText)(field=field)
    if len(text) > longest:
        raise TooLong(_l("Use at most %(number)d letters.", number=longest), field=field)
    kinds = {unicodedata.category(letter) for letter in text if letter not in "\n\t"}
    if field == "subject" and ("\n" in text or not kinds.isdisjoint({"Zl", "Zp"})):
        raise SubjectOfTwoLines(field=field)
    if not kinds.isdisjoint({"Cc", "Cs"}):
        raise Unprintable(field=field)
    for name in _PLACE.findall(text):
        if name not in allowed:
            raise UnknownPlaceholder(_unknown(name, allowed), field=field)
    if set("{}") & set(_PLACE.sub("", text)):
        raise UnbalancedBraces(field=field)


def _unknown(name: str, allowed: Collection[str]) -> LazyString:
    there_is = format_list([f"{{{each}}}" for each in MEANINGS if each in allowed])
    return _l(
        "There is no placeholder %(placeholder)s here. There is %(known)s.",
        placeholder=f"{{{one_line(name)[:40]}}}",
        known=there_is,
    )
