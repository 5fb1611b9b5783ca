"""Colours, lean chart templates and what the browser needs to change between them.

The same values stand in `assets/10-tokens.css`; a test keeps the two in step.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import plotly.graph_objects as go

FONT = 'Inter, system-ui, -apple-system, "Segoe UI", Roboto, sans-serif'


class Mode(StrEnum):
    """The two faces of the page."""

    LIGHT = "light"
    DARK = "dark"


@dataclass(frozen=True, slots=True)
class Tokens:
    """Colours by role; `series` tells groups apart, also under colour blindness."""

    surface: str
    text: str
    text_2: str
    text_3: str
    line: str
    grid: str
    previous: str
    better: str
    worse: str
    area: str
    band_80: str
    band_95: str
    series: tuple[str, ...]

    @property
    def accent(self) -> str:
        """The one accent, which is also the first series."""
        return self.series[0]


TOKENS: dict[Mode, Tokens] = {
    Mode.LIGHT: Tokens(
        surface="#FFFFFF",
        text="#131A26",
        text_2="#3D485A",
        text_3="#5B6779",
        line="#E3E8EF",
        grid="#EAEEF4",
        previous="#8A94A6",
        better="#0B7A4B",
        worse="#B42330",
        area="rgba(47,91,234,0.10)",
        band_80="rgba(47,91,234,0.20)",
        band_95="rgba(47,91,234,0.09)",
        series=("#2F5BEA", "#D05C09", "#048971", "#C873A8", "#8D1B18", "#1297F5"),
    ),
    Mode.DARK: Tokens(
        surface="#161C27",
        text="#EDF1F7",
        text_2="#C3CCDA",
        text_3="#9AA6B8",
        line="#273142",
        grid="#232C3B",
        previous="#76829A",
        better="#45D08A",
        worse="#FF8A90",
        area="rgba(115,145,255,0.12)",
        band_80="rgba(115,145,255,0.28)",
        band_95="rgba(115,145,255,0.13)",
        series=("#7391FF", "#F5BE57", "#22C396", "#DD92C4", "#F2474C", "#BCE8FC"),
    ),
}

SERIES_COLOURS: dict[str, tuple[str, ...]] = {mode.value: TOKENS[mode].series for mode in Mode}

# Shape as well as colour: eight clusters stay apart although there are six colours.
SYMBOLS = (
    "circle",
    "diamond",
    "square",
    "triangle-up",
    "x",
    "star",
    "triangle-down",
    "cross",
)


def tokens(mode: str) -> Tokens:
    """The colours of "light" or "dark"."""
    return TOKENS[Mode(mode)]


def template(mode: str) -> dict[str, Any]:
    """The chart template of "light" or "dark" as plotly's own format has it; not to be changed.

    An object of plotly's would copy itself for each drawing of each answer.
    """
    return TEMPLATES[Mode(mode)]


def _axis(t: Tokens) -> dict[str, Any]:
    small = {"size": 11.5, "color": t.text_3}
    return {
        "automargin": True,
        "showline": False,
        "zeroline": False,
        "ticks": "",
        "tickfont": small,
        "title": {"font": small, "standoff": 10},
        "gridcolor": t.grid,
        "gridwidth": 1,
        "ticklabelstandoff": 4,
    }


def _legend(t: Tokens) -> dict[str, Any]:
    return {
        "orientation": "h",
        "x": 0,
        "xanchor": "left",
        "y": 1.02,
        "yanchor": "bottom",
        "font": {"size": 12, "color": t.text_2},
        "bgcolor": "rgba(0,0,0,0)",
        "itemsizing": "trace",
    }


def _layout(t: Tokens) -> dict[str, Any]:
    axis = _axis(t)
    spikes = {"showspikes": True, "spikemode": "across", "spikethickness": 1, "spikedash": "solid"}
    return {
        "font": {"family": FONT, "size": 12, "color": t.text_2},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "colorway": list(t.series),
        "margin": {"l": 4, "r": 12, "t": 8, "b": 4, "pad": 4},
        "hovermode": "x unified",
        "hoverdistance": 40,
        "hoverlabel": {
            "bgcolor": t.surface,
            "bordercolor": t.line,
            "align": "left",
            "namelength": -1,
            "font": {"family": FONT, "size": 12, "color": t.text},
        },
        "legend": _legend(t),
        "xaxis": {
            **axis,
            **spikes,
            "showgrid": False,
            "spikecolor": t.previous,
            "spikesnap": "data",
        },
        "yaxis": {**axis, "showgrid": True, "nticks": 6},
        "bargap": 0.42,
        "barcornerradius": 3,
        "separators": ".,",
        "dragmode": False,
        "annotationdefaults": {"font": {"size": 11.5, "color": t.text_3}, "showarrow": False},
    }


def _build(t: Tokens) -> dict[str, Any]:
    bars = {"bar": [{"marker": {"line": {"width": 0}}}]}
    # The object refuses properties that plotly does not know.
    template: dict[str, Any] = go.layout.Template(layout=_layout(t), data=bars).to_plotly_json()
    return template


TEMPLATES = {mode: _build(TOKENS[mode]) for mode in Mode}


def _colours(t: Tokens) -> list[str]:
    named = (t.surface, t.text, t.text_2, t.text_3, t.line, t.grid, t.previous)
    return [*named, t.better, t.worse, t.area, t.band_80, t.band_95, *t.series]


def client_payload() -> dict[str, Any]:
    """What the browser needs to repaint figures: both templates, and the colours in pairs."""
    return {
        "templates": {m.value: template(m.value) for m in Mode},
        "colours": {m.value: _colours(TOKENS[m]) for m in Mode},
    }
