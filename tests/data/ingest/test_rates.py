"""A table of exchange rates: known by its header, checked row by row, replaced day by day."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from data import schema
from data.ingest import LoadError
from tests.data.ingest.star_folder import folder
from tests.data.ingest.store import Store

HEADER = "currency,date,rate"
MIXED = [
    "order_id,ordered_at,currency",
    "1,2026-05-01,usd",
    "2,2026-05-02,",
]


def stored(store: Store) -> list[tuple[Any, ...]]:
    c = schema.currency_rates.c
    return store.rows(c.currency, c.valid_from, c.rate, c.quoted_in)


def test_rates_are_known_by_their_header_and_go_with_the_files_of_a_shop(store: Store) -> None:
    rates = store.write("ecb.csv", HEADER, "USD,2026-05-01,0.92", "usd,2026-05-04,0.925")
    report = store.load(folder(store, orders=MIXED), rates, currency="EUR", timezone="UTC")
    said = [(file.source, file.layout, file.rows_loaded) for file in report.files]
    assert ("ecb.csv", "rates", 2) in said
    assert stored(store) == [
        ("USD", date(2026, 5, 1), Decimal("0.92"), "EUR"),
        ("USD", date(2026, 5, 4), Decimal("0.925"), "EUR"),
    ]
    assert (report.shop, report.currency, report.timezone) == ("My shop", "EUR", "UTC")


def test_orders_keep_their_own_currency_and_the_others_take_the_one_they_are_told(
    store: Store,
) -> None:
    report = store.load(folder(store, orders=MIXED), currency="EUR")
    assert store.rows(schema.orders.c.order_id, schema.orders.c.currency) == [
        ("1", "USD"),
        ("2", "EUR"),
    ]
    assert store.rejects() == []
    assert report.files[0].currencies == ("EUR", "USD")
    assert "15.25 EUR+USD" in "\n".join(report.sentences())


def test_rates_in_the_folder_of_a_shop_are_loaded_with_it(store: Store) -> None:
    path = folder(store, currency_rates=["currency,valid_from,rate", "USD,2026-05-01,0.92"])
    report = store.load(path, currency="EUR")
    assert [row[:2] for row in stored(store)] == [("USD", date(2026, 5, 1))]
    assert report.ignored == ()


def test_rates_go_with_a_layout_that_was_named(store: Store) -> None:
    path = folder(store, currency_rates=["currency,valid_from,rate", "USD,2026-05-01,0.92"])
    store.load(path, layout="star", currency="EUR")
    assert len(stored(store)) == 1


def test_a_later_file_replaces_the_days_it_names(store: Store) -> None:
    store.load(folder(store), currency="EUR")
    first = store.write("a.csv", HEADER, "USD,2026-05-01,0.92", "USD,2026-05-04,0.93")
    later = store.write("b.csv", HEADER, "USD,2026-05-04,0.94", "USD,2026-05-05,0.95")
    assert store.load(first).changed
    report = store.load(later)
    assert (report.files[0].rows_loaded, report.files[0].rows_unchanged) == (2, 0)
    assert [(row[1].day, row[2]) for row in stored(store)] == [
        (1, Decimal("0.92")),
        (4, Decimal("0.94")),
        (5, Decimal("0.95")),
    ]


def test_rates_loaded_again_change_nothing(store: Store) -> None:
    store.load(folder(store), currency="EUR")
    store.load(store.write("a.csv", HEADER, "USD,2026-05-01,0.92"))
    report = store.load(store.write("b.csv", "date,rate,currency", "2026-05-01,0.9200,USD"))
    assert not report.changed
    assert (report.files[0].rows_loaded, report.files[0].rows_unchanged) == (0, 1)


def test_rates_loaded_before_the_currency_is_known_are_in_the_one_most_orders_are_in(
    store: Store,
) -> None:
    rates = store.write("rates.csv", HEADER, "USD,2026-05-01,0.92")
    orders = [MIXED[0], "1,2026-05-01,EUR", "2,2026-05-01,EUR", "3,2026-05-01,USD"]
    assert store.load(rates, folder(store, orders=orders)).currency == "EUR"
    assert stored(store)[0][3] == "EUR"


def test_a_column_may_say_which_currency_a_rate_is_in(store: Store) -> None:
    lines = ["From Currency,Rate Date,Exchange Rate,To Currency", "USD,01.05.2026,0.92,eur"]
    store.load(folder(store), store.write("r.csv", *lines), currency="GBP")
    assert stored(store) == [("USD", date(2026, 5, 1), Decimal("0.92"), "EUR")]


def test_rows_that_are_no_rate_are_set_aside_with_the_reason(store: Store) -> None:
    store.load(folder(store), currency="EUR")
    rates = store.write(
        "rates.csv",
        "currency;date;rate",
        "USD;2026-05-01;0.92",
        "US;2026-05-01;0.92",
        "USD;2026-05-42;0.92",
        "USD;2026-05-02;0",
        "USD;2026-05-02;-1",
        "USD;2026-05-02;1,084",
        "USD;2026-05-02;free",
        "EUR;2026-05-02;1.1",
        "USD;2026-05-01;0.93",
        ";2026-05-02;0.93",
        "JPY;2026-05-02;0,00612",
    )
    store.load(rates)
    assert [(row[0], row[1], row[2]) for row in store.rejects()] == [
        (3, "currency", "US"),
        (4, "date", "2026-05-42"),
        (5, "rate", "0"),
        (6, "rate", "-1"),
        (7, "rate", "1,084"),
        (8, "rate", "free"),
        (9, "rate", "1.1"),
        (10, "date", "2026-05-01"),
        (11, "currency", None),
    ]
    assert [(row[0], row[2]) for row in stored(store)] == [
        ("JPY", Decimal("0.00612")),
        ("USD", Decimal("0.92")),
    ]


def test_a_rate_of_a_spreadsheet_keeps_twelve_decimals(store: Store) -> None:
    store.load(folder(store), currency="EUR")
    store.load(store.write("r.csv", HEADER, "USD,2026-05-01,0.924898261191268"))
    assert stored(store)[0][2] == Decimal("0.924898261191")


def test_rates_beside_a_file_of_no_layout_do_not_hide_it(store: Store) -> None:
    rates = store.write("rates.csv", HEADER, "USD,2026-05-01,0.92")
    with pytest.raises(LoadError, match="colour"):
        store.load(rates, store.write("odd.csv", "colour,shape", "red,round"), currency="EUR")


def test_an_order_in_no_currency_code_is_set_aside(store: Store) -> None:
    store.load(folder(store, orders=[*MIXED, "3,2026-05-02,Euro"]), currency="EUR")
    assert [(row[0], row[1], row[2]) for row in store.rejects()] == [(4, "currency", "Euro")]


@pytest.mark.parametrize(
    "header", ["Order No,Date,Currency,Exchange Rate,Gross", "Date,Currency,Amount,Rate"]
)
def test_sales_that_name_their_rate_and_rates_of_many_units_are_no_table_of_rates(
    store: Store, header: str
) -> None:
    with pytest.raises(LoadError, match="follow no known layout"):
        store.load(store.write("sales.csv", header, "1,2,3,4,5"), currency="EUR")
