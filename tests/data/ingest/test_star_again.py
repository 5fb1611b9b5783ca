"""A second folder of the product's own layout on top of a first."""

from __future__ import annotations

from data import schema
from tests.data.ingest.star_folder import ITEMS, ORDERS, folder
from tests.data.ingest.store import Store


def test_a_second_folder_adds_its_orders_and_knows_the_first_ones_products(store: Store) -> None:
    cancelled = ["status,counts_as_order", "cancelled,false"]
    first = [*ORDERS[:1], "1,2026-05-01,ann"]
    customers = ["customer_id,name", "ann,Ann Ash"]
    store.load(
        folder(store, orders=first, customers=customers, order_statuses=cancelled), currency="EUR"
    )
    later = folder(
        store,
        "later",
        orders=["order_id,ordered_at,customer_id,status", "8,2026-06-01,ann,cancelled"],
        order_items=[ITEMS[0], "8,mug,1,3.5"],
        products=["product_id,name", "jam,Jam"],
    )
    store.load(later)
    assert store.rows(schema.orders.c.order_id) == [("1",), ("8",)]
    assert store.rows(schema.customers.c.customer_id, schema.customers.c.name) == [
        ("ann", "Ann Ash")
    ]
    statuses = schema.order_statuses.c
    assert store.rows(statuses.status, statuses.counts_as_order) == [
        ("cancelled", False),
        ("completed", True),
    ]


def test_payments_stay_when_a_later_folder_does_not_speak_of_them(store: Store) -> None:
    store.load(folder(store, payments=["order_id,method,amount", "1,card,11"]), currency="EUR")
    corrected = [ITEMS[0], "1,mug,9,3.50", *ITEMS[2:]]
    store.load(folder(store, "later", order_items=corrected))
    assert store.rows(schema.payments.c.order_id, schema.payments.c.method) == [("1", "card")]
    assert ("1", 9) in store.rows(schema.order_items.c.order_id, schema.order_items.c.quantity)


def test_a_renamed_product_alone_is_a_change(store: Store) -> None:
    store.load(folder(store), currency="EUR")
    renamed = folder(store, "renamed", products=["product_id,name", "mug,Red mug", "tea,tea"])
    report = store.load(renamed)
    products = next(file for file in report.files if file.source == "products.csv")
    assert report.changed
    assert (products.rows_loaded, products.rows_unchanged) == (1, 1)


def test_a_refund_stays_with_its_order_when_a_later_folder_replaces_its_line(store: Store) -> None:
    items = ["order_item_id,order_id,product_id,quantity,unit_price", "a,1,mug,2,3.5"]
    refunds = ["order_id,order_item_id,refunded_at,amount", "1,a,2026-05-09,3.5"]
    orders = ORDERS[:2]
    store.load(folder(store, orders=orders, order_items=items, refunds=refunds), currency="EUR")
    corrected = [items[0], "b,1,mug,3,3.5"]
    store.load(folder(store, "later", orders=orders, order_items=corrected))
    refund = schema.refunds.c
    assert store.rows(refund.order_id, refund.order_item_id, refund.product_id) == [
        ("1", None, "mug")
    ]


def test_a_key_that_belongs_to_another_order_is_set_aside(store: Store) -> None:
    items = ["order_item_id,order_id,product_id,quantity,unit_price", "a,{},mug,2,3.5"]
    orders = [ORDERS[0], "{},2026-05-01,"]
    first = folder(
        store,
        orders=[line.format(1) for line in orders],
        order_items=[line.format(1) for line in items],
    )
    store.load(first, currency="EUR")
    second = folder(
        store,
        "second",
        orders=[line.format(2) for line in orders],
        order_items=[line.format(2) for line in items],
    )
    store.load(second)
    assert [(row[1], row[2], row[4]) for row in store.rejects()] == [
        ("order_item_id", "a", "Another order was loaded with the same key.")
    ]
