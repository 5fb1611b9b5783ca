"""Cohorts: who came first when, who came again, and what they were worth."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pandas as pd
import pytest

from data.answers.cohorts import at_start, averages, cohorts, shown_period
from data.cohorts import Clock
from data.filters import Filters
from data.metrics import METRICS
from data.periods import Grain, Period
from data.warehouse import View
from tests.data.answers.asking import JULY, JUNE, MAY, asked, day, kept
from tests.data.answers.cohort_reference import Sold, grid_of
from tests.data.answers.made import Made, Order
from tests.data.answers.reference import Reference
from tests.data.answers.test_repeat_rate import as_if_it_were

Row = tuple[int, float | None, float | None]


def cells(frame: pd.DataFrame) -> dict[tuple[str, int], Row]:
    """(cohort, k) -> size, active, value; None where a cell is not shown yet."""
    plain = frame.astype(object).where(frame.notna(), None)
    return {
        (f"{row['cohort']:%Y-%m-%d}", row["k"]): (row["size"], row["active"], row["value"])
        for row in plain.to_dict("records")
    }


def test_a_cohort_is_followed_month_by_month(view: View) -> None:
    # ada and ben came in May for 9.00 and 15.00 net; ada's lamp of June went back, in July both
    # came, and ben got 4.00 back for an order that nobody knows.
    found = cells(cohorts(as_if_it_were(view, day(7, 31)), Filters()))
    assert found == {
        ("2026-05-01", 0): (2, 2, 24.0),
        ("2026-05-01", 1): (2, 1, 24.0),
        ("2026-05-01", 2): (2, 2, 53.0),
        ("2026-06-01", 0): (1, 1, 13.0),
        ("2026-06-01", 1): (1, 0, 13.0),
        ("2026-06-01", 2): (1, None, None),
        ("2026-07-01", 0): (2, 2, 76.0),
        ("2026-07-01", 1): (2, None, None),
        ("2026-07-01", 2): (2, None, None),
    }


def test_thirty_day_windows_begin_with_each_first_order(view: View) -> None:
    # ada's and ben's second window runs from 3 June to 2 July, with both orders of that day.
    found = cells(cohorts(as_if_it_were(view, day(7, 2)), Filters(), clock=Clock.WINDOWS))
    assert found["2026-05-01", 0] == (2, 2, 24.0)
    assert found["2026-05-01", 1] == (2, 1, 47.0)
    before = cells(cohorts(as_if_it_were(view, day(7, 1)), Filters(), clock=Clock.WINDOWS))
    assert ("2026-05-01", 1) not in before


def test_a_month_that_still_grows_shows_nothing_yet(view: View) -> None:
    found = cohorts(view, kept(JULY))
    assert found[["size", "k", "mature"]].to_numpy().tolist() == [[2, 0, False]]
    assert found[["active", "retention", "value", "value_per_customer"]].isna().all(axis=None)


def test_the_period_chooses_whole_cohorts(view: View) -> None:
    june = cohorts(view, kept(JUNE))
    cut = cohorts(view, kept(Period(day(6, 14), day(6, 16))))
    assert cells(june) == {("2026-06-01", 0): (1, 1, 13.0)}
    pd.testing.assert_frame_equal(june, cut)
    assert set(cells(cohorts(view, kept(MAY), Grain.QUARTER))) == {("2026-04-01", 0)}


def test_a_week_begins_on_monday(view: View) -> None:
    found = cohorts(view, Filters(), Grain.WEEK).drop_duplicates("cohort")
    # 4 May is a Monday, 15 June another; dan came on Wednesday 1 July, eve on Friday 10 July.
    assert found["cohort"].dt.date.tolist() == [day(5, 4), day(6, 15), day(6, 29), day(7, 6)]
    assert found["size"].tolist() == [2, 1, 1, 1]


def test_a_product_makes_nobody_a_new_customer(view: View) -> None:
    found = cells(cohorts(as_if_it_were(view, day(7, 31)), kept(products=["MUG"])))
    # Both of May bought a mug; ada's second was broken. In June nobody of them did, in July ben.
    assert found["2026-05-01", 0] == (2, 2, 19.0)
    assert found["2026-05-01", 1] == (2, 0, 19.0)
    assert found["2026-05-01", 2] == (2, 1, 29.0)
    # eve never bought one, and is still one of the two of July.
    assert found["2026-07-01", 0] == (2, 1, 9.0)


def test_a_country_keeps_those_who_came_first_there_and_what_they_bought_there(view: View) -> None:
    german = cells(cohorts(as_if_it_were(view, day(7, 31)), kept(countries=["Germany"])))
    assert german == {("2026-07-01", 0): (1, 1, 76.0)}
    # ada's lamp was sold in the app, but nobody came first through it.
    assert cohorts(view, kept(channels=["app"])).empty


def test_where_nothing_matches_the_columns_are_there(view: View) -> None:
    nothing, something = cohorts(view, kept(countries=["Chile"])), cohorts(view, Filters())
    assert list(nothing.columns) == list(something.columns)
    assert nothing.empty
    assert averages(nothing).empty


def crowd(size: int, first: date, again: int, on: date) -> list[Order]:
    """So many customers who came on a day, of whom some came again on another."""
    came: list[Order] = [(f"{first}-{n}", first, 10) for n in range(size)]
    return came + [(f"{first}-{n}", on, 5) for n in range(again)]


def test_rates_are_shown_from_twenty_customers_on(made: Made) -> None:
    january, february = date(2025, 1, 10), date(2025, 2, 10)
    orders = crowd(19, january, 5, february) + crowd(20, february, 5, date(2025, 3, 31))
    found: Any = cohorts(made(orders), Filters()).set_index(["cohort", "k"])
    few = found.loc[(pd.Timestamp("2025-01-01"), 1)]
    assert (few["active"], few["value"]) == (5, 215.0)
    assert math.isnan(few["retention"])
    assert math.isnan(few["value_per_customer"])
    enough = found.loc[(pd.Timestamp("2025-02-01"), 1)]
    assert (enough["retention"], enough["value_per_customer"]) == (0.25, 11.25)


def test_the_average_weighs_cohorts_by_their_size_and_leaves_out_the_young(made: Made) -> None:
    orders = crowd(30, date(2025, 1, 10), 3, date(2025, 2, 10))
    orders += crowd(10, date(2025, 2, 10), 5, date(2025, 3, 31))
    orders += crowd(50, date(2025, 3, 10), 50, date(2025, 3, 12))
    found: Any = averages(cohorts(made(orders), Filters())).set_index("k")
    # 3 of 30 and 5 of 10 in their second month; March is not watched so long.
    assert found.loc[1, ["size", "active", "retention"]].tolist() == [40, 8, 0.2]
    assert found.loc[1, "value_per_customer"] == (300 + 15 + 100 + 25) / 40
    assert found.loc[2, ["size", "active", "retention"]].tolist() == [30, 0, 0.0]
    assert found.loc[0, "size"] == 90


def test_everyone_looks_new_for_as_long_as_most_gaps_last(made: Made) -> None:
    first = date(2025, 1, 1)
    view = made(
        [("ada", first, 1), ("ada", first + timedelta(40), 1), ("ben", date(2025, 4, 1), 1)]
    )
    starts = pd.Series(pd.to_datetime(["2025-01-01", "2025-02-01", "2025-03-01"]))
    # Until 9 February; the cohort of February holds some of those days.
    assert at_start(view, starts).tolist() == [True, True, False]


def test_a_page_adds_the_cohorts_before_a_short_selection(view: View) -> None:
    today = date(2027, 9, 15)
    later = replace(
        view, release=replace(view.release, first_day=date(2025, 1, 20), last_day=today)
    )
    september = Period(date(2027, 9, 1), date(2027, 9, 30))
    year = Period(date(2026, 10, 1), date(2027, 9, 30))
    assert shown_period(later, september, Grain.MONTH) == year
    assert shown_period(later, Period(date(2026, 10, 1), today), Grain.MONTH) == year
    longer = Period(date(2025, 3, 5), date(2027, 5, 5))
    assert shown_period(later, longer, Grain.MONTH) == Period(date(2025, 3, 1), date(2027, 5, 31))
    # Not further back than the data reach, and not where there are none.
    early = Period(date(2025, 6, 1), date(2025, 6, 2))
    assert shown_period(later, early, Grain.QUARTER) == Period(date(2025, 1, 1), date(2025, 6, 30))
    weeks = shown_period(later, september, Grain.WEEK)
    assert weeks == Period(date(2027, 4, 5), date(2027, 9, 19))
    assert weeks.days == 24 * 7
    assert shown_period(later, Period(date(2024, 1, 1), date(2024, 2, 1)), Grain.MONTH) is None
    assert shown_period(later, Period(date(2028, 1, 1), date(2028, 2, 1)), Grain.MONTH) is None


SELECTIONS = (
    kept(),
    kept(countries=["United Kingdom"]),
    kept(channels=["Web"]),
    kept(payment_methods=["Card"]),
    kept(categories=["Garden tools", "Pots & planters"]),
)


def kept_rows(reference: Reference, filters: Filters) -> tuple[list[Sold], set[str]]:
    """What was sold and given back, and who came first within the selection."""

    def counts(row: dict[Any, Any], *, of_products: bool = True) -> bool:
        methods = row["methods"] if isinstance(row["methods"], set) else set()
        return (
            (not filters.countries or row["country"] in filters.countries)
            and (not filters.channels or row["channel"] in filters.channels)
            and (not filters.payment_methods or bool(methods & set(filters.payment_methods)))
            and (not (filters.categories and of_products) or row["category"] in filters.categories)
        )

    known = reference.lines.dropna(subset="customer_id").to_dict("records")
    back = reference.reversals.dropna(subset="customer_id").to_dict("records")
    sold = [
        Sold(r["customer_id"], r["order_day"], r["rank"], r["gross"] - r["discount"], counts(r))
        for r in known
    ]
    sold += [
        Sold(r["customer_id"], r["order_day"], r["rank"], -r["amount"], counts(r), bought=False)
        for r in back
    ]
    members = {r["customer_id"] for r in known if r["rank"] == 1 and counts(r, of_products=False)}
    return sold, members


@pytest.mark.parametrize("filters", SELECTIONS, ids=lambda f: str(f.as_json()))
@pytest.mark.parametrize("grain", [Grain.MONTH, Grain.WEEK, Grain.QUARTER])
@pytest.mark.parametrize("clock", list(Clock))
def test_every_cell_of_a_simulated_shop_agrees_with_plain_python(
    demo_view: View, reference: Reference, filters: Filters, grain: Grain, clock: Clock
) -> None:
    found = cohorts(demo_view, filters, grain, clock)
    sold, members = kept_rows(reference, filters)
    last_day, windows = demo_view.release.last_day, int(found["k"].max()) + 1
    expected = grid_of(sold, grain, clock, last_day, members=members, windows=windows)
    rows = found.to_dict("records")
    assert len(rows) == len(expected) > 30
    assert any(cell.active for cell in expected.values())
    for row in rows:
        cell = expected[row["cohort"].date(), row["k"]]
        assert (row["size"], row["mature"]) == (cell.size, cell.mature)
        if cell.mature:
            assert row["active"] == cell.active
            assert Decimal(repr(round(row["value"], 4))) == cell.value
        else:
            assert math.isnan(row["active"])
            assert math.isnan(row["value"])


def test_sizes_add_up_to_the_new_customers_of_the_period(demo_view: View) -> None:
    year = Period(date(2025, 1, 1), date(2025, 12, 31))
    for filters in SELECTIONS[:-1]:
        within = filters.within(year)
        sizes = cohorts(demo_view, within).drop_duplicates("cohort")["size"]
        assert sizes.sum() == asked(demo_view, ("new_customers",), within)["new_customers"]


def test_a_whole_shop_watched_to_its_end_is_worth_its_net_sales(view: View) -> None:
    # 155.50 less the guest's 13.50: everybody's money by the day of the order.
    far = cohorts(as_if_it_were(view, date(2027, 1, 31)), Filters())
    last = far[far["mature"]].groupby("cohort")["value"].last()
    everything = asked(view, ("net_sales_by_order",), Filters())["net_sales_by_order"]
    assert last.sum() == 142.0
    assert everything == 142.0 + 13.5
    assert METRICS["net_sales_by_order"].additive
