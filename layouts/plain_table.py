"""A table of a few rows that nobody sorts, as plain HTML.

It takes the columns and rows of a grid (`layouts/tables.py`), so callbacks cannot tell them apart.
What draws grids is as heavy as what draws charts; the first page does without it
(`assets/35-table.js`).
"""

from __future__ import annotations

from typing import Any, ClassVar

from dash.development.base_component import Component


class PlainTable(Component):
    """Rows below headings; `rowData` and `columnDefs` are those of a grid."""

    _children_props: ClassVar[list[str]] = []
    _base_nodes: ClassVar[list[str]] = ["children"]
    _namespace = "shop_parts"
    _type = "Table"

    def __init__(self, component_id: str, column_defs: list[dict[str, Any]], *, label: str) -> None:
        self._prop_names = ["id", "label", "columnDefs", "rowData"]
        self._valid_wildcard_attributes: list[str] = []
        self.available_properties = self._prop_names
        self.available_wildcard_properties: list[str] = []
        super().__init__(id=component_id, label=label, columnDefs=column_defs, rowData=[])
