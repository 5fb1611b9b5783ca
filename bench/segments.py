"""What finding and writing the clusters of ten million customers costs.

`make bench`, or `python -m bench.segments CUSTOMERS`. The customers are made inside DuckDB, as a
release holds them. Measured is what training does with them: a repeatable sample, K-Means with
silhouette and bootstrap for every number of clusters, everybody put into the nearest centre by the
database, and the profiles; then the same a week later, when everybody who is near a border stays.
The floor is DuckDB's own `INSERT ... SELECT` of the same features into a table. Each in a process
of its own. Times as multiples of the floor, by the clock and by processor time.
"""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

from bench.server import ROOT
from dashapp.training.segments import rule_of
from data import schema
from data.engines import writer_engine
from data.learning_segments import read_sample, write_clusters
from data.queries.segment_scoring import Centres
from models.segmentation import Segmenter

CUSTOMERS = 10_000_000
PEOPLE = """INSERT INTO dim_customer
    SELECT i AS customer_key, 'c' || i AS customer_id, NULL FROM range(1, {customers} + 1) t(i)"""
# Four kinds of customers, and everything between them; one in ten has lapsed.
FEATURES = """INSERT INTO customer_features
    WITH drawn AS (
        SELECT i, hash(i) % 4 AS kind, (hash(i * 7) % 10_000) / 10_000 AS a,
            (hash(i * 11) % 10_000) / 10_000 AS b, (hash(i * 13) % 10_000) / 10_000 AS c
        FROM range(1, {customers} + 1) t(i)
    )
    SELECT i, DATE '2024-01-01', DATE '2026-01-01', 700, 3,
        CASE WHEN hash(i * 17) % 10 > 0
            THEN (CASE WHEN kind < 2 THEN 10 + 60 * a ELSE 150 + 500 * a END)::INTEGER END,
        1 + (CASE WHEN kind % 2 = 0 THEN 12 * b * b ELSE 0 END)::INTEGER,
        (10 + exp(3 + (kind % 2) + 2.5 * c))::DECIMAL(18, 4), 100, 3, 3, 3, 'Loyal'
    FROM drawn"""
STEPS = ("floor", "score", "train", "again")


@dataclass(frozen=True, slots=True)
class Cost:
    """What one process used."""

    wall: float
    cpu: float
    peak_mb: float


def main(customers: int) -> None:
    """Make the customers, measure, print."""
    with TemporaryDirectory(prefix="sales-bench-") as folder:
        shop = Path(folder) / "shop.duckdb"
        print(
            f"{customers:,} customers, DuckDB {duckdb.__version__}, {platform.machine()}, ", end=""
        )
        print(f"{os.cpu_count()} cores")
        _make(shop, customers)
        print(
            f"{'':34}{'wall s':>8}{'cpu s':>8}{'peak MB':>9}{'x wall':>8}{'x cpu':>7}", flush=True
        )
        costs = {step: _measured(step, shop) for step in STEPS}
        for step, says in _SAYS.items():
            _print(says, costs[step], costs["floor"])


_SAYS = {
    "floor": "copy of the features, database alone",
    "score": "clusters of everybody",
    "train": "sample, fit, clusters, profiles",
    "again": "the same, who is near stays",
}


def _print(name: str, cost: Cost, floor: Cost) -> None:
    print(
        f"{name:36}{cost.wall:6.1f}{cost.cpu:8.1f}{cost.peak_mb:9.0f}"
        f"{cost.wall / floor.wall:8.1f}{cost.cpu / floor.cpu:7.1f}",
        flush=True,
    )


def _make(shop: Path, customers: int) -> None:
    engine = writer_engine(shop)
    with engine.begin() as connection:
        schema.METADATA.create_all(connection, tables=schema.DERIVED)
        for statement in (PEOPLE, FEATURES):
            connection.exec_driver_sql(statement.format(customers=customers))
    engine.dispose()


def _measured(step: str, shop: Path) -> Cost:
    """Do it on a copy, in a process of its own, because a process keeps its highest memory."""
    copy = shop.with_name("copy.duckdb")
    if step != "again":  # which goes on with what training left
        shutil.copy(shop, copy)
    command = [sys.executable, "-m", "bench.segments", step, str(copy)]
    started = time.perf_counter()
    process = subprocess.Popen(command, cwd=ROOT)
    _, status, spent = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{step} failed.")
    wall = time.perf_counter() - started
    return Cost(wall, spent.ru_utime + spent.ru_stime, spent.ru_maxrss / 1024)


def _floor(shop: Path) -> None:
    engine = writer_engine(shop)
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE other AS FROM customer_features LIMIT 0")
        connection.exec_driver_sql("INSERT INTO other SELECT * FROM customer_features")
    engine.dispose()


def _score(shop: Path) -> None:
    """Everybody into clusters that are given, which is what grows with their number."""
    engine = writer_engine(shop)
    centres = [[0.5 * n, -0.3 * n, 0.2 * n] for n in range(-2, 3)]
    names = [f"Cluster {n}" for n in range(1, 6)]
    write_clusters(engine, Centres([4.0, 1.0, 5.0], [1.2, 0.6, 1.0], centres, names))
    engine.dispose()


def _train(shop: Path, *, staying: bool = False) -> None:
    engine, segmenter = writer_engine(shop), Segmenter()
    model = segmenter.fit(read_sample(engine, segmenter.fit_sample))
    found = model.profiled(write_clusters(engine, rule_of(model), staying=staying))
    if not staying:
        with engine.begin() as connection:
            connection.exec_driver_sql(
                "INSERT INTO former_clusters SELECT customer_key, cluster FROM customer_segments"
            )
    engine.dispose()
    print(f"  {model.k} clusters of {found.profiles['customers'].sum():,} customers", flush=True)


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["floor", shop]:
            _floor(Path(shop))
        case ["score", shop]:
            _score(Path(shop))
        case ["train", shop]:
            _train(Path(shop))
        case ["again", shop]:
            _train(Path(shop), staying=True)
        case [customers]:
            main(int(customers))
        case _:
            main(CUSTOMERS)
