"""The archive of a meeting of which every list has something."""

from __future__ import annotations

import hashlib
from base64 import b64encode
from typing import Any

from tests.domain.archives import PASSED_ON, Document, a_meeting

NOTE_VERBALE = b"%PDF-1.7 The Permanent Mission presents its compliments"
BADGE = b"\x89PNG\r\n\x1a\n\0\xff"
THEN = "2027-02-20T10:00:00Z"
ARRIVED = "2027-04-15T12:02:00Z"


def a_file(key: str, content: bytes, name: str = "note verbale.pdf", media_type: str = "application/pdf") -> Document:
    return {
        "id": key,
        "name": name,
        "media_type": media_type,
        "sha256": hashlib.sha256(content).hexdigest(),
        "content": b64encode(content).decode(),
        "stored_at": THEN,
        "by": "focal_point",
    }


def a_full_meeting(**event: Any) -> Document:
    """Return a meeting of which every list has something, Amina in the place of Tiago."""
    registrations = [
        {
            "id": "r-amina",
            "person": "amina",
            "status": "confirmed",
            "delegation": "d1",
            "head_of_delegation": True,
            "delegation_role": "chief_delegate",
            "replaces": "r-tiago",
            "answers": [
                {"question": "topic", "value": ["housing", "children"]},
                {"question": "visa", "value": False},
                {"question": "passport", "file": "badge"},
            ],
            "invitation": PASSED_ON,
            "sessions": [{"session": "s-housing", "chosen_at": THEN}],
            "session_invitations": [{"session": "s-housing", **PASSED_ON}, {"session": "s-visits", **PASSED_ON}],
            "tags": ["VIP", "speaker"],
            "notes": [{"text": "asked for a seat at the front", "by": "account:ines@eventhub.example", "at": THEN}],
        },
        {
            "id": "r-tiago",
            "person": "tiago",
            "status": "withdrawn",
            "delegation": "d1",
            "status_reason": "substitution",
        },
    ]
    questions = [
        {
            "id": "topic",
            "kind": "multiple_choice",
            "label": "Which topics?",
            "hint": "Two at most",
            "words": {"fr": {"label": "Quels sujets ?"}},
            "options": [
                {"value": "housing", "label": "Housing", "words": {"fr": "Logement"}},
                {"value": "children", "label": "Children", "words": {}},
            ],
            "limits": {"most": 2},
            "conditions": [{"about": "category", "values": ["member_state"]}],
            "required": True,
            "sensitive": False,
            "created_at": THEN,
        },
        {"id": "visa", "kind": "yes_no", "label": "Do you need a visa?", "conditions": []},
        {
            "id": "passport",
            "kind": "file",
            "label": "Copy of the badge",
            "conditions": [{"about": "visa", "values": ["yes"]}],
            "sensitive": True,
            "retired_at": THEN,
        },
    ]
    delegation = {
        "id": "d1",
        "country": "MAR",
        "organisation": "Ministère des affaires étrangères",
        "address": "Avenue F. Roosevelt, Rabat",
        "language": "fr",
        "quota": 4,
        "waits_together": True,
        "note_verbale": "nv",
        "invited_at": THEN,
    }
    invitees = [
        {
            "id": "i-mar",
            "list": "champions",
            "country": "MAR",
            "email": "mission@mission.ma.example",
            "status": "accepted",
            "delegation": "d1",
            "invited_at": THEN,
            "answered_at": THEN,
        },
        {"id": "i-amina", "list": "named", "name": "Amina El Idrissi", "status": "accepted", "registration": "r-amina"},
        {
            "id": "i-prt",
            "list": "champions",
            "country": "PRT",
            "status": "declined",
            "reason": "No delegation travels.",
        },
    ]
    sessions = [
        {"title": "Opening", "attribution_rule": "attributable"},
        {
            "uid": "s-housing",
            "title": "Housing",
            "starts_at": "2027-04-15T14:20:00",
            "ends_at": "2027-04-15T15:00:00",
            "starts_second": False,
            "venue": "Room XII",
            "join_url": "https://meet.example/housing",
            "elective": True,
            "capacity": 20,
            "attribution_rule": "chatham_house",
            "sequence": 2,
            "created_at": THEN,
            "changed_at": THEN,
        },
        {
            "uid": "s-visits",
            "title": "Visits",
            "starts_at": "2027-04-15T15:00:00",
            "ends_at": "2027-04-15T15:30:00",
            "elective": True,
            "cancelled_at": THEN,
        },
    ]
    rows = {
        "sessions": sessions,
        "check_ins": [
            {"person": "amina", "registration": "r-amina", "door": "qr", "mode": "in_person", "at": ARRIVED},
            {"person": "tiago", "session": "s-housing", "door": "hand", "mode": "online", "at": THEN}
            | {"by": "account:ines@eventhub.example", "undone_at": THEN, "undone_by": "self"},
        ],
        "join_opens_before": 30,
        "minutes_to_count": 10,
        "needs_address_confirmation": True,
        "on_decline": "withdraw",
        "capacity": 40,
        "seats_per_delegation": 3,
        "sponsor_seats": 10,
        "retention_months": 12,
        "substitution_closes_at": "2027-04-14T18:00:00",
        "questions": questions,
        "files": [a_file("nv", NOTE_VERBALE), a_file("badge", BADGE, "badge.png", "image/png")],
        "delegations": [delegation],
        "registrations": registrations,
        "invitees": invitees,
        "clearances": [
            {
                "id": "c1",
                "name": "Amal Haddad",
                "email": "amal@unhcr.example",
                "sent_version": 2,
                "sent_at": THEN,
                "expires_at": THEN,
                "reminded_at": THEN,
                "approved_version": 1,
                "approved_at": THEN,
                "comments": [
                    {"version": 1, "sentence": "opening", "quoted": "We met.", "text": "Who?", "at": THEN},
                    {"version": 1, "sentence": "", "quoted": "", "text": "Fine.", "at": THEN, "resolved_at": THEN},
                ],
            }
        ],
        "mail_texts": [{"kind": "reminder", "language": "en", "subject": "{event}", "body": "Dear {given_name},"}],
        "mailings": [
            {"subject": "Documents", "body": "They are out.", "selection": {"status": "confirmed"}, "readers": 2}
        ],
        "reminders": [{"hours_before": 24, "sent_at": THEN}, {"hours_before": 2}],
        "anonymous_count": {"counts": {"participants": 89}, "taken_at": THEN},
    }
    accounts = [{"email": "ines@eventhub.example", "roles": ["organiser"]}]
    return a_meeting(**(rows | event)) | {"accounts": accounts}
