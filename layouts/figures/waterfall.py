"""Steps from one number to another: each bar begins where the one above it ended.

Places are counted from where the number stood before, and both ends are cut short where nothing
happens, so that small steps between large numbers can be seen; a gap in a bar says so. The name
stands above its bar, the amount at the end of the line.
"""

from __future__ import annotations

from itertools import accumulate, pairwise
from typing import Any

import pandas as pd

from data.metrics import Format
from layouts import formatting
from layouts.figures import axes
from layouts.figures.bars import safe, shortened
from layouts.figures.style import Drawing, Style, drawing
from layouts.theme import Tokens, template

_THICK = 0.34
_LONGEST_NAME = 30
# How much of both ends is drawn beside the steps, and where their gap is, as shares of the steps.
_STUMP, _GAP = 0.3, 0.1


def waterfall(
    frame: pd.DataFrame, *, theme: str, currency: str, ends: tuple[str, str], slots: int = 0
) -> Drawing:
    """The steps of a bridge between its two ends.

    `frame`: `label` and `amount`; the first row is the number before, the last the number after,
    and those between add up to the difference. `ends` are the words for both. With fewer rows
    than `slots` the rest stays empty, so that a bar is as thick in every selection.
    """
    style = Style.of(theme, Format.MONEY, currency)
    amounts = [amount or 0.0 for amount in axes.numbers(frame["amount"])]
    steps, change = amounts[1:-1], amounts[-1] - amounts[0]
    reached = list(accumulate(steps, initial=0.0))
    reach = [*reached, change]
    level = _level(amounts[0], reach)
    room = max(slots, len(frame))
    places = _places(len(frame), room)
    names = [ends[0], *map(str, frame["label"].iloc[1:-1]), ends[1]]
    texts = [
        *style.texts(amounts[:1]),
        *(_signed(step, style) for step in steps),
        *style.texts(amounts[-1:]),
    ]
    grey = style.colours.previous
    bars = _bars(
        names,
        [-level, *steps, change - level],
        [level, *reached[:-1], level],
        places,
        colours=[grey, *(_colour(step, style.colours) for step in steps), grey],
        texts=texts,
    )
    words = _words(names, texts, places, style.colours)
    # From each bar's end down to the next bar.
    ties = _ties([0.0, *reached[1:], change], places, style.colours)
    gaps = _gaps(level, reach, places, style.colours) if level != -amounts[0] else []
    return _drawn([ties, bars, *gaps], [level, *reach], words, theme=theme, room=room)


def moved(frame: pd.DataFrame, *, theme: str, currency: str, slots: int = 0) -> Drawing:
    """Bars to both sides of no change, in the order of the rows.

    `frame`: `key` (what a click filters by; missing where it cannot), `label`, `change`.
    """
    style = Style.of(theme, Format.MONEY, currency)
    changes = [change or 0.0 for change in axes.numbers(frame["change"])]
    room = max(slots, len(frame), 1)
    places = _places(len(frame), room)
    labels = [str(label) for label in frame["label"]]
    colours = [_colour(change, style.colours) for change in changes]
    texts = [_signed(change, style) for change in changes]
    bars = _bars(labels, changes, [0.0] * len(changes), places, colours=colours, texts=texts)
    bars["customdata"] = [
        ["" if pd.isna(key) else str(key), *shown[1:]]
        for key, shown in zip(frame["key"], bars["customdata"], strict=True)
    ]
    words = _words(labels, texts, places, style.colours)
    return _drawn([bars], changes, words, theme=theme, room=room, zero=style.colours.previous)


def _level(before: float, reach: list[float]) -> float:
    """Where both ends begin: at nothing, or as near to it as the steps can still be seen."""
    low, high = min(reach), max(reach)
    stump = (high - low) * _STUMP or abs(before)
    return min(max(-before, low - stump), high + stump)


def _gaps(
    level: float, reach: list[float], places: list[float], colours: Tokens
) -> list[dict[str, Any]]:
    """Slanted gaps in both ends, which are cut short."""
    width = max(reach) - min(reach)
    at = level + (width if level <= min(reach) else -width) * _GAP
    return [
        {
            "type": "scatter",
            "mode": "markers",
            "x": [at, at],
            "y": [places[0], places[-1]],
            "marker": {
                "symbol": "line-ne-open",
                "size": 16,
                "color": colours.surface,
                "line": {"width": 4},
            },
            "hoverinfo": "skip",
        }
    ]


def _places(count: int, room: int) -> list[float]:
    return [float(room - 1 - place) for place in range(count)]


def _colour(amount: float, colours: Tokens) -> str:
    """More in the accent, less in the other end of the diverging scale; never red and green."""
    return colours.accent if amount >= 0 else colours.series[1]


def _signed(amount: float, style: Style) -> str:
    return formatting.signed(amount, style.fmt, currency=style.currency)


def _bars(
    labels: list[str],
    amounts: list[float],
    bases: list[float],
    places: list[float],
    *,
    colours: list[str],
    texts: list[str],
) -> dict[str, Any]:
    return {
        "type": "bar",
        "orientation": "h",
        "x": amounts,
        "base": bases,
        "y": places,
        "width": _THICK,
        "marker": {"color": colours},
        "customdata": [["", safe(str(n)), text] for n, text in zip(labels, texts, strict=True)],
        "hovertemplate": "<b>%{customdata[1]}</b><br>%{customdata[2]}<extra></extra>",
    }


def _ties(ends: list[float], places: list[float], colours: Tokens) -> dict[str, Any]:
    """Thin lines between the end of one bar and the beginning of the next."""
    x: list[float | None] = []
    y: list[float | None] = []
    for end, (upper, lower) in zip(ends, pairwise(places), strict=False):
        x += [end, end, None]
        y += [upper + _THICK / 2, lower - _THICK / 2, None]
    return {
        "type": "scatter",
        "mode": "lines",
        "x": x,
        "y": y,
        "line": {"color": colours.previous, "width": 1},
        "hoverinfo": "skip",
    }


def _words(
    names: list[str], texts: list[str], places: list[float], colours: Tokens
) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for name, text, place in zip(names, texts, places, strict=True):
        # On the ground of the card, so that no line runs through the words.
        line = {
            "y": place + _THICK / 2,
            "yanchor": "bottom",
            "xref": "paper",
            "showarrow": False,
            "bgcolor": colours.surface,
            "borderpad": 1,
        }
        font = {"size": 12.5}
        found += [
            {
                **line,
                "x": 0,
                "xanchor": "left",
                "text": shortened(str(name), _LONGEST_NAME),
                "font": {**font, "color": colours.text_2},
            },
            {
                **line,
                "x": 1,
                "xanchor": "right",
                "text": f"<b>{text}</b>",
                "font": {**font, "color": colours.text},
            },
        ]
    return found


def _drawn(
    traces: list[dict[str, Any]],
    reach: list[float],
    words: list[dict[str, Any]],
    *,
    theme: str,
    room: int,
    zero: str = "",
) -> Drawing:
    low, high = min([0.0, *reach]), max([0.0, *reach])
    edge = (high - low) * 0.02 or 1.0
    line = {"color": zero, "width": 1}
    across = {"type": "line", "x0": 0, "x1": 0, "yref": "paper", "y0": 0, "y1": 1, "line": line}
    layout = {
        "template": template(theme),
        "showlegend": False,
        "hovermode": "closest",
        "margin": {"l": 0, "r": 0, "t": 0, "b": 0, "pad": 0},
        "xaxis": {"visible": False, "showspikes": False, "range": [low - edge, high + edge]},
        "yaxis": {"visible": False, "range": [-0.35, room - 0.2]},
        "annotations": words,
        "shapes": [across] if zero else [],
    }
    return drawing(traces, layout)
