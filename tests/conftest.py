"""Real parts for every test: a migrated database of its own, an application on it, visitors."""

from __future__ import annotations

import os
import shutil
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import flask_migrate
import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, settings
from sqlalchemy import create_engine, text

from eventhub.app import create_app
from eventhub.base.db import db
from tests import routing
from tests.postgres import start
from tests.visitors import Visitor

SECRET = "a secret for tests only"

# No test asserts a time, and what a hand-in is judged by draws the same examples each time.
settings.register_profile("ours", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("ci", settings.get_profile("ours"), derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "ours")

routing.remember()


def pytest_configure(config: pytest.Config) -> None:
    """Name our markers."""
    config.addinivalue_line("markers", "both_databases: run on SQLite and on PostgreSQL")
    config.addinivalue_line("markers", "browser: needs chromium")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run a test on both databases when it says so, else on SQLite."""
    if "backend" in metafunc.fixturenames:
        on_both = metafunc.definition.get_closest_marker("both_databases") is not None
        metafunc.parametrize("backend", ["sqlite", "postgresql"] if on_both else ["sqlite"], scope="function")


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated, empty SQLite file to copy from."""
    folder = tmp_path_factory.mktemp("migrated")
    file = folder / "template.sqlite"
    _migrate(f"sqlite:///{file}", folder)
    with create_engine(f"sqlite:///{file}").connect() as connection:
        connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))
    return file


@dataclass
class PostgreSQL:
    """A running server with a migrated template database."""

    address: Callable[[str], str]
    template: str


@pytest.fixture(scope="session")
def migrated_postgresql(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PostgreSQL]:
    """A real PostgreSQL server, shared by the test processes, with a migrated template of this process's own."""
    with start(tmp_path_factory.getbasetemp()) as address:
        template = f"template_{uuid.uuid4().hex}"
        _execute(address("postgres"), f"CREATE DATABASE {template}")
        _migrate(address(template), tmp_path_factory.mktemp("migrated"))
        yield PostgreSQL(address, template)


@pytest.fixture
def database(backend: str, tmp_path: Path, request: pytest.FixtureRequest) -> str:
    """The address of an empty, migrated database that belongs to this test alone."""
    if backend == "sqlite":
        file = tmp_path / "test.sqlite"
        shutil.copyfile(request.getfixturevalue("migrated_sqlite"), file)
        return f"sqlite:///{file}"
    server: PostgreSQL = request.getfixturevalue("migrated_postgresql")
    name = f"test_{uuid.uuid4().hex}"
    _execute(server.address("postgres"), f"CREATE DATABASE {name} TEMPLATE {server.template}")
    return server.address(name)


@pytest.fixture
def bare_app(database: str, tmp_path: Path) -> Iterator[Flask]:
    """The application on this test's database, with no context pushed: for visitors, threads and processes."""
    app = create_app(
        {"SQLALCHEMY_DATABASE_URI": database, "SECRET_KEY": SECRET, "SQLITE_SYNCHRONOUS": "NORMAL"},
        instance=tmp_path / "instance",
    )
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def app(bare_app: Flask) -> Iterator[Flask]:
    """The application with a context pushed: rules can be called as a command would call them."""
    with bare_app.app_context():
        yield bare_app
        db.session.rollback()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A plain test client."""
    return app.test_client()


@pytest.fixture
def visitor(app: Flask) -> Visitor:
    """Sam, a stranger with a browser."""
    return Visitor(app)


def _migrate(address: str, folder: Path) -> None:
    app = create_app({"SQLALCHEMY_DATABASE_URI": address, "SECRET_KEY": SECRET}, instance=folder / "instance")
    with app.app_context():
        flask_migrate.upgrade()
        db.session.remove()
        db.engine.dispose()


def _execute(address: str, statement: str) -> None:
    engine = create_engine(address, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()
