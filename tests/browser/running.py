"""A meeting that runs while it is looked at: some wait for the floor, one speaks, points gather supporters."""

from __future__ import annotations

from datetime import datetime, timedelta

from eventhub.base.db import session
from eventhub.domain import checkins, discussion, floor, registrations
from eventhub.models.checkins import Door, Mode
from eventhub.models.events import Event
from eventhub.models.interventions import SpeakingRequest
from eventhub.models.people import Category, Level
from tests.world import AMINA, TIAGO, an_official, register

BY = "command"

STATES = ("MEX", "PHL", "GHA", "KEN", "LAO", "GBR")


def run(event: Event, now: datetime, secret: str) -> dict[str, str]:
    """Run the first half hour; return the names of what addresses lead to."""
    began = now - timedelta(minutes=25)
    before = event.starts_at_utc - timedelta(days=30)
    officials = [an_official(number, country=code) for number, code in enumerate(STATES * 4, start=30)]
    network = [an_official(each, category=Category.UN_NETWORK, level=Level.COUNTRY) for each in range(60, 66)]
    amina, *others = [register(event, each, now=before) for each in (AMINA, TIAGO, *officials, *network)]
    for place, each in enumerate([amina, *others[:26]]):
        came = began + timedelta(seconds=20 * place + 5 * (place % 4) ** 3)
        checkins.check_in(each, door=Door.QR, mode=Mode.IN_PERSON, by=BY, now=came)
    floor.set_open(event, None, is_open=True, by=BY, now=began)
    rows: dict[str, SpeakingRequest] = {}
    for place, code in enumerate(("PRT", "MEX", "PHL", "GHA", "LAO", "GBR", "VAT")):
        asked_at = began + timedelta(minutes=place)
        rows[code] = floor.request(event, country=code, organisation=None, by=BY, now=asked_at)
    coalition = {"organisation": "International Detention Coalition", "kind": "working_group"}
    floor.request(event, country=None, **coalition, by=BY, now=now - timedelta(minutes=4))
    for minutes, code in ((18, "PRT"), (13, "MEX"), (3, "PHL")):
        floor.give(rows[code], by=BY, now=now - timedelta(minutes=minutes, seconds=12))
    floor.pass_over(rows["GHA"], by=BY, now=now - timedelta(minutes=2))
    for text, codes in (
        ("welcomed the shift towards community-based case management", ["PRT", "MEX", "PHL"]),
        ("asked for data on outcomes for unaccompanied children", ["MEX"]),
    ):
        discussion.write_point(event, None, text=text, supported_by=codes, by=BY, now=now)
    speaker = "Coordinator of the United Nations Network on Migration"
    discussion.add_remark(event, "opening", speaker=speaker, text="thanked the host", by=BY, now=now)
    session.flush()
    return {"running": event.slug, "delegate": registrations.link_token(amina, secret=secret)}
