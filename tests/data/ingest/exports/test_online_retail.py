"""The rules of the flat invoice file, each on a handful of lines."""

from __future__ import annotations

from decimal import Decimal

import pytest

from data import schema
from data.ingest.errors import LoadError
from data.ingest.notation import DateOrder
from tests.data.ingest.store import Store, utc

MUG = "489434,85048,MUG,2,2010-07-01 10:00:00,1.50,13085,United Kingdom"


def test_a_sale_line_becomes_an_order_with_one_item_a_customer_and_a_product(store: Store) -> None:
    report = store.load(store.sales(MUG))
    o, i, p, c = (
        schema.orders.c,
        schema.order_items.c,
        schema.products.c,
        schema.customers.c,
    )
    # 10:00 in London's summer is 09:00 UTC.
    assert store.rows(o.order_id, o.customer_id, o.ordered_at, o.status, o.country, o.currency) == [
        ("489434", "13085", utc("2010-07-01 09:00"), "completed", "United Kingdom", "GBP")
    ]
    assert store.rows(i.order_item_id, i.order_id, i.product_id, i.quantity, i.unit_price) == [
        ("489434-1", "489434", "85048", 2, Decimal("1.5000"))
    ]
    assert store.rows(p.product_id, p.name, p.category, p.unit_price, p.is_product) == [
        ("85048", "MUG", None, Decimal("1.5000"), True)
    ]
    assert store.rows(c.customer_id, c.country) == [("13085", "United Kingdom")]
    assert (report.changed, report.shop, report.currency, report.timezone) == (
        True,
        "Online Retail",
        "GBP",
        "Europe/London",
    )


def test_the_second_years_header_and_ids_mean_the_same(store: Store) -> None:
    path = store.write(
        "second.csv",
        "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country",
        "536365,85123A,HEART,6,12/1/2010 8:26,2.55,17850.0,United Kingdom",
        "536370,85123A,HEART,1,12/13/2010 9:05,2.55,17850.0,United Kingdom",
    )
    store.load(path)
    orders = schema.orders.c
    assert store.rows(orders.order_id, orders.customer_id, orders.ordered_at) == [
        ("536365", "17850", utc("2010-12-01 08:26")),
        ("536370", "17850", utc("2010-12-13 09:05")),
    ]


def test_day_first_dates_are_recognised_by_a_day_beyond_twelve(store: Store) -> None:
    line = "536365,85123A,HEART,6,{},2.55,17850,United Kingdom"
    store.load(store.sales(line.format("01/12/2010 08:26"), line.format("13/12/2010 08:26")))
    assert store.rows(schema.orders.c.ordered_at) == [(utc("2010-12-01 08:26"),)]


def test_dates_that_could_be_read_both_ways_are_asked_for_and_not_guessed(store: Store) -> None:
    path = store.sales("1,85123A,HEART,6,01/12/2010 08:26,2.55,17850,France")
    with pytest.raises(LoadError, match="--dates day-first or --dates month-first"):
        store.load(path)
    store.load(path, dates=DateOrder.DAY_FIRST)
    assert store.rows(schema.orders.c.ordered_at) == [(utc("2010-12-01 08:26"),)]


def test_a_credit_note_is_an_order_that_does_not_count_and_a_refund_on_its_own_day(
    store: Store,
) -> None:
    store.load(store.sales(MUG, "C489449,85048,MUG,-1,2010-12-05 14:30:00,1.50,13085,EIRE"))
    orders, refunds, statuses = schema.orders.c, schema.refunds.c, schema.order_statuses.c
    assert store.rows(orders.order_id, orders.status, orders.country) == [
        ("489434", "completed", "United Kingdom"),
        ("C489449", "credit note", "EIRE"),
    ]
    assert store.rows(
        refunds.refund_id,
        refunds.order_id,
        refunds.order_item_id,
        refunds.product_id,
        refunds.refunded_at,
        refunds.quantity,
        refunds.amount,
    ) == [("C489449-1", "C489449", None, "85048", utc("2010-12-05 14:30"), 1, Decimal("1.5"))]
    assert store.rows(statuses.status, statuses.counts_as_order) == [
        ("completed", True),
        ("credit note", False),
    ]


def test_a_credit_note_taken_back_lowers_the_reversals(store: Store) -> None:
    store.load(
        store.sales(
            "C1,M,Manual,-2,2010-12-05 14:30:00,200.00,,EIRE",
            "C2,M,Manual,1,2010-12-06 14:30:00,373.57,,EIRE",
        )
    )
    refunds = schema.refunds.c
    assert store.rows(refunds.refund_id, refunds.quantity, refunds.amount, refunds.reason) == [
        ("C1-1", 2, Decimal("400.0"), "Credit note"),
        ("C2-1", -1, Decimal("-373.57"), "Credit note taken back"),
    ]


@pytest.mark.parametrize(
    ("line", "reject"),
    [
        (
            "1,22041,FRAME,-3,2010-01-04 10:00:00,0,,United Kingdom",
            (
                3,
                "Quantity",
                "-3",
                0,
                "Stock written off: a negative quantity without a credit note.",
            ),
        ),
        (
            "1,22041,FRAME,0,2010-01-04 10:00:00,2,,United Kingdom",
            (3, "Quantity", "0", 0, "Nothing was sold: quantity 0."),
        ),
        (
            "1,22041,,5,2010-01-04 10:00:00,0,,United Kingdom",
            (
                3,
                "Price",
                "0",
                0,
                "Nothing was charged: price 0 (a gift, a sample or a stock entry).",
            ),
        ),
        (
            "A506401,B,Adjust bad debt,1,2010-04-29 13:36:00,-53594.36,,United Kingdom",
            (3, "Invoice", "A506401", -53594.36, "Bad-debt entry of the accounts, not a sale."),
        ),
        (
            "1,22041,FRAME,1,2010-01-04 10:00:00,-2,,United Kingdom",
            (3, "Price", "-2", -2, "The price is below zero."),
        ),
        (
            "1,22041,FRAME,a dozen,2010-01-04 10:00:00,2,,United Kingdom",
            (3, "Quantity", "a dozen", None, "This is no whole number."),
        ),
        (
            "1,22041,FRAME,1.5,2010-01-04 10:00:00,2,,United Kingdom",
            (3, "Quantity", "1.5", None, "This is no whole number."),
        ),
        (
            '1,22041,FRAME,1,2010-01-04 10:00:00,"2,50",,United Kingdom',
            (3, "Price", "2,50", None, "This is no amount with up to four decimals."),
        ),
        (
            "1,22041,FRAME,1,2010-01-04 10:00:00,2.12345,,United Kingdom",
            (3, "Price", "2.12345", None, "This is no amount with up to four decimals."),
        ),
        (
            "1,22041,FRAME,2,2010-02-30 10:00:00,3,,United Kingdom",
            (3, "InvoiceDate", "2010-02-30 10:00:00", 6, "This is no date and time."),
        ),
        (
            ",22041,FRAME,2,2010-02-01 10:00:00,3,,United Kingdom",
            (3, "Invoice", None, 6, "There is no invoice number."),
        ),
        (
            "1,,FRAME,2,2010-02-01 10:00:00,3,,United Kingdom",
            (3, "StockCode", None, 6, "There is no stock code."),
        ),
        (
            "1,22041,FRAME,999999999999,2010-02-01 10:00:00,99999,,United Kingdom",
            (3, "Quantity", "999999999999", None, "The amount is too large."),
        ),
        (
            "1,22041,FRAME,2,2010-02-01 10:00:00,3,,United Kingdom,extra",
            (
                3,
                None,
                "1,22041,FRAME,2,2010-02-01 10:00:00,3,,United Kingdom,extra",
                None,
                "The row has 9 fields, the header 8.",
            ),
        ),
    ],
)
def test_a_row_that_is_no_sale_is_set_aside_with_its_number_and_reason(
    store: Store, line: str, reject: tuple[object, ...]
) -> None:
    report = store.load(store.sales(MUG, line, MUG))
    expected = tuple(
        Decimal(str(v)) if n == 3 and v is not None else v for n, v in enumerate(reject)
    )
    assert store.rejects() == [expected]
    (file,) = report.files
    assert (file.rows_read, file.rows_loaded, file.rows_rejected) == (3, 2, 1)
    assert file.amount_loaded == 6
    assert file.reasons == ((reject[-1], 1),)


def test_rows_behind_a_misshapen_one_keep_their_number_in_the_file(store: Store) -> None:
    bad_price = "1,22041,FRAME,1,2010-01-04 10:00:00,free,,France"
    store.load(store.sales("short,row", bad_price, MUG, "another", "and,another", bad_price))
    assert [(row[0], row[2]) for row in store.rejects()] == [
        (2, "short,row"),
        (3, "free"),
        (5, "another"),
        (6, "and,another"),
        (7, "free"),
    ]


def test_a_price_with_the_noise_of_floating_point_is_read_as_meant(store: Store) -> None:
    store.load(
        store.sales("1,22041,FRAME,1,2010-01-04 10:00:00,2.5499999999999998,,United Kingdom")
    )
    assert store.rows(schema.order_items.c.unit_price) == [(Decimal("2.55"),)]


def test_a_guest_is_no_customer_and_the_sale_stays(store: Store) -> None:
    store.load(store.sales("1,22041,FRAME,1,2010-01-04 10:00:00,2,,United Kingdom"))
    assert store.rows(schema.orders.c.order_id, schema.orders.c.customer_id) == [("1", None)]
    assert store.rows(schema.customers.c.customer_id) == []


def test_a_repeated_line_is_two_of_a_thing(store: Store) -> None:
    report = store.load(store.sales(MUG, MUG))
    assert store.rows(schema.order_items.c.order_item_id) == [("489434-1",), ("489434-2",)]
    assert report.files[0].amount_loaded == 6


def test_an_invoice_with_two_timestamps_is_dated_by_the_earlier(store: Store) -> None:
    line = "1,22041,FRAME,1,2010-01-04 10:0{}:00,2,,United Kingdom"
    store.load(store.sales(line.format(2), line.format(1)))
    assert store.rows(schema.orders.c.ordered_at) == [(utc("2010-01-04 10:01"),)]


def test_codes_differ_only_by_case_and_the_most_frequent_description_names_them(
    store: Store,
) -> None:
    line = "{},{},{},1,2010-01-04 10:00:00,{},,United Kingdom"
    store.load(
        store.sales(
            line.format(1, "85123a", "HEART", 2.95),
            line.format(2, "85123A", "WHITE HEART", 2.95),
            line.format(3, "85123A", "WHITE HEART", 2.55),
            line.format(4, "85123A", "", 2.55),
            line.format(5, "85123A", "", 2.55),
            line.format(6, "85123A", "", 2.95),
            line.format(7, "22041", "", 1),
        )
    )
    products = schema.products.c
    # 2.55 and 2.95 stand on three lines each: the smaller wins.
    assert store.rows(products.product_id, products.name, products.unit_price) == [
        ("22041", "22041", Decimal(1)),
        ("85123A", "WHITE HEART", Decimal("2.55")),
    ]


def test_postage_fees_samples_vouchers_and_tests_are_no_merchandise(store: Store) -> None:
    codes = {
        **dict.fromkeys(["POST", "DOT", "M", "m", "C2", "D", "S", "B", "CRUK", "PADS"], False),
        **dict.fromkeys(["ADJUST", "ADJUST2", "BANK CHARGES", "AMAZONFEE", "TEST001"], False),
        **dict.fromkeys(["gift_0001_20", "GIFT"], False),
        **dict.fromkeys(["85048", "85123A", "DCGS0003", "SP1002", "DCGSSBOY", "POSTER"], True),
    }
    store.load(store.sales(*(f"1,{c},X,1,2010-01-04 10:00:00,2,,France" for c in codes)))
    products = schema.products.c
    assert dict(store.rows(products.product_id, products.is_product)) == {
        code.upper(): is_product for code, is_product in codes.items()
    }


def test_an_order_keeps_its_country_and_the_customer_has_the_most_frequent(store: Store) -> None:
    line = "{},22041,FRAME,1,2010-01-04 10:00:00,2,12431,{}"
    store.load(
        store.sales(
            line.format(1, "Australia"), line.format(2, "Belgium"), line.format(3, "Belgium")
        )
    )
    assert store.rows(schema.orders.c.country) == [("Australia",), ("Belgium",), ("Belgium",)]
    assert store.rows(schema.customers.c.country) == [("Belgium",)]


def test_a_customer_of_whom_only_credit_notes_are_known_is_a_customer(store: Store) -> None:
    store.load(store.sales("C1,22041,FRAME,-1,2010-01-04 10:00:00,2,12431,Belgium"))
    assert store.rows(schema.customers.c.customer_id) == [("12431",)]
