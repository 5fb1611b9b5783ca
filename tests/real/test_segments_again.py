"""Clusters of a real shop a week apart: the same names, and customers who stay in theirs."""

from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path

import pandas as pd
import pytest
from sklearn.metrics import adjusted_rand_score

from data.engines import writer_engine
from data.learning_segments import past
from models.features import rfm_values
from models.segment_contest import judge
from models.segmentation import Segmenter
from tests.real.conftest import RealShop


@pytest.fixture(scope="module")
def weeks(retail: RealShop, tmp_path_factory: pytest.TempPathFactory) -> list[pd.DataFrame]:
    """Customers as of a week before the last day, and as of the last day."""
    copy = tmp_path_factory.mktemp("weeks") / "copy.duckdb"
    shutil.copy(Path(str(retail.view.engine.url.database)), copy)
    engine, last = writer_engine(copy), retail.view.release.last_day
    found = []
    for day in (last - timedelta(days=7), last):
        with past(engine, day, last) as then:
            found.append(then.sample(50_000))
    engine.dispose()
    return found


def test_a_week_later_online_retail_has_the_same_clusters_and_customers(
    weeks: list[pd.DataFrame],
) -> None:
    """In that week before Christmas one customer in eleven bought."""
    before, now = weeks
    segmenter = Segmenter()
    served = segmenter.fit(before)
    old, new = segmenter.measure(served, now), segmenter.fit(now, served=served)
    assert not judge(old, new, old.shares_of(now)).promoted
    assert new.names == segmenter.fit(now).names == served.names
    keys = sorted(set(before["customer_key"]) & set(now["customer_key"]))
    was, is_now = (rfm_values(f.set_index("customer_key").loc[keys].reset_index()) for f in weeks)
    former = served.numbers(was)
    assert len(keys) > 4_000
    assert adjusted_rand_score(former, served.numbers(is_now, former)) >= 0.9
    # Two models of the two weeks, learnt apart, on the same customers.
    assert adjusted_rand_score(served.numbers(is_now), new.numbers(is_now)) >= 0.8
