"""Each check finds what it is there for, names it and prices it; the tiny shop has little wrong."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa

from data import schema
from data.build.quality.checks import CHECKS
from tests.data import shop
from tests.data.build.conftest import change, rows
from tests.data.build.quality.found import EXAMPLE, FINDING, examples, findings

ITEMS, ORDERS, PAYMENTS = schema.order_items, schema.orders, schema.payments
REFUNDS, PRODUCTS = schema.refunds, schema.products
GUESTS, NO_CATEGORY = (1, Decimal("13.50")), (1, Decimal(108))
AS_IT_IS = {"guest_orders": GUESTS, "uncategorised_products": NO_CATEGORY}


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


def payment(key: str, order: str, amount: str, when: str = "2026-05-04 10:01:30") -> sa.Executable:
    values = (key, order, "card", Decimal(amount), "succeeded", at(when))
    return PAYMENTS.insert().values(dict(zip(PAYMENTS.c.keys(), values, strict=True)))


def item(key: str, order: str, product: str, price: str) -> sa.Executable:
    values = (key, order, product, 1, Decimal(price), Decimal(0))
    return ITEMS.insert().values(dict(zip(ITEMS.c.keys(), values, strict=True)))


def where(table: sa.Table, key: str, **values: Any) -> sa.Executable:
    return sa.update(table).where(next(iter(table.c)) == key).values(**values)


def found_after(engine: sa.Engine, *statements: sa.Executable) -> dict[str, Any]:
    """What is found beyond what the tiny shop has anyway."""
    change(engine, *statements)
    shop.derive(engine)
    found = findings(engine)
    return {name: size for name, size in found.items() if AS_IT_IS.get(name) != size}


def test_the_tiny_shop_has_a_guest_and_a_product_without_a_category(built: sa.Engine) -> None:
    assert findings(built) == AS_IT_IS
    assert examples(built, "guest_orders") == [("orders", "O3", Decimal("13.50"))]
    assert examples(built, "uncategorised_products") == [("products", "LAMP", Decimal(108))]
    share = dict(rows(built, FINDING.name, FINDING.share))["guest_orders"]
    assert share == pytest.approx(13.5 / 155.5)


def test_every_check_says_that_it_looked(built: sa.Engine) -> None:
    assert [name for (name,) in rows(built, FINDING.name)] == [check.name for check in CHECKS]
    assert len({check.name for check in CHECKS}) == len(CHECKS)
    quiet = [row for row in rows(built, FINDING.rows, FINDING.amount, FINDING.share) if not row[0]]
    assert quiet == [(0, 0, 0)] * (len(CHECKS) - len(AS_IT_IS))


@pytest.mark.parametrize(
    ("statement", "check", "amount", "named"),
    [
        (item("X1", "gone", "MUG", "7"), "orphan_lines", "7", ("order_items", "X1")),
        (item("X2", "T1", "cup", "8"), "orphan_lines", "8", ("order_items", "X2")),
        (payment("X3", "gone", "9"), "orphan_payments", "9", ("payments", "X3")),
        (where(REFUNDS, "R5", order_id="gone"), "orphan_refunds", "5", ("refunds", "R5")),
        (where(ORDERS, "O11", customer_id="zed"), "orphan_customers", "11", ("orders", "O11")),
        (
            where(ORDERS, "O8", ordered_at=at("2126-07-02")),
            "future_dates",
            "3",
            ("orders", "O8"),
        ),
        (
            where(PAYMENTS, "P12", paid_at=at("2126-07-02")),
            "future_dates",
            "11",
            ("payments", "P12"),
        ),
        (
            where(REFUNDS, "R1", refunded_at=at("2126-07-02")),
            "future_dates",
            "9",
            ("refunds", "R1"),
        ),
        (where(ORDERS, "O8", ordered_at=at("1970-01-01")), "ancient_orders", "3", ("orders", "O8")),
        (
            where(REFUNDS, "R5", refunded_at=at("2026-06-30")),
            "early_refunds",
            "5",
            ("refunds", "R5"),
        ),
        (
            where(REFUNDS, "R1", amount=Decimal("25.10")),
            "over_refunded_orders",
            "0.5",
            ("orders", "O1"),
        ),
        (where(ITEMS, "O8-1", unit_price=0), "free_lines", "3", ("order_items", "O8-1")),
        (where(ITEMS, "O10-1", discount=6), "negative_lines", "1", ("order_items", "O10-1")),
        (where(ITEMS, "O9-1", unit_price=-10), "negative_lines", "10", ("order_items", "O9-1")),
        (where(PAYMENTS, "P7", amount=14), "overpaid_orders", "1", ("orders", "O5")),
        (where(PAYMENTS, "P7", amount=11), "underpaid_orders", "2", ("orders", "O5")),
        (where(PAYMENTS, "P7", status="failed"), "unpaid_orders", "13", ("orders", "O5")),
        (
            sa.delete(schema.order_statuses).where(schema.order_statuses.c.status == "credit note"),
            "unknown_statuses",
            "0",
            ("order_statuses", "credit note"),
        ),
        (
            sa.delete(ITEMS).where(ITEMS.c.order_id == "O5"),
            "paid_without_lines",
            "13",
            ("orders", "O5"),
        ),
    ],
)
def test_what_is_planted_is_found_named_and_priced(
    own: sa.Engine, statement: sa.Executable, check: str, amount: str, named: tuple[str, str]
) -> None:
    assert found_after(own, statement)[check] == (1, Decimal(amount))
    ((table, key, size),) = examples(own, check)
    assert (table, key, abs(size)) == (*named, Decimal(amount))


@pytest.mark.parametrize(
    ("key", "when"),
    [("P99", "2026-05-04 10:01:30"), ("p-1", "2026-05-09 08:00:00")],
    ids=["in the same minute", "under the same id in another spelling"],
)
def test_a_payment_recorded_twice_is_found(own: sa.Engine, key: str, when: str) -> None:
    found = found_after(own, payment(key, "O1", "24.60", when))
    assert found["duplicate_payments"] == (1, Decimal("24.60"))
    ((table, name, amount),) = examples(own, "duplicate_payments")
    assert (table, amount) == ("payments", Decimal("24.60"))
    assert name in {key, "P1"}


def test_two_equal_vouchers_that_pay_an_order_are_no_duplicate(own: sa.Engine) -> None:
    half = where(PAYMENTS, "P1", amount=Decimal("12.30"))
    assert found_after(own, half, payment("P99", "O1", "12.30", "2026-05-04 10:01:00")) == {}


def test_an_order_entered_twice_is_found_and_a_repeated_line_is_not(own: sa.Engine) -> None:
    again = ORDERS.insert().from_select(
        ORDERS.c.keys(),
        sa.select(sa.literal("O4-b"), *(c for c in ORDERS.c if c.name != "order_id")).where(
            ORDERS.c.order_id == "O4"
        ),
    )
    change(own, again, item("O4-1b", "O4-b", "LAMP", "40"))
    change(own, where(ITEMS, "O4-1b", discount=4))
    found = found_after(own, item("O5-3", "O5", "MUG", "10"), payment("P5b", "O5", "10"))
    assert found == {
        "duplicate_orders": (1, Decimal("43.20")),
        "unpaid_orders": (1, Decimal("43.20")),
        "uncategorised_products": (1, Decimal(144)),
    }
    assert examples(own, "duplicate_orders") == [("orders", "O4-b", Decimal("43.20"))]


def test_guests_who_buy_the_same_at_the_same_moment_are_two_guests(own: sa.Engine) -> None:
    columns = [c for c in ORDERS.c if c.name != "order_id"]
    for key in ("O3-b", "o3"):
        again = sa.select(sa.literal(key), *columns).where(ORDERS.c.order_id == "O3")
        change(own, ORDERS.insert().from_select(ORDERS.c.keys(), again))
        change(own, item(f"{key}-1", key, "TEA", "5"), where(ITEMS, f"{key}-1", quantity=3))
        change(own, where(ITEMS, f"{key}-1", discount=Decimal("1.50")))
    found = found_after(own)
    assert found["duplicate_orders"] == (1, Decimal("18.50"))
    assert examples(own, "duplicate_orders") == [("orders", "o3", Decimal("18.50"))]


def test_orders_without_a_rate_are_counted_and_not_priced(own: sa.Engine) -> None:
    found = found_after(own, where(ORDERS, "O5", currency="EUR"))
    assert found["unconverted_orders"] == (1, None)
    assert examples(own, "unconverted_orders") == [("orders", "O5", None)]
    assert rows(own, EXAMPLE.name, EXAMPLE.detail)[-1] == ("unconverted_orders", "13.00 EUR")


def test_orders_with_a_rate_are_priced_in_the_reporting_currency(own: sa.Engine) -> None:
    day = at("2026-06-15").date()
    rate = schema.currency_rates.insert().values(
        currency="EUR", valid_from=day, rate=Decimal("0.5")
    )
    found = found_after(own, where(ORDERS, "O5", currency="EUR"), rate)
    assert found == {"converted_orders": (1, Decimal("6.50"))}


def test_no_more_than_twenty_examples_are_kept_the_most_money_first(own: sa.Engine) -> None:
    found = found_after(own, *(payment(f"X{n}", "gone", str(n)) for n in range(1, 31)))
    assert found["orphan_payments"] == (30, Decimal(465))
    kept = [amount for *_, amount in examples(own, "orphan_payments")]
    assert sorted(kept) == [Decimal(n) for n in range(11, 31)]
