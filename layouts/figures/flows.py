"""How many went from where to where: two columns of blocks and the ribbons between them.

The ribbons are filled paths, because the page's plotly has no such drawing of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from data.rfm import CAME, DOWN, STAYED, UP
from layouts.figures.bars import safe
from layouts.figures.style import Drawing, drawing
from layouts.theme import Tokens, template, tokens

# Share of the height between blocks, and how wide a block is.
_GAP, _WIDTH = 0.008, 0.02
# Pixels for the names on either side.
_MARGIN = 104
_POINTS = 22
# A name takes up two lines: at least this share of the height for each block.
_LINE = 0.053


@dataclass(frozen=True, slots=True)
class Block:
    """A segment on one side: from where to where it reaches, counted from the top."""

    name: str
    top: float
    size: float

    @property
    def middle(self) -> float:
        """Where its name belongs."""
        return self.top + self.size / 2


def flows(
    frame: pd.DataFrame,
    *,
    theme: str,
    sources: Sequence[str],
    targets: Sequence[str],
    write: Callable[[float], str],
) -> Drawing:
    """Ribbons from the left to the right, as thick as their value on each side.

    `frame`: `source`, `target`, `direction`, `before` and `after` (its value on the left and on the
    right; nothing below 0 is drawn), `text` (when pointed at). `write` says a block's value.
    """
    t = tokens(theme)
    drawn = frame.assign(before=frame["before"].clip(lower=0), after=frame["after"].clip(lower=0))
    left = _column(drawn.groupby("source")["before"].sum(), sources)
    right = _column(drawn.groupby("target")["after"].sum(), targets)
    written = _written(frame, "source", "before", write), _written(frame, "target", "after", write)
    ribbons = _ribbons(drawn, left, right, t)
    blocks = [_blocks(left.values(), -_WIDTH, t), _blocks(right.values(), 1.0, t)]
    layout = {
        "template": template(theme),
        "hovermode": "closest",
        "showlegend": False,
        "margin": {"l": _MARGIN, "r": _MARGIN, "t": 36, "b": 8, "pad": 0},
        "xaxis": {"visible": False, "range": [-_WIDTH, 1 + _WIDTH], "showspikes": False},
        "yaxis": {"visible": False, "range": [1.0, 0.0]},
        "annotations": [
            *_names(left, written[0], -_WIDTH, t),
            *_names(right, written[1], 1 + _WIDTH, t),
            _legend(frame, t),
        ],
    }
    return drawing([*ribbons, *blocks], layout)


def _column(sizes: pd.Series, names: Sequence[str]) -> dict[str, Block]:
    """The blocks of one side from the top down; who has nothing there has no block.

    Small ones lie in the middle of a slot that has room for the name.
    """
    present = [name for name in names if name in sizes.index]
    whole = float(sizes.sum()) or 1.0
    shares = [float(sizes[name]) / whole for name in present]
    least = min(_LINE, 0.9 / max(len(present), 1))
    scale = _scale(shares, least, 1 - _GAP * (len(present) - 1))
    found, top = {}, 0.0
    for name, share in zip(present, shares, strict=True):
        size = share * scale
        slot = max(size, least)
        found[name] = Block(name, top + (slot - size) / 2, size)
        top += slot + _GAP
    return found


def _scale(shares: Sequence[float], least: float, room: float) -> float:
    """How high a whole is drawn, so that slots of at least `least` fill the room."""
    low, high = 0.0, room
    for _ in range(40):
        middle = (low + high) / 2
        if sum(max(share * middle, least) for share in shares) > room:
            high = middle
        else:
            low = middle
    return low


def _ribbons(
    frame: pd.DataFrame, left: Mapping[str, Block], right: Mapping[str, Block], t: Tokens
) -> list[dict[str, Any]]:
    """One filled path per move; within a block they lie in the order of the other side."""
    starts = _places(frame, "source", "before", left, order=list(right), other="target")
    ends = _places(frame, "target", "after", right, order=list(left), other="source")
    colours = _colours(t)
    return [
        {
            **_path(starts[i], ends[i]),
            "fillcolor": colours[str(row.direction)],
            "opacity": 0.3 if row.direction == STAYED else 0.55,
            "text": row.text,
            "name": row.direction,
        }
        for i, row in enumerate(frame.itertuples(index=False))
    ]


def _places(
    frame: pd.DataFrame,
    side: str,
    value: str,
    blocks: Mapping[str, Block],
    *,
    order: list[str],
    other: str,
) -> list[tuple[float, float]]:
    """From where to where each ribbon touches its block."""
    rows = list(zip(frame[side], frame[other], frame[value], strict=True))
    wholes = frame.groupby(side)[value].sum()
    found = [(0.0, 0.0)] * len(rows)
    tops = {name: block.top for name, block in blocks.items()}
    for i in sorted(range(len(rows)), key=lambda i: order.index(rows[i][1])):
        name, _, size = rows[i]
        share = float(size) / whole if (whole := float(wholes[name])) else 0.0
        bottom = tops[name] + share * blocks[name].size
        found[i], tops[name] = (tops[name], bottom), bottom
    return found


def _path(start: tuple[float, float], end: tuple[float, float]) -> dict[str, Any]:
    """A ribbon from the left side's span to the right side's, bent like an S at both edges."""
    across = [n / (_POINTS - 1) for n in range(_POINTS)]
    bend = [x * x * (3 - 2 * x) for x in across]
    upper = [start[0] + (end[0] - start[0]) * b for b in bend]
    lower = [start[1] + (end[1] - start[1]) * b for b in bend]
    return {
        "type": "scatter",
        "mode": "lines",
        "x": [round(x, 3) for x in (*across, *reversed(across))],
        "y": [round(y, 4) for y in (*upper, *reversed(lower))],
        "fill": "toself",
        "line": {"width": 0},
        "hoveron": "fills",
        "hoverinfo": "text",
        "showlegend": False,
    }


def _colours(t: Tokens) -> dict[str, str]:
    return {STAYED: t.previous, DOWN: t.series[1], UP: t.accent, CAME: t.series[2]}


def _blocks(blocks: Any, x: float, t: Tokens) -> dict[str, Any]:
    """All blocks of a side as bars."""
    shown = list(blocks)
    return {
        "type": "bar",
        "orientation": "h",
        "x": [_WIDTH] * len(shown),
        "y": [block.middle for block in shown],
        "base": [x] * len(shown),
        "width": [max(block.size, 0.002) for block in shown],
        "marker": {"color": t.text_3, "cornerradius": 0},
        "hoverinfo": "skip",
        "showlegend": False,
    }


def _legend(frame: pd.DataFrame, t: Tokens) -> dict[str, Any]:
    """What the colours mean, for the directions that there are, in one line above the names.

    The library's own legend is no wider than the drawing between the names, which on a phone has
    room for one word.
    """
    present = set(frame["direction"])
    said = [
        f'<span style="color:{colour}">■</span> {name}'
        for name, colour in _colours(t).items()
        if name in present
    ]
    return {
        "xref": "paper",
        "yref": "paper",
        "x": 0,
        "y": 1,
        "xanchor": "left",
        "yanchor": "bottom",
        "xshift": -_MARGIN,
        "yshift": 12,
        "text": "\u2003".join(said),
        "font": {"size": 12, "color": t.text_2},
    }


def _written(
    frame: pd.DataFrame, side: str, value: str, write: Callable[[float], str]
) -> dict[str, str]:
    """What each block holds, in words."""
    return {str(name): write(float(v)) for name, v in frame.groupby(side)[value].sum().items()}


def _names(
    blocks: Mapping[str, Block], written: Mapping[str, str], x: float, t: Tokens
) -> list[dict[str, Any]]:
    anchor, away = ("right", -6) if x < 0 else ("left", 6)
    return [
        {
            "x": x,
            "y": block.middle,
            "xanchor": anchor,
            "xshift": away,
            "align": anchor,
            "text": f"<b>{safe(name)}</b><br>{written[name]}",
            "font": {"size": 11, "color": t.text_2},
        }
        for name, block in blocks.items()
    ]
