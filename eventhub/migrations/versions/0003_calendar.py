"""Calendars answer, people subscribe, sessions are entries: what the complete calendar keeps."""

from __future__ import annotations

import sqlalchemy as sa  # noqa: F401
from alembic import op  # noqa: F401

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    _add_answers()
    _add_feeds()
    _add_sessions()


def downgrade() -> None:
    """Go back."""
    _drop_sessions()
    _drop_feeds()
    _drop_answers()


def _add_answers() -> None:
    """What came in by mail: answers of calendars, messages for the organiser, addresses that do not work."""


def _drop_answers() -> None:
    pass


def _add_feeds() -> None:
    """Calendars of persons, by secret address."""


def _drop_feeds() -> None:
    pass


def _add_sessions() -> None:
    """Who comes to which session, and reminders where wished."""


def _drop_sessions() -> None:
    pass
