"""What valuing a million customers costs, against the least the database itself needs.

`python -m bench customer_value`. A draft with about two and a half orders per customer
over three years is trained as the product does it: histories grouped, MBG/NBD, BG/NBD and
Gamma-Gamma fitted, half a year held out and fitted again, everybody scored with intervals and
dates, and written. The floor is DuckDB's own grouping of the same orders by customer and day, and
of these by customer. Beside it, fitting and scoring alone. Each in a process of its own, timed from
when everything is imported.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import contextmanager
from datetime import date
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

import sqlalchemy as sa

from bench.cost import process_cost, say_cost
from bench.rows import Row
from bench.scale import Scale
from dashapp.training.value import HORIZONS, learn_value
from dashapp.valuing import learn, scored
from data import schema
from data.engines import writer_engine
from data.learning_value import release_buyers
from data.span import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from data.releases import Draft

FIRST_DAY, LAST_DAY = date(2023, 11, 23), date(2026, 11, 21)
# Rates differ between customers like an exponential law, most come once, all leave some time.
ORDERS = """INSERT INTO fact_orders BY NAME
    WITH customer AS (SELECT i, hash(i) % 1000 AS begun, 1 + hash(i, 1) % 400 AS pace,
        CASE WHEN hash(i, 2) % 100 < 55 THEN 1 ELSE 2 + hash(i, 3) % 6 END AS orders,
        20 + hash(i, 4) % 80 AS spend FROM range(1, {customers} + 1) t(i)),
    placed AS (SELECT i, spend, n, begun + sum(CASE n WHEN 0 THEN 0
        ELSE 1 + hash(i, n, 5) % pace END) OVER (PARTITION BY i ORDER BY n) AS day
        FROM customer, unnest(range(orders::BIGINT)) u(n))
    SELECT DATE '2023-11-23' + CAST(day AS INTEGER) AS date, row_number() OVER () AS order_key,
        i AS customer_key, 'UK' AS country, 'web' AS channel, 0 AS payment_mask,
        0 AS category_mask, 12 AS hour, n + 1 AS order_rank, 1 AS quantity, 0 AS discount,
        0 AS shipping, 0 AS tax, 0 AS reversed,
        (spend * (50 + hash(i, n, 6) % 100) / 100)::DECIMAL(18, 4) AS gross
    FROM placed WHERE day <= {days} ORDER BY day"""
GROUPED = """SELECT count(*), sum(days), sum(value), sum(last - first) FROM (
    SELECT customer_key, count(*) AS days, min(date) AS first, max(date) AS last,
        sum(value) AS value FROM (
            SELECT customer_key, date, sum(gross - discount) AS value FROM fact_orders
            GROUP BY customer_key, date) GROUP BY customer_key)"""


def rows(scale: Scale) -> list[Row]:
    """Valuing everybody, and the whole lesson, beside the grouping that both begin with."""
    with TemporaryDirectory(prefix="sales-bench-") as folder:
        path = Path(folder) / "draft.duckdb"
        orders = _make(path, scale.customers)
        costs = {way: process_cost("bench.customer_value", way, str(path)) for way in WAYS}
    what = f"{scale.customers:,} customers, {orders:,} orders"
    floor, least = costs["floor"].cpu, "the database groups them"
    return [
        Row(f"{what}: fit and value all", costs["score"].cpu, "s CPU", floor, least),
        Row(f"{what}: the whole lesson", costs["lesson"].cpu, "s CPU", floor, least),
        Row(f"{what}: highest memory", costs["lesson"].peak_mb, "MB"),
    ]


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


WAYS: dict[str, Callable[[Path], None]] = {"floor": _floor, "score": _score, "lesson": _lesson}


if __name__ == "__main__":
    way, place = sys.argv[1:]
    say_cost(partial(WAYS[way], Path(place)))
