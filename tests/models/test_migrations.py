"""The migrations build what the models say, on both databases, and keep the rows."""

from __future__ import annotations

from datetime import UTC, datetime

import flask_migrate
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from sqlalchemy import select, text

from eventhub.base.db import Model, db, session
from eventhub.domain import sessions
from eventhub.models.discussion import TopicProposal
from eventhub.models.events import Session
from eventhub.models.registrations import Delegation, Registration
from tests.world import AMINA, NOW, an_event, register


@pytest.mark.both_databases
def test_the_migrated_database_is_what_the_models_say(app: Flask):
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Model.metadata) == []


@pytest.mark.both_databases
def test_upgrading_again_keeps_every_row(app: Flask):
    register(an_event(), AMINA)
    session.commit()

    flask_migrate.upgrade()

    assert session.scalars(select(Registration.family_name)).all() == ["El Idrissi"]


@pytest.mark.both_databases
def test_delegations_that_were_there_are_called_by_their_places(app: Flask):
    event = an_event()
    for country in ("MAR", "PRT"):
        session.add(Delegation(event=event, country=country, created_at=event.created_at))
    session.commit()
    session.remove()

    flask_migrate.downgrade(revision="0001")
    flask_migrate.upgrade()

    named = session.execute(select(Delegation.country, Delegation.key).order_by(Delegation.id)).all()
    assert [tuple(row) for row in named] == [("MAR", "1"), ("PRT", "2")]


@pytest.mark.both_databases
def test_rows_live_through_going_back_and_forward_and_are_found_by_their_folded_names(app: Flask):
    register(an_event(), AMINA)
    session.commit()
    session.remove()

    flask_migrate.downgrade(revision="0001")
    flask_migrate.upgrade()

    found = session.scalars(select(Registration)).one()
    assert (found.family_name, found.name_key) == ("El Idrissi", "el idrissi amina")
    assert "amina el idrissi" in found.search_key
    assert len(found.consents) > 0


@pytest.mark.both_databases
def test_sessions_that_were_there_get_their_instants(app: Flask):
    event = an_event()
    sessions.add(event, {"title": "Opening"}, by="a", now=event.created_at)
    sessions.add(event, {"title": "Housing", "starts_at": event.starts_at, "ends_at": event.ends_at}, by="a", now=NOW)
    session.commit()
    session.remove()

    flask_migrate.downgrade(revision="0003")
    session.execute(text("UPDATE session SET title = upper(title)"))
    session.commit()
    flask_migrate.upgrade()

    columns = (Session.title, Session.starts_at_utc, Session.is_elective)
    found = [tuple(row) for row in session.execute(select(*columns).order_by(Session.id))]
    assert found == [("OPENING", None, False), ("HOUSING", datetime(2027, 4, 15, 12, 0, tzinfo=UTC), False)]


@pytest.mark.both_databases
def test_what_was_said_is_tied_to_the_session_that_a_word_named(app: Flask):
    event = an_event()
    part = sessions.add(event, {"title": "Plenary"}, by="account:1", now=NOW)
    for place, word in enumerate((part.uid, "Plenary", "elsewhere")):
        session.add(TopicProposal(event=event, position=place, topic=word, extra={"session": word, "own": 1}))
    session.commit()
    number, uid = part.id, part.uid
    session.remove()

    flask_migrate.downgrade(revision="0015")
    flask_migrate.upgrade()

    said = session.scalars(select(TopicProposal).order_by(TopicProposal.position)).all()
    assert [(each.session_id, each.extra) for each in said] == [
        (number, {"own": 1}),
        (number, {"own": 1}),
        (None, {"session": "elsewhere", "own": 1}),
    ]
    session.remove()
    flask_migrate.downgrade(revision="0015")
    told = session.execute(text("SELECT extra FROM topic_proposal ORDER BY position")).scalars().all()
    assert [uid in str(each) for each in told] == [True, True, False]
