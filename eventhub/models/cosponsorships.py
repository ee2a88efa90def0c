"""States and organisations that stand behind an event, step by dated step."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventhub.base.db import Model
from eventhub.models.events import Event


class CoSponsorshipStatus(StrEnum):
    """Where a co-sponsorship stands."""

    CONSIDERING = "considering"
    OFFERED = "offered"
    CONFIRMED = "confirmed"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"

    @property
    def is_under_way(self) -> bool:
        """Tell whether it still awaits the organiser's word."""
        return self in {CoSponsorshipStatus.CONSIDERING, CoSponsorshipStatus.OFFERED}


class CoSponsorship(Model):
    """A State or an organisation beside an event. Its status is its last step."""

    __tablename__ = "co_sponsorship"
    __table_args__ = (Index("uq_co_sponsorship_sponsor", "event_id", "sponsor_key", unique=True),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    country: Mapped[str | None]
    """ISO alpha-3 when a State sponsors."""
    organisation: Mapped[str | None]
    """The name when an organisation sponsors; beside a country, the ministry."""
    sponsor_key: Mapped[str]
    """`country:COL` or `organisation:<folded name>`: one co-sponsorship each per event."""
    contact_name: Mapped[str | None]
    contact_email: Mapped[str | None]
    statement: Mapped[str | None]
    extra: Mapped[dict[str, Any]] = mapped_column(default=dict)
    created_at: Mapped[datetime]
    event: Mapped[Event] = relationship()
    steps: Mapped[list[CoSponsorshipStep]] = relationship(
        back_populates="co_sponsorship",
        order_by="(CoSponsorshipStep.on, CoSponsorshipStep.id)",
        cascade="all, delete-orphan",
        lazy="selectin",
    )

    def status_on(self, day: date) -> CoSponsorshipStatus | None:
        """Return where it stood at the end of a day; None before its first step."""
        taken = [step for step in self.steps if step.on <= day]
        return taken[-1].status if taken else None

    @property
    def status(self) -> CoSponsorshipStatus:
        """Where it stands after its last step."""
        return self.steps[-1].status


class CoSponsorshipStep(Model):
    """One dated step, with its author."""

    __tablename__ = "co_sponsorship_step"

    id: Mapped[int] = mapped_column(primary_key=True)
    co_sponsorship_id: Mapped[int] = mapped_column(ForeignKey("co_sponsorship.id", ondelete="CASCADE"), index=True)
    on: Mapped[date] = mapped_column("on_date")
    status: Mapped[CoSponsorshipStatus]
    by: Mapped[str]
    """Who took the step: "account:3", "self", "archive"."""
    note: Mapped[str | None]
    extra: Mapped[dict[str, Any]] = mapped_column(default=dict)
    recorded_at: Mapped[datetime]
    co_sponsorship: Mapped[CoSponsorship] = relationship(back_populates="steps")
