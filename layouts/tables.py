"""Tables: columns by kind of value, rows from frames.

Every row carries the shop's currency, because the page is laid out before a release is known.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import dash_ag_grid as dag
import numpy as np
import pandas as pd
from dash import html
from dash.development.base_component import Component

from data.metrics import Format
from layouts.figures.axes import numbers
from layouts.plain_table import PlainTable

_THEME = """themeQuartz.withParams({
  backgroundColor: 'var(--surface)', foregroundColor: 'var(--text)', accentColor: 'var(--accent)',
  borderColor: 'var(--line)', headerBackgroundColor: 'var(--surface-2)',
  headerTextColor: 'var(--text-3)', rowHoverColor: 'var(--surface-3)',
  chromeBackgroundColor: 'var(--surface-2)', fontFamily: 'inherit', fontSize: 13,
  headerFontSize: 12, headerFontWeight: 550, spacing: 6, wrapperBorderRadius: 8
})"""


_ONE_ROW = {"mode": "singleRow", "checkboxes": False, "enableClickSelection": True}


class Kind(StrEnum):
    """What a column holds."""

    TEXT = "text"
    DAY = "day"
    MONEY = "money"
    COUNT = "count"
    PERCENT = "percent"
    RATIO = "ratio"


_TO_THE_RIGHT = {
    "cellClass": "num ag-right-aligned-cell",
    "headerClass": "ag-right-aligned-header",
}

# A million with pence, and a date, are never cut off.
_LEAST_WIDTH = {Kind.MONEY: 132, Kind.DAY: 112}


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its field in the rows, its heading, what it holds, its least width in pixels.

    A text that is a `number` in words stands to the right like one. A `wrapped` text is read as a
    whole, over several lines; one with a `tone` has the colour of what it says (see `shopTone` in
    `assets/51-data-tables.js`), one with a `renderer` is drawn by that function of the same file.
    """

    field: str
    label: str
    kind: Kind = Kind.TEXT
    width: int = 110
    wrapped: bool = False
    number: bool = False
    tone: bool = False
    renderer: str = ""


def kind_of(fmt: Format) -> Kind:
    """The kind of column for a metric's format."""
    return Kind(fmt.value)


def definition(column: Column) -> dict[str, Any]:
    """The grid's own words for a column: numbers to the right, formatted in the browser."""
    found: dict[str, Any] = {
        # The grid keeps a column, and how it writes numbers, as long as its id stays.
        "colId": f"{column.field}-{column.kind.value}",
        "field": column.field,
        "headerName": column.label,
        "minWidth": max(column.width, _LEAST_WIDTH.get(column.kind, 0)),
        "flex": 2 if column.kind is Kind.TEXT and not column.tone else 1,
        "tooltipField": column.field if column.kind is Kind.TEXT else None,
    }
    if column.kind is Kind.TEXT:
        found |= {"wrapText": True, "autoHeight": True} if column.wrapped else {}
        found |= {"cellClass": {"function": "shopTone(params)"}} if column.tone else {}
        found |= {**_TO_THE_RIGHT, "flex": 1} if column.number else {}
        found |= {"cellRenderer": column.renderer, "flex": 1} if column.renderer else {}
        return {key: value for key, value in found.items() if value is not None}
    found.pop("tooltipField")
    formatter = {"function": f"shopFormat(params, '{column.kind.value}')"}
    if column.kind is Kind.DAY:
        return {**found, "valueFormatter": formatter}
    return {**found, "valueFormatter": formatter, **_TO_THE_RIGHT}


def definitions(columns: Sequence[Column]) -> list[dict[str, Any]]:
    """All columns of a grid, in order."""
    return [definition(column) for column in columns]


def rows(frame: pd.DataFrame, currency: str) -> list[dict[str, Any]]:
    """A frame as rows: ISO days, None for what is missing, the currency in every row."""
    columns = {str(name): _plain(frame[name]) for name in frame.columns}
    return [
        {**dict(zip(columns, row, strict=True)), "currency": currency}
        for row in zip(*columns.values(), strict=True)
    ]


def _plain(values: pd.Series) -> list[Any]:
    kind = values.dtype.kind if isinstance(values.dtype, np.dtype) else ""
    if kind and kind in "ib":
        return values.tolist()
    if kind == "f":
        return numbers(values)
    missing = values.isna().tolist()
    if pd.api.types.is_datetime64_any_dtype(values):
        values = pd.Series(np.datetime_as_string(values.to_numpy(), unit="D"))
    return [None if gone else value for value, gone in zip(values.tolist(), missing, strict=True)]


_EVERY_COLUMN = {
    "sortable": True,
    "resizable": True,
    "suppressMovable": True,
    "wrapHeaderText": True,
    "autoHeaderHeight": True,
}
_EVERY_GRID = {
    "theme": {"function": _THEME},
    "ensureDomOrder": True,
    "enableCellTextSelection": True,
    "animateRows": False,
    "rowHeight": 36,
    "headerHeight": 36,
    "suppressColumnVirtualisation": True,
    # Arrows move within a table; Tab leaves it, however many cells it has.
    "tabToNextCell": {"function": "shopTab(params)"},
    "tabToNextHeader": {"function": "shopTab(params)"},
}


def grid(
    component_id: str,
    columns: Sequence[Column],
    *,
    label: str,
    short: bool = False,
    choosable: bool = False,
    rows: Sequence[dict[str, Any]] = (),
) -> Component:
    """A grid of rows, or one that waits for `rowData`; a `short` one is as high as its rows.

    The row chosen in a `choosable` one is its `selectedRows`.
    """
    return html.Div(
        dag.AgGrid(
            id=component_id,
            columnDefs=definitions(columns),
            rowData=list(rows),
            defaultColDef=_EVERY_COLUMN,
            dashGridOptions={
                **_EVERY_GRID,
                **({"domLayout": "autoHeight"} if short else {}),
                **({"rowSelection": _ONE_ROW} if choosable else {}),
            },
            style={"height": None, "width": "100%"},
            className="grid-box is-short" if short else "grid-box",
        ),
        className="grid-wrap",
        role="group",
        **{"aria-label": label},
    )


def plain(component_id: str, columns: Sequence[Column], *, label: str) -> Component:
    """A table of HTML that waits for `rowData`, for a few rows that nobody sorts."""
    table = PlainTable(component_id, definitions(columns), label=label)
    return html.Div(table, className="grid-wrap")
