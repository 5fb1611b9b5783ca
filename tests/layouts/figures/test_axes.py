"""Axes with round marks."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from data.metrics import Format
from data.periods import Grain
from layouts.figures import axes


@pytest.mark.parametrize(
    ("values", "fmt", "texts"),
    [
        ([1_200_000.0], Format.MONEY, ("£0", "£0.5M", "£1.0M", "£1.5M")),
        ([95_000.0], Format.MONEY, ("£0", "£25K", "£50K", "£75K", "£100K")),
        ([2e9], Format.MONEY, ("£0", "£0.5B", "£1.0B", "£1.5B", "£2.0B")),
        ([-40.0, 60.0], Format.MONEY, ("−£50", "−£25", "£0", "£25", "£50", "£75")),
        ([0.041], Format.PERCENT, ("0%", "2%", "4%", "6%")),
        ([3.0], Format.COUNT, ("0", "1", "2", "3")),
        ([], Format.MONEY, ("£0.00", "£0.25", "£0.50", "£0.75", "£1.00")),
    ],
)
def test_marks_are_round_and_hold_every_value(
    values: list[float], fmt: Format, texts: tuple[str, ...]
) -> None:
    found = axes.marks(values, fmt, "GBP")
    assert found.texts == (texts if values else ("£0", *texts[1:]))
    assert found.values[0] <= min([0.0, *values])
    assert found.values[-1] >= max([0.0, *values])


def test_counts_are_never_marked_in_halves() -> None:
    assert all(v == int(v) for v in axes.marks([1.0], Format.COUNT, "GBP").values)


def test_at_most_six_dates_are_marked_and_mondays_come_first() -> None:
    days = [date(2026, 10, 25) + timedelta(days=i) for i in range(28)]
    axis = axes.date_axis(days, Grain.DAY)
    assert axis["tickvals"] == ["2026-10-26", "2026-11-02", "2026-11-09", "2026-11-16"]
    assert axis["ticktext"] == ["26 Oct<br>2026", "2 Nov", "9 Nov", "16 Nov"]


def test_the_year_is_said_where_it_changes() -> None:
    months = [date(2025 + i // 12, i % 12 + 1, 1) for i in range(24)]
    axis = axes.date_axis(months, Grain.MONTH)
    assert len(axis["tickvals"]) <= axes.MOST_DATES
    assert axis["ticktext"] == ["Jan<br>2025", "Jul", "Jan<br>2026", "Jul"]


def test_months_are_marked_in_even_steps_from_january_on() -> None:
    months = [date(2023 + (10 + i) // 12, (10 + i) % 12 + 1, 1) for i in range(39)]
    axis = axes.date_axis(months, Grain.MONTH)
    assert axis["tickvals"] == ["2024-01-01", "2025-01-01", "2026-01-01", "2027-01-01"]
    few = axes.date_axis(months[:7], Grain.MONTH)["tickvals"]
    assert few == ["2023-11-01", "2024-01-01", "2024-03-01", "2024-05-01"]


def test_years_of_days_are_marked_by_months() -> None:
    days = [date(2025, 1, 1) + timedelta(days=i) for i in range(500)]
    marked = axes.date_axis(days, Grain.DAY)["tickvals"]
    assert all(text.endswith("-01") for text in marked)
    assert len(marked) <= axes.MOST_DATES


def test_missing_numbers_become_none() -> None:
    assert axes.numbers([1, None, float("nan"), 2.5]) == [1.0, None, None, 2.5]
