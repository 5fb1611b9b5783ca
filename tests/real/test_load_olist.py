"""The sample of Olist's shop, against an independent pandas computation."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import sqlalchemy as sa

from data import schema
from data.ingest import LoadOptions, LoadReport, load
from data.progress import silent

Shop = tuple[sa.Engine, LoadReport, Path]
FOLDER = "olist_3000"


@pytest.fixture(scope="module")
def shop(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    engine = sa.create_engine(f"duckdb:///{tmp_path_factory.mktemp('olist') / 'draft.duckdb'}")
    folder = shared_data / FOLDER
    yield engine, load(engine, [folder], options=LoadOptions(), progress=silent), folder
    engine.dispose()


def read(folder: Path, name: str) -> pd.DataFrame:
    return pd.read_csv(folder / f"{name}.csv", dtype=str, keep_default_na=False)


def rows(engine: sa.Engine, query: sa.Select[Any]) -> list[tuple[Any, ...]]:
    with engine.connect() as connection:
        return [tuple(row) for row in connection.execute(query)]


def sums(frame: pd.DataFrame, by: str, amount: str) -> dict[str, Decimal]:
    """Exact sums of amounts that are text."""
    exact = frame.assign(exact=frame[amount].map(Decimal)).groupby(by)["exact"].sum()
    return {str(key): total for key, total in exact.items()}


def test_every_row_of_every_file_is_loaded(shop: Shop) -> None:
    _, report, folder = shop
    assert {file.source: file.rows_loaded for file in report.files} == {
        f"{name}.csv": len(read(folder, name))
        for name in (
            "olist_customers_dataset",
            "olist_order_items_dataset",
            "olist_order_payments_dataset",
            "olist_orders_dataset",
            "olist_products_dataset",
            "product_category_name_translation",
        )
    }
    assert report.ignored == ("olist_order_reviews_dataset.csv", "olist_sellers_dataset.csv")
    assert (report.currency, report.timezone) == ("BRL", "America/Sao_Paulo")


def test_payments_by_method_are_those_of_the_file(shop: Shop) -> None:
    engine, _, folder = shop
    expected = sums(read(folder, "olist_order_payments_dataset"), "payment_type", "payment_value")
    payments = schema.payments.c
    stored = rows(
        engine, sa.select(payments.method, sa.func.sum(payments.amount)).group_by(payments.method)
    )
    assert dict(stored) == expected
    assert sum(expected.values()) == Decimal("468087.37")


def test_joining_payments_to_orders_multiplies_no_money(shop: Shop) -> None:
    engine, _, folder = shop
    expected = sums(read(folder, "olist_order_items_dataset"), "order_id", "price")
    items = schema.order_items.c
    worth = sa.func.sum(items.quantity * items.unit_price - items.discount)
    stored = rows(engine, sa.select(items.order_id, worth).group_by(items.order_id))
    assert dict(stored) == expected
    freight = sums(read(folder, "olist_order_items_dataset"), "order_id", "freight_value")
    orders = schema.orders.c
    shipping = dict(rows(engine, sa.select(orders.order_id, orders.shipping)))
    assert {order: amount for order, amount in shipping.items() if order in freight} == freight
    assert sum(shipping.values()) == sum(freight.values())


def test_persons_are_counted_and_not_their_accounts(shop: Shop) -> None:
    engine, _, folder = shop
    accounts = read(folder, "olist_customers_dataset")
    persons = accounts["customer_unique_id"].nunique()
    assert (len(accounts), persons) == (3000, 2995)
    assert rows(engine, sa.select(sa.func.count()).select_from(schema.customers)) == [(persons,)]
    orders = schema.orders.c
    expected = read(folder, "olist_orders_dataset").merge(accounts, on="customer_id")
    assert dict(rows(engine, sa.select(orders.order_id, orders.customer_id))) == dict(
        zip(expected["order_id"], expected["customer_unique_id"], strict=True)
    )


def test_every_order_counts_and_what_was_canceled_or_unavailable_is_reversed(shop: Shop) -> None:
    engine, _, folder = shop
    expected = read(folder, "olist_orders_dataset")["order_status"].value_counts().to_dict()
    orders, statuses = schema.orders, schema.order_statuses
    query = (
        sa.select(orders.c.status, statuses.c.counts_as_order, sa.func.count())
        .join_from(orders, statuses, statuses.c.status == orders.c.status)
        .group_by(orders.c.status, statuses.c.counts_as_order)
    )
    stored = rows(engine, query)
    assert {status: count for status, _, count in stored} == expected
    assert all(counts for _, counts, _ in stored)
    source = read(folder, "olist_orders_dataset")
    back = source[source["order_status"].isin(["canceled", "unavailable"])]["order_id"]
    items = read(folder, "olist_order_items_dataset")
    lost = items[items["order_id"].isin(back)]["price"].map(Decimal).sum()
    amount = sa.select(sa.func.sum(schema.refunds.c.amount))
    assert rows(engine, amount)[0][0] == lost > 0


def test_times_follow_brazils_clock(shop: Shop) -> None:
    engine, _, folder = shop
    source = read(folder, "olist_orders_dataset")
    written = dict(zip(source["order_id"], source["order_purchase_timestamp"], strict=True))
    orders = schema.orders.c
    stored = pd.DataFrame(
        rows(engine, sa.select(orders.order_id, orders.ordered_at)), columns=["order", "at"]
    )
    local = stored["at"].dt.tz_localize("UTC").dt.tz_convert("America/Sao_Paulo")
    shown = local.dt.strftime("%Y-%m-%d %H:%M:%S")
    assert dict(zip(stored["order"], shown, strict=True)) == written
    # Three hours behind UTC, two in summer.
    behind = (stored["at"] - local.dt.tz_localize(None)).dt.total_seconds() / 3600
    assert set(behind) == {2.0, 3.0}


def test_products_without_a_category_have_none(shop: Shop) -> None:
    engine, _, folder = shop
    products = read(folder, "olist_products_dataset")
    missing = (products["product_category_name"] == "").sum()
    query = sa.select(sa.func.count()).where(schema.products.c.category.is_(None))
    assert rows(engine, query) == [(missing,)] == [(37,)]


def test_the_folder_again_changes_nothing(shop: Shop) -> None:
    engine, first, folder = shop
    again = load(engine, [folder], options=LoadOptions(), progress=silent)
    assert not again.changed
    assert [file.rows_unchanged for file in again.files] == [f.rows_loaded for f in first.files]
