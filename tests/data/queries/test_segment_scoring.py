"""Clusters reckoned in the database are those that numpy reckons, to the last customer."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import sqlalchemy as sa

from dashapp.training.segments import rule_of
from data import clickhouse, schema
from data.engines import writer_engine
from data.frames import insert_frame
from data.queries.segment_scoring import MEASURES, everybody, sample, scored
from data.stores import columnar
from models.segment_model import SegmentModel
from tests import postgres as postgres_server

PEOPLE = 20_000
_OWN = sa.MetaData()
customers = schema.customer_features.to_metadata(_OWN, name="customer_features")
people = schema.dim_customer.to_metadata(_OWN, name="dim_customer")
before = schema.former_clusters.to_metadata(_OWN, name="former_clusters")


@pytest.fixture(scope="module")
def crowd() -> pd.DataFrame:
    """Customers of every kind; one in eight lapsed, some who gave more back than they bought."""
    rng = np.random.default_rng(4)
    frame = pd.DataFrame(
        {
            "customer_key": np.arange(1, PEOPLE + 1),
            "recency_days": rng.integers(0, 730, PEOPLE).astype(float),
            "frequency": 1 + rng.geometric(0.4, PEOPLE),
            "monetary": np.round(np.exp(rng.normal(4, 2, PEOPLE)) - 5, 4),
        }
    )
    frame.loc[frame["customer_key"] % 8 == 0, "recency_days"] = np.nan
    return frame


@pytest.fixture(scope="module")
def connection(
    kept_in: str,
    crowd: pd.DataFrame,
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[sa.Connection]:
    """The crowd in a database of each kind."""
    path = tmp_path_factory.mktemp("crowd") / "crowd.duckdb"
    engine = writer_engine(path)
    if kept_in == "postgresql":
        server: postgres_server.Server = request.getfixturevalue("postgres")
        engine = sa.create_engine(server.new_database())
    with engine.connect() as open_connection, open_connection.begin():
        _OWN.create_all(open_connection)
        _fill(open_connection, crowd)
    if kept_in == "clickhouse":
        engine.dispose()
        engine = _on_clickhouse(path, request.getfixturevalue("clickhouse").new_database())
    with engine.connect() as open_connection:
        yield open_connection
    engine.dispose()


def _on_clickhouse(path: Path, url: str) -> sa.Engine:
    engine = clickhouse.engine(url)
    with engine.connect() as connection:
        columnar.send(path, connection, str(sa.make_url(url).database))
    return engine


def model_of(k: int, seed: int = 1) -> SegmentModel:
    """Clusters anywhere."""
    rng = np.random.default_rng(seed)
    return SegmentModel(
        means=np.array([4.8, 1.1, 4.1]),
        scales=np.array([1.2, 0.5, 1.3]),
        centres=rng.normal(0, 1, (k, 3)),
        names=tuple(f"Cluster {n}" for n in range(1, k + 1)),
        shares=np.full(k, 1 / k),
        profiles=pd.DataFrame(),
    )


def recent(crowd: pd.DataFrame) -> pd.DataFrame:
    kept = crowd[crowd["recency_days"].notna()]
    return kept.astype({"frequency": float}).reset_index(drop=True)


def answered(connection: sa.Connection, statement: sa.Select[Any]) -> pd.DataFrame:
    frame = pd.read_sql(statement, connection)
    return frame.sort_values("customer_key", ignore_index=True)


@pytest.mark.parametrize("k", [2, 5, 8])
def test_the_database_and_numpy_put_everybody_into_the_same_cluster(
    connection: sa.Connection, crowd: pd.DataFrame, k: int
) -> None:
    model = model_of(k)
    found = answered(connection, scored(customers, rule_of(model)))
    expected = model.predict(recent(crowd))
    assert len(found) == PEOPLE * 7 // 8
    assert found["customer_key"].tolist() == expected["customer_key"].tolist()
    assert found["cluster"].tolist() == expected["cluster"].tolist()
    assert found["segment"].tolist() == expected["segment"].tolist()
    assert found["cluster"].nunique() == k


def test_between_two_equal_centres_the_first_wins_in_both(
    connection: sa.Connection, crowd: pd.DataFrame
) -> None:
    """Centres that mirror each other in money are equally far from everybody at the mean."""
    twice = model_of(3)
    same = SegmentModel(
        twice.means,
        twice.scales,
        np.vstack([twice.centres, twice.centres]),
        tuple("ABCDEF"),
        np.full(6, 1 / 6),
        pd.DataFrame(),
    )
    found = answered(connection, scored(customers, rule_of(same)))
    assert set(found["cluster"]) == {1, 2, 3}
    assert found["cluster"].tolist() == same.predict(recent(crowd))["cluster"].tolist()


def test_who_was_in_a_cluster_stays_near_its_border_in_both(
    connection: sa.Connection, crowd: pd.DataFrame
) -> None:
    model, kept = model_of(5), recent(crowd)
    former = pd.Series(kept["customer_key"] % 6, index=kept.index).to_numpy(dtype=np.int16)
    rows = pd.DataFrame({"customer_key": kept["customer_key"], "cluster": former})
    connection.execute(sa.delete(before).where(before.c.customer_key > 0))
    _insert(connection, before, rows[rows["cluster"] > 0])
    found = answered(connection, scored(customers, rule_of(model), before))
    values = kept[list(MEASURES)].to_numpy().copy()
    values[:, 2] = np.maximum(values[:, 2], 0)
    expected = model.numbers(values, former)
    nearest = model.numbers(values)
    assert found["cluster"].tolist() == expected.tolist()
    stayed = (expected != nearest).sum()
    assert 100 < stayed < 0.1 * len(kept)
    assert (expected[expected != nearest] == former[expected != nearest]).all()


def test_a_sample_is_bounded_and_the_same_every_time(
    connection: sa.Connection, crowd: pd.DataFrame
) -> None:
    count = connection.execute(everybody(customers)).scalar_one()
    assert count == PEOPLE * 7 // 8
    once = pd.read_sql(sample(customers, count, 2_000), connection)
    again = pd.read_sql(sample(customers, count, 2_000), connection)
    pd.testing.assert_frame_equal(once, again)
    assert 1_500 < len(once) <= 2_000
    assert once["recency_days"].notna().all()
    all_of_them = pd.read_sql(sample(customers, count, count), connection)
    assert sorted(all_of_them["customer_key"]) == recent(crowd)["customer_key"].tolist()
    # Of the whole, so that it stands for it: no part of the keys is left out.
    assert abs(once["customer_key"].mean() / PEOPLE - 0.5) < 0.03


def test_a_sample_keeps_its_people_when_others_come(connection: sa.Connection) -> None:
    """Who is drawn depends on the id in the sources, not on the key, which a newcomer moves."""
    count = connection.execute(everybody(customers)).scalar_one()
    drawn = set(pd.read_sql(sample(customers, count, 2_000), connection)["customer_key"])
    more = set(pd.read_sql(sample(customers, count + 200, 2_000), connection)["customer_key"])
    assert len(drawn & more) / len(drawn) > 0.95


def _fill(connection: sa.Connection, crowd: pd.DataFrame) -> None:
    day = date(2026, 1, 1)
    features = crowd.assign(
        first_order_on=day, last_order_on=day, tenure_days=1, orders=1, historic_clv=0
    )
    scores = {"r_score": None, "f_score": None, "m_score": None, "rfm_segment": None}
    _insert(connection, customers, features.assign(**scores))
    ids = "c" + crowd["customer_key"].astype(str)
    named = pd.DataFrame({"customer_key": crowd["customer_key"], "customer_id": ids})
    _insert(connection, people, named.assign(country=None))


def _insert(connection: sa.Connection, table: sa.Table, frame: pd.DataFrame) -> None:
    if connection.dialect.name == "duckdb":
        insert_frame(connection, table, frame)
    else:
        plain = frame.astype(object).where(frame.notna(), None)
        names = [str(name) for name in frame.columns]
        rows = [dict(zip(names, row, strict=True)) for row in plain.to_numpy().tolist()]
        connection.execute(table.insert(), rows)
