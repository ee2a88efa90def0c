"""What people may see of what we hold of them."""

from __future__ import annotations

from typing import Any

from eventhub.domain import askings, checkins, invitations, personal_calendars, questions, surveys
from eventhub.domain.people import DETAILS
from eventhub.models.registrations import Registration


def own_data(registration: Registration) -> dict[str, Any]:
    """Return all that one registration holds of its person, as plain data for a download."""
    event = registration.event
    return {
        "registration": registration.key,
        "event": {
            "id": event.slug,
            "title": event.title,
            "starts_at": event.starts_at.isoformat(),
            "timezone": event.timezone,
        },
        "person": {name: getattr(registration, name) for name in DETAILS},
        "status": registration.status,
        "calendar": _calendar(registration),
        "registered_by": registration.registered_by,
        "registered_at": registration.created_at.isoformat(),
        "changed_at": registration.changed_at.isoformat(),
        "interpretation_language": registration.interpretation_language,
        "accessibility_needs": registration.accessibility_needs,
        "language": registration.language,
        "notice_version": registration.notice_version,
        "sessions": [
            {"title": each.session.title, "chosen_at": each.chosen_at.isoformat()} for each in registration.choices
        ],
        "answers": [_answer(each) for each in questions.told(registration) if each.value is not None],
        "consents": [
            {"purpose": each.purpose, "given": each.is_given, "at": each.at.isoformat()}
            for each in registration.consents
        ],
        "went_to_the_meeting": [
            each.isoformat() for each in (registration.joined_first_at, registration.joined_last_at) if each
        ],
        "check_ins": [
            {
                "at": each.at.isoformat(),
                "mode": each.mode,
                "door": each.door,
                "session": each.part.title if each.part else None,
            }
            for each in checkins.standing_of(registration)
        ],
        "own_calendar": _own_calendar(registration),
        "survey": surveys.told(registration),
        "floor": [
            {"state": each.state, "requested_at": each.requested_at.isoformat()} for each in askings.made(registration)
        ],
    }


def _own_calendar(registration: Registration) -> dict[str, Any] | None:
    """Return what is kept of the person's own calendar; never its address, which is on their page."""
    calendar = personal_calendars.find(registration)
    if calendar is None:
        return None
    moments = {"fetched_at": calendar.fetched_at, "switched_off_at": calendar.revoked_at}
    told = {name: moment.isoformat() if moment else None for name, moment in moments.items()}
    return told | {"fetched_by": calendar.fetched_by}


def _calendar(registration: Registration) -> dict[str, Any] | None:
    """Return what their calendar answered, with what they wrote beside it."""
    invitation = invitations.find(registration)
    if invitation is None or invitation.reply is None:
        return None
    answered_at = invitation.reply_stamp.isoformat() if invitation.reply_stamp else None
    told = {"answer": invitation.reply, "answered_at": answered_at, "comment": invitation.reply_comment}
    return told | {"substitute": invitation.reply_delegate}


def _answer(told: questions.Told) -> dict[str, Any]:
    """Return one answer with the question as it was asked; of a file what it is, for it is downloaded by itself."""
    question = {"id": told.question.key, "question": told.question.label}
    if told.file is not None:
        file = {name: getattr(told.file, name) for name in ("key", "name", "media_type", "size", "sha256")}
        return question | {"file": file}
    return question | {"answer": told.value, "as_text": told.text}
