"""Reports on mail that was not delivered: to whom, and for good or for now (RFC 3461, 3462, 3464)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.message import Message
from email.utils import parseaddr

from eventhub.base.i18n import LazyString, _l
from eventhub.base.text import one_line

LONGEST_REASON = 300

_OUR_ID = re.compile(r"<([0-9a-f]{32})@")
_STATUS = re.compile(r"\b([245])\.\d{1,3}\.\d{1,3}\b")


class NotReadable(ValueError):
    """A report that does not say what it is about; the sentence says what is missing."""

    def __init__(self, sentence: str | LazyString) -> None:
        super().__init__(str(sentence))


@dataclass(frozen=True, slots=True)
class Bounce:
    """What a mail server tells of a message of ours."""

    recipients: list[str]
    """Addresses that were not reached: as we wrote them first, then as the server knows them."""
    reason: str
    is_final: bool
    """Nobody tries any more."""
    is_permanent: bool
    """The address takes no mail, today or later."""
    message_ids: list[str] = field(default_factory=list)
    """What may be the beginning of our Message-ID."""
    is_good_news: bool = False
    """It was delivered or passed on: a receipt that we have not asked for."""


def is_report(message: Message) -> bool:
    """Tell whether a message reports on the delivery of another."""
    is_declared = str(message.get_param("report-type") or "").lower() == "delivery-status"
    if message.get_content_type() == "multipart/report" and (is_declared or _status_part(message) is not None):
        return True
    return "X-Failed-Recipients" in message


def read(message: Message) -> Bounce:
    """Read a report; raise NotReadable where it names no address."""
    status = _status_part(message)
    groups = list(_groups(status)) if status is not None else []
    failed = [each for each in groups if _word(each, "Action") in {"failed", "delayed"}] or groups
    recipients = list(dict.fromkeys(address for group in failed for address in _addresses(group)))
    recipients = recipients or _listed(message)
    if not recipients:
        raise NotReadable(_l("The report names no address."))
    action, reason = _word(failed[0], "Action") if failed else "failed", _reason(failed[0]) if failed else ""
    found = _STATUS.search(str(failed[0].get("Status") or "")) or _STATUS.search(reason) if failed else None
    return Bounce(
        recipients=recipients,
        reason=reason or str(_l("The mail server gave no reason.")),
        is_final=action == "failed",
        is_permanent=action == "failed" and (found is None or found[1] == "5"),
        message_ids=_ids(message),
        is_good_news=action in {"delivered", "relayed", "expanded"},
    )


def _status_part(message: Message) -> Message | None:
    wanted = {"message/delivery-status", "message/global-delivery-status"}
    return next((part for part in _inside(message) if part.get_content_type() in wanted), None)


def _groups(status: Message) -> Iterator[Message]:
    """Yield the fields of each recipient, which come after those of the whole message."""
    inner = status.get_payload()
    for group in inner if isinstance(inner, list) else []:
        if isinstance(group, Message) and any(name in group for name in ("Final-Recipient", "Original-Recipient")):
            yield group


def _inside(message: Message) -> list[Message]:
    inner = message.get_payload()
    return [part for part in inner if isinstance(part, Message)] if isinstance(inner, list) else []


def _word(group: Message, name: str) -> str:
    return str(group.get(name) or "").strip().lower().partition(" ")[0].partition(";")[0]


def _addresses(group: Message) -> Iterator[str]:
    for name in ("Original-Recipient", "Final-Recipient"):
        kind, _semicolon, written = str(group.get(name) or "").partition(";")
        address = parseaddr(written.strip())[1] if kind.strip().lower() in {"rfc822", "utf-8"} else ""
        if "@" in address and len(address) <= 254:
            yield one_line(address)


def _listed(message: Message) -> list[str]:
    """Return the addresses that Exim and Google put into a header."""
    written = str(message.get("X-Failed-Recipients") or "")[:2000]
    return [one_line(each) for each in written.split(",") if "@" in each and len(each) <= 254]


def _reason(group: Message) -> str:
    """Return the server's own words, else its status."""
    said = str(group.get("Diagnostic-Code") or "")
    words = said.partition(";")[2] or said or str(group.get("Status") or "")
    return one_line(words.encode("utf-8", "replace").decode())[:LONGEST_REASON]


def _ids(message: Message) -> list[str]:
    """Return what may be ours among the identifiers of the message that came back, and of those it answers."""
    known = [str(message.get(name) or "") for name in ("In-Reply-To", "References", "X-Original-Message-ID")]
    for part in _inside(message):
        inner = part.get_payload()
        if part.get_content_type() in {"message/rfc822", "message/global"} and isinstance(inner, list):
            known += [str(each.get("Message-ID") or "") for each in inner if isinstance(each, Message)]
        elif part.get_content_type() in {"text/rfc822-headers", "message/rfc822-headers", "message/global-headers"}:
            content = part.get_payload(decode=True)
            known.append(_returned(content if isinstance(content, bytes) else str(inner).encode("utf-8", "replace")))
    return list(dict.fromkeys(token for text in known for token in _OUR_ID.findall(text[:4000])))


def _returned(head: bytes) -> str:
    """Return the Message-ID in a returned head."""
    found = re.search(rb"^Message-ID:\s*(<[^>\r\n]{1,300}>)", head[:64_000], re.MULTILINE | re.IGNORECASE)
    return found[1].decode("utf-8", "replace") if found else ""
