"""Answers to requests that cannot be answered."""

from __future__ import annotations

import dash
import pytest
from dash import html
from flask.testing import FlaskClient

from dashapp.logs import log_requests
from dashapp.refusals import refuse


@pytest.fixture
def client() -> FlaskClient:
    app = dash.Dash("shop", add_log_handler=False)
    app.layout = html.Div("figures", id="figures")

    @app.callback(dash.Output("figures", "children"), dash.Input("figures", "id"))
    def draw(_: str) -> str:
        return "drawn"

    @app.server.get("/broken")
    def broken() -> str:
        raise ValueError("ada@example.com")

    log_requests(app.server)
    refuse(app)
    client: FlaskClient = app.server.test_client()
    client.get("/")
    return client


def test_only_the_root_is_the_page(client: FlaskClient) -> None:
    assert client.get("/").status_code == 200
    for path in ("/customers", "/wp-login.php", "/assets/../secret_key", "/_reload-hash"):
        answer = client.get(path)
        assert answer.status_code == 404
        assert "There is nothing at this address." in answer.text


@pytest.mark.parametrize(
    "path", ["/_dash-component-suites/dash/none.js", "/_dash-component-suites/none/none.js"]
)
def test_an_unknown_file_of_a_library_is_not_found_and_nothing_is_listed(
    client: FlaskClient, path: str
) -> None:
    answer = client.get(path)

    assert answer.status_code == 404
    assert "egistered" not in answer.text


def test_an_address_that_only_reads_refuses_to_write(client: FlaskClient) -> None:
    answer = client.post("/")

    assert answer.status_code == 405
    assert set(answer.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS"}


def test_what_was_asked_for_is_never_repeated_as_markup(client: FlaskClient) -> None:
    answer = client.get("/<script>alert(1)</script>")

    assert answer.status_code == 404
    assert "alert" not in answer.text


@pytest.mark.parametrize(
    "body",
    [None, [], "text", {}, {"output": "secret.children"}, {"output": ["figures.children"]}],
)
def test_a_request_that_the_page_does_not_make_is_refused(
    client: FlaskClient, body: object
) -> None:
    answer = client.post("/_dash-update-component", json=body)

    assert answer.status_code == 400
    assert "Please reload it." in answer.text


def test_a_request_that_the_page_makes_is_answered(client: FlaskClient) -> None:
    answer = client.post(
        "/_dash-update-component",
        json={
            "output": "figures.children",
            "outputs": {"id": "figures", "property": "children"},
            "inputs": [{"id": "figures", "property": "id", "value": "figures"}],
            "changedPropIds": [],
        },
    )

    assert answer.json == {"multi": True, "response": {"figures": {"children": "drawn"}}}


def test_a_failure_gives_a_reference_and_keeps_its_reasons(
    client: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    answer = client.get("/broken")

    assert answer.status_code == 500
    assert f"send reference {answer.headers['X-Request-ID']}." in answer.text
    assert "ada@example.com" not in answer.text
    assert caplog.records[0].exc_info is not None
