"""Who was present is kept so that it can be added up, and the database notes what an attendance rests on."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

NAMED = sa.text("person_id IS NOT NULL")


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "attendance_change",
        sa.Column("event_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("writer", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("event_id", "writer", name=op.f("pk_attendance_change")),
    )
    op.create_table(
        "kept_attendance",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("token", sa.String(), nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_kept_attendance_event_id_event"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kept_attendance")),
        sa.UniqueConstraint("event_id", name=op.f("uq_kept_attendance_event_id")),
    )
    op.create_table(
        "presence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("category", sa.String(length=40), nullable=True),
        sa.Column("level", sa.String(length=40), nullable=True),
        sa.Column("country", sa.String(), nullable=True),
        sa.Column("seconds", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_presence_event_id_event"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_presence_person_id_person"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_presence")),
    )
    op.create_index("ix_presence_event_person", "presence", ["event_id", "person_id"])
    op.create_index("ix_presence_country", "presence", ["country", "event_id"])
    op.create_index(op.f("ix_presence_person_id"), "presence", ["person_id"])
    for table in ("connection", "correction"):
        op.create_index(f"ix_{table}_person", table, ["person_id"], sqlite_where=NAMED, postgresql_where=NAMED)


def downgrade() -> None:
    """Go back."""
    for table in ("connection", "correction"):
        op.drop_index(f"ix_{table}_person", table_name=table)
    op.drop_table("presence")
    op.drop_table("kept_attendance")
    op.drop_table("attendance_change")
