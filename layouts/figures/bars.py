"""Ranked bars: the name above, the number at the end, a tick where the comparison stood."""

from __future__ import annotations

from typing import Any

import pandas as pd

from data.metrics import Format
from layouts import formatting
from layouts.figures import axes
from layouts.figures.style import Drawing, Style, drawing
from layouts.theme import Tokens, template

_LONGEST_NAME = 34
# Share of its slot that a bar fills; less where slots are higher, so that it stays below its name.
_THICKEST = 0.26
_USUAL_SLOTS = 8


def bar_top(
    frame: pd.DataFrame,
    *,
    theme: str,
    fmt: Format,
    currency: str,
    slots: int | None = None,
) -> Drawing:
    """Horizontal bars, largest first, at most `slots` of them.

    `frame`: `label`, `value`, optionally `share` (of the whole), `comparison` (value in the
    compared period) and `key` (what a click filters by; the label without it). With fewer rows
    than `slots` the rest stays empty, so that a bar is as thick in every selection.
    """
    style = Style.of(theme, fmt, currency)
    shown = frame.head(slots) if slots else frame
    room = slots or max(len(shown), 1)
    values = axes.numbers(shown["value"])
    places = [room - 1 - i for i in range(len(shown))]
    texts = style.texts(values, compact=True)
    traces = [_bars(shown, values, places, room, style), *_ticks(shown, places, style)]
    layout = {
        "template": template(theme),
        "showlegend": False,
        "hovermode": "closest",
        "margin": {"l": 0, "r": 0, "t": 0, "b": 0, "pad": 0},
        "xaxis": {"visible": False, "showspikes": False, "range": _range(traces)},
        "yaxis": {"visible": False, "range": [-0.45, room - 0.25]},
        "annotations": _names(shown, texts, places, style.colours),
    }
    return drawing(traces, layout)


def _bars(
    frame: pd.DataFrame,
    values: list[float | None],
    places: list[int],
    room: int,
    style: Style,
) -> dict[str, Any]:
    full = style.texts(values)
    labels = frame["label"].astype(str)
    keys = frame["key"].astype(str) if "key" in frame else labels
    return {
        "type": "bar",
        "orientation": "h",
        "x": values,
        "y": places,
        "width": min(_THICKEST, _THICKEST * room / _USUAL_SLOTS),
        "name": "This period",
        "marker": {"color": style.colours.accent},
        "customdata": [list(row) for row in zip(keys, map(safe, labels), full, strict=True)],
        "hovertemplate": "<b>%{customdata[1]}</b><br>%{customdata[2]}<extra></extra>",
    }


def _ticks(frame: pd.DataFrame, places: list[int], style: Style) -> list[dict[str, Any]]:
    if "comparison" not in frame or frame["comparison"].isna().all():
        return []
    values = axes.numbers(frame["comparison"])
    return [
        {
            "type": "scatter",
            "x": values,
            "y": places,
            "mode": "markers",
            "name": "Comparison",
            "marker": {
                "symbol": "line-ns",
                "size": 10,
                "line": {"width": 2, "color": style.colours.text},
            },
            "customdata": style.texts(values),
            "hovertemplate": "Before: %{customdata}<extra></extra>",
        }
    ]


def _range(traces: list[dict[str, Any]]) -> list[float]:
    known = [v for trace in traces for v in trace["x"] if v is not None]
    low, high = min([0.0, *known]), max([0.0, *known])
    return [low * 1.02, high * 1.02 if high > low else low + 1.0]


def _names(
    frame: pd.DataFrame, texts: list[str], places: list[int], t: Tokens
) -> list[dict[str, Any]]:
    shares = frame["share"] if "share" in frame else [None] * len(frame)
    found: list[dict[str, Any]] = []
    for label, text, share, place in zip(frame["label"], texts, shares, places, strict=True):
        part = "" if share is None or pd.isna(share) else f"  {formatting.percent(share)}"
        line = {"y": place, "yshift": 16, "xref": "paper"}
        found.append(
            {
                **line,
                "x": 0,
                "xanchor": "left",
                "text": shortened(str(label)),
                "font": {"color": t.text_2, "size": 12.5},
            }
        )
        found.append(
            {
                **line,
                "x": 1,
                "xanchor": "right",
                "text": f"<b>{text}</b>{part}",
                "font": {"color": t.text, "size": 12.5},
            }
        )
    return found


def shortened(name: str, longest: int = _LONGEST_NAME) -> str:
    """A name that fits beside its number, safe inside a chart's text."""
    return safe(name if len(name) <= longest else name[: longest - 1].rstrip() + "…")


def safe(name: str) -> str:
    """A name as a chart has to be given it, so that none of it is taken for markup."""
    return name.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
