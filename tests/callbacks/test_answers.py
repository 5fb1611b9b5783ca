"""An answer is written as Dash itself writes one, without Dash's walk through every number."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from typing import Any

import numpy as np
import pandas as pd
import pytest
from dash import html
from plotly.io.json import to_json_plotly

from callbacks.answers import written
from layouts.figures.style import drawing
from layouts.theme import template

VALUES: dict[str, Any] = {
    "numbers": [1, 2.5, float("nan"), float("inf"), None, True],
    "array": np.array([1.0, np.nan, 3.0]),
    "one of numpy's": np.float64(2.5),
    "whole ones": pd.Series([1, 2]),
    "days": [
        date(2026, 11, 24),
        datetime(2026, 11, 24, 12, 30, tzinfo=UTC),
        pd.Timestamp("2026-11-24"),
    ],
    "blanks": [pd.NA, pd.NaT],
    "words": "<b>£ & ünïcode</b>",
    "children": [html.B(["here ", html.I("and"), None]), "there"],
    "keys": {1: "one"},
}


@pytest.mark.parametrize("name", list(VALUES))
def test_each_value_is_written_as_dash_writes_it(name: str) -> None:
    answer = {"card": {"prop": VALUES[name]}}
    assert json.loads(to_json_plotly(written(answer))) == json.loads(to_json_plotly(answer))


def test_a_drawing_is_written_as_plotly_writes_it() -> None:
    traces = [{"type": "bar", "x": ["a", "b"], "y": [1.0, float("nan")]}]
    figure = drawing(traces, {"template": template("dark"), "showlegend": False})
    found = json.loads(to_json_plotly(written({"graph": {"figure": figure}})))
    assert found["graph"]["figure"] == json.loads(to_json_plotly(figure._figure()))
    assert found["graph"]["figure"]["data"][0]["y"] == [1.0, None]


def test_what_no_page_may_hold_is_refused() -> None:
    with pytest.raises(TypeError):
        written({"card": {"prop": object()}})
