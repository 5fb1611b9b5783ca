"""What the filter bar says about the selection."""

from __future__ import annotations

from typing import Any

from dash import Dash, Input, Output
from dash.exceptions import PreventUpdate

from callbacks import words
from callbacks.address import Address
from callbacks.answers import Part
from callbacks.asked import Asked, read
from callbacks.services import Services
from data.answers import options
from data.answers.kpis import count_all_orders, count_orders
from data.answers.reversal_days import only_one_basis
from data.basis import Basis
from data.filters import DIMENSION_FIELDS
from layouts import dates, filters, formatting
from layouts.filters import Chip, Id
from layouts.tabs import Tab, page_of


def outputs() -> dict[str, Output]:
    """Everything that `described` fills."""
    return {
        "chips": Output(Id.CHIPS, "children"),
        "row": Output(Id.CHIPS_ROW, "className"),
        "count": Output(Id.TOGGLE_COUNT, "children"),
        "label": Output(Id.PERIOD_LABEL, "children"),
        "dates": Output(Id.PERIOD_DATES, "children"),
        "note": Output(Id.PERIOD_NOTE, "children"),
        "basis": Output(Id.BASIS_FIELD, "className"),
        "basis_note": Output(Id.BASIS_NOTE, "children"),
        "summary": Output(Id.SUMMARY, "children"),
        "rows": Output(Id.ROWS, "href"),
        "rows_class": Output(Id.ROWS, "className"),
    }


def register(app: Dash, services: Services) -> None:
    """Say what is selected beside the page that draws nothing of it; the others say it too."""

    @app.callback(
        output=outputs(),
        inputs={"query": Input(page_of(Tab.DATA).question_id, "data")},
        prevent_initial_call=True,
    )
    def _describe(query: Any) -> dict[str, Any]:
        if query is None:
            raise PreventUpdate
        return described(read(services, query))


def described(asked: Asked) -> dict[str, Any]:
    """Chips, period and the share of orders that are meant."""
    chips, basis_note = chips_of(asked), only_one_basis(asked.view)
    found = count_orders(asked.view, asked.filters)
    return {
        "chips": filters.chips(chips),
        "row": filters.chips_row_class(bool(chips)),
        "count": str(len(chips)) if chips else "",
        "label": period_label(asked),
        "dates": dates.period(asked.period),
        "note": words.so_far(asked) or words.periods(asked, asked.selection.compare),
        "basis": filters.basis_class(basis_note),
        "basis_note": basis_note,
        "summary": summary(asked, found),
        "rows": Address(Tab.ORDERS, asked.selection).search(),
        "rows_class": filters.rows_class(shown=found > 0),
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


def summary(asked: Asked, found: int) -> str:
    """15,822 of 48,210 orders; reversals on the day of their order."""
    counted = words.counted(found, "order")
    if asked.is_filtered:
        everything = count_all_orders(asked.view, asked.filters)
        counted = f"{formatting.count(found)} of {words.counted(everything, 'order')}"
    if asked.selection.basis is Basis.REFUND_DAY:
        return counted
    return f"{counted}; reversals {asked.selection.basis.label.lower()}"


PART = Part(outputs(), lambda asked, _mode: described(asked))
