"""An invitation accepted: a person registers under the invited address, a State or organisation sends a delegation."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from eventhub.base.errors import Refused
from eventhub.base.i18n import _l
from eventhub.base.text import address_key
from eventhub.domain import delegations, invitees, openings, registrations
from eventhub.domain.delegations import FocalPoint
from eventhub.domain.entries import Application
from eventhub.models.invitees import Invitee
from eventhub.models.registrations import Delegation, Registration


class OtherFocalPoint(Refused):
    """A delegation has one focal point; another invitation does not open its page."""

    message = _l(
        "Somebody else registers this delegation already. If it should be you, please write to the organisers."
    )


def register(invitee: Invitee, application: Application, *, now: datetime) -> Registration:
    """Register the person who was invited, under the address that was invited, whatever the application says.

    Whoever is registered already gets their link by mail again: one invitation makes one standing registration.
    """
    invitees.hold(invitee)
    bound = replace(application, details={**application.details, "email": invitee.email or ""})
    return registrations.register(invitee.event, bound, invitee=invitee, now=now)


def open_delegation(invitee: Invitee, *, now: datetime) -> Delegation:
    """Return the delegation that a State or organisation was asked to send; it is issued to whoever was invited."""
    event = invitee.event
    invitees.hold(invitee)
    openings.refuse_unless_open(event, now=now, is_asked=True)
    delegation = delegations.open_for(
        event,
        country=invitee.country,
        organisation=invitee.organisation,
        focal_point=FocalPoint(invitee.name, invitee.email or "", invitee.language),
        by="self",
        now=now,
    )
    if address_key(delegation.focal_point_email or "") != address_key(invitee.email or ""):
        raise OtherFocalPoint
    invitee.delegation_id = delegation.id
    invitees.accept(invitee, now=now)
    return delegation
