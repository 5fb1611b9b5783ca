"""Statements about the books: loads, and the rows that they set aside."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from data import schema

# How the reasons read of rows that are left out on purpose, because they are no sales or because a
# mapping says so. Whatever else is set aside could not be used, and is missing.
ON_PURPOSE = ("%not a sale.", "%mapping sets % aside.", "Nothing was %", "Stock written off%")


def latest_loads() -> sa.Select[Any]:
    """The id of each source's latest load: a corrected file replaces what was set aside before."""
    load = schema.loads.c
    place = sa.func.row_number().over(
        partition_by=(load.source, load.layout),
        order_by=(load.finished_at.desc(), load.load_id.desc()),
    )
    numbered = sa.select(load.load_id, place.label("place")).subquery("numbered")
    return sa.select(numbered.c.load_id).where(numbered.c.place == 1)


def on_purpose() -> sa.ColumnElement[bool]:
    """Whether a row was set aside because it was not wanted."""
    return sa.or_(*(schema.rejects.c.reason.like(pattern) for pattern in ON_PURPOSE))


def loads() -> sa.Select[Any]:
    """Every file of every load, the latest first, with how many rows and how much money."""
    load = schema.loads
    parts = ("read", "loaded", "unchanged", "rejected")
    names = (
        "load_id",
        "source",
        "layout",
        "started_at",
        "finished_at",
        *(f"{what}_{part}" for what in ("rows", "amount") for part in parts),
    )
    return sa.select(*(load.c[name] for name in names)).order_by(
        load.c.finished_at.desc(), load.c.source, load.c.load_id
    )


def rejects(load_id: str | None) -> sa.Select[Any]:
    """Rows set aside by one load, or by the latest load of each file, in the order of the files."""
    row = schema.rejects
    names = ("source", "row_number", "column", "value", "amount", "reason")
    meant = row.c.load_id.in_(latest_loads()) if load_id is None else row.c.load_id == load_id
    return (
        sa.select(*(row.c[name] for name in names))
        .where(meant)
        .order_by(row.c.source, row.c.row_number, row.c.column)
    )


def reasons() -> sa.Select[Any]:
    """Why the latest loads set rows aside: rows and money of each reason, most rows first."""
    row = schema.rejects.c
    count = sa.func.count().label("rows")
    amount = sa.func.sum(sa.func.abs(row.amount)).label("amount")
    return (
        sa.select(row.reason, count, amount)
        .where(row.load_id.in_(latest_loads()))
        .group_by(row.reason)
        .order_by(count.desc(), row.reason)
    )
