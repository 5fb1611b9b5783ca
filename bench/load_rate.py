"""What loading order lines costs, against the least the database itself needs.

`python -m bench load_rate`. Two folders in the star layout, one of Parquet
files and one of CSV, each loaded in a process of its own as the product does it: typed, checked,
compared with what is stored, and entered in the books. The floor is DuckDB's own
`CREATE TABLE AS SELECT * FROM read_parquet` (`read_csv`) of the same files, in the same run.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

from bench.cost import process_cost, say_cost
from bench.rows import Row
from bench.scale import Scale
from data.engines import writer_engine
from data.ingest import LoadOptions, load
from data.progress import silent

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


def rows(scale: Scale) -> list[Row]:
    """Each kind of file: processor time and the clock beside the database alone, and memory."""
    lines, found = scale.loaded, []
    with TemporaryDirectory(prefix="sales-bench-") as folder:
        place = Path(folder)
        for form in FORMATS:
            make(place / form, form, lines)
            floor, cost = (process_cost("bench.load_rate", way, form, folder) for way in WAYS)
            what, least = f"{lines:,} lines of {form}, loaded", "the database reads them"
            found += [
                Row(f"{what}: work", cost.cpu, "s CPU", floor.cpu, least),
                Row(f"{what}: time", cost.wall, "s", floor.wall, least),
                Row(f"{what}: highest memory", cost.peak_mb, "MB"),
            ]
    return found


def make(folder: Path, form: str, lines: int) -> None:
    """Files in the star layout in this form: three years until the end of 2025."""
    folder.mkdir()
    sizes = {"lines": lines, "orders": int(lines / LINES_PER_ORDER)}
    with duckdb.connect(config={"memory_limit": "2GB"}) as connection:
        for name, query in TABLES.items():
            target = folder / f"{name}.{form}"
            connection.execute(f"COPY ({query.format(**sizes)}) TO '{target}' {FORMATS[form]}")


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


WAYS: dict[str, Callable[[str, Path], None]] = {"floor": _floor, "load": _load}


if __name__ == "__main__":
    way, kind, place = sys.argv[1:]
    say_cost(partial(WAYS[way], kind, Path(place)))
