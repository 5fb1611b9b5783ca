"""Drawings of customer value: what stands where, in which words, in both faces."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go
import pytest

from data.metrics import Format
from layouts.figures.value import chance_bars, concentration, paired_bars
from layouts.theme import tokens

CHANCES = pd.DataFrame(
    {
        "low": [0.0, 0.1],
        "high": [0.1, 0.2],
        "label": ["0%–10%", "10%–20%"],
        "customers": [3, 1],
        "share": [0.75, 0.25],
        "value_365": [10.0, 2500.0],
    }
)
TENTHS = pd.DataFrame(
    {"short": ["1", "2"], "label": ["1, the best", "2"], "so_far": [5.0, None], "ahead": [9.0, 1.0]}
)
PAIRS = (("so_far", "Value so far"), ("ahead", "Expected"))
CURVE = pd.DataFrame(
    {"customers": [1, 4], "customer_share": [0.25, 1.0], "value_share": [0.8, 1.0]}
)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_drawing_is_valid_in_both_faces(theme: str) -> None:
    drawn = [
        chance_bars(CHANCES, theme=theme, currency="GBP"),
        paired_bars(TENTHS, PAIRS, theme=theme, fmt=Format.MONEY, currency="GBP", title="Tenths"),
        concentration(CURVE, theme=theme, shares=(None, 0.7)),
    ]
    for figure in drawn:
        assert go.Figure(figure.to_plotly_json()).data


def test_bars_of_chances_stand_in_the_middle_of_their_bins() -> None:
    (bars,) = chance_bars(CHANCES, theme="light", currency="GBP").data
    assert bars["x"] == pytest.approx([0.05, 0.15])
    assert list(bars["customdata"][1]) == ["10%–20%", "1", "25.0%", "£2,500"]


def test_two_bars_of_a_row_have_words_and_the_second_the_accent() -> None:
    figure = paired_bars(
        TENTHS, PAIRS, theme="light", fmt=Format.MONEY, currency="GBP", title="Tenths"
    )
    first, second = figure.data
    assert (first["name"], second["name"]) == ("Value so far", "Expected")
    assert second["marker"]["color"] == tokens("light").accent
    assert list(first["y"]) == [5.0, None]
    assert [list(row) for row in first["customdata"]] == [["1, the best", "£5.00"], ["2", "–"]]


def test_the_curve_begins_at_nothing_and_marks_only_what_is_known() -> None:
    curve, marks = concentration(CURVE, theme="light", shares=(None, 0.7)).data
    assert list(curve["x"]) == [0.0, 0.25, 1.0]
    assert list(curve["y"]) == [0.0, 0.8, 1.0]
    assert (list(marks["x"]), list(marks["text"])) == ([0.2], ["Best 20%: 70.0%"])
