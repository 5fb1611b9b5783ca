"""Any link, given to every callback with every button of it pressed: sentences, never failures."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
import structlog
from flask.testing import FlaskClient

from callbacks.decks import all_cards
from dashapp.factory import App, create_app
from dashapp.services import build_services
from dashapp.settings import Settings
from layouts.tabs import CHOICES
from tests.callbacks.test_hostile import plain, server_callbacks

# What no database can keep or no day can be, and what is odd but can be meant.
_FREE = [key for key, choice in CHOICES.items() if not choice.allowed]
LINKS = [
    "?product=%00&country=a%00b&segment=%00",
    f"?{'=%00&'.join(_FREE)}=%00",
    f"?{'=%25_%5C%27%E2%80%AE&'.join(_FREE)}=-1",
    "?products.search=\ud800&country=\ud800",
    "?movement.from=9999-99&movement.to=0000-00&from=0001-01-01&to=9999-12-31",
    "?from=1900-01-01&to=2200-12-31&compare=last-year-retail&country=%E2%80%AE'%25s%25(x)s:x$1\\",
    "?period=all&products.search=%25_%5C'&baskets.pair=a%20%2B%20b&movement.from=2200-12",
]
# These make files or processes and have tests of their own.
_SLOW = {"pdf-this", "pdf-all", "data-report-make"}


@pytest.fixture(scope="module", params=["shop_settings", "server_settings"])
def visitor(request: pytest.FixtureRequest) -> FlaskClient:
    """Somebody's client of the tiny shop, kept in files or on a server."""
    if request.param == "shop_settings":
        app: App = request.getfixturevalue("app")
    else:
        settings: Settings = request.getfixturevalue(request.param)
        app = create_app(build_services(settings), settings)
    client: FlaskClient = app.server.test_client()
    return client


def pressed(item: dict[str, Any], link: str, card: str, first: int = 0) -> dict[str, Any]:
    """A call of a callback: every button pressed, the link wherever something else is read.

    `first`: which of its inputs is said to have called it.
    """
    names = item["output"].strip(".").split("...")
    outputs = [_output(*name.rsplit(".", 1)) for name in names]
    inputs = [_filled(entry, link, card) for entry in item["inputs"]]
    caller = inputs[first][0] if isinstance(inputs[first], list) else inputs[first]
    return {
        "output": item["output"],
        "outputs": outputs if item["output"].startswith("..") else outputs[0],
        "inputs": inputs,
        "state": [_filled(entry, link, card) for entry in item["state"]],
        "changedPropIds": [f"{_written(caller['id'])}.{caller['property']}"],
    }


def _output(component: str, prop: str) -> dict[str, Any]:
    return {"id": plain(component), "property": prop.split("@", maxsplit=1)[0]}


def _filled(entry: dict[str, Any], link: str, card: str) -> Any:
    component = plain(entry["id"])
    value = 1 if entry["property"] in {"n_clicks", "n_submit"} else link
    if isinstance(component, str):
        return {**entry, "id": component, "value": value}
    known = {"card": card, "form": "csv", "metric": "net_sales", "view": 1, "key": "country"}
    one = {k: known.get(k, "x") if v == ["ALL"] else v for k, v in component.items()}
    return [{**entry, "id": one, "value": value}]


def _written(component: Any) -> str:
    if isinstance(component, str):
        return component
    return json.dumps(component, sort_keys=True, separators=(",", ":"))


def calls(client: FlaskClient, link: str, every: int = 8) -> Iterator[tuple[str, dict[str, Any]]]:
    """A call of each callback; of those that any card's button calls, one for some of the cards.

    Those are every so manieth, all whose rows are orders or customers, and all for a link that is
    refused at once.
    """
    known = [drawn.ids.prefix for drawn in all_cards()]
    some = known if "%00" in link else known[::every]
    some += [name for name in known if name.startswith(("orders", "customers"))]
    for item in server_callbacks(client):
        inputs = str([entry["id"] for entry in item["inputs"]])
        if any(slow in inputs for slow in _SLOW):
            continue
        if item["output"] == "opened.data":
            yield from _opened(item, link, every)
        for card in some if '"card"' in inputs else ["no-such-card"]:
            yield f"{item['output'][:80]} {card}", pressed(item, link, card)


def _opened(item: dict[str, Any], link: str, every: int) -> Iterator[tuple[str, dict[str, Any]]]:
    """The tables behind drawings, each opened."""
    for place in range(0, len(item["inputs"]), every):
        yield item["inputs"][place]["id"], pressed(item, link, "no-such-card", place)


@pytest.mark.parametrize("link", LINKS)
def test_no_link_makes_a_callback_fail(visitor: FlaskClient, link: str) -> None:
    answered = 0
    with structlog.testing.capture_logs() as lines:
        for name, body in calls(visitor, link):
            answer = visitor.post(
                "/_dash-update-component", data=json.dumps(body), content_type="application/json"
            )
            assert answer.status_code in {200, 204}, (name, answer.status_code)
            text = answer.get_data(as_text=True)
            assert "send reference" not in text, name
            assert "Traceback" not in text, name
            answered += 1
    assert answered > 100
    assert [line for line in lines if line["log_level"] == "error"] == []
    assert "%00" not in str(lines)
