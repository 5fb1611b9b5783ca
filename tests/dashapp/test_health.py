"""What the two health addresses tell in good times and bad."""

from __future__ import annotations

from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient

from dashapp.health import add_health
from dashapp.services import build_services
from dashapp.settings import Settings
from data.stores import FileStore
from data.warehouse import View
from tests.data.shop import build_shop
from tests.postgres import Server


def watched(data_dir: Path) -> FlaskClient:
    return watching(Settings(data_dir=data_dir))


def watching(settings: Settings) -> FlaskClient:
    server = Flask("shop")
    add_health(server, build_services(settings).warehouse)
    return server.test_client()


def test_a_live_process_says_ok(client: FlaskClient) -> None:
    answer = client.get("/healthz")

    assert (answer.status_code, answer.text, answer.mimetype) == (200, "ok\n", "text/plain")


def test_ready_names_the_release_and_the_last_day_of_its_data(
    client: FlaskClient, view: View
) -> None:
    answer = client.get("/readyz")

    assert answer.status_code == 200
    assert answer.json == {
        "ready": True,
        "release": view.release.id,
        "as_of": view.release.last_day.isoformat(),
    }


def test_without_a_release_the_process_is_alive_but_not_ready(tmp_path: Path) -> None:
    client = watched(tmp_path)

    answer = client.get("/readyz")

    assert client.get("/healthz").status_code == 200
    assert answer.status_code == 503
    assert answer.json is not None
    assert answer.json["ready"] is False
    assert "python -m dashapp demo" in answer.json["reason"]


def test_it_becomes_ready_with_the_first_release(tmp_path: Path) -> None:
    client = watched(tmp_path)
    assert client.get("/readyz").status_code == 503

    store = build_shop(tmp_path / "releases")

    answer = client.get("/readyz")
    assert answer.json is not None
    assert answer.json["release"] == store.current_id()


def test_a_release_on_a_server_is_ready_while_the_server_answers(
    server_settings: Settings, postgres: Server
) -> None:
    client = watching(server_settings)
    assert client.get("/readyz").status_code == 200
    with postgres.frozen():
        answer = client.get("/readyz")
        assert client.get("/healthz").status_code == 200
    assert answer.status_code == 503
    assert answer.json == {
        "ready": False,
        "reason": "The database of the release does not answer; the log says why.",
    }
    assert client.get("/readyz").status_code == 200


def test_a_damaged_release_is_not_ready_and_its_details_stay_in_the_log(tmp_path: Path) -> None:
    store: FileStore = build_shop(tmp_path / "releases")
    path = store.path(store.current_or_fail())
    path.chmod(0o600)
    path.write_bytes(b"not a database")

    answer = watched(tmp_path).get("/readyz")

    assert answer.status_code == 503
    assert answer.json == {
        "ready": False,
        "reason": "The database of the release does not answer; the log says why.",
    }
