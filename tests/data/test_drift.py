"""When recent forecasts have left their record, and when they have not."""

from __future__ import annotations

import pandas as pd
import pytest

from data.drift import at_most, drift_note


def kept(errors: list[float], inside: list[bool], step: int = 1) -> pd.DataFrame:
    """One forecast for each month, of 100 sold."""
    months = pd.date_range("2026-01-01", periods=len(errors), freq="MS")
    return pd.DataFrame(
        {"ds": months, "step": step, "actual": 100.0, "error": errors, "inside80": inside}
    )


# Of twenty errors from 1 to 20, 95 % are under 19.05.
TESTED = pd.DataFrame(
    {"step": [1] * 20 + [6], "actual": 0.0, "yhat": [*map(float, range(1, 21)), 500.0]}
)


def test_errors_within_the_record_are_no_news() -> None:
    assert drift_note(kept([-19, 19, 19], [True] * 3), TESTED) == ""


def test_three_months_beyond_the_record_are_told_with_both_numbers() -> None:
    said = drift_note(kept([1, 1, -40, 25, -25], [True] * 5), TESTED)
    assert said.startswith("The last 3 forecasts missed by 30% on average; 95% of those in the ")
    assert "missed by less than 19%" in said


def test_one_bad_month_is_not_enough() -> None:
    assert drift_note(kept([0, 0, 50], [True] * 3), TESTED) == ""
    assert drift_note(kept([500, 500], [False] * 2), TESTED) == ""


def test_months_outside_of_their_range_are_counted_against_chance() -> None:
    outside = [True, False, False, False, True]
    said = drift_note(kept([0] * 5, outside), None)
    # 2 or fewer of 5 happen with 0.0579 of a right range: no reason to say anything.
    assert at_most(2, 5, 0.8) == pytest.approx(0.05792)
    assert said == ""
    assert at_most(1, 5, 0.8) == pytest.approx(0.00672)
    said = drift_note(kept([0] * 5, [False] * 4 + [True]), None)
    assert said.startswith("Only 1 of the last 5 months came out within their 80% range")


def test_forecasts_made_long_before_do_not_count_twice() -> None:
    assert drift_note(kept([500] * 6, [False] * 6, step=2), TESTED) == ""
    assert drift_note(kept([], []), TESTED) == ""
