"""Ribbons between segments drawn."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Any

import pandas as pd
import plotly.graph_objects as go
import pytest

from data.rfm import ARRIVED, CAME, DOWN, STAYED, UP
from layouts.figures.flows import flows
from layouts.theme import TOKENS, Mode

MOVES = pd.DataFrame(
    {
        "source": ["Loyal", "Loyal", "At risk", "At risk", ARRIVED],
        "target": ["Loyal", "At risk", "Loyal", "At risk", "Loyal"],
        "direction": [STAYED, DOWN, UP, STAYED, CAME],
        "before": [60.0, 40.0, 10.0, 30.0, 0.0],
        "after": [60.0, 40.0, 10.0, 30.0, 20.0],
        "text": ["a", "b", "c", "d", "e"],
    }
)
SOURCES, TARGETS = ("Loyal", "At risk", ARRIVED), ("Loyal", "At risk", "Lapsed")


def drawn(moves: pd.DataFrame = MOVES) -> dict[str, Any]:
    figure = flows(
        moves, theme="light", sources=SOURCES, targets=TARGETS, write=lambda v: f"{v:.0f}"
    )
    found: dict[str, Any] = figure.to_plotly_json()
    return found


def ribbons(figure: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {t["text"]: t for t in figure["data"] if t.get("fill") == "toself"}


def thickness(ribbon: dict[str, Any], x: float) -> float:
    ys = [y for at, y in zip(ribbon["x"], ribbon["y"], strict=True) if at == x]
    return float(max(ys) - min(ys))


def test_each_ribbon_is_as_thick_as_its_value_on_both_sides() -> None:
    found = ribbons(drawn())
    for x, values in ((0.0, [60, 40, 10, 30]), (1.0, [60, 40, 10, 30])):
        sizes = [thickness(found[name], x) for name in "abcd"]
        scales = [size / value for size, value in zip(sizes, values, strict=True)]
        assert scales == pytest.approx([scales[0]] * 4, rel=0.02)
    assert thickness(found["e"], 0.0) == 0
    assert thickness(found["e"], 1.0) > 0


def test_the_legend_stands_above_the_names() -> None:
    layout = drawn()["layout"]
    (line,) = (said for said in layout["annotations"] if "■" in said["text"])
    assert (line["y"], line["yanchor"], line["yshift"] > 0) == (1, "bottom", True)
    spoken = re.sub("<[^>]*>", "", line["text"])
    assert spoken.split("\u2003") == ["■ Stayed", "■ Down", "■ Up", "■ Came"]
    assert layout["margin"]["t"] >= 30


def test_ribbons_of_a_block_fill_it_without_overlapping() -> None:
    figure = drawn()
    found = ribbons(figure)
    spans = sorted(
        (min(ys), max(ys))
        for name in "ab"
        for ys in [[y for x, y in zip(found[name]["x"], found[name]["y"], strict=True) if x == 0]]
    )
    assert all(a[1] == pytest.approx(b[0], abs=1e-4) for a, b in pairwise(spans))
    left = next(t for t in figure["data"] if t["type"] == "bar")
    assert spans[-1][1] - spans[0][0] == pytest.approx(left["width"][0], abs=1e-3)


def test_the_colour_says_where_somebody_went() -> None:
    found, t = ribbons(drawn()), TOKENS[Mode.LIGHT]
    colours = {name: found[name]["fillcolor"] for name in "abce"}
    assert colours == {"a": t.previous, "b": t.series[1], "c": t.accent, "e": t.series[2]}
    legend = drawn()["layout"]["annotations"][-1]["text"]
    by_name = {STAYED: t.previous, DOWN: t.series[1], UP: t.accent, CAME: t.series[2]}
    said = [f'<span style="color:{colour}">■</span> {name}' for name, colour in by_name.items()]
    assert legend.split("\u2003") == said


def test_every_segment_is_named_on_its_side_with_its_sum() -> None:
    notes = [(n["text"], n["xanchor"]) for n in drawn()["layout"]["annotations"][:-1]]
    assert notes == [
        ("<b>Loyal</b><br>100", "right"),
        ("<b>At risk</b><br>40", "right"),
        ("<b>New since then</b><br>0", "right"),
        ("<b>Loyal</b><br>90", "left"),
        ("<b>At risk</b><br>70", "left"),
    ]


def test_names_of_small_segments_do_not_lie_on_each_other() -> None:
    many = [f"S{n}" for n in range(12)]
    moves = pd.DataFrame(
        {
            "source": many,
            "target": many,
            "direction": STAYED,
            "before": [1.0] * 11 + [5000.0],
            "after": [1.0] * 11 + [5000.0],
            "text": many,
        }
    )
    figure = flows(moves, theme="dark", sources=many, targets=many, write=str).to_plotly_json()
    heights = [n["y"] for n in figure["layout"]["annotations"][:-1] if n["xanchor"] == "left"]
    assert min(b - a for a, b in pairwise(heights)) > 0.05
    assert 0 < min(heights) < max(heights) < 1


def test_less_than_nothing_is_drawn_as_nothing_and_said_as_it_is() -> None:
    figure = drawn(MOVES.assign(before=[60.0, 40.0, 10.0, -30.0, 0.0]))
    assert thickness(ribbons(figure)["d"], 0.0) == 0
    assert figure["layout"]["annotations"][1]["text"] == "<b>At risk</b><br>-20"


def test_nothing_at_all_is_still_a_drawing() -> None:
    figure = drawn(MOVES.assign(before=0.0, after=0.0))
    assert len(ribbons(figure)) == 5


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_plotly_accepts_every_property(theme: str) -> None:
    figure = flows(MOVES, theme=theme, sources=SOURCES, targets=TARGETS, write=str)
    plain = figure.to_plotly_json()
    assert len(go.Figure(data=plain["data"], layout=plain["layout"]).data) == len(plain["data"])
