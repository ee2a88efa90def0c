"""The floor of a meeting: whether delegates may ask for it, and each request from asking to having spoken."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

UNIQUE = (
    ("uq_speaking_request_event", ["event_id"], "state = 'speaking' AND session_id IS NULL"),
    ("uq_speaking_request_session", ["session_id"], "state = 'speaking' AND session_id IS NOT NULL"),
    ("uq_speaking_request_event_party", ["event_id", "party_key"], "state = 'requested' AND session_id IS NULL"),
    ("uq_speaking_request_session_party", ["session_id", "party_key"], "state = 'requested' AND session_id IS NOT NULL"),
)


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "floor",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=True),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.Column("order", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_floor_event_id_event"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["session_id"], ["session.id"], name=op.f("fk_floor_session_id_session"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_floor")),
    )
    alone = sa.text("session_id IS NULL")
    op.create_index(
        "uq_floor_event", "floor", ["event_id"], unique=True, sqlite_where=alone, postgresql_where=alone
    )
    op.create_index("uq_floor_session", "floor", ["session_id"], unique=True)
    op.create_table(
        "speaking_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("country", sa.String(), nullable=True),
        sa.Column("organisation", sa.String(), nullable=True),
        sa.Column("party_key", sa.String(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=True),
        sa.Column("intervention_id", sa.Integer(), nullable=True),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        *(
            sa.ForeignKeyConstraint(
                [f"{table}_id"],
                [f"{table}.id"],
                name=op.f(f"fk_speaking_request_{table}_id_{table}"),
                ondelete="CASCADE" if table in {"event", "session"} else "SET NULL",
            )
            for table in ("event", "session", "registration", "intervention")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_speaking_request")),
        sa.UniqueConstraint("key", name=op.f("uq_speaking_request_key")),
        sa.UniqueConstraint("intervention_id", name=op.f("uq_speaking_request_intervention_id")),
    )
    for name, columns, where in UNIQUE:
        chosen = sa.text(where)
        op.create_index(
            name, "speaking_request", columns, unique=True, sqlite_where=chosen, postgresql_where=chosen
        )
    op.create_index("ix_speaking_request_event_state", "speaking_request", ["event_id", "state"])
    op.create_index(op.f("ix_speaking_request_registration_id"), "speaking_request", ["registration_id"])


def downgrade() -> None:
    """Go back."""
    op.drop_table("speaking_request")
    op.drop_table("floor")
