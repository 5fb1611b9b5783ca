"""Every callback can be called by anyone with anything: sentences come back, never tracebacks."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from flask.testing import FlaskClient

from dashapp.factory import App

JUNK: list[Any] = [
    None,
    "",
    "' OR 1=1 --",
    "?from=2026-99-99&to=1",
    "?country=" + "x" * 9000,
    -1,
    1e308,
    True,
    [],
    [None],
    {},
    {"a": [1]},
    ["x"] * 500,
    "\ud800",
    ["\ud800"],
]


def called(item: dict[str, Any], value: Any) -> dict[str, Any]:
    """A call of a callback with the same value everywhere."""
    names = item["output"].strip(".").split("...")
    outputs = [dict(zip(("id", "property"), name.rsplit(".", 1), strict=True)) for name in names]
    for output in outputs:
        output["property"] = output["property"].split("@")[0]
        output["id"] = plain(output["id"])
    filled = {
        kind: [{**entry, "id": plain(entry["id"]), "value": value} for entry in item[kind]]
        for kind in ("inputs", "state")
    }
    first = item["inputs"][0]
    return {
        "output": item["output"],
        "outputs": outputs if len(outputs) > 1 else outputs[0],
        "changedPropIds": [f"{first['id']}.{first['property']}"],
        **{kind: [wildcard(entry) for entry in entries] for kind, entries in filled.items()},
    }


def plain(component: str) -> Any:
    return json.loads(component) if component.startswith("{") else component


def wildcard(entry: dict[str, Any]) -> Any:
    """A pattern of ids stands for a list of components."""
    if isinstance(entry["id"], dict):
        concrete = {key: "x" if value == ["ALL"] else value for key, value in entry["id"].items()}
        return [{**entry, "id": concrete}]
    return entry


def server_callbacks(client: FlaskClient) -> Iterator[dict[str, Any]]:
    listed = client.get("/_dash-dependencies").get_json()
    yield from (item for item in listed if not item["clientside_function"])


@pytest.mark.parametrize("junk", JUNK, ids=lambda value: repr(value)[:24])
def test_no_argument_makes_a_callback_fail(app: App, client: FlaskClient, junk: Any) -> None:
    answered = 0
    for item in server_callbacks(client):
        if "{" in item["output"]:
            continue
        answer = client.post(
            "/_dash-update-component",
            data=json.dumps(called(item, junk)),
            content_type="application/json",
        )
        assert answer.status_code in {200, 204}, (item["output"][:80], answer.status_code)
        assert "Traceback" not in answer.get_data(as_text=True)
        answered += 1
    assert answered > 10


MISSHAPEN: list[dict[str, Any]] = [
    {"inputs": None},
    {"inputs": []},
    {"inputs": "x"},
    {"inputs": [7] * 9},
    {"inputs": [{"id": "x"}] * 9},
    {"state": 7},
    {"state": [None]},
    {"outputs": None},
    {"outputs": 5},
    {"outputs": [{"id": "x"}]},
    {"changedPropIds": 5},
    {"changedPropIds": [5, None, {}]},
    {"output": ["x"]},
]


@pytest.mark.parametrize("shape", MISSHAPEN, ids=str)
def test_a_body_of_another_shape_is_refused_and_is_no_failure_of_ours(
    client: FlaskClient, shape: dict[str, Any]
) -> None:
    for item in server_callbacks(client):
        answer = client.post("/_dash-update-component", json={**called(item, ""), **shape})
        assert answer.status_code == 400, item["output"][:80]
        assert "not a request that the page makes" in answer.get_data(as_text=True)


def test_brackets_within_brackets_are_refused(client: FlaskClient) -> None:
    answer = client.post(
        "/_dash-update-component",
        data='{"output":' + "[" * 100_000 + "]" * 100_000 + "}",
        content_type="application/json",
    )
    assert answer.status_code == 400
