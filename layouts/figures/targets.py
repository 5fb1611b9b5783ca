"""Months against their targets, and the running month against its usual pace."""

from __future__ import annotations

from typing import Any

import pandas as pd

from data.metrics import Format
from data.periods import Grain
from layouts import formatting
from layouts.figures import axes
from layouts.figures.style import Drawing, Style, drawing
from layouts.theme import template

# How much of its month a bar, and the mark of its target, take.
_BAR, _MARK = 0.6, 0.8
# Of the drawing's height.
_THICKNESS = 0.008
_DAY_MS = 86_400_000


def months_against_targets(frame: pd.DataFrame, *, theme: str, currency: str) -> Drawing:
    """A bar for what each month brought, a mark where its target stands.

    `frame`: `period`, `actual`, `target`, `attainment`, and `known` of `days` that the data hold;
    oldest first. The bar of a month that is not whole is hatched.
    """
    style = Style.of(theme, Format.MONEY, currency)
    points = axes.days(frame["period"])
    actual, wanted = axes.numbers(frame["actual"]), axes.numbers(frame["target"])
    x = [point.isoformat() for point in points]
    scale = axes.marks([*actual, *wanted], Format.MONEY, currency)
    month = [int(days) * _DAY_MS for days in frame["days"]]
    thick = (scale.values[-1] - scale.values[0]) * _THICKNESS
    traces = [
        _bars(frame, x, actual, style) | {"width": [_BAR * ms for ms in month]},
        _marks(x, wanted, thick, style) | {"width": [_MARK * ms for ms in month]},
    ]
    layout = {
        "template": template(theme),
        "barmode": "overlay",
        "xaxis": axes.date_axis(points, Grain.MONTH),
        "yaxis": scale.as_axis(),
    }
    return drawing(traces, layout)


def _bars(
    frame: pd.DataFrame, x: list[str], values: list[float | None], style: Style
) -> dict[str, Any]:
    whole = (frame["known"] == frame["days"]).tolist()
    reached = [_reached(share) for share in frame["attainment"]]
    so_far = ["" if done else " so far" for done in whole]
    texts = zip(style.texts(values), so_far, reached, strict=True)
    return {
        "type": "bar",
        "x": x,
        "y": values,
        "name": "Net sales",
        "marker": {
            "color": style.colours.accent,
            "pattern": {
                "shape": ["" if done else "/" for done in whole],
                "fillmode": "overlay",
                "fgcolor": style.colours.surface,
                "size": 7,
                "solidity": 0.35,
            },
        },
        "customdata": ["".join(parts) for parts in texts],
        "hovertemplate": "<b>%{customdata}</b><extra></extra>",
    }


def _reached(share: float | None) -> str:
    return "" if share is None or pd.isna(share) else f", {formatting.percent(share)} of the target"


def _marks(x: list[str], values: list[float | None], thick: float, style: Style) -> dict[str, Any]:
    """Thin bars that float where the targets are: as wide as the months, however many there are."""
    return {
        "type": "bar",
        "x": x,
        "y": [None if value is None else thick for value in values],
        "base": [None if value is None else value - thick / 2 for value in values],
        "name": "Target",
        "marker": {"color": style.colours.text, "cornerradius": 0},
        "customdata": style.texts(values),
        "hovertemplate": "Target %{customdata}<extra></extra>",
    }


def pace(
    frame: pd.DataFrame, *, theme: str, currency: str, projected: float | None = None
) -> Drawing:
    """What was sold up to each day of a month, beside what is usual on the way to the target.

    `frame`: `day`, `actual` (missing where the data stop), `expected` (missing without a target).
    With `projected` a dotted line leads from the last day known to where the month lands.
    """
    style = Style.of(theme, Format.MONEY, currency)
    points = axes.days(frame["day"])
    x = [point.isoformat() for point in points]
    actual, expected = axes.numbers(frame["actual"]), axes.numbers(frame["expected"])
    known = sum(1 for value in actual if value is not None)
    traces = [
        *_expected(x, expected, style),
        *_ahead(x, actual, known, projected, style),
        _sold(x[:known], actual[:known], style),
    ]
    seen = [*actual, *expected, projected]
    layout = {
        "template": template(theme),
        "xaxis": axes.date_axis(points, Grain.DAY) | {"range": [x[0], x[-1]]},
        "yaxis": axes.marks(seen, Format.MONEY, currency).as_axis(),
        "legend": {"traceorder": "reversed"},
    }
    return drawing(traces, layout)


def _sold(x: list[str], values: list[float | None], style: Style) -> dict[str, Any]:
    return {
        "type": "scatter",
        "x": x,
        "y": values,
        "name": "Sold",
        "mode": "lines+markers",
        "cliponaxis": False,
        "line": {"color": style.colours.accent, "width": 2.5},
        "marker": {
            "size": [0] * (len(x) - 1) + [8],
            "color": style.colours.accent,
            "line": {"color": style.colours.surface, "width": 2},
        },
        "customdata": style.texts(values),
        "hovertemplate": "<b>%{customdata}</b><extra>Sold</extra>",
    }


def _expected(x: list[str], values: list[float | None], style: Style) -> list[dict[str, Any]]:
    if values[-1] is None:
        return []
    return [
        {
            "type": "scatter",
            "x": x,
            "y": values,
            "name": f"Usual pace to {style.texts(values[-1:])[0]}",
            "mode": "lines",
            "line": {"color": style.colours.previous, "width": 1.75, "dash": "3px,3px"},
            "customdata": style.texts(values),
            "hovertemplate": "%{customdata}<extra>Usual pace</extra>",
        }
    ]


def _ahead(
    x: list[str], values: list[float | None], known: int, projected: float | None, style: Style
) -> list[dict[str, Any]]:
    if projected is None or known == len(x):
        return []
    text = style.texts([projected])[0]
    return [
        {
            "type": "scatter",
            "x": [x[known - 1], x[-1]],
            "y": [values[known - 1], projected],
            "name": f"Leads to {style.texts([projected], compact=True)[0]}",
            "mode": "lines+markers",
            "cliponaxis": False,
            "line": {"color": style.colours.accent, "width": 2, "dash": "2px,3px"},
            "marker": {
                "size": [0, 9],
                "color": style.colours.surface,
                "line": {"color": style.colours.accent, "width": 2},
            },
            "customdata": ["", text],
            "hovertemplate": ["<extra></extra>", "<b>%{customdata}</b><extra>Leads to</extra>"],
        }
    ]
