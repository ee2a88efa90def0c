"""Questions, delegations, invited lists, letters and retention: what complete registration keeps.

New columns that may not be empty come with a default for the rows that exist.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from eventhub.base.text import fold

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "anonymous_count",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_anonymous_count_event_id_event"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_anonymous_count")),
        sa.UniqueConstraint("event_id", name=op.f("uq_anonymous_count_event_id")),
    )
    op.create_table(
        "mail_text",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_mail_text_event_id_event"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail_text")),
    )
    with op.batch_alter_table("mail_text", schema=None) as batch_op:
        batch_op.create_index("uq_mail_text_event_kind_language", ["event_id", "kind", "language"], unique=True)

    op.create_table(
        "mailing",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("selection", sa.JSON(), nullable=False),
        sa.Column("readers", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_mailing_event_id_event"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mailing")),
    )
    with op.batch_alter_table("mailing", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_mailing_event_id"), ["event_id"], unique=False)

    op.create_table(
        "question",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "short_text",
                "long_text",
                "single_choice",
                "multiple_choice",
                "number",
                "date",
                "country",
                "file",
                "yes_no",
                name="questionkind",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("hint", sa.String(), nullable=True),
        sa.Column("words", sa.JSON(), nullable=False),
        sa.Column("options", sa.JSON(), nullable=False),
        sa.Column("limits", sa.JSON(), nullable=False),
        sa.Column("conditions", sa.JSON(), nullable=False),
        sa.Column("is_required", sa.Boolean(), nullable=False),
        sa.Column("is_sensitive", sa.Boolean(), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_question_event_id_event"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_question")),
        sa.UniqueConstraint("key", name=op.f("uq_question_key")),
    )
    with op.batch_alter_table("question", schema=None) as batch_op:
        batch_op.create_index("ix_question_event_position", ["event_id", "position"], unique=False)

    op.create_table(
        "reminder",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("hours_before", sa.Integer(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_reminder_event_id_event"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminder")),
    )
    with op.batch_alter_table("reminder", schema=None) as batch_op:
        batch_op.create_index("uq_reminder_event_hours", ["event_id", "hours_before"], unique=True)

    op.create_table(
        "stored_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("stored_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_stored_file_event_id_event"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stored_file")),
        sa.UniqueConstraint("key", name=op.f("uq_stored_file_key")),
    )
    with op.batch_alter_table("stored_file", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_stored_file_event_id"), ["event_id"], unique=False)

    op.create_table(
        "unconfirmed_application",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("email_key", sa.String(), nullable=False),
        sa.Column("application", sa.JSON(), nullable=False),
        sa.Column("key_version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_unconfirmed_application_event_id_event"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unconfirmed_application")),
    )
    with op.batch_alter_table("unconfirmed_application", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_unconfirmed_application_event_id"), ["event_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_unconfirmed_application_expires_at"), ["expires_at"], unique=False)

    op.create_table(
        "answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("value", sa.JSON(), nullable=True),
        sa.Column("file_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["file_id"], ["stored_file.id"], name=op.f("fk_answer_file_id_stored_file"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["question_id"], ["question.id"], name=op.f("fk_answer_question_id_question"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["registration_id"],
            ["registration.id"],
            name=op.f("fk_answer_registration_id_registration"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answer")),
    )
    with op.batch_alter_table("answer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_answer_question_id"), ["question_id"], unique=False)
        batch_op.create_index("uq_answer_registration_question", ["registration_id", "question_id"], unique=True)

    op.create_table(
        "invitee",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column(
            "invited_list",
            sa.Enum("champions", "member_states", "network", "named", name="invitedlist", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("name", sa.String(), nullable=True),
        sa.Column("email", sa.String(), nullable=True),
        sa.Column("country", sa.String(), nullable=True),
        sa.Column("organisation", sa.String(), nullable=True),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column(
            "status",
            sa.Enum("invited", "accepted", "declined", name="inviteestatus", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("key_version", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=True),
        sa.Column("delegation_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("invited_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["delegation_id"], ["delegation.id"], name=op.f("fk_invitee_delegation_id_delegation"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_invitee_event_id_event"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["registration_id"],
            ["registration.id"],
            name=op.f("fk_invitee_registration_id_registration"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitee")),
        sa.UniqueConstraint("key", name=op.f("uq_invitee_key")),
    )
    with op.batch_alter_table("invitee", schema=None) as batch_op:
        batch_op.create_index("ix_invitee_event_status", ["event_id", "status"], unique=False)

    op.create_table(
        "registration_note",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["registration_id"],
            ["registration.id"],
            name=op.f("fk_registration_note_registration_id_registration"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registration_note")),
    )
    with op.batch_alter_table("registration_note", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_registration_note_registration_id"), ["registration_id"], unique=False)

    op.create_table(
        "registration_tag",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("tag", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["registration_id"],
            ["registration.id"],
            name=op.f("fk_registration_tag_registration_id_registration"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registration_tag")),
    )
    with op.batch_alter_table("registration_tag", schema=None) as batch_op:
        batch_op.create_index("uq_registration_tag_registration_tag", ["registration_id", "tag"], unique=True)

    with op.batch_alter_table("delegation", schema=None) as batch_op:
        batch_op.add_column(sa.Column("key", sa.String(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("address", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("language", sa.String(), nullable=False, server_default="en"))
        batch_op.add_column(sa.Column("quota", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("waits_together", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column("note_verbale_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("invited_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_delegation_note_verbale_id_stored_file"),
            "stored_file",
            ["note_verbale_id"],
            ["id"],
            ondelete="SET NULL",
        )

    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("needs_address_confirmation", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        batch_op.add_column(sa.Column("seats_per_delegation", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("sponsor_seats", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("substitution_closes_at", sa.DateTime(), nullable=True))
        batch_op.add_column(sa.Column("retention_months", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("anonymised_at", sa.DateTime(timezone=True), nullable=True))

    with op.batch_alter_table("registration", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "delegation_role",
                sa.Enum(
                    "chief_delegate",
                    "alternate",
                    "delegate",
                    "adviser",
                    "observer",
                    name="delegationrole",
                    native_enum=False,
                    length=40,
                ),
                nullable=True,
            )
        )
        batch_op.add_column(sa.Column("replaces_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("name_key", sa.String(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("search_key", sa.String(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("party_key", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("anonymised_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.create_index(batch_op.f("ix_registration_delegation_id"), ["delegation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_registration_replaces_id"), ["replaces_id"], unique=False)
        batch_op.create_index("ix_registration_event_address", ["event_id", "email_key"], unique=False)
        batch_op.create_index("ix_registration_event_created", ["event_id", "created_at", "id"], unique=False)
        batch_op.create_index("ix_registration_event_name", ["event_id", "name_key", "id"], unique=False)
        batch_op.create_index(
            "ix_registration_event_country", ["event_id", "country", "name_key", "id"], unique=False
        )
        batch_op.drop_index("ix_registration_event_status")
        batch_op.create_index("ix_registration_event_seats", ["event_id", "status", "party_key"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_registration_replaces_id_registration"),
            "registration",
            ["replaces_id"],
            ["id"],
            ondelete="SET NULL",
        )

    _fill_keys()
    _name_delegations()
    with op.batch_alter_table("delegation", schema=None) as batch_op:
        batch_op.alter_column("key", existing_type=sa.String(), server_default=None)
        batch_op.drop_index(batch_op.f("ix_delegation_event_id"))
        batch_op.create_index("uq_delegation_event_key", ["event_id", "key"], unique=True)


def downgrade() -> None:
    """Go back."""
    with op.batch_alter_table("registration", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_registration_replaces_id_registration"), type_="foreignkey")
        batch_op.drop_index("ix_registration_event_seats")
        batch_op.create_index("ix_registration_event_status", ["event_id", "status"], unique=False)
        batch_op.drop_index("ix_registration_event_country")
        batch_op.drop_index("ix_registration_event_name")
        batch_op.drop_index("ix_registration_event_created")
        batch_op.drop_index("ix_registration_event_address")
        batch_op.drop_index(batch_op.f("ix_registration_replaces_id"))
        batch_op.drop_index(batch_op.f("ix_registration_delegation_id"))
        batch_op.drop_column("anonymised_at")
        batch_op.drop_column("party_key")
        batch_op.drop_column("search_key")
        batch_op.drop_column("name_key")
        batch_op.drop_column("replaces_id")
        batch_op.drop_column("delegation_role")

    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.drop_column("anonymised_at")
        batch_op.drop_column("retention_months")
        batch_op.drop_column("substitution_closes_at")
        batch_op.drop_column("sponsor_seats")
        batch_op.drop_column("seats_per_delegation")
        batch_op.drop_column("needs_address_confirmation")

    with op.batch_alter_table("delegation", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_delegation_note_verbale_id_stored_file"), type_="foreignkey")
        batch_op.drop_column("invited_at")
        batch_op.drop_column("note_verbale_id")
        batch_op.drop_column("waits_together")
        batch_op.drop_column("quota")
        batch_op.drop_column("language")
        batch_op.drop_column("address")
        batch_op.drop_index("uq_delegation_event_key")
        batch_op.create_index(batch_op.f("ix_delegation_event_id"), ["event_id"], unique=False)
        batch_op.drop_column("key")

    with op.batch_alter_table("registration_tag", schema=None) as batch_op:
        batch_op.drop_index("uq_registration_tag_registration_tag")

    op.drop_table("registration_tag")
    with op.batch_alter_table("registration_note", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_registration_note_registration_id"))

    op.drop_table("registration_note")
    with op.batch_alter_table("invitee", schema=None) as batch_op:
        batch_op.drop_index("ix_invitee_event_status")

    op.drop_table("invitee")
    with op.batch_alter_table("answer", schema=None) as batch_op:
        batch_op.drop_index("uq_answer_registration_question")
        batch_op.drop_index(batch_op.f("ix_answer_question_id"))

    op.drop_table("answer")
    with op.batch_alter_table("unconfirmed_application", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_unconfirmed_application_expires_at"))
        batch_op.drop_index(batch_op.f("ix_unconfirmed_application_event_id"))

    op.drop_table("unconfirmed_application")
    with op.batch_alter_table("stored_file", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_stored_file_event_id"))

    op.drop_table("stored_file")
    with op.batch_alter_table("reminder", schema=None) as batch_op:
        batch_op.drop_index("uq_reminder_event_hours")

    op.drop_table("reminder")
    with op.batch_alter_table("question", schema=None) as batch_op:
        batch_op.drop_index("ix_question_event_position")

    op.drop_table("question")
    with op.batch_alter_table("mailing", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_mailing_event_id"))

    op.drop_table("mailing")
    with op.batch_alter_table("mail_text", schema=None) as batch_op:
        batch_op.drop_index("uq_mail_text_event_kind_language")

    op.drop_table("mail_text")
    op.drop_table("anonymous_count")


def _fill_keys() -> None:
    """Fold the names that are there, so that lists sort and searches find them."""
    connection = op.get_bind()
    row = sa.table(
        "registration",
        *(
            sa.column(name)
            for name in (
                *("id", "given_name", "family_name", "email", "organisation", "function", "category", "country"),
                *("name_key", "search_key", "party_key"),
            )
        ),
    )
    for each in connection.execute(sa.select(row)).all():
        words = (each.given_name, each.family_name, each.email, each.organisation, each.function)
        keys = {
            "name_key": fold(f"{each.family_name} {each.given_name}"),
            "search_key": fold(" ".join(word for word in words if word)),
            "party_key": _party(each.category, each.country, each.organisation),
        }
        connection.execute(sa.update(row).where(row.c.id == each.id).values(keys))


def _party(category: str | None, country: str | None, organisation: str | None) -> str | None:
    if category in {"member_state", "observer_state"} and country:
        return f"country:{country}"
    return f"organisation:{fold(organisation)}" if organisation and organisation.strip() else None


def _name_delegations() -> None:
    """Let delegations be called in archives as they were: by their places among those of their event."""
    connection, last = op.get_bind(), dict[int, int]()
    row = sa.table("delegation", sa.column("id"), sa.column("event_id"), sa.column("key"))
    for each in connection.execute(sa.select(row.c.id, row.c.event_id).order_by(row.c.id)).all():
        last[each.event_id] = place = last.get(each.event_id, 0) + 1
        connection.execute(sa.update(row).where(row.c.id == each.id).values(key=str(place)))
