"""The product's own layout: few columns suffice, all columns are kept, mistakes are named."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from data import schema
from data.ingest import LoadError
from tests.data.ingest.star_folder import ITEMS, ORDERS, folder
from tests.data.ingest.store import Store, utc


def test_the_required_columns_suffice_and_the_rest_has_defaults(store: Store) -> None:
    report = store.load(folder(store), currency="EUR", timezone="Europe/Berlin")
    o, i, p, c = schema.orders.c, schema.order_items.c, schema.products.c, schema.customers.c
    assert store.rows(o.order_id, o.customer_id, o.ordered_at, o.status, o.currency, o.tax) == [
        ("1", "ann", utc("2026-05-01 08:00"), "completed", "EUR", 0),
        ("2", None, utc("2026-05-01 22:00"), "completed", "EUR", 0),
    ]
    assert store.rows(i.order_item_id, i.product_id, i.quantity, i.unit_price, i.discount) == [
        ("1-order_items-1", "mug", 2, Decimal("3.5"), 0),
        ("1-order_items-2", "tea", 1, Decimal(4), 0),
        ("2-order_items-1", "tea", 1, Decimal("4.25"), 0),
    ]
    assert store.rows(p.product_id, p.name, p.category, p.is_product) == [
        ("mug", "mug", None, True),
        ("tea", "tea", None, True),
    ]
    assert store.rows(c.customer_id, c.name) == [("ann", None)]
    assert (report.shop, report.currency) == ("My shop", "EUR")
    assert sum(file.amount_loaded for file in report.files) == Decimal("15.25")


EVERYTHING = {
    "customers": [
        "customer_id,name,email,country,city,signed_up_at",
        "ann,Ann Ash,ann@example.com,France,Lyon,2026-01-01T00:00:00Z",
    ],
    "products": [
        "product_id,name,category,unit_price,unit_cost,is_product",
        "mug,Mug,Kitchen,3.50,1.25,true",
        "tea,Postage,,4,,false",
    ],
    "orders": [
        "order_id,customer_id,ordered_at,status,country,channel,currency,shipping,tax",
        "1,ann,2026-05-01 10:00:00 +0200,paid,France,Web,eur,4.90,1.10",
        "2,ann,2026-05-01T10:00:00-05:00,cancelled,Spain,Shop,EUR,0,0",
    ],
    "order_items": [
        "order_item_id,order_id,product_id,quantity,unit_price,discount",
        "a,1,mug,2,3.50,0.50",
        "b,2,tea,1,4,0",
    ],
    "refunds": [
        "refund_id,order_id,order_item_id,product_id,refunded_at,quantity,amount,reason",
        "r1,1,a,,2026-05-09,1,3.25,broken",
        "r2,1,,,2026-05-10,,1.00,",
    ],
    "payments": [
        "payment_id,order_id,method,amount,status,paid_at",
        "x,1,card,12.50,failed,2026-05-01 08:01:00Z",
        "y,1,invoice,12.50,,",
    ],
    "order_statuses": ["status,counts_as_order,meaning", "cancelled,false,Never sent."],
}


def test_all_columns_of_an_order_are_kept(store: Store) -> None:
    store.load(folder(store, **EVERYTHING))
    o, s = schema.orders.c, schema.order_statuses.c
    assert store.rows(o.order_id, o.ordered_at, o.country, o.channel, o.currency, o.shipping) == [
        ("1", utc("2026-05-01 08:00"), "France", "Web", "EUR", Decimal("4.9")),
        ("2", utc("2026-05-01 15:00"), "Spain", "Shop", "EUR", 0),
    ]
    assert store.rows(s.status, s.counts_as_order, s.meaning) == [
        ("cancelled", False, "Never sent."),
        ("paid", True, "Counts: nothing says otherwise."),
    ]


def test_all_columns_of_refunds_payments_and_products_are_kept(store: Store) -> None:
    report = store.load(folder(store, **EVERYTHING))
    r, p = schema.refunds.c, schema.payments.c
    assert store.rows(r.refund_id, r.product_id, r.quantity, r.amount, r.reason) == [
        ("r1", "mug", 1, Decimal("3.25"), "broken"),
        ("r2", None, 0, Decimal(1), None),
    ]
    assert store.rows(p.payment_id, p.status, p.paid_at) == [
        ("x", "failed", utc("2026-05-01 08:01")),
        ("y", "succeeded", utc("2026-05-01 08:00")),
    ]
    assert store.rows(schema.products.c.product_id, schema.products.c.unit_cost) == [
        ("mug", Decimal("1.25")),
        ("tea", None),
    ]
    worth = {file.source: file.amount_loaded for file in report.files}
    assert worth["order_items.csv"] == Decimal("10.5")
    assert (worth["refunds.csv"], worth["payments.csv"]) == (Decimal("-4.25"), Decimal(25))
    assert worth["orders.csv"] == 6


def test_parquet_with_typed_columns_means_the_same(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "typed"
    path.mkdir()
    at = pd.to_datetime(["2026-05-01 10:00:00", "2026-05-02 00:00:00"])
    pd.DataFrame({"order_id": [1, 2], "ordered_at": at, "customer_id": ["ann", None]}).to_parquet(
        path / "orders.parquet"
    )
    lines = {"order_id": [1, 1, 2], "product_id": ["mug", "tea", "tea"], "quantity": [2, 1, 1]}
    prices = pa.array([Decimal("3.50"), Decimal("4.00"), Decimal("4.25")], pa.decimal128(9, 2))
    pq.write_table(pa.table({**lines, "unit_price": prices}), path / "order_items.parquet")
    pd.DataFrame({"product_id": ["mug", "tea"]}).to_parquet(path / "products.parquet")
    store.load(path, currency="EUR")
    before = store.counts(schema.STAR)
    assert before[2:4] == [2, 3]
    assert not store.load(folder(store), currency="EUR").changed
    assert store.counts(schema.STAR) == before


def test_a_missing_column_is_named_with_its_file(store: Store) -> None:
    path = folder(store, order_items=["order_id,product_id,pieces", "1,mug,2"])
    with pytest.raises(
        LoadError, match=r"order_items.csv lacks the columns quantity, unit_price. It has: order_id"
    ):
        store.load(path, currency="EUR")


def test_a_missing_file_is_named(store: Store) -> None:
    path = folder(store)
    (path / "products.csv").unlink()
    with pytest.raises(
        LoadError, match=r"folder shop: this looks like a folder .* lacks: products"
    ):
        store.load(path, currency="EUR")


@pytest.mark.parametrize(
    ("table", "line", "reject"),
    [
        ("orders", "3,soon,", ("ordered_at", "soon", "This is no ISO 8601 date and time.")),
        (
            "orders",
            "1,2026-05-03,",
            ("order_id", "1", "An earlier row of the file has the same key."),
        ),
        ("orders", ",2026-05-03,", ("order_id", None, "This is missing.")),
        (
            "order_items",
            "9,mug,1,1",
            ("order_id", "9", "There is no such order, or it was set aside."),
        ),
        ("order_items", "1,cup,1,1", ("product_id", "cup", "There is no such product.")),
        (
            "order_items",
            "1,mug,-1,1",
            ("quantity", "-1", "This is no whole number of zero or more."),
        ),
        (
            "order_items",
            "1,mug,1,cheap",
            ("unit_price", "cheap", "This is no amount of zero or more with up to four decimals."),
        ),
        ("payments", "1,,5", ("method", None, "This is missing.")),
        ("payments", "7,card,5", ("order_id", "7", "There is no such order, or it was set aside.")),
        (
            "refunds",
            "1,z,2026-05-09,5",
            ("order_item_id", "z", "There is no such line, or it was set aside."),
        ),
    ],
)
def test_a_bad_row_is_set_aside_with_its_column_value_and_reason(
    store: Store, table: str, line: str, reject: tuple[str, ...]
) -> None:
    lines = {
        "orders": ORDERS,
        "order_items": ITEMS,
        "payments": ["order_id,method,amount"],
        "refunds": ["order_id,order_item_id,refunded_at,amount"],
    }[table]
    path = folder(store, "bad", **{table: [*lines, line]})
    store.load(path, currency="EUR")
    r = schema.rejects.c
    assert store.rows(r.source, r.row_number, r.column, r.value, r.reason) == [
        (f"{table}.csv", len(lines) + 1, *reject)
    ]


def test_lines_of_an_order_set_aside_follow_it(store: Store) -> None:
    path = folder(store, orders=[ORDERS[0], ORDERS[1].replace("2026-05-01", "tomorrow"), ORDERS[2]])
    report = store.load(path, currency="EUR")
    assert store.rows(schema.order_items.c.order_id) == [("2",)]
    items = next(file for file in report.files if file.source == "order_items.csv")
    assert (items.rows_rejected, float(items.amount_rejected)) == (2, 11.0)


def test_an_unknown_payment_status_is_set_aside(store: Store) -> None:
    payments = ["order_id,method,amount,status", "1,card,11,captured", "1,card,11,succeeded"]
    store.load(folder(store, payments=payments), currency="EUR")
    assert [(row[1], row[2]) for row in store.rejects()] == [("status", "captured")]


def test_a_shop_reports_in_the_currency_it_is_told_else_in_the_one_most_orders_name(
    store: Store,
) -> None:
    orders = [
        "order_id,ordered_at,currency",
        "1,2026-05-01,usd",
        "2,2026-05-02,USD",
        "3,2026-05-02,EUR",
    ]
    assert store.load(folder(store, orders=orders)).currency == "USD"
    assert store.load(folder(store, "later"), currency="gbp").currency == "GBP"
    assert store.rejects() == []


def test_without_any_word_of_a_currency_the_load_asks(store: Store) -> None:
    with pytest.raises(LoadError, match="Say which currency"):
        store.load(folder(store))


def test_amounts_may_be_written_for_people(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.write("shop/orders.csv", "order_id,ordered_at", "1,2026-05-01")
    store.write("shop/products.csv", "product_id", "mug", "tea")
    lines = ("1,mug,2,€3.50", '1,mug,1,"1,234.50 €"', "1,tea,1,EUR 4")
    store.write("shop/order_items.csv", "order_id,product_id,quantity,unit_price", *lines)
    store.load(tmp_path / "shop", currency="EUR")
    prices = [str(price) for (price,) in store.rows(schema.order_items.c.unit_price)]
    assert prices == ["3.5000", "4.0000", "1234.5000"]
