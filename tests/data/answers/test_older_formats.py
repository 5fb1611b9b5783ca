"""A release that an older version published lacks tables and columns, and says the same."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd
import pytest
import sqlalchemy as sa

from data import schema
from data.answers.censoring import first_days
from data.answers.kpis import values
from data.answers.payments import in_all, over_time, payments
from data.answers.reversal_days import only_one_basis
from data.answers.rhythm import next_orders
from data.build.checks import check_release
from data.build.summaries import fill_rollups
from data.engines import writer_engine
from data.filters import Filters
from data.metrics import METRICS
from data.periods import Grain, month
from data.progress import silent
from data.release_info import ReleaseInfo, as_texts, from_texts
from data.schema import Format
from data.warehouse import View, Warehouse
from tests.data import shop
from tests.data.answers.conftest import NewStore
from tests.data.answers.made import NoCache

LATER_TABLES = (schema.fact_tried, schema.categories, schema.constants)
LATER_COLUMNS = {
    schema.fact_orders: ("category_mask", "segment", "next_on"),
    schema.fact_payments: ("category_mask",),
    schema.dim_order: ("next_on",),
}
SELECTIONS = (
    Filters(),
    Filters(categories=("Kitchen", "Pantry")).within(month("2026-07")),
    Filters(segments=("Loyal regulars",), payment_methods=("card",)),
    Filters(products=("MUG",)),
)


def as_before(engine: sa.Engine, built: Format) -> None:
    """Take away what came after the format."""
    with engine.begin() as connection:
        for table in LATER_TABLES:
            table.drop(connection)
        for table, columns in LATER_COLUMNS.items():
            for column in columns:
                connection.exec_driver_sql(f"ALTER TABLE {table} DROP COLUMN {column}")
        if built < Format.ROLLED_UP:
            for table in schema.ROLLUPS:
                table.drop(connection)
            connection.exec_driver_sql("ALTER TABLE fact_orders DROP COLUMN previous_on")


@pytest.fixture(params=[Format.FACTS, Format.ROLLED_UP], ids=lambda built: built.name)
def older(new_store: NewStore, tmp_path: Path, request: pytest.FixtureRequest) -> View:
    """The tiny shop as an older version published it."""
    store = new_store(tmp_path)
    with store.begin() as draft:
        shop.build(draft.engine)
        info = replace(shop.info_of(draft), format=request.param)
        as_before(draft.engine, request.param)
        draft.publish(info)
    return Warehouse(store, NoCache(), threads=1).view()


def test_every_page_says_the_same_of_it(older: View, view: View) -> None:
    for filters in SELECTIONS:
        metrics = list(METRICS.values())
        assert values(older, metrics, filters) == values(view, metrics, filters)
        assert in_all(older, filters) == in_all(view, filters)
        for answer in (payments, next_orders):
            pd.testing.assert_frame_equal(answer(older, filters), answer(view, filters))
        before, now = (over_time(each, filters, Grain.MONTH) for each in (older, view))
        pd.testing.assert_frame_equal(before, now)
    assert first_days(older) == first_days(view) == 57
    assert only_one_basis(older) == only_one_basis(view)


def test_it_does_not_contradict_itself(older: View) -> None:
    assert check_release(older.engine, built=older.release.format) == []


def test_a_copy_of_it_is_rolled_up_again(tmp_path: Path) -> None:
    """Going back to a former model copies a release, and may change who is in which cluster."""
    engine = writer_engine(tmp_path / "copy.duckdb")
    shop.build(engine)
    as_before(engine, Format.ROLLED_UP)
    segment = schema.customer_segments
    with engine.begin() as connection:
        connection.execute(sa.update(segment).values(segment="Everybody"))
    fill_rollups(engine, silent, Format.ROLLED_UP)
    assert check_release(engine, built=Format.ROLLED_UP) == []
    with engine.connect() as connection:
        names = connection.execute(sa.select(schema.sales_by_month.c.segment).distinct()).scalars()
        assert set(names) == {"Everybody", "Guests"}
    engine.dispose()


def test_what_it_says_of_itself_is_read_as_it_was_written() -> None:
    info = ReleaseInfo(
        id="20261123T104500Z-3f9a",
        created_at=datetime(2026, 11, 23, 10, 45, tzinfo=UTC),
        shop="Shop",
        currency="EUR",
        timezone="UTC",
        simulated=False,
        first_day=shop.FIRST_DAY,
        last_day=shop.LAST_DAY,
        source="A file",
        lines=1,
        orders=1,
    )
    oldest = {key: text for key, text in as_texts(info).items() if key != "format"}
    assert from_texts(oldest).format is Format.FACTS
    assert from_texts(oldest | {"rolled_up": "no"}).format is Format.FACTS
    assert from_texts(oldest | {"rolled_up": "yes"}).format is Format.ROLLED_UP
    for built in Format:
        assert from_texts(as_texts(replace(info, format=built))).format is built
