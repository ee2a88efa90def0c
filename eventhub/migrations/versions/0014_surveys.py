"""Surveys after events: who may answer and what was answered lie apart."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    with op.batch_alter_table("question", schema=None) as batch_op:
        batch_op.add_column(sa.Column("in_survey", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_table(
        "survey",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("introduction", sa.String(), nullable=True),
        sa.Column("opens_at", sa.DateTime(), nullable=True),
        sa.Column("closes_at", sa.DateTime(), nullable=True),
        sa.Column("takes_names", sa.Boolean(), nullable=False),
        sa.Column("quoted", sa.JSON(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_survey_event_id_event"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey")),
        sa.UniqueConstraint("event_id", name=op.f("uq_survey_event_id")),
    )
    op.create_table(
        "survey_ticket",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("survey_id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("key_version", sa.Integer(), nullable=False),
        sa.Column("is_used", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["survey_id"], ["survey.id"], name=op.f("fk_survey_ticket_survey_id_survey"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["registration_id"],
            ["registration.id"],
            name=op.f("fk_survey_ticket_registration_id_registration"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey_ticket")),
    )
    op.create_index("uq_survey_ticket_registration", "survey_ticket", ["survey_id", "registration_id"], unique=True)
    op.create_index(op.f("ix_survey_ticket_registration_id"), "survey_ticket", ["registration_id"])
    op.create_table(
        "survey_response",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("survey_id", sa.Integer(), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["survey_id"], ["survey.id"], name=op.f("fk_survey_response_survey_id_survey"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["registration_id"],
            ["registration.id"],
            name=op.f("fk_survey_response_registration_id_registration"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey_response")),
        sqlite_with_rowid=False,
    )
    for column in ("survey_id", "registration_id"):
        op.create_index(op.f(f"ix_survey_response_{column}"), "survey_response", [column])


def downgrade() -> None:
    """Go back; the questions of surveys go with them."""
    for table in ("survey_response", "survey_ticket", "survey"):
        op.drop_table(table)
    op.execute(sa.text("DELETE FROM question WHERE in_survey"))
    with op.batch_alter_table("question", schema=None) as batch_op:
        batch_op.drop_column("in_survey")
