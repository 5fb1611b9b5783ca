"""Statements about orders that somebody tried to pay: what became of them, by order day."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from data.filters import Filters
from data.queries.aggregate import KEY
from data.queries.groups import Group
from data.queries.payments import BY_METHOD, keyed
from data.queries.payments_tried import LOST, ON_ITS_WAY, PAID, count_of, sum_of, tried
from data.queries.sources import Rows, conditions, told_by
from data.schema import Format
from data.sqltypes import total


def outcomes(
    filters: Filters, group: Group | None = None, *, built: Format = Format.FACTS
) -> sa.Select[Any]:
    """Columns `key` (with a group) and how many orders, worth how much, were tried to be paid.

    `orders_tried` = `orders_paid` + `orders_on_their_way` + `orders_lost`. `lost`, `on_its_way` and
    `recovered` are worth of whole orders. A method filter keeps the orders that were tried with it,
    whichever method paid them in the end; a product filter keeps whole orders.
    """
    order = tried(built)
    lost, waiting = order.c.outcome == LOST, order.c.outcome == ON_ITS_WAY
    recovered = order.c.recovered == 1
    columns = (
        sa.func.count().label("orders_tried"),
        count_of(order.c.outcome == PAID).label("orders_paid"),
        count_of(waiting).label("orders_on_their_way"),
        count_of(lost).label("orders_lost"),
        count_of(recovered).label("orders_recovered"),
        sum_of(order.c.due, waiting).label("on_its_way"),
        sum_of(order.c.due, lost).label("lost"),
        sum_of(order.c.due, recovered).label("recovered"),
    )
    rows = Rows(order, told=told_by(order, built))
    if group == BY_METHOD:
        return _by_method(rows, filters, columns)
    return keyed(rows, filters, group, *columns)


def _by_method(rows: Rows, filters: Filters, columns: Sequence[sa.Label[Any]]) -> sa.Select[Any]:
    """By the few sets of methods first: else every order would be held against every method."""
    mask = rows.table.c.payment_mask
    kept = sa.select(mask, *columns).select_from(rows.table).where(*conditions(rows, filters))
    each = kept.group_by(mask).subquery("each_mask")
    key, table = BY_METHOD.key(Rows(each))
    sums = (total(each.c[column.name]).label(column.name) for column in columns)
    return sa.select(key.label(KEY), *sums).select_from(table).group_by(KEY).order_by(KEY)
