"""What people may see of what we hold of them."""

from __future__ import annotations

from typing import Any

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
        "registered_by": registration.registered_by,
        "registered_at": registration.created_at.isoformat(),
        "changed_at": registration.changed_at.isoformat(),
        "interpretation_language": registration.interpretation_language,
        "accessibility_needs": registration.accessibility_needs,
        "language": registration.language,
        "notice_version": registration.notice_version,
        "consents": [
            {"purpose": each.purpose, "given": each.is_given, "at": each.at.isoformat()}
            for each in registration.consents
        ],
    }
