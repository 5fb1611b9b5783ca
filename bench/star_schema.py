"""What the Overview's sums cost on roll-ups, against the same sums from the star itself.

`python -m bench star_schema`. Twelve random selections (always the same ones) of
period, category, cluster, country and payment method, then four of products, each answered by
`totals` and by one statement on orders, lines and payments of the star. Both have to give the same
gross sales, discounts, orders and customers; CPU time is that of the process, the least of three.
"""

from __future__ import annotations

import random
import resource
from collections import defaultdict
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from bench.rows import Row
from bench.scale import MILLION, Scale
from data import schema
from data.build.clock import business_day
from data.demo.shop import TIMEZONE
from data.engines import reader_engine
from data.filters import Filters
from data.metrics import METRICS
from data.periods import Period
from data.queries.aggregate import totals
from data.span import Span, span_of
from data.stores import FileStore

NAMES = ("gross_sales", "discounts", "orders", "customers")
FIELDS = {
    "categories": schema.dim_product.c.category,
    "segments": schema.segment_profiles.c.segment,
    "countries": schema.dim_order.c.country,
    "payment_methods": schema.payment_methods.c.method,
}
ROUNDS = 3
# What is said of a kind of selections, and the most it may cost of what the star costs, in a shop
# of so many lines: below it, opening a statement is most of the work.
KINDS = {"filters": ("filters but products", 1 / 20), "products": ("products", 1 / 4)}
AIMED_LINES = 100 * MILLION


def rows(scale: Scale) -> list[Row]:
    """The dearest and the middle selection of each kind, for every shop."""
    return [row for lines in scale.shops for row in _shop(scale.shop(lines), lines)]


def _shop(folder: Path, lines: int) -> Iterator[Row]:
    store = FileStore(folder / "releases")
    served = store.current_or_fail()
    costs = _compared(store.path(served), store.info(served).format)
    for kind, (says, aim) in KINDS.items():
        by_ratio = sorted(costs[kind], key=lambda cost: cost[0] / cost[1])
        shown = {"middle": by_ratio[len(by_ratio) // 2], "dearest": by_ratio[-1]}
        for which, (ours, star) in shown.items():
            what = f"{lines:,} lines, sums of the Overview, {says}: the {which}"
            yield Row(
                what,
                ours * 1000,
                "ms CPU",
                star * 1000,
                "on the star schema",
                aim if lines >= AIMED_LINES else None,
            )


def _compared(path: Path, built: schema.Format) -> dict[str, list[tuple[float, float]]]:
    """CPU seconds of each selection, here and on the star; the numbers have to be the same."""
    engine = reader_engine(path)
    found: dict[str, list[tuple[float, float]]] = defaultdict(list)
    with engine.connect() as connection:
        span = span_of(connection)
        for kind, filters in selections(connection, span):
            asked = [METRICS[name] for name in NAMES]
            statement = totals(asked, filters, last_day=span.last_day, built=built)
            numbers, ours = cheapest(connection, statement)
            expected, star = cheapest(connection, from_star(filters))
            if numbers != expected:
                raise SystemExit(f"{filters.as_json()}: {numbers} is not {expected}")
            found[kind].append((ours, star))
    engine.dispose()
    return found


def selections(connection: sa.Connection, span: Span) -> list[tuple[str, Filters]]:
    """A period of 30 to 365 days and values of up to three fields; the last four by product."""
    chance = random.Random(6)
    offered = {name: values_of(connection, column) for name, column in FIELDS.items()}
    products = values_of(connection, schema.dim_product.c.product_id)
    days = (span.last_day - span.first_day).days
    found = []
    for place in range(16):
        start = span.first_day + timedelta(chance.randrange(days - 365))
        period = Period(start, start + timedelta(chance.choice((30, 91, 365)) - 1))
        kept = {
            name: chance.sample(offered[name], chance.choice((1, 1, 2)))
            for name in chance.sample(sorted(offered), chance.randrange(4))
        }
        if place >= 12:
            kept = {"products": chance.sample(products, 3)}
        what = "products" if place >= 12 else "filters"
        found.append((what, Filters.keeping(kept).within(period)))
    return found


def values_of(connection: sa.Connection, column: sa.Column[str]) -> list[str]:
    """The first forty values of a dimension, in order."""
    statement = sa.select(column).distinct().order_by(column).limit(40)
    return list(connection.execute(statement).scalars())


def from_star(filters: Filters) -> sa.Select[Any]:
    """The same four numbers from orders, their lines, their payments and the clusters."""
    order, item, product = schema.orders, schema.order_items, schema.dim_product
    status, customer = schema.order_statuses, schema.dim_customer
    day = business_day(order.c.ordered_at, TIMEZONE)
    answers: list[sa.ColumnElement[Any]] = [
        sa.func.sum(item.c.unit_price * item.c.quantity),
        sa.func.sum(item.c.discount),
        sa.func.count(sa.distinct(order.c.order_id)),
        sa.func.count(sa.distinct(order.c.customer_id)),
    ]
    statement = (
        sa.select(*answers)
        .select_from(
            item.join(order, order.c.order_id == item.c.order_id)
            .join(status, status.c.status == order.c.status)
            .join(product, product.c.product_id == item.c.product_id)
            .outerjoin(customer, customer.c.customer_id == order.c.customer_id)
        )
        .where(status.c.counts_as_order, day.between(filters.start, filters.end))
    )
    return statement.where(*_kept(filters))


def _kept(filters: Filters) -> list[sa.ColumnElement[bool]]:
    product, order = schema.dim_product, schema.orders
    member, payment = schema.customer_segments, schema.payments
    found: list[sa.ColumnElement[bool]] = []
    if filters.products:
        found.append(product.c.product_id.in_(filters.products))
    if filters.categories:
        found.append(product.c.category.in_(filters.categories))
    if filters.countries:
        found.append(order.c.country.in_(filters.countries))
    if filters.segments:
        keys = sa.select(member.c.customer_key).where(member.c.segment.in_(filters.segments))
        found.append(schema.dim_customer.c.customer_key.in_(keys))
    if filters.payment_methods:
        paid = sa.select(payment.c.order_id).where(
            payment.c.status == "succeeded", payment.c.method.in_(filters.payment_methods)
        )
        found.append(order.c.order_id.in_(paid))
    return found


def cheapest(connection: sa.Connection, statement: sa.Select[Any]) -> tuple[list[float], float]:
    """The answer and the least CPU seconds (user and system) that it took."""
    costs = []
    for _ in range(ROUNDS):
        before = cpu()
        row = connection.execute(statement).one()
        costs.append(cpu() - before)
    return [round(float(value or 0), 2) for value in row], min(costs)


def cpu() -> float:
    """Seconds this process has worked."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime
