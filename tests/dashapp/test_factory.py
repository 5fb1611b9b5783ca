"""The app as a whole: complete, closed, and the same for every worker."""

from __future__ import annotations

import json
import platform
import re
from pathlib import Path
from typing import Any

import dash
import plotly
import pytest
from dash import html
from dash.exceptions import DuplicateIdError
from flask.testing import FlaskClient
from pydantic import SecretStr

import callbacks
from callbacks.services import Services
from dashapp.factory import App, create_app
from dashapp.security import inline_hashes
from dashapp.services import build_services
from dashapp.settings import Settings
from layouts import page, shell
from layouts.tabs import TABS


def config_of(client: FlaskClient) -> dict[str, Any]:
    found = re.search(
        r'<script id="_dash-config" type="application/json">(.*?)</script>', client.get("/").text
    )
    assert found is not None
    config: dict[str, Any] = json.loads(found.group(1))
    return config


def test_the_page_has_its_title_and_its_language(client: FlaskClient) -> None:
    text = client.get("/").text

    assert f"<title>{page.TITLE}</title>" in text
    assert '<html lang="en-GB"' in text


def test_nothing_is_fetched_from_other_addresses(client: FlaskClient) -> None:
    text = client.get("/").text

    addresses = re.findall(r'(?:src|href)="([^"]*)"', text)
    assert len(addresses) > 10
    assert [address for address in addresses if not address.startswith("/")] == []


def test_every_file_the_page_names_is_there(client: FlaskClient) -> None:
    for address in re.findall(r'(?:src|href)="([^"]*)"', client.get("/").text):
        with client.get(address) as answer:
            assert answer.status_code == 200, address


def test_colours_are_decided_once_before_the_first_paint(client: FlaskClient) -> None:
    text = client.get("/").text

    assert text.count("theme-init.js") == 1
    assert text.index("theme-init.js") < text.index("<body>")


def test_browsers_are_not_told_which_versions_run_here(client: FlaskClient) -> None:
    config = config_of(client)

    told = json.dumps(config)
    assert {config[name] for name in ("dash_version", "python_version", "plotly_version")} == {None}
    for version in (platform.python_version(), dash.__version__, plotly.__version__):
        assert version not in told


def test_no_callback_runs_in_the_background_where_a_visit_would_need_a_name(
    app: App, client: FlaskClient
) -> None:
    assert config_of(client)["end_id"] is None
    assert [name for name, call in app.callback_map.items() if call.get("background")] == []


def test_the_policy_allows_exactly_the_scripts_on_the_page(client: FlaskClient) -> None:
    answer = client.get("/")

    policy = dict(
        part.strip().split(" ", 1) for part in answer.headers["Content-Security-Policy"].split(";")
    )
    runnable = re.sub(r'<script[^>]*type="application/json".*?</script>', "", answer.text)
    assert set(policy["script-src"].split()) == {"'self'", *inline_hashes(runnable)}
    assert policy["default-src"] == "'self'"
    assert policy["object-src"] == "'none'"
    assert policy["frame-ancestors"] == "'none'"


@pytest.mark.parametrize(
    ("path", "kept"),
    [
        ("/", "private, no-cache"),
        ("/_dash-layout", "private, no-cache"),
        ("/_dash-dependencies", "private, no-cache"),
        ("/nothing", "no-store"),
    ],
)
def test_every_answer_carries_the_safe_headers(client: FlaskClient, path: str, kept: str) -> None:
    headers = client.get(path).headers

    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cache-Control"] == kept
    assert headers["Content-Security-Policy"].startswith("default-src 'self'; script-src 'self'")


@pytest.mark.parametrize("path", ["/overview", "/admin", "/_reload-hash", "/_mcp", "/_dash-ws"])
def test_other_addresses_are_not_the_page(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 404


def test_other_hosts_are_not_this_one(client: FlaskClient) -> None:
    assert client.get("/", headers={"Host": "evil.example"}).status_code == 400


def test_the_layout_is_whole_so_that_wrong_ids_are_found_at_once(
    app: App, client: FlaskClient
) -> None:
    layout = client.get("/_dash-layout").text

    assert app.config.suppress_callback_exceptions is False
    assert [tab.panel_id for tab in TABS if f'"id":"{tab.panel_id}"' in layout] == [
        tab.panel_id for tab in TABS
    ]


def test_a_second_app_in_the_process_has_all_callbacks_too(
    app: App, services: Services, shop_settings: Settings
) -> None:
    second = create_app(services, shop_settings)

    assert len(app.callback_map) > 10
    assert list(second.callback_map) == list(app.callback_map)


def test_the_page_is_served_before_there_is_any_data(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)

    app = create_app(build_services(settings), settings)

    assert app.server.test_client().get("/").status_code == 200


def test_behind_a_proxy_it_still_sets_itself_up(tmp_path: Path, services: Services) -> None:
    secret = SecretStr("sixteen-or-more-characters")
    settings = Settings(data_dir=tmp_path, auth_mode="proxy", proxy_secret=secret)

    client = create_app(services, settings).server.test_client()

    assert client.get("/").status_code == 401
    assert client.get("/", headers={"X-Proxy-Secret": secret.get_secret_value()}).status_code == 200


def test_a_page_that_cannot_be_served_stops_the_start(
    tmp_path: Path, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    def register(app: App, _services: Services) -> None:
        app.server.before_request(lambda: 1 / 0)

    monkeypatch.setattr(callbacks, "register", register)

    with pytest.raises(RuntimeError, match="first request gave 500"):
        create_app(services, Settings(data_dir=tmp_path))


def test_an_id_that_stands_twice_on_the_page_stops_the_start(
    tmp_path: Path, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    twice = [html.Div(id="twice"), html.Div(id="twice")]
    monkeypatch.setattr(shell, "layout", lambda **_: twice)

    with pytest.raises(DuplicateIdError):
        create_app(services, Settings(data_dir=tmp_path))
