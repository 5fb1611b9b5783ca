"""The smallest table that answers a question exactly: a roll-up where one can, else the fact.

A roll-up answers when it has every column that is filtered or broken down by, when its days are
fine enough for the period and the points, and when the measure is a sum of one of its columns.
Customers are no such sum; they are counted from orders, by one of two ways that never ask the
database for distinct values:

- Where the filters keep all orders of a customer or none of them, an order is the first of its
  customer in a period that begins on day a when it is the first ever or the one before was
  earlier than a. Customers are counted as such orders.
- Otherwise rows are grouped by customer once, which serves customers and returning ones alike.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from data import schema
from data.dimensions import Dimension
from data.measures import PEOPLE, Measure, Source, Value
from data.queries.groups import ByTime
from data.queries.question import Question
from data.queries.rollup_choice import adds_up, rollup
from data.queries.sources import Rows, conditions, rows_of, told_by
from data.sqltypes import total

KEY = "key"

# Which column says how many rows of the fact a row of a roll-up holds.
_HOLDS = {
    Source.SALES: "orders",
    Source.ORDERS: "orders",
    Source.REVERSALS: "reversals",
    Source.ORDER_REVERSALS: "order_reversals",
}


@dataclass(frozen=True, slots=True)
class Part:
    """Some measures, aggregated from the kept rows of one table."""

    name: str
    measures: tuple[str, ...]
    statement: sa.Select[Any]
    rows: Rows


def parts(needed: Mapping[str, Measure], question: Question) -> Iterator[Part]:
    """The statements that answer the measures; none for a source that has no answer."""
    facts = {source: _fact(source, question) for source in {m.source for m in needed.values()}}
    answered = {name: found for name, found in needed.items() if facts[found.source] is not None}
    summed = _added_up(answered, question)
    if summed is not None:
        yield summed
        answered = {n: m for n, m in answered.items() if n not in summed.measures}
    for source in dict.fromkeys(measure.source for measure in answered.values()):
        fact = facts[source]
        if fact is not None:
            mine = {name: found for name, found in answered.items() if found.source is source}
            yield from _of_source(source, fact, mine, question)


def _fact(source: Source, question: Question) -> Rows | None:
    return rows_of(
        source, by_line=question.by_line, last_day=question.last_day, built=question.built
    )


def _added_up(needed: Mapping[str, Measure], question: Question) -> Part | None:
    """What sums of a roll-up tell, of whichever facts: its rows hold the sums of all of them."""
    table = rollup(question)
    if table is None:
        return None
    summed = {
        name: found
        for name, found in needed.items()
        if found.rolled and found.source in _HOLDS and adds_up(found, question)
    }
    if not summed:
        return None
    holds = tuple(dict.fromkeys(_HOLDS[found.source] for found in summed.values()))
    rows = Rows(table, holds=holds, told={"segment"})
    sums = {name: _sum_of(found.rolled) for name, found in summed.items()}
    return Part("added_up", tuple(sums), _aggregated(rows, sums, question), rows)


def _of_source(
    source: Source, fact: Rows, mine: Mapping[str, Measure], question: Question
) -> Iterator[Part]:
    if question.by_mask and source is Source.SALES:
        whole = {n: m for n, m in mine.items() if n in PEOPLE or m.counts_orders}
        orders = _orders(question)
        yield from _from_rows(f"{source.value}_of_orders", orders, whole, question)
        mine = {n: m for n, m in mine.items() if n not in whole}
    yield from _from_rows(source.value, fact, mine, question)


def _orders(question: Question) -> Rows:
    return Rows(schema.fact_orders, told=told_by(schema.fact_orders, question.built))


def _from_rows(
    name: str, fact: Rows, mine: Mapping[str, Measure], question: Question
) -> Iterator[Part]:
    people = {n: m for n, m in mine.items() if n in PEOPLE} if question.rolled_up else {}
    found = {n: m.aggregate for n, m in mine.items() if n not in people}
    if people and _keeps_customers_whole(question):
        found = {n: _firsts(n, question) for n in people} | found
    elif people:
        beside = {n for n in found if n in _OF_CUSTOMERS and fact.table is schema.fact_orders}
        counted = _counted(fact, [*people, *beside], question)
        found = {n: aggregate for n, aggregate in found.items() if n not in beside}
        yield Part(f"{name}_people", (*people, *beside), counted, fact)
    if found:
        yield Part(name, tuple(found), _aggregated(fact, found, question), fact)


def _sum_of(column: str) -> Callable[[sa.FromClause], Value]:
    # A sum of whole numbers is a whole number everywhere, and of money exact.
    def added(rolled: sa.FromClause) -> Value:
        found = sa.func.sum(rolled.c[column])
        whole = isinstance(rolled.c[column].type, sa.Integer)
        return sa.cast(found, sa.BigInteger) if whole else found

    return added


def _keeps_customers_whole(question: Question) -> bool:
    """Whether filters and points keep all orders of a customer that lie in the period, or none."""
    filters, group = question.filters, question.group
    if question.by_line or filters.countries or filters.channels or filters.payment_methods:
        return False
    if isinstance(group, ByTime):
        return group.end is None
    return group is None or question.dimension is Dimension.SEGMENT


def _firsts(name: str, question: Question) -> Callable[[sa.FromClause], Value]:
    """Orders that are the first of their customer, or the first beyond the customer's first."""

    def counted(order: sa.FromClause) -> Value:
        rank, before = order.c.order_rank, _before(order, question)
        if PEOPLE[name] == 1:
            return _count(rank == 1, sa.and_(rank > 1, before))
        return _count(rank == 2, sa.and_(rank > 2, before))

    return counted


def _before(order: sa.FromClause, question: Question) -> Value:
    """Whether the customer's order before was earlier than the period, or the point of time."""
    start, group = question.filters.start, question.group
    found: list[Value] = []
    if start is not None:
        found.append(order.c.previous_on < start)
    if isinstance(group, ByTime):
        found.append(order.c.previous_on < group.key(Rows(order))[0])
    return sa.or_(*found) if found else sa.false()


def _count(*any_of: Value) -> Value:
    return sa.func.count(sa.case((sa.or_(*any_of), 1), else_=None))


def _aggregated(
    rows: Rows, found: Mapping[str, Callable[[sa.FromClause], Value]], question: Question
) -> sa.Select[Any]:
    """One row, or one for each key of the group, with a column per measure."""
    keys, table = _keys(rows, question)
    columns = [aggregate(rows.table).label(name) for name, aggregate in found.items()]
    statement: sa.Select[Any] = sa.select(*keys, *columns).select_from(table)
    statement = statement.where(*conditions(rows, question.filters))
    # By the label: a repeated expression would be bound twice.
    return statement.group_by(KEY) if keys else statement


def _keys(rows: Rows, question: Question) -> tuple[list[sa.Label[Any]], sa.FromClause]:
    if question.group is None:
        return [], rows.table
    key, table = question.group.key(rows)
    return [key.label(KEY)], table


def _counted(rows: Rows, names: Sequence[str], question: Question) -> sa.Select[Any]:
    """Customers and what their orders add up to, from one row for each customer.

    Who ordered as a guest is one row without a name.
    """
    keys, table = _keys(rows, question)
    who, rank = rows.table.c.customer_key, rows.table.c.order_rank
    each = sa.select(
        *keys,
        who.label("who"),
        sa.func.max(rank).label("latest"),
        sa.func.count().label("orders"),
        _count(rank == 1).label("first"),
    )
    each = each.select_from(table).where(*conditions(rows, question.filters))
    found = each.group_by(*([KEY] if keys else []), who).subquery("each_customer")
    columns = [_of_each(name, found).label(name) for name in names]
    if not keys:
        whole: sa.Select[Any] = sa.select(*columns).select_from(found)
        return whole
    by_key: sa.Select[Any] = sa.select(found.c[KEY], *columns).group_by(found.c[KEY])
    return by_key


def _of_each(name: str, customer: sa.FromClause) -> Value:
    if name in PEOPLE:
        return sa.func.count(sa.case((customer.c.latest >= PEOPLE[name], customer.c.who)))
    return total(_OF_CUSTOMERS[name](customer))


# What is counted of whole orders, from how many each customer has.
_OF_CUSTOMERS: dict[str, Callable[[sa.FromClause], Value]] = {
    "orders": lambda customer: customer.c.orders,
    "customer_orders": lambda c: sa.case((c.c.who.is_not(None), c.c.orders), else_=0),
    "new_orders": lambda customer: customer.c.first,
    "new_customers": lambda customer: customer.c.first,
}
