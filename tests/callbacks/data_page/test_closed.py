"""Nothing of the Data page is answered to whoever is no administrator."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from pydantic import SecretStr

from callbacks.services import Services
from dashapp.factory import App, create_app
from dashapp.roles import USER_HEADER
from dashapp.security import PROXY_HEADER
from dashapp.services import build_services
from dashapp.settings import Settings
from data.releases import ReleaseStore
from layouts import data_page
from layouts.data_page import ids
from tests.callbacks.test_hostile import called, server_callbacks
from tests.data.shop import build_shop

SECRET = "a-proxy-secret-of-length"
BEN = {PROXY_HEADER: SECRET, USER_HEADER: "ben"}
ADA = {PROXY_HEADER: SECRET, USER_HEADER: "ada"}


@pytest.fixture(scope="module")
def settings(no_settings_from_outside: None, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return Settings(
        data_dir=tmp_path_factory.mktemp("closed"),
        auth_mode="proxy",
        proxy_secret=SecretStr(SECRET),
        admin_users=("ada",),
        query_threads=1,
    )


@pytest.fixture(scope="module")
def store(settings: Settings) -> ReleaseStore:
    return build_shop(settings.releases_dir)


@pytest.fixture(scope="module")
def guarded(settings: Settings, store: ReleaseStore) -> App:
    return create_app(build_services(settings), settings)


@pytest.fixture
def visitor(guarded: App) -> FlaskClient:
    client: FlaskClient = guarded.server.test_client()
    return client


def _ours(client: FlaskClient) -> Iterator[dict[str, Any]]:
    client.environ_base["HTTP_X_PROXY_SECRET"] = SECRET
    for item in server_callbacks(client):
        names = [item["output"], *(entry["id"] for entry in item["inputs"] + item["state"])]
        if any("data-" in name for name in names if "question-data" not in name):
            yield item


def _ask(client: FlaskClient, item: dict[str, Any], value: Any, headers: Any) -> Any:
    body = json.dumps(called(item, value))
    return client.post(
        "/_dash-update-component", data=body, content_type="application/json", headers=headers
    )


@pytest.mark.parametrize("value", [None, 1, "x", {"job": "x"}, {"release": "x"}], ids=repr)
def test_every_callback_is_refused_to_a_reader(visitor: FlaskClient, value: Any) -> None:
    asked = 0
    for item in _ours(visitor):
        if "group-data" in item["output"]:
            continue  # the tabs' own, which everybody needs
        answer = _ask(visitor, item, value, BEN)
        assert answer.status_code == 403, item["output"][:80]
        asked += 1
    assert asked >= 30


@pytest.mark.parametrize(
    "value",
    [
        None,
        1,
        -1,
        "",
        "x",
        "\ud800",
        [],
        [{"name": "x"}],
        {},
        {"job": "../../x", "status": "done"},
        {"upload": "../.."},
        {"release": ".."},
        ["x"] * 500,
    ],
    ids=lambda value: repr(value)[:24],
)
def test_no_argument_of_an_administrator_makes_one_fail(
    visitor: FlaskClient, store: ReleaseStore, settings: Settings, value: Any
) -> None:
    before = store.current_id()
    for item in _ours(visitor):
        if "{" in item["output"] and "undo" not in item["output"]:
            continue
        answer = _ask(visitor, item, value, ADA)
        assert answer.status_code in {200, 204}, (item["output"][:80], answer.status_code)
        assert "Traceback" not in answer.get_data(as_text=True)
        assert "send reference" not in answer.get_data(as_text=True), item["output"][:80]
    assert store.current_id() == before
    assert not settings.jobs_dir.exists()
    assert not settings.mappings_dir.exists()


def test_the_exploratory_report_is_given_to_administrators_only(
    visitor: FlaskClient, settings: Settings
) -> None:
    folder = settings.data_dir / "reports"
    folder.mkdir(exist_ok=True)
    (folder / "report.html").write_text("<h1>Report</h1>")
    assert visitor.get("/data/report.html", headers=BEN).status_code == 404
    answer = visitor.get("/data/report.html", headers=ADA)
    assert (answer.status_code, answer.get_data()) == (200, b"<h1>Report</h1>")
    assert answer.headers["Cache-Control"] == "no-store"
    answer.close()


def test_a_reader_does_not_see_the_tab_and_is_told_so_who_follows_a_link(
    visitor: FlaskClient,
) -> None:
    for headers, link, words in ((BEN, "navtab is-hidden", True), (ADA, "navtab", False)):
        page = visitor.get("/_dash-layout", headers=headers).get_json()
        assert _link_class(page) == link
        assert ("Data is for administrators" in json.dumps(page)) is words


def _link_class(node: Any) -> str:
    """The class of the tab's link in a page."""
    if isinstance(node, dict):
        props = node.get("props", {})
        if props.get("id") == "group-data":
            return str(props.get("class_name"))
        return _link_class(props.get("children")) or ""
    if isinstance(node, list):
        return next((found for child in node if (found := _link_class(child))), "")
    return ""


def test_a_reader_gets_no_question_for_the_tab(visitor: FlaskClient) -> None:
    item = next(i for i in _all(visitor) if "question.data" in i["output"].split("..."))
    for headers, there in ((BEN, False), (ADA, True)):
        answer = _ask(visitor, item, "?tab=data", headers)
        assert answer.status_code == 200
        assert ("question-data" in answer.get_data(as_text=True)) is there


def _all(client: FlaskClient) -> Iterator[dict[str, Any]]:
    client.environ_base["HTTP_X_PROXY_SECRET"] = SECRET
    yield from server_callbacks(client)


def test_every_id_of_the_page_begins_so_that_it_is_closed() -> None:
    named = [str(name) for name in data_page.Id] + [card.prefix for card in ids.CARDS]
    assert all(name.startswith("data-") for name in named)
    tree = data_page.layout()
    found = [getattr(part, "id", None) for part in tree._traverse()]
    plain = [name for name in found if isinstance(name, str)]
    assert len(plain) > 150
    assert [name for name in plain if not name.startswith("data-")] == []


def test_on_this_machine_alone_everybody_has_the_tab(client: FlaskClient) -> None:
    assert _link_class(client.get("/_dash-layout").get_json()) == "navtab"


def test_no_file_is_made_before_somebody_sends_one(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    services: Services = build_services(settings)
    create_app(services, settings)
    assert {path.name for path in tmp_path.iterdir()} <= {"secret_key"}
