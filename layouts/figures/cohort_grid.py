"""Cohorts as a heat map: a row per cohort, a column per window, and what is not known yet hatched.

One blue for all that is known, grey where everyone only looks new because the data begin there.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from data.metrics import Format
from layouts import formatting
from layouts.figures import axes
from layouts.figures.bars import safe
from layouts.figures.style import Drawing, Style, drawing
from layouts.theme import Tokens, template

AVERAGE = "Average"
TOO_FEW = "too few"

# How much of the way from the card's colour to full blue the largest usual value goes. Beyond it
# words would be hard to read in one face of the page; only the first window, where everybody
# bought, is full blue with light words.
_STRONGEST = 0.62
_LEAST_ROWS = 9
# With more columns than this, cells have no room for decimals.
_ROOMY = 13

Matrix = list[list[Any]]


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its words, its key, its cells by window, and how many windows have ended."""

    label: str
    key: str | None
    cells: dict[int, tuple[float | None, str]]
    ended: int
    grey: bool = False


@dataclass(frozen=True, slots=True)
class Cells:
    """Numbers, words and keys of the cells of one colour, row by row."""

    values: Matrix
    texts: Matrix
    said: Matrix
    keys: Matrix

    @property
    def is_empty(self) -> bool:
        """Whether no cell has this colour."""
        return all(value is None for row in self.values for value in row)


def cohort_grid(
    frame: pd.DataFrame,
    average: pd.DataFrame,
    *,
    theme: str,
    fmt: Format,
    currency: str,
    window: str,
) -> Drawing:
    """The grid, the oldest cohort above, and the average of mature cells, if any, on top.

    `frame`: `label`, `key` (what a click filters by), `size`, `k`, `value` (missing where there are
    too few customers), `said` (words of the cell), `mature` and `at_start`, a row per cohort and
    window. `average`: `k`, `value`, `said`. `window` names the columns.
    """
    style = Style.of(theme, fmt, currency)
    windows = int(frame["k"].max()) + 1
    rows = [*_average_row(average, windows), *_rows(frame)]
    largest = _largest(rows)
    layers = [
        _heat(_picked(rows, windows, style, which), which, largest, style.colours)
        for which in ("full", "grey", "usual")
    ]
    traces = [layer for layer in layers if layer]
    traces += [*_not_yet(rows, windows, style.colours), *_too_few(rows, style.colours)]
    layout = {
        "template": template(theme),
        "showlegend": False,
        "hovermode": "closest",
        "barmode": "overlay",
        "margin": {"l": 0, "r": 0, "t": 40, "b": 0, "pad": 4},
        "xaxis": _window_axis(windows),
        "yaxis": _row_axis(rows),
        "annotations": [_name_of_columns(window)],
    }
    return drawing(traces, layout)


def _rows(frame: pd.DataFrame) -> list[Row]:
    return [
        Row(
            label=_row_label(str(label), int(of_one["size"].iloc[0]), grey=grey),
            key=str(of_one["key"].iloc[0]),
            cells=_cells(of_one[of_one["mature"]]),
            ended=int(of_one["mature"].sum()),
            grey=grey,
        )
        for label, of_one in frame.groupby("label", sort=False)
        for grey in [bool(of_one["at_start"].iloc[0])]
    ]


def _row_label(label: str, size: int, *, grey: bool) -> str:
    return f"{safe(label)}{' *' if grey else ''}  <b>{formatting.count(size)}</b>"


def _average_row(average: pd.DataFrame, windows: int) -> list[Row]:
    return [] if average.empty else [Row(f"<b>{AVERAGE}</b>", None, _cells(average), windows)]


def _cells(frame: pd.DataFrame) -> dict[int, tuple[float | None, str]]:
    values = axes.numbers(frame["value"])
    return {
        int(k): (value, str(said))
        for k, value, said in zip(frame["k"], values, frame["said"], strict=True)
    }


def _largest(rows: list[Row]) -> float:
    """The largest value, but for the first window where everybody bought."""
    known = [
        value
        for row in rows
        for k, (value, _) in row.cells.items()
        if value is not None and not _is_everybody(k, value)
    ]
    return max([value for value in known if value > 0], default=1.0)


def _is_everybody(k: int, value: float) -> bool:
    return k == 0 and value == 1.0


def _layer_of(row: Row, k: int, value: float, fmt: Format) -> str:
    if row.grey:
        return "grey"
    return "full" if fmt is Format.PERCENT and _is_everybody(k, value) else "usual"


def _picked(rows: list[Row], windows: int, style: Style, which: str) -> Cells:
    found, roomy = Cells([], [], [], []), windows <= _ROOMY
    for row in rows:
        values: list[Any] = []
        for k in range(windows):
            value = row.cells.get(k, (None, ""))[0]
            here = value is not None and _layer_of(row, k, value, style.fmt) == which
            values.append(value if here else None)
        found.values.append(values)
        found.texts.append(["" if v is None else _short(v, style, roomy=roomy) for v in values])
        found.said.append([row.cells.get(k, (None, ""))[1] for k in range(windows)])
        found.keys.append([row.key] * windows)
    return found


def _short(value: float, style: Style, *, roomy: bool) -> str:
    """A value with as few digits as a cell has room for."""
    if style.fmt is Format.PERCENT:
        return formatting.percent(value, decimals=1 if roomy and value < 1 else 0)
    if roomy or abs(value) >= 999.5:
        return formatting.money(value, style.currency, compact=True)
    minus = formatting.MINUS if round(value) < 0 else ""
    return f"{minus}{formatting.symbol(style.currency)}{formatting.count(abs(value))}"


def _heat(cells: Cells, which: str, largest: float, t: Tokens) -> dict[str, Any] | None:
    if cells.is_empty:
        return None
    strongest = t.previous if which == "grey" else t.accent
    return {
        "type": "heatmap",
        "name": which,
        # Only the full blue has words that can be read on its strongest; the text tells the value.
        "z": cells.values if which == "full" else _capped(cells.values, largest),
        "zmin": 0,
        # What everybody did is as strong as it gets, however little they did later.
        "zmax": 1.0 if which == "full" else largest / _STRONGEST,
        "colorscale": [[0, t.surface], [1, strongest]],
        "showscale": False,
        "xgap": 2,
        "ygap": 2,
        "text": cells.texts,
        "texttemplate": "%{text}",
        "textfont": {"size": 11, "color": t.surface if which == "full" else t.text},
        "hovertext": cells.said,
        "hovertemplate": "%{hovertext}<extra></extra>",
        "hoverongaps": False,
        "customdata": cells.keys,
    }


def _capped(values: Matrix, largest: float) -> Matrix:
    return [[None if v is None else min(v, largest) for v in row] for row in values]


def _not_yet(rows: list[Row], windows: int, t: Tokens) -> list[dict[str, Any]]:
    """A hatched bar over the windows that not every member has been through."""
    places = [place for place, row in enumerate(rows) if row.ended < windows]
    if not places:
        return []
    ended = [rows[place].ended for place in places]
    return [
        {
            "type": "bar",
            "orientation": "h",
            "name": "Not yet",
            "y": places,
            "base": [first - 0.48 for first in ended],
            "x": [windows - first - 0.04 for first in ended],
            "width": 0.9,
            "marker": {
                "color": t.surface,
                "pattern": {
                    "shape": "/",
                    "fillmode": "overlay",
                    "fgcolor": t.line,
                    "size": 7,
                    "solidity": 0.28,
                },
            },
            "text": ["not yet" if windows - first > 1 else "" for first in ended],
            "textposition": "inside",
            "insidetextanchor": "middle",
            "textangle": 0,
            "textfont": {"size": 11, "color": t.text_3},
            "customdata": [rows[place].key for place in places],
            "hovertemplate": "Not yet: not every customer of this row has been watched<br>to the "
            "end of these windows<extra></extra>",
        }
    ]


def _too_few(rows: list[Row], t: Tokens) -> list[dict[str, Any]]:
    """Words where there are too few customers for a rate."""
    places = [
        (k, place, row)
        for place, row in enumerate(rows)
        for k, (value, _) in row.cells.items()
        if value is None
    ]
    if not places:
        return []
    return [
        {
            "type": "scatter",
            "mode": "text",
            "name": TOO_FEW,
            "x": [k for k, _, _ in places],
            "y": [place for _, place, _ in places],
            "text": [TOO_FEW] * len(places),
            "textfont": {"size": 10, "color": t.text_3},
            "customdata": [row.key for _, _, row in places],
            "hovertext": [row.cells[k][1] for k, _, row in places],
            "hovertemplate": "%{hovertext}<extra></extra>",
        }
    ]


def _name_of_columns(window: str) -> dict[str, Any]:
    """On the left, where it is seen also while the rest of the grid has to be scrolled to."""
    above = {"yref": "paper", "y": 1, "yanchor": "bottom", "yshift": 20}
    return {**above, "xref": "paper", "x": 0, "xanchor": "left", "xshift": 4, "text": window}


def _window_axis(windows: int) -> dict[str, Any]:
    marks = list(range(windows))
    return {
        "side": "top",
        "tickmode": "array",
        "tickvals": marks,
        "ticktext": [str(k) for k in marks],
        "range": [-0.5, windows - 0.5],
        "showspikes": False,
        "fixedrange": True,
    }


def _row_axis(rows: list[Row]) -> dict[str, Any]:
    return {
        "tickmode": "array",
        "tickvals": list(range(len(rows))),
        "ticktext": [row.label for row in rows],
        "range": [max(len(rows), _LEAST_ROWS) - 0.5, -0.5],
        "showgrid": False,
        "fixedrange": True,
    }
