"""Who may do what: the whole policy on one screen, an OR of ANDs over one-line predicates."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum

from eventhub.base.errors import NotAllowed
from eventhub.models.people import Account, RoleName


class Permission(StrEnum):
    """Something an account may be allowed to do."""

    READ_EVENTS = "read_events"
    RUN_EVENTS = "run_events"
    EXPORT_PEOPLE = "export_people"
    MANAGE_ACCOUNTS = "manage_accounts"


Predicate = Callable[[Account], bool]


def _is_active(account: Account) -> bool:
    return account.is_active


def _has(role: RoleName) -> Predicate:
    return lambda account: any(held.name is role for held in account.roles)


POLICY: Mapping[Permission, tuple[tuple[Predicate, ...], ...]] = {
    Permission.READ_EVENTS: (
        (_is_active, _has(RoleName.READER)),
        (_is_active, _has(RoleName.ORGANISER)),
        (_is_active, _has(RoleName.ADMINISTRATOR)),
    ),
    Permission.RUN_EVENTS: (
        (_is_active, _has(RoleName.ORGANISER)),
        (_is_active, _has(RoleName.ADMINISTRATOR)),
    ),
    Permission.EXPORT_PEOPLE: (
        (_is_active, _has(RoleName.ORGANISER)),
        (_is_active, _has(RoleName.ADMINISTRATOR)),
    ),
    Permission.MANAGE_ACCOUNTS: ((_is_active, _has(RoleName.ADMINISTRATOR)),),
}


def may(account: Account, permission: Permission) -> bool:
    """Tell whether the policy allows this account this."""
    return any(all(holds(account) for holds in needed) for needed in POLICY[permission])


def demand(account: Account, permission: Permission) -> None:
    """Raise NotAllowed unless the policy allows it."""
    if not may(account, permission):
        raise NotAllowed
