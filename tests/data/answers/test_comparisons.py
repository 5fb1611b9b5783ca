"""What the numbers were before, and what may be said about the change."""

from __future__ import annotations

from datetime import date

import pytest

from data.answers.kpis import Kpi, baseline_period, is_unfinished, kpis
from data.changes import Change, Kind
from data.metrics import METRICS, UnknownMetric
from data.periods import Comparison, Period, month
from data.warehouse import View
from tests.data.answers.asking import JULY, JUNE, day, kept
from tests.data.answers.made import Made, Order

JULY_SO_FAR = Period(day(7, 1), day(7, 20))


def kpi(view: View, name: str, period: Period | None, **chosen: list[str]) -> Kpi:
    (found,) = kpis(view, [name], kept(period, **chosen))
    return found


def test_a_month_to_date_is_held_against_the_same_days_of_the_month_before(view: View) -> None:
    """1 to 20 July 69.00 against 1 to 20 June 49.00."""
    found = kpi(view, "net_sales", JULY_SO_FAR)
    assert (found.value, found.previous, found.unfinished) == (69, 49, False)
    assert found.change == Change(Kind.PERCENT, 69 / 49 - 1)


def test_filters_hold_for_the_baseline_too(view: View) -> None:
    """ada: O7 and O8 for 23.00, less R2, against O4 for 36.00."""
    found = kpi(view, "demand_sales", JULY_SO_FAR, countries=["United Kingdom"])
    assert (found.value, found.previous) == (33, 36)


def test_an_unfinished_month_shows_its_value_and_no_percentage(view: View) -> None:
    found = kpi(view, "gross_sales", JULY)
    assert (found.value, found.previous, found.unfinished) == (128, 53, True)
    assert found.change == Change(Kind.UNFINISHED)


def test_rates_change_in_points(view: View) -> None:
    found = kpi(view, "reversal_rate", JULY_SO_FAR)
    assert found.change == Change(Kind.POINTS, 45 / 128)


def test_something_after_nothing_is_new(view: View) -> None:
    found = kpi(view, "reversals", JULY_SO_FAR)
    assert (found.value, found.previous, found.change) == (45, 0, Change(Kind.NEW))


def test_after_a_negative_baseline_only_the_difference_is_stated(view: View) -> None:
    """On 28 May 9.00 were taken back and nothing was sold."""
    found = kpi(view, "net_sales", Period(day(5, 29), day(5, 29)))
    assert (found.value, found.previous) == (0, -9)
    assert found.change == Change(Kind.DIFFERENCE, 9)


def test_a_baseline_that_the_data_do_not_cover_from_its_first_day_is_missing(view: View) -> None:
    """The data begin on 4 May, so May is no baseline for June."""
    found = kpi(view, "gross_sales", JUNE)
    assert (found.value, found.previous, found.beside) == (53, None, None)
    assert found.change == found.beside_change == Change(Kind.MISSING)
    from_the_second = kept(Period(day(6, 2), day(6, 30)))
    before = baseline_period(view, from_the_second, Comparison.PREVIOUS)
    assert before == Period(day(5, 4), day(6, 1))


def test_the_whole_history_has_no_baseline_and_is_finished(view: View) -> None:
    found = kpi(view, "gross_sales", None)
    assert (found.value, found.previous, found.beside, found.unfinished) == (
        231,
        None,
        None,
        False,
    )


def test_a_period_is_unfinished_when_it_goes_on_after_the_last_day(view: View) -> None:
    assert not is_unfinished(view, kept(Period(day(7, 1), day(7, 20))))
    assert is_unfinished(view, kept(Period(day(7, 1), day(7, 21))))


def test_an_unfinished_month_is_held_against_as_many_days_of_the_one_before(view: View) -> None:
    """The data know 20 days of July; O5 of 15 June is in, and nothing came after it."""
    whole_july = kept(Period(day(7, 1), day(7, 31)))
    before = baseline_period(view, whole_july, Comparison.PREVIOUS)
    assert before == Period(day(6, 1), day(6, 20))
    found = kpi(view, "gross_sales", Period(day(7, 1), day(7, 31)))
    assert (found.value, found.previous) == (128, 53)
    assert found.change == Change(Kind.UNFINISHED)


def test_a_metric_without_an_answer_has_no_change(view: View) -> None:
    found = kpi(view, "shipping", JULY_SO_FAR, products=["MUG"])
    assert (found.value, found.previous, found.change) == (None, None, Change(Kind.MISSING))


def test_the_metrics_come_in_the_order_asked_for(view: View) -> None:
    names = ["orders", "gross_sales", "customers"]
    assert [found.metric.name for found in kpis(view, names, kept())] == names
    everything = [found.metric.name for found in kpis(view, list(METRICS), kept())]
    assert everything == list(METRICS)


def test_a_metric_that_does_not_exist_is_refused_with_those_that_do(view: View) -> None:
    with pytest.raises(UnknownMetric, match=r"no metric 'profit'.*gross_sales"):
        kpis(view, ["profit"], kept())


def test_last_year_is_the_same_month_and_a_leap_day_is_held_against_the_28th(
    made: Made,
) -> None:
    orders: list[Order] = [
        ("ada", date(2022, 12, 31), 1),
        ("ada", date(2023, 2, 1), 100),
        ("ada", date(2023, 2, 28), 20),
        ("ada", date(2024, 1, 15), 60),
        ("ada", date(2024, 2, 29), 150),
        ("ada", date(2024, 3, 1), 7),
    ]
    view = made(orders)
    february = kpi(view, "gross_sales", month("2024-02"))
    assert (february.value, february.previous, february.beside) == (150, 60, 120)
    assert february.beside_change == Change(Kind.PERCENT, 0.25)
    leap_day = Period(date(2024, 2, 29), date(2024, 2, 29))
    assert kpi(view, "gross_sales", leap_day).beside == 20
