"""A metric over time, with what it is compared with and an honest unfinished end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from data.metrics import Format
from data.periods import Grain, bucket_period
from layouts import dates
from layouts.figures import axes
from layouts.figures.style import Style, drawing
from layouts.theme import template

# Up to this many points each gets a dot.
DOTTED = 14


@dataclass(frozen=True, slots=True)
class Names:
    """Words of the legend; totals only where the metric may be added up."""

    current: str = "This period"
    comparison: str = "Previous period"
    total: str = ""
    comparison_total: str = ""

    def of_current(self) -> str:
        """The legend's entry of the current series."""
        return f"{self.current}  <b>{self.total}</b>" if self.total else self.current

    def of_comparison(self) -> str:
        """The legend's entry of the comparison."""
        return f"{self.comparison}  {self.comparison_total}".rstrip()


def line_with_comparison(
    frame: pd.DataFrame,
    *,
    theme: str,
    fmt: Format,
    currency: str,
    grain: Grain = Grain.DAY,
    names: Names | None = None,
    incomplete_from: date | None = None,
) -> go.Figure:
    """The metric's line and, dashed behind it, the comparison point for point.

    `frame`: `period` (first day of each point), `value`, and optionally `comparison` with
    `comparison_period`; oldest first. From `incomplete_from` on, points are unfinished: hollow,
    dashed and labelled.
    """
    style, words = Style.of(theme, fmt, currency), names or Names()
    points = axes.days(frame["period"])
    values = axes.numbers(frame["value"])
    done = sum(1 for p in points if incomplete_from is None or p < incomplete_from)
    traces = [
        *_comparison(frame, words, style, grain),
        _current(points[:done], values[:done], words, style, grain),
        *_unfinished(points, values, done, words, style, grain),
    ]
    seen = [v for trace in traces for v in trace["y"]]
    layout = {
        "template": template(theme),
        "xaxis": axes.date_axis(points, grain),
        "yaxis": axes.marks(seen, fmt, currency).as_axis(),
        "legend": {"traceorder": "reversed"},
        "annotations": _label(points, values, done, grain),
    }
    return drawing(traces, layout)


def _iso(points: Sequence[date]) -> list[str]:
    return [p.isoformat() for p in points]


def _current(
    points: Sequence[date],
    values: Sequence[float | None],
    names: Names,
    style: Style,
    grain: Grain,
) -> dict[str, Any]:
    gapless = all(v is not None for v in values)
    filled = {"fill": "tozeroy", "fillcolor": style.colours.area}
    return {
        "type": "scatter",
        "x": _iso(points),
        "y": list(values),
        "name": names.of_current(),
        "mode": "lines+markers",
        "cliponaxis": False,
        "line": {"color": style.colours.accent, "width": 2.5},
        "marker": _dots(values, style, everywhere=len(points) <= DOTTED or not gapless),
        **(filled if gapless and len(points) > 1 else {}),
        "customdata": _marks(points, values, style, grain),
        "hovertemplate": f"<b>%{{customdata[1]}}</b><extra>{names.current}</extra>",
    }


def _marks(
    points: Sequence[date], values: Sequence[float | None], style: Style, grain: Grain
) -> list[list[str]]:
    """For each point the days it stands for (what a click filters by), and its value in words."""
    spans = [bucket_period(point, grain) for point in points]
    days = [f"{span.start.isoformat()}/{span.end.isoformat()}" for span in spans]
    return [list(pair) for pair in zip(days, style.texts(values), strict=True)]


def _dots(values: Sequence[float | None], style: Style, *, everywhere: bool) -> dict[str, Any]:
    """A dot at the newest point; at every point where a line alone would hide lonely ones."""
    sizes = [6 if everywhere else 0] * max(len(values) - 1, 0) + [8] * bool(values)
    edge = {"color": style.colours.surface, "width": [0] * max(len(values) - 1, 0) + [2]}
    return {"size": sizes, "color": style.colours.accent, "opacity": 1, "line": edge}


def _comparison(
    frame: pd.DataFrame, names: Names, style: Style, grain: Grain
) -> list[dict[str, Any]]:
    if "comparison" not in frame or frame["comparison"].isna().all():
        return []
    values = axes.numbers(frame["comparison"])
    texts, colour = style.texts(values), style.colours.previous
    return [
        {
            "type": "scatter",
            "x": _iso(axes.days(frame["period"])),
            "y": values,
            "name": names.of_comparison(),
            "mode": "lines" if len(frame) > 1 else "markers",
            "line": {"color": colour, "width": 1.75, "dash": "3px,3px"},
            "marker": {"size": 7, "color": colour},
            "customdata": [f"{a}{b}" for a, b in zip(texts, _then(frame, grain), strict=True)],
            "hovertemplate": f"%{{customdata}}<extra>{names.comparison}</extra>",
        }
    ]


def _then(frame: pd.DataFrame, grain: Grain) -> list[str]:
    """When the compared value was: its own day, because the axis shows the current one."""
    if "comparison_period" not in frame:
        return [""] * len(frame)
    known = frame["comparison_period"].notna()
    then = iter(axes.days(frame.loc[known, "comparison_period"]))
    return [f", {dates.point(next(then), grain)}" if k else "" for k in known]


def _unfinished(
    points: Sequence[date],
    values: Sequence[float | None],
    done: int,
    names: Names,
    style: Style,
    grain: Grain,
) -> list[dict[str, Any]]:
    """From the last finished point on: dashed, with hollow dots where points are unfinished.

    Where no point is finished the total stands here, because there is no other line to name it.
    """
    if done == len(points):
        return []
    start = max(done - 1, 0)
    rest, t = list(values[start:]), style.colours
    sizes = [0 if done and i == 0 else 9 for i in range(len(rest))]
    return [
        {
            "type": "scatter",
            "x": _iso(points[start:]),
            "y": rest,
            "name": "Not finished yet" if done else names.of_current(),
            "mode": "lines+markers",
            "line": {"color": t.accent, "width": 2, "dash": "2px,3px"},
            "marker": {
                "size": sizes,
                "color": t.surface,
                "line": {"color": t.accent, "width": 2},
            },
            "customdata": _marks(points[start:], rest, style, grain),
            "hovertemplate": "<b>%{customdata[1]}</b> so far<extra></extra>",
        }
    ]


def _label(
    points: Sequence[date], values: Sequence[float | None], done: int, grain: Grain
) -> list[dict[str, Any]]:
    if done == len(points) or values[-1] is None:
        return []
    return [
        {
            "x": points[-1].isoformat(),
            "y": values[-1],
            "text": f"{dates.point(points[-1], grain)}, so far",
            "xanchor": "right",
            "yshift": -18,
        }
    ]
