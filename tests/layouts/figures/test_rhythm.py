"""Bars and curves of how long customers wait."""

from __future__ import annotations

from typing import Any

import pandas as pd
import plotly.graph_objects as go
import pytest

from layouts.figures.rhythm import gap_bars, rate_bars, waiting_curve, weekly
from models.survival import kaplan_meier

RATES = pd.DataFrame(
    {
        "label": ["1st → 2nd", "2nd → 3rd"],
        "short": ["2nd", "3rd"],
        "rate": [0.195, None],
        "came": [195, 3],
        "observed": [1000, 19],
    }
)
GAPS = pd.DataFrame(
    {"day": [0, 1, 7, 8, 30, 364, 365, 900], "events": [0, 2, 1, 4, 0, 1, 1, 3], "censored": 1}
)


def plain(figure: go.Figure) -> dict[str, Any]:
    found: dict[str, Any] = figure.to_plotly_json()
    go.Figure(data=found["data"], layout=found["layout"])
    return found


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_plotly_accepts_every_property(theme: str) -> None:
    figures = [
        rate_bars(RATES, theme=theme, title="Next"),
        gap_bars(GAPS, theme=theme, median=8.0),
        waiting_curve(kaplan_meier(GAPS), theme=theme, median=None, ended=8.0),
    ]
    assert [len(plain(figure)["data"]) for figure in figures] == [1, 1, 1]


def test_a_rate_of_too_few_is_words_and_no_bar() -> None:
    figure = plain(rate_bars(RATES, theme="light", title="Next"))
    assert figure["data"][0]["y"] == [0.195, None]
    assert figure["data"][0]["text"] == ["19.5%", ""]
    assert figure["data"][0]["hovertext"][0] == "195 of 1,000 customers"
    assert [(a["x"], a["text"]) for a in figure["layout"]["annotations"]] == [("3rd", "too few")]


def test_many_bars_have_no_room_for_decimals() -> None:
    many = pd.concat([RATES.head(1)] * 7, ignore_index=True)
    assert plain(rate_bars(many, theme="light", title=""))["data"][0]["text"][0] == "20%"


def test_weeks_of_waiting_have_no_holes_and_end_with_a_year() -> None:
    weeks: Any = weekly(GAPS)
    assert weeks["gaps"].sum() == GAPS["events"].sum() == 12
    assert weeks.loc[0, ["label", "gaps"]].tolist() == ["1–7 days", 3]
    assert weeks.loc[1, ["label", "gaps"]].tolist() == ["8–14 days", 4]
    assert weeks.loc[2, "gaps"] == 0
    assert weeks.tail(2)["label"].tolist() == ["358–364 days", "365 days and more"]
    assert weeks.tail(2)["gaps"].tolist() == [1, 4]
    assert weekly(GAPS.head(1))["gaps"].tolist() == [0]


def test_the_curve_rises_from_nothing_and_stops_after_a_year() -> None:
    figure = plain(waiting_curve(kaplan_meier(GAPS), theme="light", median=30.0, ended=8.0))
    line = figure["data"][0]
    assert (line["x"][0], line["y"][0]) == (0, 0.0)
    assert line["y"] == sorted(line["y"])
    assert line["x"][-1] == 365
    assert line["line"]["shape"] == "hv"


def test_both_medians_are_marked_where_they_are_known() -> None:
    curve = kaplan_meier(GAPS)
    both = plain(waiting_curve(curve, theme="light", median=30.0, ended=8.5))["layout"]
    assert [shape["x0"] for shape in both["shapes"]] == [30.0, 8.5]
    assert both["annotations"][0]["text"] == "<b>30 days</b> half came again"
    assert both["annotations"][1]["text"] == "<b>8.5 days</b> median of ended gaps"
    one = plain(waiting_curve(curve, theme="light", median=None, ended=1.0))["layout"]
    assert [a["text"] for a in one["annotations"]] == ["<b>1 day</b> median of ended gaps"]
