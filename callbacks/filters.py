"""What the filter bar offers and says about the selection."""

from __future__ import annotations

from typing import Any

from dash import Dash, Input, Output
from dash.exceptions import PreventUpdate

from callbacks import words
from callbacks.address import address_of
from callbacks.asked import Asked, read
from callbacks.services import Services
from data.answers import options
from data.answers.kpis import count_all_orders, count_orders
from data.dimensions import Dimension
from data.filters import DIMENSION_FIELDS
from layouts import dates, filters, formatting, shell
from layouts.filters import Chip, Id

_SMALL = {
    "categories": Dimension.CATEGORY,
    "segments": Dimension.SEGMENT,
    "countries": Dimension.COUNTRY,
    "payment_methods": Dimension.PAYMENT_METHOD,
}
MAX_SEARCH = 100


def register(app: Dash, services: Services) -> None:
    """Fill the menus once, and say what is selected after every change."""
    _register_menus(app, services)
    _register_words(app, services)


def _register_menus(app: Dash, services: Services) -> None:
    @app.callback(
        output={
            "menus": {name: Output(filters.CONTROLS[name][0], "options") for name in _SMALL},
            "months": Output(Id.MONTH, "options"),
            "first": Output(Id.FROM_TO, "min_date_allowed"),
            "last": Output(Id.FROM_TO, "max_date_allowed"),
        },
        inputs={"path": Input(shell.Id.LOCATION, "pathname")},
    )
    def _offer(path: Any) -> dict[str, Any]:  # noqa: ARG001 - the address is only what triggers it
        view = services.warehouse.view()
        return {
            "menus": {name: options.options(view, dim) for name, dim in _SMALL.items()},
            "months": options.months(view),
            "first": view.release.first_day.isoformat(),
            "last": view.release.last_day.isoformat(),
        }

    @app.callback(
        Output(Id.PRODUCTS, "options"),
        Input(Id.PRODUCTS, "search_value"),
        Input(shell.Id.SELECTION, "data"),
    )
    def _find_products(text: Any, search: Any) -> list[options.Option]:
        wanted = text[:MAX_SEARCH] if isinstance(text, str) else ""
        chosen = address_of(search).selection.kept.products
        return options.find_products(services.warehouse.view(), wanted, chosen)


def _register_words(app: Dash, services: Services) -> None:
    @app.callback(
        output={
            "chips": Output(Id.CHIPS, "children"),
            "row": Output(Id.CHIPS_ROW, "className"),
            "count": Output(Id.TOGGLE_COUNT, "children"),
            "label": Output(Id.PERIOD_LABEL, "children"),
            "dates": Output(Id.PERIOD_DATES, "children"),
            "note": Output(Id.PERIOD_NOTE, "children"),
            "summary": Output(Id.SUMMARY, "children"),
        },
        inputs={"search": Input(shell.Id.SELECTION, "data")},
    )
    def _describe(search: Any) -> dict[str, Any]:
        if search is None:
            raise PreventUpdate
        return described(read(services, address_of(search).selection.query()))


def described(asked: Asked) -> dict[str, Any]:
    """Chips, period and the share of orders that are meant."""
    chips = chips_of(asked)
    return {
        "chips": filters.chips(chips),
        "row": filters.chips_row_class(bool(chips)),
        "count": str(len(chips)) if chips else "",
        "label": period_label(asked),
        "dates": dates.period(asked.period),
        "note": words.so_far(asked) or words.periods(asked, asked.selection.compare),
        "summary": summary(asked),
    }


def chips_of(asked: Asked) -> list[Chip]:
    """One chip for each value that is filtered by; products by their names."""
    names = options.product_names(asked.view, asked.filters.products)
    return [
        Chip(field, value, names.get(value, value) if field == "products" else value)
        for field in DIMENSION_FIELDS
        for value in getattr(asked.filters, field)
    ]


def period_label(asked: Asked) -> str:
    """The period as it was chosen: a preset, a month or a run of days."""
    if asked.selection.preset:
        return asked.selection.preset.label
    return dates.month(asked.period.start) if asked.selection.month else "Custom dates"


def summary(asked: Asked) -> str:
    """15,822 of 48,210 orders."""
    found = formatting.count(count_orders(asked.view, asked.filters))
    if not asked.is_filtered:
        return f"{found} orders"
    return f"{found} of {formatting.count(count_all_orders(asked.view, asked.filters))} orders"
