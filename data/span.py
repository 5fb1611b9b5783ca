"""How far the data of a release reach."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from data import schema


class NothingSold(ValueError):
    """There is not a single order that counts: nothing could be shown."""


@dataclass(frozen=True, slots=True)
class Span:
    """First and last day with an order or reversal, and how much lies between.

    `known_to`: the last day of which everything is known, where that is not the last day; a draft
    that is built on its last day holds a part of it only.
    """

    first_day: date
    last_day: date
    lines: int
    orders: int
    known_to: date | None = None

    @property
    def complete_to(self) -> date:
        """The last day that is over."""
        return self.known_to or self.last_day


def span_of(connection: sa.Connection) -> Span:
    """The span of the facts; NothingSold where there is no order."""
    orders, lines, reversals = schema.fact_orders, schema.fact_lines, schema.fact_reversals
    sold = sa.select(sa.func.min(orders.c.date), sa.func.max(orders.c.date), sa.func.count())
    taken_back = sa.select(sa.func.min(reversals.c.date), sa.func.max(reversals.c.date))
    first, last, count = connection.execute(sold.select_from(orders)).one()
    first_back, last_back = connection.execute(taken_back).one()
    line_count = connection.execute(sa.select(sa.func.count()).select_from(lines)).scalar_one()
    if first is None:
        raise NothingSold("The sources hold no order that counts, so there is nothing to show.")
    return Span(min(first, first_back or first), max(last, last_back or last), line_count, count)
