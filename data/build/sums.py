"""Sums that have to be the same, whichever table they are taken from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from data import schema
from data.build.conversion import converted, converted_refunds, discount_of, gross_of


@dataclass(frozen=True, slots=True)
class Pair:
    """Two statements that answer one row each, with the same names and the same numbers."""

    what: str
    one: sa.Select[Any]
    other: sa.Select[Any]


def pairs() -> Sequence[Pair]:
    """Star against facts, and facts against what is made of them."""
    return (
        Pair("Order lines and the line fact", _star_lines(), _fact_lines()),
        Pair("The line fact and the order fact", _fact_lines(count=False), _lines_of_orders()),
        Pair("Orders and the order fact", _star_orders(), _fact_orders()),
        Pair("Refunds and the reversal fact", _star_refunds(), _fact_reversals()),
        Pair("Payments and the payment fact", _star_payments(), _fact_payments()),
        Pair("The facts and the months", _net_of_facts(), _net_of_months()),
        Pair("The facts and the customers", _net_of_known(), _net_of_customers()),
    )


def _sum(column: sa.ColumnElement[Any], name: str) -> sa.Label[Any]:
    return sa.func.sum(column).label(name)


_rows = sa.func.count().label("rows")
_RATE = schema.dim_order.c.rate


def _counting(table: sa.Table) -> tuple[sa.FromClause, sa.ColumnElement[bool]]:
    """A table of the star joined to its orders and their rates, and which of them count."""
    order, status, rated = schema.orders, schema.order_statuses, schema.dim_order
    joined = sa.join(order, status, status.c.status == order.c.status).join(
        rated, rated.c.order_id == order.c.order_id
    )
    if table is not order:
        joined = sa.join(table, joined, order.c.order_id == table.c.order_id)
    return joined, sa.and_(status.c.counts_as_order, _RATE.is_not(None))


def _star_lines() -> sa.Select[Any]:
    item = schema.order_items
    joined, counts = _counting(item)
    return (
        sa.select(
            _sum(item.c.quantity, "quantity"),
            _sum(converted(gross_of(item), _RATE), "gross"),
            _sum(discount_of(item, _RATE), "discount"),
            _rows,
        )
        .select_from(joined)
        .where(counts)
    )


def _fact_lines(*, count: bool = True) -> sa.Select[Any]:
    return _goods(schema.fact_lines, count=count)


def _lines_of_orders() -> sa.Select[Any]:
    return _goods(schema.fact_orders, count=False)


def _goods(fact: sa.Table, *, count: bool) -> sa.Select[Any]:
    names = ("quantity", "gross", "discount")
    return sa.select(*(_sum(fact.c[name], name) for name in names), *([_rows] if count else []))


def _star_orders() -> sa.Select[Any]:
    order = schema.orders
    joined, counts = _counting(order)
    return (
        sa.select(
            _sum(converted(order.c.shipping, _RATE), "shipping"),
            _sum(converted(order.c.tax, _RATE), "tax"),
            _rows,
        )
        .select_from(joined)
        .where(counts)
    )


def _fact_orders() -> sa.Select[Any]:
    fact = schema.fact_orders
    return sa.select(_sum(fact.c.shipping, "shipping"), _sum(fact.c.tax, "tax"), _rows)


def _star_refunds() -> sa.Select[Any]:
    """Without the refunds of orders that have lines but do not count, or have no rate."""
    refund, item = converted_refunds().subquery("refund"), schema.order_items
    of_items, counts = _counting(item)
    void = sa.select(item.c.order_id).select_from(of_items).where(~counts).distinct()
    return sa.select(
        _sum(refund.c.amount, "amount"), _sum(refund.c.quantity, "quantity"), _rows
    ).where(refund.c.order_id.not_in(void))


def _fact_reversals() -> sa.Select[Any]:
    fact = schema.fact_reversals
    return sa.select(_sum(fact.c.amount, "amount"), _sum(fact.c.quantity, "quantity"), _rows)


def _star_payments() -> sa.Select[Any]:
    payment = schema.payments
    joined, counts = _counting(payment)
    amount = converted(payment.c.amount, _RATE)
    return sa.select(_sum(amount, "amount"), _rows).select_from(joined).where(counts)


def _fact_payments() -> sa.Select[Any]:
    return sa.select(_sum(schema.fact_payments.c.amount, "amount"), _rows)


def _net_of_facts() -> sa.Select[Any]:
    return _net(sa.true(), sa.true())


def _net_of_known() -> sa.Select[Any]:
    """Of customers with a counting order; only they have features."""
    order, reversal, customer = schema.fact_orders, schema.fact_reversals, schema.customer_features
    buyers = sa.select(customer.c.customer_key)
    return _net(order.c.customer_key.is_not(None), reversal.c.customer_key.in_(buyers))


def _net(of_orders: sa.ColumnElement[bool], of_reversals: sa.ColumnElement[bool]) -> sa.Select[Any]:
    order, reversal = schema.fact_orders, schema.fact_reversals
    sold = sa.select(
        sa.func.coalesce(sa.func.sum(order.c.gross - order.c.discount), 0).label("sales"),
        sa.func.count().label("orders"),
    ).where(of_orders)
    back = sa.select(sa.func.coalesce(sa.func.sum(reversal.c.amount), 0).label("amount")).where(
        of_reversals
    )
    sales, reversals = sold.subquery("sales"), back.subquery("reversals")
    net = (sales.c.sales - reversals.c.amount).label("net_sales")
    return sa.select(net, sales.c.orders).join_from(sales, reversals, sa.true())


def _net_of_months() -> sa.Select[Any]:
    month = schema.monthly_sales
    return sa.select(_sum(month.c.net_sales, "net_sales"), _sum(month.c.orders, "orders"))


def _net_of_customers() -> sa.Select[Any]:
    customer = schema.customer_features
    return sa.select(_sum(customer.c.historic_clv, "net_sales"), _sum(customer.c.orders, "orders"))
