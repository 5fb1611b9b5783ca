"""Simulated shops beside real ones: neither is ever mixed with the other."""

from __future__ import annotations

from pathlib import Path

import pytest

from dashapp import training
from dashapp.pipeline import publish_demo, retrain
from data.progress import silent
from data.stores import FileStore
from tests.built import Built
from tests.dashapp.test_pipeline import ITEMS, ORDERS, load, numbers, write


@pytest.fixture
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    return Built.of(tmp_path_factory)


@pytest.fixture
def store(tmp_path: Path) -> FileStore:
    return FileStore(tmp_path / "releases")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two orders for 11.00 and 4.25."""
    folder = tmp_path / "spring"
    folder.mkdir()
    write(folder, orders=ORDERS, order_items=ITEMS, products=["product_id", "mug", "tea"])
    return folder


def test_a_real_shop_outlives_any_number_of_simulated_ones(
    store: FileStore, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    load(store, folder)
    before = numbers(store)
    # How long releases are kept does not hang on what was learned of them.
    monkeypatch.setattr(training, "LESSONS", ())
    for seed in range(store.keep + 1):
        assert publish_demo(store, lines=1_000, seed=seed, progress=silent).simulated
    monkeypatch.undo()
    # Even the same files: they bring the real shop back.
    _, again = load(store, folder)
    assert again is not None
    assert not again.simulated
    assert numbers(store) == before


def test_the_first_real_load_after_a_simulated_shop_starts_afresh(
    built: Built, folder: Path, tmp_path: Path
) -> None:
    store = FileStore(built.copied(1_000, 5, tmp_path / "shop").releases_dir)
    assert store.info(store.current_or_fail()).simulated
    _, real = load(store, folder)
    assert real is not None
    assert not real.simulated
    assert (numbers(store)["orders"], numbers(store)["gross_sales"]) == (2, 15.25)
    # And the one after it goes on with the real shop.
    write(folder, order_items=[*ITEMS[:3], "2,tea,2,4.25"])
    load(store, folder)
    assert (numbers(store)["orders"], numbers(store)["gross_sales"]) == (2, 19.5)


def test_the_same_seed_simulates_the_same_numbers(store: FileStore, built: Built) -> None:
    info = publish_demo(store, lines=1_000, seed=5, progress=silent)
    other = FileStore(built.simulated(1_000, 5).releases_dir)
    assert numbers(store) == numbers(other)
    assert (info.simulated, info.source) == (True, "Simulated with 1,000 order lines, seed 5")


def test_a_simulated_shop_stays_simulated_when_learned_again(built: Built, tmp_path: Path) -> None:
    store = FileStore(built.copied(1_000, 5, tmp_path / "shop").releases_dir)
    assert retrain(store, silent).simulated
