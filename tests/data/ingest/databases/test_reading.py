"""A shop's database gives the same shop as its files, whole or by what changed."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
import sqlalchemy as sa

from data import schema
from tests.data.ingest.databases.shops import (
    CONTENT,
    LINES,
    ORDERS,
    Reader,
    Shop,
    day,
    lines,
    order,
    orders,
    refund,
    refunds,
    star,
    write_files,
)
from tests.data.ingest.store import Store


@pytest.fixture
def reader(store: Store, shop: Shop) -> Reader:
    """The store, which reads the shop by `updated_at`."""
    return Reader(store, shop, "updated_at")


@pytest.fixture
def files(tmp_path: Path) -> Store:
    """A store that was loaded from the shop's files."""
    (tmp_path / "other").mkdir()
    made = Store(tmp_path / "other")
    made.load(write_files(tmp_path / "other" / "csv"), currency="EUR")
    return made


def gross(store: Store) -> Decimal:
    items = schema.order_items.c
    with store.engine.connect() as connection:
        total = connection.execute(sa.select(sa.func.sum(items.quantity * items.unit_price)))
        found: Decimal = total.scalar_one()
    return found


def test_every_database_gives_what_the_files_give_to_the_cent(reader: Reader, files: Store) -> None:
    fetched, report = reader.read()
    assert not fetched.incremental
    assert fetched.rows == {name: len(rows) for name, rows in CONTENT.items()}
    by_hand = sum(
        (row["quantity"] * row["unit_price"] for row in CONTENT["order_items"]), Decimal(0)
    )
    assert gross(reader.store) == gross(files) == by_hand
    assert star(reader.store) == star(files)
    assert sum(file.rows_rejected for file in report.files) == 0


def test_reading_again_reads_only_the_look_back_and_changes_nothing(reader: Reader) -> None:
    reader.read()
    before = reader.figures()
    fetched, report = reader.read(look_back=timedelta(days=2))
    # The last three days: the mark itself and two days before it.
    assert fetched.incremental
    assert (fetched.rows["orders"], fetched.rows["order_items"]) == (3, 6)
    assert (fetched.rows["payments"], fetched.rows["refunds"]) == (3, 1)
    assert fetched.rows["products"] == 9
    assert not report.changed
    assert reader.figures() == before


def test_what_changed_is_all_that_is_read_and_equals_a_full_load(
    reader: Reader, shop: Shop, tmp_path: Path
) -> None:
    reader.read()
    shop.sell(ORDERS + 1)
    shop.run(
        orders.update()
        .where(orders.c.order_id == 7)
        .values(shipping=Decimal("7.77"), updated_at=day(ORDERS + 1)),
    )
    fetched, report = reader.read(look_back=timedelta(0))
    # The order at the mark, the new one and the changed one, each with both of its lines.
    assert (fetched.rows["orders"], fetched.rows["order_items"]) == (3, 6)
    assert report.changed
    (tmp_path / "full").mkdir()
    full = Reader(Store(tmp_path / "full"), shop)
    full.read()
    assert reader.figures() == full.figures()
    assert len(full.figures()["order_items"]) == LINES + 2


def test_a_late_refund_has_its_whole_order_read_again(reader: Reader, shop: Shop) -> None:
    reader.read()
    shop.run(refunds.insert().values(refund(5, "2.50", day(ORDERS + 9))))
    fetched, _ = reader.read(look_back=timedelta(0))
    assert fetched.rows["refunds"] == 2, "the one at the mark and the new one"
    assert fetched.rows["orders"] == 2, "theirs"
    stored = reader.store.rows(schema.refunds.c.order_id, schema.refunds.c.amount)
    assert ("5", Decimal("2.5")) in stored
    assert len(reader.store.rows(schema.order_items.c.order_id)) == LINES


def test_a_late_change_inside_the_look_back_is_caught_and_one_outside_needs_a_full_read(
    reader: Reader, shop: Shop
) -> None:
    reader.read()
    for number, at in ((1, day(ORDERS - 2)), (2, day(ORDERS - 5))):
        changed = orders.update().where(orders.c.order_id == number)
        shop.run(changed.values(shipping=Decimal(50), updated_at=at))
    o = schema.orders.c

    def raised() -> list[str]:
        return [
            key for key, shipping in reader.store.rows(o.order_id, o.shipping) if shipping == 50
        ]

    reader.read(look_back=timedelta(days=3))
    assert raised() == ["1"]
    fetched, _ = reader.read(full=True)
    assert not fetched.incremental
    assert raised() == ["1", "2"]


def test_rows_without_a_watermark_are_always_read(reader: Reader, shop: Shop) -> None:
    shop.run(orders.update().where(orders.c.order_id == 3).values(updated_at=None))
    reader.read()
    fetched, _ = reader.read(look_back=timedelta(0))
    assert fetched.rows["orders"] == 2, "the order at the mark and the one without"


@pytest.mark.parametrize("shop", ["mysql", "duckdb"], indirect=True)
def test_a_row_that_names_no_order_is_set_aside_and_not_passed_over(
    reader: Reader, shop: Shop
) -> None:
    reader.read()
    shop.run("INSERT INTO order_items VALUES (NULL, 'p1', 2, 1.5)")
    fetched, report = reader.read(look_back=timedelta(0))
    assert fetched.rows["order_items"] == 3
    items = next(file for file in report.files if file.source == "order_items")
    assert (items.rows_rejected, items.amount_rejected) == (1, Decimal(3))
    assert items.balanced


@pytest.mark.parametrize("shop", ["mysql", "duckdb"], indirect=True)
def test_a_date_in_the_far_future_does_not_stop_later_changes_from_being_read(
    reader: Reader, shop: Shop
) -> None:
    shop.run(orders.insert().values(order(999, changed=day(30_000))))
    reader.read()
    shop.sell(ORDERS + 1)
    fetched, _ = reader.read(look_back=timedelta(0))
    assert fetched.rows["orders"] == 3, "at the mark, the new one, and the one of the future"


@pytest.mark.parametrize("shop", ["postgresql"], indirect=True)
def test_orders_that_vanished_are_named_after_a_full_read_and_stay(
    reader: Reader, shop: Shop
) -> None:
    reader.read()
    shop.run(
        *(
            f"DELETE FROM {t} WHERE order_id IN (1, 2)"
            for t in ("payments", "order_items", "orders")
        )
    )
    reader.read()
    assert reader.vanished is None, "only a full read sees it"
    reader.read(full=True)
    assert reader.vanished is not None
    assert reader.vanished.startswith("2 stored orders are no longer in shop")
    assert "(for example 1, 2)" in reader.vanished
    assert len(reader.figures()["orders"]) == ORDERS


@pytest.mark.parametrize("shop", ["postgresql"], indirect=True)
def test_only_columns_that_the_layout_needs_leave_the_database(reader: Reader) -> None:
    fetched, _ = reader.read()
    content = (fetched.folder / "customers.table.parquet").read_bytes()
    assert b"customer_id" in content
    assert b"password_hash" not in content


@pytest.mark.parametrize("shop", ["postgresql"], indirect=True)
def test_a_table_that_went_back_to_what_it_was_is_loaded_again(reader: Reader, shop: Shop) -> None:
    reader.read()
    names = schema.products.c.name
    first = reader.store.rows(names)
    shop.run("UPDATE products SET name = 'New' WHERE product_id = 'p1'")
    reader.read()
    assert reader.store.rows(names) != first
    shop.run(
        sa.text("UPDATE products SET name = :name WHERE product_id = 'p1'").bindparams(
            name=CONTENT["products"][1]["name"]
        )
    )
    reader.read()
    assert reader.store.rows(names) == first


@pytest.mark.parametrize("shop", ["mysql", "duckdb"], indirect=True)
def test_lines_are_those_of_the_order(reader: Reader) -> None:
    reader.read()
    i = schema.order_items.c
    stored = [
        row
        for row in reader.store.rows(i.order_id, i.product_id, i.quantity, i.unit_price)
        if row[0] == "4"
    ]
    assert sorted(stored) == sorted(
        ("4", line["product_id"], line["quantity"], line["unit_price"]) for line in lines(4)
    )


@pytest.mark.parametrize("shop", ["postgresql", "mysql", "sqlite"], indirect=True)
def test_all_tables_are_read_as_they_were_at_one_moment(reader: Reader, shop: Shop) -> None:
    if shop.url.startswith("sqlite"):
        # In its old journal mode SQLite would have the shop wait until everything is read.
        shop.run("PRAGMA journal_mode = WAL")
    sold: list[str] = []

    def sell(step: str, _fraction: float) -> None:
        if step.startswith("Reading") and not sold:
            sold.append(step)
            shop.sell(ORDERS + 1)

    fetched = reader.fetch(progress=sell)
    assert sold == ["Reading customers"]
    assert (fetched.rows["orders"], fetched.rows["order_items"]) == (ORDERS, LINES)
    assert {mark.value[:10] for mark in fetched.marks} == {f"{day(ORDERS):%Y-%m-%d}"}


@pytest.mark.parametrize("shop", ["mysql", "sqlite"], indirect=True)
def test_a_table_that_was_empty_does_not_have_everything_read_again(
    reader: Reader, shop: Shop
) -> None:
    shop.run("DELETE FROM refunds")
    reader.read()
    fetched, _ = reader.read(look_back=timedelta(0))
    assert (fetched.rows["orders"], fetched.rows["refunds"]) == (1, 0)
    shop.run(refunds.insert().values(refund(5, "2.50", day(1))))
    fetched, _ = reader.read(look_back=timedelta(0))
    assert (fetched.rows["orders"], fetched.rows["refunds"]) == (2, 1)
