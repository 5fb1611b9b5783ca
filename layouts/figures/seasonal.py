"""Upright bars over a short cycle: weekdays as they are, seasons above and below 100."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from data.metrics import Format
from layouts import formatting
from layouts.figures import axes
from layouts.figures.style import Drawing, Style, drawing
from layouts.theme import template

USUAL = 100.0


def upright(frame: pd.DataFrame, *, theme: str, fmt: Format, currency: str) -> Drawing:
    """A bar per row, its value above it. `frame`: `label` and `value`."""
    style = Style.of(theme, fmt, currency)
    values = axes.numbers(frame["value"])
    short = style.texts(values, compact=True)
    trace = {
        **_bars(frame["label"], values, short, style),
        "customdata": style.texts(values),
        "hovertemplate": "<b>%{customdata}</b><extra></extra>",
    }
    marks = axes.marks(values, fmt, currency)
    return drawing([trace], _layout(theme, marks.as_axis()))


def index(frame: pd.DataFrame, *, theme: str) -> Drawing:
    """Bars that rise or fall from 100. `frame`: `label` and `index`."""
    style = Style.of(theme, Format.COUNT, "")
    values = axes.numbers(frame["index"])
    known = [v for v in values if v is not None]
    away = max([10.0, *(abs(v - USUAL) for v in known)])
    texts = [formatting.count(v) for v in values]
    bars = [None if v is None else v - USUAL for v in values]
    trace = {
        **_bars(frame["label"], bars, texts, style),
        "base": USUAL,
        "customdata": [formatting.ratio(v) for v in values],
        "hovertemplate": "<b>%{customdata}</b> (100 is usual)<extra></extra>",
    }
    axis = {
        "tickmode": "array",
        "tickvals": [USUAL],
        "ticktext": ["100"],
        "range": [USUAL - away * 1.2, USUAL + away * 1.2],
        "gridcolor": style.colours.previous,
    }
    return drawing([trace], _layout(theme, axis))


def _bars(
    labels: Sequence[Any] | pd.Series,
    values: Sequence[float | None],
    texts: Sequence[str],
    style: Style,
) -> dict[str, Any]:
    return {
        "type": "bar",
        "x": [str(label) for label in labels],
        "y": list(values),
        "text": list(texts),
        "textposition": "outside",
        "textfont": {"size": 11, "color": style.colours.text_2},
        "constraintext": "none",
        "textangle": 0,
        "cliponaxis": False,
        "marker": {"color": style.colours.accent},
    }


def _layout(theme: str, axis: dict[str, Any]) -> dict[str, Any]:
    return {
        "template": template(theme),
        "showlegend": False,
        "hovermode": "closest",
        "margin": {"l": 4, "r": 12, "t": 24, "b": 4, "pad": 4},
        # Twelve months have to stand side by side on a phone.
        "xaxis": {
            "type": "category",
            "showspikes": False,
            "tickangle": 0,
            "tickfont": {"size": 10.5},
        },
        "yaxis": axis,
    }
