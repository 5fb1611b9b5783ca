"""Time between orders, and how likely the next one is."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pandas as pd
import pytest

from data.answers.rhythm import (
    came_again,
    gaps,
    median_gap,
    next_orders,
    quantile,
    start_of_data,
)
from data.cohorts import HORIZONS
from data.filters import Filters
from data.periods import Period
from data.warehouse import View
from tests.data.answers.asking import MAY, asked, day, kept
from tests.data.answers.cohort_reference import gaps_of
from tests.data.answers.made import Made, Order
from tests.data.answers.reference import Reference
from tests.data.answers.test_repeat_rate import as_if_it_were


def counted(frame: pd.DataFrame) -> dict[int, tuple[int, int]]:
    return {day: (events, censored) for day, events, censored in frame.to_numpy().tolist()}


def test_gaps_run_from_a_day_with_orders_to_the_next(view: View) -> None:
    # ada: 4 May, 10 June, 2 July (twice); ben: 4 May, 3 July; dan: 1 July, 20 July, the last day.
    assert counted(gaps(view, Filters())) == {
        0: (0, 1),
        10: (0, 1),
        17: (0, 1),
        18: (0, 1),
        19: (1, 0),
        22: (1, 0),
        35: (0, 1),
        37: (1, 0),
        60: (1, 0),
    }
    assert median_gap(gaps(view, Filters())) == (22 + 37) / 2


def test_filters_choose_the_orders_that_time_is_counted_from(view: View) -> None:
    # After ada's order in the app came one on the web; dan's was on the last day.
    assert counted(gaps(view, kept(channels=["app"]))) == {0: (0, 1), 22: (1, 0)}
    assert counted(gaps(view, kept(MAY))) == {37: (1, 0), 60: (1, 0)}
    assert median_gap(gaps(view, kept(products=["POST"]))) is None


def test_between_two_gaps_the_share_is_taken_in_proportion() -> None:
    found = pd.DataFrame({"day": [1, 2, 4], "events": [1, 1, 2], "censored": [0, 9, 0]})
    ended = pd.Series([1, 2, 4, 4])
    for share in (0.0, 0.2, 0.5, 0.95, 1.0):
        assert quantile(found, share) == pytest.approx(ended.quantile(share))


def test_the_start_of_the_data_lasts_as_long_as_95_of_100_gaps(view: View) -> None:
    # Of 19, 22, 37 and 60 days: 37 + 0.85 * 23, in whole days.
    assert start_of_data(view) == (57, day(6, 30))


def test_without_any_gap_nobody_only_looks_new(made: Made) -> None:
    assert start_of_data(made([("ada", date(2025, 1, 1), 5)])) == (0, date(2025, 1, 1))


def test_the_next_order_is_looked_for_within_each_horizon(view: View) -> None:
    watched = next_orders(as_if_it_were(view, day(9, 29)), Filters())
    rows: Any = watched.set_index(["n", "horizon"])[["observed", "came"]]
    # ada after 37 days, ben after 60, dan after 19; cleo and eve never (eve for 81 days).
    assert rows.loc[(1, 30)].tolist() == [5, 1]
    assert rows.loc[(1, 60)].tolist() == [5, 3]
    assert rows.loc[(1, 90)].tolist() == [4, 3]
    assert rows.loc[(1, 180)].tolist() == [0, 0]
    # Of ada, ben and dan only ada bought a third time, after 22 days, and a fourth on that day.
    assert rows.loc[(2, 60)].tolist() == [3, 1]
    assert rows.loc[(3, 60)].tolist() == [1, 1]
    assert watched["rate"].isna().all()


def test_rates_are_shown_from_twenty_customers_on(made: Made) -> None:
    first = date(2025, 1, 1)
    orders: list[Order] = [(f"c{n}", first, 10) for n in range(20)]
    orders += [(f"c{n}", first + timedelta(days), 10) for n, days in enumerate((30, 31, 90, 91))]
    orders.append(("c0", first + timedelta(120), 10))
    found: Any = came_again(made(orders), Filters()).set_index("horizon")
    assert found.loc[30, ["observed", "came", "rate"]].tolist() == [20, 1, 0.05]
    assert found.loc[60, "rate"] == 2 / 20
    assert found.loc[90, "rate"] == 3 / 20
    assert found.loc[180, "observed"] == 0
    assert found["rate"].isna().tolist() == [False, False, False, True, True]


def test_ninety_days_are_the_repeat_rate_of_the_key_figures(demo_view: View) -> None:
    for filters in (
        kept(),
        kept(Period(date(2025, 1, 1), date(2025, 12, 31))),
        kept(countries=["United Kingdom"]),
        kept(payment_methods=["Card"]),
    ):
        ninety: Any = came_again(demo_view, filters).set_index("horizon").loc[90]
        assert ninety["observed"] >= 20
        assert ninety["rate"] == asked(demo_view, ("repeat_rate",), filters)["repeat_rate"]


def test_gaps_and_odds_of_a_simulated_shop_agree_with_plain_python(
    demo_view: View, reference: Reference
) -> None:
    orders = reference.lines.dropna(subset="customer_id").drop_duplicates("order_id")
    pairs = list(zip(orders["customer_id"], orders["order_day"], strict=True))
    last_day = demo_view.release.last_day
    assert counted(gaps(demo_view, Filters())) == gaps_of(pairs, last_day)
    ranks = zip(orders["customer_id"], orders["rank"], orders["order_day"], strict=True)
    by_rank: dict[tuple[str, int], date] = {(who, rank): on for who, rank, on in ranks}
    found: Any = next_orders(demo_view, Filters()).set_index(["n", "horizon"])
    for n in (1, 2, 3, 10):
        for horizon in HORIZONS:
            starts = {
                who: on
                for (who, rank), on in by_rank.items()
                if rank == n and on + timedelta(horizon) <= last_day
            }
            followed = {who: by_rank.get((who, n + 1), date.max) for who in starts}
            came = sum(followed[who] <= on + timedelta(horizon) for who, on in starts.items())
            counts = found.loc[(n, horizon), ["observed", "came"]].tolist()
            assert counts == [len(starts), came]
