"""Days on which a shop that usually sells did not, priced by the days around them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pandas as pd
import pytest
import sqlalchemy as sa

from data import schema
from data.build.quality.gaps import silent_days
from data.build.quality.scope import Scope
from data.frames import insert_frame

SCOPE = Scope("UTC", "GBP", pd.Timestamp("2027-01-01").to_pydatetime())
MONDAY = date(2026, 1, 5)
WEEKS = 20


@pytest.fixture
def engine() -> Iterator[sa.Engine]:
    made = sa.create_engine("duckdb:///:memory:")
    schema.fact_orders.create(made)
    yield made
    made.dispose()


def days(first: date, count: int, closed: Iterable[int] = ()) -> list[date]:
    """Days from the first on, without weekdays that are closed (Monday is 1)."""
    every = (first + timedelta(days=n) for n in range(count))
    return [day for day in every if day.isoweekday() not in set(closed)]


def sold(engine: sa.Engine, on: Iterable[date], orders: int = 8, gross: int = 10) -> None:
    """As many orders of that gross on each of the days, each with a discount of 1."""
    dates = [day for day in on for _ in range(orders)]
    columns: dict[str, Any] = {c.name: 0 for c in schema.fact_orders.c if not c.nullable}
    columns |= {"country": "UK", "channel": "web", "gross": gross, "discount": 1}
    frame = pd.DataFrame({**columns, "date": pd.Series(dates, dtype="object")})
    frame = frame.reindex(columns=schema.fact_orders.c.keys())
    with engine.begin() as connection:
        insert_frame(connection, schema.fact_orders, frame)


def found(engine: sa.Engine) -> dict[str, Decimal]:
    rows = silent_days(SCOPE).subquery()
    with engine.connect() as connection:
        query = sa.select(rows.c.row_id, rows.c.amount).order_by(rows.c.row_id)
        return {row.row_id: row.amount for row in connection.execute(query)}


def test_a_day_without_orders_is_worth_what_its_weekday_usually_brings(engine: sa.Engine) -> None:
    lost = date(2026, 3, 11)
    every = [day for day in days(MONDAY, 7 * WEEKS) if day != lost]
    sold(engine, [day for day in every if day.isoweekday() != 3])
    sold(engine, [day for day in every if day.isoweekday() == 3], gross=20)
    assert found(engine) == {"2026-03-11": Decimal(8 * 19)}


def test_closed_weekdays_are_no_gap(engine: sa.Engine) -> None:
    sold(engine, days(MONDAY, 7 * WEEKS, closed=[6, 7]))
    sold(engine, [date(2026, 3, 15), date(2026, 4, 12)])  # two Sundays that were open
    assert found(engine) == {}


def test_a_weekday_that_is_no_longer_open_is_no_gap(engine: sa.Engine) -> None:
    sold(engine, days(MONDAY, 7 * WEEKS))
    sold(engine, days(MONDAY + timedelta(weeks=WEEKS), 7 * 10, closed=[7]))
    assert found(engine) == {}


def test_every_day_of_a_long_outage_is_found(engine: sa.Engine) -> None:
    sold(engine, days(MONDAY, 7 * WEEKS))
    sold(engine, days(MONDAY + timedelta(weeks=WEEKS + 6), 7 * WEEKS))
    assert len(found(engine)) == 42
    assert set(found(engine).values()) == {Decimal(72)}


def test_a_shop_with_few_orders_has_empty_days_by_chance(engine: sa.Engine) -> None:
    sold(engine, [day for day in days(MONDAY, 7 * WEEKS) if day.day != 11], orders=4)
    assert found(engine) == {}


def test_a_shop_that_grew_is_not_measured_by_what_it_became(engine: sa.Engine) -> None:
    sold(engine, days(MONDAY, 7 * WEEKS)[::2], orders=1)
    sold(engine, days(MONDAY + timedelta(weeks=WEEKS), 7 * WEEKS), orders=50)
    early = [day for day in found(engine) if day < "2026-05-01"]
    assert early == []


def test_a_day_that_is_silent_every_year_is_a_holiday(engine: sa.Engine) -> None:
    christmas = {date(2025, 12, 25), date(2026, 12, 25)}
    lost = date(2026, 6, 10)
    every = days(date(2025, 10, 1), 500)
    sold(engine, [day for day in every if day not in christmas | {lost}])
    assert found(engine) == {"2026-06-10": Decimal(72)}


def test_the_day_before_the_last_can_be_missing(engine: sa.Engine) -> None:
    every = days(MONDAY, 7 * WEEKS + 3)
    sold(engine, every[:-3] + every[-1:])
    assert found(engine) == {}
    sold(engine, days(every[-1] + timedelta(days=1), 7))
    assert list(found(engine)) == [str(day) for day in every[-3:-1]]
