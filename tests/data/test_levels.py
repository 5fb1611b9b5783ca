"""Which days the complete periods of a shop consist of."""

from __future__ import annotations

from datetime import date, timedelta

from data.levels import YEARS, Level, complete_days
from data.periods import Grain, Period


def test_a_period_that_the_data_cut_at_either_end_is_left_out() -> None:
    first, known = date(2026, 5, 4), date(2026, 7, 20)
    month = complete_days(Grain.MONTH, first, known)
    assert month == Period(date(2026, 6, 1), date(2026, 6, 30))
    assert complete_days(Grain.WEEK, first, known) == Period(date(2026, 5, 4), date(2026, 7, 19))
    assert complete_days(Grain.DAY, first, known) == Period(first, known)


def test_a_period_counts_from_its_last_day_on() -> None:
    first = date(2026, 6, 1)
    assert complete_days(Grain.MONTH, first, date(2026, 6, 29)) is None
    whole = complete_days(Grain.MONTH, first, date(2026, 6, 30))
    assert whole == Period(first, date(2026, 6, 30))


def test_nothing_is_looked_back_on_for_ever() -> None:
    known = date(2026, 6, 30)
    for grain in (Grain.MONTH, Grain.WEEK, Grain.DAY):
        found = complete_days(grain, date(1950, 1, 1), known)
        assert found is not None
        longest = timedelta(days=366 * YEARS[grain])
        assert longest - timedelta(days=32) < known - found.start <= longest


def test_products_are_forecast_by_month_only() -> None:
    assert Level.PRODUCT.grains == (Grain.MONTH,)
    assert Level.CATEGORY.grains == (Grain.MONTH, Grain.WEEK, Grain.DAY)
