"""Trends of a real wholesaler: its hours, and the days on which nobody could order."""

from __future__ import annotations

import pandas as pd
import pytest

from callbacks.seasons import season_of
from callbacks.unusual import judged_days, unusual_days
from data.answers.patterns import hours
from data.answers.rolling import rolling
from data.answers.series import series
from data.filters import Filters
from data.metrics import METRICS
from data.periods import Grain
from data.warehouse import View
from tests.real.conftest import RealShop

NET, ORDERS = METRICS["net_sales"], METRICS["orders"]
ALL = Filters()


@pytest.fixture(scope="module")
def view(retail: RealShop) -> View:
    return retail.view


# Good Friday, Easter Sunday and Monday, and the bank holidays of May and August 2010.
CLOSED = ["2010-04-02", "2010-04-04", "2010-04-05", "2010-05-03", "2010-05-31", "2010-08-30"]


def found_days(view: View, name: str) -> pd.DataFrame:
    found = unusual_days(view, METRICS[name], ALL)
    return found.assign(day=found["period"].dt.strftime("%Y-%m-%d")).sort_values("day")


def test_public_holidays_are_the_unusual_days_of_orders(view: View) -> None:
    found = found_days(view, "orders")
    assert found["day"].tolist() == CLOSED
    assert (found["value"] == 0).all()
    assert (found["relative"] == -1).all()


def test_net_sales_add_one_day_of_huge_orders_and_one_of_a_huge_reversal(view: View) -> None:
    found = found_days(view, "net_sales").set_index("day")
    assert found.index.tolist() == sorted([*CLOSED, "2010-08-27", "2010-09-27"])
    changes, sizes = found["change"].to_dict(), found["difference"].to_dict()
    assert changes["2010-09-27"] == "larger orders"
    assert sizes["2010-09-27"] > 60_000
    assert found.loc[["2010-08-27"], ["dimension", "driver", "change"]].values[0].tolist() == [
        "Product",
        "Bank Charges",
        "more reversals",
    ]


def test_saturdays_on_which_nobody_works_are_not_unusual(view: View) -> None:
    judged = judged_days(view, NET, ALL)
    assert len(judged) == 374
    assert judged["score"].notna().sum() == 374 - 56
    saturdays = judged[(judged["period"].dt.day_of_week == 5) & judged["score"].notna()]
    assert len(saturdays) > 40
    assert not saturdays["flagged"].any()


def test_orders_come_between_seven_and_nine_in_the_evening_at_noon_most(view: View) -> None:
    frame = hours(view, ALL)
    by_hour = (frame["orders"] * frame["days"]).groupby(frame["hour"]).sum()
    assert by_hour[by_hour > 0].index.tolist() == list(range(7, 21))
    assert by_hour.idxmax() == 12
    whole = series(view, [ORDERS], ALL, Grain.DAY)["orders"].sum()
    assert by_hour.sum() == pytest.approx(whole)


def test_twenty_eight_days_are_what_pandas_rolls(view: View) -> None:
    daily = series(view, [NET], ALL, Grain.DAY)["net_sales"]
    mine = rolling(view, NET, ALL, 28)["value"]
    wanted = daily.rolling(28).mean()
    assert mine.isna().sum() == 27
    assert (mine - wanted).abs().max() < 1e-6


def test_a_year_is_too_short_for_months_and_says_so(view: View) -> None:
    season = season_of(view, NET, ALL)
    assert season.kind == "weekday"
    assert season.missing.endswith("need at least 24; there are 12.")
    assert season.frame.set_index("position")["index"].idxmax() == 4
    assert season.frame["index"].mean() == pytest.approx(100)
