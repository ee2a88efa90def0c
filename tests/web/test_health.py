"""The server says that it can answer."""

import pytest

from tests.visitors import Visitor


@pytest.mark.both_databases
def test_healthz_answers_once_the_server_can(visitor: Visitor):
    response = visitor.get("/healthz")

    assert response.status_code == 200
    assert response.get_data(as_text=True) == "ok\n"
