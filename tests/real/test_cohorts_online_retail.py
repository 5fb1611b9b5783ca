"""Cohorts of Online Retail, cell by cell against plain Python on the file."""

from __future__ import annotations

import math
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from data.answers.cohorts import averages, cohorts
from data.answers.rhythm import came_again, gaps, median_gap, start_of_data
from data.cohorts import Clock
from data.filters import Filters
from data.periods import Grain
from data.warehouse import View
from models.survival import kaplan_meier, median_wait
from tests.data.answers.cohort_reference import Sold, gaps_of, grid_of
from tests.real.conftest import RealShop
from tests.real.retail import Reference

LAST_DAY = date(2010, 12, 9)
EVERYTHING = Filters()


@pytest.fixture(scope="module")
def view(retail: RealShop) -> View:
    return retail.view


def sold_of(by_pandas: Reference, filters: Filters) -> list[Sold]:
    """Lines sold and taken back; a credit note names no order, so its own day counts."""

    def counts(row: dict[Any, Any]) -> bool:
        return not filters.products or row["product"] in filters.products

    lines = by_pandas.sales.dropna(subset="customer").to_dict("records")
    back = by_pandas.reversals.dropna(subset="customer").to_dict("records")
    return [
        *(Sold(r["customer"], r["day"], r["rank"], r["amount"], counts(r)) for r in lines),
        *(Sold(r["customer"], r["day"], 0, -r["amount"], counts(r), bought=False) for r in back),
    ]


@pytest.mark.parametrize("clock", list(Clock))
@pytest.mark.parametrize("grain", [Grain.WEEK, Grain.MONTH, Grain.QUARTER])
@pytest.mark.parametrize("filters", [EVERYTHING, Filters(products=("85123A", "22423"))])
def test_every_cell_is_what_plain_python_finds_in_the_file(
    view: View, by_pandas: Reference, filters: Filters, grain: Grain, clock: Clock
) -> None:
    found = cohorts(view, filters, grain, clock)
    windows = int(found["k"].max()) + 1
    expected = grid_of(sold_of(by_pandas, filters), grain, clock, LAST_DAY, windows=windows)
    assert len(found) == len(expected)
    for row in found.to_dict("records"):
        cell = expected[row["cohort"].date(), row["k"]]
        assert (row["size"], row["mature"]) == (cell.size, cell.mature)
        if not cell.mature:
            assert math.isnan(row["active"])
            continue
        assert row["active"] == cell.active
        # Some prices have three decimals; the database keeps four.
        assert Decimal(repr(round(row["value"], 4))) == cell.value
        assert row["retention"] == cell.active / cell.size or cell.size < 20


def test_the_first_month_of_the_file_is_known_by_heart(view: View) -> None:
    found: Any = cohorts(view, EVERYTHING).set_index(["cohort", "k"])
    december = found.loc["2009-12-01"]
    assert december.loc[0, "size"] == 955
    assert december.loc[0, "retention"] == 1.0
    assert december.loc[1, "active"] == 337
    # The last month ends on the 9th: nobody was watched for all of it.
    assert december.index.max() == 11
    assert not found.loc["2010-12-01"]["mature"].any()


def test_the_average_is_of_the_customers_and_not_of_the_rows(
    view: View, by_pandas: Reference
) -> None:
    windows = int(cohorts(view, EVERYTHING)["k"].max()) + 1
    grid = grid_of(
        sold_of(by_pandas, EVERYTHING), Grain.MONTH, Clock.MONTHS, LAST_DAY, windows=windows
    )
    found: Any = averages(cohorts(view, EVERYTHING)).set_index("k")
    for k in range(windows):
        mature = [cell for (_, window), cell in grid.items() if window == k and cell.mature]
        size = sum(cell.size for cell in mature)
        assert found.loc[k, "size"] == size
        assert found.loc[k, "retention"] == sum(cell.active for cell in mature) / size
        worth = sum((cell.value for cell in mature), Decimal(0)) / size
        assert found.loc[k, "value_per_customer"] == pytest.approx(float(worth))


def test_gaps_medians_and_the_repeat_rate_follow_from_single_orders(
    view: View, by_pandas: Reference
) -> None:
    orders = by_pandas.sales.dropna(subset="customer").drop_duplicates("invoice")
    pairs = list(zip(orders["customer"], orders["day"], strict=True))
    found = gaps(view, EVERYTHING)
    counted = {day: (events, censored) for day, events, censored in found.to_numpy().tolist()}
    assert counted == gaps_of(pairs, LAST_DAY)
    days = sorted(day for day, (events, _) in counted.items() for _ in range(events))
    assert median_gap(found) == (days[(len(days) - 1) // 2] + days[len(days) // 2]) / 2
    half = median_wait(kaplan_meier(found))
    assert half is not None
    assert half > (median_gap(found) or 0)
    everyone_new, _ = start_of_data(view)
    assert sum(day <= everyone_new for day in days) / len(days) >= 0.95
    again: Any = came_again(view, EVERYTHING).set_index("horizon")
    expected = by_pandas.repeat_rate(date(2009, 12, 1), LAST_DAY, LAST_DAY)
    assert again.loc[90, "rate"] == pytest.approx(expected)
