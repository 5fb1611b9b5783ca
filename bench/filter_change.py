"""What a changed filter costs on the overview of a shop with a million order lines.

`make bench`, or `python -m bench.filter_change FOLDER` for the shop in another folder. In one run,
on the same machine: the change when nothing is cached, the same change when it is, the SQL behind
it without anything around it, and a callback that does nothing.
"""

from __future__ import annotations

import os
import platform
import shutil
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from itertools import product
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import sqlalchemy as sa
from flask.testing import FlaskClient

from bench.page import Page, http
from bench.server import ROOT, Server, ensure_shop, serving
from dashapp.factory import create_app
from dashapp.logs import configure_logs
from dashapp.services import build_services
from dashapp.settings import Settings
from dashapp.stores import build_store
from data.warehouse import View, Warehouse

DEFAULT = ROOT / "var" / "bench"
LINES = 1_000_000
CHANGES = 15
PERIODS = {"last 28 days": "", "whole history": "?period=all"}

Statement = tuple[str, Any]


@dataclass(slots=True)
class Row:
    """Times of one thing, in milliseconds."""

    name: str
    requests: int = 0
    wall: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)

    def cells(self, raw: Row, empty: Row) -> tuple[str, ...]:
        """The row of the table; ratios against the bare SQL, and against an empty callback."""
        wall, cpu = statistics.median(self.wall), statistics.fmean(self.cpu)
        ratio = cpu / max(statistics.fmean(raw.cpu), 0.01)
        slow = sorted(self.wall)[int(len(self.wall) * 0.95)]
        return (
            self.name,
            str(self.requests or "-"),
            f"{wall:.1f}",
            f"{slow:.1f}",
            f"{cpu:.1f}",
            f"{wall / statistics.median(raw.wall):.2f}",
            f"{ratio:.2f}",
            f"{wall / statistics.median(empty.wall):.1f}",
        )


class Uncached:
    """Computes every time: the one thing that is not measured with the bare SQL is the cache."""

    def get_or_compute(self, _key: str, compute: Callable[[], pd.DataFrame]) -> pd.DataFrame:
        """The frame, computed."""
        return compute()


def main(folder: Path) -> None:
    """Build what is missing, measure, print."""
    configure_logs(Settings(data_dir=folder, log_level="WARNING"))
    ensure_shop(folder, LINES)
    rows = {period: _measure(folder, search) for period, search in PERIODS.items()}
    floor = _floor(folder)
    view = _warehouse(folder).view()
    print(
        f"\n{view.release.lines:,} order lines, {view.release.orders:,} orders; "
        f"{os.cpu_count()} cores, Python {platform.python_version()}, DuckDB {duckdb.__version__}; "
        f"2 workers, {CHANGES} changes each. Milliseconds; ratios to the bare SQL, "
        "and of the wall time to an empty callback."
    )
    for period, found in rows.items():
        _print(period, [*found, floor], raw=found[-1])


def _measure(folder: Path, search: str) -> list[Row]:
    """Uncached, cached and bare SQL for one period."""
    # An earlier run has asked the same of the same release.
    shutil.rmtree(Settings(data_dir=folder).cache_dir, ignore_errors=True)
    with serving(folder) as server:
        page = Page(http(server.port))
        page.open(search)
        values = _values(page)
        # The first questions of a new process fill buffers and compile templates.
        _timed(server, "warm-up", page, [next(values) for _ in range(3)])
        asked = [next(values) for _ in range(CHANGES)]
        uncached = _timed(server, "filter changed, nothing cached", page, asked)
        cached = _timed(server, "filter changed, cached", page, asked)
    return [uncached, cached, _bare_sql(folder, search, asked)]


def _values(page: Page) -> Iterator[tuple[str, str]]:
    """Pairs of country and category, each asked for once in a run."""
    countries = _options(page, "filter-countries")
    categories = _options(page, "filter-categories")
    pairs = list(product(countries, categories))
    # Neighbours differ in both, like the clicks of somebody who looks around.
    yield from sorted(pairs, key=_mixed)


def _mixed(pair: tuple[str, str]) -> int:
    """An order that is the same in every run."""
    return sum((index + 7) * ord(letter) for index, letter in enumerate("/".join(pair))) % 9973


def _options(page: Page, control: str) -> list[str]:
    options = page.value(control, "options") or []
    return [str(option["value"]) if isinstance(option, dict) else str(option) for option in options]


def _timed(server: Server, name: str, page: Page, asked: list[tuple[str, str]]) -> Row:
    row = Row(name)
    for country, category in asked:
        page.change("filter-countries", "value", [country])
        cpu, start = server.cpu_seconds(), time.perf_counter()
        row.requests = page.change("filter-categories", "value", [category])
        row.wall.append((time.perf_counter() - start) * 1000)
        row.cpu.append((server.cpu_seconds() - cpu) * 1000)
    return row


def _warehouse(folder: Path) -> Warehouse:
    settings = Settings(data_dir=folder)
    return Warehouse(build_store(settings), Uncached(), memory_mb=settings.query_memory_mb)


def _bare_sql(folder: Path, search: str, asked: list[tuple[str, str]]) -> Row:
    """The statements that these changes send, run one after the other on an open connection."""
    settings = Settings(data_dir=folder)
    warehouse = _warehouse(folder)
    services = replace(build_services(settings), warehouse=warehouse)
    view = warehouse.view()
    client = create_app(services, settings).server.test_client()
    statements = _recorded(client, view, search, asked)
    row = Row("the SQL alone")
    for sent in statements:
        start, cpu = time.perf_counter(), time.process_time()
        _run(view, sent)
        row.wall.append((time.perf_counter() - start) * 1000)
        row.cpu.append((time.process_time() - cpu) * 1000)
    row.name = f"the SQL alone, {statistics.fmean(len(sent) for sent in statements):.0f} statements"
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


def _floor(folder: Path) -> Row:
    """A callback that does nothing, on the same kind of server."""
    row = Row("an empty callback", requests=1)
    with serving(folder, "bench.floor:server", probe="/") as server:
        page = Page(http(server.port))
        for number in range(20 + CHANGES * 5):
            cpu, start = server.cpu_seconds(), time.perf_counter()
            page.change("question", "value", str(number))
            if number >= 20:
                row.wall.append((time.perf_counter() - start) * 1000)
                row.cpu.append((server.cpu_seconds() - cpu) * 1000)
    return row


def _print(title: str, rows: list[Row], raw: Row) -> None:
    head = (
        "",
        "requests",
        "wall median",
        "wall p95",
        "CPU mean",
        "wall ratio",
        "CPU ratio",
        "empty",
    )
    table = [head, *(row.cells(raw, rows[-1]) for row in rows)]
    widths = [max(len(line[column]) for line in table) for column in range(len(head))]
    print(f"\nOverview, {title}")
    for line in table:
        first, *rest = line
        numbers = (cell.rjust(width) for cell, width in zip(rest, widths[1:], strict=True))
        print("  ", first.ljust(widths[0]), *numbers)


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve() if len(sys.argv) > 1 else DEFAULT)
