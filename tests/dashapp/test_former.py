"""Going back to a former model: the data stay, one model changes, and it stays until it is beaten.

The shop learns clusters only. The second release is made to hold others: four of them, promoted.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import sqlalchemy as sa

from callbacks.former_models import former_model
from dashapp import training
from dashapp.former import go_back, unpin
from dashapp.pipeline import publish_demo, retrain
from data import schema
from data.build.checks import check_release
from data.progress import silent
from data.release_info import ReleaseInfo
from data.stores import FileStore
from models import registry, unlearned
from models.card import ModelCard
from models.errors import NoFormerModel
from models.names import SEGMENTS
from models.promotion import decide
from models.registry import ModelRefused
from models.segmentation import Segmenter
from models.unlearned import Unlearned

Promote = Callable[[bool], None]


def _judge(patch: pytest.MonkeyPatch, *, better: bool) -> None:
    """Have the next trainings learn nothing but four clusters, and say whether they are better."""

    def contest(*_: Any, pinned: bool, **__: Any) -> Any:
        scores = (0.3, 0.6) if better else (0.6, 0.3)
        return decide(*scores, measure="silhouette", higher_is_better=True, pinned=pinned)

    lesson = training.lesson_of(SEGMENTS)
    assert lesson is not None
    patch.setattr(training, "LESSONS", (lesson,))
    patch.setattr("dashapp.training.segments.judge", contest)
    patch.setattr(
        "dashapp.training.segments.Segmenter", lambda: Segmenter(range(4, 5), resamples=2)
    )


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two releases of the same data with different clusters."""
    folder = tmp_path_factory.mktemp("two")
    store = FileStore(folder, keep=5)
    with pytest.MonkeyPatch.context() as patch:
        lesson = training.lesson_of(SEGMENTS)
        patch.setattr(training, "LESSONS", (lesson,))
        publish_demo(store, lines=1_500, seed=11, progress=silent)
        _judge(patch, better=True)
        retrain(store, silent)
    return folder


@pytest.fixture
def judged(monkeypatch: pytest.MonkeyPatch) -> Promote:
    return lambda better: _judge(monkeypatch, better=better)


@pytest.fixture
def store(two: Path, tmp_path: Path, judged: Promote) -> FileStore:
    """Those releases for one test alone."""
    judged(True)
    folder = tmp_path / "releases"
    shutil.copytree(two, folder)
    return FileStore(folder, keep=5)


def _served(store: FileStore) -> ModelCard:
    return registry.load(store.artefacts(store.current_or_fail()), SEGMENTS)[1]


def _clusters(store: FileStore, release: str) -> pd.DataFrame:
    engine = store.reader(release)
    table = schema.customer_segments
    with engine.connect() as connection:
        found = pd.read_sql(sa.select(table).order_by(table.c.customer_key), connection)
    engine.dispose()
    return found


def _checked(store: FileStore, info: ReleaseInfo) -> bool:
    engine = store.reader(info.id)
    found = check_release(engine)
    engine.dispose()
    return not found


def test_the_former_clusters_come_back_on_the_data_of_today_and_everything_fits(
    store: FileStore,
) -> None:
    second, first = [info.id for info in store.list()]
    assert not _clusters(store, first).equals(_clusters(store, second))
    made = go_back(store, SEGMENTS, silent)
    assert made.id == store.current_id() not in {first, second}
    assert replace(made, id="", created_at=made.created_at) == replace(
        store.info(second), id="", created_at=made.created_at
    )
    pd.testing.assert_frame_equal(_clusters(store, made.id), _clusters(store, first))
    assert _checked(store, made)
    card, old = _served(store), registry.load(store.artefacts(first), SEGMENTS)[1]
    assert (card.created_at, card.release) == (old.created_at, old.release)
    assert (card.pinned, card.contest, old.pinned) == (True, None, False)
    assert [info.id for info in store.list()] == [made.id, second, first]


def test_a_training_has_to_beat_what_was_gone_back_to(store: FileStore, judged: Promote) -> None:
    go_back(store, SEGMENTS, silent)
    pinned = _served(store)
    judged(False)
    retrain(store, silent)
    kept = _served(store)
    assert (kept.created_at, kept.pinned) == (pinned.created_at, True)
    assert kept.contest is not None
    assert str(kept.contest["why"]).startswith("The model that was gone back to was kept")
    judged(True)
    retrain(store, silent)
    promoted = _served(store)
    assert (promoted.created_at > pinned.created_at, promoted.pinned) == (True, False)
    assert promoted.contest is not None
    assert "it beats the model that was gone back to" in str(promoted.contest["why"])


def test_the_pin_comes_off_and_nothing_else_changes(store: FileStore) -> None:
    back = go_back(store, SEGMENTS, silent)
    before = _served(store)
    made = unpin(store, SEGMENTS, silent)
    found = _served(store)
    assert replace(found, contest=None) == replace(before, pinned=False)
    assert found.contest is not None
    assert str(found.contest["why"]).startswith("Somebody went back to this model")
    pd.testing.assert_frame_equal(_clusters(store, made.id), _clusters(store, back.id))
    with pytest.raises(NoFormerModel, match="segments is not pinned"):
        unpin(store, SEGMENTS, silent)
    assert store.current_id() == made.id


def test_going_back_twice_finds_nothing_before_the_first_but_a_named_release_leads_forth(
    store: FileStore,
) -> None:
    second, first = [info.id for info in store.list()]
    newer = registry.load(store.artefacts(second), SEGMENTS)[1]
    go_back(store, SEGMENTS, silent)
    with pytest.raises(NoFormerModel, match=r"none of the releases kept \(3\) holds one"):
        go_back(store, SEGMENTS, silent)
    with pytest.raises(NoFormerModel, match="holds the very model of segments that is in service"):
        go_back(store, SEGMENTS, silent, release=first)
    made = go_back(store, SEGMENTS, silent, release=second)
    assert (_served(store).created_at, _served(store).pinned) == (newer.created_at, True)
    pd.testing.assert_frame_equal(_clusters(store, made.id), _clusters(store, second))


def test_another_shop_s_model_never_serves_this_one(store: FileStore, judged: Promote) -> None:
    other = store.current_or_fail()
    publish_demo(store, lines=1_500, seed=12, progress=silent)
    assert _served(store).contest is None, "it was compared with another shop's"
    with pytest.raises(NoFormerModel, match="There is no former model of segments"):
        former_model(store, SEGMENTS)
    with pytest.raises(NoFormerModel, match=f"Release {other} is of another shop"):
        former_model(store, SEGMENTS, other)


def test_what_is_no_model_in_service_is_refused_with_those_that_are(store: FileStore) -> None:
    before = store.current_id()
    for name in ("nothing", "../x", ""):
        with pytest.raises(NoFormerModel, match="There are: segments"):
            go_back(store, name, silent)
    assert store.current_id() == before


def test_a_former_model_that_was_changed_is_passed_over(store: FileStore) -> None:
    first = store.list()[-1].id
    path = store.artefacts(first) / "segments.zip"
    path.chmod(0o600)
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(NoFormerModel, match="There is no former model"):
        go_back(store, SEGMENTS, silent)
    with pytest.raises(ModelRefused, match="was changed after it was saved"):
        go_back(store, SEGMENTS, silent, release=first)


def test_a_model_that_cannot_be_kept_stays_in_service(
    store: FileStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = store.current_id()
    lessons = tuple(replace(lesson, keep=None) for lesson in training.LESSONS)
    monkeypatch.setattr(training, "LESSONS", lessons)
    with pytest.raises(NoFormerModel, match="segments is no model that can be gone back to"):
        go_back(store, SEGMENTS, silent)
    assert store.current_id() == before


def test_what_was_not_learned_is_known_after_going_back_too(store: FileStore) -> None:
    left_out = [Unlearned("forecast", "Forecasts need at least 3; there are 1.")]
    unlearned.write(store.artefacts(store.current_or_fail()), left_out)
    made = go_back(store, SEGMENTS, silent)
    assert unlearned.read(store.artefacts(made.id)) == left_out


def test_a_note_that_cannot_be_read_says_nothing_was_left_out(tmp_path: Path) -> None:
    assert unlearned.read(tmp_path) == []
    for text in ("", "[1]", "{}", '[{"name": 1}]', "[" * 100_000):
        (tmp_path / unlearned.FILE).write_text(text)
        assert unlearned.read(tmp_path) == []
