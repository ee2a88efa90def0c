"""Co-leads have terms, organisations other names."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    with op.batch_alter_table("co_lead", schema=None) as batch_op:
        batch_op.add_column(sa.Column("since", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("until", sa.Date(), nullable=True))
        batch_op.drop_index("uq_co_lead_working_group_name")
        batch_op.create_index("uq_co_lead_term", ["working_group_id", "name", "since"], unique=True)
    with op.batch_alter_table("organisation", schema=None) as batch_op:
        batch_op.add_column(sa.Column("aliases", sa.JSON(), nullable=False, server_default="[]"))


def downgrade() -> None:
    """Go back; of several terms of one organisation the first stays."""
    with op.batch_alter_table("organisation", schema=None) as batch_op:
        batch_op.drop_column("aliases")
    op.execute(
        "DELETE FROM co_lead WHERE EXISTS (SELECT 1 FROM co_lead AS other WHERE other.id < co_lead.id"
        " AND other.working_group_id = co_lead.working_group_id AND other.name = co_lead.name)"
    )
    with op.batch_alter_table("co_lead", schema=None) as batch_op:
        batch_op.drop_index("uq_co_lead_term")
        batch_op.create_index("uq_co_lead_working_group_name", ["working_group_id", "name"], unique=True)
        batch_op.drop_column("until")
        batch_op.drop_column("since")
