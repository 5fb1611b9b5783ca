"""Values over the days up to a day, each checked against the same days asked for as a period."""

from __future__ import annotations

from datetime import date, timedelta

import pandas as pd
import pytest

from data.answers.kpis import values
from data.answers.rolling import compared_rolling, is_mean, rolling
from data.filters import FilterError, Filters
from data.measures import MEASURES, Source
from data.metrics import METRICS
from data.periods import Comparison, Period
from data.warehouse import View
from tests.data.answers.asking import JULY, day, kept
from tests.data.answers.made import Made, Order

NET, AOV, CUSTOMERS = (METRICS[n] for n in ("net_sales", "average_order_value", "customers"))
WHOLE = set(Source) - {Source.SALES, Source.REVERSALS, Source.ORDER_REVERSALS}
ROLLED = [m for m in METRICS.values() if "median_order" not in m.measures]


def rolled(view: View, name: str, filters: Filters, days: int) -> dict[str, float | None]:
    """Day -> value; None where it is missing."""
    frame = rolling(view, METRICS[name], filters, days)
    known = [None if pd.isna(value) else round(value, 6) for value in frame["value"]]
    return dict(zip(frame["period"].dt.strftime("%m-%d"), known, strict=True))


def test_sums_are_means_per_day_of_the_days_up_to_it(view: View) -> None:
    """1 July 36.00 (O6 less R2), 2 July 23.00, 3 July 10.00, 5 July -4.00."""
    found = rolled(view, "net_sales", kept(Period(day(7, 1), day(7, 6))), 3)
    assert found == {
        "07-01": 12,
        "07-02": round(59 / 3, 6),
        "07-03": 23,
        "07-04": 11,
        "07-05": 2,
        "07-06": round(-4 / 3, 6),
    }


def test_a_ratio_is_the_sums_divided_and_never_the_mean_of_ratios(view: View) -> None:
    """1 July 72.00 of one order, 2 July 23.00 of two: 95 / 3, not the mean of 72 and 11.50."""
    found = rolled(view, "average_order_value", kept(Period(day(7, 2), day(7, 8))), 2)
    assert found["07-02"] == round(95 / 3, 6)
    assert found["07-08"] is None


def test_a_customer_who_comes_twice_within_the_days_is_one(view: View) -> None:
    """Ada on 2 July (twice), ben on the 3rd, dan on the 1st and the 20th, eve on the 10th."""
    found = rolled(view, "customers", kept(JULY), 7)
    assert [found[f"07-{n:02d}"] for n in (1, 2, 3, 7, 8, 9, 10, 20)] == [1, 2, 3, 3, 2, 1, 1, 1]


def test_the_first_days_of_the_data_have_no_value(view: View) -> None:
    found = rolled(view, "orders", kept(Period(day(5, 4), day(5, 11))), 7)
    assert [found[f"05-{n:02d}"] for n in range(4, 10)] == [None] * 6
    assert (found["05-10"], found["05-11"]) == (round(2 / 7, 6), 0)


def test_the_days_before_the_period_are_looked_at(view: View) -> None:
    """O4 of 10 June is in the seven days up to the 14th."""
    found = rolled(view, "gross_sales", kept(Period(day(6, 14), day(6, 17))), 7)
    assert found == {
        "06-14": round(40 / 7, 6),
        "06-15": round(53 / 7, 6),
        "06-16": round(53 / 7, 6),
        "06-17": round(13 / 7, 6),
    }


def test_medians_are_refused(view: View) -> None:
    with pytest.raises(FilterError, match="Median order value cannot be rolled"):
        rolling(view, METRICS["median_order_value"], kept(), 7)


@pytest.mark.parametrize(
    "filters",
    [kept(JULY), kept(countries=["United Kingdom"]), kept(JULY, categories=["Pantry"])],
    ids=["july", "uk", "pantry"],
)
def test_every_metric_is_what_its_days_say_as_a_period(view: View, filters: Filters) -> None:
    last = date(2026, 7, 20)
    window = filters.within(Period(last - timedelta(days=27), last))
    said = values(view, ROLLED, window)
    for metric in ROLLED:
        if filters.touches_products and {MEASURES[m].source for m in metric.measures} <= WHOLE:
            with pytest.raises(FilterError, match="whole orders only"):
                rolling(view, metric, filters, 28)
            continue
        found = rolling(view, metric, filters, 28)["value"].iloc[-1]
        wanted = said[metric.name]
        if wanted is None:
            assert pd.isna(found), metric.name
        else:
            whole = found * (28 if is_mean(metric) else 1)
            assert whole == pytest.approx(wanted, abs=1e-6), metric.name


def test_different_customers_are_counted_exactly_on_every_day(made: Made) -> None:
    """Sixty people with rhythms of their own, against sets of names."""
    first = date(2025, 1, 1)
    orders: list[Order] = [
        (f"c{who}", first + timedelta(days=n), 10)
        for who in range(60)
        for n in range(who % 11, 120, 1 + (who * 7) % 23)
    ]
    view = made(orders)
    for days in (7, 28):
        frame = rolling(view, CUSTOMERS, Filters(), days)
        known = frame.iloc[days - 1 :]
        for then, value in zip(known["period"].dt.date, known["value"], strict=True):
            names = {w for w, d, _ in orders if then - timedelta(days=days) < d <= then}
            assert value == len(names), then


def test_the_baseline_is_rolled_over_its_own_days(view: View) -> None:
    """1 to 20 July beside 1 to 20 June: 40.00 of 10 June stays for seven days."""
    july = kept(Period(day(7, 1), day(7, 20)))
    frame = compared_rolling(view, METRICS["gross_sales"], july, 7, Comparison.PREVIOUS)
    assert frame["baseline_period"].dt.month.unique().tolist() == [6]
    assert frame["baseline"].tolist()[8:10] == [0, pytest.approx(40 / 7)]
    assert frame["value"].tolist()[0] == pytest.approx(80 / 7)


def test_without_a_baseline_its_columns_are_missing(view: View) -> None:
    frame = compared_rolling(view, NET, kept(JULY), 7, Comparison.NONE)
    assert list(frame.columns) == ["period", "value", "baseline_period", "baseline"]
    assert frame["baseline"].isna().all()
    assert frame["baseline_period"].isna().all()


def test_a_period_beyond_the_data_has_no_days(view: View) -> None:
    later = kept(Period(date(2027, 1, 1), date(2027, 1, 31)))
    assert rolling(view, AOV, later, 7).empty
