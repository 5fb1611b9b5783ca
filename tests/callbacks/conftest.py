"""A page as a browser holds it, on the tiny shop."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import structlog
from flask.testing import FlaskClient

from bench.page import Page

Open = Callable[[str], Page]


@pytest.fixture
def opened(client: FlaskClient) -> Open:
    """Open the page with a link; every request a browser would send goes through the client."""

    def send(path: str, body: Any) -> tuple[int, bytes]:
        if body is None:
            answer = client.get(path)
        else:
            answer = client.post(path, data=json.dumps(body), content_type="application/json")
        return answer.status_code, answer.get_data()

    def open_(search: str) -> Page:
        page = Page(send, connections=1)
        page.open(search)
        return page

    return open_


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    """Failures that tests provoke are caught here instead of being printed at length."""
    with structlog.testing.capture_logs():
        yield
