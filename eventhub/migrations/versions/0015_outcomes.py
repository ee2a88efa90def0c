"""Outcomes are closed and opened again, and their owners are reminded; a change of an event's minutes is noted."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

MOMENTS = ("closed_at", "reminded_before_at", "reminded_due_at")


def upgrade() -> None:
    """Go forward."""
    with op.batch_alter_table("outcome", schema=None) as batch_op:
        batch_op.add_column(sa.Column("owner_email", sa.String(), nullable=True))
        for name in MOMENTS:
            batch_op.add_column(sa.Column(name, sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    """Go back."""
    with op.batch_alter_table("outcome", schema=None) as batch_op:
        for name in ("owner_email", *MOMENTS):
            batch_op.drop_column(name)
