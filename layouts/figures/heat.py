"""The week as a grid: weekdays below each other, hours side by side, one blue."""

from __future__ import annotations

from typing import Any

import pandas as pd

from data.metrics import Format
from layouts import dates
from layouts.figures import axes
from layouts.figures.style import Drawing, Style, drawing
from layouts.theme import template

HOURS = 24


def week(frame: pd.DataFrame, *, theme: str, fmt: Format, currency: str) -> Drawing:
    """The darker, the more. `frame`: `weekday` (0 is Monday), `hour` and `value`, 168 rows."""
    style = Style.of(theme, fmt, currency)
    grid = frame.pivot(index="weekday", columns="hour", values="value")
    rows = [axes.numbers(grid.loc[weekday]) for weekday in range(7)]
    known = [v for row in rows for v in row if v is not None]
    low, high = min([0.0, *known]), max([0.0, *known])
    heat = {
        "type": "heatmap",
        "x": list(range(HOURS)),
        "y": [dates.weekday_name(weekday) for weekday in range(7)],
        "z": rows,
        "zmin": low,
        "zmax": high if high > low else low + 1.0,
        "colorscale": [[0, style.colours.grid], [1, style.colours.accent]],
        "showscale": False,
        "xgap": 2,
        "ygap": 2,
        "hoverongaps": False,
        "customdata": [
            [[_hours(weekday, hour), text] for hour, text in enumerate(style.texts(row))]
            for weekday, row in enumerate(rows)
        ],
        "hovertemplate": "%{customdata[0]}<br><b>%{customdata[1]}</b><extra></extra>",
    }
    return drawing([heat], _layout(theme))


def _hours(weekday: int, hour: int) -> str:
    return f"{dates.weekday_name(weekday)}, {hour}:00 to {hour + 1}:00"


def _layout(theme: str) -> dict[str, Any]:
    every_third = list(range(0, HOURS, 3))
    return {
        "template": template(theme),
        "hovermode": "closest",
        "xaxis": {
            "tickmode": "array",
            "tickvals": every_third,
            "ticktext": [f"{hour}:00" for hour in every_third],
            "showspikes": False,
            "showgrid": False,
            "fixedrange": True,
        },
        "yaxis": {"autorange": "reversed", "showgrid": False, "fixedrange": True, "dtick": 1},
    }
