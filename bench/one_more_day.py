"""What a day more costs a shop that is loaded already, as a share of loading all of it.

`python -m bench one_more_day`. Files of three years in the star layout are loaded and published,
and then those of the day after on top of them, each in a process of its own.
"""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

from bench.cost import process_cost, say_cost
from bench.load_rate import TABLES, make
from bench.rows import Row
from bench.scale import Scale
from dashapp.pipeline import Request, publish_load
from data.progress import silent
from data.stores import FileStore

DAYS = 3 * 365
_DAY = {
    "products": TABLES["products"],
    "orders": """SELECT 'd' || i AS order_id, 'c' || hash(i) % 400_000 AS customer_id,
        TIMESTAMP '2026-01-01' + INTERVAL (i % 86_400) SECOND AS ordered_at,
        'EUR' AS currency, 3.95 AS shipping FROM range({lines}) t(i)""",
    "order_items": """SELECT 'm' || i AS order_item_id, 'd' || i AS order_id,
        'p' || hash(i) % 2000 AS product_id, 1 AS quantity, 9.95 AS unit_price
        FROM range({lines}) t(i)""",
}


def rows(scale: Scale) -> list[Row]:
    """Work and time of the day beside those of all files."""
    lines = scale.loaded
    with TemporaryDirectory(prefix="sales-bench-") as folder:
        place = Path(folder)
        make(place / "all", "parquet", lines)
        _make_day(place / "day", lines // DAYS)
        whole, day = (process_cost("bench.one_more_day", folder, what) for what in ("all", "day"))
    what, least = f"{lines:,} lines published, a day more", "all of them, loaded and published"
    return [
        Row(f"{what}: work", day.cpu, "s CPU", whole.cpu, least),
        Row(f"{what}: time", day.wall, "s", whole.wall, least),
        Row(f"{what}: highest memory", day.peak_mb, "MB"),
    ]


def _make_day(folder: Path, lines: int) -> None:
    """The day after the last of `bench.load_rate`: an order for each line, products as before."""
    folder.mkdir()
    with duckdb.connect() as connection:
        for name, query in _DAY.items():
            target = folder / f"{name}.parquet"
            connection.execute(f"COPY ({query.format(lines=lines)}) TO '{target}'")


def _publish(store: FileStore, files: Path) -> None:
    _, info = publish_load(store, Request([files]), progress=silent)
    if info is None:
        raise SystemExit("Nothing was published.")


if __name__ == "__main__":
    place, part = Path(sys.argv[1]), sys.argv[2]
    say_cost(lambda: _publish(FileStore(place / "releases"), place / part))
