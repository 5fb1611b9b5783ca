"""A tiny line as an SVG picture: this period in the accent, the comparison dashed behind it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from urllib.parse import quote

from layouts.theme import tokens

WIDTH = 220
HEIGHT = 34
_PAD = 3
# All that a drawing holds and an address must not.
_ESCAPED = str.maketrans({letter: quote(letter) for letter in '<>"#%'})

Values = Sequence[float | None]


def sparkline(values: Values, previous: Values = (), *, mode: str = "light") -> str:
    """The SVG text; an empty drawing where fewer than two values are known."""
    t = tokens(mode)
    known = [v for v in (*values, *previous) if v is not None and math.isfinite(v)]
    shapes = ""
    if len(known) > 1:
        low, high = min(known), max(known)
        shapes = _dashed(_points(previous, low, high), t.previous) + _filled(
            _points(values, low, high), t.accent
        )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
        f'preserveAspectRatio="none">{shapes}</svg>'
    )


def sparkline_uri(values: Values, previous: Values = (), *, mode: str = "light") -> str:
    """The same as an address for an image."""
    return "data:image/svg+xml," + sparkline(values, previous, mode=mode).translate(_ESCAPED)


def _points(values: Values, low: float, high: float) -> list[tuple[float, float]]:
    """Where each known value lies in the picture; unknown ones leave their place empty."""
    height = HEIGHT - 2 * _PAD
    span = high - low
    step = WIDTH / (len(values) - 1) if len(values) > 1 else 0.0
    return [
        (i * step, _PAD + height * (1 - ((v - low) / span if span else 0.5)))
        for i, v in enumerate(values)
        if v is not None and math.isfinite(v)
    ]


def _path(points: list[tuple[float, float]]) -> str:
    return "M" + " L".join(f"{x:.1f} {y:.1f}" for x, y in points)


_STROKE = 'fill="none" vector-effect="non-scaling-stroke" stroke-linejoin="round"'


def _dashed(points: list[tuple[float, float]], colour: str) -> str:
    if len(points) < 2:
        return ""
    return (
        f'<path d="{_path(points)}" stroke="{colour}" stroke-width="1.2" '
        f'stroke-dasharray="2 2" {_STROKE}/>'
    )


def _filled(points: list[tuple[float, float]], colour: str) -> str:
    if len(points) < 2:
        return ""
    area = f"{_path(points)} L{points[-1][0]:.1f} {HEIGHT} L{points[0][0]:.1f} {HEIGHT} Z"
    return (
        f'<path d="{area}" fill="{colour}" fill-opacity="0.10"/>'
        f'<path d="{_path(points)}" stroke="{colour}" stroke-width="1.6" {_STROKE}/>'
    )
