"""Online Retail's second year comes in another spelling, a file a day, and overlaps the first.

The first year itself is cut into that layout here: InvoiceNo, UnitPrice, CustomerID; ids such as
17850.0; a file per day, every second one with dates written 12/13/2010.
"""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest
import sqlalchemy as sa

from data import schema
from data.ingest import LoadOptions, LoadReport, load
from data.progress import silent
from tests.real.conftest import ONLINE_RETAIL

SECOND_YEAR = ["InvoiceNo", "StockCode", "Description", "Quantity", "InvoiceDate"]
SECOND_YEAR += ["UnitPrice", "CustomerID", "Country"]


@pytest.fixture(scope="module")
def lines(shared_data: Path) -> pd.DataFrame:
    """The first year as text, with its day."""
    rows = pd.read_csv(shared_data / ONLINE_RETAIL, dtype=str, keep_default_na=False)
    return rows.assign(day=rows["InvoiceDate"].str[:10])


def _cut(lines: pd.DataFrame, folder: Path) -> Path:
    """A folder with a file per day in the second year's layout."""
    folder.mkdir()
    for number, (day, rows) in enumerate(lines.groupby("day", sort=True)):
        at = pd.to_datetime(rows["InvoiceDate"])
        spelt = at.dt.strftime("%-m/%-d/%Y %-H:%M") if number % 2 else rows["InvoiceDate"]
        customer = rows["Customer ID"].where(rows["Customer ID"] == "", rows["Customer ID"] + ".0")
        made = rows.assign(InvoiceDate=spelt, **{"Customer ID": customer}).drop(columns="day")
        made.set_axis(SECOND_YEAR, axis=1).to_csv(folder / f"day_{day}.csv", index=False)
    return folder


def _load(engine: sa.Engine, source: Path) -> LoadReport:
    return load(engine, [source], options=LoadOptions(), progress=silent)


def _stored(engine: sa.Engine) -> list[tuple[object, ...]]:
    """Rows and sum of hashes of orders, lines, reversals and customers, whatever their order."""
    tables = (schema.orders, schema.order_items, schema.refunds, schema.customers)
    with engine.connect() as connection:
        prints = []
        for table in tables:
            said = [c for c in table.c if c.name not in ("order_item_id", "refund_id")]
            query = sa.select(sa.func.count(), sa.func.sum(sa.func.hash(*said)))
            prints.append(tuple(connection.execute(query.select_from(table)).one()))
        return prints


@pytest.fixture
def engine(tmp_path: Path) -> sa.Engine:
    return sa.create_engine(f"duckdb:///{tmp_path / 'draft.duckdb'}")


def test_305_daily_files_over_the_year_they_belong_to_change_nothing(
    engine: sa.Engine, lines: pd.DataFrame, shared_data: Path, tmp_path: Path
) -> None:
    _load(engine, shared_data / ONLINE_RETAIL)
    days = sorted(lines["day"].unique())[-305:]
    folder = _cut(lines[lines["day"].isin(days)], tmp_path / "second_year")
    before = _stored(engine)
    report = _load(engine, folder)
    assert len(report.files) == 305
    assert not report.changed
    # The two days left out have 3,223 and 3,277 rows.
    assert sum(file.rows_read for file in report.files) == 525_461 - 6_500
    assert sum(file.rows_loaded for file in report.files) == 0
    assert all(file.balanced for file in report.files)
    assert _stored(engine) == before
    engine.dispose()


def test_daily_files_that_overlap_the_first_days_give_the_same_year_in_the_end(
    engine: sa.Engine, lines: pd.DataFrame, tmp_path: Path
) -> None:
    """First 1 to 12 December in one file; then the days from the 4th to the 20th one by one."""
    december = lines[lines["day"].between("2009-12-01", "2009-12-20")]
    whole, first = tmp_path / "whole.csv", tmp_path / "first_year.csv"
    december.drop(columns="day").to_csv(whole, index=False)
    december[december["day"] <= "2009-12-12"].drop(columns="day").to_csv(first, index=False)
    once = sa.create_engine(f"duckdb:///{tmp_path / 'once.duckdb'}")
    _load(once, whole)
    begun = _load(engine, first)
    folder = _cut(december[december["day"] >= "2009-12-04"], tmp_path / "second_year")
    report = _load(engine, folder)
    assert _stored(engine) == _stored(once)
    overlap = [file for file in report.files if file.source <= "day_2009-12-12.csv"]
    assert sum(file.rows_loaded for file in overlap) == 0
    new = [file for file in report.files if file not in overlap]
    loaded = sum((file.amount_loaded for file in new), begun.files[0].amount_loaded)
    with once.connect() as connection:
        item, refund = schema.order_items.c, schema.refunds.c
        gross = connection.execute(sa.select(sa.func.sum(item.quantity * item.unit_price)))
        taken = connection.execute(sa.select(sa.func.sum(refund.amount)))
        assert Decimal(loaded) == gross.scalar_one() - taken.scalar_one()
    once.dispose()
    engine.dispose()
