"""What loading ten million order lines costs, against the least the database itself needs.

`make bench`, or `python -m bench.load_rate LINES`. Two folders in the star layout, one of Parquet
files and one of CSV, each loaded in a process of its own as the product does it: typed, checked,
compared with what is stored, and entered in the books. The floor is DuckDB's own
`CREATE TABLE AS SELECT * FROM read_parquet` (`read_csv`) of the same files, in the same run.
Times as multiples of the floor: by the clock, and by processor time, which neighbours disturb less.
"""

from __future__ import annotations

import os
import platform
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

from bench.server import ROOT
from data.engines import writer_engine
from data.ingest import LoadOptions, load
from data.progress import silent

LINES = 10_000_000
LINES_PER_ORDER = 2.5
FORMATS = {"parquet": "(FORMAT parquet)", "csv": "(FORMAT csv, HEADER)"}
READERS = {"parquet": "read_parquet", "csv": "read_csv"}
TABLES = {
    "products": """SELECT 'p' || i AS product_id, 'Product ' || i AS name, 'c' || i % 20 AS category
        FROM range(2000) t(i)""",
    "orders": """SELECT 'o' || i AS order_id, 'c' || hash(i) % 400_000 AS customer_id,
        TIMESTAMP '2023-01-01' + INTERVAL (i * 94_608_000 // {orders}) SECOND AS ordered_at,
        'EUR' AS currency, (hash(i) % 900)::DECIMAL(18, 2) / 100 AS shipping
        FROM range({orders}) t(i)""",
    "order_items": """SELECT 'l' || i AS order_item_id, 'o' || i * {orders} // {lines} AS order_id,
        'p' || hash(i) % 2000 AS product_id, 1 + hash(i) % 3 AS quantity,
        ((99 + hash(i) % 20_000) / 100)::DECIMAL(18, 2) AS unit_price
        FROM range({lines}) t(i)""",
}


@dataclass(frozen=True, slots=True)
class Cost:
    """What one process used."""

    wall: float
    cpu: float
    peak_mb: float


def main(lines: int) -> None:
    """Make the files, measure, print."""
    with TemporaryDirectory(prefix="sales-bench-") as folder:
        place = Path(folder)
        print(f"{lines:,} order lines, DuckDB {duckdb.__version__}, {platform.machine()}, ", end="")
        print(f"{os.cpu_count()} cores")
        print(f"{'':22}{'wall s':>8}{'cpu s':>8}{'peak MB':>9}{'lines/s':>12}", end="")
        print(f"{'x wall':>8}{'x cpu':>7}", flush=True)
        for form in FORMATS:
            _make(place / form, form, lines)
            floor = _measured("floor", form, place)
            _print(f"{form}, database alone", floor, lines, floor)
            _print(f"{form}, load", _measured("load", form, place), lines, floor)


def _print(name: str, cost: Cost, lines: int, floor: Cost) -> None:
    print(
        f"{name:22}{cost.wall:8.1f}{cost.cpu:8.1f}{cost.peak_mb:9.0f}{lines / cost.wall:12,.0f}"
        f"{cost.wall / floor.wall:8.1f}{cost.cpu / floor.cpu:7.1f}",
        flush=True,
    )


def _make(folder: Path, form: str, lines: int) -> None:
    folder.mkdir()
    sizes = {"lines": lines, "orders": int(lines / LINES_PER_ORDER)}
    with duckdb.connect(config={"memory_limit": "2GB"}) as connection:
        for name, query in TABLES.items():
            target = folder / f"{name}.{form}"
            connection.execute(f"COPY ({query.format(**sizes)}) TO '{target}' {FORMATS[form]}")


def _measured(what: str, form: str, place: Path) -> Cost:
    """Do it in a process of its own, because a process keeps its highest memory."""
    command = [sys.executable, "-m", "bench.load_rate", what, form, str(place)]
    started = time.perf_counter()
    process = subprocess.Popen(command, cwd=ROOT)
    _, status, spent = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{what} of {form} failed.")
    wall = time.perf_counter() - started
    return Cost(wall, spent.ru_utime + spent.ru_stime, spent.ru_maxrss / 1024)


def _floor(form: str, place: Path) -> None:
    with duckdb.connect(place / f"floor-{form}.duckdb") as connection:
        for name in TABLES:
            source = place / form / f"{name}.{form}"
            connection.execute(f"CREATE TABLE {name} AS SELECT * FROM {READERS[form]}('{source}')")


def _load(form: str, place: Path) -> None:
    engine = writer_engine(place / f"load-{form}.duckdb")
    report = load(engine, [place / form], layout=None, options=LoadOptions(), progress=silent)
    engine.dispose()
    if any(file.rows_loaded != file.rows_read for file in report.files):
        raise SystemExit("\n".join(report.sentences()))


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["floor", form, place]:
            _floor(form, Path(place))
        case ["load", form, place]:
            _load(form, Path(place))
        case [lines]:
            main(int(lines))
        case _:
            main(LINES)
