"""What cannot be meant ends with a sentence and code 2, what cannot be done with code 1."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from dashapp import pipeline
from data.engines import DatabaseFailed, OutOfMemory
from tests.conftest import PROJECT
from tests.dashapp.commands.conftest import Command
from tests.data.shop import build_shop


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--month", "2026-13"], "'2026-13' is not a month; write it as YYYY-MM"),
        (["--month", "June"], "'June' is not a month"),
        (["--from", "2026-06-01"], "A period needs both a first and a last day."),
        (["--to", "2026-06-01"], "A period needs both a first and a last day."),
        (["--from", "1 June", "--to", "2026-06-02"], "'1 June' is not a day"),
        (["--from", "2026-06-02", "--to", "2026-06-01"], "before it begins on 2026-06-02"),
        (["--from", "0001-01-01", "--to", "2026-06-01"], "choose a day between 1900 and 2200"),
        (
            ["--month", "2026-06", "--from", "2026-06-01", "--to", "2026-06-02"],
            "Name either --month or --from and --to, not both.",
        ),
        (["--country", "x" * 201], "Country: a value is longer than 200 characters."),
    ],
)
def test_a_selection_that_cannot_be_meant_is_a_usage_error(
    query: Command, words: list[str], sentence: str
) -> None:
    said = query("kpis", *words)
    assert (said.code, said.out) == (2, "")
    assert said.err.startswith("Error: ")
    assert sentence in said.err
    assert said.err.count("\n") == 1


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (
            ["series", "--metric", "profit"],
            "There is no metric 'profit'. Choose one of: gross_sales",
        ),
        (["top", "--metric", "shipping"], "Shipping is known for whole orders only"),
        (["series", "--metric", "tax", "--product", "MUG"], "Tax is known for whole orders only"),
    ],
)
def test_a_question_without_an_answer_is_a_usage_error(
    query: Command, words: list[str], sentence: str
) -> None:
    said = query(*words)
    assert (said.code, said.out) == (2, "")
    assert said.err.startswith(f"Error: {sentence}")
    assert said.err.count("\n") == 1


@pytest.mark.parametrize(
    "words",
    [
        ["query", "cakes"],
        ["query", "series", "--grain", "hour"],
        ["query", "top", "--by", "colour"],
        ["query", "top", "--limit", "0"],
        ["query", "kpis", "--format", "xml"],
        ["query"],
        ["query", "kpis", "--unheard"],
        ["load", "nowhere.csv"],
        ["demo", "--lines", "many"],
        ["bake"],
    ],
)
def test_words_that_do_not_exist_are_usage_errors(command: Command, words: list[str]) -> None:
    said = command(*words)
    assert (said.code, said.out) == (2, "")
    assert "Error: " in said.err
    assert "Traceback" not in said.err


@pytest.mark.parametrize(
    "words",
    [["query", "kpis"], ["check"], ["train"]],
)
def test_without_data_the_sentence_says_what_to_run(command: Command, words: list[str]) -> None:
    said = command(*words)
    assert (said.code, said.out) == (1, "")
    assert said.err == (
        "Error: There are no data yet. Run 'python -m dashapp demo' for a simulated shop, or "
        "'python -m dashapp load FILES' for your own.\n"
    )


def test_a_setting_that_cannot_be_used_is_a_usage_error(
    command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QUERY_MEMORY_MB", "plenty")
    said = command("query", "kpis")
    assert (said.code, said.out) == (2, "")
    assert "QUERY_MEMORY_MB" in said.err
    assert "Traceback" not in said.err


@pytest.mark.parametrize("words", [["demo"], ["load", __file__]])
def test_a_folder_that_cannot_be_written_is_said_in_a_sentence(
    command: Command, tmp_path: Path, words: list[str]
) -> None:
    (tmp_path / "file").touch()
    said = command(*words, data_dir=tmp_path / "file")
    assert (said.code, said.out) == (1, "")
    assert said.err == f"Error: Not a directory: {tmp_path / 'file' / 'releases'}\n"


def test_a_disk_that_is_full_for_the_database_is_said_in_a_sentence(
    command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise DatabaseFailed(None, None, OSError("Could not write: No space left on device"))

    monkeypatch.setattr(pipeline, "publish_demo", full)
    said = command("demo")
    assert (said.code, said.out) == (1, "")
    assert said.err == ("Error: The database failed. Could not write: No space left on device\n")


def test_a_build_without_enough_memory_is_said_in_a_sentence(
    command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    def too_large(*_: object, **__: object) -> None:
        raise OutOfMemory("Have an operator raise BUILD_MEMORY_MB.")

    monkeypatch.setattr(pipeline, "publish_demo", too_large)
    said = command("demo")
    assert (said.code, said.out) == (1, "")
    assert said.err == "Error: Have an operator raise BUILD_MEMORY_MB.\n"


def test_a_damaged_database_is_said_in_a_sentence(command: Command, tmp_path: Path) -> None:
    store = build_shop(tmp_path / "releases")
    store.path(store.current_or_fail()).write_bytes(b"damaged" * 5000)
    said = command("check")
    assert (said.code, said.out) == (1, "")
    assert said.err.startswith("Error: The database failed. ")


def test_help_names_every_command(command: Command) -> None:
    said = command("--help")
    assert said.code == 0
    for name in ("load", "demo", "train", "forecast", "releases", "rollback", "check", "query"):
        assert f" {name} " in said.out


def test_a_process_of_its_own_ends_the_same_way(tmp_path: Path) -> None:
    words = [sys.executable, "-m", "dashapp", "query", "kpis"]
    ended = subprocess.run(
        words,
        cwd=PROJECT,
        env={"DATA_DIR": str(tmp_path), "PATH": ""},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr.startswith("Error: There are no data yet.")
    assert ended.stderr.count("\n") == 1
