"""The traces of a figure on paper: bars, lines, areas and heat maps."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from plotly.colors import sequential

from layouts.paper.scales import Scale
from layouts.paper.words import POINTS_PER_PIXEL, colour, is_bold, plain

Trace = Mapping[str, Any]
Draw = Callable[[Axes, Trace, Scale, Scale, Trace], None]

_DASHES = {"dash": (4, 3), "dot": (1, 2), "dashdot": (4, 2, 1, 2), "longdash": (8, 4)}
_MARKS = {
    "circle": "o",
    "diamond": "D",
    "square": "s",
    "triangle-up": "^",
    "triangle-down": "v",
    "x": "X",
    "star": "*",
    "cross": "P",
    "line-ns": "|",
    "line-ew": "_",
}
_USUAL = "#2F5BEA"


def draw(axes: Axes, trace: Trace, x: Scale, y: Scale, layout: Trace) -> None:
    """Draw one trace; kinds that no figure of ours uses raise KeyError."""
    _KINDS[trace.get("type", "scatter")](axes, trace, x, y, layout)


def _each(value: Any, count: int, otherwise: Any) -> list[Any]:
    """A property that is one for all marks or a list of one for each."""
    if isinstance(value, Sequence | np.ndarray) and not isinstance(value, str):
        return list(value)
    return [otherwise if value is None else value] * count


def _bar(axes: Axes, trace: Trace, x: Scale, y: Scale, layout: Trace) -> None:
    lying = trace.get("orientation") == "h"
    along, across = (trace["x"], trace["y"]) if lying else (trace["y"], trace["x"])
    (length, place) = (x, y) if lying else (y, x)
    sizes = [0.0 if math.isnan(v) else v for v in length.places(along)]
    bases = [float(b or 0) for b in _each(trace.get("base"), len(sizes), 0)]
    places = np.array(place.places(across)) + float(layout.get("_shift") or 0)
    widths = _widths(trace, place, len(sizes), layout)
    colours = [colour(c, _USUAL) for c in _each(_marker(trace).get("color"), len(sizes), _USUAL)]
    hatches = _each((_marker(trace).get("pattern") or {}).get("shape"), len(sizes), "")
    bars = (axes.barh if lying else axes.bar)(
        places, sizes, widths, bases, color=colours, label=_name(trace), zorder=2
    )
    for one, hatch in zip(bars, hatches, strict=True):
        if hatch:
            one.set(hatch="///", edgecolor="white", linewidth=0)
    _say_bars(axes, trace, places, np.array(sizes) + np.array(bases), lying=lying)


def _widths(trace: Trace, place: Scale, count: int, layout: Trace) -> list[float]:
    share = float(layout.get("_share") or 1.0)
    if trace.get("width") is not None:
        # Milliseconds on an axis of days, else units of the axis.
        unit = 86_400_000.0 if place.kind == "day" else 1.0
        return [float(width) / unit for width in _each(trace["width"], count, 1)]
    gap = float(layout.get("bargap", 0.42))
    step = float(layout.get("_step") or 1.0)
    return [step * (1 - gap) * share] * count


def _say_bars(axes: Axes, trace: Trace, places: Any, ends: Any, *, lying: bool) -> None:
    if trace.get("text") is None or trace.get("textposition") == "none":
        return
    font = trace.get("textfont") or {}
    for place, end, text in zip(places, ends, _each(trace["text"], len(ends), ""), strict=True):
        down = end < 0
        axes.annotate(
            plain(text),
            (end, place) if lying else (place, end),
            xytext=((-3 if down else 3), 0) if lying else (0, -3 if down else 3),
            textcoords="offset points",
            ha=("right" if down else "left") if lying else "center",
            va="center" if lying else ("top" if down else "bottom"),
            fontsize=8,
            color=colour(font.get("color"), "#3D485A"),
            annotation_clip=False,
        )


def _scatter(axes: Axes, trace: Trace, x: Scale, y: Scale, layout: Trace) -> None:  # noqa: ARG001
    places, values = x.places(trace["x"]), y.places(trace["y"])
    mode = str(trace.get("mode", "lines"))
    _fill(axes, trace, places, values)
    line = trace.get("line") or {}
    shade = colour(line.get("color") or _marker(trace).get("color"), _USUAL)
    if "lines" in mode and float(line.get("width", 2) or 0) > 0:
        axes.plot(
            places,
            values,
            color=shade,
            linewidth=float(line.get("width", 2)) * POINTS_PER_PIXEL,
            linestyle=_dash(line.get("dash")),
            drawstyle="steps-post" if line.get("shape") == "hv" else "default",
            label=_name(trace),
            zorder=3,
        )
    if "markers" in mode:
        _points(axes, trace, places, values, named="lines" not in mode)
    if "text" in mode:
        _texts(axes, trace, places, values)


def _fill(axes: Axes, trace: Trace, places: list[float], values: list[float]) -> None:
    fill = trace.get("fill")
    if fill in {"tozeroy", "tonexty"}:
        axes.fill_between(places, values, 0, color=colour(trace.get("fillcolor"), _USUAL), lw=0)
    elif fill == "toself":
        axes.fill(
            places, values, color=colour(trace.get("fillcolor"), _USUAL), lw=0, label=_name(trace)
        )


def _points(
    axes: Axes, trace: Trace, places: list[float], values: list[float], *, named: bool
) -> None:
    marker = _marker(trace)
    edge = marker.get("line") or {}
    count = len(places)
    known = [i for i in range(count) if not math.isnan(places[i] + values[i])]

    def of_known(value: Any, otherwise: Any) -> list[Any]:
        each = _each(value, count, otherwise)
        return [each[i] for i in known]

    symbol = marker.get("symbol", "circle")
    shape = _MARKS.get(symbol if isinstance(symbol, str) else "circle", "o")
    # Marks that are strokes have the colour of their edge.
    stroke = shape in {"|", "_"}
    fill = edge.get("color") if stroke else marker.get("color")
    axes.scatter(
        [places[i] for i in known],
        [values[i] for i in known],
        [(float(size) * POINTS_PER_PIXEL) ** 2 for size in of_known(marker.get("size"), 6)],
        c=[colour(shade, _USUAL) for shade in of_known(fill, _USUAL)],
        marker=shape,
        linewidths=[float(w) * POINTS_PER_PIXEL for w in of_known(edge.get("width"), 0)],
        edgecolors=None if stroke else colour(edge.get("color"), "#FFFFFF"),
        alpha=marker.get("opacity") if isinstance(marker.get("opacity"), int | float) else None,
        label=_name(trace) if named else None,
        zorder=4,
    )


def _texts(axes: Axes, trace: Trace, places: list[float], values: list[float]) -> None:
    font = trace.get("textfont") or {}
    position = str(trace.get("textposition", "middle center"))
    side = "left" if "right" in position else "right" if "left" in position else "center"
    height = "bottom" if "top" in position else "top" if "bottom" in position else "center"
    for place, value, text in zip(
        places, values, _each(trace.get("text"), len(places), ""), strict=True
    ):
        axes.annotate(
            plain(text),
            (place, value),
            xytext=({"left": 4, "right": -4}.get(side, 0), {"bottom": 4, "top": -4}.get(height, 0)),
            textcoords="offset points",
            ha=side,
            va=height,
            fontsize=8,
            weight="bold" if is_bold(text) else "normal",
            color=colour(font.get("color"), "#3D485A"),
            annotation_clip=False,
        )


def _heat(axes: Axes, trace: Trace, x: Scale, y: Scale, layout: Trace) -> None:  # noqa: ARG001
    cells = np.array([[np.nan if v is None else float(v) for v in row] for row in trace["z"]])
    columns = trace.get("x")
    rows = trace.get("y")
    across = x.places(columns if columns is not None else range(cells.shape[1]))
    down = y.places(rows if rows is not None else range(cells.shape[0]))
    mesh = axes.pcolormesh(
        across,
        down,
        np.ma.masked_invalid(cells),
        cmap=_colours(trace.get("colorscale")),
        vmin=trace.get("zmin"),
        vmax=trace.get("zmax"),
        shading="nearest",
        edgecolors="white",
        linewidth=float(trace.get("xgap") or 0) * 0.5,
    )
    texts = trace.get("text")
    if texts is None or not trace.get("texttemplate"):
        return
    size = min(8.0, 110.0 / max(len(across), 1))
    for place, row, values in zip(down, texts, cells, strict=True):
        for where, text, value in zip(across, row, values, strict=True):
            shade = _readable(mesh.to_rgba(value)) if value == value else "#5B6779"  # noqa: PLR0124
            axes.text(
                where, place, plain(text), ha="center", va="center", fontsize=size, color=shade
            )


def _readable(behind: Any) -> str:
    """White on dark cells, dark on light ones, by how bright the cell looks (ITU-R BT.709)."""
    red, green, blue, _ = behind
    return "#131A26" if 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.5 else "#FFFFFF"


def _colours(scale: Any) -> LinearSegmentedColormap:
    if isinstance(scale, Sequence) and not isinstance(scale, str):
        stops = [(float(place), colour(shade)) for place, shade in scale]
    else:
        shades = sequential.Blues
        stops = [(i / (len(shades) - 1), colour(shade)) for i, shade in enumerate(shades)]
    return LinearSegmentedColormap.from_list("figure", stops)


def _marker(trace: Trace) -> Trace:
    return trace.get("marker") or {}


def _name(trace: Trace) -> str | None:
    """What the legend calls it; None where it has no place there."""
    name = trace.get("name")
    return plain(name) if name and trace.get("showlegend") is not False else None


def _dash(dash: Any) -> Any:
    if not dash or dash == "solid":
        return "solid"
    if dash in _DASHES:
        return (0, _DASHES[dash])
    return (0, tuple(float(part.removesuffix("px")) for part in str(dash).split(",")))


_KINDS: dict[str, Draw] = {"bar": _bar, "scatter": _scatter, "heatmap": _heat}
