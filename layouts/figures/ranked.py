"""Ranked bars with everything that is not among the best in one more of them."""

from __future__ import annotations

from typing import Any

import pandas as pd

from data.metrics import Format
from layouts import formatting
from layouts.figures.bars import bar_top
from layouts.figures.style import Drawing, Style, drawing

OTHER = "Other"


def bar_top_and_other(
    frame: pd.DataFrame,
    *,
    theme: str,
    fmt: Format,
    currency: str,
    slots: int,
    other: tuple[float, float] | None,
) -> Drawing:
    """The bars of `bar_top`, and below them `other`: the value and the share of all the rest.

    Many small ones together are far more than any of the best: such a bar is cut at the end of
    the scale and striped.
    """
    room = slots + (other is not None)
    figure = bar_top(frame, theme=theme, fmt=fmt, currency=currency, slots=room)
    if other is None:
        return figure
    style = Style.of(theme, fmt, currency)
    place = room - 1 - len(frame)
    low, high = figure.plan["xaxis"]["range"]
    value = other[0]
    drawn = min(max(value, low), high)
    cut = drawn != value
    thickness = figure.traces[0]["width"]
    rest = _bar(drawn, place, thickness, style, cut=cut)
    rest["hovertemplate"] = (
        f"<b>{OTHER}</b><br>{style.texts([value])[0]}"
        f"{' (longer than the scale)' if cut else ''}<extra></extra>"
    )
    notes = [*figure.plan["annotations"], *_words(other, place, style, cut=cut)]
    return drawing([*figure.traces, rest], {**figure.plan, "annotations": notes})


def _bar(value: float, place: int, thickness: Any, style: Style, *, cut: bool) -> dict[str, Any]:
    colour = style.colours.previous
    pattern = {"shape": "/", "fgcolor": colour, "bgcolor": style.colours.surface, "size": 6}
    return {
        "type": "bar",
        "orientation": "h",
        "x": [value],
        "y": [place],
        "width": thickness,
        "name": OTHER,
        "marker": {"color": colour, **({"pattern": pattern} if cut else {})},
    }


def _words(
    other: tuple[float, float], place: int, style: Style, *, cut: bool
) -> list[dict[str, Any]]:
    value = f"<b>{style.texts([other[0]], compact=True)[0]}</b>  {formatting.percent(other[1])}"
    line = {"y": place, "yshift": 16, "xref": "paper", "showarrow": False}
    return [
        {**line, "x": 0, "xanchor": "left", "text": f"{OTHER} (bar cut short)" if cut else OTHER,
         "font": {"color": style.colours.text_3, "size": 12.5}},
        {**line, "x": 1, "xanchor": "right", "text": value,
         "font": {"color": style.colours.text_2, "size": 12.5}},
    ]  # fmt: skip
