"""What the Overview's sums cost on roll-ups, against the same sums from the star itself.

`python -m bench.star_schema RELEASE.duckdb`. Twelve random selections (always the same ones) of
period, category, cluster, country and payment method, then four of products, each answered by
`totals` and by one statement on orders, lines and payments of the star. Both have to give the same
gross sales, discounts, orders and customers; CPU time is that of the process, the least of three.
"""

from __future__ import annotations

import json
import random
import resource
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from data import schema
from data.build.clock import business_day
from data.demo.shop import TIMEZONE
from data.engines import reader_engine
from data.filters import Filters
from data.metrics import METRICS
from data.periods import Period
from data.queries.aggregate import totals
from data.span import Span, span_of

NAMES = ("gross_sales", "discounts", "orders", "customers")
FIELDS = {
    "categories": schema.dim_product.c.category,
    "segments": schema.segment_profiles.c.segment,
    "countries": schema.dim_order.c.country,
    "payment_methods": schema.payment_methods.c.method,
}
ROUNDS = 3


def main(path: Path) -> None:
    """Print a line for each selection and the two medians."""
    engine = reader_engine(path)
    with engine.connect() as connection:
        span = span_of(connection)
        chosen = selections(connection, span)
        for what, filters in chosen:
            ours = totals(
                [METRICS[name] for name in NAMES],
                filters,
                last_day=span.last_day,
                built=schema.Format.MASKED,
            )
            found, cost = cheapest(connection, ours)
            expected, floor = cheapest(connection, from_star(filters))
            if found != expected:
                raise SystemExit(f"{filters.as_json()}: {found} is not {expected}")
            print(
                f"{what:10} ours {cost * 1000:8.1f} ms  star {floor * 1000:8.1f} ms  "
                f"1/{floor / max(cost, 1e-4):.0f}  {json.dumps(filters.as_json())[:110]}",
                flush=True,
            )


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


if __name__ == "__main__":
    main(Path(sys.argv[1]))
