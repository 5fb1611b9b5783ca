"""Who may not see personal data gets none, whichever button of the page is pressed."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.callbacks.kept import Kept
from tests.callbacks.test_hostile_links import calls

PERSONAL = [
    *("Ada Lane", "Ben Moss", "Cleo Byrne", "Dan Vogel", "Eve Stone"),
    *("ada@example.com", "ben@example.com", "dan@example.com"),
    *("Leeds", "Cork", "Bremen"),
]
LINKS = [
    "?period=all&customers.customer=ada&orders.order=O1",
    "?period=all&customers.find=Lane&orders.find=Lane",
    "?period=all&customers.find=example.com&orders.find=example.com",
]


@pytest.fixture(scope="module")
def house(no_settings_from_outside: None, tmp_path_factory: pytest.TempPathFactory) -> Kept:
    """The tiny shop; nobody was named to see personal data."""
    return Kept(tmp_path_factory.mktemp("hidden"))


def answers(house: Kept, user: str, link: str) -> Iterator[tuple[str, str]]:
    """What every callback answers to somebody, files unpacked."""
    client = house.client(user)
    for name, body in calls(client, link, every=12):
        answer = client.post(
            "/_dash-update-component", data=json.dumps(body), content_type="application/json"
        )
        yield name, answer.get_data(as_text=True) + _file(answer.get_json(silent=True))


def _file(answer: Any) -> str:
    found = (answer or {}).get("response", {}).get("download", {}).get("data") or {}
    return base64.b64decode(found.get("content", "")).decode(errors="replace")


@pytest.mark.parametrize("link", LINKS)
def test_no_callback_names_a_person_to_who_may_not_see_any(house: Kept, link: str) -> None:
    asked = 0
    for name, text in answers(house, "ben", link):
        assert [word for word in PERSONAL if word in text] == [], name
        asked += 1
    assert asked > 150
