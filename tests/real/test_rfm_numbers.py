"""RFM and movement on real shops: against pandas, against the release, on both databases."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pandas as pd
import pytest
import sqlalchemy as sa

from data import schema
from data.answers.kpis import values
from data.answers.migration import Ends, moves, sizes
from data.answers.rfm import against_clusters, cells, scores, segments
from data.dimensions import GUESTS
from data.filters import Filters
from data.metrics import metric
from data.queries.rfm_scores import features
from data.rfm import LAPSED, NAMES, PROSPECTS
from data.warehouse import View
from tests.data.answers.test_rfm import by_pandas
from tests.real.conftest import RealShop
from tests.real.test_both_stores import published, server_view

__all__ = ["published", "server_view"]

DAYS = [date(2010, 12, 9), date(2010, 9, 30), date(2010, 2, 28)]


def facts_of(view: View) -> tuple[pd.DataFrame, pd.DataFrame]:
    order, back = schema.fact_orders.c, schema.fact_reversals.c
    value = (order.gross - order.discount).label("value")
    orders = sa.select(order.customer_key, order.date, value)
    reversals = sa.select(back.customer_key, back.date, back.order_date, back.amount)
    return (
        view.frame(orders.where(order.customer_key.is_not(None))),
        view.frame(reversals.where(back.customer_key.is_not(None))),
    )


@pytest.fixture(scope="module", params=["retail", "olist"])
def shop(request: pytest.FixtureRequest) -> RealShop:
    found: RealShop = request.getfixturevalue(request.param)
    return found


def test_the_last_day_is_what_the_release_holds(shop: RealShop) -> None:
    view, table = shop.view, schema.customer_features
    known = features(view.release.last_day).subquery("known")
    names = [column.name for column in table.c]
    found = view.frame(sa.select(*(known.c[n] for n in names)).order_by(known.c.customer_key))
    expected = view.frame(sa.select(table).order_by(table.c.customer_key))
    assert len(expected) > 1000
    pd.testing.assert_frame_equal(found, expected, check_dtype=False)


@pytest.mark.parametrize("day", DAYS)
def test_segments_of_any_day_are_those_of_pandas(retail: RealShop, day: date) -> None:
    expected = by_pandas(facts_of(retail.view), day)
    found = segments(retail.view, Filters(end=day), day).set_index("segment")
    people = found["customers"].drop([PROSPECTS, GUESTS])
    sizes_ = expected["segment"].value_counts()
    assert people.to_dict() == {name: sizes_.get(name, 0) for name in (*NAMES, LAPSED)}
    worth = expected.groupby("segment")["worth"].sum().round(4)
    assert found["worth"].reindex(worth.index).tolist() == pytest.approx(worth.tolist(), abs=1e-4)
    triples = scores(retail.view, Filters(end=day), day)
    assert triples["customers"].sum() == people.drop(LAPSED).sum()


def test_segments_sell_together_what_the_shop_sold(shop: RealShop) -> None:
    last = shop.view.release.last_day
    for days in (28, 200, 2000):
        filters = Filters(start=last - timedelta(days), end=last)
        whole = values(shop.view, [metric("net_sales_by_order"), metric("orders")], filters)
        found = segments(shop.view, filters, last)
        assert found["net_sales"].sum() == pytest.approx(whole["net_sales_by_order"], abs=1e-4)
        assert found["orders"].sum() == whole["orders"]


def test_moves_add_up_to_both_ends(shop: RealShop) -> None:
    view = shop.view
    ends = [view.release.last_day - timedelta(days) for days in (270, 90, 0)]
    for before, after in pairwise(ends):
        found = sizes(moves(view, Filters(), Ends(before, after))).set_index("segment")
        for day, when in ((before, "before"), (after, "after")):
            standing = segments(view, Filters(end=day), day).set_index("segment")
            standing = standing.drop([PROSPECTS, GUESTS])
            there = found.reindex(standing.index).fillna(0)
            assert there[f"customers_{when}"].tolist() == standing["customers"].tolist()
            worth = there[f"worth_{when}"].tolist()
            assert worth == pytest.approx(standing["worth"].tolist(), abs=1e-4)


@pytest.mark.parametrize(
    "filters",
    [Filters(), Filters(countries=("Germany", "EIRE")), Filters(products=("85123A",))],
    ids=["all", "countries", "product"],
)
def test_both_databases_give_the_same_segments_and_moves(
    retail: RealShop, server_view: View, filters: Filters
) -> None:
    day, ends = DAYS[1], Ends(DAYS[2], DAYS[1])
    for ask in (
        lambda view: scores(view, filters, day),
        lambda view: cells(view, filters.within(None), day),
        lambda view: against_clusters(view, filters, day),
        lambda view: moves(view, filters, ends),
    ):
        one, two = ask(retail.view), ask(server_view)
        pd.testing.assert_frame_equal(one, two, check_exact=False, rtol=1e-12, atol=0)
        assert len(one) > 3
