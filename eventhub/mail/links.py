"""The addresses that letters point to. They are promised to stay, so letters may write them down."""

from __future__ import annotations

from flask import current_app

from eventhub.domain import clearances, confirmations, delegations, invitees, people, registrations, surveys
from eventhub.models.clearances import Clearance
from eventhub.models.events import Event
from eventhub.models.invitees import Invitee
from eventhub.models.people import SignInLink
from eventhub.models.registrations import Delegation, Registration, UnconfirmedApplication
from eventhub.models.surveys import SurveyTicket

DEFAULT_ADDRESS = "http://127.0.0.1:5000"


def home() -> str:
    """Return the public address of this installation: BASE_URL, or where this process serves."""
    return str(current_app.config["BASE_URL"] or current_app.config.get("SERVED_AT") or DEFAULT_ADDRESS)


def event_page(event: Event) -> str:
    """Return the address of an event's page."""
    return f"{home()}/events/{event.slug}"


def summary_page(event: Event) -> str:
    """Return the address of an event's published summary."""
    return f"{event_page(event)}/summary"


def co_sponsors_page(event: Event) -> str:
    """Return the address where organisers decide on an event's co-sponsors."""
    return f"{home()}/organiser/events/{event.slug}/co-sponsors"


def registration_page(event: Event, number: int) -> str:
    """Return the address where organisers see one registration."""
    return f"{home()}/organiser/events/{event.slug}/registrations/{number}"


def own_page(registration: Registration) -> str:
    """Return the private address of one registration."""
    return f"{home()}/registrations/{registrations.link_token(registration, secret=_secret())}"


def delegation_page(delegation: Delegation) -> str:
    """Return the address by which a focal point registers a delegation."""
    return f"{event_page(delegation.event)}/delegation/{delegations.link_token(delegation, secret=_secret())}"


def invitation_page(invitee: Invitee) -> str:
    """Return the address by which an invitee answers."""
    return f"{home()}/invitations/{invitees.link_token(invitee, secret=_secret())}"


def clearance_page(clearance: Clearance) -> str:
    """Return the address by which a co-lead reads a summary and clears it."""
    return f"{home()}/clearances/{clearances.link_token(clearance, secret=_secret())}"


def way_in(registration: Registration) -> str:
    """Return the address that notes who comes and leads on to the meeting."""
    return f"{own_page(registration)}/join"


def confirmation_page(unconfirmed: UnconfirmedApplication) -> str:
    """Return the address by which somebody confirms that mail reaches them."""
    return f"{home()}/registrations/confirm/{confirmations.link_token(unconfirmed, secret=_secret())}"


def survey_page(ticket: SurveyTicket) -> str:
    """Return the address by which somebody answers a survey, once."""
    return f"{home()}/surveys/{surveys.link_token(ticket, secret=_secret())}"


def sign_in_page(link: SignInLink) -> str:
    """Return the address that signs its account in, once."""
    return f"{home()}/account/sign-in/{people.link_token(link, secret=_secret())}"


def _secret() -> str:
    return str(current_app.config["SECRET_KEY"])
