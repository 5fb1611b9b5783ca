"""What is laid over a trend: events on a grey ground, unusual days, and the days behind a mean."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pandas as pd

from data.periods import Grain, bucket_period
from layouts import dates
from layouts.figures import axes
from layouts.figures.bars import shortened
from layouts.figures.style import Style

# So many words above a drawing can be read; further events have their ground only.
MOST_TITLES = 4
_LONGEST_TITLE = 22


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that happened on some days, both included."""

    start: date
    end: date
    title: str


@dataclass(frozen=True, slots=True)
class Overlay:
    """What is drawn over a trend.

    `unusual`: `period`, `value` and `words` (why) of days that fall out of the rhythm. `days`:
    `period` and `value` of the days behind a rolling line.
    """

    happenings: Sequence[Happening] = ()
    unusual: pd.DataFrame | None = None
    days: pd.DataFrame | None = None

    def behind(self, style: Style) -> list[dict[str, Any]]:
        """Traces below the metric's own."""
        if self.days is None or self.days.empty:
            return []
        return [_thin(self.days, style)]

    def above(self, style: Style) -> list[dict[str, Any]]:
        """Traces over the metric's own."""
        if self.unusual is None or self.unusual.empty:
            return []
        return [_rings(self.unusual, style)]

    def ground(
        self, points: Sequence[date], grain: Grain, style: Style
    ) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
        """Shapes and words of what happened on the days that the points hold."""
        if not points:
            return [], []
        first, last = points[0], bucket_period(points[-1], grain).end
        seen = [h for h in self.happenings if h.start <= last and h.end >= first]
        spans = [_span(h, points, grain) for h in seen]
        shapes = [_band(start, end, style) for start, end in spans]
        words = [
            _title(happening, start, place)
            for place, (happening, (start, _)) in enumerate(zip(seen, spans, strict=True))
            if place < MOST_TITLES
        ]
        return shapes, words


def _thin(days: pd.DataFrame, style: Style) -> dict[str, Any]:
    points, values = axes.days(days["period"]), axes.numbers(days["value"])
    return {
        "type": "scatter",
        "x": [p.isoformat() for p in points],
        "y": values,
        "name": "Single days",
        "mode": "lines",
        "line": {"color": style.colours.previous, "width": 1},
        "opacity": 0.6,
        "customdata": _day_marks(points, style.texts(values)),
        "hovertemplate": "%{customdata[1]}<extra>That day</extra>",
    }


def _rings(unusual: pd.DataFrame, style: Style) -> dict[str, Any]:
    """A ring around each unusual day: its shape says it, not its colour alone."""
    points, values = axes.days(unusual["period"]), axes.numbers(unusual["value"])
    words = [shortened(str(text), 120) for text in unusual["words"]]
    return {
        "type": "scatter",
        "x": [p.isoformat() for p in points],
        "y": values,
        "name": "Unusual day",
        "mode": "markers",
        "cliponaxis": False,
        "marker": {
            "symbol": "diamond-open",
            "size": 12,
            "color": style.colours.series[1],
            "line": {"width": 2.25, "color": style.colours.series[1]},
        },
        "customdata": _day_marks(points, words),
        "hovertemplate": "%{customdata[1]}<extra>Unusual</extra>",
    }


def _day_marks(points: Sequence[date], words: Sequence[str]) -> list[list[str]]:
    """What a click on a day filters by, and what is read when it is pointed at."""
    return [[f"{p.isoformat()}/{p.isoformat()}", w] for p, w in zip(points, words, strict=True)]


def _span(happening: Happening, points: Sequence[date], grain: Grain) -> tuple[str, str]:
    """Where its ground begins and ends: half a day around days, around the point of longer ones."""
    known = [p for p in points if bucket_period(p, grain).end >= happening.start]
    inside = [p for p in known if p <= happening.end] or known[:1]
    if grain is not Grain.DAY:
        return inside[0].isoformat(), inside[-1].isoformat()
    before = inside[0] - timedelta(days=1)
    return f"{before.isoformat()} 12:00", f"{inside[-1].isoformat()} 12:00"


def _band(start: str, end: str, style: Style) -> dict[str, Any]:
    return {
        "type": "rect",
        "x0": start,
        "x1": end,
        "y0": 0,
        "y1": 1,
        "yref": "paper",
        "fillcolor": style.colours.grid,
        "line": {"width": 1 if start == end else 0, "color": style.colours.previous},
        "layer": "below",
    }


def _title(happening: Happening, start: str, place: int) -> dict[str, Any]:
    """Its name above the ground; neighbours stand on different lines."""
    text = shortened(happening.title, _LONGEST_TITLE)
    days = dates.span(happening.start, happening.end)
    return {
        "x": start,
        "y": 1,
        "yref": "paper",
        "xanchor": "left",
        "yanchor": "top",
        "xshift": 3,
        "yshift": -14 * (place % 2),
        "text": text,
        "hovertext": f"{shortened(happening.title, 120)}, {days}",
    }
