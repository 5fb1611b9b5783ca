"""Metrics over time: gaps, cut points and baselines, on the tiny shop."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
import pytest

from data.answers.history import complete_months
from data.answers.series import compared_series, series
from data.filters import FilterError, Filters
from data.metrics import METRICS
from data.periods import Comparison, Grain, Period
from data.warehouse import View
from tests.data.answers.asking import JULY, JUNE, day, kept
from tests.data.answers.made import Made, Order

NET, AOV, ORDERS = METRICS["net_sales"], METRICS["average_order_value"], METRICS["orders"]


def points(view: View, name: str, filters: Filters, grain: Grain) -> dict[str, Any]:
    """First day of a point -> value; None where it is missing."""
    frame = series(view, [METRICS[name]], filters, grain)
    values = [None if pd.isna(value) else value for value in frame[name]]
    return dict(zip(frame["period"].dt.strftime("%Y-%m-%d"), values, strict=True))


def test_months_are_what_one_adds_up_by_hand(view: View) -> None:
    assert points(view, "net_sales", kept(), Grain.MONTH) == {
        "2026-05-01": 37.5,
        "2026-06-01": 49,
        "2026-07-01": 69,
    }


def test_quarters_begin_in_april_and_july(view: View) -> None:
    assert points(view, "gross_sales", kept(), Grain.QUARTER) == {
        "2026-04-01": 103,
        "2026-07-01": 128,
    }


def test_weeks_begin_on_monday_and_none_is_left_out(view: View) -> None:
    """O4 and O5 of June lie in the weeks of the 8th and 15th, July's first orders in the 29th's."""
    found = points(view, "gross_sales", kept(), Grain.WEEK)
    assert list(found) == [
        f"{day:%Y-%m-%d}" for day in pd.date_range("2026-05-04", periods=12, freq="7D")
    ]
    assert {week: gross for week, gross in found.items() if gross} == {
        "2026-05-04": 35,
        "2026-05-18": 15,
        "2026-06-08": 40,
        "2026-06-15": 13,
        # O6 80, O7 20, O8 3 and O9 10 from Wednesday to Friday.
        "2026-06-29": 113,
        "2026-07-06": 5,
        "2026-07-20": 10,
    }


def test_days_without_orders_are_0_for_sums_and_counts_and_missing_for_ratios(view: View) -> None:
    window = kept(Period(day(6, 30), day(7, 4)))
    frame = series(view, [NET, ORDERS, AOV], window, Grain.DAY)
    assert frame["period"].dt.day.tolist() == [30, 1, 2, 3, 4]
    # 1 July: O6 for 72.00, R2 36.00 taken back. 2 July: O7 and O8. 3 July: O9.
    assert frame["net_sales"].tolist() == [0, 36, 23, 10, 0]
    assert frame["orders"].tolist() == [0, 1, 2, 1, 0]
    assert frame["average_order_value"].isna().tolist() == [True, False, False, False, True]
    assert frame["average_order_value"].tolist()[1:4] == [72, 11.5, 10]


def test_a_day_with_nothing_but_a_reversal_is_a_point(view: View) -> None:
    window = kept(Period(day(7, 4), day(7, 6)))
    assert points(view, "net_sales", window, Grain.DAY) == {
        "2026-07-04": 0,
        "2026-07-05": -4,
        "2026-07-06": 0,
    }


def test_points_go_no_further_than_the_data(view: View) -> None:
    assert list(points(view, "orders", kept(JULY), Grain.DAY))[-1] == "2026-07-20"
    year = kept(Period(date(2026, 1, 1), date(2026, 12, 31)))
    assert list(points(view, "orders", year, Grain.MONTH)) == [
        "2026-05-01",
        "2026-06-01",
        "2026-07-01",
    ]


def test_a_period_beyond_the_data_has_no_points(view: View) -> None:
    nothing = series(view, [NET], kept(Period(date(2027, 1, 1), date(2027, 1, 31))), Grain.DAY)
    assert nothing.empty
    assert list(nothing.columns) == ["period", "net_sales"]


def test_a_selection_without_rows_is_0_on_every_point(view: View) -> None:
    found = points(view, "gross_sales", kept(JUNE, countries=["Unknown"]), Grain.WEEK)
    assert found == {
        "2026-06-01": 0,
        "2026-06-08": 0,
        "2026-06-15": 0,
        "2026-06-22": 0,
        "2026-06-29": 0,
    }


def test_a_whole_order_metric_is_missing_beside_one_that_products_have(view: View) -> None:
    frame = series(view, [NET, METRICS["shipping"]], kept(products=["LAMP"]), Grain.MONTH)
    assert frame["net_sales"].tolist() == [0, 36, 36]
    assert frame["shipping"].isna().all()


def test_a_whole_order_metric_alone_is_refused_for_products(view: View) -> None:
    with pytest.raises(FilterError, match="Shipping is known for whole orders only"):
        series(view, [METRICS["shipping"]], kept(products=["LAMP"]), Grain.MONTH)


def test_customers_of_months_do_not_add_up_to_customers(view: View) -> None:
    found = points(view, "customers", kept(), Grain.MONTH)
    assert list(found.values()) == [2, 2, 4]
    assert list(points(view, "customers", kept(), Grain.QUARTER).values()) == [3, 4]


def test_points_cut_by_the_data_or_the_selection_are_partial(view: View) -> None:
    """The data begin on 4 May and end on 20 July."""
    months = compared_series(view, NET, kept(), Grain.MONTH, Comparison.NONE)
    assert months["partial"].tolist() == [True, False, True]
    cut = kept(Period(day(6, 2), day(7, 19)))
    weeks = compared_series(view, NET, cut, Grain.WEEK, Comparison.NONE)
    assert weeks["period"].dt.strftime("%d %b").tolist()[:2] == ["01 Jun", "08 Jun"]
    assert weeks["partial"].tolist() == [True] + [False] * 6
    days = compared_series(view, NET, kept(JULY), Grain.DAY, Comparison.NONE)
    assert not days["partial"].any()


def test_a_baseline_stands_beside_the_points_in_their_order(view: View) -> None:
    """1 to 20 July beside 1 to 20 June: O4 on the tenth day, O5 on the fifteenth."""
    july = kept(Period(day(7, 1), day(7, 20)))
    frame = compared_series(view, METRICS["gross_sales"], july, Grain.DAY, Comparison.PREVIOUS)
    assert (frame["period"].dt.day == frame["baseline_period"].dt.day).all()
    assert frame["baseline_period"].dt.month.unique().tolist() == [6]
    sold = frame[frame["baseline"] > 0]
    assert sold[["baseline_period", "value", "baseline"]].values.tolist() == [
        [pd.Timestamp("2026-06-10"), 5, 40],
        [pd.Timestamp("2026-06-15"), 0, 13],
    ]
    assert (frame["value"].sum(), frame["baseline"].sum()) == (128, 53)


def test_cut_points_are_compared_day_for_day_and_not_by_their_number(view: View) -> None:
    """Ten days from Saturday 27 June against the ten before, by month.

    In June (4 days) nothing was sold; the four days from 17 June neither. In July (6 days) O6 80,
    O7 20, O8 3 and O9 10; the six days from 21 June nothing.
    """
    period = Period(date(2026, 6, 27), date(2026, 7, 6))
    gross = METRICS["gross_sales"]
    frame = compared_series(view, gross, Filters().within(period), Grain.MONTH, Comparison.PREVIOUS)
    assert frame["value"].tolist() == [0, 113]
    assert frame["baseline"].tolist() == [0, 0]
    # And from 10 June on: O4 40 of 10 June and O5 13 of 15 June fall on 20 and 25 June.
    period = Period(date(2026, 6, 20), date(2026, 6, 29))
    frame = compared_series(view, gross, Filters().within(period), Grain.WEEK, Comparison.PREVIOUS)
    assert frame["baseline"].tolist() == [40, 13, 0]


def test_without_a_baseline_its_columns_are_there_and_missing(view: View) -> None:
    for comparison in (Comparison.PREVIOUS, Comparison.LAST_YEAR, Comparison.NONE):
        frame = compared_series(view, NET, kept(JUNE), Grain.MONTH, comparison)
        assert list(frame.columns) == [
            "period",
            "value",
            "cut",
            "partial",
            "baseline_period",
            "baseline",
        ]
        assert frame["value"].tolist() == [49]
        assert frame["baseline"].isna().all()
        assert frame["baseline_period"].isna().all()


def test_complete_months_leave_out_the_months_that_the_data_cut(view: View) -> None:
    """May begins before the data do and July ends after them; the period does not matter."""
    for filters in (kept(), kept(JULY)):
        months = complete_months(view, NET, filters)
        assert months.to_dict() == {pd.Timestamp("2026-06-01"): 49}
        assert isinstance(months.index, pd.DatetimeIndex)
        assert months.index.freqstr == "MS"


def test_complete_months_follow_the_other_filters(view: View) -> None:
    app = complete_months(view, NET, kept(channels=["app"]))
    germany = complete_months(view, NET, kept(countries=["Germany"]))
    assert (app.tolist(), germany.tolist()) == ([36], [0])


def test_months_are_complete_from_a_first_to_a_last_day(made: Made) -> None:
    orders: list[Order] = [
        ("ada", date(2025, 1, 1), 10),
        ("ada", date(2025, 3, 5), 30),
        ("ada", date(2025, 4, 30), 40),
    ]
    months = complete_months(made(orders), METRICS["gross_sales"], kept())
    assert months.tolist() == [10, 0, 30, 40]


def test_a_history_without_a_complete_month_is_empty(made: Made) -> None:
    view = made([("ada", date(2025, 1, 2), 10), ("ada", date(2025, 1, 31), 10)])
    assert complete_months(view, NET, kept()).empty


def test_a_series_of_one_day_has_one_point(made: Made) -> None:
    view = made([(None, date(2025, 1, 2), 10)])
    frame = series(view, [NET, METRICS["customers"]], kept(), Grain.DAY)
    assert frame.values.tolist() == [[pd.Timestamp("2025-01-02"), 10, 0]]
    assert points(view, "repeat_rate", kept(), Grain.DAY) == {"2025-01-02": None}


def test_twenty_years_of_days_are_all_there(made: Made) -> None:
    orders: list[Order] = [("ada", date(2001, 1, 1), 1), ("ada", date(2020, 12, 31), 2)]
    found = points(made(orders), "gross_sales", kept(), Grain.DAY)
    assert len(found) == 20 * 365 + 5
    assert sum(found.values()) == 3


def test_more_days_than_a_century_has_are_refused_and_not_cut(made: Made) -> None:
    """An order dated 1726 by mistake."""
    view = made([("ada", date(1726, 1, 1), 1), ("ada", date(2026, 1, 1), 2)])
    with pytest.raises(FilterError, match="more than 40,000 days; choose weeks or months"):
        series(view, [NET], kept(), Grain.DAY)
    assert sum(points(view, "gross_sales", kept(), Grain.MONTH).values()) == 3
