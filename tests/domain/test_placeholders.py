"""Placeholders: whatever somebody types is either kept and filled in whole, or refused with one sentence."""

from __future__ import annotations

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from eventhub.base.errors import Refused
from eventhub.domain import placeholders

ALLOWED = ("given_name", "event", "position")

VALUES = {"given_name": "{event}", "event": "Ünïcode {braces} & <b>", "position": "3"}
"""Values that look like placeholders themselves."""

PIECES = st.one_of(
    st.text(max_size=12),
    st.sampled_from([*(f"{{{name}}}" for name in ALLOWED), "{", "}", "{{", "{}", "{ event }", "{given-name}", "\n\n"]),
)


def refusal_of(subject: str, body: str) -> Refused | None:
    try:
        placeholders.check(subject, body, allowed=ALLOWED)
    except Refused as refusal:
        return refusal
    return None


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(subject=st.lists(PIECES, max_size=5).map("".join), body=st.lists(PIECES, max_size=12).map("".join))
def test_any_text_is_filled_in_without_losing_a_letter_or_refused_with_one_sentence(
    app: Flask, subject: str, body: str
):
    refusal = refusal_of(subject, body)
    if refusal is not None:
        assert len(str(refusal).splitlines()) == 1
        assert refusal.field in {"subject", "body"}
        return
    kept = placeholders.check(subject, body, allowed=ALLOWED)
    for typed, text in zip((subject, body), kept, strict=True):
        assert text == typed.replace("\r\n", "\n").strip()
        expected = text.replace("{given_name}", "\x00").replace("{event}", VALUES["event"])
        expected = expected.replace("{position}", "3").replace("\x00", "{event}")
        assert placeholders.fill(text, VALUES) == expected


@pytest.mark.parametrize(
    ("subject", "body", "field", "sentence"),
    [
        ("", "Come.", "subject", "Enter a subject."),
        ("Hello", "  ", "body", "Enter a text."),
        ("Hello\nBcc: everybody@example.org", "Come.", "subject", "The subject must be one line."),
        ("x" * 151, "Come.", "subject", "Use at most 150 letters."),
        ("Hello", "Dear {first_name}", "body", "There is no placeholder {first_name} here."),
        ("Hello", "Dear {given_name", "body", "A brace stands alone."),
        ("Hello", "A bell: \a", "body", "cannot be printed"),
        ("Hello", "Come.", "body", "{position} is missing: readers must be told “The reader’s place"),
    ],
)
def test_what_is_wrong_is_named_at_its_field(app: Flask, subject: str, body: str, field: str, sentence: str):
    with pytest.raises(Refused) as refused:
        placeholders.check(subject, body, allowed=ALLOWED, required=["position"])

    assert refused.value.field == field
    assert sentence in str(refused.value)
