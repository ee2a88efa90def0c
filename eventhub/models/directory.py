"""Organisations, working groups with their co-leads, and champion countries by date."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventhub.base.db import Model


class Organisation(Model):
    """An entity of the Network or a partner, by its name."""

    __tablename__ = "organisation"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    acronym: Mapped[str | None]
    kind: Mapped[str | None]
    aliases: Mapped[list[str]] = mapped_column(default=list, server_default="[]")
    """Other names that people write it by."""


class WorkingGroup(Model):
    """A core, thematic, regional or country working group of the Network."""

    __tablename__ = "working_group"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    kind: Mapped[str | None]
    extra: Mapped[dict[str, Any]] = mapped_column(default=dict)
    co_leads: Mapped[list[CoLead]] = relationship(
        back_populates="working_group", order_by="CoLead.position", cascade="all, delete-orphan"
    )


class CoLead(Model):
    """An organisation that leads a working group with others, for a term where one is known."""

    __tablename__ = "co_lead"
    __table_args__ = (Index("uq_co_lead_term", "working_group_id", "name", "since", unique=True),)

    id: Mapped[int] = mapped_column(primary_key=True)
    working_group_id: Mapped[int] = mapped_column(ForeignKey("working_group.id", ondelete="CASCADE"))
    position: Mapped[int]
    name: Mapped[str]
    since: Mapped[date | None]
    """The first day of the term; None: always, as far as is known."""
    until: Mapped[date | None]
    """The last day of the term; None: still."""
    working_group: Mapped[WorkingGroup] = relationship(back_populates="co_leads")

    def leads_on(self, day: date) -> bool:
        """Tell whether the term holds on a day, its first and last among them."""
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)


class Championship(Model):
    """One dated step of a State on its way to being a Champion country, with its source.

    A date may be known to the month ("2020-07") or only as no later than a day.
    """

    __tablename__ = "championship"
    __table_args__ = (Index("ix_championship_country_step", "country", "step"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    country: Mapped[str]
    step: Mapped[str]
    """identified, announced, confirmed, welcomed or ended."""
    happened_on: Mapped[str | None]
    """A day, month or year: "2021-05-26", "2020-07", "2019"."""
    happened_by: Mapped[date | None]
    """No later than this day."""
    source: Mapped[str | None]
    extra: Mapped[dict[str, Any]] = mapped_column(default=dict)
    recorded_at: Mapped[datetime]
