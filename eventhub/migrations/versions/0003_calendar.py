"""Calendars answer and are subscribed to, remind and know which of two times is meant; lists are filtered in one index."""

from __future__ import annotations

import uuid

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
    _add_reminders()
    _add_filters()
    _add_thanks()


def downgrade() -> None:
    """Go back."""
    _drop_thanks()
    _drop_filters()
    _drop_reminders()
    _drop_feeds()
    _drop_answers()


def _add_answers() -> None:
    """What came in by mail: answers of calendars, messages for the organiser, addresses that do not work."""
    op.create_table(
        "incoming_message",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(length=40), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=True),
        sa.Column("registration_id", sa.Integer(), nullable=True),
        sa.Column("sender", sa.String(), nullable=True),
        sa.Column("subject", sa.String(), nullable=True),
        sa.Column("particulars", sa.JSON(), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_by", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_incoming_message_event_id_event"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["registration_id"],
            ["registration.id"],
            name=op.f("fk_incoming_message_registration_id_registration"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incoming_message")),
        sa.UniqueConstraint("fingerprint", name=op.f("uq_incoming_message_fingerprint")),
    )
    for column in ("event_id", "registration_id", "received_at"):
        op.create_index(op.f(f"ix_incoming_message_{column}"), "incoming_message", [column])
    op.create_table(
        "unreachable_address",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email_key", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unreachable_address")),
        sa.UniqueConstraint("email_key", name=op.f("uq_unreachable_address_email_key")),
    )
    op.create_index(op.f("ix_unreachable_address_at"), "unreachable_address", ["at"])
    op.create_table(
        "mailbox_watch",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("trouble", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mailbox_watch")),
    )
    on_decline = sa.Enum("ask", "withdraw", "nothing", name="ondecline", native_enum=False, length=40)
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.add_column(sa.Column("on_decline", on_decline, nullable=False, server_default="ask"))
    with op.batch_alter_table("invitation", schema=None) as batch_op:
        batch_op.add_column(sa.Column("reply_comment", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("reply_delegate", sa.String(), nullable=True))


def _drop_answers() -> None:
    with op.batch_alter_table("invitation", schema=None) as batch_op:
        batch_op.drop_column("reply_delegate")
        batch_op.drop_column("reply_comment")
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.drop_column("on_decline")
    for table in ("mailbox_watch", "unreachable_address", "incoming_message"):
        op.drop_table(table)


def _add_feeds() -> None:
    """Calendars of persons, by secret address; what whole days need to stand in a feed."""
    op.create_table(
        "personal_calendar",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email_key", sa.String(), nullable=True),
        sa.Column("key_version", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("fetched_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("fetched_by", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_personal_calendar")),
        sa.UniqueConstraint("email_key", name=op.f("uq_personal_calendar_email_key")),
    )
    op.create_table(
        "feed_mark",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("feed", sa.String(), nullable=False),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feed_mark")),
        sa.UniqueConstraint("feed", name=op.f("uq_feed_mark_feed")),
    )
    with op.batch_alter_table("registration", schema=None) as batch_op:
        batch_op.create_index("ix_registration_email_key", ["email_key"], unique=False)
    op.drop_index("ix_event_feed", table_name="event")
    op.create_index("ix_event_feed", "event", ["ends_at_utc", "registration_mode", "published_at", "revision", "id"])
    with op.batch_alter_table("milestone", schema=None) as batch_op:
        batch_op.add_column(sa.Column("sequence", sa.Integer(), nullable=False, server_default="0"))
    with op.batch_alter_table("milestone", schema=None) as batch_op:
        batch_op.alter_column("sequence", existing_type=sa.Integer(), server_default=None)
    with op.batch_alter_table("outcome", schema=None) as batch_op:
        batch_op.add_column(sa.Column("uid", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("sequence", sa.Integer(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("changed_at", sa.DateTime(timezone=True), nullable=True))
    _identify_outcomes()
    with op.batch_alter_table("outcome", schema=None) as batch_op:
        batch_op.alter_column("uid", existing_type=sa.String(), nullable=False)
        batch_op.alter_column("sequence", existing_type=sa.Integer(), server_default=None)
        batch_op.alter_column("changed_at", existing_type=sa.DateTime(timezone=True), nullable=False)
        batch_op.create_unique_constraint(op.f("uq_outcome_uid"), ["uid"])


def _drop_feeds() -> None:
    op.drop_index("ix_event_feed", table_name="event")
    op.create_index("ix_event_feed", "event", ["ends_at_utc", "status", "published_at", "revision", "changed_at"])
    with op.batch_alter_table("outcome", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("uq_outcome_uid"), type_="unique")
        batch_op.drop_column("changed_at")
        batch_op.drop_column("sequence")
        batch_op.drop_column("uid")
    with op.batch_alter_table("milestone", schema=None) as batch_op:
        batch_op.drop_column("sequence")
    with op.batch_alter_table("registration", schema=None) as batch_op:
        batch_op.drop_index("ix_registration_email_key")
    op.drop_table("feed_mark")
    op.drop_table("personal_calendar")


def _identify_outcomes() -> None:
    """Give the outcomes that are there an identity for life."""
    connection = op.get_bind()
    row = sa.table("outcome", *(sa.column(name) for name in ("id", "uid", "changed_at", "recorded_at")))
    for number in connection.scalars(sa.select(row.c.id)).all():
        own = sa.update(row).where(row.c.id == number)
        connection.execute(own.values(uid=str(uuid.uuid4()), changed_at=row.c.recorded_at))


def _add_reminders() -> None:
    """Reminders where wished, and which of two times is meant where clocks show one twice."""
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.add_column(sa.Column("starts_second", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column("ends_second", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column("calendar_reminder", sa.Integer(), nullable=True))


def _drop_reminders() -> None:
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.drop_column("calendar_reminder")
        batch_op.drop_column("ends_second")
        batch_op.drop_column("starts_second")


def _add_filters() -> None:
    """All that the organiser's list filters by, in one narrow index; PostgreSQL takes no longer entries."""
    op.execute("UPDATE registration SET search_key = substr(search_key, 1, 600) WHERE length(search_key) > 600")
    op.create_index(
        "ix_registration_event_filters",
        "registration",
        [
            *("event_id", "country", "status", "category", "level"),
            *("delegation_id", "head_of_delegation", "search_key"),
        ],
    )


def _drop_filters() -> None:
    op.drop_index("ix_registration_event_filters", table_name="registration")


def _add_thanks() -> None:
    """When thanks were sent, as the messages of those events tell."""
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.add_column(sa.Column("thanked_at", sa.DateTime(timezone=True), nullable=True))
    event = sa.table("event", sa.column("id"), sa.column("thanked_at"))
    message = sa.table("message", sa.column("event_id"), sa.column("kind"), sa.column("created_at"))
    first = sa.select(sa.func.min(message.c.created_at)).where(
        message.c.event_id == event.c.id, message.c.kind == "thank-you"
    )
    op.execute(sa.update(event).values(thanked_at=first.scalar_subquery()))


def _drop_thanks() -> None:
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.drop_column("thanked_at")
