"""What pages call the kinds, states and categories that the tables keep as words."""

from __future__ import annotations

from collections.abc import Mapping

from eventhub.base import countries
from eventhub.base.i18n import LANGUAGES, LazyString, _, _l, conventions, current_language, format_number

Labels = Mapping[str, LazyString]

KINDS: Labels = {
    "informal_consultation": _l("Informal consultation"),
    "champions_meeting": _l("Champions meeting"),
    "peer_learning_exchange": _l("Peer-learning exchange"),
    "briefing": _l("Briefing"),
    "listening_session": _l("Listening session"),
    "side_event": _l("Side event"),
    "regional_review": _l("Regional review"),
}

EVENT_STATUSES: Labels = {
    "draft": _l("Draft"),
    "published": _l("Published"),
    "cancelled": _l("Cancelled"),
}

MODALITIES: Labels = {
    "online": _l("Online"),
    "in_person": _l("In person"),
    "hybrid": _l("In person and online"),
}

REGISTRATION_MODES: Labels = {
    "open": _l("Open to everybody"),
    "approval": _l("Open, each registration is decided on"),
    "invited": _l("By invitation only"),
}

DECLINES: Labels = {
    "ask": _l("Ask the person whether they come; the place stays theirs"),
    "withdraw": _l("Give the place to whoever waits"),
    "nothing": _l("Nothing; it is shown to organisers"),
}

ANSWERS: Labels = {
    "ACCEPTED": _l("Accepted"),
    "TENTATIVE": _l("Perhaps"),
    "DECLINED": _l("Declined"),
    "DELEGATED": _l("Passed on"),
}
"""What a calendar answers to an invitation."""

ATTRIBUTION_RULES: Labels = {
    "attributable": _l("Attributable"),
    "chatham_house": _l("Chatham House Rule"),
}

ADMISSIONS: Labels = {
    "open": _l("Registration open"),
    "waitlist": _l("Full: waiting list open"),
    "later": _l("Registration opens later"),
    "invited": _l("By invitation"),
    "closed": _l("Registration closed"),
    "over": _l("Concluded"),
    "cancelled": _l("Cancelled"),
}

REGISTRATION_STATUSES: Labels = {
    "pending": _l("Awaiting a decision"),
    "confirmed": _l("Confirmed"),
    "waitlisted": _l("On the waiting list"),
    "declined": _l("Declined"),
    "cancelled": _l("Cancelled"),
    "withdrawn": _l("Withdrawn"),
}

INVITED_LISTS: Labels = {
    "champions": _l("Champion countries"),
    "member_states": _l("All Member States"),
    "network": _l("Entities of the Network"),
    "named": _l("People by name"),
}

INVITEE_ANSWERS: Labels = {
    "no_address": _l("Address missing"),
    "not_sent": _l("Not sent"),
    "unanswered": _l("Not answered"),
    "accepted": _l("Accepted"),
    "declined": _l("Declined"),
}

CO_SPONSORSHIP_STATUSES: Labels = {
    "considering": _l("Considering"),
    "offered": _l("Offered"),
    "confirmed": _l("Confirmed"),
    "declined": _l("Declined"),
    "withdrawn": _l("Withdrawn"),
}

CATEGORIES: Labels = {
    "member_state": _l("Member State"),
    "observer_state": _l("Observer State"),
    "un_network": _l("United Nations Network on Migration"),
    "civil_society": _l("Civil society"),
    "academia": _l("Academia"),
    "local_authority": _l("Local authority"),
    "youth": _l("Youth"),
    "media": _l("Media"),
    "private_sector": _l("Private sector"),
}

LEVELS: Labels = {
    "capital": _l("Capital"),
    "mission": _l("Permanent mission or embassy"),
    "headquarters": _l("Headquarters"),
    "regional": _l("Regional office"),
    "country": _l("Country office"),
    "global": _l("Global"),
}

DELEGATION_ROLES: Labels = {
    "chief_delegate": _l("Chief delegate"),
    "alternate": _l("Alternate"),
    "delegate": _l("Delegate"),
    "adviser": _l("Adviser"),
    "observer": _l("Observer"),
}

INTERVENTION_KINDS: Labels = {
    "champion": _l("Champion country"),
    "member_state": _l("Member State"),
    "observer_state": _l("Observer State"),
    "working_group": _l("Working group"),
    "network_response": _l("Response of the Network"),
}

SPEAKING_STATES: Labels = {
    "requested": _l("waits"),
    "speaking": _l("has the floor"),
    "spoken": _l("has spoken"),
    "withdrawn": _l("taken off the list"),
    "passed": _l("passed over"),
}

OUTCOME_KINDS: Labels = {
    "next_step": _l("Next step"),
    "proposal": _l("Proposal"),
    "pledge": _l("Pledge"),
    "offer": _l("Offer"),
    "joint_statement": _l("Joint statement"),
    "question": _l("Question"),
    "option": _l("Option"),
    "focus_area": _l("Focus area"),
}

MATCH_STATUSES: Labels = {
    "matched": _l("Registered"),
    "review": _l("To be decided"),
    "unregistered": _l("Not registered"),
    "unidentified": _l("Not identified"),
    "technical": _l("Technical"),
}

MATCH_BASES: Labels = {
    "source": _l("named so by the archive"),
    "correction": _l("by a correction"),
    "email": _l("by the e-mail address"),
    "name": _l("by the name"),
    "name+country annotation": _l("by name and country"),
    "same name or address as another connection": _l("like another connection of theirs"),
    "checked in": _l("by a check-in"),
    "ambiguous name": _l("several registered people have this name"),
    "ambiguous email": _l("several registered people use this address"),
    "name, in part": _l("only part of the name agrees"),
    "name, other country": _l("the name agrees, the country does not"),
    "role name": _l("a function, not a name"),
    "none": _l("nobody registered has this name"),
}

PLATFORMS: Labels = {
    "archive": _l("Archive"),
    "bigbluebutton": "BigBlueButton",
    "google": "Google Meet",
    "by-shape": _l("A list read by its shape"),
    "mapped": _l("A list whose columns were named by hand"),
    "teams": _l("Microsoft Teams"),
    "webex": "Webex",
    "zoom": _l("Zoom"),
}

CORRECTION_ACTIONS: Labels = {
    "register_walk_in": _l("Registered as a walk-in"),
    "identify": _l("Identified"),
    "merge": _l("Merged"),
    "mark_technical": _l("Marked as technical"),
    "leave": _l("Left unidentified"),
}

FIGURES: Labels = {
    "participants": _l("Participants"),
    "government_officials": _l("Government officials"),
    "member_states": _l("Officials of Member States"),
    "member_state_count": _l("Officials of Member States"),
    "observer_states": _l("Officials of Observer States"),
    "country_count": _l("Officials of Member and Observer States"),
    "in_person": _l("In the room"),
    "online": _l("Online"),
    "walk_ins": _l("Walk-ins"),
    "champion_states_present": _l("Officials of Champion countries"),
    "civil_society": _l("Civil society"),
    "first_timers": _l("First time in this series"),
    "returning": _l("At an earlier event of this series"),
    "minutes": _l("Participants whose time is known"),
    "unidentified": _l("Not identified"),
    "not_registered": _l("Not registered"),
    "needs_review": _l("To be decided"),
    "too_brief": _l("Too briefly there to count"),
    "technical": _l("Technical, not counted"),
}

REGIONS: Labels = {
    "Africa": _l("Africa"),
    "Americas": _l("Americas"),
    "Asia": _l("Asia"),
    "Europe": _l("Europe"),
    "Oceania": _l("Oceania"),
}
"""The regions of M49, as the reference data name them."""

DOORS: Labels = {
    "qr": _l("QR code"),
    "code": _l("Code typed at the door"),
    "self": _l("By themselves"),
    "hand": _l("By hand"),
    "list": _l("List at the door"),
}

MODES: Labels = {
    "in_person": _l("In the room"),
    "online": _l("Online"),
}

QUESTION_KINDS: Labels = {
    "short_text": _l("A line of text"),
    "long_text": _l("A longer text"),
    "single_choice": _l("One of several options"),
    "multiple_choice": _l("Any of several options"),
    "number": _l("A number"),
    "date": _l("A date"),
    "country": _l("A country"),
    "file": _l("A file"),
    "yes_no": _l("Yes or no"),
}

QUESTION_EXAMPLES: Labels = {
    "short_text": _l("The hotel somebody stays at"),
    "long_text": _l("What somebody hopes to learn"),
    "single_choice": _l("Which of three sessions"),
    "multiple_choice": _l("What somebody does not eat"),
    "number": _l("How many nights"),
    "date": _l("The day of arrival"),
    "country": _l("Where the visa would be issued"),
    "file": _l("A note verbale or a portrait: PDF, Word (DOCX), JPEG or PNG"),
    "yes_no": _l("Whether somebody needs a visa"),
}

MATERIAL_KINDS: Labels = {
    "link": _l("Link"),
    "document": _l("Document"),
    "letter": _l("Letter"),
    "video": _l("Video"),
    "recording": _l("Recording"),
}


AUDIENCES: Labels = {
    "public": _l("Everybody"),
    "registered": _l("Whoever is registered"),
    "confirmed": _l("Confirmed participants"),
    "co_sponsors": _l("Co-sponsors who are registered"),
    "organisers": _l("Organisers only"),
}
"""Who sees a material."""

MEDIA_TYPES: Labels = {
    "application/pdf": _l("PDF"),
    "image/png": _l("PNG picture"),
    "image/jpeg": _l("JPEG picture"),
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": _l("Word document"),
}


def figure(name: str) -> str:
    """Name a figure of an event's attendance: "Participants", "Civil society", "Country office"."""
    subject, _colon, value = name.partition(":")
    if subject == "country":
        return state(value)
    words = {"category": CATEGORIES, "level": LEVELS, "region": REGIONS}.get(subject, FIGURES)
    return str(words.get(value or subject, name))


def state(code: str) -> str:
    """Name the State of an ISO alpha-3 code in the language of the page; any other code stands as it is."""
    found = countries.find(code)
    return found.name(current_language()) if found else code


def platform(word: str) -> str:
    """Name where an attendance export came from: "Zoom", "Microsoft Teams"."""
    family = word.partition("/")[0].partition("-")[0]
    return str(PLATFORMS.get(family, word))


def kind(word: str) -> str:
    """Name the kind of an event; a word we do not know is shown as it was written."""
    return str(KINDS.get(word) or word.replace("_", " ").capitalize())


def material_kind(word: str) -> str:
    """Name the kind of a material; a word we do not know is shown as it was written."""
    return str(MATERIAL_KINDS.get(word) or word.replace("_", " ").capitalize())


def annex(word: str) -> str:
    """Name an annex: a number or a letter alone is "Annex 2"; other words stand as they are."""
    return _("Annex %(name)s", name=word) if word.isalnum() and len(word) < 3 else word


def language(code: str) -> str:
    """Name a language in the language of the page: "French"."""
    name = conventions(current_language()).languages.get(code) or LANGUAGES.get(code, code)
    return name[:1].upper() + name[1:]


def interpreted_in(code: str) -> str:
    """Name the calendar of what is interpreted in a language: "Interpreted in French"."""
    return _("Interpreted in %(language)s", language=language(code))


CALENDAR_REMINDERS: Mapping[int, LazyString] = {
    15: _l("15 minutes before"),
    60: _l("1 hour before"),
    1440: _l("1 day before"),
}
"""When a calendar reminds, by minutes before the start."""


def calendar_reminder(minutes: int) -> str:
    """Say when a calendar reminds; any other number of minutes stands as a number."""
    named = CALENDAR_REMINDERS.get(minutes)
    return str(named) if named else _("%(number)s minutes before", number=format_number(minutes))


CONSENTS: Mapping[str, LazyString] = {
    "participant_list": _l("My name, function and organisation may stand on the list of participants."),
    "recording": _l("I may be seen and heard in photographs and recordings of the event."),
    "mailings": _l("You may write to me about later events."),
    "certificate": _l("I would like a certificate of attendance."),
    "certificate_name": _l("Whoever checks the code of my certificate may see my name."),
}
"""What people can agree to and take back, in their own voice."""
