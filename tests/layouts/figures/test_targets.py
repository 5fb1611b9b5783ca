"""Months against their targets, and a month against its usual pace."""

from __future__ import annotations

from typing import Any

import pandas as pd
import plotly.graph_objects as go
import pytest

from layouts.figures.targets import months_against_targets, pace

MONTHS = pd.DataFrame(
    {
        "period": pd.to_datetime(["2026-05-01", "2026-06-01", "2026-07-01", "2026-08-01"]),
        "actual": [37.5, 49.0, 69.0, None],
        "target": [50.0, None, 138.0, 100.0],
        "attainment": [0.75, None, 0.5, None],
        "known": [28, 30, 20, 0],
        "days": [31, 30, 31, 31],
    }
)
DAYS = pd.DataFrame(
    {
        "day": pd.date_range("2026-07-01", periods=4, freq="D"),
        "actual": [10.0, 30.0, 30.0, None],
        "expected": [25.0, 50.0, 75.0, 100.0],
    }
)
MONEY: dict[str, Any] = {"theme": "light", "currency": "GBP"}


def test_bars_are_what_was_sold_and_marks_are_what_was_wanted() -> None:
    bars, marks = months_against_targets(MONTHS, **MONEY).to_plotly_json()["data"]
    assert bars["x"] == ["2026-05-01", "2026-06-01", "2026-07-01", "2026-08-01"]
    assert bars["y"] == [37.5, 49.0, 69.0, None]
    middles = [
        None if base is None else round(base + height / 2, 9)
        for base, height in zip(marks["base"], marks["y"], strict=True)
    ]
    assert middles == [50.0, None, 138.0, 100.0]
    assert marks["customdata"] == ["£50.00", "–", "£138.00", "£100.00"]
    assert all(m > b for m, b in zip(marks["width"], bars["width"], strict=True))


def test_a_month_that_is_not_whole_is_hatched_and_says_so() -> None:
    bars, _ = months_against_targets(MONTHS, **MONEY).to_plotly_json()["data"]
    assert bars["marker"]["pattern"]["shape"] == ["/", "", "/", "/"]
    assert bars["customdata"][1] == "£49.00"
    assert bars["customdata"][2] == "£69.00 so far, 50.0% of the target"


def test_a_month_leads_from_its_last_known_day_to_where_it_lands() -> None:
    expected, ahead, sold = pace(DAYS, projected=40.0, **MONEY).to_plotly_json()["data"]
    assert sold["y"] == [10.0, 30.0, 30.0]
    assert expected["y"] == [25.0, 50.0, 75.0, 100.0]
    assert expected["name"] == "Usual pace to £100.00"
    assert (ahead["x"], ahead["y"]) == (["2026-07-03", "2026-07-04"], [30.0, 40.0])
    assert ahead["name"] == "Leads to £40.00"


def test_without_a_target_or_a_landing_only_what_was_sold_is_drawn() -> None:
    figure = pace(DAYS.assign(expected=None), **MONEY).to_plotly_json()
    assert [trace["name"] for trace in figure["data"]] == ["Sold"]
    over = DAYS.assign(actual=[10.0, 30.0, 30.0, 60.0])
    names = [
        trace["name"] for trace in pace(over, projected=60.0, **MONEY).to_plotly_json()["data"]
    ]
    assert names == ["Usual pace to £100.00", "Sold"]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_chart_library_takes_both(theme: str) -> None:
    for figure in (
        months_against_targets(MONTHS, theme=theme, currency="GBP"),
        pace(DAYS, theme=theme, currency="GBP", projected=40.0),
    ):
        assert len(go.Figure(figure.to_plotly_json()).data) == len(figure.data)
