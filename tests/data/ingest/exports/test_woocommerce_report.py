"""The orders report of WooCommerce Analytics: money as text, and no price per product.

orders_report.csv. Net sales, and what the whole order came to:

    2001  25.00 of  34.80    two products: no price of either is known
    2002  1,200 of  1,440    100 mugs
    2003  30.00 of  36.00    its name holds a comma; 10.00 refunded in June, a row of its own
    2004  10.00 of  12.00    cancelled
    2005  10.00 of  12.00    three for ten; nobody's name
    1999  -40.00             a refund of an order that is in another export

Set aside are 2006 (its total is a word) and 2001, which stands in the file again.
"""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from data import schema
from data.ingest import LoadReport
from tests.data.ingest.store import Store, utc

FILES = Path(__file__).parent / "woocommerce"
REPORT, OLDER = FILES / "orders_report.csv", FILES / "orders_report_older.csv"

o, i, r = schema.orders.c, schema.order_items.c, schema.refunds.c


def _load(store: Store, path: Path = REPORT) -> LoadReport:
    return store.load(path, currency="GBP")


def _money(*amounts: str) -> tuple[Decimal, ...]:
    return tuple(Decimal(amount) for amount in amounts)


def test_orders_have_their_total_and_what_lies_beside_the_goods_as_tax(store: Store) -> None:
    (report,) = _load(store).files
    orders = store.rows(o.order_id, o.status, o.channel, o.shipping, o.tax, o.total)
    assert [row for row in orders if row[1] != "refund"] == [
        ("2001", "completed", "Direct", *_money("0", "9.8", "34.8")),
        ("2002", "processing", "Organic: Google", *_money("0", "240", "1440")),
        # Of “£36.00 £24.00” the first is the total, the second what is left of it.
        ("2003", "completed", "Source: newsletter", *_money("0", "6", "36")),
        ("2004", "cancelled", "Direct", *_money("0", "2", "12")),
        ("2005", "completed", "Unknown", *_money("0", "2", "12")),
    ]
    # 34.80 + 1,440 + 36 + 12 + 12 less both refunds.
    assert report.amount_loaded == Decimal("1484.8")
    assert (report.rows_read, report.rows_loaded, report.rows_rejected) == (9, 7, 2)


def test_no_price_is_invented_for_an_order_of_several_products(store: Store) -> None:
    (report,) = _load(store).files
    assert store.rows(i.order_id, i.product_id, i.quantity, i.unit_price) == [
        ("2001", "Several products", 1, Decimal("8.3334")),
        ("2001", "Several products", 2, Decimal("8.3333")),
        ("2002", "Mill Mug", 100, Decimal(12)),
        ("2003", "Salt, Pepper & Co", 3, Decimal(10)),
        ("2004", "Breakfast Tea", 2, Decimal(5)),
        ("2005", "Candle – Fig", 1, Decimal("3.3334")),
        ("2005", "Candle – Fig", 2, Decimal("3.3333")),
    ]
    c = schema.products.c
    assert ("Several products", None, False) in store.rows(c.product_id, c.unit_price, c.is_product)
    assert report.notes == (
        "Orders of more than one product, whose money stands under “Several products” because this "
        "report has no price per product (an export of order lines has): 1.",
        "This report names no discounts and no payments, tells people by their name, and has "
        "shipping and tax in one sum, which stands under tax.",
    )


def test_a_refund_is_a_document_on_its_own_day(store: Store) -> None:
    _load(store)
    rows = store.rows(r.order_id, r.product_id, r.refunded_at, r.quantity, r.amount, r.reason)
    assert rows == [
        (
            *("1999 refund 2026-05-07 10:00:00", "Mill Mug", utc("2026-05-07 10:00")),
            *(4, Decimal(40), "Refunded"),
        ),
        (
            *("2003 refund 2026-06-04 10:00:00", "Salt, Pepper & Co", utc("2026-06-04 10:00")),
            *(1, Decimal(10), "Refunded"),
        ),
        ("2004", "Breakfast Tea", utc("2026-05-05 10:00"), 2, Decimal(10), "Cancelled"),
    ]
    c = schema.order_statuses.c
    assert ("refund", False) in store.rows(c.status, c.counts_as_order)


def test_a_report_of_refunds_beside_one_of_all_takes_nothing_off_twice(store: Store) -> None:
    _load(store)
    before = store.rows(r.refund_id, r.amount)
    lines = REPORT.read_text("utf-8").splitlines()
    june = store.write("june.csv", lines[0], *(line for line in lines if "2026-06" in line))
    assert not _load(store, june).changed
    assert store.rows(r.refund_id, r.amount) == before


def test_people_are_known_by_their_name(store: Store) -> None:
    _load(store)
    c = schema.customers.c
    assert store.rows(c.name, c.email) == [
        ("Ivy Ingram", None),
        ("Jon Jarvis", None),
        ("Kay King", None),
    ]
    assert ("2005", None) in store.rows(o.order_id, o.customer_id)


def test_rows_without_an_amount_and_repeated_orders_are_set_aside(store: Store) -> None:
    _load(store)
    assert store.rejects() == [
        (9, "N. Revenue (formatted)", "free", Decimal(10), "This is no amount."),
        (10, "Order #", "2001", Decimal("34.8"), "An earlier row of the file is the same order."),
    ]


def test_the_older_report_and_the_marks_of_another_country_mean_the_same(store: Store) -> None:
    """Ten columns, “N. Revenue” for net sales, dates such as May 1, 2026, and 1.234,50 €."""
    _load(store, OLDER)
    assert store.rows(o.order_id, o.ordered_at, o.total, o.tax) == [
        ("2001", utc("2026-05-01 00:00"), *_money("34.8", "9.8")),
        ("2102", utc("2026-05-13 15:15"), *_money("1234.5", "197.11")),
        ("2103", utc("2026-06-02 00:00"), *_money("12", "1.92")),
    ]


def test_the_lines_of_an_order_take_the_place_of_its_row_in_the_report(store: Store) -> None:
    """The order number is the same in both exports of one shop."""
    _load(store)
    lines = (FILES / "order_lines.csv").read_text("utf-8").replace("1001,", "2001,", 1)
    head, first, *_ = lines.splitlines()
    _load(store, store.write("lines.csv", head, first))
    assert ("2001", "MUG") in store.rows(i.order_id, i.product_id)
    assert "Several products" not in [row[0] for row in store.rows(i.product_id)]


@pytest.mark.parametrize(
    ("path", "real"),
    [
        (REPORT, "analytics_orders_report_header.csv"),
        (OLDER, "analytics_orders_report_header_older.csv"),
    ],
)
def test_the_invented_files_have_the_real_headers(shared_data: Path, path: Path, real: str) -> None:
    header = (shared_data / "layouts" / "woocommerce" / real).read_text("utf-8").strip()
    assert path.read_text("utf-8").splitlines()[0] == header
