"""The first year of Online Retail, loaded once, against totals known beforehand and pandas."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import sqlalchemy as sa

from data import schema
from data.ingest import FileReport, LoadOptions, LoadReport, load
from data.ingest.notation import DateOrder
from data.progress import silent

FILE = "online_retail/online_retail_2009_2010.csv.gz"
ITEMS, ORDERS, REFUNDS = schema.order_items, schema.orders, schema.refunds
WORTH = ITEMS.c.quantity * ITEMS.c.unit_price


@dataclass(frozen=True)
class Loaded:
    """The loaded store, its report, and the file itself as pandas reads it."""

    engine: sa.Engine
    report: LoadReport
    source: Path
    frame: pd.DataFrame

    @property
    def file(self) -> FileReport:
        return self.report.files[0]

    def one(self, *columns: Any, where: Any = None) -> Any:
        """One row of aggregates over what the columns name."""
        query = sa.select(*columns)
        with self.engine.connect() as connection:
            return connection.execute(query if where is None else query.where(where)).one()

    def all(self, query: sa.Select[*tuple[Any, ...]]) -> list[Any]:
        with self.engine.connect() as connection:
            return list(connection.execute(query))


@pytest.fixture(scope="module")
def loaded(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Loaded]:
    source = shared_data / FILE
    engine = sa.create_engine(f"duckdb:///{tmp_path_factory.mktemp('retail') / 'draft.duckdb'}")
    report = load(engine, [source], options=LoadOptions(), progress=silent)
    yield Loaded(engine, report, source, _read(source))
    engine.dispose()


def _read(source: Path) -> pd.DataFrame:
    """Every line with its exact worth, and what kind of line it is."""
    frame = pd.read_csv(source, dtype=str, keep_default_na=False)
    frame["worth"] = frame["Quantity"].map(Decimal) * frame["Price"].map(Decimal)
    first = frame["Invoice"].str[0]
    positive = (frame["Quantity"].astype(int) > 0) & (frame["Price"].astype(float) > 0)
    frame["kind"] = "refused"
    frame.loc[positive & ~first.isin(["A", "C"]), "kind"] = "sold"
    frame.loc[first == "C", "kind"] = "reversed"
    return frame


def test_every_line_is_loaded_or_set_aside_and_so_is_every_penny(loaded: Loaded) -> None:
    file = loaded.file
    assert (file.rows_read, file.rows_loaded, file.rows_unchanged, file.rows_rejected) == (
        525_461,
        521_771,
        0,
        3_690,
    )
    assert file.amount_read == Decimal("9539484.634")
    assert file.amount_rejected == Decimal("-136552.02")
    assert file.amount_loaded == Decimal("10305892.024") - Decimal("629855.37")
    assert file.reasons == (
        ("Stock written off: a negative quantity without a credit note.", 2_121),
        ("Nothing was charged: price 0 (a gift, a sample or a stock entry).", 1_566),
        ("Bad-debt entry of the accounts, not a sale.", 3),
    )


def test_sales_reversals_orders_and_customers_are_the_known_ones(loaded: Loaded) -> None:
    assert tuple(loaded.one(sa.func.count(), sa.func.sum(WORTH))) == (
        511_565,
        Decimal("10305892.024"),
    )
    assert tuple(
        loaded.one(sa.func.count(), sa.func.sum(REFUNDS.c.amount), sa.func.min(REFUNDS.c.amount))
    ) == (10_206, Decimal("629855.37"), Decimal("-373.57"))
    sold = sa.select(sa.func.count(), sa.func.count(ORDERS.c.customer_id.distinct())).where(
        ORDERS.c.status == "completed"
    )
    assert [tuple(row) for row in loaded.all(sold)] == [(20_951, 4_312)]
    assert loaded.one(sa.func.count(schema.customers.c.customer_id)) == (4_383 - _gone(loaded),)


def _gone(loaded: Loaded) -> int:
    """Customers of whom the file holds nothing but lines that are set aside."""
    kept = loaded.frame[loaded.frame["kind"] != "refused"]["Customer ID"]
    return len(set(loaded.frame["Customer ID"]) - set(kept))


def test_november_2010_is_the_known_one(loaded: Loaded) -> None:
    # London keeps UTC in November: the bounds need no conversion.
    november = ORDERS.c.ordered_at.between(datetime(2010, 11, 1), datetime(2010, 11, 30, 23, 59))  # noqa: DTZ001
    query = (
        sa.select(
            sa.func.sum(WORTH),
            sa.func.count(ORDERS.c.order_id.distinct()),
            sa.func.count(ORDERS.c.customer_id.distinct()),
        )
        .select_from(ORDERS.join(ITEMS, ITEMS.c.order_id == ORDERS.c.order_id))
        .where(november)
    )
    assert [tuple(row) for row in loaded.all(query)] == [(Decimal("1470272.482"), 2_747, 1_607)]


def test_every_invoice_is_worth_what_pandas_says(loaded: Loaded) -> None:
    expected = loaded.frame[loaded.frame["kind"] != "refused"].groupby("Invoice")["worth"].sum()
    sold = sa.select(ITEMS.c.order_id, sa.func.sum(WORTH)).group_by(ITEMS.c.order_id)
    back = sa.select(REFUNDS.c.order_id, -sa.func.sum(REFUNDS.c.amount)).group_by(
        REFUNDS.c.order_id
    )
    stored = {order: worth for query in (sold, back) for order, worth in loaded.all(query)}
    assert stored == expected.to_dict()


def test_every_local_day_holds_the_orders_pandas_counts(loaded: Loaded) -> None:
    lines = loaded.frame[loaded.frame["kind"] == "sold"]
    expected = lines.groupby("Invoice")["InvoiceDate"].min().str[:10].value_counts().to_dict()
    local = sa.func.timezone("Europe/London", sa.func.timezone("UTC", ORDERS.c.ordered_at))
    day = sa.cast(local, sa.Date).label("day")
    query = sa.select(day, sa.func.count()).where(ORDERS.c.status == "completed").group_by(day)
    assert {day.isoformat(): count for day, count in loaded.all(query)} == expected
    assert "2010-12-09" in expected


def test_every_set_aside_row_is_found_again_under_its_number(loaded: Loaded) -> None:
    refused = loaded.frame[loaded.frame["kind"] == "refused"]
    # Row 1 is the header.
    expected = dict(zip(refused.index + 2, refused["worth"], strict=True))
    rejects = schema.rejects.c
    stored = loaded.all(sa.select(rejects.row_number, rejects.amount))
    assert dict(tuple(row) for row in stored) == expected
    assert len(stored) == 3_690


def test_products_are_called_by_their_most_frequent_description(loaded: Loaded) -> None:
    lines = loaded.frame[loaded.frame["kind"] != "refused"]
    code, name = lines["StockCode"].str.strip().str.upper(), lines["Description"].str.strip()
    counts = pd.DataFrame({"code": code, "name": name})[name != ""].value_counts().reset_index()
    counts = counts.sort_values(["code", "count", "name"], ascending=[True, False, True])
    expected = counts.drop_duplicates("code").set_index("code")["name"].to_dict()
    products = schema.products.c
    stored = dict(tuple(r) for r in loaded.all(sa.select(products.product_id, products.name)))
    assert set(stored) == set(code)
    assert {key: stored[key] for key in expected} == expected
    goods = sa.select(products.product_id).where(products.is_product.is_(False))
    assert {"POST", "DOT", "M", "BANK CHARGES", "GIFT_0001_20"} <= {c for (c,) in loaded.all(goods)}


def test_guests_are_orders_without_a_customer(loaded: Loaded) -> None:
    lines = loaded.frame[(loaded.frame["kind"] == "sold") & (loaded.frame["Customer ID"] == "")]
    guests = sa.and_(ORDERS.c.customer_id.is_(None), ORDERS.c.status == "completed")
    assert loaded.one(sa.func.count(ORDERS.c.order_id), where=guests) == (
        lines["Invoice"].nunique(),
    )


def test_ids_of_lines_and_refunds_are_unique(loaded: Loaded) -> None:
    assert loaded.one(sa.func.count(ITEMS.c.order_item_id.distinct())) == (511_565,)
    assert loaded.one(sa.func.count(REFUNDS.c.refund_id.distinct())) == (10_206,)


def test_the_same_rows_under_another_years_header_change_nothing_and_new_days_are_added(
    loaded: Loaded, tmp_path: Path
) -> None:
    """A second year that begins on 1 Dec 2010: nine days again, and one day that is new."""
    overlap = loaded.frame[loaded.frame["InvoiceDate"] >= "2010-12-01"].iloc[:, :8]
    new = overlap[overlap["InvoiceDate"] >= "2010-12-09"].assign(
        Invoice=lambda f: f["Invoice"].str.replace(r"(\d+)", r"9\1", regex=True),
        InvoiceDate=lambda f: f["InvoiceDate"].str.replace("2010-12-09", "2010-12-10"),
    )
    second = pd.concat([overlap, new]).rename(
        columns={"Invoice": "InvoiceNo", "Price": "UnitPrice", "Customer ID": "CustomerID"}
    )
    at = pd.to_datetime(second["InvoiceDate"])
    second["InvoiceDate"] = [f"{t.month}/{t.day}/{t.year} {t.hour}:{t.minute:02}" for t in at]
    second["CustomerID"] = second["CustomerID"].where(
        second["CustomerID"] == "", second["CustomerID"] + ".0"
    )
    path = tmp_path / "second_year.csv"
    second.to_csv(path, index=False)
    kinds = loaded.frame.loc[overlap.index, "kind"]
    added = loaded.frame.loc[new.index]
    before = loaded.one(sa.func.sum(WORTH))[0]
    # All days are below 13, so the dates alone do not tell.
    told = LoadOptions(dates=DateOrder.MONTH_FIRST)
    report = load(loaded.engine, [path], options=told, progress=silent).files[0]
    assert report.rows_unchanged == (kinds != "refused").sum()
    assert report.rows_loaded == (added["kind"] != "refused").sum()
    after = loaded.one(sa.func.sum(WORTH))[0]
    assert after - before == added.loc[added["kind"] == "sold", "worth"].sum()
    again = load(loaded.engine, [loaded.source, path], options=LoadOptions(), progress=silent)
    assert not again.changed
    assert [file.rows_unchanged for file in again.files] == [
        521_771,
        len(second) - report.rows_rejected,
    ]
    assert loaded.one(sa.func.sum(WORTH))[0] == after
    assert max(at).date() - timedelta(days=1) == date(2010, 12, 9)
