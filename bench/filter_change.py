"""What a changed filter costs on the Overview, in shops of several sizes.

`python -m bench filter_change`. In one run,
on the same machine: the change when nothing is cached, the same change when it is, the SQL behind
it without anything around it, and a callback that does nothing.
"""

from __future__ import annotations

import shutil
import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from itertools import product
from pathlib import Path
from typing import Any

import pandas as pd
import sqlalchemy as sa
from flask.testing import FlaskClient

from bench.page import Page, http
from bench.rows import Row
from bench.scale import Scale
from bench.server import Server, serving
from dashapp.factory import create_app
from dashapp.logs import configure_logs
from dashapp.services import build_services
from dashapp.settings import Settings
from dashapp.stores import build_store
from data.warehouse import View, Warehouse

CHANGES = 15
# The most: of the bare SQL with an empty callback, of an empty callback, of the smallest shop.
UNCACHED_AIM, CACHED_AIM, GROWTH_AIM = 1.5, 2, 4
WORKER_MB_AIM = 400
PERIODS = {"last 28 days": "", "whole history": "?period=all"}

Statement = tuple[str, Any]


@dataclass(slots=True)
class Times:
    """Of one thing: milliseconds by the clock and of the processor, and how many requests it is."""

    requests: int = 0
    wall: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)

    @property
    def median(self) -> float:
        """By the clock."""
        return statistics.median(self.wall)

    @property
    def work(self) -> float:
        """Of the processor, the mean."""
        return statistics.fmean(self.cpu)


@dataclass(frozen=True, slots=True)
class Measured:
    """A change nobody asked for before, one that was, its bare SQL, and megabytes of a worker."""

    uncached: Times
    cached: Times
    sql: Times
    worker: float


class Uncached:
    """Computes every time: the one thing that is not measured with the bare SQL is the cache."""

    def get_or_compute(self, _key: str, compute: Callable[[], pd.DataFrame]) -> pd.DataFrame:
        """The frame, computed."""
        return compute()


def rows(scale: Scale) -> list[Row]:
    """Changes of the filter bar for every shop, and how they grow from the smallest."""
    configure_logs(Settings(log_level="WARNING"))
    found: list[Row] = []
    first: dict[str, float] = {}
    for lines in scale.shops:
        folder = scale.shop(lines)
        empty = _floor(folder)
        for period, search in PERIODS.items():
            measured = _measure(folder, search)
            what = f"{lines:,} lines, {period}"
            found += _table(what, measured, empty)
            least = first.setdefault(period, measured.uncached.median)
            if lines > scale.shops[0]:
                small = f"{scale.shops[0]:,} lines"
                wall = measured.uncached.median
                found.append(Row(f"{what}: growth", wall, "ms", least, small, GROWTH_AIM))
    return found


def _table(what: str, measured: Measured, empty: Times) -> Iterator[Row]:
    """The rows of one period of one shop."""
    uncached, cached, sql = measured.uncached, measured.cached, measured.sql
    needed = f"{sql.requests} statements and an empty callback"
    least = sql.median + empty.median
    yield Row(f"{what}: nothing cached", uncached.median, "ms", least, needed, UNCACHED_AIM)
    yield Row(f"{what}: nothing cached", uncached.work, "ms CPU", sql.work + empty.work, needed)
    yield Row(f"{what}: cached", cached.median, "ms", empty.median, "an empty callback", CACHED_AIM)
    yield Row(f"{what}: memory of the larger worker", measured.worker, "MB", aim=WORKER_MB_AIM)


def _measure(folder: Path, search: str) -> Measured:
    """Uncached, cached and bare SQL for one period."""
    # An earlier run has asked the same of the same release.
    shutil.rmtree(Settings(data_dir=folder).cache_dir, ignore_errors=True)
    with serving(folder) as server:
        page = Page(http(server.port))
        page.open(search)
        values = _values(page)
        # The first questions of a new process fill buffers and compile templates.
        _timed(server, page, [next(values) for _ in range(3)])
        asked = [next(values) for _ in range(CHANGES)]
        uncached = _timed(server, page, asked)
        cached = _timed(server, page, asked)
        worker = server.worker_mb()
    return Measured(uncached, cached, _bare_sql(folder, search, asked), worker)


def _values(page: Page) -> Iterator[tuple[str, str]]:
    """Pairs of country and category, each asked for once in a run.

    The country is changed first, so that a pair is also asked on the way to the next one.
    """
    countries = _options(page, "filter-countries")
    categories = _options(page, "filter-categories")
    asked: set[tuple[str, str]] = set()
    before = ""
    # Neighbours differ in both, like the clicks of somebody who looks around.
    for country, category in sorted(product(countries, categories), key=_mixed):
        steps = {(country, before), (country, category)}
        if len(steps) == 2 and not steps & asked:
            asked |= steps
            before = category
            yield country, category


def _mixed(pair: tuple[str, str]) -> int:
    """An order that is the same in every run."""
    return sum((index + 7) * ord(letter) for index, letter in enumerate("/".join(pair))) % 9973


def _options(page: Page, control: str) -> list[str]:
    options = page.value(control, "options") or []
    return [str(option["value"]) if isinstance(option, dict) else str(option) for option in options]


def _timed(server: Server, page: Page, asked: list[tuple[str, str]]) -> Times:
    row = Times()
    for country, category in asked:
        page.change("filter-countries", "value", [country])
        # The requests follow each other; what the page does with the answers is no server's work.
        cpu, waited = server.cpu_seconds(), page.waited
        row.requests = page.change("filter-categories", "value", [category])
        row.wall.append((page.waited - waited) * 1000)
        row.cpu.append((server.cpu_seconds() - cpu) * 1000)
    return row


def _warehouse(folder: Path) -> Warehouse:
    settings = Settings(data_dir=folder)
    return Warehouse(build_store(settings), Uncached(), memory_mb=settings.query_memory_mb)


def _bare_sql(folder: Path, search: str, asked: list[tuple[str, str]]) -> Times:
    """The statements that these changes send, run one after the other on an open connection."""
    settings = Settings(data_dir=folder)
    warehouse = _warehouse(folder)
    services = replace(build_services(settings), warehouse=warehouse)
    view = warehouse.view()
    client = create_app(services, settings).server.test_client()
    statements = _recorded(client, view, search, asked)
    row = Times(round(statistics.fmean(len(sent) for sent in statements)))
    for sent in statements:
        start, cpu = time.perf_counter(), time.process_time()
        _run(view, sent)
        row.wall.append((time.perf_counter() - start) * 1000)
        row.cpu.append((time.process_time() - cpu) * 1000)
    return row


def _recorded(
    client: FlaskClient, view: View, search: str, asked: list[tuple[str, str]]
) -> list[list[Statement]]:
    """The statements of each change, caught where SQLAlchemy hands them to DuckDB."""
    caught: list[Statement] = []

    @sa.event.listens_for(view.engine, "before_cursor_execute")
    def catch(_c: Any, _cur: Any, statement: str, parameters: Any, *_: Any) -> None:
        caught.append((statement, parameters))

    def send(path: str, body: Any) -> tuple[int, bytes]:
        answer = client.get(path) if body is None else client.post(path, json=body)
        return answer.status_code, answer.data

    page = Page(send, connections=1)
    page.open(search)
    found = []
    for country, category in asked:
        page.change("filter-countries", "value", [country])
        caught.clear()
        page.change("filter-categories", "value", [category])
        found.append(caught.copy())
    return found


def _run(view: View, statements: list[Statement]) -> None:
    connection = view.engine.raw_connection()
    try:
        for statement, parameters in statements:
            cursor = connection.cursor()
            cursor.execute(statement, parameters)
            cursor.fetchall()
    finally:
        connection.close()


def _floor(folder: Path) -> Times:
    """A callback that does nothing, on the same kind of server."""
    row = Times(requests=1)
    with serving(folder, "bench.floor:server", probe="/") as server:
        page = Page(http(server.port))
        for number in range(20 + CHANGES * 5):
            cpu, waited = server.cpu_seconds(), page.waited
            page.change("question", "value", str(number))
            if number >= 20:
                row.wall.append((page.waited - waited) * 1000)
                row.cpu.append((server.cpu_seconds() - cpu) * 1000)
    return row
