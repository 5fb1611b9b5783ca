"""Figures of the page as pictures: every kind of mark leaves its colour where it belongs."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
import pytest
from PIL import Image

from layouts.paper.picture import picture
from layouts.paper.words import colour, is_bold, plain

RED, BLUE = "#FF0000", "#0000FF"
Pixels = np.ndarray[Any, np.dtype[np.int16]]


def drawn(data: list[dict[str, Any]], **layout: Any) -> Pixels:
    figure = {"data": data, "layout": layout}
    image = Image.open(io.BytesIO(picture(figure, width_mm=100, height_mm=50)))
    assert image.size == (787, 393)
    return np.asarray(image.convert("RGB")).astype(np.int16)


def share(pixels: Pixels, shade: str) -> float:
    """What part of the picture has a colour, give or take the edges."""
    wanted = np.array([round(part * 255) for part in colour(shade)[:3]])
    return float((np.abs(pixels - wanted).max(axis=2) < 40).mean())


def middle(pixels: Pixels, shade: str) -> tuple[float, float]:
    """Where the colour is, as shares of the width and of the height from above."""
    wanted = np.array([round(part * 255) for part in colour(shade)[:3]])
    down, across = np.nonzero(np.abs(pixels - wanted).max(axis=2) < 40)
    return float(across.mean() / pixels.shape[1]), float(down.mean() / pixels.shape[0])


def bar(**more: Any) -> dict[str, Any]:
    return {"type": "bar", "marker": {"color": RED}, "x": ["a", "b"], "y": [1, 3], **more}


def test_a_bar_three_times_as_high_covers_three_times_as_much() -> None:
    low = share(drawn([bar(y=[1, 0])], yaxis={"range": [0, 3]}), RED)
    high = share(drawn([bar(y=[3, 0])], yaxis={"range": [0, 3]}), RED)
    assert high / low == pytest.approx(3, rel=0.06)


def test_bars_that_lie_grow_to_the_right() -> None:
    lying = bar(orientation="h", x=[1, 0], y=["a", "b"])
    across, _ = middle(drawn([lying], xaxis={"range": [0, 4]}), RED)
    assert across < 0.4


def test_a_bar_with_a_base_floats() -> None:
    _, down = middle(drawn([bar(y=[1, 0], base=[9, 0])], yaxis={"range": [0, 10]}), RED)
    assert down < 0.2


def test_bars_of_a_group_stand_side_by_side() -> None:
    other = bar(marker={"color": BLUE}, name="then")
    pixels = drawn([bar(name="now"), other], barmode="group", yaxis={"range": [0, 3]})
    assert middle(pixels, RED)[0] < middle(pixels, BLUE)[0]
    assert share(pixels, RED) == pytest.approx(share(pixels, BLUE), rel=0.1)


def test_a_line_over_days_rises_with_its_values() -> None:
    line = {
        "type": "scatter",
        "mode": "lines",
        "x": ["2026-07-01", "2026-07-02", "2026-07-03"],
        "y": [0, None, 10],
        "line": {"color": RED, "width": 2, "dash": "3px,3px"},
    }
    dots = line | {"mode": "markers", "marker": {"color": BLUE, "size": 10}, "y": [10, 10, 10]}
    pixels = drawn([line, dots])
    assert share(pixels, BLUE) > 0.001
    assert middle(pixels, BLUE)[1] < 0.3


def test_an_area_fills_what_is_below_its_line() -> None:
    area = {
        "type": "scatter",
        "x": [0, 1],
        "y": [1, 1],
        "fill": "tozeroy",
        "fillcolor": "rgba(255,0,0,1)",
        "line": {"color": RED},
    }
    assert share(drawn([area], yaxis={"range": [0, 1]}), RED) > 0.5


def test_a_heat_map_has_the_colours_of_its_scale_and_leaves_missing_cells_blank() -> None:
    heat = {
        "type": "heatmap",
        "z": [[0, 1], [None, None]],
        "colorscale": [[0, RED], [1, BLUE]],
        "text": [["0", "1"], ["", ""]],
        "texttemplate": "%{text}",
    }
    pixels = drawn([heat])
    assert share(pixels, RED) == pytest.approx(share(pixels, BLUE), rel=0.2)
    assert 0.1 < share(pixels, RED) < 0.3


def test_bands_lines_and_notes_stand_where_the_figure_has_them() -> None:
    band = {
        "type": "rect",
        "xref": "x",
        "yref": "paper",
        "x0": 0,
        "x1": 0.5,
        "y0": 0,
        "y1": 1,
        "fillcolor": RED,
    }
    line = {"type": "line", "x0": 1.5, "x1": 1.5, "y0": 0, "y1": 1, "line": {"color": BLUE}}
    note = {"x": 1, "y": 1, "text": "<b>Sale &amp; more</b>", "xref": "x", "yref": "paper"}
    dot = {"type": "scatter", "x": [0, 2], "y": [0, 1], "mode": "lines", "line": {"width": 0}}
    pixels = drawn(
        [dot],
        shapes=[band, line | {"line": {"color": BLUE, "width": 4}}],
        annotations=[note],
        xaxis={"range": [0, 2]},
        yaxis={"range": [0, 1]},
    )
    assert middle(pixels, RED)[0] < 0.35
    assert middle(pixels, BLUE)[0] > 0.6


def test_a_logarithmic_axis_puts_ten_half_way_between_one_and_a_hundred() -> None:
    dots = {
        "type": "scatter",
        "mode": "markers",
        "x": [1],
        "y": [10],
        "marker": {"color": RED, "size": 12},
    }
    axis = {"type": "log", "range": [0, 2], "tickvals": [1, 10, 100], "ticktext": ["1", "10", "€"]}
    assert middle(drawn([dots], yaxis=axis), RED)[1] == pytest.approx(0.46, abs=0.08)


def test_an_axis_turned_round_begins_above() -> None:
    lying = bar(orientation="h", x=[5, 0], y=["first", "second"])
    pixels = drawn([lying], yaxis={"autorange": "reversed"})
    assert middle(pixels, RED)[1] < 0.5


def test_colours_are_read_in_both_of_the_ways_figures_write_them() -> None:
    assert colour("#FF8000") == (1.0, 128 / 255, 0.0, 1.0)
    assert colour("rgba(255, 0, 0, 0.5)") == (1.0, 0.0, 0.0, 0.5)
    assert colour(None) == colour("#131A26")


def test_labels_lose_their_marks_and_no_dollar_begins_a_formula() -> None:
    assert plain("<b>Tea &amp; cakes</b><br>$5") == "Tea & cakes\n\\$5"
    assert is_bold("<b>Tea</b>")
    assert not is_bold("Tea")
