"""A letter: one message to one reader, as text, as HTML and, where a calendar is concerned, as an entry for it."""

from __future__ import annotations

import re
from base64 import encodebytes
from binascii import b2a_qp
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email import policy
from email.headerregistry import Address
from email.policy import EmailPolicy
from email.utils import format_datetime
from typing import Any

import flask_mail
from email_validator import EmailNotValidError, validate_email

from eventhub.base.text import one_line

SEVEN_BIT = policy.SMTP.clone(cte_type="7bit")
"""Nothing for a server to convert, so nothing for a signature to break on."""

PLAIN_LENGTH = 60
"""Letters of a header value that stand in one line with any name of ours."""

_PLAIN = re.compile(r"[A-Za-z0-9 .,:;+/!()'<>@_-]*[A-Za-z0-9.:)>]")
"""Without quotation marks, "=?" and whatever else a mail program would read as more than letters."""


class CannotBeReached(Exception):
    """No mail can reach this address."""


@dataclass(frozen=True, slots=True)
class CalendarPart:
    """What a calendar program reads: iCalendar bytes and the METHOD they carry."""

    method: str
    content: bytes


class Letter(flask_mail.Message):
    """One message to one reader.

    Flask-Mail's own cannot say `method=` of a calendar part, writes 8 bit, and lets line breaks of a display name
    through. This one is a `multipart/mixed` of the alternatives plain, HTML and calendar, the calendar last and
    base64, and of the same bytes as `application/ics`: the form in which mail programs offer an answer (RFC 6047, 2.4).
    """

    def __init__(
        self,
        *,
        label: str,
        message_id: str,
        sender: Address,
        recipient: str,
        subject: str,
        text: str,
        html: str,
        language: str,
        written_at: datetime,
        calendar: CalendarPart | None = None,
    ) -> None:
        self.label = label
        """Names the file where mail is kept in a folder; letters sort by it as they were queued."""
        self.envelope_to = deliverable(recipient)
        self.language, self.written_at, self.calendar = language, written_at, calendar
        self.address = sender
        super().__init__(
            subject=one_line(subject), recipients=[self.envelope_to], body=text, html=html, sender=sender.addr_spec
        )
        self.msgId = f"<{message_id}@{sender.domain}>"

    @property
    def needs_smtputf8(self) -> bool:
        """Tell whether only a server that knows RFC 6531 can take it."""
        return not self.envelope_to.isascii()

    def as_bytes(self) -> bytes:
        """Return the message as it goes out.

        Put together by hand from parts that need no judgement, because the standard library takes longer for them than
        everything else does to write and send a letter.
        """
        boundary = f"=_{self.msgId.strip('<>').partition('@')[0]}"
        words = [_words("plain", self.body or ""), _words("html", self.html or "")]
        if self.calendar is None:
            body = _multipart("alternative", boundary, words)
        else:
            method = f'method="{self.calendar.method}"; component="VEVENT"; charset="UTF-8"'
            alternatives = [*words, _encoded(f"text/calendar; {method}", self.calendar.content)]
            attached = _encoded("application/ics", self.calendar.content, 'attachment; filename="invite.ics"')
            body = _multipart("mixed", boundary, [_multipart("alternative", f"{boundary}=", alternatives), attached])
        return b"".join((self._headers(), b"MIME-Version: 1.0\r\n", body))

    def as_string(self) -> str:
        """Return the same as text."""
        return self.as_bytes().decode()

    def _headers(self) -> bytes:
        """Write the header fields; only what strangers may have typed is looked at letter by letter."""
        rules = policy.SMTPUTF8 if self.needs_smtputf8 else SEVEN_BIT
        written = (
            ("From", str(self.address)),
            ("Reply-To", self.address.addr_spec),
            ("To", self.envelope_to),
            ("Subject", self.subject),
            ("Date", format_datetime(self.written_at)),
            ("Message-ID", self.msgId),
            ("Auto-Submitted", "auto-generated"),
            ("X-Auto-Response-Suppress", "OOF, AutoReply"),
            ("Content-Language", self.language),
        )
        return "".join(_field(name, value, rules) for name, value in written).encode()


def _field(name: str, value: str, rules: EmailPolicy[Any]) -> str:
    """Return a header field, folded and encoded unless its value stands in a short line as it is."""
    if len(value) <= PLAIN_LENGTH and _PLAIN.fullmatch(value):
        return f"{name}: {value}\r\n"
    folded: str = rules.header_factory(name, value).fold(policy=rules)
    return folded


def _multipart(kind: str, boundary: str, parts: Sequence[bytes]) -> bytes:
    """Join parts; "=_" stands in no base64 and no quoted-printable text, so no part can hold the boundary."""
    mark = f"--{boundary}".encode()
    opened = b"".join(mark + b"\r\n" + part + b"\r\n" for part in parts)
    return f'Content-Type: multipart/{kind}; boundary="{boundary}"\r\n\r\n'.encode() + opened + mark + b"--\r\n"


def _words(kind: str, text: str) -> bytes:
    """Write a text as quoted-printable, which a person can still read in the source."""
    lines = "\r\n".join(text.splitlines()).encode("utf-8", "replace") + b"\r\n"
    head = f'Content-Type: text/{kind}; charset="utf-8"\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n'
    return head.encode() + b2a_qp(lines, istext=True)


def _encoded(kind: str, content: bytes, disposition: str = "") -> bytes:
    head = f"Content-Type: {kind}\r\nContent-Transfer-Encoding: base64\r\n"
    head += f"Content-Disposition: {disposition}\r\n" if disposition else ""
    return head.encode() + b"\r\n" + encodebytes(content).replace(b"\n", b"\r\n")


def deliverable(address: str) -> str:
    """Return an address as servers take it, its domain in ASCII; raise CannotBeReached with the reason."""
    try:
        checked = validate_email(address, check_deliverability=False, test_environment=True)
    except EmailNotValidError as error:
        raise CannotBeReached(str(error)) from None
    return f"{checked.local_part}@{checked.ascii_domain}"
