"""A real SMTP server on a port of its own, that takes mail or does whatever a test asks of it."""

# ruff: noqa: N802 - the server calls its hooks by these names

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from flask import Flask

CERTIFICATE = Path(__file__).parents[1] / "samples" / "mail" / "self-signed.pem"


class Postbox:
    """Takes mail. Its `…_answers` say what to reply to a command, by the address it names, instead of 250."""

    def __init__(self) -> None:
        self.taken: list[bytes] = []
        self.recipients: list[str] = []
        self.connections = 0
        self.mail_answers: dict[str, str] = {}
        self.rcpt_answers: dict[str, str] = {}
        self.data_answers: dict[str, str] = {}
        self.hangs_up_after_accepting = False
        self.hangs_up_before_answering = False
        self.goodbye_takes = 0.0
        self.data_takes = 0.0

    @property
    def letters(self) -> list[EmailMessage]:
        return [message_from_bytes(content, policy=policy.default) for content in self.taken]

    async def handle_EHLO(self, server, session, envelope, hostname, responses):
        self.connections += 1
        session.host_name = hostname
        return responses

    async def handle_MAIL(self, server, session, envelope, address, mail_options):
        self._hang_up(server, session)
        envelope.mail_from = address
        envelope.mail_options.extend(mail_options)
        return self.mail_answers.get(address, "250 OK")

    async def handle_RCPT(self, server, session, envelope, address, rcpt_options):
        if address in self.rcpt_answers:
            return self.rcpt_answers[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        await asyncio.sleep(self.data_takes)
        (recipient,) = envelope.rcpt_tos
        if self.hangs_up_before_answering:
            server.transport.abort()
            return "451 nobody hears this"
        if recipient in self.data_answers:
            return self.data_answers[recipient]
        self.taken.append(envelope.content)
        self.recipients.append(recipient)
        session.has_accepted = True
        return "250 taken"

    async def handle_NOOP(self, server, session, envelope, argument):
        self._hang_up(server, session)
        return "250 OK"

    async def handle_QUIT(self, server, session, envelope):
        self._hang_up(server, session)
        await asyncio.sleep(self.goodbye_takes)
        return "221 bye"

    def _hang_up(self, server, session) -> None:
        """Be gone, as whoever speaks first after an accepted letter finds."""
        if self.hangs_up_after_accepting and getattr(session, "has_accepted", False):
            server.transport.abort()


class Server(Controller):
    """The server around a postbox, on any free port."""

    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@contextmanager
def receiving(app: Flask) -> Iterator[Postbox]:
    """Let an application deliver to a postbox of its own."""
    box = Postbox()
    server = serve(box)
    app.config.update(MAIL_SERVER="127.0.0.1", MAIL_PORT=server.port)
    try:
        yield box
    finally:
        server.stop()


def serve(postbox: Postbox, *, tls: str = "", password: str = "", **options: Any) -> Server:
    """Start a server; `tls` is "", "starttls" or "ssl"."""
    context = None
    if tls:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(CERTIFICATE)
    if password:
        options |= {
            "authenticator": lambda _server, _session, _envelope, _mechanism, given: AuthResult(
                success=given.password == password.encode(), handled=False
            ),
            "auth_required": True,
            "auth_require_tls": False,
        }
    if tls == "starttls":
        options |= {"tls_context": context, "require_starttls": True}
    server = Server(
        postbox,
        hostname="127.0.0.1",
        port=0,
        ssl_context=context if tls == "ssl" else None,
        enable_SMTPUTF8=options.pop("enable_SMTPUTF8", True),
        **options,
    )
    server.start()
    return server
