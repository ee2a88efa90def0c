"""Serving an application to a real browser from a thread of this process."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask
from werkzeug.serving import WSGIRequestHandler, make_server


class KeepsOpen(WSGIRequestHandler):
    """Answers several requests on one connection, as the servers do that people meet."""

    protocol_version = "HTTP/1.1"

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Say nothing of requests that went well."""


@contextmanager
def serving(app: Flask) -> Iterator[str]:
    """Serve an application on a free port; the value is its address."""
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=KeepsOpen)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
