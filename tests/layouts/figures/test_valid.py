"""Figures are not validated while they are drawn; here they are, every kind in both faces."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
import plotly.graph_objects as go
import pytest

from data.metrics import Format
from data.periods import Grain
from layouts.figures import bars, clusters, forecasts, trend

MONTHS = pd.date_range("2026-06-01", periods=3, freq="MS")
SERIES = pd.DataFrame(
    {
        "period": MONTHS,
        "value": [1.0, None, 3.0],
        "comparison": [2.0, 2.5, None],
        "comparison_period": pd.date_range("2025-06-01", periods=3, freq="MS"),
    }
)
TOP = pd.DataFrame({"key": ["a", "b"], "label": ["A", "<B>"], "value": [2.0, -1.0]})
CUSTOMERS = pd.DataFrame(
    {
        "segment": ["Loyal", "New"],
        "recency": [3, 40],
        "frequency": [5, 1],
        "monetary": [120.0, 8.5],
    }
)
SHARES = pd.DataFrame({"segment": ["Loyal"], "customer_share": [0.4], "sales_share": [0.6]})
CURVE = pd.DataFrame({"k": [2, 3], "silhouette": [0.4, 0.35]})
AHEAD = pd.DataFrame(
    {"period": MONTHS, "yhat": 2.0, "lo80": 1.0, "hi80": 3.0, "lo95": 0.5, "hi95": 4.0}
)
TESTED = AHEAD.assign(actual=[1.0, 2.0, 3.0])


def drawn(theme: str) -> dict[str, go.Figure]:
    """One figure of every kind."""
    money: dict[str, Any] = {"theme": theme, "currency": "GBP"}
    return {
        "trend": trend.line_with_comparison(
            SERIES.assign(cut=["beginning", "", "unfinished"]),
            **money,
            fmt=Format.MONEY,
            grain=Grain.MONTH,
            grey_until=date(2026, 6, 20),
        ),
        "bars": bars.bar_top(TOP.assign(share=0.5, comparison=1.0), **money, fmt=Format.COUNT),
        "scatter": clusters.scatter_segments(CUSTOMERS, **money),
        "shares": clusters.share_pairs(SHARES, theme=theme),
        "silhouette": clusters.silhouette(CURVE, theme=theme, chosen=2),
        "forecast": forecasts.forecast(
            SERIES[["period", "value"]], AHEAD, **money, last_actual=date(2026, 8, 9)
        ),
        "backtest": forecasts.backtest(TESTED, **money),
    }


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_plotly_accepts_every_property_of_every_figure(theme: str) -> None:
    for name, figure in drawn(theme).items():
        plain = figure.to_plotly_json()
        valid = go.Figure(data=plain["data"], layout=plain["layout"])
        assert len(valid.data) == len(plain["data"]) > 0, name
        assert valid.layout.template.layout.font.family.startswith("Inter"), name
