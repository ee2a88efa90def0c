"""Pages that change with the software alone, and pages that say what went wrong."""

from __future__ import annotations

import pytest

from tests.visitors import Visitor
from tests.web.public.scenes import a_coming_event


@pytest.mark.parametrize(
    ("path", "words"),
    [("/privacy", "Purpose"), ("/accessibility", "level AA"), ("/calendars", "/calendar.ics")],
)
def test_the_page_opens_and_takes_no_posts(visitor: Visitor, path: str, words: str):
    assert words in visitor.get(path).get_data(as_text=True)
    assert visitor.post(path, {"csrf_token": visitor.csrf_token("/account/sign-in")}).status_code == 405


def test_nothing_on_a_page_comes_from_elsewhere(visitor: Visitor):
    page = visitor.get("/").get_data(as_text=True)
    response = visitor.get("/")

    assert "default-src 'none'" in response.headers["Content-Security-Policy"]
    assert 'src="http' not in page
    assert 'rel="stylesheet" href="http' not in page


def test_a_first_visit_to_an_event_costs_at_most_sixty_kilobytes(visitor: Visitor):
    event = a_coming_event(description="Officials meet. " * 200, agenda=["A point of the agenda"] * 20)
    page = visitor.get(f"/events/{event.slug}").get_data(as_text=True)

    paths = [f"/events/{event.slug}", *{path for path in page.split('"') if path.startswith("/static/")}]
    answers = [visitor.client.get(path, headers={"Accept-Encoding": "br"}) for path in paths]
    assert len(answers) >= 4
    assert sum(len(str(each.headers)) + len(each.data) for each in answers) < 60_000


def test_an_error_page_says_what_to_do_next_without_the_database(visitor: Visitor):
    response = visitor.get("/nowhere")

    assert response.status_code == 404
    assert "Check the address" in response.get_data(as_text=True)
