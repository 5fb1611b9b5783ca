"""How much of the sales hangs on how few of the products."""

from __future__ import annotations

from typing import Any

import pandas as pd

from data.metrics import Format
from layouts import formatting
from layouts.figures import axes
from layouts.figures.style import Drawing, Style, drawing
from layouts.theme import template

# Where class A ends and where class B does.
LINES = ((0.8, "80%"), (0.95, "95%"))
BEST = 0.2


def pareto(frame: pd.DataFrame, *, theme: str, top_share: float | None) -> Drawing:
    """The share of sales that the best products make together, by the share of products.

    `frame`: `products`, `product_share`, `sales_share`; `top_share`: what the best fifth make.
    """
    style = Style.of(theme, Format.PERCENT, "")
    t = style.colours
    shares, sales = [0.0, *frame["product_share"]], [0.0, *frame["sales_share"]]
    counts = [0, *frame["products"]]
    texts = [
        [formatting.count(n), formatting.percent(p), formatting.percent(s)]
        for n, p, s in zip(counts, shares, sales, strict=True)
    ]
    curve: dict[str, Any] = {
        "type": "scatter",
        "x": axes.numbers(shares),
        "y": axes.numbers(sales),
        "mode": "lines",
        "fill": "tozeroy",
        "fillcolor": t.area,
        "line": {"color": t.accent, "width": 2.5},
        "customdata": texts,
        "hovertemplate": "The best %{customdata[0]} products (%{customdata[1]})<br>"
        "<b>%{customdata[2]} of sales</b><extra></extra>",
        "showlegend": False,
    }
    points = [] if top_share is None else [_best(top_share, style)]
    layout = {
        "template": template(theme),
        "showlegend": False,
        "hovermode": "closest",
        "margin": {"l": 44, "r": 16, "t": 12, "b": 40},
        "xaxis": _axis(axes.numbers(shares), "Products that sold, best first"),
        "yaxis": _axis(axes.numbers(sales), ""),
        "shapes": [_line(at, t.previous) for at, _ in LINES],
    }
    return drawing([curve, *points], layout)


def _best(top_share: float, style: Style) -> dict[str, Any]:
    """The mark at a fifth of the products, with its number in words."""
    said = f"Best 20%: {formatting.percent(top_share)} of sales"
    return {
        "type": "scatter",
        "x": [BEST],
        "y": [top_share],
        "mode": "markers+text",
        "marker": {"size": 10, "color": style.colours.accent},
        "text": [said],
        "textposition": "bottom right",
        "textfont": {"color": style.colours.text, "size": 12.5},
        "hoverinfo": "skip",
        "showlegend": False,
    }


def _axis(values: list[float | None], title: str) -> dict[str, Any]:
    """From 0 to all of it; a little further where returns take some back at the end."""
    highest = max([1.0, *(v for v in values if v is not None)])
    ticks = [0.0, 0.2, 0.4, 0.6, 0.8, 1.0]
    return {
        "range": [0, highest * 1.02],
        "tickmode": "array",
        "tickvals": ticks,
        "ticktext": [formatting.percent(tick, decimals=0) for tick in ticks],
        "showspikes": False,
        "title": {"text": title, "font": {"size": 12}} if title else None,
    }


def _line(at: float, colour: str) -> dict[str, Any]:
    return {
        "type": "line",
        "xref": "paper",
        "x0": 0,
        "x1": 1,
        "y0": at,
        "y1": at,
        "line": {"color": colour, "width": 1, "dash": "dot"},
    }
