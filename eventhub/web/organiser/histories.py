"""The audit log in words: who did what, when."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from eventhub.base.i18n import LazyString, _l, current_language
from eventhub.domain import cosponsorships, people, rosters
from eventhub.models.audit import Entry
from eventhub.web import labels
from eventhub.web.organiser import directory_words
from eventhub.web.organiser.directory_words import Words

DEEDS: Mapping[str, LazyString] = {
    "event:plan": _l("planned the event"),
    "event:change": _l("changed the event"),
    "event:publish": _l("published the event"),
    "event:import": _l("imported the event"),
    "event:retime": _l("recalculated the times by new rules of the zone"),
    "event:cancel": _l("cancelled the event"),
    "event:reinstate": _l("reinstated the event"),
    "event:remind": _l("set the hours of reminders"),
    "event:reminded": _l("sent reminders"),
    "event:thank": _l("sent thanks"),
    "mailing:send": _l("wrote to a group"),
    "retention:sensitive": _l("deleted needs, sensitive answers and files, as promised"),
    "retention:attendance": _l("deleted names from the platforms' records, as promised"),
    "retention:names": _l("deleted all names, as promised"),
    "application:receive": _l("asked an address whether it registered"),
    "application:confirm": _l("learned that an address registered"),
    "registration:create": _l("registered"),
    "registration:repeat": _l("asked for the registration link again"),
    "registration:approve": _l("approved a registration"),
    "registration:declined": _l("declined a registration"),
    "registration:withdrawn": _l("withdrew a registration"),
    "registration:substituted": _l("let somebody else take the place"),
    "registration:erase": _l("erased the data of a registration"),
    "registration:promote": _l("passed a free place on"),
    "registration:answer": _l("answered the invitation"),
    "address:mark": _l("sent mail back"),
    "address:clear": _l("let mail go out again"),
    "incoming:settle": _l("looked at a message that came by mail"),
    "registration:correct": _l("corrected the details of a registration"),
    "registration:consent": _l("changed the consents of a registration"),
    "registration:choose": _l("chose sessions"),
    "registration:join": _l("went to the meeting"),
    "registration:export": _l("downloaded the list of registrations"),
    "invitee:add": _l("listed whom to invite"),
    "invitee:settle": _l("changed whom an invitation goes to"),
    "invitee:send": _l("sent invitations"),
    "invitee:ask": _l("asked for an invitation again"),
    "invitee:revoke": _l("ended the link of an invitation"),
    "invitee:renew": _l("sent a new link of an invitation"),
    "invitee:remove": _l("took somebody off the lists of invitees"),
    "invitee:accept": _l("accepted an invitation"),
    "invitee:decline": _l("declined an invitation"),
    "registration:import": _l("imported a list of registrations"),
    "registration:tag": _l("tagged a registration"),
    "registration:untag": _l("took a tag away from a registration"),
    "registration:note": _l("left a note on a registration"),
    "session:add": _l("added a session"),
    "session:change": _l("changed a session"),
    "session:move": _l("put the sessions in another order"),
    "session:cancel": _l("called a session off"),
    "session:reinstate": _l("let a session take place after all"),
    "session:remove": _l("removed a session"),
    "question:add": _l("added a question"),
    "question:change": _l("changed a question"),
    "question:move": _l("put the questions in another order"),
    "question:retire": _l("took a question away"),
    "question:reinstate": _l("asked a question again"),
    "delegation:issue": _l("opened a delegation"),
    "delegation:send-link": _l("mailed the link of a delegation"),
    "delegation:revoke": _l("ended the links of a delegation"),
    "delegation:change": _l("changed a delegation"),
    "delegation:note-verbale": _l("handed in a note verbale"),
    "delegation:head": _l("named a head of delegation"),
    "delegation:role": _l("changed the role on a delegation"),
    "co-sponsorship:sign-up": _l("came forward as a co-sponsor"),
    "co-sponsorship:enter": _l("entered a co-sponsor"),
    "co-sponsorship:repeat": _l("wrote again as a co-sponsor"),
    "co-sponsorship:move": _l("moved a co-sponsorship"),
    "message:retry": _l("sent a message again"),
    "mail_text:put": _l("changed the text of a letter"),
    "mail_text:drop": _l("went back to the usual text of a letter"),
    "personal_calendar:open": _l("opened a calendar of their own"),
    "personal_calendar:renew": _l("gave their own calendar a new address"),
    "personal_calendar:revoke": _l("switched their own calendar off"),
    "attendance:import": _l("imported an attendance export"),
    "mapping:remember": _l("said what the columns of a list mean"),
    "mapping:forget": _l("forgot what the columns of a list mean"),
    "attendance:minutes": _l("set how long somebody has to be there to count"),
    "attendance:discard": _l("discarded an attendance export"),
    "check-in:enter": _l("checked somebody in"),
    "check-in:undo": _l("took a check-in back"),
    "check-in:miss": _l("typed a wrong code for checking in"),
    "certificate:issue": _l("downloaded a certificate of attendance"),
    "door:open": _l("made a link for helpers at the door"),
    "door:close": _l("ended the link for helpers at the door"),
    "correction:register_walk_in": _l("registered a walk-in"),
    "correction:identify": _l("identified a participant"),
    "correction:merge": _l("merged two entries of the attendance"),
    "correction:leave": _l("left an entry of the attendance unidentified"),
    "correction:mark_technical": _l("marked an entry of the attendance as technical"),
    "correction:undo": _l("undid a correction"),
    "remarks:write": _l("wrote down remarks"),
    "remarks:remove": _l("removed remarks"),
    "intervention:add": _l("noted who took the floor"),
    "intervention:move": _l("changed the order of speaking"),
    "intervention:remove": _l("removed an intervention"),
    "floor:open": _l("opened the floor to delegates"),
    "floor:close": _l("closed the floor to delegates"),
    "floor:order": _l("changed in which order those who wait are called"),
    "speaking-request:request": _l("asked for the floor"),
    "speaking-request:give": _l("gave the floor"),
    "speaking-request:finish": _l("noted the end of an intervention"),
    "speaking-request:undo": _l("took a step of the floor back"),
    "speaking-request:passed": _l("passed over who was called"),
    "speaking-request:withdrawn": _l("took a request for the floor back"),
    "speaking-request:put-back": _l("put a request for the floor back on the list"),
    "speaking-request:move": _l("changed the order of the speakers’ list"),
    "speaking-request:kind": _l("changed in which capacity somebody speaks"),
    "discussion-point:support": _l("noted who supports a point"),
    "discussion-point:write": _l("wrote down a point"),
    "discussion-point:remove": _l("removed a point"),
    "topic:write": _l("wrote down a future topic"),
    "topic:remove": _l("removed a future topic"),
    "outcome:write": _l("wrote down an outcome"),
    "outcome:remove": _l("removed an outcome"),
    "outcome:close": _l("closed an outcome"),
    "outcome:reopen": _l("opened an outcome again"),
    "outcome:remind": _l("reminded of an outcome that is due"),
    "focus-proposal:write": _l("proposed a focus"),
    "focus-proposal:remove": _l("removed a proposed focus"),
    "survey:settle": _l("set the survey"),
    "survey:send": _l("sent the survey"),
    "survey:remind": _l("reminded of the survey"),
    "survey:answer": _l("answered the survey"),
    "survey:quote": _l("chose what the summary quotes of the survey"),
    "survey:export": _l("downloaded the answers to the survey"),
    "material:add": _l("added a material"),
    "material:change": _l("changed a material"),
    "material:move": _l("put the materials in another order"),
    "material:remove": _l("removed a material"),
    "directory:add": _l("added"),
    "directory:change": _l("changed"),
    "directory:remove": _l("removed"),
    "summary:draft": _l("drafted the summary"),
    "summary:edit": _l("edited the summary"),
    "summary:note": _l("typed in the summary"),
    "summary:settle": _l("took or left what the data say otherwise than the summary"),
    "summary:change_language": _l("drafted the summary in another language"),
    "summary:clear": _l("cleared the summary"),
    "summary:publish": _l("published the summary"),
    "clearance:send": _l("sent the summary to the co-leads"),
    "clearance:remind": _l("reminded the co-leads of the summary"),
    "clearance:approve": _l("approved the summary"),
    "clearance:comment": _l("commented on the summary"),
    "clearance:resolve": _l("dealt with a comment on the summary"),
    "clearance:renew": _l("sent a co-lead a new link to the summary"),
    "clearance:revoke": _l("ended the link of a co-lead"),
}
"""What each action is called after the name of whoever did it."""

FOR_OTHERS: Mapping[str, LazyString] = {"registration:create": _l("registered a participant")}
"""What an action is called where it was done for somebody else."""

ACTORS: Mapping[str, LazyString] = {
    "self": _l("The person"),
    "focal_point": _l("The focal point"),
    "co_lead": _l("A co-lead"),
    "co_leads": _l("The co-leads"),
    "command": _l("The command line"),
    "archive": _l("The archive"),
    "worker": _l("The server"),
    "calendar": _l("The person’s calendar"),
    "mail server": _l("The mail server"),
    "waitlist": _l("The waiting list"),
    "door": _l("A helper at the door"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One entry as a reader sees it."""

    at: datetime
    who: str
    deed: str
    detail: str | None


def tell(entries: Sequence[Entry], called: Mapping[str, str] | None = None) -> list[Line]:
    """Put audit entries into words, in the order given; who registered or sponsors is named, while the row stands.

    `called`: names of other rows, by subject.
    """
    names, subjects = authors(entry.by for entry in entries), _subjects(entries) | dict(called or {})
    words = Words()
    return [_line(entry, names[entry.by], subjects.get(entry.subject), words) for entry in entries]


def _line(entry: Entry, who: str, about: str | None, words: Words) -> Line:
    deed = str(DEEDS.get(entry.action, entry.action))
    if entry.by == "self":
        return Line(entry.at, about or who, deed, _detail(entry, words))
    deed = str(FOR_OTHERS.get(entry.action, deed))
    return Line(entry.at, who, deed, " – ".join(part for part in (about, _detail(entry, words)) if part) or None)


def _subjects(entries: Sequence[Entry]) -> dict[str, str]:
    """Return the names of the people and sponsors that entries are about, by subject, in two queries."""
    registered = {number: subject for subject, number in _numbers(entries, "registration")}
    sponsoring = {number: subject for subject, number in _numbers(entries, "co_sponsorship")}
    found = {registered[number]: name for number, name in rosters.names(registered).items()}
    sponsors = cosponsorships.names(sponsoring, current_language())
    return found | {sponsoring[number]: name for number, name in sponsors.items()}


def _numbers(entries: Sequence[Entry], table: str) -> Iterator[tuple[str, int]]:
    for entry in entries:
        name, _colon, number = entry.subject.partition(":")
        if name == table and number.isdecimal():
            yield entry.subject, int(number)


def authors(actors: Iterable[str]) -> dict[str, str]:
    """Name whoever acted, as pages show it, by the word that rows and entries keep."""
    words = set(actors)
    numbers = {word: int(word.removeprefix("account:")) for word in words if _is_account(word)}
    names = people.account_names(numbers.values())
    return {word: names.get(numbers[word], word) if word in numbers else str(ACTORS.get(word, word)) for word in words}


def _is_account(word: str) -> bool:
    return word.startswith("account:") and word.removeprefix("account:").isdecimal()


def _detail(entry: Entry, words: Words) -> str | None:
    """Say which fields an entry touched, or where a sponsor stands now; other values stay in the log.

    What became of the directory is told in full: it holds nobody's data.
    """
    kept = directory_words.list_of(entry.subject) if entry.action.startswith("directory:") else None
    if kept is not None and entry.difference:
        return words.differences(kept, entry.difference)
    if entry.action == "co-sponsorship:move" and entry.difference:
        step = entry.difference["status"][1]
        return str(labels.CO_SPONSORSHIP_STATUSES.get(step, step))
    if entry.action == "registration:answer" and entry.difference:
        return str(labels.ANSWERS[entry.difference["reply"][1]])
    if not entry.difference or entry.action not in {"event:change", "registration:correct"}:
        return None
    fields = [str(FIELDS.get(name, name.replace("_", " "))) for name in entry.difference]
    return ", ".join(fields)


FIELDS: Mapping[str, LazyString] = {
    "starts_at": _l("start"),
    "ends_at": _l("end"),
    "timezone": _l("time zone"),
    "join_url": _l("meeting link"),
    "gcm_objectives": _l("objectives"),
    "registration_mode": _l("who may register"),
    "registration_opens_at": _l("opening of registration"),
    "registration_closes_at": _l("closing of registration"),
    "attribution_rule": _l("attribution"),
    "capacity": _l("places"),
    "summary_options": _l("form of the summary"),
}
