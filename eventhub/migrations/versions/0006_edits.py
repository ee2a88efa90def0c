"""Summaries keep what is being typed, and each version what the data said beside it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    with op.batch_alter_table("summary") as table:
        table.add_column(sa.Column("working", sa.JSON(none_as_null=True), nullable=True))
        table.add_column(sa.Column("working_by", sa.String(), nullable=True))
        table.add_column(sa.Column("working_at", sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table("summary_version") as table:
        table.add_column(sa.Column("basis", sa.JSON(), nullable=False, server_default="{}"))
    with op.batch_alter_table("summary_version") as table:
        table.alter_column("basis", server_default=None)


def downgrade() -> None:
    """Go back."""
    with op.batch_alter_table("summary_version") as table:
        table.drop_column("basis")
    with op.batch_alter_table("summary") as table:
        for column in ("working_at", "working_by", "working"):
            table.drop_column(column)
