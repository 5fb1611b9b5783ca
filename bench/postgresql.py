"""What a changed filter costs with the releases on PostgreSQL, and in the embedded engine.

`python -m bench postgresql`. The same release in both, the same page inside this process, the same
changes, nothing cached: by the clock, and of the processor, the server's part included. The floor
is the SQL that a change sends, without anything around it.
"""

from __future__ import annotations

import random
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import product
from pathlib import Path
from typing import Any

import duckdb
import psutil
import sqlalchemy as sa
from pydantic import SecretStr

from bench.filter_change import PERIODS, Times, Uncached
from bench.page import Page
from bench.rows import Row
from bench.scale import Scale
from dashapp.factory import create_app
from dashapp.logs import configure_logs
from dashapp.services import build_services
from dashapp.settings import Settings
from dashapp.stores import build_store
from data.stores import FileStore
from data.warehouse import View, Warehouse
from tests.postgres import running

# What docs/deployment.md says of a server with two gigabytes to spare.
_SERVER = {"shared_buffers": "1GB", "effective_cache_size": "3GB", "random_page_cost": "1.1"}
_WARM_UP, _CHANGES = 3, 8

Clock = Callable[[], float]
Statement = tuple[str, Any]


def rows(scale: Scale) -> list[Row]:
    """Publishing, and changes of the filter bar in both."""
    lines = scale.compared
    folder = scale.shop(lines)
    configure_logs(Settings(log_level="WARNING"))
    with running(**_SERVER) as server, tempfile.TemporaryDirectory() as place:
        work = _work_of(psutil.Process(server.process.pid))
        there = Settings(
            data_dir=Path(place), database_url=SecretStr(server.new_database()), query_timeout_s=600
        )
        found = [_publishing(folder, there, f"{lines:,} lines", work)]
        for period, search in PERIODS.items():
            what = f"{lines:,} lines, {period}"
            embedded = _changes(Settings(data_dir=folder), search, time.process_time)
            found += _table(what, embedded, _changes(there, search, work))
    return found


def _table(what: str, embedded: tuple[Times, Times], served: tuple[Times, Times]) -> Iterator[Row]:
    page, sql = served
    needed = f"its {sql.requests} statements on PostgreSQL"
    yield Row(f"{what}: PostgreSQL, nothing cached", page.median, "ms", sql.median, needed)
    yield Row(f"{what}: PostgreSQL, nothing cached", page.work, "ms CPU", sql.work, needed)
    inside = "the same on DuckDB"
    yield Row(f"{what}: PostgreSQL, page", page.median, "ms", embedded[0].median, inside)
    yield Row(f"{what}: PostgreSQL, page", page.work, "ms CPU", embedded[0].work, inside)
    yield Row(f"{what}: PostgreSQL, SQL alone", sql.median, "ms", embedded[1].median, inside)
    yield Row(f"{what}: PostgreSQL, SQL alone", sql.work, "ms CPU", embedded[1].work, inside)


def _publishing(folder: Path, there: Settings, what: str, work: Clock) -> Row:
    """Copying a built release to the server, beside writing it into another file of DuckDB."""
    files = FileStore(Settings(data_dir=folder).releases_dir)
    release = files.current_or_fail()
    file = files.path(release)
    with build_store(there).begin() as draft:
        shutil.copyfile(file, draft.path)
        shutil.copytree(files.artefacts(release), draft.artefacts, dirs_exist_ok=True)
        cpu = work()
        draft.publish(replace(files.info(release), id=draft.id, created_at=draft.created_at))
        spent = work() - cpu
    return Row(f"{what}: publishing on PostgreSQL", spent, "s CPU", _copied(file), "DuckDB's copy")


def _copied(file: Path) -> float:
    """Processor seconds in which DuckDB copies all tables into another file."""
    with tempfile.TemporaryDirectory() as place, duckdb.connect() as connection:
        cpu = time.process_time()
        connection.execute(f"ATTACH '{file}' AS built (READ_ONLY)")
        connection.execute(f"ATTACH '{place}/copy.duckdb' AS copied")
        connection.execute("COPY FROM DATABASE built TO copied")
        return time.process_time() - cpu


def _work_of(server: psutil.Process) -> Clock:
    """Processor seconds of this process and of all that the server has begun, also of the dead."""

    def spent() -> float:
        own = server.cpu_times()
        begun = sum(map(_seconds, server.children(recursive=True)))
        ended = own.children_user + own.children_system
        return time.process_time() + own.user + own.system + ended + begun

    return spent


def _seconds(process: psutil.Process) -> float:
    try:
        spent = process.cpu_times()
    except psutil.NoSuchProcess:  # its parent counts it now
        return 0.0
    return float(spent.user + spent.system)


def _changes(settings: Settings, search: str, work: Clock) -> tuple[Times, Times]:
    """The page, and the bare SQL, after each of some changes of the filters."""
    # An earlier run has asked the same of the same release.
    shutil.rmtree(settings.cache_dir, ignore_errors=True)
    warehouse = Warehouse(build_store(settings), Uncached(), memory_mb=settings.query_memory_mb)
    view = warehouse.view()
    client = create_app(
        replace(build_services(settings), warehouse=warehouse), settings
    ).server.test_client()

    def send(path: str, body: Any) -> tuple[int, bytes]:
        answer = client.get(path) if body is None else client.post(path, json=body)
        return answer.status_code, answer.data

    page = Page(send, connections=1)
    page.open(search)
    whole, bare = Times(), Times()
    with _catching(view) as caught:
        for number, (country, category) in enumerate(_pairs(page)):
            page.change("filter-countries", "value", [country])
            caught.clear()
            times = whole if number >= _WARM_UP else Times()
            with _timed(times, work):
                page.change("filter-categories", "value", [category])
            sent = caught.copy()
            with _timed(bare if number >= _WARM_UP else Times(), work):
                _run(view, sent)
            bare.requests = max(bare.requests, len(sent))
    return whole, bare


def _pairs(page: Page) -> list[tuple[str, str]]:
    """Countries and categories, the same in every run."""
    countries, categories = (
        [option["value"] if isinstance(option, dict) else option for option in options]
        for options in (
            page.value("filter-countries", "options"),
            page.value("filter-categories", "options"),
        )
    )
    pairs = list(product(countries, categories))
    random.Random(7).shuffle(pairs)
    return pairs[: _WARM_UP + _CHANGES]


@contextmanager
def _timed(times: Times, work: Clock) -> Iterator[None]:
    cpu, start = work(), time.perf_counter()
    yield
    times.wall.append((time.perf_counter() - start) * 1000)
    times.cpu.append((work() - cpu) * 1000)


@contextmanager
def _catching(view: View) -> Iterator[list[Statement]]:
    """The statements that SQLAlchemy hands to the driver."""
    caught: list[Statement] = []

    def catch(_c: Any, _cur: Any, statement: str, parameters: Any, *_: Any) -> None:
        caught.append((statement, parameters))

    sa.event.listen(view.engine, "before_cursor_execute", catch)
    yield caught
    sa.event.remove(view.engine, "before_cursor_execute", catch)


def _run(view: View, statements: list[Statement]) -> None:
    connection = view.engine.raw_connection()
    try:
        for statement, parameters in statements:
            cursor = connection.cursor()
            cursor.execute(statement, parameters)
            cursor.fetchall()
    finally:
        connection.close()
