"""A flat file by a mapping: statuses, discounts and what belongs to the order, to the cent."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from data import schema
from data.ingest import LoadError, LoadReport, mapping
from tests.data.ingest.mapping.conftest import EXAMPLES
from tests.data.ingest.store import Store, utc

HEADER = (
    "Bestellnummer;Bestelldatum;Status;E-Mail;Name;Land;Artikelnr;Bezeichnung;Warengruppe;Menge;"
    "Einzelpreis;Rabatt;Versand;Gutschein;Zahlungsart;Storniert am"
)
GERMAN = [
    "1001;31.01.2026 18:05;bezahlt;Anna@Example.de;Anna;DE;T-1;Tee;Getränke;2;1.004,50;9,00;4,90;"
    "100,00;PayPal;",
    "1001;;;;;;K-1;Kanne;Geschirr;1;30,00 €;;;;;",
    "1001;;;;;;PORTO;Porto;;1;1,50;;;;;",
    "1002;01.02.2026 00:30;STORNIERT;anna@example.de ;Anna;AT;T-1;Tee;Getränke;3;1.000,00;;0;;"
    "Rechnung;05.02.2026",
    "1003;02.02.2026;offen;;;DE;T-1;Tee;Getränke;1;1.000,00;;;;Rechnung;",
    "1004;03.02.2026;Test;;;DE;T-1;Tee;Getränke;1;9,99;;;;;",
    "1005;04.02.2026;versandt;;;DE;T-1;Tee;Getränke;;10,00;;;;;",
]
ORDERS, ITEMS = schema.orders.c, schema.order_items.c
R, P = schema.refunds.c, schema.payments.c


Loaded = tuple[Store, LoadReport]


@pytest.fixture(scope="module")
def german(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Loaded]:
    """A store that the German file was loaded into once, and the report."""
    store = Store(tmp_path_factory.mktemp("german"))
    source = store.write("bestellungen.csv", HEADER, *GERMAN, encoding="cp1252")
    report = store.load(source, layout=mapping.read(EXAMPLES / "german-flat-file.toml"))
    yield store, report
    store.engine.dispose()


def test_a_german_file_is_read_with_its_own_marks_dates_and_time_zone(german: Loaded) -> None:
    store, report = german
    assert store.rows(
        ORDERS.order_id,
        ORDERS.ordered_at,
        ORDERS.status,
        ORDERS.country,
        ORDERS.channel,
        ORDERS.currency,
    ) == [
        ("1001", utc("2026-01-31 17:05"), "bezahlt", "DE", "Web", "EUR"),
        ("1002", utc("2026-01-31 23:30"), "STORNIERT", "AT", "Web", "EUR"),
        ("1003", utc("2026-02-01 23:00"), "offen", "DE", "Web", "EUR"),
        ("1004", utc("2026-02-02 23:00"), "Test", "DE", "Web", "EUR"),
        ("1005", utc("2026-02-03 23:00"), "versandt", "DE", "Web", "EUR"),
    ]
    assert (report.shop, report.timezone, report.currency) == ("Teeladen", "Europe/Berlin", "EUR")
    file = report.files[0]
    assert (file.rows_read, file.rows_loaded, file.rows_rejected) == (7, 7, 0)
    # 2000.00 + 30.00 + 1.50 - 100.00 + 4.90, then 3000.00, 1000.00, 9.99 and 10.00.
    assert file.amount_loaded == Decimal("5956.39")


def test_an_order_s_discount_is_shared_over_its_lines_to_the_cent(german: Loaded) -> None:
    store, _ = german
    # 2000.00, 30.00 and 1.50 of 2031.50: 98.449..., 1.476... and 0.073... of 100.00.
    assert store.rows(ITEMS.order_item_id, ITEMS.quantity, ITEMS.unit_price, ITEMS.discount)[
        :3
    ] == [
        ("1001-lines-1", 2, Decimal("1004.5"), Decimal("107.45")),
        ("1001-lines-2", 1, Decimal(30), Decimal("1.48")),
        ("1001-lines-3", 1, Decimal("1.5"), Decimal("0.07")),
    ]
    assert store.rows(ORDERS.order_id, ORDERS.shipping)[0] == ("1001", Decimal("4.9"))


def test_statuses_count_as_the_mapping_says(german: Loaded) -> None:
    store, report = german
    s = schema.order_statuses.c
    assert store.rows(s.status, s.counts_as_order, s.meaning) == [
        ("STORNIERT", True, "Sold and taken back."),
        ("Test", False, "Ignored by the mapping."),
        ("bezahlt", True, "Sold."),
        ("offen", True, "Ordered, not yet sold; counts like a sale."),
        ("versandt", True, "Counts: nothing says otherwise."),
    ]
    assert report.files[0].notes == (
        "Read as Windows-1252 text.",
        "Orders ignored because of their status: Test (1).",
        "Orders whose status the mapping does not name count as sales: versandt (1).",
    )


def test_a_cancelled_order_is_taken_back_on_its_own_day(german: Loaded) -> None:
    store, _ = german
    assert store.rows(R.order_id, R.order_item_id, R.refunded_at, R.quantity, R.amount) == [
        ("1002", "1002-lines-1", utc("2026-02-04 23:00"), 3, Decimal(3000))
    ]


def test_guests_with_an_e_mail_are_customers_and_those_without_are_none(german: Loaded) -> None:
    store, _ = german
    c = schema.customers.c
    (customer,) = store.rows(c.customer_id, c.name, c.email, c.country)
    assert customer[1:] == ("Anna", "anna@example.de", "AT")
    assert [row[1] for row in store.rows(ORDERS.order_id, ORDERS.customer_id)] == [
        customer[0],
        customer[0],
        None,
        None,
        None,
    ]


def test_payments_and_products_follow_from_the_lines(german: Loaded) -> None:
    store, _ = german
    assert store.rows(P.order_id, P.method, P.amount, P.status) == [
        ("1001", "PayPal", Decimal("1936.4"), "succeeded"),
        ("1002", "Rechnung", Decimal(3000), "succeeded"),
        ("1003", "Rechnung", Decimal(1000), "pending"),
    ]
    p = schema.products.c
    assert store.rows(p.product_id, p.name, p.category, p.is_product) == [
        ("K-1", "Kanne", "Geschirr", True),
        ("PORTO", "Porto", None, False),
        ("T-1", "Tee", "Getränke", True),
    ]


def test_the_same_file_again_changes_nothing_and_a_corrected_one_its_order(
    store: Store, examples: Path
) -> None:
    layout = mapping.read(examples / "german-flat-file.toml")
    store.load(store.write("alt.csv", HEADER, *GERMAN), layout=layout)
    longer = [*GERMAN[:3], *GERMAN[4:], GERMAN[3].replace("1.000,00", "900,00")]
    again = store.load(store.write("neu.csv", HEADER, *longer), layout=layout)
    file = again.files[0]
    assert (file.rows_loaded, file.rows_unchanged) == (1, 6)
    assert store.rows(R.order_id, R.amount) == [("1002", Decimal(2700))]
    assert not store.load(store.folder / "neu.csv", layout=layout).changed


SIMPLE = """
currency = "EUR"
[lines]
order_id = "id"
ordered_at = "at"
product_id = "sku"
quantity = "qty"
"""


def simple(store: Store, more: str, header: str, *rows: str) -> LoadReport:
    source = store.write("sales.csv", f"id,at,sku,qty,{header}", *rows)
    return store.load(source, layout=mapping.parse(SIMPLE + more))


def test_a_total_that_its_pieces_do_not_divide_stays_exact(store: Store) -> None:
    report = simple(store, 'line_total = "sum"', "sum", "1,2026-05-01,mug,3,10.00")
    assert store.rows(ITEMS.order_item_id, ITEMS.quantity, ITEMS.unit_price, ITEMS.discount) == [
        ("1-lines-1", 2, Decimal("3.3333"), 0),
        ("1-lines-1~2nd", 1, Decimal("3.3334"), 0),
    ]
    assert report.files[0].amount_loaded == Decimal(10)
    assert report.files[0].rows_loaded == 1


def test_a_total_beside_a_unit_price_tells_the_discount(store: Store) -> None:
    told = 'unit_price = "price"\nline_total = "sum"'
    simple(store, told, "price,sum", "1,2026-05-01,mug,2,5,9", "2,2026-05-01,mug,2,5,11")
    assert store.rows(ITEMS.unit_price, ITEMS.discount) == [(Decimal(5), Decimal(1))]
    assert store.rejects() == [
        (3, "sum", "11", Decimal(11), "The line total is larger than quantity times unit price.")
    ]


def test_a_total_with_a_discount_beside_it_gives_the_price_before(store: Store) -> None:
    told = 'line_total = "sum"\ndiscount = "off"'
    simple(store, told, "sum,off", "1,2026-05-01,mug,2,9,-1")
    assert store.rows(ITEMS.unit_price, ITEMS.discount) == [(Decimal(5), Decimal(1))]


def test_repeated_values_are_counted_once_and_differing_ones_are_told(store: Store) -> None:
    rows = ("1,2026-05-01,mug,1,5,4,1", "1,2026-05-01,tea,1,5,4,1", "2,2026-05-01,tea,1,5,4,1")
    told = 'unit_price = "price"\nshipping = "ship"\ntax = "tax"'
    report = simple(store, told, "price,ship,tax", *rows, "2,2026-05-01,tea,1,5,3,1")
    assert store.rows(ORDERS.order_id, ORDERS.shipping, ORDERS.tax) == [("1", 4, 1), ("2", 4, 1)]
    assert report.files[0].amount_loaded == 30
    assert report.files[0].notes == (
        "1 orders have rows that differ in ship; the first was taken. If each row has its own "
        'part, set order_level = "summed".',
    )


def test_parts_on_each_row_are_summed_where_the_mapping_says_so(store: Store) -> None:
    told = 'unit_price = "price"\nshipping = "ship"\norder_level = "summed"'
    rows = ("1,2026-05-01,mug,1,5,4", "1,2026-05-01,tea,1,5,3.50", "1,2026-05-01,tea,x,5,2")
    report = simple(store, told, "price,ship", *rows)
    assert store.rows(ORDERS.order_id, ORDERS.shipping) == [("1", Decimal("7.5"))]
    file = report.files[0]
    assert (file.amount_loaded, file.amount_rejected) == (Decimal("17.5"), Decimal(0))


def test_shipping_survives_when_the_row_it_stands_on_is_set_aside(store: Store) -> None:
    told = 'unit_price = "price"\nshipping = "ship"\norder_level = "first"'
    report = simple(store, told, "price,ship", "1,2026-05-01,mug,0,5,4", "1,2026-05-01,tea,1,5,")
    assert store.rows(ORDERS.order_id, ORDERS.shipping) == [("1", 4)]
    assert report.files[0].amount_loaded == 9
    assert store.rejects() == [(2, "qty", "0", 0, "Nothing was sold: quantity 0.")]


def test_a_discount_beyond_the_goods_comes_off_the_shipping_and_no_further(store: Store) -> None:
    told = 'unit_price = "price"\nshipping = "ship"\norder_discount = "off"'
    rows = ("1,2026-05-01,mug,1,5,4,7", "2,2026-05-01,mug,1,5,4,9.01")
    report = simple(store, told, "price,ship,off", *rows)
    assert store.rows(ORDERS.order_id, ORDERS.shipping) == [("1", 2)]
    assert store.rows(ITEMS.order_id, ITEMS.discount) == [("1", 5)]
    assert report.files[0].amount_loaded == 2
    reason = "The discount is larger than the order's goods and shipping."
    assert [row[1:3] + row[4:] for row in store.rejects()] == [("off", "9.0100", reason)]


def test_rows_that_cannot_be_read_name_the_merchant_s_own_column(store: Store) -> None:
    told = 'unit_price = "price"'
    rows = (
        ",2026-05-01,mug,1,5",
        "2,soon,mug,1,5",
        "3,,mug,1,5",
        "4,2026-05-01,,1,5",
        "5,2026-05-01,mug,half,5",
        "6,2026-05-01,mug,1,dear",
        "7,2026-05-01,mug,1,",
        "8,2026-05-01,mug,-1,5",
        "9,2026-05-01,mug,1,-5",
        "10,2026-05-01,mug,9223372036854775807,5",
        "11,2026-05-01,mug,1,5",
    )
    report = simple(store, told, "price", *rows)
    told_reversal = "and the mapping does not say that it tells a reversal."
    assert [(row[0], row[1], row[2], row[4]) for row in store.rejects()] == [
        (2, "id", None, "This is missing."),
        (3, "at", "soon", "This is no date and time."),
        (4, "at", None, "This is missing."),
        (5, "sku", None, "This is missing."),
        (6, "qty", "half", "This is no whole number."),
        (7, "price", "dear", "This is no amount with up to four decimals."),
        (8, "price", None, "This is missing."),
        (9, "qty", "-1", f"A negative quantity, {told_reversal}"),
        (10, "price", "-5", f"A negative amount, {told_reversal}"),
        (11, "price", "5", "The amount is too large."),
    ]
    assert report.files[0].rows_loaded == 1


def test_an_order_in_another_currency_keeps_it(store: Store) -> None:
    told = 'unit_price = "price"\ncurrency = "cur"'
    rows = ("1,2026-05-01,mug,1,5,usd", "2,2026-05-01,mug,1,5,", "3,2026-05-01,mug,1,5,dollars")
    simple(store, told, "price,cur", *rows)
    assert store.rows(ORDERS.order_id, ORDERS.currency) == [("1", "USD"), ("2", "EUR")]
    assert [row[1:3] for row in store.rejects()] == [("cur", "dollars")]


def test_a_file_that_lacks_a_mapped_column_is_refused_by_name(store: Store) -> None:
    source = store.write("sales.csv", "id,at,sku,qty", "1,2026-05-01,mug,1")
    with pytest.raises(LoadError, match=r"sales.csv lacks the column price that .* in \[lines\]"):
        store.load(source, layout=mapping.parse(SIMPLE + 'unit_price = "price"'))


def test_without_any_currency_the_load_asks_for_one(store: Store) -> None:
    source = store.write("sales.csv", "id,at,sku,qty,price", "1,2026-05-01,mug,1,5")
    text = SIMPLE.replace('currency = "EUR"', "") + 'unit_price = "price"'
    with pytest.raises(LoadError, match='currency = "EUR" at the top of the mapping'):
        store.load(source, layout=mapping.parse(text))
