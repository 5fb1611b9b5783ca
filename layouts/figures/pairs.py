"""Bundles in money: the best ones with their range, and how one of them adds up."""

from __future__ import annotations

from typing import Any

import pandas as pd

from data.metrics import Format
from layouts.figures import axes
from layouts.figures.bars import safe, shortened
from layouts.figures.style import Drawing, Style, drawing
from layouts.theme import Tokens, template

# Share of its slot that a bar fills: as thick with three bars as with ten, below its name.
_THICK_PER_PLACE = 0.028
_FEWEST_PLACES = 4
_LONGEST_NAME = 36


def bundle_bars(
    frame: pd.DataFrame, *, theme: str, currency: str, slots: int, chosen: str
) -> Drawing:
    """What each bundle would bring, best first; a line from the low to the high end of its range.

    `frame`: `pair` (what a click chooses), `label`, `worth`, `low`, `high`. The `chosen` one is
    drawn in full colour. With fewer rows than `slots` the rest stays empty.
    """
    style = Style.of(theme, Format.MONEY, currency)
    shown, t = frame.head(slots), style.colours
    colours = [t.accent if pair == chosen else t.band_80 for pair in shown["pair"]]
    columns = ["pair", "label", "worth", "low", "high"]
    rows = shown[columns].rename(columns={"worth": "value"}).assign(colour=colours)
    return _drawn(rows, style, theme=theme, room=max(slots, _FEWEST_PLACES))


def bundle_sum(frame: pd.DataFrame, *, theme: str, currency: str) -> Drawing:
    """What a bundle gains, what it gives away, and what is left, with its range.

    `frame`: `label`, `value`, `low`, `high` (missing where there is no range); the last row is
    what is left.
    """
    style = Style.of(theme, Format.MONEY, currency)
    t = style.colours
    # As in a bridge: what is put on, what is taken off, and in grey what they come to.
    values = axes.numbers(frame["value"])
    steps = [t.accent if (value or 0) >= 0 else t.series[1] for value in values[:-1]]
    rows = frame.assign(colour=[*steps, t.previous], pair="")
    return _drawn(rows, style, theme=theme, room=max(len(frame), _FEWEST_PLACES))


def _drawn(rows: pd.DataFrame, style: Style, *, theme: str, room: int) -> Drawing:
    places = [float(room - 1 - i) for i in range(len(rows))]
    reached = [
        value
        for name in ("value", "low", "high")
        for value in axes.numbers(rows[name])
        if value is not None
    ]
    low, high = min([0.0, *reached]), max([0.0, *reached])
    layout = {
        "template": template(theme),
        "showlegend": False,
        "hovermode": "closest",
        "margin": {"l": 0, "r": 0, "t": 0, "b": 0, "pad": 0},
        "xaxis": {
            "visible": False,
            "showspikes": False,
            "range": [low * 1.02, high * 1.02 if high > low else low + 1.0],
        },
        "yaxis": {"visible": False, "range": [-0.45, room - 0.25]},
        "annotations": _words(rows, places, style),
        "shapes": [_zero(style.colours)] if low < 0 else [],
    }
    return drawing([_bars(rows, places, style, _THICK_PER_PLACE * room)], layout)


def _bars(
    rows: pd.DataFrame, places: list[float], style: Style, thickness: float
) -> dict[str, Any]:
    values = axes.numbers(rows["value"])
    lows, highs = axes.numbers(rows["low"]), axes.numbers(rows["high"])
    full = style.texts(values)
    ranges = [
        "" if low is None else f"<br>{low_text} to {high_text} in 95 of 100 such samples"
        for low, low_text, high_text in zip(
            lows, style.texts(lows), style.texts(highs), strict=True
        )
    ]
    hover = zip(rows["pair"].astype(str), rows["label"].map(safe), full, ranges, strict=True)
    return {
        "type": "bar",
        "orientation": "h",
        "x": values,
        "y": places,
        "width": thickness,
        "marker": {"color": list(rows["colour"])},
        "error_x": {
            "type": "data",
            "symmetric": False,
            "array": _away(values, highs),
            "arrayminus": _away(lows, values),
            "color": style.colours.text_3,
            "thickness": 1.5,
            "width": 4,
        },
        "customdata": [list(row) for row in hover],
        "hovertemplate": "<b>%{customdata[1]}</b><br>%{customdata[2]}%{customdata[3]}"
        "<extra></extra>",
    }


def _away(low: list[float | None], high: list[float | None]) -> list[float | None]:
    """How far each end of the range is from the bar's end; None where there is no range."""
    return [
        None if one is None or other is None else max(other - one, 0.0)
        for one, other in zip(low, high, strict=True)
    ]


def _words(rows: pd.DataFrame, places: list[float], style: Style) -> list[dict[str, Any]]:
    t, found = style.colours, []
    texts = style.texts(axes.numbers(rows["value"]), compact=True)
    for label, text, place in zip(rows["label"], texts, places, strict=True):
        line: dict[str, Any] = {"y": place, "yshift": 16, "xref": "paper", "bgcolor": t.surface}
        name = shortened(str(label), _LONGEST_NAME)
        left = {"x": 0, "xanchor": "left", "text": name, "font": {"color": t.text_2, "size": 12.5}}
        right = {
            "x": 1,
            "xanchor": "right",
            "text": f"<b>{text}</b>",
            "font": {"color": t.text, "size": 12.5},
        }
        found += [{**line, **left}, {**line, **right}]
    return found


def _zero(t: Tokens) -> dict[str, Any]:
    return {
        "type": "line",
        "yref": "paper",
        "x0": 0,
        "x1": 0,
        "y0": 0,
        "y1": 1,
        "line": {"color": t.previous, "width": 1},
    }
