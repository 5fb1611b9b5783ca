"""Statements that are written once for all selections of a shape give what each of them asks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pandas as pd
import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from data.answers.known import known_of
from data.dimensions import GUESTS, Dimension
from data.filters import Filters
from data.metrics import METRICS
from data.periods import Grain
from data.prepared import Prepared, Statement, prepared
from data.queries.aggregate import grouped, totals
from data.queries.groups import ByDimension, ByTime
from data.queries.payments import BY_METHOD, attempts
from data.queries.payments_orders import outcomes
from data.queries.ranking import ranked
from data.warehouse import View
from tests.data.answers.test_any_filter import OF_LINES, quick, selections

GRAINS = (Grain.DAY, Grain.WEEK, Grain.MONTH)

# What builds a statement of a selection, and what it is given before and after it.
ASKED: dict[str, tuple[Callable[..., Statement], tuple[Any, ...], tuple[Any, ...]]] = {
    "totals": (totals, (OF_LINES,), ()),
    **{grain.value: (grouped, (OF_LINES,), (ByTime(grain),)) for grain in GRAINS},
    **{dimension.value: (ranked, (OF_LINES,), (dimension,)) for dimension in Dimension},
    "attempts": (attempts, (), (BY_METHOD,)),
    "outcomes": (outcomes, (), (BY_METHOD,)),
}


@pytest.mark.parametrize("name", ASKED)
@quick
@given(data=st.data())
def test_a_statement_with_places_answers_like_the_one_with_values(
    demo_view: View, name: str, data: st.DataObject
) -> None:
    build, before, after = ASKED[name]
    given = (*before, data.draw(selections(demo_view)), *after)
    known: dict[str, Any] = {"built": demo_view.release.format}
    if before:
        known["last_day"] = demo_view.release.last_day
    asked, whole = prepared(build, *given, **known), build(*given, **known)
    assert isinstance(asked, Prepared)
    pd.testing.assert_frame_equal(_rows(demo_view, asked), _rows(demo_view, whole))
    assert demo_view.sql(asked) == demo_view.sql(whole)


def _rows(view: View, asked: Statement | Prepared) -> pd.DataFrame:
    """In the order of their keys: a group comes in any."""
    found = view.frame(asked)
    return found.sort_values("key", ignore_index=True) if "key" in found else found


class Built:
    """Builds the statement of orders, and counts how often."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self, kept: Filters, **known: Any) -> Statement:
        self.times += 1
        return totals([METRICS["orders"]], kept, **known)


def test_selections_of_one_shape_are_built_once_and_of_another_anew() -> None:
    build, known = Built(), {"last_day": date(2026, 7, 20)}
    dialect = sa.create_engine("duckdb://").dialect
    kept = Filters(start=date(2026, 1, 2), end=date(2026, 3, 5), countries=("France",))
    same_shape = [
        kept,
        kept.changed("countries", ("Germany",)),
        replace(kept, start=date(2025, 1, 2), end=date(2026, 3, 6)),
    ]
    for each in same_shape:
        assert _written(prepared(build, each, **known), dialect) == _values(each)
    assert build.times == 1
    other_shapes = [
        kept.changed("countries", ("France", "Germany")),
        kept.changed("channels", ("Web",)),
        replace(kept, start=None),
        replace(kept, start=date(2026, 1, 1), end=date(2026, 3, 31)),  # answered by months
    ]
    for place, each in enumerate(other_shapes, start=2):
        assert _written(prepared(build, each, **known), dialect) == _values(each)
        assert build.times == place


def _written(asked: Prepared | Statement, dialect: sa.Dialect) -> set[Any]:
    """The days and texts that go with it."""
    assert isinstance(asked, Prepared)
    written = asked.written(dialect)
    assert written is not None
    return {value for value in written.values if not isinstance(value, int)}


def _values(kept: Filters) -> set[Any]:
    days = {day for day in (kept.start, kept.end) if day is not None}
    return {*days, *kept.countries, *kept.channels}


def test_whole_months_are_answered_by_months_whatever_was_asked_before(demo_view: View) -> None:
    build, known = Built(), known_of(demo_view)
    days = prepared(build, Filters(start=date(2026, 1, 2), end=date(2026, 1, 31)), **known)
    months = prepared(build, Filters(start=date(2026, 1, 1), end=date(2026, 1, 31)), **known)
    assert "sales_by_month" not in demo_view.sql(days)
    assert "sales_by_month" in demo_view.sql(months)
    assert demo_view.key(days) != demo_view.key(months)


def test_every_selection_has_a_key_of_its_own(demo_view: View) -> None:
    build, known = Built(), known_of(demo_view)
    selected = [
        Filters(countries=("France",)),
        Filters(countries=("Germany",)),
        Filters(countries=("France", "Germany")),
        Filters(channels=("France",)),
        Filters(start=date(2026, 1, 1)),
        Filters(end=date(2026, 1, 1)),
    ]
    keys = {demo_view.key(prepared(build, kept, **known)) for kept in selected}
    assert len(keys) == len(selected)


def test_who_is_in_no_cluster_is_not_found_by_a_place_for_one(demo_view: View) -> None:
    known = known_of(demo_view)
    asked = prepared(totals, [METRICS["orders"]], Filters(segments=(GUESTS,)), **known)
    assert demo_view.frame(asked)["orders"].tolist() == [0]


def test_a_driver_that_wants_other_values_gets_the_whole_statement(demo_view: View) -> None:
    kept = Filters(countries=("France",))
    by_country = ByDimension(Dimension.COUNTRY)
    asked = prepared(grouped, [METRICS["orders"]], kept, by_country, **known_of(demo_view))
    assert isinstance(asked, Prepared)
    other = sa.create_engine("sqlite://").dialect
    assert asked.written(other) is None
    assert "France" in str(asked.whole().compile(compile_kwargs={"literal_binds": True}))
