"""The mailbox that answers come to, read by IMAP: each message is taken in, committed, then moved aside.

Killed between the two, the next reader finds the message again, knows it by its Message-ID and only moves it: none is
lost, and none is taken twice. It is moved and not flagged as read, because people look into the mailbox too.
"""

from __future__ import annotations

import imaplib
import logging
import re
import ssl
from datetime import datetime

from flask import current_app
from imap_tools import BaseMailBox, MailBox, MailBoxUnencrypted
from imap_tools.errors import ImapToolsError
from sqlalchemy.exc import IntegrityError

from eventhub.base.db import reading as read_only
from eventhub.base.db import session
from eventhub.base.errors import Refused
from eventhub.base.i18n import _, _l
from eventhub.base.text import one_line
from eventhub.domain import mailboxes
from eventhub.mail import reading
from eventhub.mail.receiving import receive

TIMEOUT = 10.0
"""Seconds to wait for the server's next word."""

MOST = 200
"""How many messages are taken at a time; the rest a minute later, so that nothing else waits for long."""

TROUBLE = (OSError, imaplib.IMAP4.error, ImapToolsError, UnicodeError, ValueError)
"""What talking to a server may raise, whatever it answers."""

_SIZE = re.compile(rb"RFC822\.SIZE (\d+)")

log = logging.getLogger(__name__)


class NoMailbox(Refused):
    """The settings name no mailbox."""

    message = _l("No mailbox is named in the settings: IMAP_SERVER is empty.")


class InUse(Refused):
    """Another worker reads the mailbox."""

    message = _l("Another worker is reading the mailbox at this moment.")


class Unreachable(Refused):
    """The mailbox cannot be read."""


def poll(*, now: datetime) -> int:
    """Read the mailbox where one is named and nobody just has; return how many messages. Trouble is one log line."""
    if not current_app.config["IMAP_SERVER"]:
        return 0
    with read_only():
        is_rested = mailboxes.is_rested(now=now)
    if not is_rested:
        return 0
    try:
        return read(now=now)
    except InUse:
        return 0
    except Unreachable as trouble:
        log.error("mailbox: %s", trouble)
        return 0


def read(*, now: datetime) -> int:
    """Take in what is in the mailbox, each message with its own commit; return how many.

    Raise NoMailbox, InUse or Unreachable, each with a sentence.
    """
    if not current_app.config["IMAP_SERVER"]:
        raise NoMailbox
    if not _lease(now=now):
        raise InUse
    number, trouble = 0, None
    try:
        with _opened() as mailbox:
            for uid in _waiting(mailbox)[:MOST]:
                if (raw := _message(mailbox, uid)) is None:
                    continue
                receive(raw, now=now)
                mailbox.move([uid], current_app.config["IMAP_DONE_FOLDER"])
                number += 1
    except TROUBLE as error:
        where = "{IMAP_SERVER}:{IMAP_PORT}".format_map(current_app.config)
        trouble = _("The mailbox at %(where)s cannot be read: %(reason)s", where=where, reason=_words(error))
    finally:
        session.rollback()
        mailboxes.release(now=now, trouble=trouble)
        session.commit()
    if trouble is not None:
        raise Unreachable(trouble)
    return number


def _lease(*, now: datetime) -> bool:
    """Become the one who reads."""
    session.rollback()
    try:
        is_ours = mailboxes.take(now=now)
        session.commit()
    except IntegrityError:  # another worker was the first ever at this very moment
        session.rollback()
        return False
    return is_ours


def _opened() -> BaseMailBox:
    """Return the mailbox, signed in, its folder chosen, with a folder to move to."""
    settings, trusted = current_app.config, ssl.create_default_context()
    server, port = settings["IMAP_SERVER"], settings["IMAP_PORT"]
    if settings["IMAP_ENCRYPTION"] == "tls":
        mailbox: BaseMailBox = MailBox(server, port, timeout=TIMEOUT, ssl_context=trusted)
    else:
        mailbox = MailBoxUnencrypted(server, port, timeout=TIMEOUT)
    try:
        if settings["IMAP_ENCRYPTION"] == "starttls":
            mailbox.client.starttls(ssl_context=trusted)
        mailbox.login(settings["IMAP_USERNAME"], settings["IMAP_PASSWORD"], initial_folder=None)
        if not mailbox.folder.exists(settings["IMAP_DONE_FOLDER"]):
            mailbox.folder.create(settings["IMAP_DONE_FOLDER"])
        mailbox.folder.set(settings["IMAP_FOLDER"])
    except BaseException:
        mailbox.client.shutdown()
        raise
    return mailbox


def _waiting(mailbox: BaseMailBox) -> list[str]:
    """Return the messages in the folder, the oldest first."""
    return sorted(mailbox.uids(), key=int)


def _message(mailbox: BaseMailBox, uid: str) -> bytes | None:
    """Fetch a message without marking it; of one that is too large, as much as is read of it; None if it is gone."""
    _status, answer = mailbox.client.uid("FETCH", uid, "(RFC822.SIZE)")
    told = _SIZE.search(b" ".join(part for part in answer if isinstance(part, bytes)))
    if told is None:
        return None
    wanted = "BODY.PEEK[]" if int(told[1]) <= reading.LARGEST else f"BODY.PEEK[]<0.{reading.LARGEST + 1}>"
    _status, answer = mailbox.client.uid("FETCH", uid, f"({wanted})")
    return next((part[1] for part in answer if isinstance(part, tuple)), None)


def _words(error: Exception) -> str:
    return one_line(str(error))[:300] or type(error).__name__
