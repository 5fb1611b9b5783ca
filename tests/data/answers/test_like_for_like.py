"""Each comparison of a shop whose every day sells another number of pounds."""

from __future__ import annotations

from datetime import date, timedelta

import pandas as pd
import pytest

from data.answers.kpis import Kpi, baseline_period, kpis
from data.answers.series import compared_series
from data.changes import Change, Kind
from data.metrics import METRICS
from data.periods import Comparison, Grain, Period, add_months, bucket, compared_with, month
from data.warehouse import View
from tests.data.answers.asking import kept
from tests.data.answers.conftest import NewStore
from tests.data.answers.made import Order, view_of

FIRST, LAST = date(2022, 10, 1), date(2024, 4, 10)
GROSS = METRICS["gross_sales"]
YEARLY = (
    Comparison.LAST_YEAR,
    Comparison.LAST_YEAR_WEEKDAYS,
    Comparison.LAST_YEAR_RETAIL,
)


def worth(day: date) -> int:
    """Pounds sold on a day: a thousand and one more on each day that follows."""
    return 1_000 + (day - FIRST).days


def sold(period: Period) -> int:
    """The same over a period, as far as the data go."""
    days = [period.start + timedelta(days=n) for n in range(period.days)]
    return sum(worth(day) for day in days if FIRST <= day <= LAST)


@pytest.fixture(scope="module")
def daily(new_store: NewStore, tmp_path_factory: pytest.TempPathFactory) -> View:
    """A year and a half of one order a day."""
    days = [FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 1)]
    orders: list[Order] = [("ada", day, worth(day)) for day in days]
    return view_of(new_store(tmp_path_factory.mktemp("daily")), orders)


def gross(view: View, period: Period, compare: Comparison) -> Kpi:
    (found,) = kpis(view, ["gross_sales"], kept(period), compare)
    return found


def test_data_cut_at_the_tenth_compare_ten_days_with_ten(daily: View) -> None:
    """The data end on 10 April 2024."""
    found = gross(daily, month("2024-04"), Comparison.PREVIOUS)
    assert found.value == sold(Period(date(2024, 4, 1), date(2024, 4, 10)))
    assert found.previous == sold(Period(date(2024, 3, 1), date(2024, 3, 10)))
    assert found.beside == sold(Period(date(2023, 4, 1), date(2023, 4, 10)))
    assert found.change == found.beside_change == Change(Kind.UNFINISHED)


@pytest.mark.parametrize("compare", YEARLY)
def test_the_chosen_year_before_comes_first_and_the_period_before_beside_it(
    daily: View, compare: Comparison
) -> None:
    week = Period(date(2024, 3, 4), date(2024, 3, 10))
    found = gross(daily, week, compare)
    before = compared_with(week, compare)
    assert before is not None
    assert found.previous == sold(before)
    assert found.beside == sold(Period(date(2024, 2, 26), date(2024, 3, 3)))
    assert found.change.value == pytest.approx(sold(week) / sold(before) - 1)


def test_compared_with_nothing_there_is_no_change_at_all(daily: View) -> None:
    found = gross(daily, month("2024-03"), Comparison.NONE)
    assert (found.previous, found.beside) == (None, None)
    assert found.change == found.beside_change == Change(Kind.MISSING)


@pytest.mark.parametrize("compare", [Comparison.PREVIOUS, *YEARLY])
@pytest.mark.parametrize("grain", list(Grain))
@pytest.mark.parametrize(
    "period",
    [
        Period(date(2023, 11, 24), date(2023, 12, 20)),
        Period(date(2023, 12, 27), date(2024, 3, 12)),
        Period(date(2024, 1, 10), date(2024, 2, 3)),
        month("2024-02"),
    ],
    ids=["November", "over the leap day", "into the 53rd week", "February"],
)
def test_every_point_stands_beside_its_own_days(
    daily: View, period: Period, grain: Grain, compare: Comparison
) -> None:
    frame = compared_series(daily, GROSS, kept(period), grain, compare)
    expected = by_hand(period, grain, compare)
    for point, baseline in zip(frame["period"], frame["baseline"], strict=True):
        found = None if pd.isna(baseline) else baseline
        assert found == expected.get(point.date()), point
    before = baseline_period(daily, kept(period), compare)
    assert before is not None
    first = frame["baseline_period"].iloc[0].date()
    assert bucket(first, grain) == bucket(before.start, grain)


def by_hand(period: Period, grain: Grain, compare: Comparison) -> dict[date, int]:
    """First day of a point -> what the days shown on it sold."""
    before = compared_with(period, compare)
    assert before is not None
    found: dict[date, int] = {}
    for place in range(before.days):
        day = before.start + timedelta(days=place)
        shown = period.start + timedelta(days=place)
        if compare is Comparison.LAST_YEAR:
            shown = add_months(day, 12)
        if grain is not Grain.DAY or shown <= period.end:
            point = bucket(min(shown, period.end), grain)
            found[point] = found.get(point, 0) + worth(day)
    if compare is Comparison.LAST_YEAR and grain is Grain.DAY and period.end >= date(2024, 2, 29):
        found[date(2024, 2, 29)] = worth(date(2023, 2, 28))
    return found


def test_a_53rd_week_has_no_points_to_stand_beside(daily: View) -> None:
    """29 January to 3 February 2024 are in the 53rd week of 2023; 2022 had 52."""
    period = Period(date(2024, 1, 22), date(2024, 2, 3))
    frame = compared_series(daily, GROSS, kept(period), Grain.DAY, Comparison.LAST_YEAR_RETAIL)
    assert frame["baseline"].notna().tolist() == [True] * 6 + [False] * 7
    assert frame["baseline"].iloc[5] == worth(date(2023, 1, 28))


def test_a_cut_point_says_what_cuts_it(daily: View) -> None:
    def cuts(period: Period | None, grain: Grain) -> list[str]:
        frame = compared_series(daily, GROSS, kept(period), grain, Comparison.NONE)
        assert frame["partial"].tolist() == [cut != "" for cut in frame["cut"]]
        return list(frame["cut"])

    # 6 to 20 March: Wednesday to Wednesday.
    chosen = Period(date(2024, 3, 6), date(2024, 3, 20))
    assert cuts(chosen, Grain.WEEK) == ["chosen", "", "chosen"]
    assert cuts(month("2024-04"), Grain.MONTH) == ["unfinished"]
    assert cuts(Period(date(2024, 3, 15), LAST), Grain.MONTH) == ["chosen", "unfinished"]
    assert cuts(Period(date(2024, 3, 1), LAST), Grain.DAY) == [""] * 41
    # The data begin on the first day of a quarter, but on a Saturday.
    weeks = cuts(None, Grain.WEEK)
    assert (weeks[0], weeks[-1], set(weeks[1:-1])) == ("beginning", "unfinished", {""})
    quarters = cuts(None, Grain.QUARTER)
    assert (quarters[0], quarters[-1]) == ("", "unfinished")
