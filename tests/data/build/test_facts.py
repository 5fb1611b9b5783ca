"""Facts against the tiny shop's table, added up by hand (see `tests/data/shop.py`)."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest
import sqlalchemy as sa

from data import schema
from data.build import build_release, format_of
from data.build.keys import MAX_BITS
from data.progress import silent
from tests.data import shop
from tests.data.build.conftest import change, rows

LINES, ORDERS = schema.fact_lines.c, schema.fact_orders.c
REVERSALS, PAYMENTS = schema.fact_reversals.c, schema.fact_payments.c

ADA, BEN, CLEO, DAN, EVE = 1, 2, 3, 4, 5
LAMP, MUG, POST, TEA = 1, 2, 3, 4


def rebuilt(engine: sa.Engine, timezone: str = shop.TIMEZONE) -> sa.Engine:
    build_release(engine, timezone=timezone, currency="GBP", progress=silent)
    return engine


def day(text: str) -> date:
    return date.fromisoformat(f"2026-{text}")


# --- dimensions ------------------------------------------------------------------------------


def test_products_are_numbered_by_id_and_never_without_a_category(built: sa.Engine) -> None:
    product = schema.dim_product.c
    found = rows(built, product.product_key, product.product_id, product.category)
    assert found == [
        (LAMP, "LAMP", "Uncategorised"),
        (MUG, "MUG", "Kitchen"),
        (POST, "POST", "Uncategorised"),
        (TEA, "TEA", "Pantry"),
    ]
    assert rows(built, product.product_id, product.is_product)[2] == ("POST", False)


def test_customers_are_numbered_by_id_also_those_who_never_bought(built: sa.Engine) -> None:
    customer = schema.dim_customer.c
    found = rows(built, customer.customer_key, customer.customer_id)
    assert found == [(1, "ada"), (2, "ben"), (3, "cleo"), (4, "dan"), (5, "eve"), (6, "fay")]
    assert set(customer.keys()) == {"customer_key", "customer_id", "country"}


def test_each_payment_method_has_a_bit_in_alphabetical_order(built: sa.Engine) -> None:
    method = schema.payment_methods.c
    assert rows(built, method.method, method.bit) == [
        ("bank transfer", 1),
        ("card", 2),
        ("gift card", 4),
        ("paypal", 8),
    ]


# --- lines and orders ------------------------------------------------------------------------


def test_every_line_of_a_counting_order_stands_on_its_business_day(built: sa.Engine) -> None:
    found = rows(built, LINES.date, LINES.product_key, LINES.quantity, LINES.gross, LINES.discount)
    assert [row[0] for row in found] == sorted(row[0] for row in found)
    assert sorted(found) == [
        (day("05-04"), MUG, 1, 10, 0),
        (day("05-04"), MUG, 2, 20, 2),
        (day("05-04"), TEA, 1, 5, 0),
        (day("05-20"), TEA, 3, 15, Decimal("1.5")),
        (day("06-10"), LAMP, 1, 40, 4),
        (day("06-15"), MUG, 1, 10, 0),
        (day("06-15"), POST, 1, 3, 0),
        (day("07-01"), LAMP, 2, 80, 8),
        (day("07-02"), POST, 1, 3, 0),
        (day("07-02"), TEA, 4, 20, 0),
        (day("07-03"), MUG, 1, 10, 0),
        (day("07-10"), TEA, 1, 5, 5),
        (day("07-20"), MUG, 1, 10, 1),
    ]


def test_every_counting_order_has_its_day_hour_rank_and_sums(built: sa.Engine) -> None:
    o = ORDERS
    found = rows(
        built, o.date, o.hour, o.customer_key, o.order_rank, o.quantity, o.gross, o.discount,
        o.shipping, o.tax, o.reversed,
    )  # fmt: skip
    assert found == [
        (day("05-04"), 11, ADA, 1, 2, 20, 2, 3, Decimal("3.6"), 9),
        (day("05-04"), 16, BEN, 1, 2, 15, 0, 3, 2, 0),
        (day("05-20"), 10, None, None, 3, 15, Decimal("1.5"), 5, 0, 0),
        (day("06-10"), 13, ADA, 2, 1, 40, 4, 0, Decimal("7.2"), 36),
        (day("06-15"), 9, CLEO, 1, 2, 13, 0, 0, 0, 0),
        (day("07-01"), 0, DAN, 1, 2, 80, 8, 10, 0, 5),
        (day("07-02"), 10, ADA, 3, 4, 20, 0, 3, 0, 0),
        (day("07-02"), 21, ADA, 4, 1, 3, 0, 0, 0, 0),
        (day("07-03"), 19, BEN, 2, 1, 10, 0, 0, 2, 0),
        (day("07-10"), 12, EVE, 1, 1, 5, 5, 0, 0, 0),
        (day("07-20"), 13, DAN, 2, 1, 10, 1, 2, 0, 0),
    ]


def test_every_order_knows_the_next_one_and_its_categories(built: sa.Engine) -> None:
    """Kitchen is bit 1, Pantry 2, Uncategorised 4; guests have no next order."""
    assert rows(built, schema.categories.c.category, schema.categories.c.bit) == [
        ("Kitchen", 1),
        ("Pantry", 2),
        ("Uncategorised", 4),
    ]
    assert rows(built, ORDERS.customer_key, ORDERS.next_on, ORDERS.category_mask) == [
        (ADA, day("06-10"), 1),
        (BEN, day("07-03"), 3),
        (None, None, 2),
        (ADA, day("07-02"), 4),
        (CLEO, None, 5),
        (DAN, day("07-20"), 4),
        (ADA, day("07-02"), 2),
        (ADA, None, 4),
        (BEN, None, 1),
        (EVE, None, 2),
        (DAN, None, 1),
    ]


def test_orders_know_their_clusters_once_there_are_any(built: sa.Engine, own: sa.Engine) -> None:
    shop.derive(own)
    found = rows(own, ORDERS.customer_key, ORDERS.segment)
    assert found[:3] == [(ADA, "Loyal regulars"), (BEN, "Loyal regulars"), (None, "Guests")]
    tried = rows(own, schema.fact_tried.c.order_key, schema.fact_tried.c.segment)
    assert len(tried) == 10
    assert all(segment for _, segment in tried)


def test_a_category_too_many_leaves_orders_without_their_categories(own: sa.Engine) -> None:
    names = [f"Category {number:02d}" for number in range(MAX_BITS + 1)]
    change(own, *(_product(name) for name in names))
    rebuilt(own)
    assert rows(own, schema.categories.c.category) == []
    assert set(rows(own, ORDERS.category_mask)) == {(0,)}
    assert format_of(own) is schema.Format.ORDERS


def _product(name: str) -> sa.Executable:
    return sa.insert(schema.products).values(
        product_id=name, name=name, category=name, is_product=True
    )


def test_guests_count_in_sales_but_not_as_customers(built: sa.Engine) -> None:
    with built.connect() as connection:
        row = connection.execute(
            sa.select(
                sa.func.sum(ORDERS.gross),
                sa.func.count(),
                sa.func.count(sa.distinct(ORDERS.customer_key)),
            )
        ).one()
    assert tuple(row) == (231, 11, 5)


def test_what_is_not_known_of_an_order_is_called_unknown(built: sa.Engine) -> None:
    assert rows(built, ORDERS.country, ORDERS.channel)[8:10] == [
        ("United Kingdom", "Unknown"),
        ("Unknown", "web"),
    ]
    lines = rows(built, LINES.date, LINES.country, LINES.channel)
    assert (day("07-03"), "United Kingdom", "Unknown") in lines


def test_blank_text_is_as_good_as_none(own: sa.Engine) -> None:
    change(own, sa.update(schema.orders).values(country=" "))
    change(own, sa.update(schema.products).values(category=""))
    assert set(rows(rebuilt(own), LINES.country, LINES.category)) == {("Unknown", "Uncategorised")}


@pytest.mark.parametrize(
    ("timezone", "first_day", "hour", "o6"),
    [
        ("UTC", "05-04", 10, "06-30"),
        ("Europe/London", "05-04", 11, "07-01"),
        ("America/Los_Angeles", "05-04", 3, "06-30"),
        ("Pacific/Auckland", "05-04", 22, "07-01"),
    ],
)
def test_the_business_time_zone_decides_which_day_a_sale_belongs_to(
    own: sa.Engine, timezone: str, first_day: str, hour: int, o6: str
) -> None:
    found = rows(rebuilt(own, timezone), ORDERS.date, ORDERS.hour, ORDERS.gross)
    assert found[0] == (day(first_day), hour, 20)
    assert [when for when, _, gross in found if gross == 80] == [day(o6)]


def test_hours_follow_the_clock_when_summer_time_ends(own: sa.Engine) -> None:
    """On 25 October 2026 London's clocks go back at 01:00 UTC: the hour from 1 to 2 comes twice."""
    instants = [datetime(2026, 10, 25, hour, 30) for hour in (0, 1, 2)]  # noqa: DTZ001
    for order_id, instant in zip(("O1", "O2", "O3"), instants, strict=True):
        change(
            own,
            sa.update(schema.orders)
            .where(schema.orders.c.order_id == order_id)
            .values(ordered_at=instant),
        )
    found = rows(rebuilt(own), ORDERS.date, ORDERS.hour)[-3:]
    assert found == [(day("10-25"), 1), (day("10-25"), 1), (day("10-25"), 2)]


def test_orders_at_the_same_instant_are_ranked_by_their_id(own: sa.Engine) -> None:
    at = datetime(2026, 5, 4, 10)  # noqa: DTZ001
    change(own, sa.update(schema.orders).values(ordered_at=at, customer_id="ada"))
    found = rows(rebuilt(own), ORDERS.order_rank, ORDERS.gross)
    # By id, as text: O1, O10, O11, O2 ...; C1 comes first of all, but does not count.
    assert found[:4] == [(1, 20), (2, 5), (3, 10), (4, 15)]
    assert [rank for rank, _ in found] == list(range(1, 12))


def test_an_order_without_lines_is_an_order_of_nothing(own: sa.Engine) -> None:
    item = schema.order_items
    change(own, sa.delete(item).where(item.c.order_id == "O10"))
    found = rows(rebuilt(own), ORDERS.date, ORDERS.quantity, ORDERS.gross, ORDERS.discount)
    assert (day("07-10"), 0, 0, 0) in found
    assert len(found) == 11


# --- reversals -------------------------------------------------------------------------------


def test_reversals_stand_on_their_own_day_and_know_that_of_their_order(built: sa.Engine) -> None:
    r = REVERSALS
    found = rows(
        built, r.date, r.order_date, r.customer_key, r.product_key, r.category, r.quantity,
        r.amount, r.country, r.payment_mask,
    )  # fmt: skip
    uk = "United Kingdom"
    assert found == [
        (day("05-28"), day("05-04"), ADA, MUG, "Kitchen", 1, 9, uk, 2),
        (day("07-01"), day("06-10"), ADA, LAMP, "Uncategorised", 1, 36, uk, 6),
        (day("07-05"), day("07-05"), BEN, TEA, "Pantry", 1, 4, uk, 0),
        (day("07-15"), day("07-01"), DAN, None, None, 0, 5, "Germany", 2),
    ]


def test_a_refund_of_an_order_that_does_not_count_is_not_taken_off_twice(own: sa.Engine) -> None:
    """T1 sold 50.00 and took it back; while it does not count, neither does its refund."""

    def totals() -> tuple[object, object]:
        with rebuilt(own).connect() as connection:
            gross = connection.execute(sa.select(sa.func.sum(ORDERS.gross))).scalar_one()
            back = connection.execute(sa.select(sa.func.sum(REVERSALS.amount))).scalar_one()
        return gross, back

    assert totals() == (231, 54)
    status = schema.order_statuses
    change(own, sa.update(status).where(status.c.status == "test").values(counts_as_order=True))
    assert totals() == (281, 104)


def test_a_credit_note_that_is_taken_back_gives_the_money_back(own: sa.Engine) -> None:
    refund = schema.refunds
    change(
        own,
        sa.update(refund).where(refund.c.refund_id == "R3").values(quantity=-1, amount=Decimal(-4)),
    )
    assert rows(rebuilt(own), REVERSALS.quantity, REVERSALS.amount)[2] == (-1, -4)


# --- payments --------------------------------------------------------------------------------


def test_every_attempt_for_a_counting_order_is_there_by_its_own_day(built: sa.Engine) -> None:
    found = rows(built, PAYMENTS.date, PAYMENTS.method, PAYMENTS.status, PAYMENTS.amount)
    assert len(found) == 12
    assert sorted(found)[:3] == [
        (day("05-04"), "card", "failed", 20),
        (day("05-04"), "card", "succeeded", 20),
        (day("05-04"), "card", "succeeded", Decimal("24.6")),
    ]
    assert (day("07-01"), "card", "succeeded", 82) in found
    assert (day("07-03"), "bank transfer", "pending", 12) in found


def test_the_mask_names_the_methods_that_paid_and_no_others(built: sa.Engine) -> None:
    masks = [mask for (mask,) in rows(built, ORDERS.payment_mask)]
    # card, card after a failure, paypal, gift card and card, paypal, card, card, paypal, pending,
    # free, card
    assert masks == [2, 2, 8, 4 + 2, 8, 2, 2, 8, 0, 0, 2]
