"""People are checked in at doors, and the way into a meeting opens when it is time."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

WHOLE_STANDS = sa.text("undone_at IS NULL AND session_id IS NULL")
PART_STANDS = sa.text("undone_at IS NULL AND session_id IS NOT NULL")


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "check_in",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=True),
        sa.Column("session_id", sa.Integer(), nullable=True),
        sa.Column("door", sa.String(length=40), nullable=False),
        sa.Column("mode", sa.String(length=40), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_by", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_check_in_event_id_event"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_check_in_person_id_person")),
        sa.ForeignKeyConstraint(
            ["registration_id"],
            ["registration.id"],
            name=op.f("fk_check_in_registration_id_registration"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["session_id"], ["session.id"], name=op.f("fk_check_in_session_id_session"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_check_in")),
    )
    for column in ("person_id", "registration_id", "session_id"):
        op.create_index(op.f(f"ix_check_in_{column}"), "check_in", [column])
    op.create_index("ix_check_in_event_at", "check_in", ["event_id", "at"])
    for name, column, stands in (
        ("uq_check_in_standing", "event_id", WHOLE_STANDS),
        ("uq_check_in_standing_part", "session_id", PART_STANDS),
    ):
        op.create_index(
            name, "check_in", [column, "person_id", "mode"], unique=True, sqlite_where=stands, postgresql_where=stands
        )
    for column in ("joined_first_at", "joined_last_at"):
        op.add_column("registration", sa.Column(column, sa.DateTime(timezone=True), nullable=True))
    op.add_column("event", sa.Column("join_opens_before", sa.Integer(), server_default="60", nullable=False))
    op.add_column("event", sa.Column("door_link_made_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    """Go back."""
    op.drop_column("event", "door_link_made_at")
    op.drop_column("event", "join_opens_before")
    for column in ("joined_last_at", "joined_first_at"):
        op.drop_column("registration", column)
    op.drop_table("check_in")
