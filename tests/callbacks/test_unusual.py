"""Unusual days: planted ones are found with what caused them, and noise is left alone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pandas as pd
import pytest

from callbacks.unusual import COLUMNS, MOST, judged_days, unusual_days
from data.filters import FilterError, Filters
from data.metrics import METRICS
from data.periods import Period
from data.releases import ReleaseStore
from data.warehouse import View
from models.errors import TooLittleData
from tests.callbacks import planted_days as planted
from tests.data.answers.grown import publish
from tests.data.answers.made import view_of

NET, ORDERS = METRICS["net_sales"], METRICS["orders"]
ALL = Filters()

# Day -> dimension, driver and how orders changed.
CAUSES = {
    planted.CATEGORY: ("Category", "Lamps", "more orders"),
    planted.PRODUCT: ("Product", "Round rug", "more orders"),
    planted.COUNTRY: ("Country", "Germany", "more orders"),
    planted.DIP: ("", "", "fewer orders"),
    planted.LARGER: ("", "", "larger orders"),
    planted.REVERSED: ("", "", "more reversals"),
}


@pytest.fixture(scope="module")
def shop(new_store: Callable[..., ReleaseStore], tmp_path_factory: pytest.TempPathFactory) -> View:
    store = new_store(tmp_path_factory.mktemp("planted"))
    return publish(store, planted.star(), currency="GBP")


def causes(found: pd.DataFrame) -> dict[date, tuple[str, str, str]]:
    rows = found[["dimension", "driver", "change"]].itertuples(index=False)
    return dict(zip(found["period"].dt.date, (tuple(row) for row in rows), strict=True))


def test_every_planted_day_is_found_with_what_caused_it(shop: View) -> None:
    found = unusual_days(shop, NET, ALL)
    assert tuple(found.columns) == COLUMNS
    assert causes(found) == CAUSES
    assert found["period"].is_monotonic_decreasing


def test_a_day_says_how_much_it_is_out_in_money_and_in_percent(shop: View) -> None:
    """Thirty-two lamps at 30.00 were planted: 960.00 above a usual Tuesday of about 600.00."""
    found = unusual_days(shop, NET, ALL).set_index("period")
    day = found.loc[pd.Timestamp(planted.CATEGORY)]
    assert day["difference"] == pytest.approx(960, abs=250)
    assert day["relative"] == pytest.approx(day["difference"] / day["expected"])
    assert day["value"] == pytest.approx(day["expected"] + day["difference"])
    assert 0.7 < day["share"] < 1.3


def test_counts_of_orders_are_judged_too(shop: View) -> None:
    found = causes(unusual_days(shop, ORDERS, ALL))
    assert found[planted.COUNTRY][:2] == ("Country", "Germany")
    assert planted.DIP in found
    assert planted.LARGER not in found


def test_the_period_chooses_days_and_never_changes_their_judgement(shop: View) -> None:
    whole = unusual_days(shop, NET, ALL)
    period = Period(planted.COUNTRY, planted.DIP)
    part = unusual_days(shop, NET, ALL.within(period))
    assert part["period"].dt.date.tolist() == [planted.DIP, planted.COUNTRY]
    wanted = whole[whole["period"].isin(part["period"])].reset_index(drop=True)
    pd.testing.assert_frame_equal(part, wanted)


def test_filters_judge_the_days_of_what_they_keep(shop: View) -> None:
    rugs = causes(unusual_days(shop, NET, Filters(categories=("Rugs",))))
    assert rugs[planted.PRODUCT] == ("Product", "Round rug", "more orders")
    assert planted.CATEGORY not in rugs
    germany = causes(unusual_days(shop, NET, Filters(countries=("Germany",))))
    assert planted.COUNTRY in germany
    assert planted.PRODUCT not in germany


def test_days_after_an_unusual_one_are_judged_as_if_it_had_not_been(shop: View) -> None:
    """The same weekday a week later is held against a median, not a mean."""
    judged = judged_days(shop, NET, ALL).set_index("period")
    later = judged.loc[pd.Timestamp(planted.CATEGORY + timedelta(days=7))]
    assert abs(later["score"]) < 3
    assert later["expected"] == pytest.approx(600, abs=120)


def test_too_little_history_says_the_need_and_the_count(shop: View) -> None:
    early = ALL.within(Period(planted.FIRST, planted.day(50)))
    with pytest.raises(TooLittleData, match="at least 57; there are 51"):
        unusual_days(shop, NET, early)


def test_the_first_day_with_eight_weeks_before_it_is_judged(shop: View) -> None:
    only = ALL.within(Period(planted.day(56), planted.day(56)))
    assert judged_days(shop, NET, only)["score"].notna().tolist() == [False] * 56 + [True]


@pytest.mark.parametrize("name", ["average_order_value", "customers", "repeat_rate"])
def test_ratios_and_distinct_customers_are_not_judged(shop: View, name: str) -> None:
    with pytest.raises(FilterError, match="is no sum"):
        unusual_days(shop, METRICS[name], ALL)


def test_a_metric_that_products_do_not_have_is_not_judged_for_them(shop: View) -> None:
    with pytest.raises(FilterError, match="not available"):
        unusual_days(shop, METRICS["total_sales"], Filters(products=("P1",)))


def test_a_period_beyond_the_data_has_no_unusual_days(shop: View) -> None:
    later = ALL.within(Period(planted.day(400), planted.day(410)))
    assert unusual_days(shop, NET, later).empty


def test_only_the_newest_are_named(
    new_store: Callable[..., ReleaseStore], tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Every ninth day of the last 250 has ten times as many sales."""
    first = date(2024, 1, 1)
    days = [first + timedelta(days=n) for n in range(310)]
    orders = [
        (f"c{n % 7}", day, 1000 if place > 56 and place % 9 == 0 else 98 + n % 5)
        for place, day in enumerate(days)
        for n in range(4)
    ]
    view = view_of(new_store(tmp_path_factory.mktemp("many")), orders)
    found = unusual_days(view, NET, ALL)
    assert len(found) == MOST
    assert found["period"].iloc[0].date() == days[306]
