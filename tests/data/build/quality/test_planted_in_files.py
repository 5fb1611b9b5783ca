"""What is planted in the files of a load turns the light red and is named."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
import sqlalchemy as sa

from data import schema
from data.build import build_release
from data.progress import silent
from tests.data.build.quality.found import differing, examples, findings, lights, sums
from tests.data.ingest.star_folder import ITEMS, ORDERS, folder
from tests.data.ingest.store import Store

# Order 1 comes to 11.00, order 2 to 4.25.
PAYMENTS = ["payment_id,order_id,method,amount", "P1,1,card,11.00", "P2,2,paypal,4.25"]


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path)


def published(store: Store, **files: list[str]) -> sa.Engine:
    """The release of a shop in these files."""
    store.load(folder(store, **{"payments": PAYMENTS, **files}), currency="GBP")
    build_release(store.engine, timezone="UTC", currency="GBP", progress=silent)
    return store.engine


def test_files_without_a_fault_are_green(store: Store) -> None:
    engine = published(store)
    assert lights(engine) == {
        "order_totals": "amber",
        "payments": "green",
        "lines": "green",
        "files": "green",
    }
    # Lines worth 15.25 and payments worth 15.25, in nine rows with orders and products.
    assert sums(engine, "files") == (30.5, 30.5, 9, 0, 0)
    assert "rows_set_aside" not in findings(engine)


def test_a_duplicate_payment_under_another_id_is_named(store: Store) -> None:
    engine = published(store, payments=[*PAYMENTS, "P9,1,card,11.00"])
    assert lights(engine)["payments"] == "red"
    assert differing(engine, "payments") == [("payments", "P9", 11)]


def test_a_duplicate_payment_under_the_same_id_is_named(store: Store) -> None:
    engine = published(store, payments=[*PAYMENTS, "P1,1,card,11.00"])
    assert lights(engine)["files"] == "red"
    assert differing(engine, "files") == [("payments.csv", "4", -11)]
    assert details(engine) == ["payment_id P1: An earlier row of the file has the same key."]
    assert lights(engine)["payments"] == "green", "the repeated row was not loaded"


def test_an_orphan_line_is_named(store: Store) -> None:
    engine = published(store, order_items=[*ITEMS, "7,mug,1,3.50"])
    assert lights(engine)["files"] == "red"
    assert differing(engine, "files") == [("order_items.csv", "5", -3.5)]
    assert details(engine) == ["order_id 7: There is no such order, or it was set aside."]
    assert findings(engine)["rows_set_aside"] == (1, Decimal("3.5"))


def test_a_line_of_an_unknown_product_is_named(store: Store) -> None:
    engine = published(store, order_items=[*ITEMS, "2,cup,1,2.00"])
    assert differing(engine, "files") == [("order_items.csv", "5", -2)]
    assert details(engine) == ["product_id cup: There is no such product."]


@pytest.mark.parametrize(
    "files",
    [
        {"order_items": [*ITEMS[:-1], "2,tea,1,4.26"]},
        {"payments": [*PAYMENTS[:-1], "P2,2,paypal,4.24"]},
    ],
)
def test_an_edit_of_one_cent_is_named(store: Store, files: dict[str, list[str]]) -> None:
    engine = published(store, **files)
    assert lights(engine)["payments"] == "red"
    assert [
        (table, key, float(abs(size))) for table, key, size in differing(engine, "payments")
    ] == [("orders", "2", 0.01)]


def test_a_total_that_the_lines_do_not_come_to_is_named(store: Store) -> None:
    said = [
        f"{line},{total}" for line, total in zip(ORDERS, ("total", "11.00", "4.26"), strict=True)
    ]
    engine = published(store, orders=said)
    assert lights(engine)["order_totals"] == "red"
    assert [key for _, key, _ in differing(engine, "order_totals")] == ["2"]


def test_an_amount_that_cannot_be_read_is_a_difference_nobody_can_name(store: Store) -> None:
    engine = published(store, order_items=[*ITEMS, "2,tea,1,four"])
    assert lights(engine)["files"] == "red"
    assert differing(engine, "files") == [("order_items.csv", "5", None)]


def test_a_corrected_file_under_the_same_name_makes_the_light_green(store: Store) -> None:
    assert lights(published(store, order_items=[*ITEMS, "2,tea,1,four"]))["files"] == "red"
    corrected = published(
        store,
        order_items=[*ITEMS, "2,tea,1,4.00"],
        payments=[*PAYMENTS[:-1], "P2,2,paypal,8.25"],
    )
    assert {light for pair, light in lights(corrected).items() if pair != "order_totals"} == {
        "green"
    }


def test_a_status_that_nothing_describes_is_found(store: Store) -> None:
    odd = [
        f"{line},{status}" for line, status in zip(ORDERS, ("status", "paid", "odd"), strict=True)
    ]
    described = ["status,counts_as_order,meaning", "paid,true,Paid."]
    engine = published(store, orders=odd, order_statuses=described)
    assert findings(engine)["unknown_statuses"] == (1, Decimal("4.25"))
    assert examples(engine, "unknown_statuses") == [("order_statuses", "odd", 4.25)]


def test_rows_that_are_no_sales_are_left_out_on_purpose(store: Store) -> None:
    sales = store.sales(
        "489434,85048,LIGHTS,12,2009-12-01 07:45:00,6.95,13085,United Kingdom",
        "A506401,B,Adjust bad debt,1,2010-04-29 13:36:00,-53594.36,,United Kingdom",
        "489435,22350,CAT BOWL,-5,2009-12-01 07:46:00,0,,United Kingdom",
        "489436,22350,CAT BOWL,5,2009-12-01 07:46:00,0,,United Kingdom",
    )
    store.load(sales)
    build_release(store.engine, timezone="UTC", currency="GBP", progress=silent)
    found = findings(store.engine)
    assert lights(store.engine)["files"] == "green"
    assert [float(amount) for amount in sums(store.engine, "files")[:2]] == [83.4, 83.4]
    assert "rows_set_aside" not in found
    assert (found["rows_left_out"][0], float(found["rows_left_out"][1] or 0)) == (3, 53594.36)


def details(engine: sa.Engine) -> list[str]:
    with engine.connect() as connection:
        return list(connection.execute(sa.select(schema.reconciliation_orders.c.detail)).scalars())
