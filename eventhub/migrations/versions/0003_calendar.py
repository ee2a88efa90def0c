"""Calendars answer, people subscribe, sessions are entries: what the complete calendar keeps."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

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
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.add_column(sa.Column("starts_second", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column("ends_second", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column("calendar_reminder", sa.Integer(), nullable=True))


def _drop_sessions() -> None:
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.drop_column("calendar_reminder")
        batch_op.drop_column("ends_second")
        batch_op.drop_column("starts_second")
