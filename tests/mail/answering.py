"""Mails as they come back: what Thunderbird answered, fitted to an invitation of ours, and reports of mail servers."""

from __future__ import annotations

import re
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

from eventhub.base.db import session
from eventhub.domain import invitations
from eventhub.models.invitations import Invitation
from eventhub.models.outbox import Message
from eventhub.models.registrations import Registration
from tests.world import NOW

SAMPLES = Path(__file__).parents[1] / "samples" / "calendar"

UID = "5fc53010-1267-4f8e-bc28-000000000001"
"""Of the invitation that the recorded answers are to."""

ATTENDEE = "zoe@example.net"


def recorded(name: str) -> bytes:
    """Return a mail or calendar as it was written down, with the line ends of mail."""
    return (SAMPLES / name).read_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")


def thunderbird(
    registration: Registration,
    participation: str = "ACCEPTED",
    *,
    stamp: datetime | None = None,
    sequence: int | None = None,
    attendee: str | None = None,
    uid: str | None = None,
) -> bytes:
    """Return the calendar that Thunderbird wrote, as the answer of this registration to the invitation it holds."""
    held = invitations.find(registration)
    number = sequence if sequence is not None else held.sequence if held else 0
    text = re.sub("\r\n[ \t]", "", recorded(f"reply_tb_{participation}.ics").decode())
    written = (stamp or NOW).strftime("%Y%m%dT%H%M%SZ")
    text = text.replace(UID, uid or registration.event.uid).replace(ATTENDEE, attendee or str(registration.email))
    text = re.sub("DTSTAMP:.*?\r\n", f"DTSTAMP:{written}\r\n", text)
    return text.replace("SEQUENCE:0", f"SEQUENCE:{number}").encode()


def mailed(
    calendar: bytes,
    sender: str,
    *,
    message_id: str = "<answer@mail.example>",
    method: str = "REPLY",
    headers: tuple[tuple[str, str], ...] = (),
) -> bytes:
    """Return an answer as Thunderbird mails it: a text, the calendar, and the same as a file."""
    message = EmailMessage(policy=SMTP)
    message["From"] = f"Somebody <{sender}>"
    message["To"] = "events@eventhub.example"
    message["Subject"] = "Accepted: exchange"
    if message_id:
        message["Message-ID"] = message_id
    for name, value in headers:
        message[name] = value
    message.set_content("Zoë has answered.\n")
    message.add_alternative(
        calendar, maintype="text", subtype="calendar", params={"method": method, "charset": "utf-8"}, cte="base64"
    )
    message.add_attachment(calendar, "application", "ics", filename="invite.ics")
    return message.as_bytes()


def invitation_of(registration: Registration) -> Invitation:
    """Return what a registration's calendar was told, as the database has it."""
    session.expire_all()
    held = invitations.find(registration)
    assert held is not None
    return held


RETURNED = Path(__file__).parents[1] / "samples" / "mail" / "returned"


def fitted(name: str, registration: Registration) -> bytes:
    """Return what another program answered, as the answer of this registration."""
    return _addressed(recorded(name), registration).replace(UID.encode(), registration.event.uid.encode())


def returned(name: str, message: Message, registration: Registration) -> bytes:
    """Return what a mail server reports, as a report on this message to this registration."""
    mail = (RETURNED / name).read_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
    return _addressed(mail, registration).replace(b"0" * 32, message.message_id.encode())


def _addressed(mail: bytes, registration: Registration) -> bytes:
    whole = mail.replace(b"zoe@exam\r\n ple.net", ATTENDEE.encode()).replace(
        b"zoe@example.net=\r\n", b"zoe@example.net"
    )
    return re.sub(rb"(?i)zoe@example\.net", str(registration.email).encode(), whole)
