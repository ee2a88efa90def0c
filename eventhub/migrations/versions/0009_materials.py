"""Materials are seen by some and at some times, and keep their earlier versions."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward; a status that an archive gave moves to its own column."""
    audience = sa.Enum(
        *("public", "registered", "confirmed", "co_sponsors", "organisers"), name="audience", native_enum=False, length=40
    )
    with op.batch_alter_table("material", schema=None) as batch_op:
        batch_op.add_column(sa.Column("status", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("audience", audience, nullable=False, server_default="public"))
        batch_op.add_column(sa.Column("shown_from", sa.DateTime(), nullable=True))
        batch_op.add_column(sa.Column("shown_until", sa.DateTime(), nullable=True))
        batch_op.add_column(sa.Column("shown_after_event", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column("position", sa.Integer(), nullable=False, server_default="0"))
    op.create_table(
        "material_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("material_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("url", sa.String(), nullable=True),
        sa.Column("name", sa.String(), nullable=True),
        sa.Column("media_type", sa.String(), nullable=True),
        sa.Column("size", sa.Integer(), nullable=True),
        sa.Column("sha256", sa.String(), nullable=True),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("by", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["material_id"],
            ["material.id"],
            name=op.f("fk_material_version_material_id_material"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_material_version")),
    )
    op.create_index("uq_material_version_number", "material_version", ["material_id", "number"], unique=True)
    _move(_out_of_extra)


def downgrade() -> None:
    """Go back; of several versions the link that is valid now stays."""
    _move(_into_extra)
    op.drop_table("material_version")
    with op.batch_alter_table("material", schema=None) as batch_op:
        for column in ("position", "shown_after_event", "shown_until", "shown_from", "audience", "status"):
            batch_op.drop_column(column)


_MATERIAL = sa.table("material", sa.column("id"), sa.column("status"), sa.column("extra", sa.JSON()))


def _move(way) -> None:
    bind = op.get_bind()
    for number, status, extra in bind.execute(sa.select(_MATERIAL.c.id, _MATERIAL.c.status, _MATERIAL.c.extra)).all():
        status, extra = way(status, dict(extra or {}))
        bind.execute(_MATERIAL.update().where(_MATERIAL.c.id == number).values(status=status, extra=extra))


def _out_of_extra(_status: str | None, extra: dict) -> tuple[str | None, dict]:
    found = extra.pop("status", None)
    return (found if isinstance(found, str) else None), extra


def _into_extra(status: str | None, extra: dict) -> tuple[None, dict]:
    return None, (extra | {"status": status} if status else extra)
