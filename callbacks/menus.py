"""What the menus of the filter bar offer."""

from __future__ import annotations

from typing import Any

from dash import Dash, Input, Output, State
from dash.exceptions import PreventUpdate

from callbacks.address import address_of
from callbacks.services import Services
from data.answers import options
from data.answers.options import Option
from data.dimensions import Dimension
from data.filters import Filters, is_text
from data.warehouse import View
from layouts import filters, shell

MAX_SEARCH = 100
_SMALL = {
    "categories": Dimension.CATEGORY,
    "segments": Dimension.SEGMENT,
    "countries": Dimension.COUNTRY,
    "payment_methods": Dimension.PAYMENT_METHOD,
}


def register(app: Dash, services: Services) -> None:
    """Find products on the server while somebody types; the other menus come with the link."""

    @app.callback(
        Output(filters.Id.PRODUCTS, "options", allow_duplicate=True),
        Input(filters.Id.PRODUCTS, "search_value"),
        State(shell.Id.SELECTION, "data"),
        prevent_initial_call=True,
    )
    def _find_products(text: Any, search: Any) -> list[Option]:
        if not isinstance(text, str) or not is_text(text):
            raise PreventUpdate
        chosen = address_of(search).selection.kept
        return product_menu(services.warehouse.view(), text[:MAX_SEARCH], chosen)


def outputs() -> dict[str, Any]:
    """Everything that `offered` fills."""
    return {
        "menus": {field: Output(control, "options") for field, (control, _) in _CONTROLS},
        "months": Output(filters.Id.MONTH, "options"),
        "first": Output(filters.Id.FROM_TO, "min_date_allowed"),
        "last": Output(filters.Id.FROM_TO, "max_date_allowed"),
    }


_CONTROLS = filters.CONTROLS.items()


def offered(view: View, kept: Filters) -> dict[str, Any]:
    """Every menu, with what is chosen in it: a dropdown forgets a value that it does not offer."""
    release = view.release
    small = {
        name: _with_chosen(options.options(view, dimension), getattr(kept, name))
        for name, dimension in _SMALL.items()
    }
    return {
        "menus": {"products": product_menu(view, "", kept), **small},
        "months": options.months(view),
        "first": release.first_day.isoformat(),
        "last": release.last_day.isoformat(),
    }


def product_menu(view: View, text: str, kept: Filters) -> list[Option]:
    """Products that match, after those that are chosen."""
    found = options.find_products(view, text, kept.products)
    return _with_chosen(found, kept.products)


def _with_chosen(offered: list[Option], chosen: tuple[str, ...]) -> list[Option]:
    known = {option["value"] for option in offered}
    return offered + [{"label": value, "value": value} for value in chosen if value not in known]
