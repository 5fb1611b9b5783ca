"""`query forecast` and what goes with it: the same numbers as the release holds."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from tests.built import Built
from tests.dashapp.commands.conftest import Command, Said

Ask = Callable[..., Said]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A simulated shop of three years, published with its forecasts kept."""
    return Built.of(tmp_path_factory).simulated(2_000, 11).data_dir


@pytest.fixture
def ask(command: Command, folder: Path) -> Ask:
    """Ask the simulated shop."""
    return partial(command, "query", data_dir=folder)


def test_parts_are_asked_for_by_level_key_and_grain(ask: Ask) -> None:
    scores = ask("forecast-scores", "--level", "category", "--grain", "week").rows
    whole = ask("forecast", "--grain", "week").rows
    named = ("--level", "category", "--grain", "week")
    parts = [ask("forecast", *named, "--key", row["key"]).json for row in scores]
    assert (len(whole), len(parts)) == (13, len({row["key"] for row in scores}))
    for place, week in enumerate(whole):
        cents = sum(round(part["rows"][place]["yhat"] * 100) for part in parts)
        assert cents == round(week["yhat"] * 100)
    first = parts[0]
    assert (first["level"], first["key"], first["grain"]) == ("category", scores[0]["key"], "week")
    assert first["scores"]["mase"] == scores[0]["mase"]
    assert first["model"] == first["rows"][0]["model"] == scores[0]["model"]


def test_months_say_how_far_to_trust_them(ask: Ask) -> None:
    found = ask("forecast", "--horizon", 2).json
    assert len(found["rows"]) == 2
    assert found["scores"]["mase"] > 0
    assert found["model"] in found["trust"]
    kept = ask("forecast-scores").rows[0]
    assert kept["level"] == "total"
    assert kept["mase"] == pytest.approx(found["scores"]["mase"])


def test_a_new_shop_has_no_history_and_says_nothing_of_drift(ask: Ask) -> None:
    found = ask("forecast-history").json
    assert (found["rows"], found["drift"], found["level"]) == ([], "", "total")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--grain", "week", "--horizon", "14"], "at most 13 weeks"),
        (["--horizon", "7"], "at most 6 months"),
        (["--grain", "quarter"], "by month, week or day"),
        (["--level", "country"], "--level and --key belong together"),
        (["--level", "country", "--key", "UK", "--metric", "orders"], "only net sales"),
        (["--grain", "day", "--country", "UK"], "leave filters out"),
        (["--level", "country", "--key", "Nowhere"], "no forecast of 'Nowhere'"),
    ],
)
def test_what_cannot_be_meant_is_said_in_a_sentence(ask: Ask, words: list[str], told: str) -> None:
    found = ask("forecast", *words)
    assert found.code in (1, 2)
    assert told in " ".join(found.err.split())


def test_a_shop_of_one_complete_month_says_what_is_needed(query: Command) -> None:
    """The tiny shop has too few months."""
    said = query("forecast", "--level", "country", "--key", "Germany")
    assert (said.code, said.out) == (1, "")
    assert "too few complete periods" in said.err
