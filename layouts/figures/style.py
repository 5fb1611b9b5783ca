"""How one figure is drawn: its colours, and the way its numbers are written."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go

from data.metrics import Format
from layouts import formatting
from layouts.theme import Tokens, tokens


@dataclass(frozen=True, slots=True)
class Style:
    """Colours by role, the format of the values and the shop's currency."""

    colours: Tokens
    fmt: Format
    currency: str

    @classmethod
    def of(cls, theme: str, fmt: Format, currency: str) -> Style:
        """The style of "light" or "dark"."""
        return cls(tokens(theme), fmt, currency)

    def texts(self, values: Iterable[float | None], *, compact: bool = False) -> list[str]:
        """Values in words, in full unless asked otherwise."""
        return [
            formatting.number(v, self.fmt, currency=self.currency, compact=compact) for v in values
        ]


def drawing(traces: list[dict[str, Any]], layout: dict[str, Any]) -> go.Figure:
    """The figure of traces and layout, not validated again: that is ten times the work.

    What this package draws is validated by its tests.
    """
    return go.Figure(data=traces, layout=layout, _validate=False)
