"""The light turns red where a cent is missing, and names the row that keeps it from being green."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa

from data import schema
from tests.data import shop
from tests.data.build.conftest import change, rows
from tests.data.build.quality.found import PAIR, ROW, differing, lights, sums
from tests.data.build.quality.test_findings import item, payment, where

ITEMS, ORDERS, PAYMENTS = schema.order_items, schema.orders, schema.payments
QUIET = {"order_totals": "amber", "payments": "green", "lines": "green", "files": "green"}


def rebuilt(engine: sa.Engine, *statements: sa.Executable) -> sa.Engine:
    change(engine, *statements)
    shop.derive(engine)
    return engine


def with_totals() -> sa.Executable:
    """Every order says what had to be paid: what its lines, shipping and tax come to."""
    goods = sa.func.coalesce(
        sa.func.sum(ITEMS.c.unit_price * ITEMS.c.quantity - ITEMS.c.discount), 0
    )
    of_order = sa.select(goods).where(ITEMS.c.order_id == ORDERS.c.order_id).scalar_subquery()
    return sa.update(ORDERS).values(total=of_order + ORDERS.c.shipping + ORDERS.c.tax)


def test_the_tiny_shop_agrees_and_names_no_totals(built: sa.Engine) -> None:
    assert lights(built) == QUIET
    # O9 is pending and O10 was free: nine orders were paid, 183.80 + 20.00 + 34.50.
    assert sums(built, "payments") == (Decimal("238.30"), Decimal("238.30"), 9, 0, 0)
    assert sums(built, "lines")[2:] == (19, 0, 0)
    assert sums(built, "files") == (281, 281, 14, 0, 0)
    assert rows(built, *ROW) == []
    said = dict(rows(built, PAIR.pair, PAIR.sentence))
    assert said["order_totals"] == "The source names no totals of orders."
    assert said["payments"] == (
        "Orders that somebody paid, and payments without an order: 9 were compared, and all agree."
    )


def test_totals_that_agree_with_the_lines_are_green(own: sa.Engine) -> None:
    rebuilt(own, with_totals())
    assert lights(own) == {**QUIET, "order_totals": "green"}
    # What the lines of the eleven orders come to, with 26.00 for shipping and 14.80 tax.
    assert sums(own, "order_totals") == (Decimal("250.30"), Decimal("250.30"), 11, 0, 0)


def test_a_planted_duplicate_payment_turns_the_light_red_and_is_named(own: sa.Engine) -> None:
    rebuilt(own, payment("P99", "O1", "24.60"))
    assert lights(own) == {**QUIET, "payments": "red"}
    assert differing(own, "payments") == [("payments", "P99", Decimal("24.60"))]
    assert sums(own, "payments") == (
        Decimal("238.30"), Decimal("262.90"), 9, 1, Decimal("24.60"),
    )  # fmt: skip
    assert ("Recorded twice for order O1",) in rows(own, ROW.detail)


def test_a_payment_that_is_no_repetition_names_its_order(own: sa.Engine) -> None:
    rebuilt(own, payment("P99", "O1", "1.00"))
    assert differing(own, "payments") == [("orders", "O1", Decimal("1.00"))]


def test_a_planted_orphan_line_turns_the_light_red_and_is_named(own: sa.Engine) -> None:
    rebuilt(own, item("X1", "gone", "MUG", "7.25"))
    assert lights(own) == {**QUIET, "lines": "red"}
    assert differing(own, "lines") == [("order_items", "X1", Decimal("-7.25"))]
    left, right, *_ = sums(own, "lines")
    assert left - right == Decimal("7.25")


@pytest.mark.parametrize(
    ("statement", "red"),
    [
        (where(ITEMS, "O3-1", discount=Decimal("1.49")), {"order_totals", "payments"}),
        (where(ITEMS, "O8-1", unit_price=Decimal("3.01")), {"order_totals", "payments"}),
        (where(ORDERS, "O2", tax=Decimal("2.01")), {"order_totals", "payments"}),
        (where(ORDERS, "O2", total=Decimal("20.01")), {"order_totals"}),
        (where(PAYMENTS, "P3", amount=Decimal("19.99")), {"payments"}),
    ],
)
def test_an_edit_of_one_cent_turns_the_light_red(
    own: sa.Engine, statement: sa.Executable, red: set[str]
) -> None:
    rebuilt(own, with_totals(), statement)
    assert {pair for pair, light in lights(own).items() if light == "red"} == red
    for pair in red:
        ((table, key, difference),) = differing(own, pair)
        assert (table, abs(difference)) == ("orders", Decimal("0.01"))
        assert key in {"O2", "O3", "O8"}


def test_less_than_half_a_cent_is_rounding(own: sa.Engine) -> None:
    rebuilt(own, where(ITEMS, "O8-1", unit_price=Decimal("3.0049")))
    assert lights(own) == QUIET
    rebuilt(own, where(ITEMS, "O8-1", unit_price=Decimal("3.0050")))
    assert lights(own)["payments"] == "red"


@pytest.mark.parametrize(
    ("currency", "edit", "light"),
    [("JPY", "3.49", "green"), ("JPY", "3.50", "red"), ("KWD", "3.001", "red")],
)
def test_the_tolerance_is_half_of_the_currencys_smallest_coin(
    own: sa.Engine, currency: str, edit: str, light: str
) -> None:
    rate = schema.currency_rates.insert().values(
        currency=currency,
        valid_from=date(2026, 7, 1),
        rate=1,
    )
    rebuilt(
        own,
        rate,
        where(ORDERS, "O8", currency=currency),
        where(ITEMS, "O8-1", unit_price=Decimal(edit)),
    )
    assert lights(own)["payments"] == light


def test_unpaid_pending_and_uncounted_orders_are_no_difference(own: sa.Engine) -> None:
    failed = where(PAYMENTS, "P7", status="failed")
    partly = where(PAYMENTS, "P6", status="pending")
    test_order = where(PAYMENTS, "P13", amount=1)
    rebuilt(own, failed, partly, test_order)
    assert lights(own) == QUIET
    assert sums(own, "payments")[2] == 7


def test_a_shop_without_payments_has_nothing_to_compare_with(own: sa.Engine) -> None:
    rebuilt(own, sa.delete(PAYMENTS))
    assert lights(own) == {**QUIET, "payments": "amber"}
    assert ("There are no payments to compare with.",) in rows(own, PAIR.sentence)


def test_orders_of_other_currencies_are_compared_in_their_own_and_added_up_in_one(
    own: sa.Engine,
) -> None:
    rate = schema.currency_rates.insert().values(
        currency="EUR",
        valid_from=date(2026, 6, 15),
        rate=Decimal("0.5"),
    )
    rebuilt(own, rate, where(ORDERS, "O5", currency="EUR"), where(PAYMENTS, "P7", amount=15))
    assert differing(own, "payments") == [("orders", "O5", Decimal(2))]
    assert sums(own, "payments") == (
        Decimal("231.80"), Decimal("232.80"), 9, 1, Decimal("1.00"),
    )  # fmt: skip


def test_a_file_that_lost_rows_is_named(own: sa.Engine) -> None:
    rebuilt(own, sa.update(schema.loads).values(rows_loaded=13, amount_loaded=271))
    assert lights(own) == {**QUIET, "files": "red"}
    assert differing(own, "files") == [("loads", "L1", Decimal(-10))]


def test_of_many_differing_rows_the_largest_five_hundred_are_kept_and_all_are_counted(
    own: sa.Engine,
) -> None:
    rebuilt(own, *(payment(f"X{n}", "gone", str(n)) for n in range(1, 512)))
    found: list[tuple[Any, ...]] = differing(own, "payments")
    assert (len(found), min(row[2] for row in found)) == (500, 12)
    assert sums(own, "payments")[3:] == (511, 511 * 512 / 2)
    ((sentence,),) = [row for row in rows(own, PAIR.sentence) if "511" in row[0]]
    assert sentence.endswith("511 differ, by 130,816.00 in all. The largest 500 are listed.")
