"""What was said knows its session by a column instead of a word beside the columns."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

SAID = ("intervention", "discussion_point", "focus_proposal", "topic_proposal", "outcome", "remarks")

SESSION = sa.table("session", *(sa.column(name) for name in ("id", "event_id", "uid", "title")))


def _table(name: str) -> sa.TableClause:
    return sa.table(
        name, sa.column("id"), sa.column("event_id"), sa.column("session_id"), sa.column("extra", sa.JSON())
    )


def upgrade() -> None:
    """Go forward: a session named by uid or title is tied; a word that names none stays where it was."""
    own: dict[tuple[int, str], int] = {}
    found = op.get_bind().execute(sa.select(SESSION).order_by(SESSION.c.id.desc())).all()
    for attribute in ("title", "uid"):
        own |= {(row.event_id, getattr(row, attribute)): row.id for row in found}
    for name in SAID:
        with op.batch_alter_table(name) as batch_op:
            batch_op.add_column(sa.Column("session_id", sa.Integer(), nullable=True))
            batch_op.create_foreign_key(
                op.f(f"fk_{name}_session_id_session"), "session", ["session_id"], ["id"], ondelete="SET NULL"
            )
        table = _table(name)
        told = sa.select(table).where(sa.cast(table.c.extra, sa.String()).contains('"session"'))
        for row in op.get_bind().execute(told).all():
            number = own.get((row.event_id, row.extra.get("session")))
            if number is not None:
                extra = {key: value for key, value in row.extra.items() if key != "session"}
                op.execute(table.update().where(table.c.id == row.id).values(session_id=number, extra=extra))


def downgrade() -> None:
    """Go back: the session is named by uid beside the columns again."""
    uids = {row.id: row.uid for row in op.get_bind().execute(sa.select(SESSION)).all()}
    for name in SAID:
        table = _table(name)
        for row in op.get_bind().execute(sa.select(table).where(table.c.session_id.is_not(None))).all():
            extra = {**row.extra, "session": uids[row.session_id]}
            op.execute(table.update().where(table.c.id == row.id).values(extra=extra))
        with op.batch_alter_table(name) as batch_op:
            batch_op.drop_constraint(op.f(f"fk_{name}_session_id_session"), type_="foreignkey")
            batch_op.drop_column("session_id")
