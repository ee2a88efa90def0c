"""People we know across events, and accounts that sign in by a mailed link."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, cast

from email_validator import EmailNotValidError, validate_email
from sqlalchemy import CursorResult, bindparam, func, select, update
from sqlalchemy.orm import joinedload

from eventhub.base import countries, tokens
from eventhub.base.db import session, store
from eventhub.base.errors import Refused
from eventhub.base.i18n import _, _l, current_language
from eventhub.base.text import address_key
from eventhub.domain import audit, outbox
from eventhub.models.people import Account, Category, Person, Role, RoleName, SignInLink

DETAILS = (
    "form_of_address",
    "given_name",
    "family_name",
    "email",
    "alternative_email",
    "country",
    "organisation",
    "function",
    "category",
    "level",
    "network_role",
)
"""The fields of `Details` that people type; `email_key` follows from `email`."""

LINK_LIFETIME = timedelta(hours=1)
LINKS_PER_HOUR = 5
"""More sign-in links than this for one account in an hour are asked for by nobody who reads them."""

PURPOSE = "sign-in"

# Written once: putting it together takes longer than the database takes to answer it.
_KNOWN = select(Person).where(Person.email_key.in_(bindparam("addresses", expanding=True))).order_by(Person.id.desc())


class WrongAddress(Refused):
    """No mail could reach this address."""

    message = _l("Enter an e-mail address in the form name@example.org.")


class WrongCategory(Refused):
    """Somebody would stand for a State in a way that the State does not take part."""


class LinkSpent(Refused):
    """A sign-in link that was used, has expired or never was one."""

    message = _l("This sign-in link has been used or has expired. Ask for a new one.")


def new_key(prefix: str) -> str:
    """Return a lasting id for a row that did not come from an archive."""
    return f"{prefix}-{secrets.token_hex(6)}"


def checked_address(address: str) -> str:
    """Return an address trimmed and otherwise as typed; raise WrongAddress for what no mail can reach."""
    address = address.strip()
    try:
        validate_email(address, check_deliverability=False, test_environment=True)
    except EmailNotValidError:
        raise WrongAddress(field="email") from None
    return address


def refuse_contradiction(category: str | None, country: str | None) -> None:
    """Refuse officials of a Member State as observers and the other way round; who does not say both is let be.

    Asked of whatever people type or hand in. An archive is taken as it is: it tells what was.
    """
    state = countries.find(country)
    if state is None or not category or not Category(category).is_official:
        return
    if state.is_member is (category == Category.MEMBER_STATE):
        return
    name = state.name(current_language())
    if state.is_member:
        raise WrongCategory(_("%(country)s is a Member State, not an observer State.", country=name), field="category")
    raise WrongCategory(_("%(country)s is an observer State, not a Member State.", country=name), field="category")


def set_details(row: Any, details: Mapping[str, Any]) -> dict[str, Any]:
    """Write details onto a Person or Registration; return what changed, as `{field: [before, after]}`."""
    difference = {}
    for field in DETAILS:
        if field in details and getattr(row, field, None) != details[field]:
            difference[field] = [getattr(row, field, None), details[field]]
            setattr(row, field, details[field])
    row.email_key = address_key(row.email) if row.email else None
    return difference


def find_person(key: str) -> Person | None:
    """Return the person of a lasting id."""
    return session.scalar(select(Person).where(Person.key == key))


def find_people(keys: Iterable[str]) -> dict[str, Person]:
    """Return the people of these lasting ids, by id."""
    rows = session.scalars(select(Person).where(Person.key.in_(list(keys))))
    return {person.key: person for person in rows}


def recognise(details: Mapping[str, Any], *, now: datetime) -> Person:
    """Return the person with this address, or a new one.

    What a stranger types never changes a person we know: details belong to the registration.
    """
    return recognise_all([details], now=now)[0]


def recognise_all(told: Sequence[Mapping[str, Any]], *, now: datetime) -> list[Person]:
    """Recognise some hundred people by one query; return them in the order given."""
    addresses = [address_key(details.get("email") or "") for details in told]
    known = {person.email_key: person for person in session.scalars(_KNOWN, {"addresses": set(addresses) - {""}})}
    found, new = [], []
    for address, details in zip(addresses, told, strict=True):
        person = known.get(address)
        if person is None:
            person = Person(key=new_key("p"), created_at=now)
            set_details(person, details)
            new.append(person)
            if address:
                known[address] = person
        found.append(person)
    store(*new)
    return found


def find_account(email: str) -> Account | None:
    """Return the account of an address."""
    return session.scalar(select(Account).where(Account.email == address_key(email)))


def get_account(account_id: int) -> Account | None:
    """Return the account of this number."""
    return session.get(Account, account_id, options=[joinedload(Account.roles)])  # one query: every page asks


def account_names(account_ids: Iterable[int]) -> dict[int, str]:
    """Return the names of accounts by number."""
    rows = session.execute(select(Account.id, Account.name).where(Account.id.in_(list(account_ids))))
    return dict(rows.all())


def accounts() -> Sequence[Account]:
    """Return every account, by address."""
    return session.scalars(select(Account).order_by(Account.email)).all()


def organisers() -> Sequence[Account]:
    """Return the active accounts that run events."""
    running = {RoleName.ORGANISER, RoleName.ADMINISTRATOR}
    return [each for each in accounts() if each.is_active and any(role.name in running for role in each.roles)]


def add_account(email: str, role: RoleName, *, name: str = "", by: str, now: datetime) -> Account:
    """Entrust an address with a role; an account that exists gains the role."""
    address = address_key(checked_address(email))
    account = find_account(address)
    if account is None:
        account = Account(
            email=address, name=name or address.partition("@")[0], session_key=secrets.token_hex(16), created_at=now
        )
        session.add(account)
    if all(held.name is not role for held in account.roles):
        account.roles.append(Role(name=role))
        audit.record("account:entrust", account, by=by, now=now, difference={"role": [None, role]})
    return account


def issue_link(account: Account, *, now: datetime) -> SignInLink:
    """Make a link that signs this account in once within the hour."""
    link = SignInLink(account_id=account.id, created_at=now, expires_at=now + LINK_LIFETIME)
    session.add(link)
    session.flush()
    return link


def request_link(email: str, *, now: datetime) -> None:
    """Mail a sign-in link to an account; do nothing for an address that has none, and never say which."""
    account = find_account(email)
    if account is None or not account.is_active:
        return
    recent = select(func.count()).select_from(SignInLink)
    recent = recent.where(SignInLink.account_id == account.id, SignInLink.created_at > now - timedelta(hours=1))
    if (session.scalar(recent) or 0) >= LINKS_PER_HOUR:
        return
    link = issue_link(account, now=now)
    outbox.queue("sign-in", account.email, now=now, language=account.language, account=account, link_id=link.id)
    audit.record("sign-in:request", link, by="self", now=now)


def link_token(link: SignInLink, *, secret: str) -> str:
    """Return the token that stands in the link's address."""
    return tokens.issue(PURPOSE, link.id, link.key_version, secret=secret)


def find_link(token: str, *, secret: str, now: datetime) -> SignInLink | None:
    """Return the link of a token while it can still be used."""
    claim = tokens.read(PURPOSE, token)
    link = session.get(SignInLink, claim.row_id) if claim else None
    if link is None or claim is None or not claim.holds(link.key_version, secret=secret):
        return None
    if link.consumed_at is not None or link.expires_at <= now or not link.account.is_active:
        return None
    return link


def sign_in(token: str, *, secret: str, now: datetime) -> Account:
    """Consume a link and return whom it signs in; of two who use it at once, one is refused."""
    link = find_link(token, secret=secret, now=now)
    if link is None:
        raise LinkSpent
    spent = update(SignInLink).where(SignInLink.id == link.id, SignInLink.consumed_at.is_(None)).values(consumed_at=now)
    if cast(CursorResult[Any], session.execute(spent)).rowcount != 1:
        raise LinkSpent
    audit.record("sign-in:consume", link, by=f"account:{link.account_id}", now=now)
    return link.account
