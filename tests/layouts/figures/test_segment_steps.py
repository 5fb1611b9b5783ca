"""The steps of one customer's segments."""

from __future__ import annotations

from datetime import date

import pandas as pd
import plotly.graph_objects as go
import pytest

from data.rfm import LADDER
from layouts.figures.segment_steps import segment_steps

FRAME = pd.DataFrame(
    {
        "day": [date(2025, 11, 30), date(2025, 12, 31), date(2026, 1, 31), date(2026, 2, 28)],
        "segment": ["New", "Promising", "Champions", "Lapsed"],
    }
)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_best_segment_stands_on_top_and_the_line_steps(theme: str) -> None:
    figure = segment_steps(FRAME, LADDER, theme=theme)
    (trace,) = figure.data
    assert list(trace["y"]) == [8, 7, 11, 1]
    assert trace["line"]["shape"] == "hv"
    assert trace["x"][0] == "2025-11-30"
    assert figure.layout["yaxis"]["ticktext"][0] == "Champions"
    assert trace["hovertext"][2] == "<b>Champions</b><br>31 Jan 2026"
    assert go.Figure(figure.to_plotly_json()).data[0].mode == "lines+markers"


def test_every_third_month_is_marked_from_the_newest_back() -> None:
    axis = segment_steps(FRAME, LADDER, theme="light").layout["xaxis"]
    assert list(axis["tickvals"]) == ["2025-11-30", "2026-02-28"]
    assert list(axis["ticktext"]) == ["Nov<br>2025", "Feb<br>2026"]
