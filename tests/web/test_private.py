"""What lies behind a private link stays out of caches, search engines and the Referer: every such address is tried."""

from __future__ import annotations

from flask import Flask
from flask.testing import FlaskClient

FOREIGN = {"token": "1.AAAAAAAAAAAAAAAAAAAAAAAA", "slug": "no-event", "key": "x", "number": "1", "code": "AAAA"}
"""A link that nobody was sent."""


def test_no_answer_behind_a_private_link_is_kept_by_anybody(app: Flask, client: FlaskClient):
    private = [rule for rule in app.url_map.iter_rules() if "token" in rule.arguments and "GET" in (rule.methods or ())]
    assert len(private) > 20

    faults = []
    for rule in private:
        values = {name: FOREIGN.get(name, "1") for name in rule.arguments}
        headers = client.get(app.url_map.bind("localhost").build(rule.endpoint, values)).headers
        told = [headers.get(name) for name in ("Cache-Control", "Referrer-Policy", "X-Robots-Tag")]
        if told != ["private, no-store", "no-referrer", "noindex"]:
            faults.append(f"{rule.rule}: {told}")

    assert faults == []
