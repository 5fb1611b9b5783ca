"""The coming months as forecast and with the levers, after what was."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd

from data.metrics import Format
from data.periods import Grain
from layouts import formatting
from layouts.figures import axes, forecasts
from layouts.figures.style import Drawing, drawing
from layouts.theme import template, tokens

BEFORE, AFTER = "As forecast", "What if"


def months(
    history: pd.DataFrame, ahead: pd.DataFrame, *, theme: str, currency: str, last_actual: date
) -> Drawing:
    """What was, what is forecast, and what the levers make of it with its range.

    `history`: `period`, `value` of complete months. `ahead`: `period`, `baseline`, `scenario`,
    `lo80`, `hi80`, `lo95`, `hi95`; the ranges are the scenario's.
    """
    t = tokens(theme)
    past, coming = axes.days(history["period"]), axes.days(ahead["period"])
    values = axes.numbers(history["value"])
    start = (past[-1], values[-1]) if past else None
    base = {"color": t.previous, "width": 1.75, "dash": "6px,3px"}
    then = {"color": t.accent, "width": 2.5, "dash": "6px,3px"}
    line = _Line(coming, start, currency)
    traces = [
        *forecasts.band(ahead, coming, start, 95, t),
        *forecasts.band(ahead, coming, start, 80, t),
        forecasts.actual(past, values, t, currency),
        line.drawn(BEFORE, ahead["baseline"], base),
        line.drawn(AFTER, ahead["scenario"], then),
    ]
    seen = [value for trace in traces for value in trace["y"]]
    layout = {
        "template": template(theme),
        "xaxis": axes.date_axis(sorted({*past, *coming}), Grain.MONTH),
        "yaxis": axes.marks(seen, Format.MONEY, currency).as_axis(),
        "legend": {"traceorder": "reversed"},
        "shapes": [forecasts.last_day_line(last_actual, t)],
        "annotations": [forecasts.last_day_label(last_actual, t)],
    }
    return drawing(traces, layout)


class _Line:
    """How the coming months are drawn: from the last actual one on, without a gap."""

    def __init__(self, coming: list[date], start: forecasts.Start, currency: str) -> None:
        self._coming = coming
        self._start = start
        self._currency = currency

    def drawn(self, name: str, values: pd.Series, line: dict[str, Any]) -> dict[str, Any]:
        """One line of the months to come."""
        numbers, joined = axes.numbers(values), bool(self._start)
        words = [formatting.money(value, self._currency) for value in numbers]
        return {
            "type": "scatter",
            "mode": "lines+markers",
            "name": name,
            **forecasts.joined(self._start, self._coming, numbers),
            "line": line,
            "marker": {"size": [0] * joined + [7] * len(numbers), "color": line["color"]},
            "customdata": ["the last actual month"] * joined + words,
            "hovertemplate": f"<b>%{{customdata}}</b><extra>{name}</extra>",
        }
