"""Rows: those that belong to an order, and those that arrived from the files."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from data import schema
from data.build.conversion import converted
from data.build.quality import orphans
from data.build.quality.money import line_amount, order_money
from data.build.quality.pair import differing, totals
from data.build.quality.rows import Rows, say
from data.queries.loads import latest_loads, on_purpose
from data.schema import Money


def line_totals() -> sa.Select[Any]:
    """What lines and refunds come to, with and without those that belong to nothing."""
    parts = sa.union_all(*(_signed(table) for table in (schema.order_items, schema.refunds)))
    lost = sa.union_all(
        sa.select(orphans.lines().subquery("lost_lines").c.amount),
        sa.select(-orphans.refunds().subquery("lost_refunds").c.amount),
    ).subquery("lost")
    every = parts.subquery("every")
    missing = sa.select(sa.func.coalesce(sa.func.sum(lost.c.amount), 0)).scalar_subquery()
    whole = sa.func.coalesce(sa.func.sum(every.c.amount), 0)
    return totals(whole, whole - missing, sa.func.count()).select_from(every)


def _signed(table: sa.Table) -> sa.Select[Any]:
    """Lines add to sales, refunds take from them."""
    amount = line_amount(table) if table is schema.order_items else -table.c.amount
    order = order_money
    known = order.c.order_id.is_not(None)
    worth = sa.case((known, converted(amount, order.c.rate)), else_=amount)
    return sa.select(sa.cast(worth, Money).label("amount")).select_from(
        table.outerjoin(order, order.c.order_id == table.c.order_id)
    )


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
    return sa.union_all(_unusable(), _lost())


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


def _lost() -> sa.Select[Any]:
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
