"""Olist's folder: persons, freight, statuses and payments, in a folder one can add up."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from data import schema
from data.ingest import LoadError
from tests.data.ingest.store import Store, utc

CUSTOMERS = [
    "customer_id,customer_unique_id,customer_zip_code_prefix,customer_city,customer_state",
    "acc1,anna,78135,varzea grande,MT",
    "acc2,anna,78135,varzea grande,MT",
    "acc3,bela,18081,sorocaba,SP",
]
ORDERS = [
    "order_id,customer_id,order_status,order_purchase_timestamp,order_approved_at,"
    "order_delivered_carrier_date,order_delivered_customer_date,order_estimated_delivery_date",
    "o1,acc1,delivered,2018-08-15 11:30:00,2018-08-15 12:00:00,,,2018-08-27 00:00:00",
    "o2,acc2,shipped,2018-01-15 22:30:00,,,,2018-08-27 00:00:00",
    "o3,acc3,canceled,2018-08-16 11:30:00,2018-08-16 12:00:00,,,2018-08-27 00:00:00",
]
ITEMS = [
    "order_id,order_item_id,product_id,seller_id,shipping_limit_date,price,freight_value",
    "o1,1,p1aaaaaaaaaa,s1,2018-08-20 00:00:00,39.95,10.00",
    "o1,2,p1aaaaaaaaaa,s1,2018-08-20 00:00:00,39.95,2.50",
    "o2,1,p2,s1,2018-08-20 00:00:00,100.00,7.00",
]
PAYMENTS = [
    "order_id,payment_sequential,payment_type,payment_installments,payment_value",
    "o1,2,voucher,1,50.00",
    "o1,1,credit_card,8,42.40",
    "o2,1,boleto,1,107.00",
    "o3,1,not_defined,1,0.00",
]
PRODUCTS = [
    "product_id,product_category_name,product_name_lenght,product_description_lenght,"
    "product_photos_qty,product_weight_g,product_length_cm,product_height_cm,product_width_cm",
    "p1aaaaaaaaaa,beleza_saude,56,209,1,1800,40,10,30",
    "p2,pc_gamer,56,209,1,1800,40,10,30",
    "p3,,,,,1800,40,10,30",
]
NAMES = [
    "product_category_name,product_category_name_english",
    "beleza_saude,health_beauty",
]
SELLERS = ["seller_id,seller_zip_code_prefix,seller_city,seller_state", "s1,13023,campinas,SP"]
FILES = {
    "olist_customers_dataset.csv": CUSTOMERS,
    "olist_orders_dataset.csv": ORDERS,
    "olist_order_items_dataset.csv": ITEMS,
    "olist_order_payments_dataset.csv": PAYMENTS,
    "olist_products_dataset.csv": PRODUCTS,
    "product_category_name_translation.csv": NAMES,
    "olist_sellers_dataset.csv": SELLERS,
}


def folder(store: Store, name: str = "olist", **changed: list[str]) -> Path:
    """The folder of files; a keyword such as `items` gives a file other lines."""
    for file, lines in FILES.items():
        other = [value for key, value in changed.items() if f"_{key}_dataset" in file]
        store.write(f"{name}/{file}", *(other[0] if other else lines))
    return store.folder / name


def test_the_person_is_the_customer_and_not_the_account_of_an_order(store: Store) -> None:
    report = store.load(folder(store))
    assert store.rows(schema.customers.c.customer_id, schema.customers.c.city) == [
        ("anna", "varzea grande"),
        ("bela", "sorocaba"),
    ]
    orders = schema.orders.c
    assert store.rows(orders.order_id, orders.customer_id, orders.shipping, orders.country) == [
        ("o1", "anna", Decimal("12.5"), "Brazil"),
        ("o2", "anna", Decimal(7), "Brazil"),
        ("o3", "bela", Decimal(0), "Brazil"),
    ]
    assert (report.currency, report.timezone) == ("BRL", "America/Sao_Paulo")
    assert report.ignored == ("olist_sellers_dataset.csv",)


def test_times_are_those_of_sao_paulo_with_its_summer_time(store: Store) -> None:
    store.load(folder(store))
    # Three hours behind UTC in August, two in January's summer time.
    assert store.rows(schema.orders.c.order_id, schema.orders.c.ordered_at) == [
        ("o1", utc("2018-08-15 14:30")),
        ("o2", utc("2018-01-16 00:30")),
        ("o3", utc("2018-08-16 14:30")),
    ]


def test_several_payments_of_an_order_do_not_multiply_its_lines(store: Store) -> None:
    store.load(folder(store))
    items = schema.order_items.c
    assert store.rows(items.order_item_id, items.quantity, items.unit_price) == [
        ("o1-1", 1, Decimal("39.95")),
        ("o1-2", 1, Decimal("39.95")),
        ("o2-1", 1, Decimal(100)),
    ]
    payments = schema.payments.c
    assert store.rows(
        payments.payment_id, payments.method, payments.amount, payments.status, payments.paid_at
    ) == [
        ("o1-1", "credit_card", Decimal("42.4"), "succeeded", utc("2018-08-15 15:00")),
        ("o1-2", "voucher", Decimal(50), "succeeded", utc("2018-08-15 15:00")),
        # Not approved: the day it was bought.
        ("o2-1", "boleto", Decimal(107), "succeeded", utc("2018-01-16 00:30")),
        ("o3-1", "not_defined", Decimal(0), "failed", utc("2018-08-16 15:00")),
    ]


def test_canceled_orders_count_and_are_reversed_on_their_own_day(store: Store) -> None:
    store.load(
        folder(
            store, orders=[*ORDERS, ORDERS[1].replace("o1,", "o4,", 1).replace("delivered", "lost")]
        )
    )
    statuses = schema.order_statuses.c
    assert store.rows(statuses.status, statuses.counts_as_order, statuses.meaning) == [
        ("canceled", True, "Canceled; reversed on the day of the order, as no other day is known."),
        ("delivered", True, "The parcel arrived."),
        ("lost", True, "Counts: nothing says otherwise."),
        ("shipped", True, "The parcel is on its way."),
    ]


def test_categories_are_english_where_there_is_a_translation(store: Store) -> None:
    store.load(folder(store))
    products = schema.products.c
    assert store.rows(
        products.product_id, products.name, products.category, products.unit_price
    ) == [
        ("p1aaaaaaaaaa", "Health beauty p1aaaaaa", "health_beauty", Decimal("39.95")),
        ("p2", "Pc gamer p2", "pc_gamer", Decimal(100)),
        ("p3", "Product p3", None, None),
    ]


def test_a_folder_without_translations_keeps_the_portuguese_categories(store: Store) -> None:
    path = folder(store)
    (path / "product_category_name_translation.csv").unlink()
    store.load(path)
    assert ("beleza_saude",) in store.rows(schema.products.c.category)


def test_every_file_adds_up_by_itself(store: Store) -> None:
    report = store.load(folder(store))
    assert {
        file.source: (file.rows_read, file.rows_loaded, float(file.amount_loaded))
        for file in report.files
    } == {
        "olist_customers_dataset.csv": (3, 3, 0.0),
        "olist_order_items_dataset.csv": (3, 3, 199.4),
        "olist_order_payments_dataset.csv": (4, 4, 199.4),
        "olist_orders_dataset.csv": (3, 3, 0.0),
        "olist_products_dataset.csv": (3, 3, 0.0),
        "product_category_name_translation.csv": (1, 1, 0.0),
    }


def test_rows_that_fit_no_other_file_are_set_aside(store: Store) -> None:
    path = folder(
        store,
        customers=[*CUSTOMERS, "acc3,carla,1,x,SP", ",dora,1,x,SP"],
        orders=[
            *ORDERS,
            "o5,acc9,delivered,2018-08-16 11:30:00,,,,",
            ORDERS[1],
            "o6,acc1,delivered,yesterday,,,,",
        ],
        items=[*ITEMS, "o9,1,p2,s1,,5.00,1.00", "o1,3,p9,s1,,6.00,1.00", "o1,4,p2,s1,,-1,0"],
        payments=[*PAYMENTS, "o1,3,voucher,1,a lot"],
        products=[*PRODUCTS, PRODUCTS[1]],
    )
    store.load(path)
    rejects = schema.rejects.c
    assert store.rows(
        rejects.source, rejects.row_number, rejects.column, rejects.value, rejects.amount
    ) == [
        ("olist_customers_dataset.csv", 5, "customer_id", "acc3", 0),
        ("olist_customers_dataset.csv", 6, "customer_id", None, 0),
        ("olist_order_items_dataset.csv", 5, "order_id", "o9", 6),
        ("olist_order_items_dataset.csv", 6, "product_id", "p9", 7),
        ("olist_order_items_dataset.csv", 7, "price", "-1", -1),
        ("olist_order_payments_dataset.csv", 6, "payment_value", "a lot", None),
        ("olist_orders_dataset.csv", 5, "customer_id", "acc9", 0),
        ("olist_orders_dataset.csv", 6, "order_id", "o1", 0),
        ("olist_orders_dataset.csv", 7, "order_purchase_timestamp", "yesterday", 0),
        ("olist_products_dataset.csv", 5, "product_id", "p1aaaaaaaaaa", 0),
    ]


def test_a_corrected_payment_replaces_its_order_and_nothing_else(store: Store) -> None:
    store.load(folder(store))
    corrected = [line.replace("107.00", "108.00") for line in PAYMENTS]
    report = store.load(folder(store, "corrected", payments=corrected))
    # Order o2 was replaced: its row, its line, its payment. o1 and o3 are as they were.
    assert [(file.rows_loaded, file.rows_unchanged) for file in report.files] == [
        (0, 3),
        (1, 2),
        (1, 3),
        (1, 2),
        (0, 3),
        (0, 1),
    ]
    assert sum(
        amount for _, amount in store.rows(schema.payments.c.payment_id, schema.payments.c.amount)
    ) == Decimal("200.4")
    assert not store.load(folder(store, "again", payments=corrected)).changed


def test_loose_files_are_put_together_and_a_missing_one_is_named(store: Store) -> None:
    files = sorted(folder(store).iterdir())
    with pytest.raises(
        LoadError, match=r"looks like Olist's folder of tables, but lacks: olist_items"
    ):
        store.load(*(path for path in files if "items" not in path.name))
    assert store.load(*files).changed


def test_two_files_of_one_kind_are_refused(store: Store) -> None:
    path = folder(store)
    store.write("olist/more_orders.csv", *ORDERS)
    with pytest.raises(LoadError, match=r"two files of one kind: .*more_orders\.csv"):
        store.load(path)
