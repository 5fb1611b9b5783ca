"""The sales ladder as bars."""

from __future__ import annotations

from typing import Any

import pandas as pd
import plotly.graph_objects as go
import pytest

from layouts.figures.ladder import ladder
from layouts.theme import TOKENS, Mode

RUNGS = pd.DataFrame(
    {
        "label": ["Gross", "Discounts", "Reversals", "Net", "Shipping", "Tax", "Total"],
        "step": ["=", "−", "−", "=", "+", "+", "="],
        "value": [128.0, 14.0, 45.0, 69.0, 15.0, 2.0, 86.0],
        "comparison": [53.0, 4.0, 0.0, 49.0, None, 7.2, 56.2],
    }
)


def drawn(frame: pd.DataFrame = RUNGS, theme: str = "light") -> dict[str, Any]:
    found: dict[str, Any] = ladder(frame, theme=theme, currency="GBP").to_plotly_json()
    return found


def test_every_bar_begins_where_the_one_before_ends() -> None:
    (bars, _) = drawn()["data"]
    assert bars["base"] == [0, 128, 114, 0, 69, 84, 0]
    assert bars["x"] == [128, -14, -45, 69, 15, 2, 86]
    ends = [base + length for base, length in zip(bars["base"], bars["x"], strict=True)]
    # What is left after reversals is net sales; with tax it is total sales.
    assert (ends[2], ends[5]) == (bars["x"][3], bars["x"][6])


def test_a_tick_marks_where_a_bar_would_end_as_in_the_comparison() -> None:
    (_, ticks) = drawn()["data"]
    assert ticks["x"] == [53, 124, 114, 49, pytest.approx(91.2), 56.2]
    assert ticks["customdata"][1] == "£4.00"


def test_levels_takings_and_additions_wear_three_colours() -> None:
    for mode in Mode:
        colours = drawn(theme=mode.value)["data"][0]["marker"]["color"]
        level, off, on = TOKENS[mode].series[:3]
        assert colours == [level, off, off, level, on, on, level]


def test_numbers_stand_beside_the_names_with_their_signs() -> None:
    texts = [a["text"] for a in drawn()["layout"]["annotations"]]
    assert texts[:4] == ["Gross", "<b>£128.00</b>", "Discounts", "−£14.00"]
    assert "+£15.00" in texts


def test_what_is_not_known_has_no_bar_and_says_so() -> None:
    frame = RUNGS.assign(value=[40.0, 4.0, 0.0, 36.0, *[float("nan")] * 3], comparison=None)
    figure = drawn(frame)
    (bars,) = figure["data"]
    assert bars["x"][4:] == [None, None, None]
    texts = [a["text"] for a in figure["layout"]["annotations"]]
    assert texts.count("Not available") + texts.count("<b>Not available</b>") == 3


def test_the_chart_library_accepts_it_and_all_of_it_can_be_seen() -> None:
    negative = RUNGS.assign(value=[0.0, 0.0, 9.0, -9.0, 0.0, 0.0, -9.0])
    for frame in (RUNGS, negative, RUNGS.assign(value=0.0, comparison=0.0)):
        figure = drawn(frame)
        assert go.Figure(figure).layout.xaxis.range is not None
        low, high = figure["layout"]["xaxis"]["range"]
        bars = figure["data"][0]
        ends = [b + x for b, x in zip(bars["base"], bars["x"], strict=True)]
        assert low <= min(ends)
        assert high >= max(ends)
