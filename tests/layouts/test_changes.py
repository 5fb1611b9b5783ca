"""Changes and whether they are good news."""

from __future__ import annotations

from data.metrics import Format
from layouts.changes import NO_CHANGE, change


def test_more_sales_are_better_by_so_many_percent() -> None:
    found = change(1117, 1000, Format.MONEY)
    assert (found.text, found.direction, found.tone) == ("11.7%", "up", "better")
    assert found.class_name == "delta up better"
    assert found.words == "up 11.7%, better"


def test_rates_change_in_points_and_more_reversals_are_worse() -> None:
    found = change(0.041, 0.036, Format.PERCENT, up_is_good=False)
    assert (found.text, found.direction, found.tone) == ("0.5 pt", "up", "worse")


def test_changes_within_half_a_percent_stay_grey() -> None:
    found = change(9317, 9341, Format.COUNT)
    assert (found.text, found.direction, found.tone) == ("0.3%", "flat", "neutral")
    assert found.words == "about the same, 0.3%"
    assert change(0.4104, 0.41, Format.PERCENT).direction == "flat"


def test_some_metrics_have_no_better() -> None:
    found = change(50, 100, Format.MONEY, up_is_good=None)
    assert (found.text, found.direction, found.tone) == ("50.0%", "down", "neutral")


def test_a_fall_below_zero_is_measured_against_the_size_of_before() -> None:
    assert change(-50, -100, Format.MONEY).direction == "up"
    assert change(-150, -100, Format.MONEY).text == "50.0%"


def test_nothing_is_compared_with_nothing() -> None:
    assert change(None, 5, Format.COUNT) == NO_CHANGE
    assert change(5, None, Format.COUNT) == NO_CHANGE
    assert change(5, 0, Format.COUNT) == NO_CHANGE
    assert change(float("nan"), 5, Format.COUNT) == NO_CHANGE
    assert NO_CHANGE.words == "no comparison"
