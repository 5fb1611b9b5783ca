"""Clicks on marks of drawings and chosen rows of tables: each leads to another link."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from dash import Dash, Input, Output, State, ctx, no_update
from dash.exceptions import PreventUpdate

from callbacks import next_orders
from callbacks.crossing import crossed
from callbacks.deck import Drawn, mark_of
from callbacks.decks import all_cards
from callbacks.paging import opened
from callbacks.services import Services
from layouts import customers, rows, shell
from layouts import next_orders as next_orders_page


@dataclass(frozen=True, slots=True)
class Pressed:
    """Something to press: its property, what was pressed in it, and the link that follows."""

    component: str
    prop: str
    value: Callable[[Any], Any]
    follow: Callable[[Any, Any], str]
    after: Any

    def link(self, search: Any, pressed: Any) -> str:
        """The link after something was pressed; PreventUpdate where nothing was."""
        return self.follow(search, self.value(pressed))


def register(app: Dash, services: Services) -> None:  # noqa: ARG001 - a link is made from a link
    """One callback for all of them: browsers spend time on each callback that there is."""
    known = {one.component: one for one in (*map(_filtering, _with_field()), *_OPENING)}

    @app.callback(
        output={
            "search": Output(shell.Id.LOCATION, "search", allow_duplicate=True),
            # Emptied, because the same mark may be pressed again.
            "pressed": {name: Output(name, one.prop) for name, one in known.items()},
        },
        inputs={
            "pressed": {name: Input(name, one.prop) for name, one in known.items()},
            "search": State(shell.Id.LOCATION, "search"),
        },
        prevent_initial_call=True,
    )
    def _press(pressed: dict[str, Any], search: Any) -> dict[str, Any]:
        name = ctx.triggered_id
        if name not in known:
            raise PreventUpdate
        after = {other: known[name].after if other == name else no_update for other in known}
        return {"search": known[name].link(search, pressed[name]), "pressed": after}


def _with_field() -> list[Drawn]:
    return [drawn for drawn in all_cards() if drawn.field]


def _filtering(drawn: Drawn) -> Pressed:
    """A mark, or a row, filters; once more and it does so no longer."""

    def follow(search: Any, value: Any) -> str:
        return crossed(search, drawn.field, value)

    if drawn.graph:
        return Pressed(drawn.ids.graph, "clickData", mark_of, follow, None)
    return _row(drawn.ids.table, follow)


def _row(table: str, follow: Callable[[Any, Any], str]) -> Pressed:
    return Pressed(table, "selectedRows", key_of, follow, [])


def key_of(chosen: Any) -> Any:
    """The key of the chosen row; PreventUpdate where none was chosen."""
    if not (isinstance(chosen, list) and chosen and isinstance(chosen[0], dict)):
        raise PreventUpdate
    return chosen[0].get("key")


def _opening(key: str) -> Callable[[Any, Any], str]:
    """Choosing a row opens what it stands for; once more closes it."""

    def follow(search: Any, value: Any) -> str:
        return opened(search, key, value)

    return follow


_OPENING = (
    _row(rows.LIST.table, _opening("orders.order")),
    _row(customers.LIST.table, _opening("customers.customer")),
    _row(next_orders_page.LIST.table, next_orders.customer_link),
)
