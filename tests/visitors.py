"""Visitors: test clients that commit before and roll back after each request, and proof-read every page."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

from flask import Flask
from werkzeug.test import TestResponse

from eventhub.base import clock
from eventhub.base.db import db
from eventhub.domain import people
from eventhub.models.people import RoleName
from tests.proofreading import proofread


class Visitor:
    """Somebody with a browser. Request and test never share uncommitted rows, so a forgotten commit shows."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.client = app.test_client()

    def get(self, path: str, **options: Any) -> TestResponse:
        """Open a page."""
        return self._send("GET", path, **options)

    def post(self, path: str, data: dict[str, Any] | None = None, **options: Any) -> TestResponse:
        """Send a form; the CSRF token is taken from the page at the same path, as a browser has it."""
        data = dict(data or {})
        if "csrf_token" not in data:
            data["csrf_token"] = self.csrf_token(options.pop("form_at", path))
        return self._send("POST", path, data=data, **options)

    def csrf_token(self, path: str) -> str:
        """Return the token of the first form on a page."""
        page = self._send("GET", path).get_data(as_text=True)
        found = re.search(r'name="csrf_token" type="hidden" value="([^"]+)"', page)
        return found[1] if found else ""

    def follow(self, response: TestResponse) -> TestResponse:
        """Open where a redirect points."""
        address = urlsplit(response.location)
        return self.get(address.path + (f"?{address.query}" if address.query else ""))

    def sign_in(self, email: str = "ines@example.org", role: RoleName = RoleName.ORGANISER) -> Visitor:
        """Sign in as an account with this role, through the link as mailed."""
        account = people.add_account(email, role, name="Inês Carvalho", by="command", now=clock.now())
        link = people.issue_link(account, now=clock.now())
        token = people.link_token(link, secret=self.app.config["SECRET_KEY"])
        assert self.post(f"/account/sign-in/{token}").status_code == 303
        return self

    def _send(self, method: str, path: str, **options: Any) -> TestResponse:
        db.session.commit()
        with self.app.app_context():  # of its own, so that nobody is taken for who asked before
            response = self.client.open(path, method=method, **options)
        db.session.rollback()
        db.session.expire_all()
        if response.mimetype == "text/html" and method == "GET":
            proofread(response.get_data(as_text=True), path)
        return response
