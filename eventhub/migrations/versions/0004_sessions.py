"""Sessions have calendars and places of their own; people choose them, and are invited to each."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from eventhub.base import zones

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

INSTANTS = ("starts_at_utc", "ends_at_utc", "cancelled_at", "created_at", "changed_at")


def upgrade() -> None:
    """Go forward."""
    with op.batch_alter_table("session", schema=None) as batch_op:
        batch_op.add_column(sa.Column("sequence", sa.Integer(), nullable=False, server_default="0"))
        for name in ("starts_second", "ends_second", "is_elective"):
            batch_op.add_column(sa.Column(name, sa.Boolean(), nullable=False, server_default=sa.false()))
        for name in ("venue", "join_url"):
            batch_op.add_column(sa.Column(name, sa.String(), nullable=True))
        batch_op.add_column(sa.Column("capacity", sa.Integer(), nullable=True))
        for name in INSTANTS:
            batch_op.add_column(sa.Column(name, sa.DateTime(timezone=True), nullable=True))
    _derive()
    with op.batch_alter_table("session", schema=None) as batch_op:
        batch_op.alter_column("sequence", existing_type=sa.Integer(), server_default=None)
        for name in ("starts_second", "ends_second", "is_elective"):
            batch_op.alter_column(name, existing_type=sa.Boolean(), server_default=None)
        for name in ("created_at", "changed_at"):
            batch_op.alter_column(name, existing_type=sa.DateTime(timezone=True), nullable=False)
    _add_choices()


def downgrade() -> None:
    """Go back."""
    op.drop_table("session_invitation")
    op.drop_table("session_registration")
    with op.batch_alter_table("session", schema=None) as batch_op:
        for name in (*reversed(INSTANTS), "capacity", "join_url", "venue"):
            batch_op.drop_column(name)
        for name in ("is_elective", "ends_second", "starts_second", "sequence"):
            batch_op.drop_column(name)


def _add_choices() -> None:
    op.create_table(
        "session_registration",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("chosen_at", sa.DateTime(timezone=True), nullable=False),
        *_belongs("session_registration"),
    )
    op.create_index(
        "uq_session_registration_pair", "session_registration", ["registration_id", "session_id"], unique=True
    )
    op.create_index(op.f("ix_session_registration_session_id"), "session_registration", ["session_id"])
    op.create_table(
        "session_invitation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("event_sequence", sa.Integer(), nullable=False),
        sa.Column("last_method", sa.String(), nullable=False),
        sa.Column("last_stamp", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reply", sa.String(), nullable=True),
        sa.Column("reply_sequence", sa.Integer(), nullable=True),
        sa.Column("reply_stamp", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reply_comment", sa.String(), nullable=True),
        sa.Column("reply_delegate", sa.String(), nullable=True),
        *_belongs("session_invitation"),
    )
    op.create_index("uq_session_invitation_pair", "session_invitation", ["session_id", "registration_id"], unique=True)
    op.create_index(op.f("ix_session_invitation_registration_id"), "session_invitation", ["registration_id"])


def _belongs(table: str) -> tuple[sa.Constraint, ...]:
    return (
        *(
            sa.ForeignKeyConstraint(
                [f"{other}_id"], [f"{other}.id"], name=op.f(f"fk_{table}_{other}_id_{other}"), ondelete="CASCADE"
            )
            for other in ("registration", "session")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )


def _derive() -> None:
    """Derive the instants of sessions that are there; one whose local time the clocks skip has none until it is moved."""
    connection = op.get_bind()
    names = ("id", "event_id", "starts_at", "ends_at")
    local = sa.table(
        "session",
        *(sa.column(name, sa.DateTime() if name.endswith("_at") else None) for name in names),
        *(sa.column(name, sa.DateTime(timezone=True)) for name in INSTANTS),
    )
    event = sa.table("event", sa.column("id"), sa.column("timezone"), sa.column("created_at", sa.DateTime(timezone=True)))
    found = sa.select(local.c.id, local.c.starts_at, local.c.ends_at, event.c.timezone, event.c.created_at)
    for number, starts, ends, zone, made in connection.execute(found.join(event, event.c.id == local.c.event_id)).all():
        told: dict[str, object] = {"created_at": made, "changed_at": made}
        if starts is not None and ends is not None:
            try:
                told |= {"starts_at_utc": zones.to_utc(starts, zone), "ends_at_utc": zones.to_utc(ends, zone)}
            except zones.NoSuchTime:
                pass
        connection.execute(sa.update(local).where(local.c.id == number).values(told))
