"""Rows: those that belong to an order, and those that arrived from the files."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from data import schema
from data.build.conversion import converted
from data.build.quality import orphans
from data.build.quality.money import order_money
from data.build.quality.pair import differing, totals
from data.build.quality.rows import Rows, say
from data.queries.loads import latest_loads, on_purpose


def line_totals() -> sa.Select[Any]:
    """What lines less refunds come to, with and without those that belong to nothing."""
    order = order_money.c
    net = sa.func.sum(converted(order.goods - order.refunded, order.rate))
    lines, refunds = (
        sa.select(sa.func.count()).select_from(table).scalar_subquery()
        for table in (schema.order_items, schema.refunds)
    )
    whole = sa.func.coalesce(net, 0) + _lost(orphans.orphans.c.lost)
    return totals(whole, whole - _lost(sa.true()), lines + refunds).select_from(order_money)


def _lost(which: sa.ColumnElement[bool]) -> sa.ColumnElement[Any]:
    """Lines less refunds among the orphans."""
    row = orphans.orphans.c
    signed = sa.case(
        (row.table_name == schema.order_items.name, row.amount),
        (row.table_name == schema.refunds.name, -row.amount),
    )
    return sa.select(sa.func.coalesce(sa.func.sum(signed), 0)).where(which).scalar_subquery()


def line_rows() -> Rows:
    """Lines and refunds that belong to nothing."""
    parts = ((orphans.lines(), 1), (orphans.refunds(), -1))
    found = [(rows.subquery(f"lost_{place}").c, sign) for place, (rows, sign) in enumerate(parts)]
    return sa.union_all(
        *(
            differing(
                lost.table_name,
                lost.row_id,
                left=sign * lost.amount,
                right=sa.literal(0),
                worth=-sign * lost.amount,
                detail=lost.detail,
            )
            for lost, sign in found
        )
    )


def file_totals() -> sa.Select[Any]:
    """What the latest files held, less what is left out on purpose, and what is in the store."""
    load, row = schema.loads.c, schema.rejects.c
    unwanted = sa.select(sa.func.coalesce(sa.func.sum(row.amount), 0)).where(
        row.load_id.in_(latest_loads()), on_purpose()
    )
    arrived = sa.func.coalesce(load.amount_loaded, 0) + sa.func.coalesce(load.amount_unchanged, 0)
    return totals(
        sa.func.sum(load.amount_read) - unwanted.scalar_subquery(),
        sa.func.sum(arrived),
        sa.func.coalesce(sa.func.sum(load.rows_read), 0),
    ).where(load.load_id.in_(latest_loads()))


def file_rows() -> Rows:
    """Unusable rows worth money, or nobody knows how much; and files that lost rows."""
    return sa.union_all(_unusable(), _incomplete())


def _unusable() -> sa.Select[Any]:
    row = schema.rejects.c
    return differing(
        row.source,
        row.row_number,
        left=row.amount,
        right=sa.case((row.amount.is_not(None), 0)),
        worth=-row.amount,
        detail=say(row.column, " ", row.value, ": ", row.reason),
    ).where(
        row.load_id.in_(latest_loads()),
        ~on_purpose(),
        sa.or_(row.amount.is_(None), row.amount != 0),
    )


def _incomplete() -> sa.Select[Any]:
    load = schema.loads.c
    rows = load.rows_loaded + load.rows_unchanged + load.rows_rejected
    amount = load.amount_loaded + load.amount_unchanged + load.amount_rejected
    return differing(
        schema.loads.name,
        load.load_id,
        left=load.amount_read,
        right=amount,
        worth=amount - load.amount_read,
        detail=say("Rows went missing from ", load.source),
    ).where(
        load.load_id.in_(latest_loads()),
        sa.or_(rows != load.rows_read, amount != load.amount_read),
    )
