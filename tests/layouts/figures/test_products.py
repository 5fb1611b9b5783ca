"""Charts of products and bundles: what is drawn, and that plotly accepts all of it."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go
import pytest

from data.metrics import Format
from layouts.figures.pairs import bundle_bars, bundle_sum
from layouts.figures.pareto import pareto
from layouts.figures.ranked import OTHER, bar_top_and_other

CURVE = pd.DataFrame(
    {"products": [1, 2, 4], "product_share": [0.25, 0.5, 1.0], "sales_share": [0.6, 0.9, 1.0]}
)
TOP = pd.DataFrame({"key": ["a", "b"], "label": ["A", "<B>"], "value": [5.0, 3.0], "share": 0.1})
BUNDLES = pd.DataFrame(
    {
        "pair": ["A + B", "A + C"],
        "label": ["A + B", "A + <C>"],
        "worth": [10.0, -2.0],
        "low": [4.0, -5.0],
        "high": [15.0, 1.0],
    }
)
SUM = pd.DataFrame(
    {
        "label": ["Gained", "Given", "Left"],
        "value": [8.0, -3.0, 5.0],
        "low": [float("nan"), float("nan"), 1.0],
        "high": [float("nan"), float("nan"), 9.0],
    }
)


def ranked(theme: str, other: tuple[float, float] | None) -> go.Figure:
    """Two bars and the rest."""
    return bar_top_and_other(
        TOP, theme=theme, fmt=Format.MONEY, currency="GBP", slots=2, other=other
    )


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_plotly_accepts_every_property_of_every_figure(theme: str) -> None:
    figures = {
        "pareto": pareto(CURVE, theme=theme, top_share=0.6),
        "cut": ranked(theme, (100.0, 0.9)),
        "whole": ranked(theme, (4.0, 0.3)),
        "none": ranked(theme, None),
        "bundles": bundle_bars(BUNDLES, theme=theme, currency="GBP", slots=5, chosen="A + B"),
        "sum": bundle_sum(SUM, theme=theme, currency="GBP"),
    }
    for name, figure in figures.items():
        plain = figure.to_plotly_json()
        valid = go.Figure(data=plain["data"], layout=plain["layout"])
        assert len(valid.data) == len(plain["data"]) > 0, name


def test_the_curve_begins_at_nothing_and_names_the_best_fifth() -> None:
    figure = pareto(CURVE, theme="light", top_share=0.55)
    assert list(figure.data[0].x) == [0.0, 0.25, 0.5, 1.0]
    assert list(figure.data[0].y) == [0.0, 0.6, 0.9, 1.0]
    assert list(figure.data[1].text) == ["Best 20%: 55.0% of sales"]


def test_a_curve_that_returns_take_back_fits_its_axis() -> None:
    over = CURVE.assign(sales_share=[0.6, 1.2, 1.0])
    low, high = pareto(over, theme="light", top_share=None).layout.yaxis.range
    assert low == 0
    assert high > 1.2


def test_all_the_rest_is_one_more_bar_that_filters_nothing() -> None:
    figure = ranked("light", (4.0, 0.3))
    other = figure.data[-1]
    assert (other.name, list(other.x), other.customdata) == (OTHER, [4.0], None)
    assert [note.text for note in figure.layout.annotations][-2:] == [OTHER, "<b>£4.00</b>  30.0%"]


def test_a_rest_beyond_the_scale_is_cut_striped_and_says_so() -> None:
    other = ranked("light", (100.0, 0.9)).data[-1]
    assert other.x[0] < 100
    assert other.marker.pattern.shape == "/"
    assert "longer than the scale" in other.hovertemplate
    assert "£100.00" in other.hovertemplate


def test_without_a_rest_there_is_no_such_bar() -> None:
    assert OTHER not in [trace.name for trace in ranked("light", None).data]


def test_the_line_of_a_bundle_runs_from_the_low_to_the_high_end() -> None:
    figure = bundle_bars(BUNDLES, theme="light", currency="GBP", slots=5, chosen="A + B")
    bars = figure.data[0]
    assert list(bars.x) == [10.0, -2.0]
    assert list(bars.error_x.array) == [5.0, 3.0]
    assert list(bars.error_x.arrayminus) == [6.0, 3.0]
    assert bars.marker.color[0] != bars.marker.color[1]
    assert [row[0] for row in bars.customdata] == ["A + B", "A + C"]
    assert bars.customdata[1][1] == "A + &lt;C&gt;"
    low, high = figure.layout.xaxis.range
    assert low <= -5.0 < 15.0 <= high


def test_steps_of_a_bundle_have_the_colour_of_what_they_do_and_only_the_rest_a_range() -> None:
    bars = bundle_sum(SUM, theme="light", currency="GBP").data[0]
    assert list(bars.x) == [8.0, -3.0, 5.0]
    assert len(set(bars.marker.color)) == 3
    assert list(bars.error_x.array) == [None, None, 4.0]
