"""The lists that summaries quote: entered by hand or from a file by the same rules, each change on record."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from eventhub.base.db import session
from eventhub.base.errors import Refused
from eventhub.domain import cosponsorships, directory, directory_entries, directory_lists, feeds
from eventhub.domain.archive import whole
from eventhub.domain.directory_cells import Known
from eventhub.domain.directory_lists import LISTS, DirectoryList
from eventhub.domain.entries import Application
from eventhub.models.cosponsorships import CoSponsorshipStatus
from eventhub.models.directory import WorkingGroup
from eventhub.models.people import Category
from tests.domain.archives import count_queries, empty_the_database, take_in
from tests.domain.meetings import a_record, summary
from tests.world import NOW, an_event, register

pytestmark = pytest.mark.usefixtures("app")

LATER = NOW + timedelta(days=1)


def write(path: str, row: Any = None, **told: str) -> Any:
    """Enter or change a row as an organiser."""
    row = directory_entries.write(directory_lists.find(path), row, told, by="account:1", now=NOW)
    session.flush()
    return row


def an_alternatives_group(**terms: tuple[str, str]) -> WorkingGroup:
    """A working group with co-leads by name, each with a term."""
    group: WorkingGroup = write("working-groups", id="atd", name="Alternatives to Detention", kind="thematic")
    for name, (since, until) in terms.items():
        write("co-leads", working_group="atd", name=name, since=since, until=until)
    session.refresh(group)
    return group


def table(kept: DirectoryList) -> list[tuple[int, dict[str, str]]]:
    """A list as the lines of the file it is exported to."""
    return [(n, directory_entries.texts(kept, row, Known())) for n, row in enumerate(directory_entries.rows(kept), 2)]


def fill() -> None:
    """Put something into every list."""
    an_alternatives_group(UNHCR=("2019-01-01", "2021-05-26"), UNICEF=("", ""))
    write("champions", country="Kenya", step="confirmed", happened_on="2021-05", source="Letter")
    write("champions", country="KEN", step="welcomed", happened_by="2021-06-30")
    write("organisations", name="International Detention Coalition", acronym="IDC", aliases="Detention Coalition; CID")
    write("series", name="Peer exchanges", in_text="global peer learning exchange")
    write("milestones", title="Forum", starts_on="2027-05", tentative="yes", event="")
    write("key-figures", label="People in detention", value="12 500.5", approximate="no", as_of="2026-12-31")
    write("glossary", short="ATD", long="alternatives to detention")


def test_co_leads_are_those_of_the_day():
    group = an_alternatives_group(UNHCR=("2019-01-01", "2021-05-26"), IDC=("2021-05-27", ""), UNICEF=("", ""))

    assert directory.co_leads_as_of(group, date(2021, 5, 26)) == ["UNHCR", "UNICEF"]
    assert directory.co_leads_as_of(group, date(2021, 5, 27)) == ["IDC", "UNICEF"]


@pytest.mark.parametrize(
    ("path", "told", "field"),
    [
        ("champions", {"country": "Atlantis", "step": "confirmed", "happened_on": "2021"}, "country"),
        ("champions", {"country": "KEN", "step": "crowned", "happened_on": "2021"}, "step"),
        ("champions", {"country": "KEN", "step": "confirmed"}, "happened_on"),
        ("champions", {"country": "KEN", "step": "confirmed", "happened_on": "2021-13"}, "happened_on"),
        ("milestones", {"title": "Forum", "starts_on": "2027"}, "starts_on"),
        ("milestones", {"title": "Forum", "starts_on": "2027-05", "ends_on": "2027-04-30"}, "ends_on"),
        ("milestones", {"title": "Forum", "starts_on": "2027-05", "event": "nowhere"}, "event"),
        ("key-figures", {"label": "People", "value": "many"}, "value"),
        ("series", {"name": ""}, "name"),
        ("series", {"id": "a b", "name": "Exchanges"}, "id"),
        ("glossary", {"short": "ATD", "long": "x" * 2000}, "long"),
        ("glossary", {"short": "GCM", "long": "something else"}, "short"),
    ],
)
def test_a_row_at_fault_is_refused_at_its_field(path: str, told: dict[str, str], field: str):
    write("glossary", short="GCM", long="Global Compact for Migration")

    with pytest.raises(Refused) as refusal:
        write(path, **told)

    assert refusal.value.field == field


def test_what_is_exported_comes_in_again_and_changes_nothing():
    fill()

    for kept in LISTS.values():
        judgement = directory_entries.judge(kept, table(kept))
        assert (judgement.new, judgement.changed, judgement.bad) == ([], [], []), kept.path
        assert judgement.same == len(table(kept)) > 0
        with pytest.raises(directory_entries.NothingToEnter):
            directory_entries.enter(kept, judgement, by="account:1", now=NOW)


def test_a_file_adds_and_changes_what_is_confirmed_and_each_row_has_its_history():
    write("milestones", title="Forum", starts_on="2027-05", tentative="yes")
    kept = LISTS["milestones"]
    lines = [
        (2, {"title": "Forum", "starts_on": "2027-05-18", "tentative": "no"}),
        (3, {"title": "Review", "starts_on": "2027-09"}),
        (4, {"title": "Review", "starts_on": "2027-10"}),
        (5, {"title": "", "starts_on": "soon"}),
    ]

    judgement = directory_entries.judge(kept, lines)
    assert [(bad.number, len(bad.faults)) for bad in judgement.bad] == [(4, 1), (5, 2)]
    with pytest.raises(directory_entries.RowsAtFault):
        directory_entries.enter(kept, judgement, by="account:1", now=LATER)
    assert len(directory_entries.rows(kept)) == 1

    assert directory_entries.enter(kept, judgement, by="account:1", now=LATER, leaves_out_bad=True) == (1, 1)
    forum, review = directory_entries.rows(kept)
    assert (forum.starts_on, forum.sequence, forum.changed_at) == ("2027-05-18", 1, LATER)
    assert (review.key, review.sequence) == ("review", 0)
    assert [entry.action for entry in directory_entries.history(kept, forum)] == ["directory:change", "directory:add"]
    assert directory_entries.history(kept, forum)[0].difference == {
        "starts_on": ["2027-05", "2027-05-18"],
        "tentative": ["yes", "no"],
    }


def test_a_column_that_is_left_out_leaves_what_is_there_and_an_empty_cell_empties_it():
    fill()
    kept = LISTS["series"]

    def enter(**told: str) -> Any:
        directory_entries.enter(kept, directory_entries.judge(kept, [(2, told)]), by="account:1", now=LATER)
        return directory_entries.rows(kept)[0]

    assert enter(id="peer-exchanges", name="Exchanges").in_text == "global peer learning exchange"
    assert enter(id="peer-exchanges", name="Exchanges", in_text="").in_text is None


def test_as_many_queries_for_many_rows_as_for_one():
    kept = LISTS["champions"]
    lines = [
        (n, {"country": code, "step": "confirmed", "happened_on": "2026"})
        for n, code in enumerate(("KEN", "MAR", "PRT", "TUR"))
    ]

    def enter(some: list[tuple[int, dict[str, str]]]) -> None:
        directory_entries.enter(kept, directory_entries.judge(kept, some), by="account:1", now=NOW)
        directory_entries.rows(kept)

    assert count_queries(lambda: enter(lines[:1])) == count_queries(lambda: enter(lines[1:]))


def test_what_events_rest_on_stays():
    group = an_alternatives_group()
    event = an_event()
    event.working_group = group
    session.flush()

    with pytest.raises(directory_lists.StillInUse):
        directory_entries.remove(LISTS["working-groups"], group, by="account:1", now=NOW)

    event.working_group = None
    session.flush()
    directory_entries.remove(LISTS["working-groups"], group, by="account:1", now=NOW)
    assert directory_entries.history(LISTS["working-groups"])[0].action == "directory:remove"


def test_a_feed_is_another_when_its_working_group_is_called_otherwise():
    group = an_alternatives_group()
    before = feeds.state(feeds.of_working_group("atd"), now=NOW).fingerprint

    write("working-groups", group, name="Alternatives to Immigration Detention")

    assert feeds.state(feeds.of_working_group("atd"), now=NOW).fingerprint != before


def test_other_names_of_an_organisation_are_recognised():
    fill()
    event = an_event()
    sponsor = cosponsorships.sign_up(
        event,
        country=None,
        organisation="cid",
        contact_name="Ana",
        contact_email="ana@idc.example",
        status=CoSponsorshipStatus.OFFERED,
        statement=None,
        now=NOW,
    )
    assert sponsor.organisation == "International Detention Coalition"
    assert directory.known_organisation("Another Coalition") == "Another Coalition"
    assert "IDC" in directory.other_names()["detention coalition"]


def test_another_name_of_an_organisation_beside_a_name_tells_two_namesakes_apart():
    event = an_event()
    for organisation, email in (("International Detention Coalition", "jane@idc.example"), ("House", "jane@h.example")):
        details = {"given_name": "Jane", "family_name": "Doe", "email": email, "organisation": organisation}
        register(event, Application(details=details | {"category": Category.CIVIL_SOCIETY}))
    a_record(event, "Jane Doe (Zebra Alliance)")
    assert summary(event)["Jane Doe (Zebra Alliance)"] == ("review", None)

    write("organisations", name="International Detention Coalition", aliases="Zebra Alliance")

    assert summary(event)["Jane Doe (Zebra Alliance)"] == ("matched", "Doe")


def test_all_of_it_is_in_the_archive_and_comes_back():
    fill()
    group = directory.working_groups()[0]
    write("co-leads", working_group=group.slug, name="UNHCR", since="2023-01-01", until="")
    session.commit()
    given = whole.give_out()
    empty_the_database()

    take_in(given)
    again = take_in(given, now=LATER)

    assert whole.give_out() == given
    assert (dict(again.added), dict(again.changed)) == ({}, {})
    group = directory.working_groups()[0]
    assert directory.co_leads_as_of(group, date(2022, 1, 1)) == ["UNICEF"]
    assert sorted(directory.co_leads_as_of(group, date(2024, 1, 1))) == ["UNHCR", "UNICEF"]
