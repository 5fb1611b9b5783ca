"""A metric's parts over time: a line for each, named where it ends."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import pandas as pd

from data.metrics import Format
from data.periods import Grain, bucket_period
from layouts.figures import axes
from layouts.figures.bars import shortened
from layouts.figures.style import Drawing, Style, drawing
from layouts.theme import SYMBOLS, template

_LONGEST_NAME = 16
# Names stand at least this part of the drawing's height apart.
_LEAST_GAP = 0.065
_ROOM = 108


def part_lines(
    frame: pd.DataFrame,
    parts: Sequence[str],
    *,
    theme: str,
    fmt: Format,
    currency: str,
    grain: Grain,
    others: str = "",
    cut: bool = False,
) -> Drawing:
    """A line per part, the part called `others` in grey.

    `frame`: `period`, `part`, `value`. With `cut` the last points do not hold all their days: they
    are hollow.
    """
    style = Style.of(theme, fmt, currency)
    found = [frame[frame["part"] == part] for part in parts]
    points = axes.days(found[0]["period"]) if found else []
    values = [axes.numbers(rows["value"]) for rows in found]
    colours = [_colour(place, part == others, style) for place, part in enumerate(parts)]
    marks = axes.marks([v for line in values for v in line], fmt, currency)
    axis = marks.as_axis()
    layout = {
        "template": template(theme),
        "showlegend": False,
        "margin": {"l": 4, "r": _ROOM, "t": 8, "b": 4, "pad": 4},
        "xaxis": _dates(points, grain),
        "yaxis": axis,
        "annotations": _names(parts, values, colours, points, axis["range"]),
    }
    traces = [
        _line(part, points, values[place], place, colours[place], style=style, grain=grain, cut=cut)
        for place, part in enumerate(parts)
    ]
    return drawing(traces, layout)


def _dates(points: Sequence[date], grain: Grain) -> dict[str, Any]:
    """From the first point to the last, so that lines end where their names begin.

    Names leave less room than usual: every other date is marked.
    """
    axis = axes.date_axis(points, grain)
    shown = {name: axis[name][::2] for name in ("tickvals", "ticktext")}
    if len(points) < 2:
        return axis
    reach = {"range": [points[0].isoformat(), points[-1].isoformat()]}
    return {**axis, **shown, **reach, "tickangle": 0}


def _colour(place: int, is_rest: bool, style: Style) -> str:
    return style.colours.previous if is_rest else style.colours.series[place]


def _line(
    part: str,
    points: Sequence[date],
    values: Sequence[float | None],
    place: int,
    colour: str,
    *,
    style: Style,
    grain: Grain,
    cut: bool,
) -> dict[str, Any]:
    spans = [bucket_period(point, grain) for point in points]
    days = [f"{span.start.isoformat()}/{span.end.isoformat()}" for span in spans]
    last = max(len(points) - 1, 0)
    return {
        "type": "scatter",
        "x": [p.isoformat() for p in points],
        "y": list(values),
        "name": shortened(part, _LONGEST_NAME),
        "mode": "lines+markers",
        "cliponaxis": False,
        "line": {"color": colour, "width": 2},
        "marker": {
            "symbol": SYMBOLS[place % len(SYMBOLS)],
            # Where lines have gaps, lonely points would not be seen.
            "size": [5 if None in values else 0] * last + [8] * bool(points),
            "color": style.colours.surface if cut else colour,
            "line": {"width": 2, "color": colour},
            "opacity": 1,
        },
        "customdata": [list(pair) for pair in zip(days, style.texts(values), strict=True)],
        "hovertemplate": "<b>%{customdata[1]}</b>",
    }


def _names(
    parts: Sequence[str],
    values: Sequence[Sequence[float | None]],
    colours: Sequence[str],
    points: Sequence[date],
    reach: Sequence[float],
) -> list[dict[str, Any]]:
    """The parts' names right of their last values, moved apart where those are close."""
    if not points:
        return []
    ends = [next((v for v in reversed(line) if v is not None), 0.0) for line in values]
    heights = _apart([(end - reach[0]) / (reach[1] - reach[0]) for end in ends])
    return [
        {
            "xref": "paper",
            "yref": "paper",
            "x": 1,
            "y": height,
            "xanchor": "left",
            "yanchor": "middle",
            "xshift": 10,
            "text": shortened(part, _LONGEST_NAME),
            "font": {"color": colour, "size": 12},
        }
        for part, height, colour in zip(parts, heights, colours, strict=True)
    ]


def _apart(heights: Sequence[float]) -> list[float]:
    """Heights in the same order from below, each at least the least gap above the one before."""
    order = sorted(range(len(heights)), key=lambda place: heights[place])
    placed = dict.fromkeys(order, 0.0)
    lowest = 0.0
    for place in order:
        placed[place] = max(heights[place], lowest)
        lowest = placed[place] + _LEAST_GAP
    # What was pushed out at the top comes down again, and pushes those below it.
    highest = 1.0
    for place in reversed(order):
        placed[place] = min(placed[place], highest)
        highest = placed[place] - _LEAST_GAP
    return [placed[place] for place in range(len(heights))]
