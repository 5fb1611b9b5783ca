"""The first question of every page is answered before anybody asks it."""

from __future__ import annotations

import logging
import time
from pathlib import Path
from typing import Any

import pytest
from dash import Dash

from callbacks.services import Services
from dashapp import warm_up
from dashapp.cache import make_cache
from dashapp.factory import create_app
from dashapp.kept_answers import keep_answers
from dashapp.services import build_services
from dashapp.settings import Settings
from dashapp.warm_up import WarmUp
from layouts.tabs import TABS
from tests.dashapp.test_kept_answers import Counted, ask, counted
from tests.data.shop import build_shop, publish

__all__ = ["counted"]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A shop of its own."""
    found = Settings(data_dir=tmp_path, query_threads=1)
    build_shop(found.releases_dir)
    return found


@pytest.fixture
def services(settings: Settings) -> Services:
    """What its pages work with."""
    return build_services(settings)


def worker(services: Services, settings: Settings) -> Dash:
    """A worker's application."""
    app = create_app(services, settings)
    keep_answers(app, services, make_cache(None, settings.cache_dir))
    return app


def until(true: Any) -> None:
    """Wait for it, for half a minute at most."""
    deadline = time.monotonic() + 30
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_the_first_visitor_of_any_worker_is_told_what_was_asked_ahead(
    services: Services,
    settings: Settings,
    counted: Counted,
    caplog: pytest.LogCaptureFixture,
) -> None:
    with caplog.at_level(logging.INFO, "dashapp.warm_up"):
        WarmUp(worker(services, settings), services).ask_all()
    assert counted.times == 2  # light and dark
    visitor = worker(services, settings).server.test_client()
    for mode in ("light", "dark"):
        assert ask(visitor, query="", mode=mode).status_code == 200
    assert counted.times == 2
    (line,) = (record for record in caplog.records if record.msg == "pages asked ahead")
    assert vars(line)["asked"] == 2 * (len(TABS) - 1)  # the Data page answers nothing in one piece


def test_it_asks_again_when_a_release_is_published_and_ends_with_its_worker(
    services: Services, settings: Settings, counted: Counted, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(warm_up, "LOOK_EVERY", 0.01)
    monkeypatch.setattr("data.warehouse.LOOK_EVERY", 0.0)
    found = WarmUp(worker(services, settings), services)
    found.start()
    until(lambda: counted.times == 2)
    publish(services.desk.store)
    until(lambda: counted.times == 4)
    found.end()
    assert not found._thread.is_alive()


def test_without_a_release_it_waits_for_one(
    tmp_path: Path, counted: Counted, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(warm_up, "LOOK_EVERY", 0.01)
    monkeypatch.setattr("data.warehouse.LOOK_EVERY", 0.0)
    settings = Settings(data_dir=tmp_path, query_threads=1)
    services = build_services(settings)
    found = WarmUp(worker(services, settings), services)
    found.start()
    time.sleep(0.1)
    assert counted.times == 0
    build_shop(settings.releases_dir)
    until(lambda: counted.times == 2)
    found.end()


def test_a_failure_is_logged_and_the_next_look_tries_again(
    services: Services,
    settings: Settings,
    counted: Counted,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(warm_up, "LOOK_EVERY", 0.01)
    asked = WarmUp.ask_all
    times: list[int] = []

    def fails_once(self: WarmUp) -> None:
        times.append(1)
        if len(times) == 1:
            raise OSError("No space left.")
        asked(self)

    monkeypatch.setattr(WarmUp, "ask_all", fails_once)
    found = WarmUp(worker(services, settings), services)
    found.start()
    until(lambda: counted.times == 2)
    found.end()
    assert "could not be asked ahead" in caplog.text


def test_where_nobody_is_known_it_asks_as_somebody_without_rights(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    behind = settings.model_copy(update={"auth_mode": "proxy", "admin_users": ("ada",)})
    services = build_services(behind)
    with caplog.at_level(logging.INFO, "dashapp.warm_up"):
        WarmUp(worker(services, behind), services).ask_all()
    assert "pages asked ahead" in caplog.text
    assert "without an answer" not in caplog.text
