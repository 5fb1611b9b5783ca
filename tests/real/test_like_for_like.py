"""Real shops: both days of a reversal, weeks by weekday, and how long everybody looks new."""

from __future__ import annotations

import math
from datetime import date

import numpy as np
import pandas as pd
import pytest

from data.answers.censoring import first_days
from data.answers.kpis import baseline_period, kpis, values
from data.answers.ladder import ladder
from data.answers.reversal_days import OWN_DAY_ONLY, only_one_basis
from data.basis import Basis
from data.metrics import METRICS, TWINS
from data.periods import Comparison, Period
from tests.data.answers.asking import kept
from tests.real.conftest import RealShop


@pytest.mark.parametrize("name", ["retail", "olist"])
def test_over_all_time_both_days_of_a_reversal_come_to_the_same(
    name: str, request: pytest.FixtureRequest
) -> None:
    shop: RealShop = request.getfixturevalue(name)
    metrics = [METRICS[metric] for pair in TWINS.items() for metric in pair]
    found = values(shop.view, metrics, kept())
    for own_day, order_day in TWINS.items():
        assert found[own_day] == pytest.approx(found[order_day], abs=1e-9), own_day
    own = ladder(shop.view, kept(), Comparison.NONE, Basis.REFUND_DAY)
    by_order = ladder(shop.view, kept(), Comparison.NONE, Basis.ORDER_DAY)
    assert own["value"].tolist() == by_order["value"].tolist()


def test_credit_notes_without_an_order_leave_no_choice(retail: RealShop) -> None:
    """A credit note of Online Retail names no invoice."""
    assert only_one_basis(retail.view) == OWN_DAY_ONLY


def test_canceled_orders_of_olist(olist: RealShop) -> None:
    with olist.view.engine.connect() as connection:
        dated = connection.exec_driver_sql(
            "SELECT count(*), count(*) FILTER (WHERE date <> order_date) FROM fact_reversals"
        ).one()
    assert bool(dated[1]) == (only_one_basis(olist.view) == "")
    assert dated[0] > 0


def test_a_week_of_december_is_held_against_the_same_weekdays(retail: RealShop) -> None:
    """Online Retail knows one year and a bit: December 2010 against December 2009."""
    week = kept(Period(date(2010, 12, 1), date(2010, 12, 7)))
    before = baseline_period(retail.view, week, Comparison.LAST_YEAR_WEEKDAYS)
    assert before == Period(date(2009, 12, 2), date(2009, 12, 8))
    (gross,) = kpis(retail.view, ["gross_sales"], week, Comparison.LAST_YEAR_WEEKDAYS)
    then = values(retail.view, [METRICS["gross_sales"]], kept(before))["gross_sales"]
    assert gross.previous == then
    assert then is not None
    assert then > 100_000


def test_everybody_looks_new_for_the_95th_percentile_of_gaps(retail: RealShop) -> None:
    with retail.view.engine.connect() as connection:
        rows = connection.exec_driver_sql(
            "SELECT DISTINCT customer_key, date FROM fact_orders WHERE customer_key IS NOT NULL"
        ).all()
    days = pd.DataFrame([tuple(row) for row in rows], columns=["who", "day"])
    days["day"] = pd.to_datetime(days["day"])
    gaps = days.sort_values(["who", "day"]).groupby("who")["day"].diff().dropna().dt.days
    assert first_days(retail.view) == math.ceil(np.percentile(gaps, 95))
