"""From a row of the outbox to a letter: its words from templates/mail, its calendar part from the event as it stands.

A message's kind names two templates, `<kind>.txt` (with the subject as a block) and `<kind>.html`. They are rendered
when the message is sent, so a letter never tells of a time or a place that has changed since.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from typing import Any

from flask import current_app

from eventhub.base import clock
from eventhub.base.db import session
from eventhub.base.i18n import LazyString, _, _l, current_language, direction, format_day, speaking
from eventhub.base.text import one_line
from eventhub.domain import (
    admissions,
    calendars,
    confirmations,
    cosponsorships,
    counters,
    delegations,
    invitations,
    invitees,
    materials,
    session_invitations,
    sessions,
    summaries,
    surveys,
    unanswered,
    waitlists,
)
from eventhub.formats import ical
from eventhub.mail import dues, links, own_words, times
from eventhub.mail.letters import CalendarPart, CannotBeReached, Letter, deliverable
from eventhub.mail.own_words import Draft
from eventhub.models.clearances import Clearance
from eventhub.models.cosponsorships import CoSponsorship
from eventhub.models.events import Event, Session
from eventhub.models.invitees import Invitee
from eventhub.models.outbox import Message
from eventhub.models.people import Account, SignInLink
from eventhub.models.questions import Question
from eventhub.models.registrations import Delegation, Registration, RegistrationStatus

LONGEST_NAME = 120

UNSAID = dict.fromkeys(
    ("method", "reason", "note", "status", "contact_name", "contact_email", "were_there", "correction")
)
"""Particulars that a template may ask for and a message need not have."""

CHANGED: dict[str, LazyString] = {
    "given_name": _l("given name"),
    "family_name": _l("family name"),
    "country": _l("country"),
    "organisation": _l("ministry or organisation"),
    "category": _l("whom they take part for"),
    "interpretation_language": _l("language of interpretation"),
    "accessibility_needs": _l("what they need to take part fully"),
}
"""What people correct that organisers are told of, as it reads in a sentence."""

_LOOKS_LIKE_ADDRESS = re.compile(r"://|@|\bwww\.|\w{2,}\.[a-z]{2,}\b")
"""What a mail program would turn into a link. A name typed by a stranger must not carry one to a third person."""

_GAP = re.compile(r"\n{3,}")


@dataclass(frozen=True, slots=True)
class Matter:
    """The rows a message tells of."""

    message: Message
    event: Event | None = None
    registration: Registration | None = None
    co_sponsorship: CoSponsorship | None = None
    account: Account | None = None
    delegation: Delegation | None = None
    """Whose focal point reads the message."""
    invitee: Invitee | None = None
    session: Session | None = None
    """Of the event: what the letter is about."""
    clearance: Clearance | None = None
    """The co-lead who is asked to clear a summary."""


@dataclass(frozen=True, slots=True)
class Wording:
    """What a letter says."""

    subject: str
    text: str
    html: str


def write(message: Message) -> Letter:
    """Return the letter of an outbox row, in its language; raise CannotBeReached when no address can take it."""
    matter = matter_of(message)
    with speaking(message.language):
        wording = compose(matter)
        return Letter(
            label=f"{message.created_at:%Y%m%dT%H%M%SZ}-{message.id:06d}-{message.kind}",
            message_id=message.message_id,
            sender=_sender(),
            recipient=message.recipient,
            subject=wording.subject,
            text=wording.text,
            html=wording.html,
            language=current_language(),
            written_at=clock.now().replace(microsecond=0),
            calendar=_calendar(matter),
        )


def compose(matter: Matter, *, is_inline: bool = False, draft: Draft | None = None, **pretended: Any) -> Wording:
    """Return what a letter says in the language spoken: the event's own words where it has some, else the house's.

    For a preview: `is_inline` gives the HTML as part of a page, `draft` stands for words that are not saved, and
    `pretended` for what a made-up reader has no rows for.
    """
    words = words_of(matter) | {"is_inline": is_inline} | pretended
    words["own"] = own = own_words.fill(draft, words) if draft else own_words.find(matter.message, words)
    template = current_app.jinja_env.get_template(f"mail/{matter.message.kind}.txt")
    subject = own.subject if own else "".join(template.blocks["subject"](template.new_context(words)))
    text = _GAP.sub("\n\n", template.render(words)).strip() + "\n"
    page = current_app.jinja_env.get_template(f"mail/{matter.message.kind}.html")
    return Wording(one_line(subject), text, page.render(words, subject=one_line(subject)))


def matter_of(message: Message) -> Matter:
    """Return the rows that an outbox row names."""
    return Matter(
        message=message,
        event=_row(Event, message.event_id),
        registration=_row(Registration, message.registration_id),
        co_sponsorship=_row(CoSponsorship, message.co_sponsorship_id),
        account=_row(Account, message.account_id),
        delegation=_row(Delegation, message.particulars.get("delegation_id")),
        invitee=_invitee(message),
        session=_row(Session, message.particulars.get("session")),
        clearance=_clearance(message),
    )


def _invitee(message: Message) -> Invitee | None:
    """Return whom an invitation asks; raise CannotBeReached where it now asks somebody else, or nobody."""
    if message.kind != "invitation":
        return None
    invitee = invitees.find_by_key(message.particulars["invitee"])
    if invitee is None or invitee.email != message.recipient:
        raise CannotBeReached(_("This invitation was taken back before it was sent."))
    return invitee


def _clearance(message: Message) -> Clearance | None:
    """Return whom a summary was sent to; raise CannotBeReached where that was taken back."""
    number = message.particulars.get("clearance_id")
    clearance = session.get(Clearance, number) if number else None
    if number and (clearance is None or clearance.revoked_at or clearance.email != message.recipient):
        raise CannotBeReached(_("This request was taken back before it was sent."))
    return clearance


def _row(model: type[Any], number: int | None) -> Any:
    return session.get(model, number) if number else None


def words_of(matter: Matter) -> dict[str, Any]:
    """Return what every template may use; each name is there in every letter, None where it does not apply."""
    event, registration, co_sponsorship = matter.event, matter.registration, matter.co_sponsorship
    language = current_language()
    sponsor = one_line(cosponsorships.name(co_sponsorship, language)) if co_sponsorship else ""
    is_over = event is not None and event.ends_at_utc <= clock.now()
    may_join = registration is not None and admissions.may_join(registration)
    return {
        "particulars": UNSAID | matter.message.particulars,
        "language": language,
        "direction": direction(language),
        "site_name": current_app.config["SITE_NAME"],
        "contact_email": current_app.config["CONTACT_EMAIL"],
        "brand_colour": current_app.config["BRAND_COLOUR"],
        "home": links.home(),
        "greeting": _greeting(matter),
        "reader": _names(registration),
        "event": event,
        "registration": registration,
        "co_sponsorship": co_sponsorship,
        "sponsor": _unlinked(sponsor) or _("your organisation"),
        "sponsor_as_typed": sponsor,
        "focal_point": _focal_point(matter),
        "delegation": matter.delegation,
        "party": one_line(delegations.name(matter.delegation, language)) if matter.delegation else "",
        "delegation_page": links.delegation_page(matter.delegation) if matter.delegation else None,
        "invited": one_line(invitees.name(matter.invitee, language)) if matter.invitee else "",
        "is_person_invited": matter.invitee is not None and invitees.is_person(matter.invitee),
        "invitation_page": links.invitation_page(matter.invitee) if matter.invitee else None,
        "clearance_page": links.clearance_page(matter.clearance) if matter.clearance else None,
        "clearance_until": format_day(matter.clearance.expires_at.date()) if matter.clearance else None,
        "official": (official := _row(Registration, matter.message.particulars.get("official_id"))),
        "official_name": (_unlinked(official.name) if official else "") or _("An official"),
        "has_seat": registration is not None and registration.status is RegistrationStatus.CONFIRMED,
        "session": matter.session,
        "session_when": times.when_of(matter.session) if matter.session else None,
        "session_place": sessions.place(matter.session) if matter.session else None,
        "when": times.when(event) if event else None,
        "was": _former_time(matter),
        "position": waitlists.position(registration) if registration else None,
        "event_page": links.event_page(event) if event else None,
        "summary_page": links.summary_page(event) if event else None,
        "co_sponsors_page": links.co_sponsors_page(event) if event else None,
        "registration_page": _registration_page(matter),
        "changed": [CHANGED[name] for name in matter.message.particulars.get("changed", ())],
        "unanswered": len(_unanswered(registration)),
        "own_page": links.own_page(registration) if registration else None,
        "way_in": links.way_in(registration) if may_join and registration and not is_over else None,
        "is_over": is_over,
        "survey_page": _survey_page(matter),
        **_left_behind(matter),
        "calendar_note": _calendar_note(matter.message),
        **dues.words(matter.message),
        "sign_in_page": _sign_in_page(matter),
        "confirmation_page": _confirmation_page(matter),
    }


def _greeting(matter: Matter) -> str:
    """Address the reader as they typed it, and nobody else by name."""
    if name := _unlinked(_reader(matter)):
        return _("Dear %(name)s,", name=name)
    return _("Dear colleague,")


def _reader(matter: Matter) -> str:
    if registration := matter.registration:
        return f"{registration.form_of_address or ''} {registration.name}"
    if matter.account:
        return matter.account.name
    if matter.delegation and matter.delegation.focal_point_email == matter.message.recipient:
        return matter.delegation.focal_point_name or ""
    if matter.invitee:
        return matter.invitee.name or ""
    if matter.clearance:
        return matter.clearance.name or ""
    sponsorship = matter.co_sponsorship
    if sponsorship and sponsorship.contact_email == matter.message.recipient:
        return sponsorship.contact_name or ""
    return ""


def _names(registration: Registration | None) -> dict[str, str]:
    """Return what a text may call its reader; nothing where a name reads like an address."""
    if registration is None:
        return dict.fromkeys(("name", "given_name", "family_name"), "")
    full = f"{registration.form_of_address or ''} {registration.name}"
    names = {"name": full, "given_name": registration.given_name, "family_name": registration.family_name}
    return {place: _unlinked(name) for place, name in names.items()}


def _unanswered(registration: Registration | None) -> list[Question]:
    """Return the questions that the reader is asked on their page; a made-up reader has answered all."""
    return unanswered.find(registration, now=clock.now()) if registration and registration.id else []


def _left_behind(matter: Matter) -> dict[str, Any]:
    """Tell what an event left to read; only thanks ask."""
    event = matter.event if matter.message.kind == "thank-you" else None
    return {
        "materials": _materials(matter) if event is not None else [],
        "is_summarised": event is not None and summaries.published(event) is not None,
    }


def _materials(matter: Matter) -> list[tuple[str, str]]:
    """Return what the reader may see of an event's materials: title and where it is, a file by their own link."""
    event, registration = matter.event, matter.registration
    if event is None:
        return []
    named = registration if registration is not None and registration.id else None  # a made-up reader sees the public
    found = materials.visible(event, now=clock.now(), registration=named)
    place = links.own_page(named) if named is not None else links.event_page(event)
    return [
        (one_line(each.title), each.url if each.url else f"{place}/materials/{each.key}")
        for each in found
        if each.file is not None or (each.url and materials.is_link(each.url))
    ]


def _survey_page(matter: Matter) -> str | None:
    """Return where the reader answers a survey; raise CannotBeReached where they were forgotten since."""
    if matter.message.kind not in {"survey-request", "survey-reminder"}:
        return None
    ticket = surveys.find_ticket_by_number(matter.message.particulars["ticket_id"])
    if ticket is None:
        raise CannotBeReached(_("The survey was withdrawn before this was sent."))
    return links.survey_page(ticket)


def _calendar_note(message: Message) -> str | None:
    """Return what the reader has to know of the calendar part, if there is one."""
    method, is_session = message.particulars.get("method"), "session" in message.particulars
    if method == invitations.CANCEL and is_session:
        return _("The attached message takes the session out of your calendar.")
    if method == invitations.CANCEL:
        return _("The attached message takes the meeting out of your calendar.")
    if method != invitations.REQUEST:
        return None
    if message.kind.startswith("event-") or message.kind == session_invitations.CHANGED:
        return _("The attached invitation brings your calendar up to date. Please answer it there if you are asked.")
    if is_session:
        return _("The attached invitation puts the session into your calendar, beside the meeting itself.")
    return _(
        "The attached invitation puts the meeting into your calendar. Should your calendar ask, say that you know the "
        "sender: changes will then reach it by themselves."
    )


def _focal_point(matter: Matter) -> str:
    """Return the name of whoever registered the reader's delegation, as far as we know it."""
    delegation = matter.registration.delegation if matter.registration else None
    return _unlinked(delegation.focal_point_name or "") if delegation else ""


def _unlinked(name: str) -> str:
    """Return a name on one line, or nothing where it reads like an address."""
    name = one_line(name)
    return "" if _LOOKS_LIKE_ADDRESS.search(name) else name[:LONGEST_NAME]


def _former_time(matter: Matter) -> times.When | None:
    """Return when the event was to be before it moved."""
    particulars = matter.message.particulars
    return times.former(particulars) if particulars.keys() >= set(times.FORMER) else None


def _registration_page(matter: Matter) -> str | None:
    """Return where organisers see the registration that a message to them tells of."""
    number = matter.message.particulars.get("number")
    return links.registration_page(matter.event, number) if matter.event and number else None


def _sign_in_page(matter: Matter) -> str | None:
    link = _row(SignInLink, matter.message.particulars.get("link_id"))
    return links.sign_in_page(link) if link else None


def _confirmation_page(matter: Matter) -> str | None:
    number = matter.message.particulars.get("application_id")
    unconfirmed = confirmations.find(number) if number else None
    return links.confirmation_page(unconfirmed) if unconfirmed else None


def _sender() -> Address:
    return Address(one_line(current_app.config["SITE_NAME"]), addr_spec=current_app.config["MAIL_DEFAULT_SENDER"])


def _calendar(matter: Matter) -> CalendarPart | None:
    """Return what the reader's calendar is told, if anything.

    SEQUENCE and DTSTAMP are those of the change that the message tells of, so that calendars put messages in order
    even when one overtakes another on its way. The meeting link is the event's and not the reader's own: assistants
    see calendars, and should not come to the private page. Whoever has lost the place is not told a new link.
    """
    particulars, event, registration = matter.message.particulars, matter.event, matter.registration
    method = particulars.get("method")
    if method is None or event is None or registration is None:
        return None
    organiser = ical.Organiser(_sender().display_name, _sender().addr_spec)
    told = {"sequence": particulars["sequence"], "stamp": datetime.fromisoformat(particulars["stamp"])}
    if method == counters.METHOD:
        comment = _("The meeting stays as it is.")
        uid = (matter.session or event).uid
        return CalendarPart(method, ical.declined_counter(uid, organiser=organiser, comment=comment, **told))
    is_admitted = method == invitations.REQUEST and admissions.may_join(registration)
    page = links.event_page(event)
    content = ical.invitation(
        calendars.personal_session_entry(matter.session, page=page, is_admitted=is_admitted)
        if matter.session
        else calendars.personal_entry(event, page=page, is_admitted=is_admitted),
        method=method,
        attendee=ical.Attendee(
            registration.name,
            deliverable(matter.message.recipient),
            particulars.get("participation", "NEEDS-ACTION"),
        ),
        organiser=organiser,
        **told,
    )
    return CalendarPart(method, content)
