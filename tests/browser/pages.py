"""Every page there is: one line each, read by the test that visits them and by whoever takes their pictures.

A page that is missing here fails a test, which says what to write. `{coming}` and the other names in braces are those
of tests/browser/demo_world.py; `{direction}` is the one that the page is looked at in.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from eventhub.domain.demo import ORGANISER
from tests.browser.demo_world import ADMINISTRATOR, READER

PUBLIC_LIMIT = 60_000
"""Bytes over the wire that a first visit to a public page may cost, with all that it loads."""

ORGANISER_LIMIT = 120_000
"""The same for an organiser's page, which may list a hundred people."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A page in one state: who opens which address, and perhaps sends its form."""

    endpoint: str
    address: str
    state: str = ""
    who: str | None = None
    """The account that looks; None is a stranger."""
    send: Mapping[str, str] | None = None
    """What is filled into the page's form before it is sent; the answer is the page to look at."""
    status: int = 200

    @property
    def name(self) -> str:
        """What the page is called in reports and file names."""
        return f"{self.endpoint}-{self.state}".replace(" ", "-").strip("-")

    @property
    def limit(self) -> int:
        """Bytes that a first visit may cost."""
        return ORGANISER_LIMIT if self.who else PUBLIC_LIMIT


def page(endpoint: str, address: str, state: str = "", *, status: int = 200, who: str | None = None) -> Entry:
    """A page that strangers see."""
    return Entry(endpoint, address, state, who, status=status)


def refused(endpoint: str, address: str, state: str = "refused", **send: str) -> Entry:
    """The answer to a form with something missing or wrong; nothing is saved."""
    return Entry(endpoint, address, state, send=send, status=422)


def organiser(endpoint: str, address: str, state: str = "", *, status: int = 200, who: str = ORGANISER) -> Entry:
    """A page under /organiser/."""
    return Entry(f"organiser.{endpoint}", f"/organiser/{address}", state, who, status=status)


def organiser_refused(endpoint: str, address: str, state: str = "refused", **send: str) -> Entry:
    """The answer to an organiser's form with something missing or wrong; nothing is saved."""
    return Entry(f"organiser.{endpoint}", f"/organiser/{address}", state, ORGANISER, send, 422)


PUBLIC = (
    page("events.index", "/"),
    page("events.index", "/?when=past", "past"),
    page("events.index", "/?q=nothing+of+this+name", "empty"),
    page("events.show", "/events/{coming}"),
    page("events.show", "/events/{past}", "past"),
    page("events.show", "/events/{full}", "full"),
    page("events.show", "/events/{closed}", "closed"),
    page("events.show", "/events/{later}", "later"),
    page("events.show", "/events/{invited}", "invited"),
    page("events.show", "/events/{cancelled}", "cancelled"),
    page("events.show", "/events/{bare}", "bare"),
    page("events.show", "/events/{long}", "long names"),
    page("events.show", "/events/{coming}", "signed in", who=ORGANISER),
    page("registrations.register", "/events/{coming}/register"),
    page("registrations.register", "/events/{full}/register", "full"),
    page("registrations.register", "/events/{approval}/register", "approval"),
    page("registrations.register", "/events/{closed}/register", "closed", status=409),
    page("registrations.register", "/events/{later}/register", "later", status=409),
    page("registrations.register", "/events/{invited}/register", "invited", status=409),
    page("registrations.register", "/events/{cancelled}/register", "cancelled", status=409),
    page("registrations.register", "/events/{past}/register", "past", status=409),
    refused("registrations.register", "/events/{coming}/register"),
    refused("registrations.register", "/events/{coming}/register", "wrong address", email="amina at example"),
    page("registrations.register", "/events/{asking}/register", "questions"),
    refused("registrations.register", "/events/{asking}/register", "questions refused"),
    page("registrations.show", "/registrations/{delegate}", "floor open"),
    page("events.show", "/events/{choosing}", "sessions"),
    page("registrations.register", "/events/{choosing}/register", "sessions"),
    page("registrations.show", "/registrations/{chooser}", "sessions"),
    page("choices.choose", "/registrations/{chooser}/sessions"),
    page("registrations.show", "/registrations/{answering}", "answers"),
    page("registrations.correct", "/registrations/{answering}/correct", "answers"),
    page("registrations.registered", "/events/{coming}/registered"),
    page("registrations.registered", "/events/{cautious}/registered", "address to be confirmed"),
    page("registrations.confirm", "/registrations/confirm/{unconfirmed}"),
    page("registrations.confirm", "/registrations/confirm/{used}", "used"),
    page("registrations.confirm", "/registrations/confirm/1.nonsense", "expired", status=404),
    page("registrations.show", "/registrations/{confirmed}"),
    page("registrations.show", "/registrations/{waitlisted}", "waitlisted"),
    page("registrations.show", "/registrations/{pending}", "pending"),
    page("registrations.show", "/registrations/{withdrawn}", "withdrawn"),
    page("registrations.show", "/registrations/{called_off}", "event cancelled"),
    page("registrations.show", "/registrations/{switched_off}", "calendar switched off"),
    page("registrations.show", "/registrations/{unreached}", "mail comes back"),
    page("registrations.correct", "/registrations/{confirmed}/correct"),
    refused("registrations.correct", "/registrations/{confirmed}/correct", given_name="", family_name=""),
    page("own_data.consents", "/registrations/{confirmed}/consents"),
    page("own_data.erase", "/registrations/{confirmed}/erase"),
    page("own_data.link", "/events/{coming}/link"),
    refused("own_data.link", "/events/{coming}/link", email=""),
    page("own_data.link_sent", "/events/{coming}/link/sent"),
    page("registrations.show", "/registrations/{expected}", "before the door"),
    page("registrations.show", "/registrations/{arrived}", "checked in"),
    page("registrations.show", "/registrations/{uncertified}", "was there"),
    page("registrations.show", "/registrations/{certified}", "certificate"),
    page("registrations.enter", "/registrations/{confirmed}/join", "too early"),
    page("doors.check_in", "/registrations/{expected}/check-in"),
    refused("doors.check_in", "/registrations/{expected}/check-in", code=""),
    page("doors.explain", "/events/{arriving}/check-in"),
    page("volunteers.show", "/door/{helpers}?q=wanjiru"),
    page("certificates.ask", "/certificates"),
    page("certificates.check", "/certificates/{certificate}"),
    page("certificates.check", "/certificates/0000", "unknown", status=404),
    page("registrations.withdraw", "/registrations/{confirmed}/withdraw"),
    page("registrations.withdraw", "/registrations/{withdrawn}/withdraw", "withdrawn"),
    page("delegations.ask", "/events/{coming}/delegation"),
    page("delegations.ask", "/events/{past}/delegation", "over"),
    refused("delegations.ask", "/events/{coming}/delegation"),
    page("delegations.show", "/events/{forum}/delegation/{delegation}"),
    page("delegations.show", "/events/{forum}/delegation/{new_delegation}", "empty"),
    page("delegations.show", "/events/{forum}/delegation/no-such-link", "ended", status=410),
    page("delegations.enter", "/events/{forum}/delegation/{delegation}/officials"),
    refused(
        "delegations.enter",
        "/events/{forum}/delegation/{delegation}/officials",
        **{"officials-0-given_name": "Amina", "officials-0-email": "amina at ministry"},
    ),
    page("delegations.correct", "/events/{forum}/delegation/{delegation}/officials/{official}"),
    refused("delegations.correct", "/events/{forum}/delegation/{delegation}/officials/{official}", given_name=""),
    page("delegations.substitute", "/events/{forum}/delegation/{delegation}/officials/{official}/substitute"),
    refused("delegations.substitute", "/events/{forum}/delegation/{delegation}/officials/{official}/substitute"),
    page("surveys.answer", "/surveys/{survey}"),
    page("surveys.answer", "/surveys/{answered_survey}", "answered"),
    refused("surveys.answer", "/surveys/{survey}"),
    page("materials.index", "/materials"),
    page("clearances.show", "/clearances/{clearance}"),
    refused("clearances.show", "/clearances/{clearance}?sentence=opening", "no comment", text=""),
    page("clearances.show", "/clearances/{approved_clearance}", "approved"),
    page("clearances.show", "/clearances/no-such-link", "foreign", status=404),
    page("invitations.show", "/invitations/{invitation}"),
    page("invitations.show", "/invitations/{state_invitation}", "state"),
    page("invitations.show", "/invitations/{accepted_invitation}", "accepted"),
    page("invitations.show", "/invitations/{declined_invitation}", "declined"),
    page("invitations.show", "/invitations/no-such-link", "foreign", status=404),
    page("invitations.register", "/invitations/{invitation}/register"),
    refused("invitations.register", "/invitations/{invitation}/register", given_name=""),
    page("invitations.decline", "/invitations/{invitation}/decline"),
    page("invitations.ask", "/events/{invited}/invitation"),
    refused("invitations.ask", "/events/{invited}/invitation"),
    page("invitations.asked", "/events/{invited}/invitation/sent"),
    page("cosponsorships.sign_up", "/events/{coming}/co-sponsor"),
    page("cosponsorships.sign_up", "/events/{past}/co-sponsor", "closed", status=409),
    refused("cosponsorships.sign_up", "/events/{coming}/co-sponsor"),
    page("cosponsorships.thanks", "/events/{coming}/co-sponsor/received"),
    page("summaries.show", "/events/{past}/summary"),
    page("next_steps.index", "/next-steps"),
    page("champions.index", "/champions"),
    page("champions.index", "/champions?as_of=1999-01-01", "empty"),
    page("champions.index", "/champions?as_of=yesterday", "refused", status=422),
    page("subscriptions.choose", "/calendars"),
    page("subscriptions.choose", "/calendars?calendar=/series/atd-exchange.ics&language=ar", "series in Arabic"),
    page("pages.privacy", "/privacy"),
    page("pages.notice", "/privacy/2026-11"),
    page("pages.accessibility", "/accessibility"),
    page("time_zones.choose", "/time-zone"),
    page("style.index", "/style?direction={direction}"),
    page("style.index", "/style?direction={direction}&scheme=dark", "dark"),
    page("style.index", "/style?direction={direction}&scheme=forced", "forced colours"),
    page("sessions.ask", "/account/sign-in"),
    refused("sessions.ask", "/account/sign-in"),
    page("sessions.sent", "/account/sign-in/sent"),
    page("sessions.consume", "/account/sign-in/{sign_in}"),
    page("sessions.consume", "/account/sign-in/no-such-link", "spent", status=410),
)

ORGANISERS = (
    organiser("dashboards.show", ""),
    organiser("dashboards.show", "", "reader", who=READER),
    organiser("dashboards.show", "", "administrator", who=ADMINISTRATOR),
    organiser("events.new", "events/new"),
    organiser_refused("events.new", "events/new"),
    organiser("events.show", "events/{coming}"),
    organiser("events.show", "events/{coming}?history", "history"),
    organiser("events.show", "events/{past}", "past"),
    organiser("events.show", "events/{draft}", "draft"),
    organiser("events.show", "events/{cancelled}", "cancelled"),
    organiser("events.show", "events/{long}", "long names"),
    organiser("events.show", "events/{coming}", "reader", who=READER),
    organiser("events.edit", "events/{coming}/edit"),
    organiser_refused("events.edit", "events/{coming}/edit", title="", ends_at="09:00"),
    organiser("events.cancel", "events/{coming}/cancel"),
    organiser("registrations.index", "events/{coming}/registrations"),
    organiser("registrations.index", "events/{past}/registrations", "many"),
    organiser("registrations.index", "events/{bare}/registrations", "empty"),
    organiser("registrations.index", "events/{past}/registrations?q=nobody", "none found"),
    organiser("registrations.index", "events/{full}/registrations", "full"),
    organiser("registrations.index", "events/{coming}/registrations", "reader", who=READER),
    organiser("surveys.index", "events/{surveyed}/survey"),
    organiser("surveys.index", "events/{bare}/survey", "empty"),
    organiser("surveys.preview", "events/{surveyed}/survey/preview"),
    organiser("surveys.results", "events/{surveyed}/survey/results"),
    organiser("survey_questions.index", "events/{surveyed}/survey/questions"),
    organiser("survey_questions.choose", "events/{surveyed}/survey/questions/new"),
    organiser("survey_questions.new", "events/{surveyed}/survey/questions/new/single_choice"),
    organiser("survey_questions.edit", "events/{surveyed}/survey/questions/{survey_question}"),
    organiser("materials.index", "events/{past}/materials"),
    organiser("materials.index", "events/{bare}/materials", "empty"),
    organiser("materials.index", "materials", "general"),
    organiser("materials.write", "events/{past}/materials/new"),
    organiser("materials.write", "events/{past}/materials/{material}", "change"),
    organiser_refused("materials.write", "events/{past}/materials/new", title="Agenda", url="agenda.pdf"),
    organiser("directory.index", "directory/"),
    organiser("directory.show", "directory/champions"),
    organiser("directory.show", "directory/co-leads", "co-leads"),
    organiser("directory.show", "directory/organisations", "empty"),
    organiser("directory.show", "directory/milestones", "reader", who=READER),
    organiser("directory.history", "directory/glossary/history"),
    organiser("directory.write", "directory/milestones/new"),
    organiser("directory.write", "directory/milestones/1", "change"),
    organiser_refused("directory.write", "directory/champions/new", happened_on="soon"),
    organiser("directory.table", "directory/champions/import"),
    organiser_refused("directory.table", "directory/champions/import"),
    organiser("imports.table", "events/{coming}/registrations/import"),
    organiser_refused("imports.table", "events/{coming}/registrations/import"),
    organiser("registrations.new", "events/{coming}/registrations/new"),
    organiser_refused("registrations.new", "events/{coming}/registrations/new"),
    organiser("registrations.new", "events/{asking}/registrations/new", "questions"),
    organiser("registrations.show", "events/{coming}/registrations/{confirmed_number}"),
    organiser("registrations.show", "events/{full}/registrations/{waitlisted_number}", "waitlisted"),
    organiser("registrations.show", "events/{approval}/registrations/{pending_number}", "pending"),
    organiser("registrations.show", "events/{answered}/registrations/{unreached_number}", "mail comes back"),
    organiser("registrations.show", "events/{approval}/registrations/{withdrawn_number}", "withdrawn"),
    organiser("registrations.show", "events/{asking}/registrations/{answering_number}", "answers"),
    organiser("registrations.edit", "events/{coming}/registrations/{confirmed_number}/edit"),
    organiser("registrations.edit", "events/{asking}/registrations/{answering_number}/edit", "answers"),
    organiser_refused("registrations.edit", "events/{coming}/registrations/{confirmed_number}/edit", family_name=""),
    organiser("registrations.decline", "events/{approval}/registrations/{pending_number}/decline"),
    organiser("invitees.index", "events/{invited}/invitees"),
    organiser("invitees.index", "events/{bare}/invitees", "empty"),
    organiser("invitees.index", "events/{invited}/invitees?answer=declined", "declined"),
    organiser("invitees.index", "events/{invited}/invitees", "reader", who=READER),
    organiser("invitees.add", "events/{invited}/invitees/add"),
    organiser_refused("invitees.add", "events/{invited}/invitees/add"),
    organiser("invitees.paste", "events/{invited}/invitees/paste"),
    organiser_refused("invitees.paste", "events/{invited}/invitees/paste"),
    organiser_refused("invitees.paste", "events/{invited}/invitees/paste", "wrong rows", text="Name,E-mail\nAna,ana"),
    organiser("invitees.edit", "events/{invited}/invitees/{invitee}"),
    organiser("invitees.edit", "events/{invited}/invitees/{unsent_invitee}", "not sent"),
    organiser_refused("invitees.edit", "events/{invited}/invitees/{state_invitee}", email="laura"),
    organiser("sessions.index", "events/{choosing}/sessions"),
    organiser("sessions.new", "events/{choosing}/sessions/new"),
    organiser("sessions.edit", "events/{choosing}/sessions/{own_session}"),
    organiser_refused("sessions.edit", "events/{choosing}/sessions/{own_session}", ends_at=""),
    organiser("questions.index", "events/{asking}/questions"),
    organiser("questions.index", "events/{bare}/questions", "empty"),
    organiser("questions.index", "events/{asking}/questions", "reader", who=READER),
    organiser("questions.choose", "events/{asking}/questions/new"),
    organiser("questions.new", "events/{asking}/questions/new/single_choice"),
    organiser_refused("questions.new", "events/{asking}/questions/new/number", least="9", most="1"),
    organiser("questions.edit", "events/{asking}/questions/{question}"),
    organiser_refused("questions.edit", "events/{asking}/questions/{question}", label=""),
    organiser("questions.preview", "events/{asking}/questions/preview"),
    organiser("questions.preview", "events/{asking}/questions/preview?language=ar&category=member_state", "Arabic"),
    organiser("delegations.index", "events/{forum}/delegations"),
    organiser("delegations.index", "events/{forum}/delegations?q=nobody", "none found"),
    organiser("delegations.index", "events/{bare}/delegations", "empty"),
    organiser("delegations.new", "events/{forum}/delegations/new"),
    organiser_refused("delegations.new", "events/{forum}/delegations/new"),
    organiser("delegations.show", "events/{forum}/delegations/{delegation_number}"),
    organiser("delegations.show", "events/{forum}/delegations/{delegation_number}", "reader", who=READER),
    organiser_refused(
        "delegations.show", "events/{forum}/delegations/{delegation_number}", focal_point_email="", quota="-1"
    ),
    organiser("cosponsorships.index", "events/{coming}/co-sponsors"),
    organiser("cosponsorships.index", "events/{coming}/co-sponsors?as_of=2020-01-01", "as of"),
    organiser("cosponsorships.index", "events/{bare}/co-sponsors", "empty"),
    organiser("cosponsorships.new", "events/{coming}/co-sponsors/new"),
    organiser_refused("cosponsorships.new", "events/{coming}/co-sponsors/new"),
    organiser("cosponsorships.move", "events/{coming}/co-sponsors/{sponsor}/confirmed", "confirm"),
    organiser("cosponsorships.move", "events/{coming}/co-sponsors/{sponsor}/declined", "decline"),
    organiser("outbox.index", "events/{coming}/mail"),
    organiser("outbox.index", "events/{bare}/mail", "empty"),
    organiser("outbox.show", "events/{coming}/mail/{message}"),
    organiser("replies.index", "events/{answered}/replies"),
    organiser("replies.index", "events/{answered}/replies?answer=DECLINED", "declined"),
    organiser("replies.index", "events/{bare}/replies", "empty"),
    organiser("replies.index", "events/{answered}/replies", "reader", who=READER),
    organiser("replies.substitute", "events/{answered}/replies/{delegated_answer}/substitute"),
    organiser_refused("replies.substitute", "events/{answered}/replies/{delegated_answer}/substitute"),
    organiser("replies.elsewhere", "incoming"),
    organiser("letters.index", "events/{coming}/mail/texts"),
    organiser("letters.edit", "events/{coming}/mail/texts/reminder/ar"),
    organiser_refused("letters.edit", "events/{coming}/mail/texts/reminder/en", body="Dear {firstname}"),
    organiser("reminders.plan", "events/{coming}/mail/reminders"),
    organiser_refused("reminders.plan", "events/{coming}/mail/reminders", own="soon"),
    organiser("reminders.thank", "events/{past}/mail/thanks"),
    organiser("reminders.thank", "events/{coming}/mail/thanks", "early"),
    organiser("mailings.new", "events/{coming}/mail/new"),
    organiser("mailings.new", "events/{bare}/mail/new", "empty"),
    organiser_refused("mailings.new", "events/{coming}/mail/new", subject="", body="{position}"),
    organiser("doors.show", "events/{arriving}/check-in?last={latest_check_in}"),
    organiser("doors.show", "events/{arriving}/check-in?q=o&mode=in_person", "name too short"),
    organiser("doors.walk_in", "events/{arriving}/check-in/walk-in"),
    organiser("doors.screen", "events/{arriving}/check-in/screen"),
    organiser("printing.sign_in_sheet", "events/{arriving}/sign-in-sheet"),
    organiser("attendance.index", "events/{recent}/attendance"),
    organiser("attendance.index", "events/{past}/attendance", "past"),
    organiser("attendance.index", "events/{bare}/attendance", "empty"),
    organiser("attendance.upload", "events/{recent}/attendance/upload"),
    organiser_refused("attendance.upload", "events/{recent}/attendance/upload"),
    organiser("attendance.understood", "events/{recent}/attendance/imports/{import}"),
    organiser("attendance.figures", "events/{recent}/attendance/counts"),
    organiser("attendance.figures", "events/{bare}/attendance/counts", "empty"),
    organiser("attendance.rows", "events/{past}/attendance/counts/participants"),
    organiser("attendance.rows", "events/{bare}/attendance/counts/participants", "empty"),
    organiser("printing.list_participants", "events/{past}/participants"),
    organiser("printing.list_participants", "events/{recent}/participants?copy=internal&who=present", "internal"),
    organiser("printing.list_participants", "events/{coming}/participants", "chatham house"),
    organiser("printing.list_participants", "events/{bare}/participants", "empty"),
    organiser("printing.name_cards", "events/{recent}/name-cards"),
    organiser("printing.name_cards", "events/{recent}/name-cards?card=tables", "tables"),
    organiser("printing.name_cards", "events/{bare}/name-cards", "empty"),
    organiser("attendance.no_shows", "events/{recent}/attendance/no-shows"),
    organiser("attendance.no_shows", "events/{bare}/attendance/no-shows", "empty"),
    organiser("corrections.review", "events/{recent}/attendance/review"),
    organiser("corrections.review", "events/{bare}/attendance/review", "empty"),
    organiser("corrections.participant", "events/{recent}/attendance/participants/{participant}"),
    organiser_refused("corrections.participant", "events/{recent}/attendance/participants/{participant}"),
    organiser("corrections.walk_in", "events/{recent}/attendance/participants/{participant}/walk-in"),
    organiser_refused("corrections.walk_in", "events/{recent}/attendance/participants/{participant}/walk-in"),
    organiser("corrections.log", "events/{recent}/attendance/corrections"),
    organiser("corrections.log", "events/{bare}/attendance/corrections", "empty"),
    organiser("interventions.index", "events/{past}/floor"),
    organiser("interventions.index", "events/{bare}/floor", "empty"),
    organiser_refused("interventions.index", "events/{bare}/floor"),
    organiser("boards.show", "events/{running}/board"),
    organiser("boards.show", "events/{bare}/board", "empty"),
    organiser("floor.show", "events/{running}/speakers"),
    organiser("floor.show", "events/{bare}/speakers", "empty"),
    organiser("focus_proposals.write", "events/{past}/discussion/focus/new"),
    organiser("outcome_lists.index", "outcomes?state=all"),
    organiser("outcome_lists.index", "outcomes?kind=question", "empty"),
    organiser("statistics.index", "statistics"),
    organiser("statistics.index", "statistics?eyes=public", "published"),
    organiser("statistics.index", "statistics?kind=regional_review", "empty"),
    organiser("statistics.of_series", "statistics/series/atd-exchange"),
    organiser("statistics.of_event", "statistics/events/{past}"),
    organiser("statistics.of_state", "statistics/states/PRT"),
    organiser("statistics.of_state", "statistics/states/NRU", "empty"),
    organiser("discussion.index", "events/{past}/discussion"),
    organiser("discussion.index", "events/{bare}/discussion", "empty"),
    organiser("discussion.remarks", "events/{past}/discussion/opening"),
    organiser("discussion.point", "events/{past}/discussion/points/{point}"),
    organiser_refused("discussion.point", "events/{past}/discussion/points/new"),
    organiser("discussion.topic", "events/{past}/discussion/topics/{topic}"),
    organiser_refused("discussion.topic", "events/{past}/discussion/topics/new"),
    organiser("outcomes.write", "events/{past}/outcomes/{outcome}"),
    organiser_refused("outcomes.write", "events/{past}/outcomes/new"),
    organiser("summaries.show", "events/{recent}/summary", "draft"),
    organiser("summaries.show", "events/{past}/summary"),
    organiser("summary_options.choose", "events/{past}/summary/options"),
    organiser("edits.edit", "events/{past}/summary/edit"),
    organiser("clearances.show", "events/{past}/summary/clearance"),
    organiser("clearances.show", "events/{clearing}/summary/clearance", "with the co-leads"),
    organiser("edits.changes", "events/{past}/summary/changes"),
    organiser("summaries.differences", "events/{past}/summary/differences?former=1&latter={version}"),
    organiser("summaries.version", "events/{past}/summary/versions/{version}"),
    organiser("summaries.figure", "events/{past}/summary/figures/participants"),
)

ERRORS = (
    *(page("error", f"/errors/{code}", str(code), status=code) for code in (400, 405, 410, 413, 429, 500, 503)),
    page("error", "/no-such-page", "404", status=404),
    page("events.show", "/events/{draft}", "draft", status=404),
    page("error", "/errors/403", "403 signed in", status=403, who=READER),
)

PAGES = (*PUBLIC, *ORGANISERS, *ERRORS)
