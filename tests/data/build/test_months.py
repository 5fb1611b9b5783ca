"""Months against the tiny shop's table, added up by hand (see `tests/data/shop.py`)."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import sqlalchemy as sa

from data import schema
from data.build import build_release
from data.progress import silent
from tests.data import shop
from tests.data.build.conftest import change, rows

MONTH = schema.monthly_sales.c


def rebuilt(engine: sa.Engine) -> sa.Engine:
    build_release(engine, timezone=shop.TIMEZONE, currency="GBP", progress=silent)
    return engine


def test_months_add_up_and_the_last_one_is_not_complete(built: sa.Engine) -> None:
    assert rows(built, *MONTH) == [
        (date(2026, 5, 1), 3, 2, 7, 50, Decimal("3.5"), 9, Decimal("37.5"), True),
        (date(2026, 6, 1), 2, 2, 3, 53, 4, 0, 49, True),
        (date(2026, 7, 1), 6, 4, 10, 128, 14, 45, 69, False),
    ]


def test_a_month_without_sales_is_there_with_zeros(own: sa.Engine) -> None:
    order, refund = schema.orders, schema.refunds
    later = datetime(2026, 8, 31, 12)  # noqa: DTZ001
    change(own, sa.update(order).where(order.c.order_id.in_(["O4", "O5"])).values(ordered_at=later))
    change(own, sa.delete(refund).where(refund.c.order_id == "O4"))
    found = rows(rebuilt(own), MONTH.month, MONTH.orders, MONTH.net_sales, MONTH.is_complete)
    assert found == [
        (date(2026, 5, 1), 3, Decimal("37.5"), True),
        (date(2026, 6, 1), 0, 0, True),
        (date(2026, 7, 1), 6, 105, True),
        (date(2026, 8, 1), 2, 49, True),  # the data reach its last day
    ]


def test_a_reversal_after_the_last_order_makes_a_month_of_its_own(own: sa.Engine) -> None:
    refund = schema.refunds
    late = datetime(2026, 8, 3, 12)  # noqa: DTZ001
    change(own, sa.update(refund).where(refund.c.refund_id == "R5").values(refunded_at=late))
    found = rows(rebuilt(own), MONTH.month, MONTH.orders, MONTH.reversals, MONTH.is_complete)
    assert found[2:] == [(date(2026, 7, 1), 6, 40, True), (date(2026, 8, 1), 0, 5, False)]
