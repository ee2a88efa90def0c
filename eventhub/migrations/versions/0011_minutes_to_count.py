"""How long somebody has to be there to count, set per event."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.add_column("event", sa.Column("minutes_to_count", sa.Integer(), nullable=True))


def downgrade() -> None:
    """Go back."""
    op.drop_column("event", "minutes_to_count")
