"""One customer's segments: a line that steps up and down the ladder."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import pandas as pd

from data.metrics import Format
from data.periods import Grain
from layouts import dates
from layouts.figures import axes
from layouts.figures.style import Drawing, Style, drawing
from layouts.theme import template


def segment_steps(frame: pd.DataFrame, ladder: Sequence[str], *, theme: str) -> Drawing:
    """The best segment on top. `frame`: `day` and `segment`, earliest first."""
    style = Style.of(theme, Format.COUNT, "")
    days = axes.days(frame["day"])
    heights = {name: len(ladder) - place for place, name in enumerate(ladder)}
    segments = [str(name) for name in frame["segment"]]
    texts = [f"<b>{name}</b><br>{dates.day(day)}" for day, name in zip(days, segments, strict=True)]
    trace = {
        "type": "scatter",
        "mode": "lines+markers",
        "x": [day.isoformat() for day in days],
        "y": [heights[name] for name in segments],
        "line": {"shape": "hv", "width": 2, "color": style.colours.accent},
        "marker": {"size": 8, "color": style.colours.accent},
        "hovertext": texts,
        "hovertemplate": "%{hovertext}<extra></extra>",
    }
    layout = {
        "template": template(theme),
        "showlegend": False,
        "hovermode": "closest",
        "margin": {"l": 4, "r": 12, "t": 8, "b": 4, "pad": 4},
        "xaxis": {**axes.date_axis(days, Grain.DAY), **_months(days), "showspikes": False},
        "yaxis": {
            "tickmode": "array",
            "tickvals": list(heights.values()),
            "ticktext": list(heights),
            "range": [0.5, len(ladder) + 0.5],
            "automargin": True,
            "zeroline": False,
        },
    }
    return drawing([trace], layout)


def _months(days: Sequence[date]) -> dict[str, Any]:
    """Ends of months are marked by the month, every third one; the year where it changes."""
    chosen = list(days)[::-3][::-1]
    years = [None, *(day.year for day in chosen)]
    return {
        "tickvals": [day.isoformat() for day in chosen],
        "ticktext": [
            dates.tick(day.replace(day=1), Grain.MONTH, with_year=year != day.year)
            for day, year in zip(chosen, years, strict=False)
        ],
        "tickangle": 0,
    }
