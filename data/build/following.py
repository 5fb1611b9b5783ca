"""Do orders say what became of them? Rows that differ from what other rows tell."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from data import schema
from data.queries.groups import segment_of
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
        yield Told("{} orders name a cluster that is not their customer's.", _wrong_segments())
        yield Told("{} orders were tried to be paid in another way than is told.", _wrong_tried())
        clusters = _unlike_orders(schema.fact_tried, "segment")
        yield Told("{} rows of fact_tried name another cluster than their order.", clusters)
    if built >= schema.Format.MASKED:
        yield Told("{} orders have a category mask that is not of their lines.", _wrong_masks())
        for fact in (schema.fact_payments, schema.fact_tried):
            of_orders = _unlike_orders(fact, "category_mask")
            yield Told(f"{{}} rows of {fact} have another category mask.", of_orders)


def _wrong_next() -> sa.Select[Any]:
    order = schema.fact_orders
    table, next_on = with_next(schema.Format.FACTS)
    differs = order.c.next_on.is_distinct_from(next_on)
    return sa.select(order.c.order_key).select_from(table).where(differs)


def _wrong_segments() -> sa.Select[Any]:
    order = schema.fact_orders
    segment, joined = segment_of(order)
    differs = order.c.segment.is_distinct_from(segment)
    return sa.select(order.c.order_key).select_from(joined).where(differs)


def _wrong_tried() -> sa.Select[Any]:
    """Orders that only one of the two knows, or of which it says something else."""
    kept, found = schema.fact_tried, tried_orders().subquery("found")
    differs = sa.or_(*(kept.c[c.name].is_distinct_from(c) for c in found.c))
    both = sa.join(kept, found, found.c.order_key == kept.c.order_key, full=True)
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


def _unlike_orders(fact: sa.Table, column: str) -> sa.Select[Any]:
    """Rows that repeat something else of their order than it says."""
    order = schema.fact_orders
    same = order.c.order_key == fact.c.order_key
    differs = fact.c[column].is_distinct_from(order.c[column])
    return sa.select(fact.c.order_key).join_from(fact, order, same).where(differs)
