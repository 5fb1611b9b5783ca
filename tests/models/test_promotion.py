from __future__ import annotations

import math
from typing import Any

import pytest

from models.promotion import MARGIN, Contest, decide


def _error(served: float | None, challenger: float | None, **more: Any) -> Contest:
    return decide(served, challenger, measure="mean error", higher_is_better=False, **more)


def _agreement(served: float | None, challenger: float | None, **more: Any) -> Contest:
    return decide(served, challenger, measure="agreement", higher_is_better=True, **more)


def test_a_better_model_is_promoted_and_the_sentence_says_by_how_much() -> None:
    found = _error(0.8, 0.7, model="forecast")
    assert found == Contest(
        model="forecast",
        served=0.8,
        challenger=0.7,
        measure="mean error",
        higher_is_better=False,
        promoted=True,
        why="Promoted: mean error 0.700 against 0.800 on the same backtest, which is better.",
    )
    assert _agreement(0.7, 0.8).promoted


def test_a_worse_model_is_not() -> None:
    found = _error(0.7, 0.8)
    assert not found.promoted
    assert found.why == (
        "The former model was kept: mean error 0.800 against 0.700 on the same backtest, so the "
        "new one is worse."
    )
    assert not _agreement(0.8, 0.7).promoted


def test_equal_scores_promote_the_newer_one() -> None:
    assert "not worse" in _error(0.7, 0.7).why
    assert _error(0.0, 0.0).promoted


def test_a_score_within_the_margin_is_not_worse_and_one_beyond_it_is() -> None:
    assert MARGIN == 0.02
    assert _error(1.0, 1.0199).promoted
    assert not _error(1.0, 1.0201).promoted
    assert _agreement(1.0, 0.9801).promoted
    assert not _agreement(1.0, 0.9799).promoted
    assert not _error(1.0, 1.01, margin=0.0).promoted


def test_the_margin_of_a_negative_score_is_a_share_of_its_size() -> None:
    """A log-likelihood of -1,000 may fall to -1,020 and no further."""
    assert _agreement(-1000.0, -1019.0).promoted
    worse = _agreement(-1000.0, -1021.0)
    assert not worse.promoted
    assert "−1,021 against −1,000" in worse.why


def test_who_was_gone_back_to_stays_until_something_is_clearly_better() -> None:
    assert not _error(1.0, 1.0, pinned=True).promoted
    assert not _error(1.0, 0.99, pinned=True).promoted
    kept = _error(1.0, 0.981, pinned=True)
    assert (kept.promoted, kept.why.endswith("so the new one does not beat it.")) == (False, True)
    beaten = _error(1.0, 0.97, pinned=True)
    assert (beaten.promoted, beaten.why.startswith("Promoted:")) == (True, True)


def test_the_only_one_that_can_be_scored_is_in_service() -> None:
    first = _error(None, 0.7)
    assert first.promoted
    assert first.why == "Promoted: the model in service could not be judged by mean error."
    blind = _error(0.7, None)
    assert not blind.promoted
    assert "the new one has no mean error to be judged by" in blind.why


@pytest.mark.parametrize("challenger", [None, 0.7])
def test_who_was_gone_back_to_stays_where_it_cannot_be_scored(challenger: float | None) -> None:
    found = _error(None, challenger, pinned=True)
    assert not found.promoted
    assert "it could not be judged by mean error" in found.why


@pytest.mark.parametrize("nothing", [None, math.nan, math.inf, -math.inf])
def test_a_score_that_is_not_finite_counts_as_none(nothing: float | None) -> None:
    found = _error(nothing, nothing)
    assert (found.served, found.challenger, found.promoted) == (None, None, True)
    assert not _error(1.0, nothing).promoted
