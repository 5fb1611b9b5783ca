"""Bridges and changes to both sides."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go
import pytest

from layouts.figures.waterfall import moved, waterfall
from layouts.theme import tokens

BRIDGE = pd.DataFrame(
    {
        "label": ["Before", "New customers", "Order <value>", "Reversals", "After"],
        "amount": [1000.0, 50.0, -120.5, 20.0, 949.5],
    }
)
MOVED = pd.DataFrame(
    {"key": ["P1", "P2", None], "label": ["Mug", "Tea", "Other"], "change": [90.0, -40.0, 0.0]}
)
ENDS = ("May 2026", "June 2026")


def drawn(theme: str = "light", slots: int = 0) -> go.Figure:
    return waterfall(BRIDGE, theme=theme, currency="GBP", ends=ENDS, slots=slots)


def test_each_bar_begins_where_the_one_above_ended_and_the_last_is_the_change() -> None:
    bars = drawn().to_plotly_json()["data"][1]
    assert bars["base"][1:-1] == [0.0, 50.0, -70.5]
    assert bars["x"][1:-1] == [50.0, -120.5, 20.0]
    assert bars["base"][-1] + bars["x"][-1] == pytest.approx(-50.5)


def test_both_ends_are_bars_from_the_same_place_and_say_that_they_are_cut_short() -> None:
    _, bars, gaps = drawn().to_plotly_json()["data"]
    start = -70.5 - 0.3 * 120.5
    assert (bars["base"][0], bars["base"][-1]) == pytest.approx((start, start))
    assert (bars["x"][0], bars["x"][-1]) == pytest.approx((-start, -50.5 - start))
    assert gaps["x"] == pytest.approx([start + 0.1 * 120.5] * 2)
    assert gaps["marker"]["color"] == tokens("light").surface
    assert gaps["y"] == [bars["y"][0], bars["y"][-1]]
    assert [shown[2] for shown in bars["customdata"][:: len(bars["x"]) - 1]] == [
        "£1,000.00", "£949.50"
    ]  # fmt: skip


def test_ends_near_nothing_are_drawn_in_full() -> None:
    grown = BRIDGE.assign(amount=[10.0, 50.0, -20.0, 20.0, 60.0])
    figure = waterfall(grown, theme="light", currency="GBP", ends=ENDS)
    assert len(figure.data) == 2
    assert [figure.data[1].x[0], figure.data[1].x[-1]] == [10.0, 60.0]
    assert [figure.data[1].base[0], figure.data[1].base[-1]] == [-10.0, -10.0]


def test_an_end_below_nothing_runs_to_the_left() -> None:
    owed = BRIDGE.assign(amount=[-10.0, 50.0, -20.0, 20.0, 40.0])
    figure = waterfall(owed, theme="light", currency="GBP", ends=ENDS)
    assert [figure.data[1].x[0], figure.data[1].x[-1]] == [-10.0, 40.0]
    assert [figure.data[1].base[0], figure.data[1].base[-1]] == [10.0, 10.0]


def test_thin_lines_tie_the_bars_together() -> None:
    ties = drawn().to_plotly_json()["data"][0]
    assert ties["x"] == [0, 0, None, 50, 50, None, -70.5, -70.5, None, -50.5, -50.5, None]
    assert ties["y"][0] > ties["y"][1]
    assert ties["hoverinfo"] == "skip"


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_more_and_less_are_the_ends_of_the_diverging_scale(theme: str) -> None:
    colours = tokens(theme)
    bars = drawn(theme).to_plotly_json()["data"][1]
    more, less = colours.accent, colours.series[1]
    assert bars["marker"]["color"] == [
        colours.previous, more, less, more, colours.previous
    ]  # fmt: skip


def test_names_and_amounts_stand_above_their_bars_in_full() -> None:
    texts = [a.text for a in drawn().layout.annotations]
    assert texts == [
        "May 2026", "<b>£1,000.00</b>",
        "New customers", "<b>+£50.00</b>",
        "Order &lt;value&gt;", "<b>−£120.50</b>",
        "Reversals", "<b>+£20.00</b>",
        "June 2026", "<b>£949.50</b>",
    ]  # fmt: skip


def test_fewer_steps_leave_the_bars_as_thick() -> None:
    few, many = drawn(slots=5), drawn(slots=9)
    assert few.data[1].width == many.data[1].width
    assert list(many.data[1].y) == [8, 7, 6, 5, 4]
    assert many.layout.yaxis.range[1] == few.layout.yaxis.range[1] + 4


def test_the_axis_holds_every_bar() -> None:
    low, high = drawn().layout.xaxis.range
    assert low < -70.5
    assert high > 50


def test_a_bridge_without_steps_is_two_numbers() -> None:
    nothing = BRIDGE.iloc[[0, -1]].assign(amount=[5.0, 5.0])
    figure = waterfall(nothing, theme="light", currency="GBP", ends=ENDS)
    assert list(figure.data[1].x) == [5.0, 5.0]
    assert list(figure.data[1].base) == [-5.0, -5.0]
    assert list(figure.layout.xaxis.range) == [-5.1, 0.1]


def test_changes_go_to_both_sides_of_a_line_at_zero() -> None:
    figure = moved(MOVED, theme="light", currency="GBP", slots=4)
    bars = figure.to_plotly_json()["data"][0]
    assert bars["x"] == [90.0, -40.0, 0.0]
    assert bars["y"] == [3, 2, 1]
    assert figure.layout.shapes[0].x0 == 0


def test_a_click_filters_by_the_key_and_what_is_no_single_thing_has_none() -> None:
    bars = moved(MOVED, theme="dark", currency="GBP").to_plotly_json()["data"][0]
    assert bars["customdata"] == [
        ["P1", "Mug", "+£90.00"], ["P2", "Tea", "−£40.00"], ["", "Other", "£0.00"]
    ]  # fmt: skip


def test_the_chart_library_takes_both() -> None:
    for figure in (drawn("dark", 8), moved(MOVED, theme="light", currency="EUR")):
        valid = go.Figure(figure.to_plotly_json())
        assert len(valid.layout.annotations) == len(figure.layout.annotations)
        assert [trace.type for trace in valid.data] == [trace.type for trace in figure.data]
