"""A shop as it would be, had its data ended on some day."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

import sqlalchemy as sa

from data import schema
from data.build import build_release
from data.build.clock import business_day
from data.progress import silent
from data.releases import ReleaseStore


@contextmanager
def known_by(day: date, store: ReleaseStore, timezone: str) -> Iterator[sa.Engine]:
    """The served release without what is dated after the day, built anew; nothing is published."""
    with store.begin(base=store.current_or_fail()) as draft:
        with draft.engine.begin() as connection:
            _forget_after(connection, day, timezone)
        build_release(draft.engine, timezone=timezone, currency="GBP", progress=silent)
        yield draft.engine


def _forget_after(connection: sa.Connection, day: date, timezone: str) -> None:
    order, refund = schema.orders, schema.refunds
    later = business_day(order.c.ordered_at, timezone) > day
    back_later = business_day(refund.c.refunded_at, timezone) > day
    connection.execute(sa.delete(order).where(later))
    connection.execute(sa.delete(refund).where(back_later))
    kept = sa.select(order.c.order_id)
    for table in (schema.order_items, schema.payments, refund):
        connection.execute(sa.delete(table).where(table.c.order_id.not_in(kept)))
