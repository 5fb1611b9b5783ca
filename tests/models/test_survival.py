"""Waiting times, some of which have not ended."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.stats import CensoredData, ecdf

from models.survival import kaplan_meier, median_wait, waiting_after


def counts(*rows: tuple[int, int, int]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["day", "events", "censored"])


def test_the_share_still_waiting_falls_only_where_a_wait_ends() -> None:
    # Five waits: 2 days, 3 and more, 4, 4 and more, 6.
    curve = kaplan_meier(counts((2, 1, 0), (3, 0, 1), (4, 1, 1), (6, 1, 0)))
    assert curve["at_risk"].tolist() == [5, 4, 3, 1]
    assert curve["waiting"].tolist() == pytest.approx([4 / 5, 4 / 5, 4 / 5 * 2 / 3, 0.0])
    assert median_wait(curve) == 6


def test_the_rows_may_come_in_any_order() -> None:
    straight = kaplan_meier(counts((1, 3, 1), (5, 2, 2)))
    pd.testing.assert_frame_equal(kaplan_meier(counts((5, 2, 2), (1, 3, 1))), straight)


def test_half_is_enough_for_the_median() -> None:
    assert median_wait(kaplan_meier(counts((7, 1, 0), (9, 1, 0)))) == 7
    # A third of the product of many shares is not exactly what it is by hand.
    assert median_wait(kaplan_meier(counts((1, 1, 0), (2, 1, 0), (3, 1, 0), (4, 3, 0)))) == 3


def test_there_is_no_median_while_most_still_wait() -> None:
    assert median_wait(kaplan_meier(counts((5, 2, 0), (30, 0, 10)))) is None
    assert median_wait(kaplan_meier(counts((30, 0, 10)))) is None
    assert median_wait(kaplan_meier(counts())) is None


def test_leaving_out_waits_that_have_not_ended_makes_them_look_short() -> None:
    waits = counts((10, 50, 0), (20, 10, 0), (100, 10, 50))
    ended = np.repeat(waits["day"], waits["events"])
    assert np.median(ended) == 10
    assert median_wait(kaplan_meier(waits)) == 20


def test_between_two_days_the_share_stays_what_it_was() -> None:
    curve = kaplan_meier(counts((2, 1, 0), (10, 1, 2)))
    assert waiting_after(curve, 1) == 1.0
    assert waiting_after(curve, 2) == waiting_after(curve, 9) == 0.75
    assert waiting_after(curve, 400) == pytest.approx(0.75 * 2 / 3)


def test_scipy_draws_the_same_curve_from_single_waits() -> None:
    random = np.random.default_rng(5)
    wait, watched = random.exponential(60, 4_000).astype(int), random.integers(0, 200, 4_000)
    day, ended = np.minimum(wait, watched), wait <= watched
    table = pd.DataFrame({"day": day, "events": ended, "censored": ~ended}).groupby("day").sum()
    curve = kaplan_meier(table.reset_index())
    expected = ecdf(CensoredData.right_censored(day, ~ended)).sf
    found = [waiting_after(curve, int(quantile)) for quantile in expected.quantiles]
    assert found == pytest.approx(expected.probabilities.tolist())
