"""RFM segments as of any day, by hand on the tiny shop and by pandas on a simulated one."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import product

import numpy as np
import pandas as pd
import pytest
import sqlalchemy as sa

from data import schema
from data.answers.kpis import values
from data.answers.rfm import against_clusters, as_of, cells, prospects, scores, segments
from data.dimensions import GUESTS, NOT_CLUSTERED
from data.metrics import metric
from data.periods import Period
from data.queries.rfm_scores import features
from data.rfm import GRID, LAPSED, NAMES, PROSPECTS, fm_of, segment_of
from data.warehouse import View
from tests.data.answers.asking import JUNE, MAY, kept
from tests.data.answers.made import Made
from tests.data.shop import LAST_DAY

END_OF_JUNE = date(2026, 6, 30)


# --- the grid ----------------------------------------------------------------------------------


def test_all_125_triples_of_scores_lie_in_exactly_one_segment() -> None:
    for r, f, m in product(range(1, 6), repeat=3):
        fm = int(np.floor((f + m) / 2 + 0.5))
        holding = [s.name for s in GRID if r in s.recency and fm in s.worth]
        assert holding == [segment_of(r, fm_of(f, m))]


# --- the tiny shop -----------------------------------------------------------------------------


def test_a_selection_is_scored_on_its_last_day_or_on_the_last_with_data(view: View) -> None:
    assert as_of(view, kept(JUNE)) == END_OF_JUNE
    assert as_of(view, kept()) == LAST_DAY
    assert as_of(view, kept(Period(date(2026, 7, 1), date(2026, 9, 1)))) == LAST_DAY
    assert as_of(view, kept(Period(date(2026, 1, 1), date(2026, 3, 1)))) is None


def test_scores_of_the_last_day_are_those_of_the_release(view: View) -> None:
    frame = scores(view, kept(), LAST_DAY)
    assert frame.values.tolist() == [
        [5, 2, 5, 4, "Champions", 1, 76],
        [4, 1, 1, 1, "Promising", 1, 0],
        [3, 2, 3, 3, "Need attention", 1, 21],
        [2, 3, 4, 4, "At risk", 1, 32],
        [1, 1, 2, 2, "Hibernating", 1, 13],
    ]


def test_scores_of_an_earlier_day_know_nothing_of_what_came_later(view: View) -> None:
    """At the end of June ada had ordered twice and brought 18 less 9 and 36; ben 15; cleo 13.

    R: cleo 15 days, ada 20, ben 57: mid-ranks 5/6, 3/6, 1/6. M: 13, 15, 45. ada's lamp went back on
    1 July, and ben's credit note of 4 is of 5 July.
    """
    frame = scores(view, kept(JUNE), END_OF_JUNE)
    assert frame.values.tolist() == [
        [5, 1, 1, 1, "New", 1, 13],
        [3, 2, 5, 4, "Loyal", 1, 45],
        [1, 1, 3, 2, "Hibernating", 1, 15],
    ]


def test_segments_say_who_is_in_them_and_what_they_bought_in_the_selection(view: View) -> None:
    """June: ada's O4 came to 36, of which all was taken back in July; cleo bought for 13."""
    frame = segments(view, kept(JUNE), END_OF_JUNE).set_index("segment")
    assert list(frame.index) == [*NAMES, LAPSED, PROSPECTS, GUESTS]
    wanted = ["customers", "worth", "buyers", "orders", "net_sales", "demand_sales"]
    found = frame[wanted].loc[["Loyal", "New", "Hibernating", "Champions", PROSPECTS]]
    assert found.values.tolist() == [
        [1, 45, 1, 1, 0, 36],
        [1, 13, 1, 1, 13, 13],
        [1, 15, 0, 0, 0, 0],
        [0, 0, 0, 0, 0, 0],
        [1, 0, 0, 0, 0, 0],
    ]
    shares = frame[["customer_share", "worth_share", "average_worth"]].loc["Loyal"]
    assert shares.values.tolist() == pytest.approx([1 / 3, 45 / 73, 45])
    assert frame.loc["New"][["sales_share", "average_order_value"]].values.tolist() == [1, 13]
    assert pd.isna(frame["average_order_value"]["Hibernating"])
    assert frame.loc["Loyal"][["action", "shopify"]].values.tolist() == [
        "Upsell, keep the rhythm",
        "Loyal",
    ]


def test_guests_have_sales_and_no_segment(view: View) -> None:
    """O3 of May."""
    frame = segments(view, kept(MAY), MAY.end).set_index("segment")
    assert frame.loc[GUESTS][["customers", "orders", "net_sales"]].values.tolist() == [0, 1, 13.5]
    assert frame["net_sales"].sum() == 37.5


def test_filters_choose_customers_and_change_no_score(view: View) -> None:
    """Lamps went to ada and dan."""
    lamps = kept(products=["LAMP"])
    frame = scores(view, lamps, LAST_DAY)
    assert frame["segment"].tolist() == ["Champions", "At risk"]
    assert frame["worth"].tolist() == [76, 32]
    found = segments(view, lamps, LAST_DAY).set_index("segment")
    assert PROSPECTS not in found.index
    assert found.loc["Champions"][["customers", "orders", "demand_sales"]].values.tolist() == [
        1,
        1,
        72,
    ]
    assert scores(view, kept(segments=["One-time buyers"]), LAST_DAY)["worth"].tolist() == [0, 13]
    # Nobody in Germany had bought by the end of June.
    assert scores(view, kept(JUNE, countries=["Germany"]), END_OF_JUNE).empty


def test_clusters_and_segments_meet_in_a_table(view: View) -> None:
    frame = against_clusters(view, kept(), LAST_DAY)
    assert frame.values.tolist() == [
        ["Champions", "Loyal regulars", 1, 1, 76],
        ["Promising", "One-time buyers", 1, 1, 0],
        ["Need attention", "Loyal regulars", 1, 1, 21],
        ["At risk", "Loyal regulars", 1, 1, 32],
        ["Hibernating", "One-time buyers", 1, 1, 13],
    ]


def test_prospects_are_on_the_list_and_never_ordered(view: View) -> None:
    """fay only tried the checkout. ada signed up on 1 May and ordered on the 4th."""
    assert prospects(view, LAST_DAY) == 1
    assert prospects(view, date(2026, 5, 3)) == 2
    assert prospects(view, date(2026, 4, 30)) == 1


def test_who_bought_nothing_for_24_months_is_lapsed(made: Made) -> None:
    view = made(
        [
            ("ada", date(2024, 1, 31), 30),
            ("ben", date(2024, 2, 1), 20),
            ("cleo", date(2026, 1, 31), 5),
        ]
    )
    frame = segments(view, kept(), date(2026, 1, 31)).set_index("segment")
    assert frame.loc[LAPSED][["customers", "worth", "orders", "net_sales"]].values.tolist() == [
        1,
        0,
        1,
        30,
    ]
    assert frame.loc[list(NAMES), "customers"].sum() == 2
    # A day earlier ada's order was still inside.
    earlier = segments(view, kept(Period(date(2026, 1, 1), date(2026, 1, 30))), date(2026, 1, 30))
    assert earlier.set_index("segment").loc[LAPSED, "customers"] == 0
    # Without a model nobody is in a cluster.
    assert set(against_clusters(view, kept(), date(2026, 1, 31))["cluster"]) == {NOT_CLUSTERED}


# --- a simulated shop, against the release and against pandas ------------------------------------


def test_the_last_day_answers_exactly_what_the_release_holds(demo_view: View) -> None:
    table = schema.customer_features
    names = [column.name for column in table.c]
    known = features(demo_view.release.last_day).subquery("known")
    found = demo_view.frame(sa.select(*(known.c[n] for n in names)).order_by(known.c.customer_key))
    expected = demo_view.frame(sa.select(table).order_by(table.c.customer_key))
    assert len(expected) > 100
    pd.testing.assert_frame_equal(found, expected, check_dtype=False)


@pytest.fixture(scope="module")
def facts(demo_view: View) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Orders and reversals of known customers."""
    order, back = schema.fact_orders.c, schema.fact_reversals.c
    value = (order.gross - order.discount).label("value")
    orders = sa.select(order.customer_key, order.date, value)
    reversals = sa.select(back.customer_key, back.date, back.order_date, back.amount)
    return (
        demo_view.frame(orders.where(order.customer_key.is_not(None))),
        demo_view.frame(reversals.where(back.customer_key.is_not(None))),
    )


def by_pandas(facts: tuple[pd.DataFrame, pd.DataFrame], day: date) -> pd.DataFrame:
    """One row per customer with an order by the day: `worth`, three scores, `segment`."""
    orders, reversals = facts
    end = pd.Timestamp(day)
    since = end - pd.DateOffset(months=24) + pd.Timedelta(days=1)
    orders = orders[orders["date"] <= end]
    back = reversals[(reversals["date"] <= end) & reversals["order_date"].between(since, end)]
    recent = orders[orders["date"] >= since]
    people = recent.groupby("customer_key")
    table = pd.DataFrame({"days": (end - people["date"].max()).dt.days})
    table["frequency"] = people["date"].nunique()
    gone = back.groupby("customer_key")["amount"].sum().reindex(table.index, fill_value=0)
    table["worth"] = (people["value"].sum() - gone).round(4)
    for score, values_ in (("r", -table["days"]), ("m", table["worth"])):
        twice = (2 * values_.rank() - 1).round().astype(int)
        table[score] = 1 + 5 * twice // (2 * len(table))
    table["f"] = np.searchsorted([1, 2, 3, 4, 6], table["frequency"], side="right")
    table["segment"] = [
        segment_of(r, (f + m + 1) // 2) for r, f, m in table[["r", "f", "m"]].values
    ]
    everybody = table.reindex(sorted(set(orders["customer_key"])))
    everybody["segment"] = everybody["segment"].fillna(LAPSED)
    return everybody.fillna({"worth": 0})


DAYS = [date(2026, 11, 21), date(2026, 10, 31), date(2026, 2, 28), date(2025, 12, 24)]


@pytest.mark.parametrize("day", DAYS)
def test_any_day_is_scored_as_pandas_scores_it(
    demo_view: View, facts: tuple[pd.DataFrame, pd.DataFrame], day: date
) -> None:
    expected = by_pandas(facts, day)
    scored = expected[expected["segment"] != LAPSED]
    by_triple = scored.groupby(["r", "f", "m"])["worth"].agg(["size", "sum"]).round(4)
    filters = kept(Period(day - timedelta(days=27), day))
    found = scores(demo_view, filters, day)
    triples = found.set_index(["r_score", "f_score", "m_score"])[["customers", "worth"]]
    assert triples.sort_index().values.tolist() == by_triple.values.tolist()
    assert len(by_triple) > 20
    table = segments(demo_view, filters, day).set_index("segment")
    sizes = expected["segment"].value_counts()
    people = table["customers"].drop([PROSPECTS, GUESTS])
    assert people.to_dict() == {name: sizes.get(name, 0) for name in (*NAMES, LAPSED)}


@pytest.mark.parametrize("day", DAYS)
def test_segments_sell_together_what_the_selection_sold(demo_view: View, day: date) -> None:
    for chosen in ({}, {"countries": ["Germany"]}, {"categories": ["Kitchen"]}):
        filters = kept(Period(day - timedelta(days=89), day), **chosen)
        names = ("net_sales_by_order", "demand_sales", "orders", "customers")
        whole = values(demo_view, [metric(name) for name in names], filters)
        table = segments(demo_view, filters, day)
        found = table[["net_sales", "demand_sales", "orders", "buyers"]].sum()
        assert found.tolist() == pytest.approx([whole[name] or 0 for name in names], abs=1e-4)
        grid = cells(demo_view, filters, day)
        assert len(grid) == 25
        assert grid["customers"].sum() == scores(demo_view, filters, day)["customers"].sum()


def test_equal_customers_have_equal_scores_on_any_day(demo_view: View) -> None:
    for day in DAYS:
        known = features(day).subquery("known")
        for value, score in (
            (known.c.recency_days, known.c.r_score),
            (known.c.frequency, known.c.f_score),
            (known.c.monetary, known.c.m_score),
        ):
            pairs = sa.select(value.label("value"), score.label("score")).distinct()
            found = demo_view.frame(pairs.where(known.c.r_score.is_not(None)))
            assert found["value"].is_unique
            assert set(found["score"]) <= {1, 2, 3, 4, 5}
