"""The months to come with their ranges, and how forecasts made earlier turned out."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd

from data.metrics import Format
from data.periods import Grain
from layouts import dates, formatting
from layouts.figures import axes
from layouts.figures.style import Drawing, drawing
from layouts.theme import Tokens, template, tokens

# More points than these stand close together on a phone.
MANY = 13


def forecast(
    history: pd.DataFrame,
    ahead: pd.DataFrame,
    *,
    theme: str,
    currency: str,
    last_actual: date,
    grain: Grain = Grain.MONTH,
    incomplete_from: date | None = None,
) -> Drawing:
    """What was, what is expected, and how far off it may be.

    `history`: `period`, `value`. `ahead`: `period`, `yhat`, `lo80`, `hi80`, `lo95`, `hi95`.
    `last_actual` is the last day the data know; months of the history from `incomplete_from` on
    are unfinished and drawn hollow.
    """
    t = tokens(theme)
    past, coming = axes.days(history["period"]), axes.days(ahead["period"])
    values = axes.numbers(history["value"])
    done = sum(1 for p in past if incomplete_from is None or p < incomplete_from)
    start = (past[done - 1], values[done - 1]) if done else None
    traces = [
        *band(ahead, coming, start, 95, t),
        *band(ahead, coming, start, 80, t),
        *_so_far(past[done:], values[done:], t, currency),
        actual(past[:done], values[:done], t, currency),
        _expected(ahead, coming, start, t, currency),
    ]
    seen = [v for trace in traces for v in trace["y"]]
    layout = {
        "template": template(theme),
        "xaxis": axes.date_axis(sorted({*past, *coming}), grain),
        "yaxis": axes.marks(seen, Format.MONEY, currency).as_axis(),
        "legend": {"traceorder": "reversed"},
        "shapes": [last_day_line(last_actual, t)],
        "annotations": [last_day_label(last_actual, t)],
    }
    return drawing(traces, layout)


Start = tuple[date, float | None] | None


def joined(start: Start, points: list[date], values: list[float | None]) -> dict[str, Any]:
    """A line that begins where the actual months end, without a gap."""
    before = [start] if start else []
    return {
        "x": [p.isoformat() for p, _ in before] + [p.isoformat() for p in points],
        "y": [v for _, v in before] + values,
    }


def band(
    ahead: pd.DataFrame, points: list[date], start: Start, level: int, t: Tokens
) -> list[dict[str, Any]]:
    """A range of 80 or 95 per cent as two traces, the second filled up to the first."""
    edge = {"type": "scatter", "mode": "lines", "line": {"width": 0}, "hoverinfo": "skip"}
    colour = t.band_80 if level == 80 else t.band_95
    low = joined(start, points, axes.numbers(ahead[f"lo{level}"]))
    high = joined(start, points, axes.numbers(ahead[f"hi{level}"]))
    return [
        {**edge, **high, "showlegend": False, "name": f"{level}% range, upper end"},
        {**edge, **low, "fill": "tonexty", "fillcolor": colour, "name": f"{level}% range"},
    ]


def actual(
    points: list[date], values: list[float | None], t: Tokens, currency: str
) -> dict[str, Any]:
    """The line of what was."""
    return {
        "type": "scatter",
        "mode": "lines",
        "name": "Actual",
        "x": [p.isoformat() for p in points],
        "y": values,
        "line": {"color": t.text_2, "width": 2},
        "customdata": [formatting.money(v, currency) for v in values],
        "hovertemplate": "<b>%{customdata}</b><extra>Actual</extra>",
    }


def _so_far(
    points: list[date], values: list[float | None], t: Tokens, currency: str
) -> list[dict[str, Any]]:
    if not points:
        return []
    return [
        {
            "type": "scatter",
            "mode": "markers",
            "name": "Not finished yet",
            "x": [p.isoformat() for p in points],
            "y": values,
            "marker": {"size": 9, "color": t.surface, "line": {"color": t.text_2, "width": 2}},
            "customdata": [formatting.money(v, currency) for v in values],
            "hovertemplate": "%{customdata} so far<extra></extra>",
        }
    ]


def _expected(
    ahead: pd.DataFrame, points: list[date], start: Start, t: Tokens, currency: str
) -> dict[str, Any]:
    ranges = [
        f"{formatting.money(v, currency, compact=True)} (80%: "
        f"{formatting.money(low, currency, compact=True)} to "
        f"{formatting.money(high, currency, compact=True)})"
        for v, low, high in zip(
            axes.numbers(ahead["yhat"]),
            axes.numbers(ahead["lo80"]),
            axes.numbers(ahead["hi80"]),
            strict=True,
        )
    ]
    size = 7 if len(points) <= MANY else 4
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "name": "Forecast",
        **joined(start, points, axes.numbers(ahead["yhat"])),
        "line": {"color": t.accent, "width": 2.5, "dash": "6px,3px"},
        "marker": {"size": [0] * bool(start) + [size] * len(points), "color": t.accent},
        "customdata": ["the last actual month"] * bool(start) + ranges,
        "hovertemplate": "<b>%{customdata}</b><extra>Forecast</extra>",
    }


def last_day_line(last_actual: date, t: Tokens) -> dict[str, Any]:
    """Where the data end."""
    return {
        "type": "line",
        "x0": last_actual.isoformat(),
        "x1": last_actual.isoformat(),
        "y0": 0,
        "y1": 1,
        "yref": "paper",
        "line": {"color": t.previous, "width": 1, "dash": "2px,3px"},
    }


def last_day_label(last_actual: date, t: Tokens) -> dict[str, Any]:
    """The words beside that line."""
    return {
        "x": last_actual.isoformat(),
        "y": 1,
        "yref": "paper",
        "xanchor": "right",
        "yanchor": "top",
        "xshift": -6,
        "bgcolor": t.surface,
        "text": f"Last actual day, {dates.day(last_actual)}",
    }


def backtest(
    frame: pd.DataFrame, *, theme: str, currency: str, grain: Grain = Grain.MONTH
) -> Drawing:
    """Periods that happened, beside what had been forecast for them before.

    `frame`: `period`, `actual`, `yhat`, and optionally `lo80`, `hi80`.
    """
    t = tokens(theme)
    points = axes.days(frame["period"])
    traces: list[dict[str, Any]] = []
    if {"lo80", "hi80"} <= set(frame.columns):
        traces += band(frame, points, None, 80, t)
    traces.append(_expected_before(points, axes.numbers(frame["yhat"]), t, currency))
    traces.append(actual(points, axes.numbers(frame["actual"]), t, currency))
    traces[-1]["mode"] = "lines+markers"
    traces[-1]["marker"] = {"size": 6, "color": t.text_2}
    seen = [v for trace in traces for v in trace["y"]]
    layout = {
        "template": template(theme),
        "xaxis": axes.date_axis(points, grain),
        "yaxis": axes.marks(seen, Format.MONEY, currency).as_axis(),
        "legend": {"traceorder": "reversed"},
    }
    return drawing(traces, layout)


def _expected_before(
    points: list[date], values: list[float | None], t: Tokens, currency: str
) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "name": "Forecast made before",
        "x": [p.isoformat() for p in points],
        "y": values,
        "line": {"color": t.accent, "width": 2.25, "dash": "6px,3px"},
        "marker": {"size": 6, "color": t.accent},
        "customdata": [formatting.money(v, currency) for v in values],
        "hovertemplate": "<b>%{customdata}</b><extra>Forecast made before</extra>",
    }
