"""What valuing a million customers costs, against the least the database itself needs.

`python -m bench.customer_value CUSTOMERS`. A draft with about two and a half orders per customer
over three years is trained as the product does it: histories grouped, MBG/NBD, BG/NBD and
Gamma-Gamma fitted, half a year held out and fitted again, everybody scored with intervals and
dates, and written. The floor is DuckDB's own grouping of the same orders by customer and day, and
of these by customer. Beside it, fitting and scoring alone. Each in a process of its own, timed from
when everything is imported.
"""

from __future__ import annotations

import os
import platform
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

import duckdb
import sqlalchemy as sa

from bench.server import ROOT
from dashapp.training.value import HORIZONS, learn_value
from dashapp.valuing import learn, scored
from data import schema
from data.engines import writer_engine
from data.learning_value import release_buyers
from data.span import Span

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from data.releases import Draft

CUSTOMERS = 1_000_000
FIRST_DAY, LAST_DAY = date(2023, 11, 23), date(2026, 11, 21)
# Rates differ between customers like an exponential law, most come once, all leave some time.
ORDERS = """INSERT INTO fact_orders
    WITH customer AS (SELECT i, hash(i) % 1000 AS begun, 1 + hash(i, 1) % 400 AS pace,
        CASE WHEN hash(i, 2) % 100 < 55 THEN 1 ELSE 2 + hash(i, 3) % 6 END AS orders,
        20 + hash(i, 4) % 80 AS spend FROM range(1, {customers} + 1) t(i)),
    placed AS (SELECT i, spend, n, begun + sum(CASE n WHEN 0 THEN 0
        ELSE 1 + hash(i, n, 5) % pace END) OVER (PARTITION BY i ORDER BY n) AS day
        FROM customer, unnest(range(orders::BIGINT)) u(n))
    SELECT DATE '2023-11-23' + CAST(day AS INTEGER), row_number() OVER (), i, 'UK', 'web', 0, 12,
        n + 1, 1, (spend * (50 + hash(i, n, 6) % 100) / 100)::DECIMAL(18, 4), 0, 0, 0, 0
    FROM placed WHERE day <= {days} ORDER BY day"""
GROUPED = """SELECT count(*), sum(days), sum(value), sum(last - first) FROM (
    SELECT customer_key, count(*) AS days, min(date) AS first, max(date) AS last,
        sum(value) AS value FROM (
            SELECT customer_key, date, sum(gross - discount) AS value FROM fact_orders
            GROUP BY customer_key, date) GROUP BY customer_key)"""


@dataclass(frozen=True, slots=True)
class Cost:
    """What one process used."""

    wall: float
    cpu: float
    peak_mb: float


def main(customers: int) -> None:
    """Make the orders, measure, print."""
    with TemporaryDirectory(prefix="sales-bench-") as folder:
        path = Path(folder) / "draft.duckdb"
        orders = _make(path, customers)
        print(f"{customers:,} customers, {orders:,} orders; {os.cpu_count()} cores, ", end="")
        print(f"Python {platform.python_version()}, DuckDB {duckdb.__version__}")
        print(
            f"{'':30}{'wall s':>8}{'cpu s':>8}{'peak MB':>9}{'x wall':>8}{'x cpu':>7}", flush=True
        )
        floor = _measured("floor", path)
        _print("grouping by the database alone", floor, floor)
        _print("fit and score", _measured("score", path), floor)
        _print("the whole lesson", _measured("lesson", path), floor)


def _print(name: str, cost: Cost, floor: Cost) -> None:
    print(
        f"{name:30}{cost.wall:8.1f}{cost.cpu:8.1f}{cost.peak_mb:9.0f}"
        f"{cost.wall / floor.wall:8.1f}{cost.cpu / floor.cpu:7.1f}",
        flush=True,
    )


def _make(path: Path, customers: int) -> int:
    with _draft(path) as engine, engine.begin() as connection:
        schema.METADATA.create_all(connection, tables=schema.DERIVED)
        days = (LAST_DAY - FIRST_DAY).days
        connection.exec_driver_sql(ORDERS.format(customers=customers, days=days))
        count = sa.select(sa.func.count()).select_from(schema.fact_orders)
        return int(connection.execute(count).scalar_one())


@contextmanager
def _draft(path: Path) -> Iterator[sa.Engine]:
    engine = writer_engine(path)
    try:
        yield engine
    finally:
        engine.dispose()


def _measured(what: str, path: Path) -> Cost:
    """Do it in a process of its own, because a process keeps its highest memory."""
    command = [sys.executable, "-m", "bench.customer_value", what, str(path)]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    said = process.stdout.read().split() if process.stdout else []
    _, status, spent = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode or len(said) != 2:
        raise SystemExit(f"{what} failed.")
    return Cost(float(said[0]), float(said[1]), spent.ru_maxrss / 1024)


def _timed(work: Callable[[Path], None], path: Path) -> None:
    wall, cpu = time.perf_counter(), time.process_time()
    work(path)
    print(time.perf_counter() - wall, time.process_time() - cpu)


def _floor(path: Path) -> None:
    with _draft(path) as engine, engine.connect() as connection:
        connection.exec_driver_sql(GROUPED).one()


def _score(path: Path) -> None:
    with _draft(path) as engine, release_buyers(engine, LAST_DAY) as buyers:
        model = learn(buyers)
        valued = sum(len(piece) for piece in scored(model, buyers, HORIZONS))
        if valued != buyers.size:
            raise SystemExit(model.sentence())


def _lesson(path: Path) -> None:
    with _draft(path) as engine:
        draft = SimpleNamespace(id="bench", engine=engine, artefacts=path.parent / "models")
        learn_value(cast("Draft", draft), Span(FIRST_DAY, LAST_DAY, 0, 0))


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["floor", path]:
            _timed(_floor, Path(path))
        case ["score", path]:
            _timed(_score, Path(path))
        case ["lesson", path]:
            _timed(_lesson, Path(path))
        case [customers]:
            main(int(customers))
        case _:
            main(CUSTOMERS)
