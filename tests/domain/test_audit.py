"""Every write leaves an entry; what is sealed cannot be altered or removed unseen; what is erased breaks nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta, timezone

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select, update

from eventhub.base.db import db, session
from eventhub.domain import audit
from eventhub.models.audit import ChainEnd, Entry
from tests.world import AMINA, NOW, an_event, register

pytestmark = pytest.mark.both_databases


@pytest.fixture
def chain(app: Flask) -> list[Entry]:
    """Seven sealed entries, each with a difference."""
    event = an_event()
    session.execute(delete(Entry))
    for number in range(7):
        audit.record("event:touch", event, by="account:1", now=NOW, event=event, difference={"number": [None, number]})
    audit.seal()
    session.commit()
    return entries()


def entries() -> list[Entry]:
    session.flush()
    return list(session.scalars(select(Entry).order_by(Entry.id)))


def faults() -> list[str]:
    session.commit()
    session.expire_all()
    return list(audit.faults())


def test_an_entry_says_who_did_what_to_which_row_and_when(app: Flask):
    amina = register(an_event(), AMINA)

    entry = next(each for each in entries() if each.action == "registration:create")

    assert (entry.by, entry.at, entry.subject) == ("self", NOW, f"registration:{amina.id}")
    assert entry.difference == {"status": [None, "confirmed"]}
    assert entry.event_id == amina.event_id


def test_an_entry_goes_with_the_transaction_of_its_write(app: Flask):
    an_event()
    session.rollback()

    assert not entries()


def test_a_whole_chain_has_no_faults(chain: list[Entry]):
    assert [entry.place for entry in chain] == [1, 2, 3, 4, 5, 6, 7]
    assert faults() == []


def test_sealing_goes_on_where_it_ended(chain: list[Entry]):
    an_event(title="Another exchange")
    assert audit.seal(limit=1) == 1
    session.commit()
    assert audit.seal() >= 1

    assert not audit.is_any_unsealed()
    assert not audit.is_any_unsealed()
    assert faults() == []


ALTERATIONS: dict[str, Callable[[Entry], object]] = {
    "by": lambda _entry: "account:2",
    "action": lambda _entry: "event:delete",
    "subject": lambda _entry: "event:999",
    "event_id": lambda _entry: 999,
    "at": lambda entry: entry.at + timedelta(seconds=1),
    "difference": lambda _entry: {"number": [None, 99]},
    "salt": lambda _entry: "0" * 32,
    "digest": lambda _entry: "0" * 64,
    "difference_digest": lambda _entry: None,
    "seal": lambda _entry: "0" * 64,
}


@pytest.mark.parametrize("field", ALTERATIONS)
def test_an_altered_entry_is_found(chain: list[Entry], field: str):
    entry = chain[3]
    session.execute(update(Entry).where(Entry.id == entry.id).values({field: ALTERATIONS[field](entry)}))

    assert any(" 4 " in fault for fault in faults())


def test_an_altered_last_seal_is_found(chain: list[Entry]):
    session.execute(update(Entry).where(Entry.place == 7).values(seal="0" * 64))

    assert "the audit chain does not end as it was sealed" in faults()


def test_a_difference_put_where_there_was_none_is_found(app: Flask):
    audit.record("event:touch", an_event(), by="account:1", now=NOW)
    session.execute(
        update(Entry).where(Entry.action == "event:touch").values(difference={"title": ["A", "B"]}, salt="0")
    )

    assert faults()


@pytest.mark.parametrize("place", [1, 4, 7])
def test_a_removed_entry_is_found(chain: list[Entry], place: int):
    session.execute(delete(Entry).where(Entry.place == place))

    assert f"audit entry {place} of the chain is missing" in faults()


def test_entries_removed_from_the_end_are_found(chain: list[Entry]):
    session.execute(delete(Entry).where(Entry.place > 4))

    assert faults() == ["audit entries 5 to 7 of the chain are missing"]


def test_a_chain_removed_as_a_whole_is_found(chain: list[Entry]):
    session.execute(delete(Entry))

    assert faults() == ["audit entries 1 to 7 of the chain are missing"]


def test_a_missing_mark_of_the_end_is_found(chain: list[Entry]):
    session.execute(delete(ChainEnd))

    assert faults() == ["the mark of the audit chain's end is missing"]


def test_an_entry_put_in_anothers_place_is_found(chain: list[Entry]):
    session.execute(update(Entry).where(Entry.place == 3).values(place=100))
    session.execute(update(Entry).where(Entry.place == 5).values(place=3))
    session.execute(update(Entry).where(Entry.place == 100).values(place=5))

    assert faults()


def test_an_entry_that_waits_for_its_seal_is_watched_too(chain: list[Entry]):
    an_event(title="Another exchange")
    session.commit()
    waiting = entries()[-1]
    session.execute(update(Entry).where(Entry.id == waiting.id).values(by="account:2"))

    assert faults() == [f"audit entry number {waiting.id}, not yet in the chain, was altered"]


def test_what_changed_can_be_erased_and_the_rest_still_proves_itself(app: Flask):
    amina = register(an_event(), AMINA)
    audit.seal()

    assert audit.erase_differences(amina) == 1

    session.commit()
    mine = [entry for entry in entries() if entry.subject == f"registration:{amina.id}"]
    assert [(entry.difference, entry.salt) for entry in mine] == [(None, None)]
    assert faults() == []
    session.execute(update(Entry).where(Entry.id == mine[0].id).values(by="account:2"))
    assert faults()


def test_the_same_change_leaves_another_digest_each_time(app: Flask):
    event = an_event()
    for _ in range(2):
        audit.record("event:change", event, by="self", now=NOW, difference={"email": ["a@example.org", None]})

    first, second = entries()[-2:]

    assert first.difference_digest != second.difference_digest


def test_the_instant_counts_and_not_the_zone_it_was_told_in(app: Flask):
    event = an_event()
    in_geneva = NOW.astimezone(timezone(timedelta(hours=1)))
    audit.record("event:change", event, by="self", now=in_geneva, difference={"when": [in_geneva, NOW]})
    audit.seal()

    assert faults() == []


JSON_VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text()
    | st.dates(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(difference=st.dictionaries(st.text(min_size=1), JSON_VALUES, min_size=1, max_size=4))
def test_any_difference_comes_back_as_it_was_sealed(app: Flask, difference: dict[str, object]):
    audit.record("event:change", an_event(), by="self", now=NOW, difference=difference)
    audit.seal()

    assert faults() == []


def test_two_workers_that_seal_at_once_make_one_chain(app: Flask):
    an_event()
    audit.seal()
    session.commit()
    an_event(title="Another exchange")
    session.commit()
    if db.engine.dialect.name == "postgresql":
        assert audit.seal()
        with db.engine.connect() as other:
            held = other.execute(select(ChainEnd.id).with_for_update(skip_locked=True)).all()
        assert held == []
        session.commit()
    else:
        assert audit.seal()

    assert faults() == []


def test_the_latest_entries_of_an_event_come_first(app: Flask):
    event = an_event()
    register(event, AMINA, now=datetime(2027, 3, 2, tzinfo=NOW.tzinfo))

    assert audit.find_by_event(event)[0].action == "registration:create"
