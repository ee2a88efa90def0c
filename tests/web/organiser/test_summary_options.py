"""The drafter chooses how the summary is worded, and in which language."""

from __future__ import annotations

from eventhub.domain import events
from tests.domain.past_meetings import texts, three_meetings
from tests.visitors import Visitor
from tests.web.organiser.forms_as_sent import as_sent

PAGE = "/organiser/events/champions-2021-05/summary/options"


def test_choices_change_the_draft_and_what_is_not_offered_stays(organiser: Visitor):
    event = three_meetings()["champions-2021-05"]
    event.summary_options = {**event.summary_options, "own": "kept"}
    form = as_sent(organiser.get(PAGE).get_data(as_text=True))
    assert (form["states"], form["numbers"], form["language"]) == (["uncounted"], ["exact"], ["en"])

    chosen = {"numbers": "approximately", "floor_order": "alphabetical", "champions": "counted", "fold": []}
    answer = organiser.post(PAGE, form | chosen)

    assert (answer.status_code, answer.location) == (303, "/organiser/events/champions-2021-05/summary")
    told = texts(events.get("champions-2021-05"))
    assert "approximately 90 participants including approximately 50 officials" in told["attendance"]
    assert "civil society co-leads" in told["attendance"]
    assert "Currently, " in told["champions"]
    options = events.get("champions-2021-05").summary_options
    assert (options["own"], options["fold"]) == ("kept", {})


def test_the_draft_is_told_in_the_language_chosen_and_an_unknown_one_is_refused(organiser: Visitor):
    three_meetings()
    form = as_sent(organiser.get(PAGE).get_data(as_text=True))

    assert organiser.post(PAGE, form | {"language": "de"}).status_code == 422
    shown = organiser.follow(organiser.post(PAGE, form | {"language": "ar"})).get_data(as_text=True)

    assert '<article class="prose" aria-labelledby="summary" lang="ar"' in shown
    assert "89 مشاركًا</a>" in shown
