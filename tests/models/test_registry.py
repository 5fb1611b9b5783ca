from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from models import registry
from models.card import FORMAT, ModelCard
from models.forecasting import Forecast, forecast
from models.registry import ModelRefused, card_of, copy, load, names, restored, save
from models.segment_model import SegmentModel
from models.segmentation import Segmenter
from tests.models.customers import grouped
from tests.models.sales import sales


def _card(**changes: Any) -> ModelCard:
    base: dict[str, Any] = {
        "name": "segments",
        "kind": "segments",
        "release": "20261123T104500Z-ab12",
        "rows": 600,
        "first_day": date(2024, 11, 23),
        "last_day": date(2026, 11, 22),
        "parameters": {"seed": 0},
        "scores": {"silhouette": 0.5},
    }
    return ModelCard(**(base | changes))


def _rewrite(path: Path, **changes: Any) -> None:
    values = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps(values | changes), encoding="utf-8")


def _smuggle(folder: Path, content: bytes) -> None:
    """Put another file in the model's place, with a card that fits its hash."""
    (folder / "m.zip").write_bytes(content)
    _rewrite(folder / "m.json", sha256=hashlib.sha256(content).hexdigest())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    save(tmp_path, "m", {"numbers": np.arange(3.0), "word": "x", "none": None}, _card())
    return tmp_path


def test_segments_come_back_as_they_were_stored(tmp_path: Path) -> None:
    customers = grouped(40)
    segmenter = Segmenter(range(3, 6), resamples=2).fit(customers)
    save(tmp_path / "new", "segments", segmenter.state(), _card(scores=segmenter.scores))
    state, card = load(tmp_path / "new", "segments")
    again = SegmentModel.restore(state)
    assert again.predict(customers).equals(segmenter.predict(customers))
    pd.testing.assert_frame_equal(again.profiles, segmenter.profiles)
    pd.testing.assert_frame_equal(again.curve, segmenter.curve)
    assert card.scores == segmenter.scores


def test_forecasts_come_back_as_they_were_stored(tmp_path: Path) -> None:
    found = forecast(sales("MS", 30), 6, "M")
    save(tmp_path, "forecast", found.state(), _card(kind="forecast", scores=found.scores))
    again = Forecast.restore(load(tmp_path, "forecast")[0])
    pd.testing.assert_frame_equal(again.frame, found.frame)
    assert again.sentence() == found.sentence()


def test_the_card_says_where_the_model_comes_from(folder: Path) -> None:
    _, card = load(folder, "m")
    values = json.loads((folder / "m.json").read_text(encoding="utf-8"))
    assert values["last_day"] == "2026-11-22"
    assert values["sha256"] == hashlib.sha256((folder / "m.zip").read_bytes()).hexdigest()
    assert (card.rows, card.release, card.format) == (600, "20261123T104500Z-ab12", FORMAT)
    assert set(card.libraries) == {"numpy", "pandas", "scikit-learn", "scipy"}
    assert ModelCard.from_json(card.as_json()) == card


def test_a_model_that_was_never_trained_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelRefused, match="has not been trained; train again with"):
        load(tmp_path, "segments")


def test_a_changed_file_is_refused(folder: Path) -> None:
    content = bytearray((folder / "m.zip").read_bytes())
    content[len(content) // 2] ^= 1
    (folder / "m.zip").write_bytes(content)
    with pytest.raises(ModelRefused, match="was changed after it was saved"):
        load(folder, "m")


def test_a_lost_file_is_refused(folder: Path) -> None:
    (folder / "m.zip").unlink()
    with pytest.raises(ModelRefused, match="has lost its file"):
        load(folder, "m")


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"format": 99}, "another version of this program"),
        ({"format": 1, "contest": 3}, "another version of this program"),
        ({"format": "2"}, "another version of this program"),
        ({"rows": "many"}, "card that cannot be read"),
        ({"contest": "won"}, "card that cannot be read"),
        ({"pinned": 1}, "card that cannot be read"),
        ({"libraries": 3}, "card that cannot be read"),
        ({"rows_": 3}, "card that cannot be read"),
        ({"first_day": 7}, "card that cannot be read"),
        ({"first_day": "yesterday"}, "card that cannot be read"),
        ({"sha256": "0" * 64}, "was changed after it was saved"),
    ],
)
def test_a_card_that_does_not_fit_is_refused(
    folder: Path, changes: dict[str, Any], why: str
) -> None:
    _rewrite(folder / "m.json", **changes)
    with pytest.raises(ModelRefused, match=why):
        load(folder, "m")


def test_a_card_that_is_no_json_is_refused(folder: Path) -> None:
    (folder / "m.json").write_text("{", encoding="utf-8")
    with pytest.raises(ModelRefused, match="card that cannot be read"):
        load(folder, "m")


def test_a_card_as_deep_as_a_well_or_as_long_as_a_book_is_refused(folder: Path) -> None:
    for text in ("[" * 100_000, "1" * 5_000, " " * 2_000_000):
        (folder / "m.json").write_text(text, encoding="utf-8")
        with pytest.raises(ModelRefused, match="card that cannot be read"):
            load(folder, "m")


def test_the_card_of_a_release_of_the_former_format_is_refused_with_what_to_do(
    folder: Path,
) -> None:
    values = json.loads((folder / "m.json").read_text(encoding="utf-8"))
    for later in ("contest", "note", "pinned"):
        del values[later]
    (folder / "m.json").write_text(json.dumps(values | {"format": 1}), encoding="utf-8")
    with pytest.raises(ModelRefused, match="another version of this program; train again with"):
        load(folder, "m")


def test_other_versions_of_the_libraries_are_no_reason_to_refuse_plain_numbers(
    folder: Path,
) -> None:
    _rewrite(folder / "m.json", libraries={"numpy": "1.0", "scikit-learn": "0.1"})
    state, card = load(folder, "m")
    assert state["word"] == "x"
    assert card.libraries["numpy"] == "1.0"


def test_what_is_no_model_is_refused_even_with_the_right_hash(folder: Path) -> None:
    _smuggle(folder, b"no zip")
    with pytest.raises(ModelRefused, match="cannot be read; train again"):
        load(folder, "m")


def test_a_file_larger_than_any_model_is_not_even_read(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(registry, "_LARGEST", 10)
    with pytest.raises(ModelRefused, match="larger than any model"):
        load(folder, "m")


def test_a_model_with_another_type_is_not_saved(tmp_path: Path) -> None:
    with pytest.raises(ModelRefused, match=r"m cannot be saved\. A state holds no object"):
        save(tmp_path, "m", {"a": object()}, _card())
    assert list(tmp_path.iterdir()) == []


def test_a_state_of_another_shape_is_refused_in_words_when_it_is_restored() -> None:
    with pytest.raises(ModelRefused, match="The model mean was written by another version"):
        restored("mean", {}, lambda state: state["mean"])
    assert restored("mean", {"mean": 3.5}, lambda state: state["mean"]) == 3.5


def test_the_same_model_gives_the_same_file_whenever_it_is_saved(tmp_path: Path) -> None:
    hashes = {save(tmp_path, name, {"a": np.ones(3)}, _card()).sha256 for name in ("m", "n")}
    assert len(hashes) == 1


def test_a_copy_is_the_same_model_with_what_was_changed_on_its_card(
    folder: Path, tmp_path: Path
) -> None:
    copied = copy(folder, "m", tmp_path / "other", pinned=True)
    state, card = load(tmp_path / "other", "m")
    original = load(folder, "m")[1]
    assert card == copied == replace(original, pinned=True)
    assert state["numbers"].tolist() == [0, 1, 2]
    assert names(tmp_path / "other") == ["m"]
    assert names(tmp_path / "nowhere") == []
    assert card_of(tmp_path / "other", "m").pinned


@pytest.mark.parametrize("name", ["../m", "M", "", "a/b"])
def test_names_that_leave_the_folder_are_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(ModelRefused, match="is not a model's name"):
        load(tmp_path, name)


def test_saving_again_replaces_file_and_card(folder: Path) -> None:
    save(folder, "m", {"word": "y"}, _card(rows=7))
    state, card = load(folder, "m")
    assert (state, card.rows) == ({"word": "y"}, 7)
    assert sorted(p.name for p in folder.iterdir()) == ["m.json", "m.zip"]
