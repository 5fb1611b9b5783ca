"""Whichever table answers, the answer is the same: roll-ups and facts, for any filter."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.dimensions import Dimension
from data.filters import Filters
from data.metrics import METRICS
from data.periods import Grain, Period, month
from data.queries.aggregate import KEY, grouped, totals
from data.queries.groups import ByDimension, ByTime, Group
from data.queries.patterns import ByHour
from data.schema import Format
from data.warehouse import View
from tests.data.answers.test_any_filter import quick, selections

EVERYTHING = list(METRICS.values())
GROUPS: list[Group] = [
    *(ByTime(grain) for grain in Grain),
    *(ByDimension(dimension) for dimension in Dimension),
    ByHour(),
]


def months(view: View) -> st.SearchStrategy[Period]:
    """Whole months of the release, which the smallest roll-ups answer."""
    days = list(pd.date_range(view.release.first_day, view.release.last_day, freq="MS"))
    return st.tuples(st.sampled_from(days), st.sampled_from(days)).map(
        lambda two: Period(min(two).date(), month(f"{max(two):%Y-%m}").end)
    )


def drawn(data: st.DataObject, view: View) -> Filters:
    filters = data.draw(selections(view))
    if data.draw(st.booleans()):
        filters = filters.within(data.draw(months(view)))
    return filters


def every(
    view: View,
    filters: Filters,
    group: Group | None,
    formats: Sequence[Format] = (Format.MASKED, Format.FACTS),
) -> list[pd.DataFrame]:
    """Every metric from what a release of each format holds."""
    last_day = view.release.last_day
    found = []
    for built in formats:
        if group is None:
            statement = totals(EVERYTHING, filters, last_day=last_day, built=built)
            found.append(view.frame(statement).astype(float))
            continue
        statement = grouped(EVERYTHING, filters, group, last_day=last_day, built=built)
        frame = view.frame(statement).set_index(KEY).sort_index()
        found.append(frame.astype(float))
    return found


@quick
@given(data=st.data())
def test_totals_are_the_same_from_roll_ups_and_facts(demo_view: View, data: st.DataObject) -> None:
    small, facts = every(demo_view, drawn(data, demo_view), None)
    pd.testing.assert_frame_equal(small, facts, check_exact=True)


@quick
@given(data=st.data(), group=st.sampled_from(GROUPS))
def test_points_and_parts_are_the_same_from_roll_ups_and_facts(
    demo_view: View, data: st.DataObject, group: Group
) -> None:
    """Also which points and parts there are: a roll-up's row of reversals alone is no order."""
    small, facts = every(demo_view, drawn(data, demo_view), group)
    pd.testing.assert_frame_equal(small, facts, check_exact=True)


@pytest.mark.parametrize("group", [None, *GROUPS])
@pytest.mark.parametrize("rfm", [(), ("Champions",)])
def test_the_tiny_shop_says_the_same_from_roll_ups_and_facts(
    view: View, group: Group | None, rfm: tuple[str, ...]
) -> None:
    for filters in (
        Filters(rfm_segments=rfm),
        Filters(rfm_segments=rfm).within(month("2026-07")),
        Filters(rfm_segments=rfm, categories=("Kitchen",)),
        Filters(rfm_segments=rfm, categories=("Kitchen", "Pantry"), payment_methods=("card",)),
        Filters(rfm_segments=rfm, countries=("UK",)),
        Filters(rfm_segments=rfm, segments=("Guests", "Loyal regulars")),
    ):
        small, *older = every(view, filters, group, list(Format))
        for found in older:
            pd.testing.assert_frame_equal(small, found, check_exact=True)
