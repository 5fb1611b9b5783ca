"""Axes of figures on paper: where a value stands, and which marks say so."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import matplotlib.dates as mpl_dates
from matplotlib.axes import Axes
from matplotlib.ticker import NullLocator

from layouts.paper.words import POINTS_PER_PIXEL, colour, plain


@dataclass(slots=True)
class Scale:
    """Turns values of one axis into places: days, names in their order, numbers, or logarithms."""

    kind: str = "number"
    names: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, values: Iterable[Any], axis: Mapping[str, Any]) -> Scale:
        """The scale of an axis that has to hold these values."""
        known = [value for value in values if value is not None]
        texts = [value for value in known if isinstance(value, str)]
        if axis.get("type") == "date" or (texts and all(_day(text) is not None for text in texts)):
            return cls("day")
        if texts:
            listed = [str(name) for name in axis.get("categoryarray") or ()]
            return cls("name", list(dict.fromkeys([*listed, *map(str, known)])))
        return cls("log" if axis.get("type") == "log" else "number")

    def place(self, value: Any) -> float:
        """Where the value stands; not a number where it is missing."""
        if value is None:
            return float("nan")
        if self.kind == "day":
            moment = _day(value)
            return float("nan") if moment is None else float(mpl_dates.date2num(moment))
        if self.kind == "name":
            return float(self.names.index(str(value))) if str(value) in self.names else float("nan")
        return float(value)

    def places(self, values: Iterable[Any]) -> list[float]:
        """The same for many."""
        return [self.place(value) for value in values]


def _day(value: Any) -> datetime | None:
    try:
        return datetime.fromisoformat(str(value))
    except ValueError:
        return None


def dress(axes: Axes, which: str, scale: Scale, axis: Mapping[str, Any]) -> None:
    """Range, marks and grid of one axis (x or y) as the figure has them."""
    side = axes.xaxis if which == "x" else axes.yaxis
    if scale.kind == "log":
        (axes.set_xscale if which == "x" else axes.set_yscale)("log")
        side.set_minor_locator(NullLocator())
    if axis.get("visible") is False:
        side.set_visible(False)
    _limit(axes, which, scale, axis)
    _mark(axes, which, scale, axis)
    if axis.get("showgrid", which == "y") and axis.get("visible") is not False:
        side.grid(visible=True, color=colour(axis.get("gridcolor"), "#EAEEF4"), linewidth=0.6)


def _limit(axes: Axes, which: str, scale: Scale, axis: Mapping[str, Any]) -> None:
    limit = axes.set_xlim if which == "x" else axes.set_ylim
    if axis.get("range") is not None:
        low, high = scale.places(axis["range"])
        # A logarithmic axis says its range in powers of ten.
        limit(*((10**low, 10**high) if scale.kind == "log" else (low, high)))
    elif scale.kind == "name":
        limit(-0.6, len(scale.names) - 0.4)
    if axis.get("autorange") == "reversed":
        (axes.invert_xaxis if which == "x" else axes.invert_yaxis)()


def _mark(axes: Axes, which: str, scale: Scale, axis: Mapping[str, Any]) -> None:
    side = axes.xaxis if which == "x" else axes.yaxis
    values, texts = axis.get("tickvals"), axis.get("ticktext")
    if values is None and scale.kind == "name":
        values, texts = scale.names, scale.names
    if values is not None:
        shown = texts if texts is not None else values
        side.set_ticks(scale.places(values), labels=[plain(text) for text in shown])
    elif scale.kind == "day":
        locator = mpl_dates.AutoDateLocator(maxticks=8)
        side.set_major_locator(locator)
        side.set_major_formatter(mpl_dates.ConciseDateFormatter(locator))
    font = axis.get("tickfont") or {}
    if axis.get("showticklabels") is False:
        side.set_tick_params(labelbottom=False, labelleft=False, labeltop=False)
    side.set_tick_params(
        length=0,
        labelsize=float(font.get("size") or 11.5) * POINTS_PER_PIXEL,
        labelcolor=colour(font.get("color"), "#5B6779"),
    )
