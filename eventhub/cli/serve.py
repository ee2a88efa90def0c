"""`eventhub serve`: the production server, with mail delivery.

Mail is delivered by a thread in each web process. Leases keep the threads apart, so there is no process of its own to
watch: a thread ends with its process, is there again when the process is replaced, and no crash stops all mail.
"""

from __future__ import annotations

import errno
import gc
import logging
import os
import socket
from typing import Any

import click
from flask import Flask, current_app
from flask.cli import with_appcontext
from flask_migrate import upgrade
from gunicorn.app.base import BaseApplication
from gunicorn.glogging import Logger
from sqlalchemy import inspect

from eventhub.base import tokens
from eventhub.base.db import db, session
from eventhub.base.errors import Refused
from eventhub.base.i18n import _
from eventhub.cli.answers import one_sentence
from eventhub.mail.worker import Worker

THREADS = 16
"""Requests that one process answers at a time."""

BACKLOG = 2048

SLOWEST = 60
"""Seconds after which a process that gives no sign of life is replaced; a long answer, such as entering 10,000 people,
is given by one thread while another gives the sign."""

GRACE = 20
"""Seconds that requests under way are given when the server stops."""


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", default=5000, show_default=True, type=click.IntRange(0, 65535), help="The port; 0 takes any.")
@click.option("--workers", default=2, show_default=True, type=click.IntRange(1, 64), help="How many processes.")
@with_appcontext
@one_sentence
def serve(host: str, port: int, workers: int) -> None:
    """Serve the site and deliver its mail, until stopped by Ctrl+C or SIGTERM."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined] # the application behind the proxy
    listener = _listen(host, port)
    app.config["SERVED_AT"] = _address(listener)
    _set_up_database()
    session.remove()
    Server(app, listener, workers).run()


class Server(BaseApplication):  # type: ignore[misc] # gunicorn carries no types
    """gunicorn, set up for an application made before the processes part."""

    def __init__(self, app: Flask, listener: socket.socket, workers: int) -> None:
        self.app, self.listener, self.workers = app, listener, workers
        super().__init__(prog="eventhub")

    def load_config(self) -> None:
        """Set what differs from gunicorn's defaults."""
        settings = {
            "bind": f"fd://{self.listener.detach()}",
            "workers": self.workers,
            "worker_class": "gthread",
            "threads": THREADS,
            "backlog": BACKLOG,
            "timeout": SLOWEST,
            "graceful_timeout": GRACE,
            "keepalive": 5,
            "loglevel": "warning",
            "logger_class": DiscreetLogger,
            "control_socket_disable": True,
            "worker_tmp_dir": "/dev/shm" if os.access("/dev/shm", os.W_OK) else None,  # noqa: S108 - heartbeats in memory
            "proc_name": "eventhub",
            "post_fork": _part,
            "post_worker_init": _begin,
            "worker_exit": _end,
        }
        for name, value in settings.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        """Return the application; every process works with a copy of the one made before."""
        return self.app


class Discreet(logging.Formatter):
    """Writes log lines with the tokens of private links masked, in tracebacks too."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        return tokens.mask(super().format(record))


class DiscreetLogger(Logger):  # type: ignore[misc] # gunicorn carries no types
    """gunicorn's error log and the application's own, both discreet."""

    def setup(self, cfg: Any) -> None:
        """Hold both logs to one discreet handler on stderr."""
        super().setup(cfg)
        ours = logging.getLogger("eventhub")
        for handler in self.error_log.handlers:
            handler.setFormatter(Discreet(self.error_fmt, self.datefmt))
        ours.handlers = list(self.error_log.handlers)
        ours.propagate = False


def _listen(host: str, port: int) -> socket.socket:
    """Take the port before anything else starts; refuse in one sentence when it cannot be had."""
    try:
        family, *_rest, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
        return socket.create_server(address[:2], family=family, backlog=BACKLOG)
    except (OSError, UnicodeError) as error:
        number = getattr(error, "errno", None) or 0
        if number == errno.EADDRINUSE:
            raise Refused(_("Port %(port)s is taken. Choose another with --port.", port=port)) from None
        reason = os.strerror(number) if number > 0 else error  # a name that is not found has a number below zero
        raise Refused(_("Cannot serve on %(host)s: %(reason)s", host=host, reason=reason)) from None


def _address(listener: socket.socket) -> str:
    """Return the address to open: of all interfaces, this machine's own."""
    host, port = listener.getsockname()[:2]
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - translated, not bound
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _set_up_database() -> None:
    """Make the tables of a new installation; a database that holds any is left to `eventhub db upgrade`."""
    if not inspect(db.engine).get_table_names():
        upgrade()


def _part(_server: Any, worker: Any) -> None:
    """Leave the parent's database connections to the parent."""
    with worker.app.app.app_context():
        db.engine.dispose(close=False)


def _begin(worker: Any) -> None:
    """Deliver mail beside the requests; the first process says where the site is.

    What was loaded at the start stays: the garbage collector need not look through all of it each time that a large
    file or list is at hand.
    """
    gc.freeze()
    worker.mail = Worker(worker.app.app)
    worker.mail.start()
    if worker.age == 1:
        click.echo(_("Serving on %(address)s", address=worker.app.app.config["SERVED_AT"]))


def _end(_server: Any, worker: Any) -> None:
    """Stop delivering; gunicorn asks this of the parent's copy too, which never began."""
    if mail := getattr(worker, "mail", None):
        mail.stop()


commands = [serve]
