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


@dataclass(frozen=True, slots=True)
class Drawing:
    """A figure as plotly's own format has it: traces, and the layout they stand in.

    It is sent as it is, neither copied nor validated, which would be most of the work of a page's
    answer; what this package draws is validated by its tests.
    """

    traces: list[dict[str, Any]]
    plan: dict[str, Any]

    def to_plotly_json(self) -> dict[str, Any]:
        """Traces and layout; the caller must not change them."""
        return {"data": self.traces, "layout": self.plan}

    @property
    def data(self) -> Any:
        """The traces with their properties as attributes."""
        return self._figure().data

    @property
    def layout(self) -> Any:
        """The layout with its properties as attributes."""
        return self._figure().layout

    def _figure(self) -> go.Figure:
        return go.Figure(data=self.traces, layout=self.plan, _validate=False)


def drawing(traces: list[dict[str, Any]], layout: dict[str, Any]) -> Drawing:
    """The figure of traces and layout."""
    return Drawing(traces, layout)
