"""Taking in what comes by mail: each message once, whole or not at all, with one line in the log.

Nothing that arrives stops the next: what cannot be read, and what our own rules stumble over, is put aside for an
organiser. Only a database that is out of reach is raised, so that whoever brought the message keeps it.
"""

from __future__ import annotations

import logging
import re
from datetime import datetime

from flask import current_app
from sqlalchemy.exc import IntegrityError

from eventhub.base.db import OUT_OF_ORDER, session
from eventhub.domain import incoming, outbox, replies, returned_mail
from eventhub.domain.incoming import Arrival
from eventhub.formats.itip import Counter, Refresh, Reply
from eventhub.mail import reading
from eventhub.mail.bounces import Bounce
from eventhub.mail.reading import Automatic, Faulty, Incoming
from eventhub.models.events import Event
from eventhub.models.registrations import Registration
from eventhub.models.replies import IncomingMessage, Outcome

_RESULT = re.compile(r"\b(dmarc|dkim|spf)\s*=\s*(\w+)", re.IGNORECASE)
_DOMAIN = re.compile(r"\b(?:header\.(?:d|i|from)|smtp\.mailfrom)\s*=\s*\"?(?:[^\s;\"]*@)?([\w.-]+)", re.IGNORECASE)

log = logging.getLogger(__name__)


def receive(raw: bytes, *, now: datetime) -> Outcome | None:
    """Take one message in, and commit; return what became of it, None where it was taken before."""
    message = reading.read(raw)
    arrival = Arrival(
        fingerprint=message.fingerprint,
        sender=message.sender,
        subject=message.subject,
        is_vouched=_is_vouched(message),
        is_automatic=message.is_automatic,
    )
    session.rollback()
    try:
        return _take(message, arrival, now=now)
    except IntegrityError:  # another worker took it at this very moment, or a rule of ours failed
        session.rollback()
        return _unless_known(message, arrival, now=now)
    except OUT_OF_ORDER:
        session.rollback()
        raise
    except Exception:
        session.rollback()
        log.exception("an incoming message could not be dealt with")
        return _unless_known(message, arrival, now=now)


def _unless_known(message: Incoming, arrival: Arrival, *, now: datetime) -> Outcome | None:
    """Put a message aside that our own rules stumbled over, unless it was taken after all."""
    fault = Faulty("It could not be dealt with.")
    return _take(Incoming(message.fingerprint, message.sender, message.subject, fault), arrival, now=now)


def _take(message: Incoming, arrival: Arrival, *, now: datetime) -> Outcome | None:
    if incoming.is_known(arrival.fingerprint):
        session.rollback()
        log.info("mail received: read before")
        return None
    kept = _dealt_with(message, arrival, now=now)
    outcome, said = kept.outcome, kept.particulars.get("fault")
    about = f"event {kept.event_id}, registration {kept.registration_id}" if kept.event_id else "no event"
    session.commit()
    level = logging.INFO if outcome.is_settled else logging.WARNING
    log.log(level, "mail received: %s (%s)%s", outcome, about, f": {said}" if said else "")
    return outcome


def _dealt_with(message: Incoming, arrival: Arrival, *, now: datetime) -> IncomingMessage:
    content = message.content
    if isinstance(content, Reply):
        return replies.answer(arrival, content, now=now)
    if isinstance(content, Counter):
        return replies.counter(arrival, content, now=now)
    if isinstance(content, Refresh):
        return replies.refresh(arrival, content, now=now)
    if isinstance(content, Bounce) and not content.is_good_news:
        return returned_mail.take(arrival, content, now=now)
    if isinstance(content, Bounce | Automatic):
        return incoming.keep(arrival, Outcome.AUTOMATIC, now=now)
    event, registration = _answered(message)
    if isinstance(content, Faulty):
        outcome = Outcome.TOO_LARGE if content.is_too_large else Outcome.UNREADABLE
        told = {"fault": content.sentence}
    else:
        outcome, told = Outcome.LETTER, {}
    return incoming.keep(arrival, outcome, now=now, event=event, registration=registration, **told)


def _answered(message: Incoming) -> tuple[Event | None, Registration | None]:
    """Return what the message of ours was about that this one answers, where it came from whom that one went to."""
    ours = outbox.find_by_message_id(message.in_reply_to) if message.in_reply_to else None
    if ours is None:
        return None, None
    event = session.get(Event, ours.event_id) if ours.event_id else None
    is_theirs = ours.recipient.lower() == message.sender.lower()
    registration = session.get(Registration, ours.registration_id) if ours.registration_id and is_theirs else None
    return event, registration


def _is_vouched(message: Incoming) -> bool:
    """Tell whether our own mail server found that a message comes from where it says (RFC 8601).

    Without a server named in the settings there is nobody to ask, and the address in From is believed.
    """
    if not (trusted := current_app.config["MAIL_AUTHSERV_ID"]):
        return True
    ours = [each for each in message.results if _server(each) == trusted.lower()]
    return bool(ours) and _has_passed(ours[0], message.sender.rpartition("@")[2].lower())


def _server(result: str) -> str:
    return result.partition(";")[0].split()[0].lower() if result.partition(";")[0].strip() else ""


def _has_passed(result: str, domain: str) -> bool:
    """Tell whether DMARC passed or, where the domain has no policy, DKIM or SPF in its own name."""
    verdicts = [each.strip() for each in result.split(";")[1:]]
    found = [(match, each) for each in verdicts if (match := _RESULT.match(each))]
    dmarc = [match[2].lower() for match, _text in found if match[1].lower() == "dmarc"]
    if dmarc and dmarc[0] != "none":
        return dmarc[0] == "pass"
    return any(
        match[2].lower() == "pass" and any(_is_within(domain, each) for each in _DOMAIN.findall(text))
        for match, text in found
    )


def _is_within(domain: str, signer: str) -> bool:
    signer = signer.lower().rstrip(".")
    return domain == signer or (domain.endswith(f".{signer}") and "." in signer)
