"""Do orders say what became of them? Rows that differ from what other rows tell."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from data import schema
from data.queries.payments_tried import tried_orders
from data.queries.sources import with_next


@dataclass(frozen=True, slots=True)
class Told:
    """Rows that are wrong, and a sentence with a place for how many they are."""

    sentence: str
    rows: sa.Select[Any]


def following(built: schema.Format) -> Iterator[Told]:
    """What to look for in a release that holds so much."""
    if built >= schema.Format.ORDERS:
        yield Told("{} orders say another day of the next order than it does.", _wrong_next())
        yield Told("{} orders were tried to be paid in another way than is told.", _wrong_tried())
    if built >= schema.Format.MASKED:
        yield Told("{} orders have a category mask that is not of their lines.", _wrong_masks())
        for fact in (schema.fact_payments, schema.fact_tried):
            yield Told(f"{{}} rows of {fact} have another category mask.", _other_masks(fact))


def _wrong_next() -> sa.Select[Any]:
    order = schema.fact_orders
    table, next_on = with_next(schema.Format.FACTS)
    differs = order.c.next_on.is_distinct_from(next_on)
    return sa.select(order.c.order_key).select_from(table).where(differs)


def _wrong_tried() -> sa.Select[Any]:
    """Orders that only one of the two knows, or of which it says something else."""
    kept, told = schema.fact_tried, tried_orders().subquery("told")
    differs = sa.or_(*(kept.c[c.name].is_distinct_from(c) for c in told.c))
    both = sa.join(kept, told, told.c.order_key == kept.c.order_key, full=True)
    return sa.select(kept.c.order_key).select_from(both).where(differs)


def _wrong_masks() -> sa.Select[Any]:
    order, line, category = schema.fact_orders, schema.fact_lines, schema.categories
    held = (
        sa.select(line.c.order_key, sa.func.bit_or(category.c.bit).label("mask"))
        .join_from(line, category, category.c.category == line.c.category)
        .group_by(line.c.order_key)
        .subquery("held")
    )
    differs = order.c.category_mask != sa.func.coalesce(held.c.mask, 0)
    return (
        sa.select(order.c.order_key)
        .outerjoin_from(order, held, held.c.order_key == order.c.order_key)
        .where(differs)
    )


def _other_masks(fact: sa.Table) -> sa.Select[Any]:
    order = schema.fact_orders
    same = order.c.order_key == fact.c.order_key
    return (
        sa.select(fact.c.order_key)
        .join_from(fact, order, same)
        .where(fact.c.category_mask != order.c.category_mask)
    )
