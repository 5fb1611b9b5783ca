"""`train` and `models` on the command line: what is said, and with which exit code."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from dashapp import training
from dashapp.pipeline import publish_demo
from data.progress import silent
from data.stores import FileStore
from models import registry
from models.names import SEGMENTS, VALUE
from tests.dashapp.commands.conftest import Command


@pytest.fixture(scope="module", autouse=True)
def _two_lessons() -> Iterator[None]:
    """Clusters and values of customers alone: forecasts take long and are learned elsewhere."""
    lessons = [training.lesson_of(name) for name in (SEGMENTS, VALUE)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(training, "LESSONS", tuple(lesson for lesson in lessons if lesson))
        yield


@pytest.fixture(scope="module")
def simulated(_two_lessons: None, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("simulated")
    publish_demo(FileStore(folder / "releases"), lines=1_500, seed=11, progress=silent)
    return folder


@pytest.fixture
def data_dir(simulated: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(simulated, tmp_path / "shop"))


def test_the_models_in_service_are_listed_with_all_that_their_cards_say(
    command: Command, data_dir: Path
) -> None:
    said = command("models", "--json", data_dir=data_dir)
    assert (said.code, said.err) == (0, "")
    store = FileStore(data_dir / "releases")
    folder = store.artefacts(store.current_or_fail())
    assert said.json["release"] == store.current_id()
    assert [model["name"] for model in said.json["models"]] == registry.names(folder)
    segments = next(one for one in said.json["models"] if one["name"] == "segments")
    card = registry.card_of(folder, "segments")
    assert segments["learned_from"] == card.release == store.current_id()
    assert (segments["rows"], segments["pinned"], segments["contest"]) == (card.rows, False, None)
    assert segments["scores"] == dict(card.scores)
    text = command("models", data_dir=data_dir)
    assert "segments: Learned anew; there was no model that it could" in text.out
    assert f"silhouette {card.scores['silhouette']:,.4g}" in text.out


def test_a_training_tells_of_every_model_whether_it_was_promoted_and_why(
    command: Command, data_dir: Path
) -> None:
    said = command("train", "--json", data_dir=data_dir)
    assert (said.code, said.json["release"]) == (
        0,
        FileStore(data_dir / "releases").current_id(),
    )
    segments = next(one for one in said.json["models"] if one["name"] == "segments")
    contest = segments["contest"]
    assert contest["promoted"] is False
    assert contest["why"].startswith("The clusters in service were kept")
    assert segments["learned_from"] != said.json["release"]
    assert isinstance(said.json["not_learned"], list)


def test_a_training_without_json_says_each_step_and_how_long_it_took(
    command: Command, data_dir: Path
) -> None:
    said = command("train", data_dir=data_dir)
    assert said.code == 0
    assert "Finding customer clusters: " in said.err
    assert said.err.splitlines()[-1].startswith("Checking sums and keys: ")
    assert said.out.startswith("Published release ")
    assert "segments: The clusters in service were kept" in said.out


def test_a_shop_without_anything_to_learn_from_says_why(
    command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CURRENCY", "EUR")
    files = tmp_path / "files"
    files.mkdir()
    (files / "orders.csv").write_text("order_id,ordered_at\n1,2026-05-01\n")
    lines = "order_id,product_id,quantity,unit_price\n1,mug,1,2\n"
    (files / "order_items.csv").write_text(lines)
    (files / "products.csv").write_text("product_id\nmug\n")
    assert command("load", files).code == 0
    said = command("models", "--json")
    why = {one["name"]: one["why"] for one in said.json["not_learned"]}
    assert why["segments"].startswith("Segments need at least 30; there are ")
    assert "segments: not learned. Segments need at least 30" in command("models").out


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("rollback", "segments"), "There is no former model of segments to go back to"),
        (("rollback", "nothing"), "There is no model 'nothing' in service. There are: "),
        (("rollback", "segments", "--release", "x"), "There is no release 'x'. There are: "),
        (("unpin", "segments"), "segments is not pinned."),
    ],
)
def test_what_cannot_be_gone_back_to_is_said_in_a_sentence(
    command: Command, data_dir: Path, words: tuple[str, ...], why: str
) -> None:
    before = FileStore(data_dir / "releases").current_id()
    said = command("models", *words, data_dir=data_dir)
    assert (said.code, said.out) == (1, "")
    assert said.err.startswith(f"Error: {why}")
    as_json = command("models", *words, "--json", data_dir=data_dir)
    assert as_json.json["error"].startswith(why)
    assert FileStore(data_dir / "releases").current_id() == before


def test_a_model_is_gone_back_to_and_unpinned(command: Command, data_dir: Path) -> None:
    """The value of customers is learned anew by each training, and promoted when no worse."""
    store = FileStore(data_dir / "releases")
    first = store.current_or_fail()
    command("train", "--json", data_dir=data_dir)
    trained = registry.card_of(store.artefacts(store.current_or_fail()), "value")
    if trained.release == first:
        pytest.fail("The training did not put a new model into service.")
    progress = data_dir / "progress.json"
    said = command("models", "rollback", "value", "--progress", progress, data_dir=data_dir)
    assert said.code == 0
    assert "value: Gone back to, and pinned: a newer one has to beat it." in said.out
    assert progress.read_text() == '{"step":"Published","fraction":1.0}'
    card = registry.card_of(store.artefacts(store.current_or_fail()), "value")
    assert (card.release, card.pinned) == (first, True)
    unpinned = command("models", "unpin", "value", "--json", data_dir=data_dir)
    value = next(one for one in unpinned.json["models"] if one["name"] == "value")
    assert (unpinned.code, value["pinned"], value["learned_from"]) == (0, False, first)


def test_models_of_an_empty_folder_say_what_to_run(command: Command) -> None:
    said = command("models")
    assert (said.code, said.out) == (1, "")
    assert said.err.startswith("Error: There are no data yet.")
