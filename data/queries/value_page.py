"""Statements about what customers are expected to bring; no customer leaves the database.

Predictions are of the day after the release's last one. Filters keep customers with a matching
order, whenever it was; the chosen period changes nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from data import schema
from data.dimensions import NOT_CLUSTERED
from data.filters import DIMENSION_FIELDS, Filters
from data.queries.customers import buyers
from data.rfm import LAPSED
from data.value_metrics import EVERYBODY, PLACE, ValueMetric

# From the 10th to the 90th percentile of a normal distribution, in standard deviations.
_WIDTH = 2.5631031310892007
BINS = 10
# The name of the column that says how far the expected value of a year may be off by chance.
VARIANCE = "variance"

_COLUMNS = ("p_alive", "orders_90", "orders_365", "value_90", "value_365")


class By(StrEnum):
    """What expected value is broken down by."""

    CLUSTER = "cluster"
    RFM = "rfm"


def chosen(filters: Filters) -> list[sa.ColumnElement[bool]]:
    """Conditions on `customer_value`: the customers that the filters keep."""
    if not any(getattr(filters, name) for name in DIMENSION_FIELDS):
        return []
    whenever = replace(filters, start=None, end=None)
    return [schema.customer_value.c.customer_key.in_(buyers(whenever))]


def kept(filters: Filters) -> sa.Select[Any]:
    """One row per customer that the filters keep, with value so far and the place by value_365.

    Columns `customer_key`, `p_alive`, `orders_90`, `orders_365`, `value_90`, `value_365`,
    `historic_clv`, `rfm_segment`, `cluster`, `variance`, PLACE and EVERYBODY.
    """
    value, feature, member = (
        schema.customer_value,
        schema.customer_features,
        schema.customer_segments,
    )
    key = value.c.customer_key
    table = value.join(feature, feature.c.customer_key == key).outerjoin(
        member, member.c.customer_key == key
    )
    order = (value.c.value_365.desc(), key)
    return (
        sa.select(
            key,
            *(value.c[name] for name in _COLUMNS),
            feature.c.historic_clv,
            sa.func.coalesce(feature.c.rfm_segment, LAPSED).label("rfm_segment"),
            sa.func.coalesce(member.c.segment, NOT_CLUSTERED).label("cluster"),
            _variance(value).label(VARIANCE),
            sa.func.row_number().over(order_by=order).label(PLACE),
            sa.func.count().over().label(EVERYBODY),
        )
        .select_from(table)
        .where(*chosen(filters))
    )


def _variance(value: sa.FromClause) -> sa.ColumnElement[Any]:
    """Of a customer's value in a year, from the 80 % interval.

    At least that of orders that come by chance, each worth the same (a compound Poisson
    distribution: expected value x value per order): who orders with a small chance has an interval
    from nothing to nothing, and yet may order.
    """
    width = (value.c.value_365_hi - value.c.value_365_lo) / _WIDTH
    return sa.func.greatest(width * width, value.c.value_365 * value.c.value_per_order)


def totals(metrics: Sequence[ValueMetric], filters: Filters) -> sa.Select[Any]:
    """One row: a column per metric, and VARIANCE."""
    rows = kept(filters).subquery("kept")
    return sa.select(
        *(metric.expression(rows).label(metric.name) for metric in metrics),
        sa.func.coalesce(sa.func.sum(rows.c[VARIANCE]), 0).label(VARIANCE),
    )


def by_chance(filters: Filters) -> sa.Select[Any]:
    """One row per tenth of P(alive) that somebody has: `bin` 0 to 9, lowest first.

    Columns `customers`, `alive` (the sum of chances), `value_365`, `historic_clv`.
    """
    rows = kept(filters).subquery("kept")
    tenth = sa.cast(sa.func.least(sa.func.floor(rows.c.p_alive * BINS), BINS - 1), sa.Integer)
    placed = sa.select(tenth.label("bin"), *rows.c).subquery("placed")
    return _summed(placed, placed.c.bin).order_by(placed.c.bin)


def by_group(filters: Filters, by: By) -> sa.Select[Any]:
    """One row per cluster or RFM segment, the most expected value first: `key` and sums."""
    rows = kept(filters).subquery("kept")
    column = rows.c.cluster if by is By.CLUSTER else rows.c.rfm_segment
    placed = sa.select(column.label("key"), *rows.c).subquery("placed")
    statement = _summed(placed, placed.c.key)
    return statement.order_by(statement.selected_columns.value_365.desc(), placed.c.key)


def by_percent(filters: Filters) -> sa.Select[Any]:
    """One row per hundredth of customers, those with the most expected value first.

    `percent` 1 to 100: a customer is in the first one that its place is within; of few customers
    some hundredths hold nobody.
    """
    rows = kept(filters).subquery("kept")
    place = sa.cast(rows.c[PLACE] * 100, sa.Double) / rows.c[EVERYBODY]
    percent = sa.cast(sa.func.ceil(place), sa.Integer)
    placed = sa.select(percent.label("percent"), *rows.c).subquery("placed")
    return _summed(placed, placed.c.percent).order_by(placed.c.percent)


def _summed(rows: sa.Subquery, key: sa.ColumnElement[Any]) -> sa.Select[Any]:
    return sa.select(
        key,
        sa.func.count().label("customers"),
        sa.func.sum(rows.c.p_alive).label("alive"),
        sa.func.sum(rows.c.orders_365).label("orders_365"),
        sa.func.sum(rows.c.value_90).label("value_90"),
        sa.func.sum(rows.c.value_365).label("value_365"),
        sa.func.sum(rows.c.historic_clv).label("historic_clv"),
    ).group_by(key)


def calibration() -> sa.Select[Any]:
    """The held-out days by tenth of customers, those with the fewest predicted orders first."""
    table = schema.value_calibration
    return sa.select(*table.c).order_by(table.c.decile)


def anybody() -> sa.Select[Any]:
    """Column `customers`: how many have a value."""
    return sa.select(sa.func.count().label("customers")).select_from(schema.customer_value)


def one(customer_id: str) -> sa.Select[Any]:
    """At most one row: every column of `customer_value` of that customer."""
    value, customer = schema.customer_value, schema.dim_customer
    joined = value.join(customer, customer.c.customer_key == value.c.customer_key)
    return sa.select(*value.c).select_from(joined).where(customer.c.customer_id == customer_id)
