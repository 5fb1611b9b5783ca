"""A real year says the same from files and from PostgreSQL, to the cent and in the same order."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path

import pandas as pd
import pytest
import sqlalchemy as sa

from data import schema
from data.answers.breakdown import breakdown, compared
from data.answers.kpis import values
from data.answers.options import find_products, options
from data.answers.payments import payments
from data.answers.segments import scatter, segments
from data.answers.series import compared_series, series
from data.build.checks import check_release
from data.dimensions import Dimension
from data.filters import Filters
from data.formulas import Format
from data.metrics import METRICS
from data.periods import Comparison, Grain
from data.releases import ReleaseStore
from data.stores import ServerStore
from data.warehouse import View, Warehouse
from tests.data.stores import Nothing
from tests.postgres import Server
from tests.real.conftest import RealShop

EVERY = list(METRICS.values())
OF_LINES = [m for m in EVERY if m.name in {"gross_sales", "net_sales", "units", "customers"}]
ALL = Filters()
AUTUMN = Filters(start=date(2010, 9, 1), end=date(2010, 11, 30))
SELECTIONS = [
    ALL,
    AUTUMN,
    Filters(countries=("Germany", "France", "EIRE")),
    Filters(start=date(2010, 3, 15), end=date(2010, 5, 2), products=("85123A", "21232", "22423")),
]


@pytest.fixture(scope="module")
def published(
    retail: RealShop, postgres: Server, tmp_path_factory: pytest.TempPathFactory
) -> ReleaseStore:
    """A server that holds what the files hold."""
    store = ServerStore(postgres.new_database(), tmp_path_factory.mktemp("server"))
    release = retail.view.release
    with store.begin() as draft:
        draft.engine.dispose()
        shutil.copyfile(retail.store.path(release.id), draft.path)
        shutil.copytree(retail.store.artefacts(release.id), draft.artefacts, dirs_exist_ok=True)
        draft.publish(replace(release, id=draft.id))
    return store


@pytest.fixture(scope="module")
def server_view(published: ReleaseStore) -> View:
    return Warehouse(published, Nothing()).view()


Question = Callable[[View], pd.DataFrame]


def agreed(retail: RealShop, other: View, ask: Question) -> pd.DataFrame:
    """The answer of both. What is divided may differ beyond the twelfth place, nothing else."""
    one, two = ask(retail.view), ask(other)
    divided = [m.name for m in EVERY if m.format in {Format.PERCENT, Format.RATIO}]
    inexact = [n for n in one.columns if n in {*divided, "share", "value", "baseline"}]
    inexact += [n for n in one.columns if "average" in str(n) or "median" in str(n)]
    exact = [n for n in one.columns if n not in inexact]
    pd.testing.assert_frame_equal(one[exact], two[exact], check_exact=True)
    pd.testing.assert_frame_equal(one, two, check_exact=False, rtol=1e-12, atol=0)
    return one


@pytest.mark.parametrize("filters", SELECTIONS, ids=lambda filters: filters.as_json())
def test_every_kpi(retail: RealShop, server_view: View, filters: Filters) -> None:
    found = agreed(
        retail, server_view, lambda view: pd.DataFrame([values(view, EVERY, filters)]).astype(float)
    )
    assert found["gross_sales"].iloc[0] > 0


@pytest.mark.parametrize("grain", list(Grain))
@pytest.mark.parametrize("filters", [ALL, AUTUMN], ids=["year", "autumn"])
def test_every_series(retail: RealShop, server_view: View, filters: Filters, grain: Grain) -> None:
    found = agreed(retail, server_view, lambda view: series(view, EVERY, filters, grain))
    assert len(found) >= 2


@pytest.mark.parametrize("comparison", list(Comparison))
def test_every_comparison_over_time(
    retail: RealShop, server_view: View, comparison: Comparison
) -> None:
    for grain in Grain:
        ask = partial(
            compared_series,
            metric=METRICS["net_sales"],
            filters=AUTUMN,
            grain=grain,
            comparison=comparison,
        )
        assert len(agreed(retail, server_view, ask)) >= 1


@pytest.mark.parametrize("dimension", list(Dimension))
@pytest.mark.parametrize("filters", SELECTIONS, ids=lambda filters: filters.as_json())
def test_every_breakdown(
    retail: RealShop, server_view: View, filters: Filters, dimension: Dimension
) -> None:
    metrics = OF_LINES if dimension.is_of_lines or filters.products else EVERY
    found = agreed(retail, server_view, lambda view: breakdown(view, metrics, filters, dimension))
    assert found["label"].notna().all()


def test_clusters_samples_payments_and_baselines(retail: RealShop, server_view: View) -> None:
    assert len(agreed(retail, server_view, lambda view: segments(view, AUTUMN))) > 2
    assert len(agreed(retail, server_view, lambda view: scatter(view, ALL))) == 2_000
    agreed(retail, server_view, lambda view: payments(view, ALL))

    def baselines(view: View) -> pd.DataFrame:
        frame = breakdown(view, [METRICS["net_sales"]], AUTUMN, Dimension.PRODUCT, limit=200)
        return compared(
            view,
            frame,
            METRICS["net_sales"],
            AUTUMN,
            dimension=Dimension.PRODUCT,
            comparison=Comparison.PREVIOUS,
        )

    assert agreed(retail, server_view, baselines)["baseline"].sum() > 0


def test_menus_and_searches_are_in_the_same_order(retail: RealShop, server_view: View) -> None:
    for dimension in set(Dimension) - {Dimension.PRODUCT}:
        assert options(retail.view, dimension) == options(server_view, dimension)
    for text in ("", "white", "HEART t", "é", "22", "'", "%", "set/"):
        assert find_products(retail.view, text) == find_products(server_view, text)


def test_it_does_not_contradict_itself_there_either(server_view: View) -> None:
    assert check_release(server_view.engine) == []


def test_every_table_comes_back_from_the_server_as_it_was(
    retail: RealShop, published: ReleaseStore, tmp_path: Path
) -> None:
    """Counted and hashed row by row: a load on another machine starts with the same shop."""
    current = published.current_or_fail()
    with published.begin(base=current) as draft, draft.engine.connect() as connection:
        back = _fingerprints(connection)
    with retail.view.engine.connect() as connection:
        assert back == _fingerprints(connection)
    assert back["fact_lines"][0] > 500_000


def _fingerprints(connection: sa.Connection) -> dict[str, tuple[int, int]]:
    there = set(sa.inspect(connection).get_table_names())
    found = {}
    for table in schema.METADATA.tables.values():
        # Only what a release says of itself is another there: its id.
        if table.name in there and table is not schema.release_info:
            row = sa.func.hash(*table.c)
            statement = sa.select(sa.func.count(), sa.func.bit_xor(row)).select_from(table)
            found[table.name] = tuple(connection.execute(statement).one())
    return found
