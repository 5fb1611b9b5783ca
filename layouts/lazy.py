"""A part of the page that is not built before it is first in sight.

Dash knows all of it from the start, so every callback finds its own; the browser builds what is in
it when it is shown, and keeps it from then on (`assets/35-lazy.js`). A page of many charts and
tables would otherwise be built as a whole to show a tenth of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from dash.development.base_component import Component


class Lazy(Component):
    """A section; while its class holds `is-hidden` for the first time, nothing is in it."""

    _children_props: ClassVar[list[str]] = []
    _base_nodes: ClassVar[list[str]] = ["children"]
    _namespace = "shop_parts"
    _type = "Lazy"

    def __init__(
        self, children: Component | Sequence[Component], *, component_id: str, class_name: str
    ) -> None:
        self._prop_names = ["children", "id", "className"]
        self._valid_wildcard_attributes: list[str] = []
        self.available_properties = self._prop_names
        self.available_wildcard_properties: list[str] = []
        super().__init__(children=children, id=component_id, className=class_name)
