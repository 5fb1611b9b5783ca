"""The RFM grid, and how its segments lie in the clusters, as heat maps."""

from __future__ import annotations

from typing import Any

import pandas as pd

from data.metrics import Format
from data.rfm import GRID, Segment
from layouts import formatting
from layouts.figures.bars import safe
from layouts.figures.style import Drawing, Style, drawing
from layouts.theme import Tokens, template, tokens

# The fullest cell is shaded this far towards the accent, so that words on it stay legible.
_DEEPEST = 0.55
_SCORES = (1, 2, 3, 4, 5)
_LINE = 9  # letters of a cluster's name that fit on a line


def grid(frame: pd.DataFrame, *, theme: str, fmt: Format, currency: str) -> Drawing:
    """25 cells: FM across, recency upwards; the more, the deeper.

    `frame`: `r_score`, `fm`, `value` (shown and shaded), `text` (when pointed at), and `key` where
    a click filters by something.
    """
    style = Style.of(theme, fmt, currency)
    values = _table(frame, "value")
    trace = {
        **_shaded([[max(v, 0.0) ** 0.5 for v in row] for row in values], style.colours),
        "x": list(_SCORES),
        "y": list(_SCORES),
        "text": _table(frame, "text"),
        "hovertemplate": "%{text}<extra></extra>",
    }
    if "key" in frame:
        trace["customdata"] = _table(frame, "key")
    layout = {
        "template": template(theme),
        "hovermode": "closest",
        "xaxis": _axis("FM: how often and how much, 5 best"),
        "yaxis": _axis("R: how lately, 5 best"),
        "shapes": [_frame_of(segment, style.colours) for segment in GRID],
        "annotations": [
            *(_name_of(segment, style.colours) for segment in GRID),
            *_numbers(values, style),
        ],
    }
    return drawing([trace], layout)


def _table(frame: pd.DataFrame, column: str) -> list[list[Any]]:
    """A column of the 25 cells by recency, then FM, both from 1 on."""
    wide = frame.pivot_table(index="r_score", columns="fm", values=column, aggfunc="first")
    found: list[list[Any]] = wide.reindex(index=_SCORES, columns=_SCORES).values.tolist()
    return found


def _shaded(values: list[list[float]], t: Tokens) -> dict[str, Any]:
    deepest = max((v for row in values for v in row), default=0.0)
    return {
        "type": "heatmap",
        "z": values,
        "zmin": 0,
        "zmax": (deepest or 1.0) / _DEEPEST,
        "colorscale": [[0, t.surface], [1, t.accent]],
        "showscale": False,
        "xgap": 1,
        "ygap": 1,
    }


def _axis(title: str) -> dict[str, Any]:
    return {
        "title": {"text": title},
        "tickmode": "array",
        "tickvals": list(_SCORES),
        "ticktext": [str(score) for score in _SCORES],
        "range": [0.48, 5.52],
        "showgrid": False,
        "showspikes": False,
    }


def _frame_of(segment: Segment, t: Tokens) -> dict[str, Any]:
    return {
        "type": "rect",
        "x0": min(segment.worth) - 0.49,
        "x1": max(segment.worth) + 0.49,
        "y0": min(segment.recency) - 0.49,
        "y1": max(segment.recency) + 0.49,
        "line": {"color": t.text_3, "width": 1},
    }


def _name_of(segment: Segment, t: Tokens) -> dict[str, Any]:
    narrow = len(segment.worth) == 1
    name = segment.name.replace(" ", "<br>") if narrow else segment.name
    return {
        "x": min(segment.worth) - 0.49,
        "y": max(segment.recency) + 0.49,
        "xanchor": "left",
        "yanchor": "top",
        "align": "left",
        "text": f"<b>{name}</b>",
        "font": {"size": 11, "color": t.text},
    }


def _numbers(values: list[list[float]], style: Style) -> list[dict[str, Any]]:
    return [
        {
            "x": fm,
            "y": recency - 0.22,
            "text": text,
            "font": {"size": 11.5, "color": style.colours.text_2},
        }
        for recency, row in zip(_SCORES, values, strict=True)
        for fm, text in zip(_SCORES, style.texts(row, compact=True), strict=True)
    ]


def cross(frame: pd.DataFrame, *, theme: str, rows: list[str], columns: list[str]) -> Drawing:
    """Which clusters the customers of each segment are in, as shares of the segment.

    `frame`: `segment`, `cluster`, `share` (of the segment), `text` (when pointed at). A click
    filters by the cluster.
    """
    t = tokens(theme)
    wide = frame.pivot_table(index="segment", columns="cluster", values="share", aggfunc="first")
    shares = wide.reindex(index=rows, columns=columns).fillna(0.0).values.tolist()
    texts = frame.pivot_table(index="segment", columns="cluster", values="text", aggfunc="first")
    trace = {
        **_shaded(shares, t),
        "x": list(range(len(columns))),
        "y": list(range(len(rows))),
        "text": texts.reindex(index=rows, columns=columns).fillna("Nobody").values.tolist(),
        "customdata": [list(columns) for _ in rows],
        "hovertemplate": "%{text}<extra></extra>",
    }
    layout = {
        "template": template(theme),
        "hovermode": "closest",
        "xaxis": {**_named([_broken(name) for name in columns]), "side": "top"},
        "yaxis": {**_named([safe(name) for name in rows]), "autorange": "reversed"},
        "annotations": [
            {
                "x": x,
                "y": y,
                "text": formatting.percent(share, decimals=0),
                "font": {"size": 11.5, "color": t.text if share >= 0.005 else t.text_3},
            }
            for y, row in enumerate(shares)
            for x, share in enumerate(row)
        ],
    }
    return drawing([trace], layout)


def _named(names: list[str]) -> dict[str, Any]:
    return {
        "tickmode": "array",
        "tickvals": list(range(len(names))),
        "ticktext": names,
        "showgrid": False,
        "showspikes": False,
    }


def _broken(name: str) -> str:
    """A name over as many lines as it needs, so that columns stay narrow."""
    lines: list[str] = []
    for word in name.split():
        if lines and len(lines[-1]) + len(word) < _LINE:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return "<br>".join(safe(line) for line in lines)
