"""What is learned before a release is published, and what happens when there is too little."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from threading import Barrier
from typing import Any

import pandas as pd
import pytest
import sqlalchemy as sa
from structlog.testing import capture_logs

from callbacks.trained import (
    segmenter,
    value_model,
    whole_shop_forecast,
)
from dashapp import training
from dashapp.training import Lesson, train
from data import schema
from data.answers.history import complete_months
from data.answers.segments import cluster_names, segments
from data.filters import Filters
from data.metrics import METRICS
from data.progress import silent
from data.span import span_of
from data.stores import FileStore
from data.warehouse import View, Warehouse
from layouts.forecast import MAX_HORIZON
from models import registry, unlearned
from models.names import FORECAST, SEGMENTS, VALUE
from tests.built import Built
from tests.data import shop
from tests.data.answers.made import NoCache


@pytest.fixture(scope="module")
def learned(tmp_path_factory: pytest.TempPathFactory) -> View:
    """A simulated shop of three years with everything that can be learned of it."""
    store = FileStore(Built.of(tmp_path_factory).simulated(2_000, 11).releases_dir)
    return Warehouse(store, NoCache()).view()


def test_clusters_are_written_into_the_release_and_the_model_beside_it(learned: View) -> None:
    model, card = segmenter(learned)
    frame = segments(learned, Filters()).set_index("segment")
    names = cluster_names(learned)
    assert set(names) == set(model.profiles["segment"])
    assert len(names) >= 2
    assert frame.loc[list(names), "customers"].sum() == card.rows
    assert (card.release, card.kind) == (learned.release.id, "segments")
    assert (card.first_day, card.last_day) == (
        learned.release.first_day,
        learned.release.last_day,
    )


def test_the_forecast_begins_after_the_last_complete_month(learned: View) -> None:
    found = whole_shop_forecast(learned)
    assert found is not None
    months = complete_months(learned, METRICS["net_sales"], Filters())
    ahead = found.frame["ds"].tolist()
    assert len(ahead) == MAX_HORIZON
    assert ahead[0] == months.index[-1] + pd.DateOffset(months=1)
    _, card = registry.load(learned.artefacts, FORECAST)
    assert (card.rows, card.release) == (len(months), learned.release.id)
    assert card.last_day == learned.release.last_day


def test_the_models_were_kept_with_the_release(learned: View) -> None:
    for name in (SEGMENTS, FORECAST, VALUE):
        assert registry.load(learned.artefacts, name)[1].name == name


def test_customers_are_valued_or_the_model_says_what_is_missing(learned: View) -> None:
    model, card = value_model(learned)
    valued = int(learned.frame(count_valued())["customers"].iloc[0])
    assert valued == (0 if model.refused else model.buyers)
    assert (card.note, model.as_of) == (model.sentence(), learned.release.last_day)


def count_valued() -> sa.Select[Any]:
    return sa.select(sa.func.count().label("customers")).select_from(schema.customer_value)


def test_lessons_wait_for_the_clusters_and_then_run_at_the_same_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    together = Barrier(2, timeout=30)  # broken, which raises, if one waited for the other to end
    done: list[str] = []

    def lesson(name: str, *, first: bool = False) -> Lesson:
        def learn(*_: object) -> None:
            if not first:
                together.wait()
                assert done[0] == "clusters"
            done.append(name)

        return Lesson(name, 1.0, learn, name, before_others=first)

    lessons = (lesson("values"), lesson("clusters", first=True), lesson("forecast"))
    monkeypatch.setattr(training, "LESSONS", lessons)
    monkeypatch.setattr(training, "at_once", lambda: 2)
    steps: list[tuple[str, float]] = []
    with FileStore(tmp_path).begin() as draft:
        shop.build(draft.engine)
        with draft.engine.connect() as connection:
            span = span_of(connection)
        assert train(draft, span, lambda step, part: steps.append((step, part))) == []
    assert sorted(done[1:]) == ["forecast", "values"]
    assert [part for _, part in steps] == pytest.approx([0, 1 / 3, 2 / 3, 1])


def test_a_lesson_that_fails_is_named_and_ends_the_training(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> None:
        raise ValueError("nothing is learned of this")

    monkeypatch.setattr(training, "LESSONS", (Lesson("Learning nothing", 1.0, fails),))
    with FileStore(tmp_path).begin() as draft:
        shop.build(draft.engine)
        with draft.engine.connect() as connection:
            span = span_of(connection)
        with pytest.raises(ValueError, match="nothing is learned of this"):
            train(draft, span, silent)


def test_too_few_customers_and_months_are_left_out_and_the_log_says_why(tmp_path: Path) -> None:
    """The tiny shop has five customers and one complete month."""
    store = FileStore(tmp_path)
    steps: list[tuple[str, float]] = []
    with store.begin() as draft:
        shop.build(draft.engine)
        with draft.engine.connect() as connection:
            span = span_of(connection)
        with capture_logs() as lines:
            train(draft, span, lambda step, done: steps.append((step, done)))
        assert registry.names(draft.artefacts) == [VALUE]
        assert registry.card_of(draft.artefacts, VALUE).note.startswith("Customers are not valued.")
        assert {SEGMENTS, FORECAST} <= {one.name for one in unlearned.read(draft.artefacts)}
        draft.publish(shop.info_of(draft))
    why = {line["step"]: line["why"] for line in lines if line["event"] == "not learned"}
    assert "there are 5" in why["Finding customer clusters"]
    assert why["Learning the forecast"] == "Forecasts need at least 3; there are 1."
    fractions = [done for _, done in steps]
    assert fractions == sorted(fractions)
    assert (fractions[0], fractions[-1], steps[-1][0]) == (0, 1, "Models are ready")
    view = Warehouse(store, NoCache()).view()
    assert view.release.last_day == date(2026, 7, 20)
    assert whole_shop_forecast(view) is None
