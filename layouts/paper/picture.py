"""A figure of the page as a picture, drawn on the server without a browser."""

from __future__ import annotations

import io
import itertools
from collections.abc import Mapping
from typing import Any

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.transforms import blended_transform_factory

from layouts.paper import traces
from layouts.paper.scales import Scale, dress
from layouts.paper.words import POINTS_PER_PIXEL, colour, is_bold, plain

_INCH = 25.4
_DOTS_PER_INCH = 200
_ACROSS = {"left": "left", "center": "center", "right": "right", "auto": "center"}
_DOWN = {"top": "top", "middle": "center", "bottom": "bottom", "auto": "center"}


def picture(figure: Any, *, width_mm: float, height_mm: float) -> bytes:
    """The figure (a go.Figure or its JSON) as PNG of that size; always in the light colours."""
    content = figure.to_plotly_json() if hasattr(figure, "to_plotly_json") else figure
    layout = _with_template(content.get("layout") or {})
    drawn = Figure(figsize=(width_mm / _INCH, height_mm / _INCH), layout="constrained")
    FigureCanvasAgg(drawn)
    axes = drawn.add_subplot()
    axes.set_frame_on(False)
    axes.set_axisbelow(True)
    _fill(axes, list(content.get("data") or ()), layout)
    kept = io.BytesIO()
    drawn.savefig(kept, format="png", dpi=_DOTS_PER_INCH)
    return kept.getvalue()


def _with_template(layout: Any) -> dict[str, Any]:
    """The layout with what its template says of axes where it is silent itself."""
    plain_layout = layout.to_plotly_json() if hasattr(layout, "to_plotly_json") else dict(layout)
    template = plain_layout.get("template") or {}
    usual = template.get("layout") or {}
    merged = {**usual, **plain_layout}
    for axis in ("xaxis", "yaxis"):
        merged[axis] = {**(usual.get(axis) or {}), **(plain_layout.get(axis) or {})}
    return merged


def _fill(axes: Axes, data: list[dict[str, Any]], layout: dict[str, Any]) -> None:
    scales = {which: Scale.of(_values(data, which), layout[f"{which}axis"]) for which in ("x", "y")}
    for trace, shared in _shared(data, layout, scales):
        traces.draw(axes, trace, scales["x"], scales["y"], shared)
    for which, scale in scales.items():
        dress(axes, which, scale, layout[f"{which}axis"])
    for shape in layout.get("shapes") or ():
        _shape(axes, shape, scales)
    for note in layout.get("annotations") or ():
        _annotate(axes, note, scales)
    _legend(axes, layout)


def _values(data: list[dict[str, Any]], which: str) -> list[Any]:
    found: list[Any] = []
    for trace in data:
        values = trace.get(which)
        found += [] if values is None else list(values)
    return found


def _shared(
    data: list[dict[str, Any]], layout: dict[str, Any], scales: Mapping[str, Scale]
) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """Each trace with the room its bars have: side by side in groups, else on one another."""
    bars = [trace for trace in data if trace.get("type") == "bar"]
    grouped = layout.get("barmode") == "group" and len(bars) > 1
    step = _step(bars, scales)
    found = []
    for trace in data:
        shared = {**layout, "_step": step}
        if grouped and trace in bars:
            room = step * (1 - float(layout.get("bargap", 0.42)))
            one = room / len(bars)
            place = next(i for i, bar in enumerate(bars) if bar is trace)
            shared |= {"_share": 1 / len(bars), "_shift": (place + 0.5) * one - room / 2}
        found.append((trace, shared))
    return found


def _step(bars: list[dict[str, Any]], scales: Mapping[str, Scale]) -> float:
    """How far bars stand apart."""
    places: set[float] = set()
    for trace in bars:
        which = "y" if trace.get("orientation") == "h" else "x"
        places |= {p for p in scales[which].places(trace[which]) if p == p}  # noqa: PLR0124
    ordered = sorted(places)
    gaps = [b - a for a, b in itertools.pairwise(ordered)]
    return min(gaps) if gaps else 1.0


def _shape(axes: Axes, shape: Mapping[str, Any], scales: Mapping[str, Scale]) -> None:
    """Bands and lines; those that run over a whole side are measured in shares of it."""
    x0, x1 = _ends(shape, "x", scales)
    y0, y1 = _ends(shape, "y", scales)
    line = shape.get("line") or {}
    how = _transform(axes, shape.get("xref"), shape.get("yref"))
    if shape.get("type") == "line":
        axes.plot(
            [x0, x1],
            [y0, y1],
            color=colour(line.get("color"), "#8A94A6"),
            linewidth=float(line.get("width", 1)) * POINTS_PER_PIXEL,
            linestyle=traces._dash(line.get("dash")),
            transform=how,
            scalex=False,
            scaley=False,
        )
        return
    axes.fill(
        [x0, x1, x1, x0],
        [y0, y0, y1, y1],
        color=colour(shape.get("fillcolor"), "#EEF1F6"),
        alpha=shape.get("opacity"),
        lw=0,
        zorder=0.5,
        transform=how,
    )


def _ends(shape: Mapping[str, Any], which: str, scales: Mapping[str, Scale]) -> tuple[float, float]:
    ends = (shape.get(f"{which}0"), shape.get(f"{which}1"))
    if _is_share(shape.get(f"{which}ref")):
        return float(ends[0] or 0), float(ends[1] or 0)
    first, last = scales[which].places(ends)
    return first, last


def _annotate(axes: Axes, note: Mapping[str, Any], scales: Mapping[str, Scale]) -> None:
    font = note.get("font") or {}
    x = note.get("x") if _is_share(note.get("xref")) else scales["x"].place(note.get("x"))
    y = note.get("y") if _is_share(note.get("yref")) else scales["y"].place(note.get("y"))
    shift = (float(note.get("xshift") or 0), float(note.get("yshift") or 0))
    axes.annotate(
        plain(note.get("text", "")),
        (float(x or 0), float(y or 0)),
        xycoords=_transform(axes, note.get("xref"), note.get("yref")),
        xytext=(shift[0] * POINTS_PER_PIXEL, shift[1] * POINTS_PER_PIXEL),
        textcoords="offset points",
        ha=_ACROSS[note.get("xanchor") or "auto"],
        va=_DOWN[note.get("yanchor") or "auto"],
        fontsize=float(font.get("size") or 11.5) * POINTS_PER_PIXEL,
        color=colour(font.get("color"), "#5B6779"),
        weight="bold" if is_bold(note.get("text")) else "normal",
        annotation_clip=False,
    )


def _transform(axes: Axes, xref: Any, yref: Any) -> Any:
    across = axes.transAxes if _is_share(xref) else axes.transData
    down = axes.transAxes if _is_share(yref) else axes.transData
    return blended_transform_factory(across, down)


def _is_share(ref: Any) -> bool:
    """Whether a place is a share of the drawing and not a value of its axis."""
    return isinstance(ref, str) and (ref == "paper" or ref.endswith(" domain"))


def _legend(axes: Axes, layout: Mapping[str, Any]) -> None:
    handles, labels = axes.get_legend_handles_labels()
    if layout.get("showlegend") is False or len(handles) < 2:
        return
    axes.legend(
        handles,
        labels,
        loc="lower left",
        bbox_to_anchor=(0, 1.0),
        ncols=min(len(handles), 4),
        frameon=False,
        fontsize=8,
        borderaxespad=0.2,
        handlelength=1.4,
        labelcolor=colour("#3D485A"),
    )
