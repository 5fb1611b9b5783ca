"""Changes in words, and whether they are good news."""

from __future__ import annotations

from data.changes import Change, Kind
from data.metrics import METRICS
from layouts.changes import NO_CHANGE, said

NET, ORDERS = METRICS["net_sales"], METRICS["orders"]
REVERSAL_RATE, DISCOUNTS = METRICS["reversal_rate"], METRICS["discounts"]


def test_more_sales_are_better_by_so_many_percent() -> None:
    found = said(Change(Kind.PERCENT, 0.117), NET, "GBP")
    assert (found.text, found.direction, found.tone) == ("11.7%", "up", "better")
    assert found.class_name == "delta up better"
    assert found.words == "up 11.7%, better"


def test_rates_change_in_points_and_more_reversals_are_worse() -> None:
    found = said(Change(Kind.POINTS, 0.005), REVERSAL_RATE, "GBP")
    assert (found.text, found.direction, found.tone) == ("0.5 pt", "up", "worse")


def test_changes_within_half_a_percent_stay_grey() -> None:
    found = said(Change(Kind.PERCENT, -0.003), ORDERS, "GBP")
    assert (found.text, found.direction, found.tone) == ("0.3%", "flat", "neutral")
    assert found.words == "about the same, 0.3%"
    assert said(Change(Kind.POINTS, 0.0004), REVERSAL_RATE, "GBP").direction == "flat"


def test_some_metrics_have_no_better() -> None:
    found = said(Change(Kind.PERCENT, -0.5), DISCOUNTS, "GBP")
    assert (found.text, found.direction, found.tone) == ("50.0%", "down", "neutral")


def test_a_baseline_below_zero_shows_only_the_difference() -> None:
    found = said(Change(Kind.DIFFERENCE, 50.0), NET, "EUR")
    assert (found.text, found.direction, found.tone) == ("€50.00", "up", "better")


def test_something_where_nothing_was_is_new() -> None:
    found = said(Change(Kind.NEW), NET, "GBP")
    assert (found.text, found.direction, found.tone) == ("new", "up", "better")


def test_nothing_is_said_without_a_baseline_or_of_an_unfinished_period() -> None:
    assert said(Change(Kind.MISSING), NET, "GBP") == NO_CHANGE
    assert said(Change(Kind.UNFINISHED), NET, "GBP") == NO_CHANGE
    assert NO_CHANGE.words == "no comparison"
