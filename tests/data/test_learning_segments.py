"""What clusters are learned from and how they are written, on the tiny shop and a simulated one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import sqlalchemy as sa

from data import schema
from data.build import build_release
from data.build.snapshot import Lineage
from data.demo import generate
from data.engines import writer_engine
from data.frames import insert_frame
from data.learning_segments import past, read_sample, write_clusters, write_profiles
from data.progress import silent
from data.queries import segment_worth
from data.queries.segment_scoring import Centres
from data.span import span_of
from tests import postgres as postgres_server
from tests.data import shop

# By hand: who bought on one day only (ln 2 = 0.69), and who bought on two or three.
RULE = Centres(
    [0.0, 0.0, 0.0],
    [1.0, 1.0, 1.0],
    [[2.5, 1.2, 3.0], [2.5, 0.69, 3.0]],
    ("Again", "Once"),
    [[0.0, 0.0], [0.0, 0.0]],
)
TABLES = (schema.fact_orders, schema.fact_reversals, schema.dim_customer)


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[sa.Engine]:
    """The tiny shop, unpublished."""
    engine = writer_engine(tmp_path / "draft.duckdb")
    shop.build(engine)
    yield engine
    engine.dispose()


@pytest.fixture(scope="module")
def simulated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sa.Engine]:
    """Three years of a shop of about 700 orders, unpublished."""
    engine = writer_engine(tmp_path_factory.mktemp("simulated") / "draft.duckdb")
    facts = generate(engine, lines=2_000, seed=11, progress=silent)
    build_release(engine, timezone=facts.timezone, currency=facts.currency, progress=silent)
    yield engine
    engine.dispose()


@pytest.fixture(scope="module", params=["files", "postgresql"])
def kept_in(request: pytest.FixtureRequest) -> str:
    """Where one can write: on ClickHouse nothing is learned."""
    found: str = request.param
    return found


@pytest.fixture(scope="module")
def kept(kept_in: str, simulated: sa.Engine, request: pytest.FixtureRequest) -> Iterator[sa.Engine]:
    """The facts of that shop in a database of either kind."""
    if kept_in == "files":
        yield simulated
        return
    server: postgres_server.Server = request.getfixturevalue("postgres")
    engine = sa.create_engine(server.new_database())
    with engine.begin() as writing, simulated.connect() as reading:
        for table in TABLES:
            table.create(writing)
            rows = [dict(row) for row in reading.execute(sa.select(table)).mappings()]
            writing.execute(table.insert(), rows)
    yield engine
    engine.dispose()


def rows(engine: sa.Engine, table: sa.Table) -> list[tuple[object, ...]]:
    with engine.connect() as connection:
        statement = sa.select(table).order_by(table.columns[0])
        return [tuple(row) for row in connection.execute(statement)]


def test_a_sample_of_few_is_everybody_with_a_recency(engine: sa.Engine) -> None:
    found = read_sample(engine, 100).sort_values("customer_key")
    assert found.to_numpy().tolist() == [
        [1, 18, 3, 32],
        [2, 17, 2, 21],
        [3, 35, 1, 13],
        [4, 0, 2, 76],
        [5, 10, 1, 0],
    ]
    assert set(found.dtypes[1:].astype(str)) == {"float64"}
    assert len(read_sample(engine, 2)) <= 2


def test_everybody_is_put_into_the_nearest_cluster_and_lapsed_customers_into_none(
    engine: sa.Engine,
) -> None:
    features = schema.customer_features
    with engine.begin() as connection:
        forget = sa.update(features).where(features.c.customer_key == 3)
        connection.execute(forget.values(recency_days=None))
    for _ in range(2):
        medians = write_clusters(engine, RULE)
        assert rows(engine, schema.customer_segments) == [
            (1, 1, "Again"),
            (2, 1, "Again"),
            (4, 1, "Again"),
            (5, 2, "Once"),
        ]
    assert medians.to_dict("list") == {
        "cluster": [1, 2],
        "customers": [3, 1],
        "recency_days": [17.0, 10.0],
        "frequency": [2.0, 1.0],
        "monetary": [32.0, 0.0],
    }


def test_profiles_replace_the_former_ones(engine: sa.Engine) -> None:
    profiles = pd.DataFrame(
        {
            "cluster": [1],
            "segment": ["All"],
            "customers": [5],
            "recency_days": [17.0],
            "frequency": [2.0],
            "monetary": [21.0],
        }
    )
    write_profiles(engine, profiles)
    assert rows(engine, schema.segment_profiles) == [(1, "All", 5, 17.0, 2.0, 21.0)]


def test_clusters_of_the_release_before_are_found_under_the_new_keys(engine: sa.Engine) -> None:
    """A newcomer whose id stands before all others moves every key by one."""
    first = {"customer_id": "aaa", "order_id": "O0"}
    with engine.begin() as connection:
        connection.execute(schema.customers.insert(), {"customer_id": first["customer_id"]})
        order = schema.orders.c
        copied = sa.select(*(c for c in order if c.name not in first)).where(order.order_id == "O1")
        names = [c.name for c in order if c.name not in first]
        literals = [sa.literal(value).label(name) for name, value in first.items()]
        connection.execute(
            schema.orders.insert().from_select([*names, *first], copied.add_columns(*literals))
        )
    build_release(
        engine,
        timezone=shop.TIMEZONE,
        currency="GBP",
        progress=silent,
        lineage=Lineage("20260721T000000Z-0000", "20260720T000000Z-0000"),
    )
    assert rows(engine, schema.former_clusters) == [(2, 0), (3, 0), (4, 1), (5, 0), (6, 1)]
    assert rows(engine, schema.customer_segments) == []


def test_who_is_within_reach_of_the_former_cluster_stays(engine: sa.Engine) -> None:
    everywhere = [[0.0, 1e6], [1e6, 0.0]]
    far = Centres(RULE.means, RULE.scales, RULE.centres, RULE.names, everywhere)
    former = pd.DataFrame({"customer_key": [1, 5], "cluster": [2, 1]})
    with engine.begin() as connection:
        insert_frame(connection, schema.former_clusters, former)
    write_clusters(engine, far, staying=True)
    assert [cluster for _, cluster, _ in rows(engine, schema.customer_segments)] == [2, 1, 2, 1, 1]
    write_clusters(engine, RULE, staying=True)
    assert [cluster for _, cluster, _ in rows(engine, schema.customer_segments)] == [1, 1, 2, 1, 2]


def test_what_groups_spend_next_is_what_pandas_adds_up(
    kept: sa.Engine, simulated: sa.Engine
) -> None:
    with simulated.connect() as connection:
        last = span_of(connection).last_day
    day = date(last.year, last.month - 3, 15)
    with past(kept, day, last) as then:
        customers = then.sample(10_000)
        found = then.by_cluster(RULE)
        by_rfm = then.by_rfm_segment()
        named = pd.read_sql(sa.select(segment_worth.known_then), then.connection)
    spent = _spent(simulated, day, last)
    each = named.assign(net=named["customer_key"].map(spent).fillna(0.0))
    each["written"] = np.log1p(each["net"].clip(lower=0))
    once = each["frequency"] == 1
    assert len(customers) == len(each) > 100
    for frame, groups in ((found, once), (by_rfm, each["rfm_segment"])):
        expected = each.groupby(groups).agg(
            customers=("net", "size"),
            total=("net", "sum"),
            squares=("net", lambda v: (v**2).sum()),
            log_total=("written", "sum"),
            log_squares=("written", lambda v: (v**2).sum()),
        )
        order = ["customers", "total"]
        assert frame.sort_values(order).to_numpy() == pytest.approx(
            expected.sort_values(order).to_numpy()
        )


def _spent(engine: sa.Engine, day: date, last: date) -> pd.Series:
    """Net sales of each customer after a day, by pandas from the facts."""
    with engine.connect() as connection:
        orders = pd.read_sql(sa.select(schema.fact_orders), connection, parse_dates=["date"])
        back = pd.read_sql(
            sa.select(schema.fact_reversals), connection, parse_dates=["date", "order_date"]
        )
    later = orders[(orders["date"] > str(day)) & (orders["date"] <= str(last))]
    money = (later["gross"] - later["discount"]).astype(float)
    given = back[(back["order_date"] > str(day)) & (back["order_date"] <= str(last))]
    bought = money.groupby(later["customer_key"]).sum()
    return bought.sub(
        given["amount"].astype(float).groupby(given["customer_key"]).sum(), fill_value=0
    )
