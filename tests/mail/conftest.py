"""A postbox to deliver to, and the letters that arrive in it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from tests.mail.postbox import Postbox, serve


@pytest.fixture
def postbox(app: Flask) -> Iterator[Postbox]:
    """A real SMTP server that the application delivers to."""
    box = Postbox()
    server = serve(box)
    app.config.update(MAIL_SERVER="127.0.0.1", MAIL_PORT=server.port)
    yield box
    server.stop()
