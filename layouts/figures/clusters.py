"""Customer clusters: where they lie, what share they bring, how many there should be."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd

from data.metrics import Format
from layouts import formatting
from layouts.figures import axes
from layouts.figures.bars import shortened
from layouts.figures.style import Drawing, drawing
from layouts.theme import SYMBOLS, Tokens, template, tokens

# With this many clusters or fewer each is named where it lies; with more a legend does it.
NAMED_DIRECTLY = 5

_ROUND = (1, 3, 10, 30, 100, 300, 1000, 3000, 10_000, 30_000, 100_000, 300_000, 1_000_000)


def drawable(frame: pd.DataFrame) -> pd.DataFrame:
    """The customers a logarithmic axis can show: those whose spend is above 0."""
    return frame[frame["monetary"] > 0]


def scatter_segments(
    frame: pd.DataFrame, *, theme: str, currency: str, order: tuple[str, ...] = ()
) -> Drawing:
    """One mark per customer: days since the last order across, spend upwards (logarithmic).

    `frame`: `segment`, `recency` (days), `frequency` (days with orders, sets the size) and
    `monetary` (money; rows at or below 0 are left out, see `drawable`). `order` fixes which
    cluster gets which colour and shape, so that they stay the same in every selection.
    """
    t = tokens(theme)
    shown = drawable(frame)
    names = list(order or sorted(set(shown["segment"])))
    present = set(shown["segment"])
    traces = [
        _cloud(shown[shown["segment"] == name], name, i, t, currency)
        for i, name in enumerate(names)
        if name in present
    ]
    direct = len(names) <= NAMED_DIRECTLY
    layout = {
        "template": template(theme),
        "hovermode": "closest",
        "showlegend": not direct,
        "xaxis": {
            "title": {"text": "Days since last order"},
            "showspikes": False,
            "rangemode": "tozero",
            "nticks": 7,
        },
        "yaxis": _spend_axis(shown["monetary"], currency),
        "annotations": _name_tags(shown, names, t) if direct else [],
    }
    return drawing(traces, layout)


def _cloud(points: pd.DataFrame, name: str, place: int, t: Tokens, currency: str) -> dict[str, Any]:
    sizes = np.clip(4 + 2 * np.sqrt(points["frequency"].to_numpy(dtype=float)), 6, 14)
    texts = [formatting.money(v, currency) for v in points["monetary"]]
    return {
        "type": "scatter",
        "mode": "markers",
        "name": shortened(name),
        "x": axes.numbers(points["recency"]),
        "y": axes.numbers(points["monetary"]),
        "marker": {
            "color": t.series[place % len(t.series)],
            "symbol": SYMBOLS[place % len(SYMBOLS)],
            "size": [round(float(s), 1) for s in sizes],
            "opacity": 0.68,
            "line": {"width": 0.5, "color": t.surface},
        },
        "customdata": [list(row) for row in zip(texts, points["frequency"], strict=True)],
        "hovertemplate": f"<b>{shortened(name)}</b><br>Last order %{{x:.0f}} days ago"
        "<br>Spend %{customdata[0]} on %{customdata[1]} days<extra></extra>",
    }


def _spend_axis(spend: pd.Series, currency: str) -> dict[str, Any]:
    low, high = (float(spend.min()), float(spend.max())) if len(spend) else (1.0, 1000.0)
    inside = [v for v in _ROUND if low * 0.6 <= v <= high * 1.6] or [1, 10, 100]
    return {
        "type": "log",
        "title": {"text": "Spend (logarithmic)"},
        "tickmode": "array",
        "tickvals": inside,
        "ticktext": [_short_money(v, currency) for v in inside],
        "range": [math.log10(low * 0.8), math.log10(high * 1.3)],
    }


def _short_money(value: float, currency: str) -> str:
    sign = formatting.symbol(currency)
    if value >= 1e6:
        return f"{sign}{value / 1e6:g}M"
    return f"{sign}{value / 1e3:g}K" if value >= 1e3 else f"{sign}{value:g}"


def _name_tags(points: pd.DataFrame, names: list[str], t: Tokens) -> list[dict[str, Any]]:
    middles = points.groupby("segment")[["recency", "monetary"]].median()
    places = dict(zip(middles.index, middles.to_numpy(dtype=float).tolist(), strict=True))
    heights = _apart({name: math.log10(money) for name, (_, money) in places.items()})
    return [
        {
            "x": places[name][0],
            "y": heights[name],
            "text": f"<b>{shortened(name)}</b>",
            "xanchor": "left",
            "font": {"size": 11.5, "color": t.text},
            "bgcolor": t.surface,
            "bordercolor": t.line,
            "borderwidth": 1,
            "borderpad": 4,
            "opacity": 0.92,
        }
        for name in names
        if name in places
    ]


def _apart(heights: dict[str, float], least: float = 0.16) -> dict[str, float]:
    """Heights of the names, moved down until each has room (in powers of ten of money)."""
    placed: dict[str, float] = {}
    above = math.inf
    for name in sorted(heights, key=heights.__getitem__, reverse=True):
        placed[name] = above = min(heights[name], above - least)
    return placed


def share_pairs(frame: pd.DataFrame, *, theme: str, order: tuple[str, ...] = ()) -> Drawing:
    """For each cluster its share of customers beside its share of net sales.

    `frame`: `segment`, `customer_share`, `sales_share` (both between 0 and 1).
    """
    t = tokens(theme)
    shown = frame.set_index("segment").reindex(list(order)).reset_index() if order else frame
    names = [shortened(str(n), 22) for n in shown["segment"]]
    pairs = (
        ("customer_share", "Share of customers", t.previous),
        ("sales_share", "Share of net sales", t.accent),
    )
    keys = [str(name) for name in shown["segment"]]
    traces = [
        _share_bars(shown[field], keys, names, label, colour) for field, label, colour in pairs
    ]
    values = [v for trace in traces for v in trace["x"]]
    marks = axes.marks(values, Format.PERCENT, "GBP").as_axis()
    marks["range"] = [0, marks["range"][1] * 1.12]  # room for the numbers beside the bars
    layout = {
        "template": template(theme),
        "barmode": "group",
        # One or two clusters have bars no thicker than three would have.
        "bargap": 1 - 0.65 * min(len(names), 3) / 3,
        "hovermode": "y unified",
        "xaxis": {
            **marks,
            "showgrid": True,
            "showspikes": False,
        },
        "yaxis": {"autorange": "reversed", "showgrid": False, "dtick": 1},
    }
    return drawing(traces, layout)


def _share_bars(
    shares: pd.Series, keys: list[str], names: list[str], label: str, colour: str
) -> dict[str, Any]:
    values = axes.numbers(shares)
    texts = [formatting.percent(v) for v in values]
    return {
        "type": "bar",
        "orientation": "h",
        "x": values,
        "y": names,
        "name": label,
        "marker": {"color": colour},
        "text": texts,
        "textposition": "outside",
        "cliponaxis": False,
        "customdata": [list(pair) for pair in zip(keys, texts, strict=True)],
        "hovertemplate": f"%{{customdata[1]}}<extra>{label}</extra>",
    }


def silhouette(frame: pd.DataFrame, *, theme: str, chosen: int | None = None) -> Drawing:
    """How clear the grouping is for each number of clusters; the chosen one is filled.

    `frame`: `k` (whole numbers), `silhouette` (between -1 and 1) and, where it is known,
    `agreement` when repeated (1 is identical) with its `spread`, drawn beside it.
    """
    t = tokens(theme)
    counts = [int(k) for k in frame["k"]]
    values = axes.numbers(frame["silhouette"])
    traces = [
        _curve("Silhouette", counts, values, filled=chosen, colour=t.accent, surface=t.surface)
    ]
    if "agreement" in frame:
        again = axes.numbers(frame["agreement"])
        name, colour = "Agreement when repeated", t.series[1]
        trace = _curve(name, counts, again, filled=chosen, colour=colour, surface=t.surface)
        spread = axes.numbers(frame["spread"])
        bars = {"type": "data", "array": spread, "color": colour, "thickness": 1, "width": 4}
        traces.append({**trace, "error_y": bars})
    drawn = [v for trace in traces for v in trace["y"]]
    layout = {
        "template": template(theme),
        "hovermode": "closest",
        "showlegend": len(traces) > 1,
        "xaxis": {
            "title": {"text": "Number of clusters"},
            "tickvals": counts,
            "showspikes": False,
        },
        "yaxis": axes.marks(drawn, Format.RATIO, "GBP").as_axis(),
        "annotations": _chosen_tag(counts, values, chosen),
    }
    return drawing(traces, layout)


def _curve(
    name: str,
    counts: list[int],
    values: list[float | None],
    *,
    filled: int | None,
    colour: str,
    surface: str,
) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "x": counts,
        "y": values,
        "name": name,
        "line": {"color": colour, "width": 2},
        "marker": {
            "size": 10,
            "color": [colour if k == filled else surface for k in counts],
            "line": {"color": colour, "width": 2},
        },
        "hovertemplate": f"%{{x}} clusters: <b>%{{y:.3f}}</b><extra>{name}</extra>",
    }


def _chosen_tag(
    counts: list[int], values: list[float | None], chosen: int | None
) -> list[dict[str, Any]]:
    return [
        {"x": k, "y": v, "text": f"Used here: {k}", "yshift": 18}
        for k, v in zip(counts, values, strict=True)
        if k == chosen and v is not None
    ]
