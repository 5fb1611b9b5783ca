"""Statements are answered exactly, with stable types, and through a cache that may fail."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import sqlalchemy as sa

from dashapp.cache import make_cache
from data import schema
from data.reading import typed
from data.stores import FileStore
from data.warehouse import Warehouse
from tests.data import shop
from tests.data.stores import Nothing

GROSS = sa.select(sa.func.sum(schema.fact_lines.c.gross).label("gross"))


class Broken:
    """A cache that fails before it asks, or after."""

    def __init__(self, *, computes: bool) -> None:
        self.computes = computes

    def get_or_compute(self, key: str, compute: Callable[[], pd.DataFrame]) -> pd.DataFrame:
        if self.computes:
            compute()
        raise RuntimeError(f"The cache lost {key}.")


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> FileStore:
    return shop.build_shop(tmp_path_factory.mktemp("shop"))


# --- frames ----------------------------------------------------------------------------------


def test_every_kind_of_column_has_one_dtype_through_the_cache_and_past_it(
    store: FileStore, tmp_path: Path
) -> None:
    fact = schema.fact_reversals
    statement = sa.select(
        fact.c.date,
        fact.c.order_key,
        fact.c.product_key,
        fact.c.category,
        fact.c.amount,
        (fact.c.amount > 4).label("large"),
        (sa.cast(fact.c.amount, sa.Double) / 3).label("third"),
        sa.func.sum(fact.c.quantity).over().label("units"),
    ).order_by(fact.c.date)
    view = Warehouse(store, make_cache(None, tmp_path), quick_s=0).view()
    first, kept = view.frame(statement), view.frame(statement)
    pd.testing.assert_frame_equal(first, kept, check_exact=True)
    assert {name: str(dtype) for name, dtype in first.dtypes.items()} == {
        "date": "datetime64[us]",
        "order_key": "int64",
        "product_key": "float64",  # one is missing
        "category": "str",
        "amount": "float64",
        "large": "bool",
        "third": "float64",
        "units": "int64",
    }
    assert first["amount"].tolist() == [9.0, 36.0, 4.0, 5.0]
    assert first["date"].iloc[0] == pd.Timestamp("2026-05-28")
    assert first["category"].isna().tolist() == [False, False, False, True]
    assert first["units"].tolist() == [3, 3, 3, 3]


def test_an_answer_without_rows_has_the_same_dtypes(store: FileStore) -> None:
    view = Warehouse(store, Nothing()).view()
    everything = sa.select(schema.monthly_sales)
    nothing = everything.where(schema.monthly_sales.c.month == date(1999, 1, 1))
    full, empty = view.frame(everything), view.frame(nothing)
    assert len(empty) == 0
    assert empty.dtypes.to_dict() == full.dtypes.to_dict()


def test_money_is_added_exactly_before_it_becomes_a_float(store: FileStore) -> None:
    tenths = sa.select(sa.func.sum(sa.cast("0.1", schema.Money)).label("sum")).select_from(
        sa.func.generate_series(1, 1000).table_valued("n")
    )
    assert Warehouse(store, Nothing()).view().frame(tenths)["sum"].tolist() == [100.0]


def test_truths_that_may_be_missing_stay_numbers() -> None:
    found = typed(np.array([True, None], dtype=object), "BOOLEAN")
    assert found[0] == 1.0
    assert str(found.dtype) == "float64"


def test_a_statement_can_be_shown_with_its_values(store: FileStore) -> None:
    statement = sa.select(schema.customers.c.name).where(
        schema.customers.c.country.in_(["Ireland", "O'Neill"])
    )
    sql = Warehouse(store, Nothing()).view().sql(statement)
    assert "IN ('Ireland', 'O''Neill')" in sql


# --- the cache -------------------------------------------------------------------------------


def test_the_key_knows_everything_the_answer_depends_on(store: FileStore) -> None:
    view = Warehouse(store, Nothing()).view()
    country = schema.customers.c.country
    base = sa.select(schema.customers.c.name)
    keys = {
        view.key(base),
        view.key(base.where(country == "Ireland")),
        view.key(base.where(country == "Germany")),
        view.key(base.where(country.in_(["Ireland"]))),
        view.key(base.where(country.in_(["Ireland", "Germany"]))),
        Warehouse(store, Nothing(), scope="ireland").view().key(base),
    }
    assert len(keys) == 6
    assert view.key(base.where(country == "Ireland")) == view.key(base.where(country == "Ireland"))


@pytest.mark.parametrize("computes", [False, True])
def test_a_cache_that_fails_changes_no_number(store: FileStore, computes: bool) -> None:
    view = Warehouse(store, Broken(computes=computes)).view()
    assert view.frame(GROSS)["gross"].tolist() == [231.0]


def test_an_error_of_the_query_is_not_blamed_on_the_cache(
    store: FileStore, caplog: pytest.LogCaptureFixture
) -> None:
    missing = sa.select(sa.table("nowhere", sa.column("x")).c.x)
    with pytest.raises(sa.exc.DBAPIError, match="nowhere does not exist"):
        Warehouse(store, Nothing()).view().frame(missing)
    assert "cache" not in caplog.text


class Counted:
    """Keeps what it is given, and counts what it was asked."""

    def __init__(self) -> None:
        self.kept: dict[str, pd.DataFrame] = {}
        self.asked = 0

    def get_or_compute(self, key: str, compute: Callable[[], pd.DataFrame]) -> pd.DataFrame:
        self.asked += 1
        if key not in self.kept:
            self.kept[key] = compute()
        return self.kept[key]


def test_what_is_quick_is_asked_again_and_what_is_slow_is_kept(store: FileStore) -> None:
    cache = Counted()
    view = Warehouse(store, cache, quick_s=60).view()
    for _ in range(3):
        assert view.frame(GROSS)["gross"].tolist() == [231.0]
    assert (cache.asked, len(cache.kept)) == (1, 1)  # nobody knew at first
    slow = replace(view, quick_s=0)
    for _ in range(3):
        assert slow.frame(GROSS.where(schema.fact_lines.c.gross > 0))["gross"].tolist() == [231.0]
    assert (cache.asked, len(cache.kept)) == (4, 2)


def test_a_quick_kind_of_question_that_was_slow_once_is_kept_from_then_on(store: FileStore) -> None:
    cache = Counted()
    view = Warehouse(store, cache, quick_s=60).view()
    asked = [GROSS.where(schema.fact_lines.c.gross > least) for least in range(4)]
    view.frame(asked[0])
    view.frame(asked[1])
    assert len(cache.kept) == 1
    slow = replace(view, quick_s=0)  # the same words, and a long way through the table
    slow.frame(asked[2])
    slow.frame(asked[3])
    assert len(cache.kept) == 3
