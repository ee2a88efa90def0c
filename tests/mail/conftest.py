"""A postbox to deliver to, and the letters that arrive in it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from tests.mail.postbox import Postbox, receiving


@pytest.fixture
def postbox(app: Flask) -> Iterator[Postbox]:
    """A real SMTP server that the application delivers to."""
    with receiving(app) as box:
        yield box
