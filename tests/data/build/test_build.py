"""The build as a whole: repeatable, tidy, and clear about what it refuses."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import pytest
import sqlalchemy as sa

from data import schema
from data.build import build_release
from data.build.keys import MAX_BITS, TooManyMethods
from data.progress import silent
from data.span import NothingSold
from tests.data import shop
from tests.data.build.conftest import change, rows

ORDERS = schema.fact_orders.c


def rebuilt(engine: sa.Engine, timezone: str = shop.TIMEZONE) -> sa.Engine:
    build_release(engine, timezone=timezone, currency="GBP", progress=silent)
    return engine


def test_building_twice_gives_the_same_tables(own: sa.Engine) -> None:
    def everything() -> list[object]:
        return [
            rows(own, *table.c)
            for table in schema.DERIVED
            if table.name not in ("customer_segments", "segment_profiles")
        ]

    rebuilt(own)
    once = everything()
    rebuilt(own)
    assert everything() == once


def test_a_build_leaves_segments_empty_and_nothing_of_its_own_behind(own: sa.Engine) -> None:
    shop.derive(own)
    assert len(rows(own, *schema.customer_segments.c)) == 5
    rebuilt(own)
    assert rows(own, *schema.customer_segments.c) == []
    assert rows(own, *schema.segment_profiles.c) == []
    assert set(sa.inspect(own).get_table_names()) == set(schema.METADATA.tables)


def test_a_build_that_failed_can_be_repeated(own: sa.Engine) -> None:
    product = schema.products
    change(own, sa.update(product).where(product.c.product_id == "MUG").values(unit_price=1))
    item = schema.order_items
    huge = sa.update(item).where(item.c.order_item_id == "O1-1")
    change(own, huge.values(unit_price=Decimal(99999999999999), quantity=10**9))
    with pytest.raises(sa.exc.DBAPIError):
        rebuilt(own)
    change(own, huge.values(unit_price=10, quantity=2))
    assert sum(gross for (gross,) in rows(rebuilt(own), ORDERS.gross)) == 231


def test_a_shop_that_sold_nothing_is_refused_with_a_sentence(own: sa.Engine) -> None:
    change(own, sa.update(schema.order_statuses).values(counts_as_order=False))
    with pytest.raises(NothingSold, match="no order that counts"):
        rebuilt(own)


def test_progress_runs_from_0_to_1_and_says_what_is_done(own: sa.Engine) -> None:
    seen: list[tuple[str, float]] = []
    build_release(
        own, timezone="UTC", currency="GBP", progress=lambda step, done: seen.append((step, done))
    )
    fractions = [done for _, done in seen]
    assert fractions[0] == 0
    assert fractions[-1] == 1
    assert fractions == sorted(fractions)
    assert "Writing order lines" in [step for step, _ in seen]


def test_an_unknown_time_zone_is_refused(own: sa.Engine) -> None:
    with pytest.raises(sa.exc.DBAPIError, match="Atlantis"):
        rebuilt(own, "Europe/Atlantis")


def test_as_many_methods_as_a_mask_has_bits_work_and_one_more_is_refused(own: sa.Engine) -> None:
    at = datetime(2026, 5, 4)  # noqa: DTZ001

    def payments(first: int, last: int) -> sa.Executable:
        return schema.payments.insert().values(
            [
                (f"X{n}", "O1", f"method {n:02}", Decimal(1), "succeeded", at)
                for n in range(first, last)
            ]
        )

    change(own, sa.delete(schema.payments), payments(0, MAX_BITS))
    assert max(rows(rebuilt(own), ORDERS.payment_mask)) == (2**62 - 1,)
    change(own, payments(MAX_BITS, MAX_BITS + 1))
    with pytest.raises(TooManyMethods, match="63 methods"):
        rebuilt(own)
