"""What every request and every page share."""

from __future__ import annotations

import urllib.error
import urllib.request
from pathlib import Path

import pytest
from flask import Flask

from eventhub.base.db import session
from tests.cli.test_serve import serving
from tests.visitors import Visitor
from tests.web.public.scenes import a_coming_event


def test_a_form_without_files_may_be_as_large_as_forms_may_be(app: Flask, visitor: Visitor):
    event = a_coming_event()
    app.config["MAX_FORM_MEMORY_SIZE"] = 20_000
    session.commit()

    fits = visitor.post(f"/events/{event.slug}/register", {"function": "x" * 10_000})
    too_large = visitor.post(f"/events/{event.slug}/register", {"function": "x" * 20_000})

    assert (fits.status_code, too_large.status_code) == (422, 413)
    page = too_large.get_data(as_text=True)
    assert "may be at most 19 KB here" in page
    assert "Nothing was saved." in page


def test_whoever_sends_too_much_to_the_server_still_reads_why_it_was_refused(database: str, tmp_path: Path):
    with serving(database, tmp_path / "served") as served, pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(f"{served.address}/account/sign-in", data=b"x" * 20_000_000, timeout=30)

    assert refused.value.code == 413
    assert b"Nothing was saved." in refused.value.read()
