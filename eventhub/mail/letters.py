"""A letter: one message to one reader, as text, as HTML and, where a calendar is concerned, as an entry for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from email import policy
from email.headerregistry import Address
from email.message import EmailMessage

import flask_mail
from email_validator import EmailNotValidError, validate_email

from eventhub.base.text import one_line

SEVEN_BIT = policy.SMTP.clone(cte_type="7bit")
"""Nothing for a server to convert, so nothing for a signature to break on."""


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

    def _message(self) -> EmailMessage:  # type: ignore[override] # the modern message, not the library's
        message = EmailMessage(policy=policy.SMTPUTF8 if self.needs_smtputf8 else SEVEN_BIT)
        self._address(message)
        message.set_content(self.body)
        message.add_alternative(self.html, subtype="html")
        if self.calendar is not None:
            message.add_alternative(
                self.calendar.content,
                maintype="text",
                subtype="calendar",
                params={"method": self.calendar.method, "component": "VEVENT", "charset": "UTF-8"},
                cte="base64",
            )
            message.add_attachment(self.calendar.content, "application", "ics", filename="invite.ics")
        message["Content-Language"] = self.language  # last, because setting content clears every Content- header
        return message

    def _address(self, message: EmailMessage) -> None:
        message["From"] = self.address
        message["Reply-To"] = self.address.addr_spec
        message["To"] = self.envelope_to
        message["Subject"] = self.subject
        message["Date"] = self.written_at
        message["Message-ID"] = self.msgId
        message["Auto-Submitted"] = "auto-generated"
        message["X-Auto-Response-Suppress"] = "OOF, AutoReply"


def deliverable(address: str) -> str:
    """Return an address as servers take it, its domain in ASCII; raise CannotBeReached with the reason."""
    try:
        checked = validate_email(address, check_deliverability=False, test_environment=True)
    except EmailNotValidError as error:
        raise CannotBeReached(str(error)) from None
    return f"{checked.local_part}@{checked.ascii_domain}"
