"""People who take part, and accounts that organise."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventhub.base.db import Model
from eventhub.base.text import fold


class Category(StrEnum):
    """Whom a participant stands for."""

    MEMBER_STATE = "member_state"
    OBSERVER_STATE = "observer_state"
    UN_NETWORK = "un_network"
    CIVIL_SOCIETY = "civil_society"
    ACADEMIA = "academia"
    LOCAL_AUTHORITY = "local_authority"
    YOUTH = "youth"
    MEDIA = "media"
    PRIVATE_SECTOR = "private_sector"

    @property
    def is_official(self) -> bool:
        """Officials are people of member and observer States."""
        return self in {Category.MEMBER_STATE, Category.OBSERVER_STATE}


class Level(StrEnum):
    """Where in their government or organisation a participant works."""

    CAPITAL = "capital"
    MISSION = "mission"
    HEADQUARTERS = "headquarters"
    REGIONAL = "regional"
    COUNTRY = "country"
    GLOBAL = "global"


def party_key(country: str | None, organisation: str | None) -> str | None:
    """Return what makes a State or an organisation one and the same: `country:COL`, else `organisation:<folded>`."""
    if country:
        return f"country:{country}"
    return f"organisation:{fold(organisation)}" if organisation and organisation.strip() else None


def party_of(category: Category | None, country: str | None, organisation: str | None) -> str | None:
    """Return the key of whom somebody stands for: officials for their State, everybody else for their organisation."""
    stands_for_state = category is not None and category.is_official
    return party_key(country if stands_for_state else None, organisation)


class Details:
    """Who somebody is at a time, as typed: names are never re-cased."""

    form_of_address: Mapped[str | None]
    given_name: Mapped[str]
    family_name: Mapped[str]
    email: Mapped[str | None]
    """As typed; compare by `email_key`."""
    email_key: Mapped[str | None]
    """Folded; how we recognise a returning person."""
    alternative_email: Mapped[str | None]
    country: Mapped[str | None]
    """ISO 3166 alpha-3 of the State; for the Network the duty country."""
    organisation: Mapped[str | None]
    function: Mapped[str | None]
    category: Mapped[Category | None]
    level: Mapped[Level | None]
    network_role: Mapped[str | None]

    @property
    def name(self) -> str:
        """The full name in the order typed."""
        return f"{self.given_name} {self.family_name}".strip()

    @property
    def party(self) -> str | None:
        """The key of whom they stand for."""
        return party_of(self.category, self.country, self.organisation)


class Person(Details, Model):
    """Somebody we know across events."""

    __tablename__ = "person"
    __table_args__ = (Index("ix_person_email_key", "email_key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True, insert_sentinel=True)
    """The lasting id in archives."""
    extra: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """What an archive said beyond our own columns."""
    created_at: Mapped[datetime]


class RoleName(StrEnum):
    """What an account may be entrusted with."""

    ADMINISTRATOR = "administrator"
    ORGANISER = "organiser"
    READER = "reader"


class Account(Model):
    """Somebody who signs in. There are no passwords: a mailed link opens a session."""

    __tablename__ = "account"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(unique=True)
    """Folded."""
    name: Mapped[str]
    language: Mapped[str] = mapped_column(default="en")
    session_key: Mapped[str]
    """What a session cookie must carry; moving it ends every session."""
    is_active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime]
    roles: Mapped[list[Role]] = relationship(back_populates="account", cascade="all, delete-orphan", lazy="selectin")

    @property
    def is_authenticated(self) -> bool:
        """Whoever has an account row at hand has signed in; Flask-Login asks."""
        return True

    @property
    def is_anonymous(self) -> bool:
        """Never; Flask-Login asks."""
        return False

    def get_id(self) -> str:
        """Return what the session cookie carries: the account and the key that can be moved to end it."""
        return f"{self.id}:{self.session_key}"


class Role(Model):
    """One thing an account is entrusted with."""

    __tablename__ = "role"
    __table_args__ = (Index("uq_role_account_name", "account_id", "name", unique=True),)

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    name: Mapped[RoleName]
    account: Mapped[Account] = relationship(back_populates="roles")


class SignInLink(Model):
    """A mailed link that signs an account in, once."""

    __tablename__ = "sign_in_link"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    key_version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    consumed_at: Mapped[datetime | None]
    account: Mapped[Account] = relationship()
