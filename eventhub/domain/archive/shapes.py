"""What each kind of row says in an archive, key by key."""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Mapping
from typing import Any

from eventhub.domain.archive.fields import (
    Field,
    Shape,
    authors,
    choices,
    days,
    fixed,
    instants,
    local_times,
    merged,
    named,
    plain,
    sparse,
)
from eventhub.models.attendance import CorrectionAction
from eventhub.models.cosponsorships import CoSponsorshipStatus
from eventhub.models.events import AttributionRule, EventStatus, Modality, OnDecline, RegistrationMode
from eventhub.models.invitees import InvitedList, InviteeStatus
from eventhub.models.people import Category, Level
from eventhub.models.questions import QuestionKind
from eventhub.models.registrations import DelegationRole, RegisteredBy, RegistrationStatus


def _without_nulls(entry: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in entry.items() if value is not None}


_PERSON = named("person", "people", "person", "key")

DETAILS = Shape(
    (
        *plain(
            "form_of_address",
            "given_name",
            "family_name",
            "email",
            "alternative_email",
            "country",
            "organisation",
            "function",
        ),
        *choices(Category, "category"),
        *choices(Level, "level"),
        *plain("network_role"),
    ),
)

PERSON = Shape((*plain("id=key"), *DETAILS.fields, *fixed(*instants("created_at"))), keeps_unknown=True)

ACCOUNT = Shape((*plain("email", "name", "language", "is_active"), *instants("created_at")), frozenset({"roles"}))

EVENT = Shape(
    (
        *plain("id=slug"),
        *fixed(*plain("uid")),
        *choices(EventStatus, "status"),
        *named("series", "series", "series", "slug"),
        *plain("number", "kind", "title", "description"),
        *local_times("starts_at"),
        *plain("starts_second", "timezone"),
        *choices(Modality, "modality"),
        *plain("venue", "join_url"),
        *choices(AttributionRule, "attribution_rule"),
        *plain("convenor"),
        *named("working_group", "working_groups", "working_group", "slug"),
        *plain("gcm_objectives", "theme", "focus", "lead_focus", "agenda", "languages", "capacity"),
        *choices(RegistrationMode, "registration_mode"),
        *choices(OnDecline, "on_decline"),
        *local_times("registration_opens_at", "registration_closes_at"),
        *plain("needs_address_confirmation", "join_opens_before"),
        *sparse(
            *plain("seats_per_delegation", "sponsor_seats", "calendar_reminder", "retention_months", "minutes_to_count")
        ),
        *sparse(*local_times("substitution_closes_at")),
        *merged("summary_options"),
        *sparse(*plain("cancellation_reason"), *instants("anonymised_at", "thanked_at")),
        *fixed(*instants("created_at", "changed_at", "published_at", "cancelled_at")),
    ),
    read_elsewhere=frozenset(
        {
            "sequence",
            "duration_minutes",
            "never_published",
            "refers_to",
            "sessions",
            "co_sponsorships",
            "questions",
            "files",
            "delegations",
            "registrations",
            "invitees",
            "mail_texts",
            "mailings",
            "reminders",
            "anonymous_count",
            "attendance",
            "attendance_imports",
            "corrections",
            "check_ins",
            "opening_remarks",
            "closing_remarks",
            "consultations",
            "interventions",
            "floors",
            "speaking_requests",
            "discussion_points",
            "focus_proposals",
            "future_topics",
            "outcomes",
            "summary",
            "clearances",
            "survey",
        }
    ),
    keeps_unknown=True,
)

REFERENCE = Shape(
    (*named("event", "events", "refers_to", "slug"), *plain("speaker", "numbers")),
    keeps_unknown=True,
)

SESSION = Shape(
    (
        *fixed(*plain("uid")),
        *plain("title"),
        *local_times("starts_at", "ends_at"),
        *plain("starts_second", "ends_second"),
        *sparse(*plain("venue", "join_url")),
        *plain("elective=is_elective"),
        *sparse(*plain("capacity")),
        *choices(AttributionRule, "attribution_rule"),
        *sparse(*instants("cancelled_at")),
        *fixed(*instants("created_at", "changed_at")),
    ),
    read_elsewhere=frozenset({"sequence"}),
)

CONSULTATION = Shape(
    (*named("working_group", "working_groups", "working_group", "slug"), *plain("refers_to")), keeps_unknown=True
)

_SAID_IN = sparse(*named("session", "sessions", "session", "uid"))
"""In which session it was said."""

INTERVENTION = Shape((*plain("order=position", "country", "organisation", "kind"), *_SAID_IN), keeps_unknown=True)

DISCUSSION_POINT = Shape(
    (*plain("id=key", "text", "quantifier"), *_SAID_IN), read_elsewhere=frozenset({"supported_by"}), keeps_unknown=True
)

FOCUS_PROPOSAL = Shape((*plain("for_event", "topic", "proposed_by", "supported_by"), *_SAID_IN), keeps_unknown=True)

FUTURE_TOPIC = Shape((*plain("topic", "proposed_by"), *_SAID_IN), keeps_unknown=True)

OUTCOME = Shape(
    (
        *plain("kind", "text", "status", "owner", "due", "country", "items"),
        *sparse(*plain("owner_email"), *instants("closed_at", "reminded_before_at", "reminded_due_at")),
        *_SAID_IN,
        *fixed(*instants("recorded_at")),
    ),
    keeps_unknown=True,
)

REMARKS = Shape((*plain("speaker", "points"), *_SAID_IN), keeps_unknown=True)

CO_SPONSORSHIP = Shape(
    (
        *plain("country", "organisation"),
        *sparse(*plain("contact_name", "contact_email", "statement")),
        *fixed(*instants("created_at")),
    ),
    read_elsewhere=frozenset({"history"}),
    keeps_unknown=True,
)

CO_SPONSORSHIP_STEP = Shape(
    (
        *days("date=on"),
        *choices(CoSponsorshipStatus, "status"),
        *fixed(*authors("by")),
        *sparse(*plain("note")),
        *fixed(*instants("recorded_at")),
    ),
    keeps_unknown=True,
)

QUESTION = Shape(
    (
        *plain("id=key"),
        *choices(QuestionKind, "kind"),
        *plain("label"),
        *sparse(*plain("hint")),
        *merged("words"),
        Field("options", "options", read=lambda value, _: [_without_nulls(option) for option in value]),
        *merged("limits"),
        *plain("conditions", "required=is_required", "sensitive=is_sensitive"),
        Field("in_survey", "in_survey", write=lambda value, _: value or None, is_sparse=True),
        *sparse(*instants("retired_at")),
        *fixed(*instants("created_at")),
    )
)

FILE = Shape(
    fixed(
        *plain("id=key", "name", "media_type", "sha256"),
        Field(
            "content",
            "content",
            read=lambda value, _: b64decode(value),
            write=lambda value, _: b64encode(value).decode("ascii"),
        ),
        *instants("stored_at"),
        *authors("by"),
    )
)

DELEGATION = Shape(
    (
        *fixed(*plain("id=key")),
        *plain("country", "organisation", "focal_point_name", "focal_point_email"),
        *sparse(*plain("address")),
        *plain("language"),
        *sparse(*plain("quota")),
        *plain("waits_together"),
        *sparse(*named("note_verbale", "files", "note_verbale", "key"), *instants("invited_at")),
        *fixed(*instants("created_at")),
    )
)

REGISTRATION = Shape(
    (
        *plain("id=key"),
        *_PERSON,
        *choices(RegistrationStatus, "status"),
        *days("registered_on"),
        *choices(RegisteredBy, "registered_by"),
        *plain("head_of_delegation", "interpretation_language", "accessibility_needs"),
        *sparse(*choices(DelegationRole, "delegation_role")),
        *sparse(*plain("language", "notice_version", "status_reason"), *instants("waiting_since", "anonymised_at")),
        *sparse(*instants("joined_first_at", "joined_last_at")),
        *fixed(*instants("created_at", "changed_at")),
    ),
    read_elsewhere=frozenset(
        {
            "details",
            "delegation",
            "replaces",
            "answers",
            "tags",
            "notes",
            "consents",
            "consent_history",
            "invitation",
            "sessions",
            "session_invitations",
        }
    ),
    keeps_unknown=True,
)

ANSWER = Shape(
    (
        *named("question", "questions", "question", "key"),
        *sparse(*plain("value"), *named("file", "files", "file", "key")),
    )
)

NOTE = Shape((*plain("text"), *fixed(*authors("by"), *instants("at"))))

CONSENT = Shape((*plain("purpose", "given=is_given"), *instants("at"), *authors("by")))

INVITATION = Shape(
    (
        *plain("sequence", "event_sequence", "last_method"),
        *instants("last_stamp"),
        *plain("reply", "reply_sequence"),
        *instants("reply_stamp"),
        *sparse(*plain("reply_comment", "reply_delegate")),
    )
)

SESSION_CHOICE = Shape((*named("session", "sessions", "session", "uid"), *fixed(*instants("chosen_at"))))

SESSION_INVITATION = Shape((*named("session", "sessions", "session", "uid"), *INVITATION.fields))

INVITEE = Shape(
    (
        *plain("id=key"),
        *choices(InvitedList, "list=invited_list"),
        *plain("name", "email", "country", "organisation", "language"),
        *choices(InviteeStatus, "status"),
        *sparse(*plain("reason")),
        *fixed(*instants("created_at")),
        *sparse(*instants("invited_at", "answered_at")),
    ),
    read_elsewhere=frozenset({"registration", "delegation"}),
)

MAIL_TEXT = Shape((*plain("kind", "language", "subject", "body"), *instants("changed_at"), *authors("by")))

MAILING = Shape(
    (*plain("subject", "body"), *fixed(*plain("selection", "readers"), *instants("created_at"), *authors("by")))
)

REMINDER = Shape((*plain("hours_before"), *sparse(*instants("sent_at"))))

SURVEY = Shape(
    (
        *sparse(*plain("introduction"), *local_times("opens_at", "closes_at")),
        *plain("takes_names", "quoted"),
        *sparse(*instants("sent_at", "reminded_at")),
    ),
    read_elsewhere=frozenset({"tickets", "responses"}),
)

ANONYMOUS_COUNT = Shape(fixed(*plain("counts"), *instants("taken_at")))

ATTENDANCE_IMPORT = Shape(
    (
        *plain("platform", "filename", "sha256", "meeting_title", "waiting_room_rows"),
        *authors("by"),
        *instants("imported_at"),
    ),
    read_elsewhere=frozenset({"connections"}),
)

CORRECTION = Shape(
    (
        *choices(CorrectionAction, "action"),
        *plain("display_name"),
        *_PERSON,
        *plain("reason"),
        *fixed(*authors("by"), *instants("at")),
        *sparse(*instants("undone_at"), *authors("undone_by")),
    ),
    keeps_unknown=True,
)
