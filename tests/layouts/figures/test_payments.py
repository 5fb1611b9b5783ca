"""Figures of payments: what they mark, what a click on them holds, where their axes begin."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go
import pytest

from data.periods import Grain
from layouts.figures.payments import lost_and_recovered, rate_pairs, rates_over_time

METHODS = pd.DataFrame(
    {
        "label": ["Card", "<Bank>"],
        "key": ["Card", "<Bank>"],
        "success_rate": [0.91, None],
        "paid_rate": [0.97, 1.0],
    }
)
WEEKS = pd.DataFrame(
    {
        "period": pd.to_datetime(["2026-05-04", "2026-05-11"]),
        "success_rate": [0.9, None],
        "paid_rate": [0.95, None],
        "lost": [120.0, 0.0],
        "recovered": [60.0, 15.5],
    }
)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_figure_is_one_that_plotly_knows(theme: str) -> None:
    figures = (
        rate_pairs(METHODS, theme=theme),
        rates_over_time(WEEKS, theme=theme, grain=Grain.WEEK),
        lost_and_recovered(WEEKS, theme=theme, currency="GBP", grain=Grain.WEEK),
        rate_pairs(METHODS.head(0), theme=theme),
    )
    for figure in figures:
        assert go.Figure(figure.to_plotly_json()).layout.template is not None


def test_a_mark_holds_the_method_and_its_name_is_no_markup() -> None:
    joint, raw, final = rate_pairs(METHODS, theme="light").data
    assert [mark[0] for mark in final.customdata] == ["Card", "<Bank>"]
    assert final.customdata[1][1:] == ["&lt;Bank&gt;", "100.0%"]
    assert list(raw.x) == [0.91, None]
    # Where one rate is missing there is nothing to join.
    assert list(joint.x) == [0.91, 0.97, None]


def test_the_axis_of_rates_holds_all_of_them_and_ends_at_all() -> None:
    axis = rate_pairs(METHODS, theme="light").layout.xaxis
    assert axis.tickvals[0] == pytest.approx(0.9)
    assert axis.ticktext[0] == "90%"
    assert axis.ticktext == ("90%", "95%", "100%")
    assert axis.range[0] < 0.91


def test_a_point_filters_by_its_days() -> None:
    final, raw = rates_over_time(WEEKS, theme="dark", grain=Grain.WEEK).data
    assert final.customdata[0] == ["2026-05-04/2026-05-10", "95.0%"]
    assert list(raw.y) == [0.9, None]
    lost, recovered = lost_and_recovered(WEEKS, theme="dark", currency="GBP", grain=Grain.WEEK).data
    assert list(lost.y) == [120, 0]
    assert recovered.customdata[1] == ["2026-05-11/2026-05-17", "£15.50"]
