"""WooCommerce's line-item export in its 48 columns, on an invented shop that adds up by hand.

order_lines.csv (GBP, 20 % tax). Goods paid for, shipping, tax:

    1001  2 mugs + tea         25.00 + 4.00 + 5.80 = 34.80
    1002  mug + pot            26.00 + 5.20 = 31.20     Subtotal 30.00: 4.00 off by three coupons
    1003  3 mugs + tea         35.00 + 7.00 = 42.00     one mug refunded: 10.00
    1004  mug                  10.00 + 4.00 + 2.80      refunded in full, no line says so
    1005  3 mugs               30.00 + 6.00 = 36.00     6.00 refunded, no line says of what: 5.00
    1006  2 teas               10.00 + 2.00 = 12.00     cancelled
    1007  tea                   5.00 + 1.00 =  6.00     failed
    1008  tea, 1009 tea        10.00 + 2.00 = 12.00     on hold (a guest), pending
    1010  tea                   5.00 + 1.00 =  6.00     in the trash
    1011  3 candles            10.00 + 2.00 = 12.00
    1012  tea                   5.00 + 1.20 + 1.00      a fee that no column shows
    1013  mug + 2 teas          0.00                    a coupon for all of it: 20.00 off
    1014  2 mugs + tea         20.00 + 4.00 = 24.00     5.00 off the mugs alone; order fields once
                              191.00 + 8.00 + 40.00 = 239.00, and 1.00 of the fee

A row without an item lists a further coupon. Set aside are 1015 (a quantity is a word), 1016 (no
line), and the last row, which is the first one again.
"""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
import sqlalchemy as sa

from data import schema
from data.ingest import LoadReport
from data.ingest.errors import LoadError
from tests.data.ingest.store import Store, utc

FILE = Path(__file__).parent / "woocommerce" / "order_lines.csv"

o, i, r, p = schema.orders.c, schema.order_items.c, schema.refunds.c, schema.payments.c


def _load(store: Store, path: Path = FILE) -> LoadReport:
    return store.load(path, currency="GBP", timezone="Europe/London")


def _sum(store: Store, amount: sa.ColumnElement[Decimal]) -> Decimal:
    with store.engine.connect() as connection:
        found: Decimal = connection.execute(sa.select(sa.func.sum(amount))).scalar_one()
        return found


def _lines(store: Store, order: str) -> list[tuple[object, ...]]:
    rows = store.rows(i.order_id, i.order_item_id, i.quantity, i.unit_price, i.discount)
    return [row[2:] for row in rows if row[0] == order]


def _money(*amounts: str) -> tuple[Decimal, ...]:
    return tuple(Decimal(amount) for amount in amounts)


def test_the_orders_add_up_to_what_was_charged_for_them(store: Store) -> None:
    (report,) = _load(store).files
    assert _sum(store, i.quantity * i.unit_price - i.discount) == Decimal(191)
    assert (_sum(store, o.shipping), _sum(store, o.tax)) == _money("8", "40")
    assert report.amount_loaded == Decimal(239)
    assert _sum(store, o.total) == Decimal(240)
    assert (report.rows_read, report.rows_loaded, report.rows_rejected) == (24, 20, 4)


def test_an_order_is_local_time_in_the_words_of_woocommerce(store: Store) -> None:
    report = _load(store)
    # 10:00 in London's summer is 09:00 UTC.
    rows = store.rows(o.order_id, o.ordered_at, o.status, o.country, o.currency, o.total)
    assert rows[0] == (
        *("1001", utc("2026-05-01 09:00"), "completed", "GB", "GBP"),
        Decimal("34.8"),
    )
    # Written “On hold”, “Pending payment” and “wc-completed”.
    assert [row[2] for row in rows if row[0] in ("1008", "1009", "1011")] == [
        "on-hold",
        "pending",
        "completed",
    ]
    assert report.currency == "GBP"


def test_what_counts_is_everything_but_drafts_and_the_trash(store: Store) -> None:
    _load(store)
    c = schema.order_statuses.c
    counts = dict(store.rows(c.status, c.counts_as_order))
    assert [status for status, yes in counts.items() if not yes] == ["trash"]
    assert {"completed", "on-hold", "pending", "cancelled", "failed", "refunded"} <= set(counts)


def test_a_discount_is_the_subtotal_less_the_lines_shared_by_value(store: Store) -> None:
    """4.00 x 9 / 26 = 1.3846, 4.00 x 17 / 26 = 2.6154: 1.38 and 2.62."""
    _load(store)
    assert _lines(store, "1002") == [
        (1, *_money("10.38", "1.38")),
        (1, *_money("19.62", "2.62")),
    ]


def test_lines_that_cost_their_list_price_have_their_own_discount(store: Store) -> None:
    _load(store)
    assert _lines(store, "1014") == [(2, *_money("10", "5")), (1, *_money("5", "0"))]


def test_what_a_coupon_gave_away_is_shared_by_pieces(store: Store) -> None:
    """20.00 for three pieces: 6.67 and 13.33."""
    _load(store)
    assert _lines(store, "1013") == [
        (1, *_money("6.67", "6.67")),
        (2, *_money("6.665", "13.33")),
    ]


def test_a_third_of_ten_is_two_pieces_and_one(store: Store) -> None:
    _load(store)
    assert _lines(store, "1011") == [(2, *_money("3.3333", "0")), (1, *_money("3.3334", "0"))]


def test_amounts_worked_out_to_more_than_four_decimals_are_rounded_to_them(store: Store) -> None:
    """10.00 with 20 % in it is 8.333333 without; shipping and tax stay 4.00 and 5.80."""
    head, first, *_ = FILE.read_text("utf-8").splitlines()
    line = first.replace(",20.00,", ",8.333333,", 1)
    (report,) = _load(store, store.write("fine.csv", head, line)).files
    assert report.amount_loaded == Decimal("18.1333")
    assert _sum(store, i.quantity * i.unit_price - i.discount) == Decimal("8.3333")


def test_reversals_are_of_lines_of_orders_or_of_all_of_them(store: Store) -> None:
    (report,) = _load(store).files
    rows = store.rows(r.order_id, r.order_item_id, r.product_id, r.quantity, r.amount, r.reason)
    assert rows == [
        ("1003", "1003-1", "MUG", 1, Decimal(10), "Refunded"),
        ("1004", "1004-1", "MUG", 1, Decimal(10), "Refunded"),
        ("1005", None, None, 0, Decimal(5), "Refunded"),
        ("1006", "1006-1", "TEA", 2, Decimal(10), "Cancelled"),
        ("1007", "1007-1", "TEA", 1, Decimal(5), "Failed"),
    ]
    assert store.rows(r.order_id, r.refunded_at)[0] == ("1003", utc("2026-05-03 09:00"))
    assert report.notes == (
        "Refunded orders, dated by the order because the export has no day of a refund (order "
        "basis only): 3.",
        "Orders whose Total is more or less than lines, shipping and tax (a fee, say, which the "
        "export does not list): 1.",
        "Orders without an e-mail address, whose buyers are guests: 1.",
    )


def test_payments_follow_from_the_status(store: Store) -> None:
    _load(store)
    paid = {row[0]: row[1:] for row in store.rows(p.order_id, p.method, p.amount, p.status)}
    assert paid["1002"] == ("PayPal", Decimal("31.2"), "succeeded")
    assert paid["1006"] == ("Direct bank transfer", Decimal(12), "failed")
    assert paid["1008"] == ("Direct bank transfer", Decimal(6), "pending")
    assert paid["1009"] == ("not named", Decimal(6), "pending")
    # What cost nothing was not paid for.
    assert "1013" not in paid


def test_people_go_by_address_and_products_by_sku_or_name(store: Store) -> None:
    _load(store)
    c, products = schema.customers.c, schema.products.c
    assert store.rows(c.email, c.name, c.country, c.city) == [
        ("ivy@example.com", "Ivy Ingram", "GB", "Leeds"),
        ("jon@example.com", "Jon Jarvis", "IE", "Cork"),
    ]
    assert ("1008", None) in store.rows(o.order_id, o.customer_id)
    assert store.rows(products.product_id, products.name) == [
        ("Candle - Scent: Fig", "Candle - Scent: Fig"),
        ("MUG", "Mill Mug"),
        ("POT", "Pot, Large"),
        ("TEA", "Breakfast Tea"),
    ]


def test_rows_are_set_aside_with_what_they_are_worth(store: Store) -> None:
    _load(store)
    assert store.rejects() == [
        (
            *(22, "Order Number", "1015", Decimal(10)),
            "Another row of this order was set aside, so the order cannot be added up.",
        ),
        (23, "Quantity", "two", Decimal(10), "This is no whole number of zero or more."),
        (24, "Name", None, None, "The order has no line item."),
        (
            *(25, "Item #", "1", Decimal(20)),
            "An earlier row of the file is the same line of the order.",
        ),
    ]


def test_a_later_export_replaces_its_orders(store: Store) -> None:
    _load(store)
    text = FILE.read_text("utf-8").splitlines()
    later = [text[0], *(line.replace("On hold", "Completed") for line in text if "1008" in line)]
    report = _load(store, store.write("later.csv", *later))
    assert report.files[0].rows_loaded == 1
    assert ("1008", "completed") in store.rows(o.order_id, o.status)
    assert ("1008", "succeeded") in store.rows(p.order_id, p.status)
    assert len(store.rows(o.order_id)) == 14


def test_the_currency_has_to_be_told(store: Store) -> None:
    with pytest.raises(LoadError, match="Say which currency the amounts are in"):
        store.load(FILE)


def test_the_invented_file_has_the_real_header(shared_data: Path) -> None:
    real = shared_data / "layouts" / "woocommerce" / "advanced_order_export_header.csv"
    header = real.read_text("utf-8").strip().replace('"', "").split(",")
    assert FILE.read_text("utf-8").splitlines()[0].split(",") == header
    assert len(header) == 48


def test_an_order_refunded_in_full_is_taken_back_whole_where_its_lines_name_a_part(
    store: Store,
) -> None:
    # Three teas for 15.00, all refunded: one as a line, the other 10.00 as an amount.
    header = (
        "Order Number,Order Status,Order Date,SKU,Name,Quantity,Quantity (- Refund),"
        "Order Line (w/o tax),Order Line Total Refunded,Order Refund Amount,Order Total Amount"
    )
    _load(
        store,
        store.write(
            "orders.csv",
            header,
            "1,Refunded,2026-05-04 10:00,TEA,Tea,3,2,15.00,5.00,15.00,15.00",
            "2,Completed,2026-05-04 10:00,TEA,Tea,3,2,15.00,5.00,5.00,15.00",
        ),
    )
    assert store.rows(r.order_id, r.quantity, r.amount) == [
        ("1", 3, Decimal(15)),
        ("2", 1, Decimal(5)),
    ]
