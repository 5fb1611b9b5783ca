"""Within one answer a statement is run once, and every asker gets rows of its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pandas as pd
import pytest
import sqlalchemy as sa

from data.answers.kpis import values
from data.answers.series import series
from data.dimensions import Dimension
from data.filters import Filters
from data.metrics import metric
from data.once import Together, once
from data.periods import Grain, Period
from data.queries.options import values_of
from data.schema.star import orders
from data.soundness import doubt, watching
from data.warehouse import View


class Counting:
    """Keeps nothing, and counts what is asked of the database."""

    def __init__(self) -> None:
        self.times = 0

    def get_or_compute(self, _key: str, compute: Callable[[], pd.DataFrame]) -> pd.DataFrame:
        """The frame, computed."""
        self.times += 1
        return compute()


def test_the_same_statement_is_run_once_within_an_answer_and_again_after_it(view: View) -> None:
    cache = Counting()
    asking = replace(view, cache=cache)
    with once():
        first = asking.frame(values_of(Dimension.COUNTRY))
        first["value"] = "changed"
        again = asking.frame(values_of(Dimension.COUNTRY))
        asking.frame(values_of(Dimension.CATEGORY))
    assert "changed" not in set(again["value"])
    assert cache.times == 2
    asking.frame(values_of(Dimension.COUNTRY))
    assert cache.times == 3


def test_what_a_page_asks_together_is_one_statement_with_the_same_numbers(view: View) -> None:
    cache, filters = Counting(), Filters()
    asking = replace(view, cache=cache)
    asked = [metric(name) for name in ("orders", "gross_sales", "customers")]
    alone = values(view, asked, filters)
    with once(Together(totals=asked)):
        found = {m.name: values(asking, [m], filters)[m.name] for m in asked}
        assert cache.times == 1
        values(asking, [metric("units")], filters)  # not among them: asked by itself
    assert found == alone
    assert cache.times == 2


def test_points_that_a_page_asks_together_are_everybodys_own(view: View) -> None:
    cache, filters = Counting(), Filters()
    asking = replace(view, cache=cache)
    asked = [metric(name) for name in ("orders", "gross_sales")]
    alone = [series(view, [m], filters, Grain.MONTH) for m in asked]
    with once(Together(points=asked, grain=Grain.MONTH)):
        first = series(asking, asked[:1], filters, Grain.MONTH)
        first["orders"] = -1
        found = [series(asking, [m], filters, Grain.MONTH) for m in asked]
        assert cache.times == 1
        series(asking, asked[:1], filters, Grain.DAY)  # another grain: asked by itself
    for mine, theirs in zip(found, alone, strict=True):
        pd.testing.assert_frame_equal(mine, theirs)
    assert cache.times == 2


REACH = Period(date(2026, 5, 1), date(2026, 7, 20))


@pytest.mark.parametrize("grain", list(Grain))
def test_days_on_end_are_one_question_and_weeks_and_months_are_not(
    view: View, grain: Grain
) -> None:
    cache, asked = Counting(), [metric("orders"), metric("customers"), metric("reversals")]
    parts = [Period(REACH.start, date(2026, 6, 9)), Period(date(2026, 6, 10), REACH.end)]
    kept = [Filters(countries=("France",)).within(part) for part in parts]
    alone = [series(view, asked, filters, grain) for filters in kept]
    asking = replace(view, cache=cache)
    with once(Together(points=asked, grain=grain, reach=REACH)):
        found = [series(asking, asked, filters, grain) for filters in kept]
    for mine, theirs in zip(found, alone, strict=True):
        pd.testing.assert_frame_equal(mine, theirs)
    assert cache.times == (1 if grain is Grain.DAY else 2)


def test_days_beyond_the_reach_are_asked_for_themselves(view: View) -> None:
    cache, asked = Counting(), [metric("orders")]
    beyond = Filters().within(Period(REACH.start - timedelta(days=1), REACH.end))
    alone = series(view, asked, beyond, Grain.DAY)
    with once(Together(points=asked, grain=Grain.DAY, reach=REACH)):
        found = series(replace(view, cache=cache), asked, beyond, Grain.DAY)
    pd.testing.assert_frame_equal(found, alone)


def statement(*countries: str) -> sa.Select[int]:
    counted = sa.select(sa.func.count().label("n")).select_from(orders)
    return counted.where(orders.c.country.in_(countries))


def test_statements_that_differ_in_a_value_or_in_how_many_have_keys_of_their_own(
    view: View,
) -> None:
    some = [("France",), ("Spain",), ("France", "Spain"), ("Spain", "France"), ()]
    keys = {view.key(statement(*countries)) for countries in some}
    assert len(keys) == len(some)
    assert view.key(statement("France")) == view.key(statement("France"))
    assert replace(view, scope="north").key(statement("France")) not in keys


def test_a_doubt_is_heard_only_where_somebody_watches() -> None:
    doubt("before")
    with watching() as found:
        doubt("now")
    doubt("after")
    assert found == ["now"]
