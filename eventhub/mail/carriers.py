"""What takes letters away: an SMTP connection, or a folder while no mail server is named."""

from __future__ import annotations

import contextlib
import os
import smtplib
import ssl
from pathlib import Path
from typing import Any, Protocol, Self

import flask_mail

from eventhub.base.text import one_line
from eventhub.mail.letters import Letter

TIMEOUT = 10.0
"""Seconds to wait for a mail server's next word."""

GOODBYE_TIMEOUT = 2.0
"""Seconds to wait for the answer to QUIT, which nothing depends on."""

OURS_TO_MEND = {530, 534, 535, 538}
"""Replies about signing in: the settings are wrong, the message is not, so it waits (RFC 4954, 6)."""

TROUBLE = (OSError, UnicodeError, smtplib.SMTPException)
"""What talking to a server may raise; UnicodeError for names and passwords that cannot be said."""

LONGEST_ERROR = 300


class NotDelivered(Exception):
    """A letter did not go out; `is_final` when it never will."""

    def __init__(self, reason: str, *, is_final: bool = False) -> None:
        super().__init__(one_line(reason)[:LONGEST_ERROR])
        self.is_final = is_final


class Unreachable(NotDelivered):
    """The server, or the folder, takes no letter at all at this moment."""


class Carrier(Protocol):
    """Takes a letter away, or raises NotDelivered."""

    def send(self, letter: Letter, /) -> None:
        """Hand it over; returning means that it was accepted."""


class Connection(flask_mail.Connection):
    """An SMTP connection that waits for no server for ever, checks certificates and knows what was refused.

    It opens with the first letter and again when the server hung up between two letters.
    """

    def __init__(self, settings: dict[str, Any]) -> None:
        mail = flask_mail.Mail()
        mail.state = mail.init_mail(settings)
        super().__init__(mail)

    def __enter__(self) -> Self:
        """Open nothing yet: a batch may turn out to hold no letter."""
        return self

    def __exit__(self, *error: object) -> None:
        """Say goodbye; what goes wrong now cannot undo what the server has accepted."""
        if self.host is None:
            return
        with contextlib.suppress(*TROUBLE):
            if self.host.sock is not None:
                self.host.sock.settimeout(GOODBYE_TIMEOUT)
            self.host.quit()
        self._hang_up()

    def configure_host(self) -> smtplib.SMTP:
        """Connect, encrypt and sign in as the settings say; raise whatever goes wrong."""
        mail = self.mail
        name = mail.default_sender.rpartition("@")[2]  # asking the machine for its own may take long, and gives it away
        if mail.use_ssl:
            host: smtplib.SMTP = smtplib.SMTP_SSL(
                mail.server, mail.port, name, timeout=TIMEOUT, context=ssl.create_default_context()
            )
        else:
            host = smtplib.SMTP(mail.server, mail.port, name, timeout=TIMEOUT)
        try:
            if mail.use_tls:
                host.starttls(context=ssl.create_default_context())
            if mail.username and mail.password:
                host.login(mail.username, mail.password)
            host.ehlo_or_helo_if_needed()
        except BaseException:
            host.close()
            raise
        return host

    def send(self, message: flask_mail.Message, envelope_from: object = None) -> None:
        """Hand over one letter; returning means that the server has accepted it. Raise NotDelivered otherwise.

        The envelope names the letter's own sender, whatever `envelope_from` says.
        """
        if not isinstance(message, Letter):
            raise TypeError("this connection takes letters only")
        host, options = self._open(), []
        if message.needs_smtputf8:
            if not host.has_extn("smtputf8"):
                raise NotDelivered("The mail server takes no addresses with letters beyond a-z.", is_final=True)
            options = ["SMTPUTF8", "BODY=8BITMIME"]
        try:
            host.sendmail(message.address.addr_spec, [message.envelope_to], message.as_bytes(), options)
        except TROUBLE as error:
            raise self._understood(error) from error

    def _open(self) -> smtplib.SMTP:
        """Return a connection that answers."""
        if self.host is not None:
            with contextlib.suppress(*TROUBLE):
                if self.host.noop()[0] == 250:
                    return self.host
            self._hang_up()
        try:
            self.host = self.configure_host()
        except TROUBLE as error:
            reason = _reply(error)[1]
            raise Unreachable(f"{self.mail.server}:{self.mail.port}: {reason}") from error
        return self.host

    def _understood(self, error: Exception) -> NotDelivered:
        code, text = _reply(error)
        if code is None or code == 421:
            self._hang_up()
        is_final = code is not None and 500 <= code < 600 and code not in OURS_TO_MEND
        return NotDelivered(text, is_final=is_final)

    def _hang_up(self) -> None:
        if self.host is not None:
            self.host.close()
            self.host = None


class Folder:
    """Where letters go while no mail server is named: one `.eml` file each, which only the owner may read."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def send(self, letter: Letter) -> None:
        """Write the letter as a whole or not at all; a repeat overwrites itself."""
        try:
            self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
            draft = self.path / f".{letter.label}.draft"
            with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
                file.write(letter.as_bytes())
                file.flush()
                os.fsync(file.fileno())
            draft.replace(self.path / f"{letter.label}.eml")
        except OSError as error:
            raise Unreachable(f"{self.path}: {error.strerror or error}") from error


def _reply(error: Exception) -> tuple[int | None, str]:
    """Return the server's code and words, or None and what happened instead."""
    code: int
    text: bytes | str
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        ((code, text),) = error.recipients.values()
    elif isinstance(error, smtplib.SMTPResponseException):
        code, text = error.smtp_code, error.smtp_error
    else:
        return None, str(error) or type(error).__name__
    words = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    return code, f"{code} {words}"
