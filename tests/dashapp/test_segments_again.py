"""Names and customers of clusters when a shop is loaded again a week later, on a simulated shop."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pandas as pd
import pytest
import sqlalchemy as sa
from sklearn.metrics import adjusted_rand_score

from dashapp.training.segments import learn_segments
from data import schema
from data.build import build_release
from data.build.snapshot import Lineage
from data.demo import generate
from data.progress import silent
from data.releases import Draft
from data.span import span_of
from data.stores import FileStore
from models import registry
from models.card import ModelCard
from models.segment_model import SegmentModel

LINES = 12_000


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> tuple[pd.DataFrame, ...]:
    """Who is in which cluster: a week before the end, a week on, and that without a past."""
    store = FileStore(tmp_path_factory.mktemp("again"))
    with store.begin() as draft:
        facts = generate(draft.engine, lines=LINES, seed=4, progress=silent)
        last = _build(draft, facts.timezone, facts.currency)
        kept = _keep_later(draft, last - timedelta(days=6))
        _build(draft, facts.timezone, facts.currency)
        _learn(draft, None)
        first, served = _members(draft), draft.folder / "served"
        draft.artefacts.rename(served)
        _put_back(draft, kept)
        _build(draft, facts.timezone, facts.currency, lineage=True)
        _learn(draft, served)
        again, model = _members(draft), _model(draft)
        assert model[1].contest is not None
        assert not model[1].contest["promoted"]
        _learn(draft, None)
        return first, again, _members(draft)


def test_a_week_later_customers_and_names_are_much_the_same(
    trained: tuple[pd.DataFrame, ...],
) -> None:
    first, again, _ = trained
    both = first.merge(again, on="customer_id")
    assert len(both) > 0.98 * len(first)
    assert adjusted_rand_score(both["cluster_x"], both["cluster_y"]) >= 0.9
    assert set(first["segment"]) == set(again["segment"])
    # And so they are although some bought and all the others grew a week older.
    assert 0 < (both["cluster_x"] != both["cluster_y"]).mean() < 0.05


def test_learnt_without_a_past_they_are_much_the_same_too(
    trained: tuple[pd.DataFrame, ...],
) -> None:
    first, _, afresh = trained
    both = first.merge(afresh, on="customer_id")
    assert adjusted_rand_score(both["cluster_x"], both["cluster_y"]) >= 0.9
    assert set(first["segment"]) == set(afresh["segment"])


def _build(draft: Draft, timezone: str, currency: str, *, lineage: bool = False) -> date:
    base = Lineage(draft.id, "20200101T000000Z-0000") if lineage else None
    build_release(draft.engine, timezone=timezone, currency=currency, progress=silent, lineage=base)
    with draft.engine.connect() as connection:
        return span_of(connection).last_day


def _learn(draft: Draft, served: Path | None) -> None:
    with draft.engine.connect() as connection:
        span = span_of(connection)
    learn_segments(draft, span, served)


def _members(draft: Draft) -> pd.DataFrame:
    member, person = schema.customer_segments, schema.dim_customer
    rows = sa.select(person.c.customer_id, member.c.cluster, member.c.segment).select_from(
        member.join(person, person.c.customer_key == member.c.customer_key)
    )
    with draft.engine.connect() as connection:
        return pd.read_sql(rows, connection)


def _model(draft: Draft) -> tuple[SegmentModel, ModelCard]:
    state, card = registry.load(draft.artefacts, "segments")
    return SegmentModel.restore(state), card


def _keep_later(draft: Draft, day: date) -> list[str]:
    """Take orders from a day on, and what was taken back since, out of the star."""
    moved = []
    with draft.engine.begin() as connection:
        for table, column in (("orders", "ordered_at"), ("refunds", "refunded_at")):
            connection.exec_driver_sql(
                f"CREATE TABLE later_{table} AS SELECT * FROM {table} WHERE {column} >= '{day}'"
            )
            connection.exec_driver_sql(f"DELETE FROM {table} WHERE {column} >= '{day}'")
            moved.append(table)
    return moved


def _put_back(draft: Draft, tables: list[str]) -> None:
    draft.artefacts.mkdir()
    with draft.engine.begin() as connection:
        for table in tables:
            connection.exec_driver_sql(f"INSERT INTO {table} SELECT * FROM later_{table}")
            connection.exec_driver_sql(f"DROP TABLE later_{table}")
