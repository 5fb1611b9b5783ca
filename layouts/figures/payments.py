"""How often payments succeed, by method and over time, and what was lost and won back."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date
from typing import Any

import pandas as pd

from data.metrics import Format
from data.periods import Grain, bucket_period
from layouts import formatting
from layouts.figures import axes
from layouts.figures.bars import safe, shortened
from layouts.figures.style import Drawing, Style, drawing
from layouts.theme import Tokens, template

RAW, FINAL = "Of attempts", "Of orders, in the end"

# How far apart marks are for rates that reach so far below all of them.
_STEPS = ((0.05, 0.2), (0.1, 0.5), (0.25, math.inf))

# As few places as leave a name room above its line.
_FEWEST_PLACES = 4


def rate_pairs(frame: pd.DataFrame, *, theme: str) -> Drawing:
    """Per method a hollow mark (attempts that succeeded) and a full one (orders paid in the end).

    `frame`: `label`, `key` (what a click filters by), `success_rate`, `paid_rate`; best at the top.
    """
    style = Style.of(theme, Format.PERCENT, "")
    room = max(len(frame), _FEWEST_PLACES)
    places = [float(room - 1 - i) for i in range(len(frame))]
    raw, final = axes.numbers(frame["success_rate"]), axes.numbers(frame["paid_rate"])
    traces = [
        *_joints(raw, final, places, style.colours),
        _marks(frame, RAW, raw, places, style, hollow=True),
        _marks(frame, FINAL, final, places, style),
    ]
    layout = {
        "template": template(theme),
        "hovermode": "closest",
        "xaxis": {**_rate_axis([*raw, *final]), "showgrid": True, "showspikes": False},
        "yaxis": {"visible": False, "range": [-0.5, room - 0.25]},
        "annotations": _names(frame, places, style.colours),
    }
    return drawing(traces, layout)


def _joints(
    raw: Sequence[float | None], final: Sequence[float | None], places: Sequence[float], t: Tokens
) -> list[dict[str, Any]]:
    """A line from mark to mark."""
    both = [
        (one, other, place)
        for one, other, place in zip(raw, final, places, strict=True)
        if one is not None and other is not None
    ]
    return [
        {
            "type": "scatter",
            "x": [value for one, other, _ in both for value in (one, other, None)],
            "y": [value for _, _, place in both for value in (place, place, None)],
            "mode": "lines",
            "line": {"color": t.previous, "width": 2},
            "hoverinfo": "skip",
            "showlegend": False,
        }
    ]


def _marks(
    frame: pd.DataFrame,
    name: str,
    values: Sequence[float | None],
    places: Sequence[float],
    style: Style,
    *,
    hollow: bool = False,
) -> dict[str, Any]:
    t = style.colours
    texts, labels = style.texts(values), frame["label"].astype(str).map(safe)
    return {
        "type": "scatter",
        "x": list(values),
        "y": list(places),
        "mode": "markers",
        "name": name,
        "cliponaxis": False,
        "marker": {
            "size": 11,
            "color": t.surface if hollow else t.accent,
            "line": {"color": t.accent, "width": 2},
        },
        "customdata": [list(row) for row in zip(frame["key"], labels, texts, strict=True)],
        "hovertemplate": f"<b>%{{customdata[1]}}</b><br>{name}: %{{customdata[2]}}<extra></extra>",
    }


def _names(frame: pd.DataFrame, places: Sequence[float], t: Tokens) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for label, rate, place in zip(frame["label"], frame["paid_rate"], places, strict=True):
        line = {"y": place, "yshift": 16, "xref": "paper"}
        end = formatting.percent(rate)
        name = {"text": shortened(str(label)), "font": {"color": t.text_2, "size": 12.5}}
        number = {"text": f"<b>{end}</b>", "font": {"color": t.text, "size": 12.5}}
        found.append({**line, "x": 0, "xanchor": "left", **name})
        found.append({**line, "x": 1, "xanchor": "right", **number})
    return found


def _rate_axis(values: Sequence[float | None]) -> dict[str, Any]:
    """From a little below the smallest rate to all: between 90 and 100 % is where news is."""
    least = min([value for value in values if value is not None], default=0.0)
    step = next(width for width, reach in _STEPS if 1 - least < reach)
    low = max(0.0, math.floor(least / step - 0.1) * step)
    places = [low + step * i for i in range(round((1 - low) / step) + 1)]
    return {
        "tickmode": "array",
        "tickvals": places,
        "ticktext": [formatting.percent(p, decimals=0) for p in places],
        "range": [low - (1 - low) * 0.03, 1 + (1 - low) * 0.03],
    }


def rates_over_time(frame: pd.DataFrame, *, theme: str, grain: Grain) -> Drawing:
    """Both rates as lines; a point filters by its days.

    `frame`: `period`, `success_rate`, `paid_rate`; gaps where nobody tried to pay.
    """
    style, points = Style.of(theme, Format.PERCENT, ""), axes.days(frame["period"])
    raw, final = axes.numbers(frame["success_rate"]), axes.numbers(frame["paid_rate"])
    traces = [
        _line(FINAL, points, final, style, grain, colour=style.colours.accent),
        _line(RAW, points, raw, style, grain, colour=style.colours.series[1], dash="4px,3px"),
    ]
    layout = {
        "template": template(theme),
        "xaxis": axes.date_axis(points, grain),
        "yaxis": _rate_axis([*raw, *final]),
    }
    return drawing(traces, layout)


def _line(
    name: str,
    points: Sequence[date],
    values: Sequence[float | None],
    style: Style,
    grain: Grain,
    *,
    colour: str,
    dash: str = "solid",
) -> dict[str, Any]:
    return {
        "type": "scatter",
        "x": [point.isoformat() for point in points],
        "y": list(values),
        "name": name,
        "mode": "lines+markers",
        "line": {"color": colour, "width": 2.25, "dash": dash},
        "marker": {"size": 5, "color": colour},
        "cliponaxis": False,
        "customdata": _clicked(points, grain, style.texts(values)),
        "hovertemplate": f"<b>%{{customdata[1]}}</b><extra>{name}</extra>",
    }


def _clicked(points: Sequence[date], grain: Grain, texts: Sequence[str]) -> list[list[str]]:
    """The days that a click on a point filters by, and its value in words."""
    spans = [bucket_period(point, grain) for point in points]
    days = [f"{span.start}/{span.end}" for span in spans]
    return [list(pair) for pair in zip(days, texts, strict=True)]


def lost_and_recovered(frame: pd.DataFrame, *, theme: str, currency: str, grain: Grain) -> Drawing:
    """Bars of the value lost to failed payments beside the value that a retry brought back.

    `frame`: `period`, `lost`, `recovered`.
    """
    style, points = Style.of(theme, Format.MONEY, currency), axes.days(frame["period"])
    colours = {"lost": style.colours.series[1], "recovered": style.colours.accent}
    names = {"lost": "Lost at most", "recovered": "Paid after a failure"}
    values = {name: axes.numbers(frame[name]) for name in names}
    traces: list[dict[str, Any]] = [
        {
            "type": "bar",
            "x": [point.isoformat() for point in points],
            "y": values[name],
            "name": names[name],
            "marker": {"color": colours[name]},
            "customdata": _clicked(points, grain, style.texts(values[name])),
            "hovertemplate": f"<b>%{{customdata[1]}}</b><extra>{names[name]}</extra>",
        }
        for name in names
    ]
    seen = [value for found in values.values() for value in found]
    layout = {
        "template": template(theme),
        "barmode": "group",
        "bargap": 0.3,
        "xaxis": axes.date_axis(points, grain),
        "yaxis": axes.marks(seen, Format.MONEY, currency).as_axis(),
    }
    return drawing(traces, layout)
