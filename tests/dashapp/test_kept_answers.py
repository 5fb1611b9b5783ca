"""A page's answer is kept as it was sent, for as long as nothing it depends on has changed."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
from flask.testing import FlaskClient

from bench.page import Page
from callbacks import kpi
from callbacks.asked import Asked
from callbacks.services import Services
from dashapp import kept_answers
from dashapp.cache import make_cache
from dashapp.factory import create_app
from dashapp.kept_answers import keep_answers
from dashapp.services import build_services
from dashapp.settings import Settings
from data.notes.records import Event, EventKind, Target
from data.warehouse import Warehouse
from tests.data.shop import build_shop, publish

PAGE = "answer-overview.data"


class Counted:
    """Counts how often a page is worked out."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.times = 0
        first = kpi.DECK[0]
        draw = first.draw

        def drawn(asked: Asked, mode: str) -> Any:
            self.times += 1
            return draw(asked, mode)

        object.__setattr__(first, "draw", drawn)
        self.undo: Callable[[], None] = lambda: object.__setattr__(first, "draw", draw)


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> Iterator[Counted]:
    """How often the overview was drawn."""
    found = Counted(monkeypatch)
    yield found
    found.undo()


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


def visitor(services: Services, settings: Settings, *, kept: bool = True) -> FlaskClient:
    """Somebody on another worker."""
    app = create_app(services, settings)
    if kept:
        keep_answers(app, services, make_cache(None, settings.cache_dir))
    client: FlaskClient = app.server.test_client()
    return client


def ask(
    client: FlaskClient,
    query: str = "period=all",
    mode: str = "light",
    toggles: Any = None,
    **sent: Any,
) -> Any:
    """The question of the overview; `toggles` is how often each table behind a card was pressed."""
    listed = client.get("/_dash-dependencies").get_json()
    item = next(one for one in listed if one["output"] == PAGE)
    known = {"question-overview": query, "theme": mode}
    held = [{**entry, "value": known.get(entry["id"], toggles)} for entry in item["state"]]
    body = {
        "output": PAGE,
        "outputs": {"id": "answer-overview", "property": "data"},
        "inputs": [{**entry, "value": known[entry["id"]]} for entry in item["inputs"]],
        "state": held,
        "changedPropIds": ["question-overview.data"],
    }
    return client.post(
        "/_dash-update-component",
        data=json.dumps(body),
        **{"content_type": "application/json", **sent},
    )


def headers(answer: Any) -> dict[str, str]:
    """The headers but the one that tells requests apart."""
    return {name: value for name, value in answer.headers if name != "X-Request-ID"}


def test_the_answer_kept_is_the_answer_given(services: Services, settings: Settings) -> None:
    plain = ask(visitor(services, settings, kept=False))
    client = visitor(services, settings)
    first, again = ask(client), ask(client)
    elsewhere = ask(visitor(services, settings))
    for one in (first, again, elsewhere):
        assert one.data == plain.data
        assert headers(one) == headers(plain)
    assert "£155.50" in plain.text


def test_it_is_worked_out_once_for_all_workers(
    services: Services, settings: Settings, counted: Counted
) -> None:
    client = visitor(services, settings)
    ask(client)
    ask(client)
    ask(visitor(services, settings))
    assert counted.times == 1
    ask(client, "period=last-28")
    ask(client, mode="dark")
    assert counted.times == 3


def test_a_page_behaves_the_same_with_kept_answers(services: Services, settings: Settings) -> None:
    def opened(client: FlaskClient) -> Page:
        def send(path: str, body: Any) -> tuple[int, bytes]:
            answer = client.get(path) if body is None else client.post(path, json=body)
            return answer.status_code, answer.get_data()

        page = Page(send, connections=1)
        page.open("?period=all")
        page.change("filter-countries", "value", ["Germany"])
        return page

    kept = visitor(services, settings)
    pages = [opened(one) for one in (visitor(services, settings, kept=False), kept, kept)]
    for page in pages:
        assert page.value("kpi-gross_sales-value", "children") == "£90.00"
        assert page.value("location", "search") == "?period=all&country=Germany"


def test_a_new_release_is_asked_anew(
    services: Services, settings: Settings, counted: Counted, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("data.warehouse.LOOK_EVERY", 0.0)
    client = visitor(services, settings)
    ask(client)
    publish(services.desk.store)
    ask(client)
    assert counted.times == 2


def test_a_new_event_and_a_new_target_are_asked_anew(
    services: Services, settings: Settings, counted: Counted
) -> None:
    client = visitor(services, settings)
    ask(client)
    day = date(2026, 6, 10)
    services.notes.add_event(Event(0, day, day, EventKind.CAMPAIGN, "Fair"), "")
    ask(client)
    services.notes.set_targets([Target(date(2026, 6, 1), Decimal(100), "GBP")], "GBP", "")
    ask(client)
    ask(client)
    assert counted.times == 3


def test_the_next_day_is_asked_anew(
    services: Services, settings: Settings, counted: Counted, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = visitor(services, settings)
    for day in (date(2026, 8, 1), date(2026, 8, 1), date(2026, 8, 2)):
        monkeypatch.setattr(kept_answers, "today", lambda _release, day=day: day)
        ask(client)
    assert counted.times == 2


def test_who_may_see_less_never_gets_the_answer_of_who_sees_more(
    services: Services, settings: Settings, counted: Counted, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = visitor(services, settings)
    ask(client)
    monkeypatch.setattr(services.desk.roles, "_asks_nobody", False)
    ask(client)
    assert counted.times == 2
    scoped = Warehouse(
        services.desk.store,
        make_cache(None, settings.cache_dir),
        memory_mb=settings.query_memory_mb,
        threads=settings.query_threads,
        scope="north",
    )
    ask(visitor(replace(services, warehouse=scoped), settings))
    assert counted.times == 3


def test_an_answer_with_a_failed_card_is_not_kept(services: Services, settings: Settings) -> None:
    client, first = visitor(services, settings), kpi.DECK[0]
    draw = first.draw

    def fails(asked: Asked, mode: str) -> Any:
        raise RuntimeError("The disk is gone.")

    object.__setattr__(first, "draw", fails)
    try:
        assert "reference" in ask(client).text
    finally:
        object.__setattr__(first, "draw", draw)
    assert "reference" not in ask(client).text


def test_a_failing_cache_changes_no_answer_and_keeps_none(
    services: Services, settings: Settings, counted: Counted, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = ask(visitor(services, settings, kept=False)).data
    client = visitor(services, settings)
    with monkeypatch.context() as broken:

        def fails(*_: Any) -> Any:
            raise OSError("No space left.")

        broken.setattr("dashapp.answer_stores.FileStore.get", fails)
        assert ask(client).data == plain
    assert ask(client).data == plain


def test_many_who_ask_at_once_are_answered_by_one_computation(
    services: Services, settings: Settings, counted: Counted
) -> None:
    clients = [visitor(services, settings) for _ in range(4)]
    together = Barrier(len(clients))

    def asked(client: FlaskClient) -> bytes:
        together.wait()
        found: bytes = ask(client).data
        return found

    with ThreadPoolExecutor(len(clients)) as pool:
        found = set(pool.map(asked, clients))
    assert len(found) == 1
    assert counted.times == 1


def test_without_a_release_the_page_says_so_itself(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    client = visitor(build_services(settings), settings)
    assert "There are no figures to show" in ask(client).text


def test_what_was_pressed_to_ask_makes_no_difference_but_an_open_table_does(
    services: Services, settings: Settings, counted: Counted
) -> None:
    client = visitor(services, settings)
    closed = ask(client).data
    assert ask(client, toggles=2).data == closed
    assert counted.times == 1
    assert ask(client, toggles=1).data != closed
    assert counted.times == 2


def test_what_no_page_sends_is_answered_by_dash_itself(
    services: Services, settings: Settings
) -> None:
    plain, kept = visitor(services, settings, kept=False), visitor(services, settings)
    for mode in ({"a": 1}, [1], None, 7):
        assert ask(kept, mode=mode).data == ask(plain, mode=mode).data  # type: ignore[arg-type]
