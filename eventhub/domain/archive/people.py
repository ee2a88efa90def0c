"""People across events, and accounts."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from typing import Any

from sqlalchemy import CompoundSelect, select, union

from eventhub.base.db import session
from eventhub.base.text import address_key
from eventhub.domain.archive import shapes
from eventhub.domain.archive.fields import World
from eventhub.domain.archive.intake import Entry, Intake, entries
from eventhub.domain.archive.lists import IdentifiedList
from eventhub.models.attendance import AttendanceImport, Connection, Correction
from eventhub.models.checkins import CheckIn
from eventhub.models.events import Event
from eventhub.models.people import Account, Details, Person, Role, RoleName
from eventhub.models.registrations import Registration

PEOPLE = IdentifiedList("people", "person", Person, shapes.PERSON, lambda _, intake: Person(created_at=intake.now))


def take(document: Entry, intake: Intake) -> None:
    """Add and update people; remember what changed, for their registrations follow."""
    for _entry, person, difference in PEOPLE.take(document, intake):
        person.email_key = email_key(person)
        intake.person_changes[person.key] = difference
        intake.world.people[person.key] = person
        intake.tick(1)


def find(events: Sequence[Event] | None) -> list[Person]:
    """Return whom these events name, or everybody, oldest first."""
    if events is None:
        return PEOPLE.all_rows()
    numbers = [event.id for event in events]
    connected = (
        select(Connection.person_id).join(Connection.attendance_import).where(AttendanceImport.event_id.in_(numbers))
    )
    named: CompoundSelect[int | None] = union(
        select(Registration.person_id).where(Registration.event_id.in_(numbers)),
        select(Correction.person_id).where(Correction.event_id.in_(numbers)),
        select(CheckIn.person_id).where(CheckIn.event_id.in_(numbers)),
        connected,
    )
    return list(session.scalars(select(Person).where(Person.id.in_(named)).order_by(Person.id)))


def email_key(row: Details) -> str | None:
    """Return what the row's address is compared by; None for none."""
    return address_key(row.email or "") or None


def take_accounts(document: Entry, intake: Intake) -> None:
    """Add accounts. One that exists stays as it is: an old archive must not give back a role that was taken away."""
    known = {account.email: account for account in session.scalars(select(Account))}
    for entry in entries(document, "accounts"):
        email = address_key(entry["email"])
        if email in known:
            continue
        roles = [Role(name=RoleName(name)) for name in dict.fromkeys(entry.get("roles") or ())]
        account = Account(
            name=email.partition("@")[0], session_key=secrets.token_hex(16), created_at=intake.now, roles=roles
        )
        known[email] = intake.make("account", account, shapes.ACCOUNT, entry)
        account.email = email
    session.flush()
    intake.world.accounts = account_numbers()


def account_numbers() -> dict[str, int]:
    """Return the number of each account, by its address."""
    return {row.email: row.id for row in session.execute(select(Account.email, Account.id))}


def give_accounts(world: World) -> list[dict[str, Any]]:
    """Return every account with its roles, oldest first."""
    accounts = session.scalars(select(Account).order_by(Account.id)).all()
    return [
        shapes.ACCOUNT.give(account, world) | {"roles": sorted(role.name.value for role in account.roles)}
        for account in accounts
    ]
