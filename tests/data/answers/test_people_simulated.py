"""Customers of a simulated shop, against plain pandas."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd
import pytest

from data.answers.people import (
    AT_RISK_WORD,
    LAPSED_WORD,
    Wanted,
    all_customers,
    customers,
    month_ends,
    segments,
)
from data.answers.rows import A_PAGE
from data.filters import Filters
from data.periods import Period
from data.queries.people import SORTINGS
from data.queries.rfm_scores import features
from data.rfm import LAPSED
from data.warehouse import View
from tests.data.answers.reference import Reference, _kept
from tests.data.answers.test_people import listed


def by_pandas(reference: Reference, filters: Filters, day: date) -> pd.DataFrame:
    """The same list: orders, net sales, and who is overdue as of a day."""
    lines = _kept(reference.lines, filters, "order_day").dropna(subset="customer_id")
    back = _kept(reference.reversals, filters, "order_day")
    lines = lines.assign(net=lines["gross"] - lines["discount"])
    found = lines.groupby("customer_id").agg(orders=("order_id", "nunique"), net=("net", "sum"))
    taken = back.groupby("customer_id")["amount"].sum().reindex(found.index).fillna(0)
    found["net"] = (found["net"] - taken).astype(float)
    ever = reference.lines.dropna(subset="customer_id")
    ever = ever[ever["order_day"] <= day]
    days = ever.groupby("customer_id")["order_day"].agg(lambda d: sorted(set(d)))
    gaps = days.map(lambda d: np.diff([x.toordinal() for x in d]))
    shop = np.concatenate(gaps.to_list())
    since = days.map(lambda d: (day - d[-1]).days).reindex(found.index)
    found["days_since"] = since
    found["overdue"] = [
        _word(since[who], gaps[who] if len(gaps[who]) >= 2 else shop) for who in found.index
    ]
    return found


def _word(since: int, gaps: Any) -> str:
    usual, longest = (round(float(np.percentile(gaps, share)), 4) for share in (80, 95))
    return LAPSED_WORD if since > longest else AT_RISK_WORD if since > usual else ""


@pytest.mark.parametrize(
    ("chosen", "end"),
    [
        ({}, None),
        ({}, date(2026, 6, 30)),
        ({"countries": ["Ireland"]}, date(2025, 12, 31)),
        ({"payment_methods": ["PayPal"]}, None),
    ],
    ids=str,
)
def test_a_simulated_shop_has_the_customers_that_pandas_finds(
    demo_view: View, reference: Reference, chosen: dict[str, Any], end: date | None
) -> None:
    filters = Filters.keeping(chosen)
    if end:
        filters = filters.within(Period(end - timedelta(days=200), end))
    day = end or demo_view.release.last_day
    wanted = by_pandas(reference, filters, day).sort_index()
    frame = all_customers(demo_view, filters, Wanted(), limit=100_000)
    frame = frame.set_index("customer_id").sort_index()
    assert list(frame.index) == list(wanted.index)
    assert len(frame) >= 5
    assert frame["orders"].tolist() == wanted["orders"].tolist()
    assert frame["net"].to_numpy() == pytest.approx(wanted["net"].to_numpy(), abs=1e-6)
    assert frame["days_since"].tolist() == wanted["days_since"].tolist()
    assert frame["overdue"].tolist() == wanted["overdue"].tolist()
    assert {AT_RISK_WORD, LAPSED_WORD, ""} >= set(frame["overdue"])
    found = customers(demo_view, filters, Wanted())
    assert (found.found, found.orders) == (len(frame), frame["orders"].sum())
    assert found.lapsed == (frame["overdue"] == LAPSED_WORD).sum()
    assert found.at_risk == (frame["overdue"] == AT_RISK_WORD).sum()


@pytest.mark.parametrize("sort", list(SORTINGS))
def test_pages_hold_every_customer_once(demo_view: View, sort: str) -> None:
    whole = all_customers(demo_view, Filters(), Wanted(sort=sort), limit=100_000)
    first = customers(demo_view, Filters(), Wanted(sort=sort))
    assert first.pages == -(-len(whole) // A_PAGE) > 1
    seen = [
        customers(demo_view, Filters(), Wanted(sort=sort), page=n).rows["customer_id"]
        for n in range(1, first.pages + 1)
    ]
    assert list(pd.concat(seen)) == list(whole["customer_id"])
    assert customers(demo_view, Filters(), Wanted(), page=10**9).page == first.pages


def test_a_history_of_segments_is_what_scoring_everybody_gives(demo_view: View) -> None:
    days = month_ends(demo_view.release.last_day)
    often = listed(demo_view, sort="orders").index[:3]
    once = listed(demo_view, sort="quiet").index[:2]
    every = {day: _scored(demo_view, day) for day in days}
    for who in [*often, *once]:
        history = segments(demo_view, who).set_index("day")
        for day in days:
            wanted = every[day].get(who)
            got = history["segment"].get(pd.Timestamp(day))
            assert got == wanted, (who, day)


def _scored(view: View, day: date) -> dict[str, str]:
    """Everybody's segment as of a day."""
    with view.engine.connect() as connection:
        ids = dict(
            tuple(row)
            for row in connection.exec_driver_sql(
                "SELECT customer_key, customer_id FROM dim_customer"
            )
        )
    frame = view.frame(features(day))
    names = frame["rfm_segment"].fillna(LAPSED)
    return {ids[key]: name for key, name in zip(frame["customer_key"], names, strict=True)}
