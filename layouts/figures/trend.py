"""A metric over time, with what it is compared with and an honest unfinished end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from data.metrics import Format
from data.periods import Cut, Grain, bucket_period
from layouts import dates
from layouts.figures import axes
from layouts.figures.overlays import Overlay
from layouts.figures.style import Drawing, Style, drawing
from layouts.theme import template

# Up to this many points each gets a dot.
DOTTED = 14


@dataclass(frozen=True, slots=True)
class Names:
    """Words of the legend; totals only where the metric may be added up."""

    current: str = "This period"
    comparison: str = "Previous period"
    total: str = ""
    comparison_total: str = ""

    def of_current(self) -> str:
        """The legend's entry of the current series."""
        return f"{self.current}  <b>{self.total}</b>" if self.total else self.current

    def of_comparison(self) -> str:
        """The legend's entry of the comparison."""
        return f"{self.comparison}  {self.comparison_total}".rstrip()


@dataclass(frozen=True, slots=True)
class _Line:
    """The points of the metric; the first `head` of them and those from `done` on are cut."""

    points: list[date]
    values: list[float | None]
    cuts: list[str]
    grain: Grain

    @classmethod
    def of(cls, frame: pd.DataFrame, grain: Grain) -> _Line:
        cuts = [str(cut) for cut in frame["cut"]] if "cut" in frame else [""] * len(frame)
        return cls(axes.days(frame["period"]), axes.numbers(frame["value"]), cuts, grain)

    @property
    def done(self) -> int:
        return len(self.cuts) - bool(self.cuts and self.cuts[-1])

    @property
    def head(self) -> int:
        return min(int(bool(self.cuts and self.cuts[0])), self.done)

    def label(self, place: int) -> str:
        """Why the point there is cut."""
        return Cut(self.cuts[place]).label


def line_with_comparison(
    frame: pd.DataFrame,
    *,
    theme: str,
    fmt: Format,
    currency: str,
    grain: Grain = Grain.DAY,
    names: Names | None = None,
    grey_until: date | None = None,
    overlay: Overlay | None = None,
) -> Drawing:
    """The metric's line and, dashed behind it, the comparison point for point.

    `frame`: `period` (first day of each point), `value`, and optionally `comparison` with
    `comparison_period`, and `cut` (why a point does not hold all its days, see `Cut`; empty where
    it does); oldest first. A cut first or last point is hollow, dashed and labelled. Days up to
    `grey_until` are greyed: everybody looks new in them.
    """
    over = overlay or Overlay()
    style, words, line = Style.of(theme, fmt, currency), names or Names(), _Line.of(frame, grain)
    traces = [
        *over.behind(style),
        *_comparison(frame, words, style, grain),
        _current(line, words, style),
        *_cut_head(line, style),
        *_cut_tail(line, words, style),
        *over.above(style),
    ]
    seen = [v for trace in traces for v in trace["y"]]
    shade, remark = _greyed(line, grey_until, style)
    bands, titles = over.ground(line.points, grain, style)
    layout = {
        "template": template(theme),
        "xaxis": axes.date_axis(line.points, grain),
        "yaxis": axes.marks(seen, fmt, currency).as_axis(),
        "legend": {"traceorder": "reversed"},
        "annotations": [*_labels(line, style), *remark, *titles],
        **({"shapes": [*shade, *bands]} if shade or bands else {}),
    }
    return drawing(traces, layout)


def _iso(points: Sequence[date]) -> list[str]:
    return [p.isoformat() for p in points]


def _current(line: _Line, names: Names, style: Style) -> dict[str, Any]:
    points, values = line.points[line.head : line.done], line.values[line.head : line.done]
    gapless = all(v is not None for v in values)
    filled = {"fill": "tozeroy", "fillcolor": style.colours.area}
    return {
        "type": "scatter",
        "x": _iso(points),
        "y": values,
        "name": names.of_current(),
        "mode": "lines+markers",
        "cliponaxis": False,
        "line": {"color": style.colours.accent, "width": 2.5},
        "marker": _dots(values, style, everywhere=len(points) <= DOTTED or not gapless),
        **(filled if gapless and len(points) > 1 else {}),
        "customdata": _marks(points, values, style, line.grain),
        "hovertemplate": f"<b>%{{customdata[1]}}</b><extra>{names.current}</extra>",
    }


def _marks(
    points: Sequence[date], values: Sequence[float | None], style: Style, grain: Grain
) -> list[list[str]]:
    """For each point the days it stands for (what a click filters by), and its value in words."""
    ends = points if grain is Grain.DAY else [bucket_period(p, grain).end for p in points]
    days = [f"{a}/{b}" for a, b in zip(_iso(points), _iso(ends), strict=True)]
    return [list(pair) for pair in zip(days, style.texts(values), strict=True)]


def _dots(values: Sequence[float | None], style: Style, *, everywhere: bool) -> dict[str, Any]:
    """A dot at the newest point; at every point where a line alone would hide lonely ones."""
    sizes = [6 if everywhere else 0] * max(len(values) - 1, 0) + [8] * bool(values)
    edge = {"color": style.colours.surface, "width": [0] * max(len(values) - 1, 0) + [2]}
    return {"size": sizes, "color": style.colours.accent, "opacity": 1, "line": edge}


def _comparison(
    frame: pd.DataFrame, names: Names, style: Style, grain: Grain
) -> list[dict[str, Any]]:
    if "comparison" not in frame or frame["comparison"].isna().all():
        return []
    values = axes.numbers(frame["comparison"])
    texts, colour = style.texts(values), style.colours.previous
    return [
        {
            "type": "scatter",
            "x": _iso(axes.days(frame["period"])),
            "y": values,
            "name": names.of_comparison(),
            "mode": "lines" if len(frame) > 1 else "markers",
            "line": {"color": colour, "width": 1.75, "dash": "3px,3px"},
            "marker": {"size": 7, "color": colour},
            "customdata": [f"{a}{b}" for a, b in zip(texts, _then(frame, grain), strict=True)],
            "hovertemplate": f"%{{customdata}}<extra>{names.comparison}</extra>",
        }
    ]


def _then(frame: pd.DataFrame, grain: Grain) -> list[str]:
    """When the compared value was: its own day, because the axis shows the current one."""
    if "comparison_period" not in frame:
        return [""] * len(frame)
    known = frame["comparison_period"].notna()
    then = iter(axes.days(frame.loc[known, "comparison_period"]))
    return [f", {dates.point(next(then), grain)}" if k else "" for k in known]


def _cut_head(line: _Line, style: Style) -> list[dict[str, Any]]:
    """From a first point that is cut to the first whole one."""
    if not line.head:
        return []
    label = line.label(0)
    upto = min(line.head + 1, max(line.done, 1))
    named = {"name": label.capitalize(), "words": label}
    return [_dashed(line, slice(0, upto), [9, 0][:upto], **named, style=style)]


def _cut_tail(line: _Line, names: Names, style: Style) -> list[dict[str, Any]]:
    """From the last whole point to the last one, where that is cut.

    Where no point is whole the total stands here, because there is no other line to name it.
    """
    done = line.done
    if done == len(line.points):
        return []
    start, label = max(done - 1, 0), line.label(-1)
    sizes = [0 if done and place < done else 9 for place in range(start, len(line.points))]
    words = "so far" if line.cuts[-1] == Cut.UNFINISHED else label
    name = label.capitalize() if done > line.head else names.of_current()
    return [_dashed(line, slice(start, None), sizes, name=name, words=words, style=style)]


def _dashed(
    line: _Line, places: slice, sizes: list[int], *, name: str, words: str, style: Style
) -> dict[str, Any]:
    points, values = line.points[places], line.values[places]
    accent, surface = style.colours.accent, style.colours.surface
    return {
        "type": "scatter",
        "x": _iso(points),
        "y": values,
        "name": name,
        "mode": "lines+markers",
        "line": {"color": accent, "width": 2, "dash": "2px,3px"},
        "marker": {"size": sizes, "color": surface, "line": {"color": accent, "width": 2}},
        "customdata": _marks(points, values, style, line.grain),
        "hovertemplate": f"<b>%{{customdata[1]}}</b> {words}<extra></extra>",
    }


def _labels(line: _Line, style: Style) -> list[dict[str, Any]]:
    """What the cut points are, beside them."""
    # On the surface's own ground, because lines may pass behind; where points are many it would
    # hide some of them.
    few = len(line.points) <= DOTTED
    ground = {"bgcolor": style.colours.surface, "borderpad": 2} if few else {}
    found = []
    if line.head and line.values[0] is not None:
        words = f"{dates.point(line.points[0], line.grain)}, {line.label(0)}"
        found.append({**_label(line, 0, words, "left"), **ground})
    if line.done < len(line.points) and line.values[-1] is not None:
        unfinished = line.cuts[-1] == Cut.UNFINISHED
        why = "so far" if unfinished else line.label(-1)
        words = f"{dates.point(line.points[-1], line.grain)}, {why}"
        found.append({**_label(line, -1, words, "right"), **ground})
    return found


def _label(line: _Line, place: int, text: str, side: str) -> dict[str, Any]:
    return {
        "x": line.points[place].isoformat(),
        "y": line.values[place],
        "text": text,
        "xanchor": side,
        "yshift": -18,
    }


def _greyed(
    line: _Line, until: date | None, style: Style
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """A grey ground under the days in which everybody looks new, and what it means."""
    if until is None or not line.points or until < line.points[0]:
        return [], []
    start, end = line.points[0].isoformat(), min(until, line.points[-1]).isoformat()
    ground = {
        "type": "rect",
        "x0": start,
        "x1": end,
        "y0": 0,
        "y1": 1,
        "yref": "paper",
        "line": {"width": 0},
        "fillcolor": style.colours.grid,
        "opacity": 0.6,
        "layer": "below",
    }
    remark = {"x": start, "y": 1, "yref": "paper", "xanchor": "left", "yanchor": "top"}
    return [ground], [{**remark, "xshift": 4, "text": "Everybody looks new here"}]
