"""Shopify's orders export in its 79 columns, on an invented shop whose numbers add up by hand.

orders.csv, tax on top (USD). Lines at list price, less discounts, plus shipping and tax:

    #1001  2 mugs + tea     25.00 - 2.50 + 4.00 + 1.80 = 28.30   10 % off by a code
    #1002  mug, wrap, pot   30.00 - 10.00 + 0 + 1.60 = 21.60     10.00 off: 3.34 + 3.33 + 3.33
    #1003  mug              10.00 + 4.00 + 0.80 = 14.80          a guest's, cancelled on 4 May
    #1004  3 mugs + 2 teas  40.00 + 5.00 + 3.20 = 48.20          10.80 refunded: 10.00 and its tax
    #1005  tea               5.00 + 0.40 = 5.40                  pending
    #1006  mug              10.00 + 0 + 0.80 = 10.80             free shipping, not in Shipping
    #1007  mug              10.00 + (4.00 - 4.00) + 0.80         the same, but still in Shipping
    #1008  tea               5.00 + 0.40 = 5.40                  voided
    #1009  2 mugs           20.00 - 5.00 + 1.20 = 16.20          said twice: line and order
    #1010  2 mugs + tea     25.00 - 5.00 - 2.00 + 1.44 = 19.44   of the line, and of the order
    #1011  gift card, tip   25.00 + 2.00 = 27.00                 sold, but no merchandise
    #1012  mug              10.00 + 0.80 = 10.80                 the test gateway's
    #1013  5 mugs           50.00 + 4.00 = 54.00                 20.00 of it paid
    #1014  tea               5.00 + 0.40 = 5.40                  authorised
                           272.00 - 24.50 + 13.00 + 17.64 = 278.14

Row 9 has no line item. Set aside are #1015 (a price is a word) and the second row of #1016, whose
first is missing.
"""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
import sqlalchemy as sa

from data import schema
from tests.data.ingest.store import Store, utc

FILES = Path(__file__).parent / "shopify"
ORDERS, LATER = FILES / "orders.csv", FILES / "orders_a_month_later.csv"
WITH_TAX = FILES / "orders_with_tax_in_prices.csv"

o, i, r, p = schema.orders.c, schema.order_items.c, schema.refunds.c, schema.payments.c


def _money(*amounts: str) -> tuple[Decimal, ...]:
    return tuple(Decimal(amount) for amount in amounts)


def _sum(store: Store, amount: sa.ColumnElement[Decimal]) -> Decimal:
    with store.engine.connect() as connection:
        found: Decimal = connection.execute(sa.select(sa.func.sum(amount))).scalar_one()
        return found


def test_the_orders_add_up_to_what_was_charged_for_them(store: Store) -> None:
    (report,) = store.load(ORDERS).files
    assert _sum(store, i.quantity * i.unit_price) == Decimal(272)
    assert _sum(store, i.discount) == Decimal("24.50")
    assert (_sum(store, o.shipping), _sum(store, o.tax)) == _money("13", "17.64")
    assert _sum(store, o.total) == report.amount_loaded == Decimal("278.14")
    assert (report.rows_read, report.rows_loaded, report.rows_rejected) == (24, 21, 3)


def test_each_order_is_worth_its_total(store: Store) -> None:
    store.load(ORDERS, WITH_TAX)
    goods = (
        sa.select(i.order_id, sa.func.sum(i.quantity * i.unit_price - i.discount).label("net"))
        .group_by(i.order_id)
        .subquery()
    )
    differs = (
        sa.select(o.order_id)
        .join_from(schema.orders, goods, goods.c.order_id == o.order_id)
        .where(goods.c.net + o.shipping + o.tax != o.total)
    )
    with store.engine.connect() as connection:
        assert connection.execute(differs).all() == []


def test_an_order_takes_its_fields_from_its_first_row(store: Store) -> None:
    store.load(ORDERS)
    rows = store.rows(o.order_id, o.ordered_at, o.status, o.country, o.channel, o.currency, o.total)
    # 21:30 four hours behind is the next day in UTC.
    assert rows[0] == (
        *("#1001", utc("2026-05-02 01:30"), "paid", "US", "web", "USD"),
        Decimal("28.3"),
    )
    assert len(rows) == 14


@pytest.mark.parametrize(
    ("order", "discounts"),
    [
        ("#1001", _money("2", "0.5")),
        ("#1002", _money("3.34", "3.33", "3.33")),
        ("#1006", _money("0")),
        ("#1009", _money("5")),
        ("#1010", _money("6.5", "0.5")),
    ],
)
def test_discounts_are_those_of_the_line_and_its_share_of_the_orders(
    store: Store, order: str, discounts: tuple[Decimal, ...]
) -> None:
    store.load(ORDERS)
    found = store.rows(i.order_id, i.order_item_id, i.discount)
    assert tuple(discount for of, _, discount in found if of == order) == discounts


def test_a_compare_at_price_is_no_discount_and_the_list_price_is_what_was_asked(
    store: Store,
) -> None:
    store.load(ORDERS)
    prices = {row[:2]: row[2] for row in store.rows(i.order_id, i.product_id, i.unit_price)}
    assert prices["#1002", "MUG"] == Decimal(10)


def test_a_code_for_shipping_lowers_shipping_and_not_the_goods(store: Store) -> None:
    store.load(ORDERS)
    shipping = dict(store.rows(o.order_id, o.shipping))
    assert (shipping["#1006"], shipping["#1007"], shipping["#1001"]) == _money("0", "0", "4")


def test_a_cancelled_order_counts_and_is_reversed_on_the_day_it_was_cancelled(store: Store) -> None:
    store.load(ORDERS)
    statuses = schema.order_statuses.c
    assert ("refunded, cancelled", True) in store.rows(statuses.status, statuses.counts_as_order)
    rows = store.rows(r.refund_id, r.product_id, r.refunded_at, r.quantity, r.amount, r.reason)
    assert rows[0] == ("#1003-1", "MUG", utc("2026-05-04 16:00"), 1, Decimal(10), "Cancelled")


def test_a_partial_refund_is_the_orders_without_its_tax_and_dated_by_the_order(
    store: Store,
) -> None:
    (report,) = store.load(ORDERS).files
    rows = store.rows(r.refund_id, r.order_item_id, r.refunded_at, r.quantity, r.amount)
    assert rows[1:] == [("#1004-refund", None, utc("2026-05-05 14:00"), 0, Decimal(10))]
    assert report.notes == (
        "Refunded orders, dated by the order because Shopify's export has no day of a refund "
        "(order basis only); what was refunded of shipping and tax is still in them: 1.",
        "Orders paid in several ways, of which the export does not say how much by each: 1.",
        "Orders without an e-mail address, whose buyers are guests: 1.",
    )


def test_payments_are_what_was_captured(store: Store) -> None:
    store.load(ORDERS)
    paid = {row[0]: row[1:] for row in store.rows(p.order_id, p.method, p.amount, p.status)}
    assert paid["#1001"] == ("Shopify Payments", Decimal("28.3"), "succeeded")
    assert paid["#1002"] == ("Gift Card + Shopify Payments", Decimal("21.6"), "succeeded")
    assert paid["#1005"] == ("Bank Deposit", Decimal("5.4"), "pending")
    assert paid["#1008"] == ("Shopify Payments", Decimal("5.4"), "failed")
    assert paid["#1013"] == ("Cash", Decimal(20), "succeeded")
    assert paid["#1014"] == ("Shopify Payments", Decimal("5.4"), "pending")


def test_what_the_test_gateway_paid_does_not_count(store: Store) -> None:
    store.load(ORDERS)
    assert ("#1012", "test") in store.rows(o.order_id, o.status)
    statuses = schema.order_statuses.c
    assert ("test", False) in store.rows(statuses.status, statuses.counts_as_order)


def test_people_are_known_by_their_address_but_not_by_its_name(store: Store) -> None:
    store.load(ORDERS)
    c = schema.customers.c
    assert store.rows(c.email, c.name, c.country, c.city) == [
        ("ann@example.com", "Ann Archer", "US", "Portland"),
        ("ben@example.com", "Ben Baker", "CA", "Toronto"),
    ]
    ids = [row[0] for row in store.rows(c.customer_id)]
    assert all(len(one) == 20 and "@" not in one for one in ids)
    # Written once with capitals: still one person; no address: a guest.
    of = dict(store.rows(o.order_id, o.customer_id))
    assert of["#1001"] == of["#1002"]
    assert of["#1003"] is None


def test_products_without_a_sku_go_by_name_and_gift_cards_and_tips_are_no_merchandise(
    store: Store,
) -> None:
    store.load(ORDERS)
    c = schema.products.c
    assert store.rows(c.product_id, c.name, c.unit_price, c.is_product) == [
        ("Gift Card - $25.00", "Gift Card - $25.00", Decimal(25), False),
        ("Gift Wrap, Large", "Gift Wrap, Large", Decimal(10), True),
        ("MUG", "Harbour Mug - Blue", Decimal(10), True),
        ("POT", "Tea Pot", Decimal(10), True),
        ("TEA", "Loose Tea", Decimal(5), True),
        ("Tip", "Tip", Decimal(2), False),
    ]


def test_an_order_that_cannot_be_read_whole_is_set_aside_whole(store: Store) -> None:
    store.load(ORDERS)
    assert store.rejects() == [
        (
            *(23, "Name", "#1015", Decimal(10)),
            "Another row of this order was set aside, so the order cannot be added up.",
        ),
        (
            *(24, "Lineitem price", "five", None),
            "This is no amount of zero or more with up to four decimals.",
        ),
        (
            *(25, "Name", "#1016", Decimal(5)),
            "The order's first row, which has its Total, is not above this one.",
        ),
    ]


def test_tax_in_prices_is_taken_out_of_lines_discounts_and_shipping(store: Store) -> None:
    """#2001: 8.33 of 62.95 + 37.95 is 5.20 + 3.13, which leaves 57.75 + 34.82.

    #2002: 3 bowls for 30.00 less 3.00, and 6.05 for shipping, contain 5.74: 1.05 of it shipping,
    4.69 the bowls. 27.00 - 4.69 = 22.31, from 24.79 less 2.48, and 5.00 for shipping.
    #2004: the gift card is not taxable, so all 2.10 are the bowl's.
    """
    (report,) = store.load(WITH_TAX).files
    assert store.rows(i.order_item_id, i.quantity, i.unit_price, i.discount) == [
        ("#2001-1", 1, *_money("57.75", "0")),
        ("#2001-2", 1, *_money("34.82", "0")),
        # A third of 24.79 has no four decimals: two pieces and one, together 24.79.
        ("#2002-1", 2, *_money("8.2633", "2.48")),
        ("#2002-1~2nd", 1, *_money("8.2634", "0")),
        ("#2003-1", 2, *_money("10", "0")),
        ("#2004-1", 1, *_money("10", "0")),
        ("#2004-2", 1, *_money("25", "0")),
    ]
    assert store.rows(o.order_id, o.shipping, o.tax) == [
        ("#2001", *_money("0", "8.33")),
        ("#2002", *_money("5", "5.74")),
        ("#2003", *_money("5", "5.25")),
        ("#2004", *_money("0", "2.1")),
    ]
    assert (
        "Orders with tax in their prices, which was taken out and shared by value: 4."
        in report.notes
    )
    # 12.10 refunded of #2003 is one bowl with its tax.
    assert store.rows(r.order_id, r.amount) == [("#2003", Decimal(10))]


def test_a_later_export_replaces_its_orders_and_reverses_a_closed_month(store: Store) -> None:
    """#1001 was refunded in full since, #1005 paid; #1002 only names its payments in turn."""
    store.load(ORDERS)
    (report,) = store.load(LATER).files
    # #1017 stands in the file twice, and counts once.
    assert (report.rows_loaded, report.rows_unchanged, report.rows_rejected) == (4, 3, 1)
    assert report.reasons == (("An earlier part of the file has the same order.", 1),)
    assert store.rows(r.refund_id, r.refunded_at, r.quantity, r.amount)[:2] == [
        ("#1001-1", utc("2026-05-02 01:30"), 2, Decimal(18)),
        ("#1001-2", utc("2026-05-02 01:30"), 1, Decimal("4.5")),
    ]
    paid = {row[0]: row[1:] for row in store.rows(p.order_id, p.status, p.paid_at)}
    assert paid["#1005"] == ("succeeded", utc("2026-06-02 13:00"))
    assert len(store.rows(o.order_id)) == 15


def test_the_same_export_again_changes_nothing(store: Store) -> None:
    store.load(ORDERS, LATER)
    before = store.counts()
    assert not store.load(ORDERS).changed
    assert not store.load(LATER).changed
    assert store.counts() == before


def test_a_short_export_of_the_needed_columns_is_enough(store: Store, shared_data: Path) -> None:
    store.load(shared_data / "layouts" / "shopify" / "fixture_two_line_order.csv")
    assert store.rows(i.order_item_id, i.product_id, i.unit_price) == [
        ("#1050-1", "MAT-100", Decimal("57.75")),
        ("#1050-2", "MAT-50", Decimal("34.82")),
    ]
    assert store.rows(o.order_id, o.tax, o.total) == [("#1050", *_money("8.33", "100.9"))]


def test_the_invented_files_have_the_real_headers(shared_data: Path) -> None:
    real = shared_data / "layouts" / "shopify"
    for name, path in (("orders", ORDERS), ("customers", FILES / "customers.csv")):
        header = (real / f"{name}_export_header.csv").read_text("utf-8").strip()
        assert path.read_text("utf-8").splitlines()[0] == header
