"""Within one answer a statement is run once, and every asker gets rows of its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pandas as pd
import sqlalchemy as sa

from data.dimensions import Dimension
from data.once import once
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
