"""The sales ladder: levels as bars from 0, and between them what is taken off and put on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from data.metrics import Format
from layouts import formatting
from layouts.figures import axes
from layouts.figures.style import Drawing, Style, drawing
from layouts.theme import template

LEVEL, LESS, MORE = "=", "−", "+"
_THICKNESS = 0.22


@dataclass(frozen=True, slots=True)
class _Bar:
    """A rung: where it begins, how long it is, and where it would end as in the comparison."""

    label: str
    step: str
    base: float
    value: float | None
    mark: float | None
    then: float | None

    @property
    def length(self) -> float | None:
        """Signed as it is drawn: what is taken off runs to the left."""
        return None if self.value is None else -self.value if self.step == LESS else self.value


def ladder(frame: pd.DataFrame, *, theme: str, currency: str) -> Drawing:
    """Horizontal bars from the top rung down.

    `frame`: `label`, `step` ("=" a level, "−" taken off the bar before, "+" put onto it), `value`
    and `comparison`. A rung without a value says so and has no bar; a tick marks where a bar would
    end with the value of the comparison.
    """
    style = Style.of(theme, Format.MONEY, currency)
    bars = _bars(frame)
    places = [len(bars) - 1 - n for n in range(len(bars))]
    traces = [_drawn(bars, places, style), *_ticks(bars, places, style)]
    layout = {
        "template": template(theme),
        "showlegend": False,
        "hovermode": "closest",
        "margin": {"l": 0, "r": 0, "t": 0, "b": 0, "pad": 0},
        "xaxis": {"visible": False, "showspikes": False, "range": _range(bars)},
        "yaxis": {"visible": False, "range": [-0.45, len(bars) - 0.25]},
        "annotations": [a for b, p in zip(bars, places, strict=True) for a in _texts(b, p, style)],
    }
    return drawing(traces, layout)


def _bars(frame: pd.DataFrame) -> list[_Bar]:
    found: list[_Bar] = []
    reached = 0.0
    rows = zip(
        frame["label"],
        frame["step"],
        axes.numbers(frame["value"]),
        axes.numbers(frame["comparison"]),
        strict=True,
    )
    for label, step, value, then in rows:
        base = 0.0 if step == LEVEL else reached
        mark = None if then is None else base - then if step == LESS else base + then
        bar = _Bar(str(label), str(step), base, value, mark, then)
        reached = base + (bar.length or 0.0)
        found.append(bar)
    return found


def _drawn(bars: list[_Bar], places: list[int], style: Style) -> dict[str, Any]:
    accent, off, on = (style.colours.series[n] for n in range(3))
    colours = {LEVEL: accent, LESS: off, MORE: on}
    full = style.texts(bar.length for bar in bars)
    return {
        "type": "bar",
        "orientation": "h",
        "x": [bar.length for bar in bars],
        "base": [bar.base for bar in bars],
        "y": places,
        "width": _THICKNESS,
        "name": "This period",
        "marker": {"color": [colours[bar.step] for bar in bars]},
        "customdata": [[bar.label, text] for bar, text in zip(bars, full, strict=True)],
        "hovertemplate": "<b>%{customdata[0]}</b><br>%{customdata[1]}<extra></extra>",
    }


def _ticks(bars: list[_Bar], places: list[int], style: Style) -> list[dict[str, Any]]:
    known = [(b, p) for b, p in zip(bars, places, strict=True) if b.mark is not None]
    if not known:
        return []
    return [
        {
            "type": "scatter",
            "x": [bar.mark for bar, _ in known],
            "y": [place for _, place in known],
            "mode": "markers",
            "name": "Comparison",
            "marker": {
                "symbol": "line-ns",
                "size": 10,
                "line": {"width": 2, "color": style.colours.text},
            },
            "customdata": style.texts(bar.then for bar, _ in known),
            "hovertemplate": "Before: %{customdata}<extra></extra>",
        }
    ]


def _range(bars: list[_Bar]) -> list[float]:
    ends = [end for b in bars for end in (b.base, b.base + (b.length or 0.0), b.mark or 0.0)]
    low, high = min([0.0, *ends]), max([0.0, *ends])
    return [low * 1.02, high * 1.02 if high > low else low + 1.0]


def _texts(bar: _Bar, place: int, style: Style) -> list[dict[str, Any]]:
    """The rung's name on the left and its value on the right, above the bar."""
    line = {"y": place, "yshift": 16, "xref": "paper"}
    value = formatting.NOT_AVAILABLE if bar.value is None else _signed(bar, style)
    weight = ("<b>", "</b>") if bar.step == LEVEL else ("", "")
    return [
        {
            **line,
            "x": 0,
            "xanchor": "left",
            "text": bar.label,
            "font": {"color": style.colours.text_2, "size": 12.5},
        },
        {
            **line,
            "x": 1,
            "xanchor": "right",
            "text": f"{weight[0]}{value}{weight[1]}",
            "font": {"color": style.colours.text, "size": 12.5},
        },
    ]


def _signed(bar: _Bar, style: Style) -> str:
    if bar.step == MORE:
        return formatting.signed(bar.length, style.fmt, currency=style.currency, compact=True)
    (text,) = style.texts([bar.length], compact=True)
    return text
