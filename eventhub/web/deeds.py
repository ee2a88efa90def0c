"""One deed of a visitor or an organiser: done and told, or refused and told why."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from flask import flash

from eventhub.base.db import db
from eventhub.base.errors import Refused


@contextmanager
def committed(done: str | None = None) -> Iterator[None]:
    """Commit what the rules inside do and say `done`; where one refuses, take all of it back and say its sentence.

    Whoever calls goes on to the next page in either case.
    """
    try:
        yield
    except Refused as refusal:
        db.session.rollback()
        flash(str(refusal), "bad")
    else:
        db.session.commit()
        if done is not None:
            flash(done, "good")
