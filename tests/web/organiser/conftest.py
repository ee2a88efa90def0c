"""Inês, who organises, and Rui, who may only look."""

from __future__ import annotations

import pytest
from flask import Flask

from eventhub.models.people import RoleName
from tests.visitors import Visitor


@pytest.fixture
def organiser(app: Flask) -> Visitor:
    """Inês, signed in."""
    return Visitor(app).sign_in()


@pytest.fixture
def reader(app: Flask) -> Visitor:
    """Rui, signed in with a read-only account."""
    return Visitor(app).sign_in("rui@example.org", RoleName.READER)
