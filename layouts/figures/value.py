"""What customers are expected to bring: by chance, in tenths, by how few of them, and how true."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from data.metrics import Format
from layouts import formatting
from layouts.figures import axes
from layouts.figures.style import Drawing, Style, drawing
from layouts.theme import template

# The parts of the customers that are marked on the curve.
MARKED = (0.1, 0.2)


def chance_bars(frame: pd.DataFrame, *, theme: str, currency: str) -> Drawing:
    """How many customers have which chance of still being one, in tenths from 0 to 1.

    `frame`: `low`, `high`, `label`, `customers`, `share`, `value_365`.
    """
    style = Style.of(theme, Format.COUNT, currency)
    counts = axes.numbers(frame["customers"])
    said = [
        [
            str(label),
            formatting.count(count),
            formatting.percent(share),
            formatting.money(value, currency, compact=True),
        ]
        for label, count, share, value in zip(
            frame["label"], counts, frame["share"], frame["value_365"], strict=True
        )
    ]
    trace = {
        "type": "bar",
        "x": axes.numbers((frame["low"] + frame["high"]) / 2),
        "y": counts,
        "width": 0.088,
        "marker": {"color": style.colours.accent},
        "customdata": said,
        "hovertemplate": "P(alive) %{customdata[0]}<br><b>%{customdata[1]} customers</b>, "
        "%{customdata[2]}<br>%{customdata[3]} expected in 365 days<extra></extra>",
    }
    ticks = [0.0, 0.2, 0.4, 0.6, 0.8, 1.0]
    layout = {
        "template": template(theme),
        "showlegend": False,
        "hovermode": "closest",
        "xaxis": {
            "range": [-0.01, 1.02],
            "tickmode": "array",
            "tickvals": ticks,
            "ticktext": [formatting.percent(tick, decimals=0) for tick in ticks],
            "showspikes": False,
            "title": {"text": "Chance of ordering ever again, P(alive)"},
        },
        "yaxis": axes.marks(counts, Format.COUNT, currency).as_axis(),
    }
    return drawing([trace], layout)


def paired_bars(
    frame: pd.DataFrame,
    pairs: Sequence[tuple[str, str]],
    *,
    theme: str,
    fmt: Format,
    currency: str,
    title: str,
) -> Drawing:
    """Two bars per row side by side: the first of `pairs` in grey, the second in the accent.

    `frame`: `short` (as an axis has room for it), `label`, and the two columns that `pairs` name
    together with their words. `title` names the rows.
    """
    style = Style.of(theme, fmt, currency)
    colours = (style.colours.previous, style.colours.accent)
    labels, names = [str(text) for text in frame["short"]], [str(text) for text in frame["label"]]
    traces: list[dict[str, Any]] = []
    for (column, words), colour in zip(pairs, colours, strict=True):
        values = axes.numbers(frame[column])
        traces.append(
            {
                "type": "bar",
                "x": labels,
                "y": values,
                "name": words,
                "marker": {"color": colour},
                "customdata": [list(row) for row in zip(names, style.texts(values), strict=True)],
                "hovertemplate": f"%{{customdata[0]}}<br><b>%{{customdata[1]}}</b>"
                f"<extra>{words}</extra>",
            }
        )
    seen = [value for trace in traces for value in trace["y"]]
    layout = {
        "template": template(theme),
        "barmode": "group",
        "bargap": 0.3,
        "hovermode": "closest",
        "xaxis": {
            "type": "category",
            "showspikes": False,
            "tickangle": 0,
            "title": {"text": title},
        },
        "yaxis": axes.marks(seen, fmt, currency).as_axis(),
    }
    return drawing(traces, layout)


def concentration(frame: pd.DataFrame, *, theme: str, shares: Sequence[float | None]) -> Drawing:
    """The share of expected value that the best customers have together, best first.

    `frame`: `customers`, `customer_share`, `value_share`; `shares`: what the best tenth and the
    best fifth have (see MARKED; missing where there are too few customers).
    """
    style = Style.of(theme, Format.PERCENT, "")
    people, value = [0.0, *frame["customer_share"]], [0.0, *frame["value_share"]]
    texts = [
        [formatting.count(count), formatting.percent(part), formatting.percent(share)]
        for count, part, share in zip([0, *frame["customers"]], people, value, strict=True)
    ]
    curve: dict[str, Any] = {
        "type": "scatter",
        "x": axes.numbers(people),
        "y": axes.numbers(value),
        "mode": "lines",
        "fill": "tozeroy",
        "fillcolor": style.colours.area,
        "line": {"color": style.colours.accent, "width": 2.5},
        "customdata": texts,
        "hovertemplate": "The best %{customdata[0]} customers (%{customdata[1]})<br>"
        "<b>%{customdata[2]} of expected value</b><extra></extra>",
    }
    layout = {
        "template": template(theme),
        "showlegend": False,
        "hovermode": "closest",
        "xaxis": _shares("Customers, the best first"),
        "yaxis": _shares(""),
    }
    return drawing([curve, *_marks(shares, style)], layout)


def _marks(shares: Sequence[float | None], style: Style) -> list[dict[str, Any]]:
    """A point with its number in words for each part that is known."""
    known = [(part, share) for part, share in zip(MARKED, shares, strict=True) if share is not None]
    said = [
        f"Best {formatting.percent(part, decimals=0)}: {formatting.percent(share)}"
        for part, share in known
    ]
    return [
        {
            "type": "scatter",
            "x": [part for part, _ in known],
            "y": [share for _, share in known],
            "mode": "markers+text",
            "marker": {"size": 10, "color": style.colours.accent},
            "text": said,
            "textposition": "bottom right",
            "textfont": {"color": style.colours.text, "size": 12.5},
            "hoverinfo": "skip",
        }
    ]


def _shares(title: str) -> dict[str, Any]:
    ticks = [0.0, 0.2, 0.4, 0.6, 0.8, 1.0]
    return {
        "range": [0, 1.02],
        "tickmode": "array",
        "tickvals": ticks,
        "ticktext": [formatting.percent(tick, decimals=0) for tick in ticks],
        "showspikes": False,
        "title": {"text": title} if title else None,
    }
