"""The way through the pages of a long list."""

from __future__ import annotations

from dataclasses import dataclass

from dash import dcc, html
from dash.development.base_component import Component

from layouts import components


@dataclass(frozen=True, slots=True)
class Pager:
    """The ids of the controls below a list, all beginning with the same words."""

    prefix: str

    @property
    def before(self) -> str:
        """`n_clicks` of the button that leads a page back."""
        return f"{self.prefix}-before"

    @property
    def page(self) -> str:
        """`value`: the number of the page, as text."""
        return f"{self.prefix}-page"

    @property
    def after(self) -> str:
        """`n_clicks` of the button that leads a page on."""
        return f"{self.prefix}-after"


def pager(ids: Pager, what: str) -> Component:
    """Back, the number of the page, on."""
    return html.Nav(
        [
            html.Button(
                "Back",
                id=ids.before,
                type="button",
                className="btn-quiet",
                **{"aria-label": f"Page before of {what}"},
            ),
            components.labelled(
                "Page",
                dcc.Input(
                    id=ids.page,
                    type="text",
                    inputMode="numeric",
                    value="1",
                    debounce=True,
                    maxLength=9,
                    className="f",
                ),
            ),
            html.Button(
                "Next",
                id=ids.after,
                type="button",
                className="btn-quiet",
                **{"aria-label": f"Next page of {what}"},
            ),
        ],
        className="pager",
        **{"aria-label": f"Pages of {what}"},
    )


def search_box(component_id: str, label: str, placeholder: str, *, length: int = 200) -> Component:
    """A box for a text to look for, answered when it is left or Enter is pressed."""
    return components.labelled(
        label,
        dcc.Input(
            id=component_id,
            type="search",
            value="",
            debounce=True,
            maxLength=length,
            placeholder=placeholder,
            className="f",
        ),
    )


def sorting(component_id: str, sorts: dict[str, str], first: str) -> Component:
    """A menu of orders to sort by."""
    options = [{"label": label, "value": key} for key, label in sorts.items()]
    return components.labelled(
        "Sort by",
        dcc.Dropdown(id=component_id, options=options, value=first, clearable=False, className="f"),
    )


def rest_class(*, shown: bool) -> str:
    """Class of the cards that need something to be open."""
    return "grid" if shown else "grid is-hidden"
