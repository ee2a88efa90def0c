"""A summary of the demo world that is with two co-leads: one approved an earlier text, the other this one."""

from __future__ import annotations

from datetime import datetime, timedelta

from eventhub.base.db import session
from eventhub.domain import clearances, edits, summaries
from eventhub.domain.clearances import Recipient
from eventhub.models.events import Event
from tests.domain.meetings import a_record
from tests.domain.past_meetings import typed
from tests.world import an_official, register

READERS = (Recipient("amal@unhcr.example", "Amal Haddad, UNHCR"), Recipient("ben@idc.example"))


def clear(event: Event, before: datetime, now: datetime, secret: str) -> dict[str, str]:
    """Send the draft, let one approve it, change a sentence and send it again; return what addresses lead to."""
    here = [register(event, an_official(number), now=before) for number in range(41, 45)]
    a_record(event, *[(each.name, each.email or "") for each in here], sha256="clearance")
    session.flush()
    first = now - timedelta(days=2)
    clearances.send(event, READERS, seen=summaries.read(event).seen, by="command", now=first)
    session.flush()
    amal, ben = clearances.find(event)
    comment = clearances.comment(amal, "opening", "Who convened it?\nPlease say so.", version=1, now=first)
    clearances.approve(amal, version=1, now=first)
    edits.save(event, typed(event, {"opening": "The co-leads convened the exchange."}), by="command", now=now)
    clearances.resolve(comment, by="command", now=now)
    clearances.send(event, READERS, seen=summaries.read(event).seen, by="command", now=now)
    clearances.approve(ben, version=ben.sent_version, now=now)
    session.flush()
    links = {"clearance": amal, "approved_clearance": ben}
    return {"clearing": event.slug} | {name: clearances.link_token(each, secret=secret) for name, each in links.items()}
