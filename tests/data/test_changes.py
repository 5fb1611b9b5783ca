"""What may be said about a change."""

from __future__ import annotations

import pytest

from data.changes import Change, Kind, change
from data.metrics import metric

SALES, RATE = metric("net_sales"), metric("reversal_rate")


@pytest.mark.parametrize(
    ("value", "baseline", "expected"),
    [
        (110.0, 100.0, Change(Kind.PERCENT, 0.1)),
        (5.0, 0.0, Change(Kind.NEW)),
        (0.0, 0.0, Change(Kind.DIFFERENCE, 0.0)),
        (10.0, -40.0, Change(Kind.DIFFERENCE, 50.0)),
        (10.0, None, Change(Kind.MISSING)),
        (None, 10.0, Change(Kind.MISSING)),
    ],
)
def test_a_percentage_needs_a_positive_baseline(
    value: float | None, baseline: float | None, expected: Change
) -> None:
    found = change(SALES, value, baseline)
    assert found.kind is expected.kind
    assert found.value == (None if expected.value is None else pytest.approx(expected.value))


def test_rates_change_in_points_and_not_in_percent_of_percent() -> None:
    found = change(RATE, 0.063, 0.04)
    assert found.kind is Kind.POINTS
    assert found.value == pytest.approx(0.023)


def test_an_unfinished_period_carries_no_percentage() -> None:
    assert change(SALES, 60.0, 100.0, unfinished=True) == Change(Kind.UNFINISHED)
