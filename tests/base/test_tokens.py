"""Personal links."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from eventhub.base import tokens


def test_a_token_holds_for_its_purpose_row_version_and_installation_alone():
    token = tokens.issue("registration", 12, 1, secret="s")

    def holds(purpose: str = "registration", version: int = 1, secret: str = "s", said: str = token) -> bool:
        claim = tokens.read(purpose, said)
        return claim is not None and claim.holds(version, secret=secret)

    assert holds()
    assert not holds(purpose="sign-in")
    assert not holds(version=2)
    assert not holds(secret="t")
    assert not holds(said=token.replace("c.", "d."))
    assert not holds(said=token[:-1])


@given(st.text())
def test_whatever_is_presented_never_breaks_anything(said: str):
    claim = tokens.read("registration", said)

    assert claim is None or not claim.holds(1, secret="s")


def test_a_masked_line_shows_no_token():
    token = tokens.issue("registration", 12, 1, secret="s")

    assert token not in tokens.mask(f"GET /registrations/{token}/join HTTP/1.1")
