"""The filter bar: period, comparison, five dimensions, chips, and how many orders are meant."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import dash_bootstrap_components as dbc
from dash import dcc, html
from dash.development.base_component import Component

from data.basis import Basis
from data.filters import DIMENSION_FIELDS
from data.periods import Comparison, Preset
from layouts import components

CUSTOM = "custom"


class Id(StrEnum):
    """Ids of the filter bar."""

    PRESET = "filter-preset"
    FROM_TO = "filter-dates"
    MONTH = "filter-month"
    COMPARE = "filter-compare"
    BASIS = "filter-basis"
    BASIS_FIELD = "filter-basis-field"
    BASIS_NOTE = "filter-basis-note"
    PERIOD_LABEL = "filter-period-label"
    PERIOD_DATES = "filter-period-dates"
    PERIOD_NOTE = "filter-period-note"
    PRODUCTS = "filter-products"
    CATEGORIES = "filter-categories"
    SEGMENTS = "filter-segments"
    COUNTRIES = "filter-countries"
    PAYMENT_METHODS = "filter-payment-methods"
    CLEAR = "filter-clear"
    CHIPS = "filter-chips"
    CHIPS_ROW = "filter-chips-row"
    TOGGLE = "filter-toggle"
    TOGGLE_COUNT = "filter-toggle-count"
    PANEL = "filter-panel"
    SUMMARY = "filter-summary"
    ROWS = "filter-rows"


# Field of `Filters` -> id of its control and what its values are called.
CONTROLS: dict[str, tuple[Id, str]] = {
    "products": (Id.PRODUCTS, "products"),
    "categories": (Id.CATEGORIES, "categories"),
    "segments": (Id.SEGMENTS, "clusters"),
    "countries": (Id.COUNTRIES, "countries"),
    "payment_methods": (Id.PAYMENT_METHODS, "payments"),
}


@dataclass(frozen=True, slots=True)
class Chip:
    """One value that is filtered by: field of `Filters`, its value, and how it is called."""

    field: str
    value: str
    label: str

    @property
    def id(self) -> dict[str, str]:
        """The id of the button that removes it."""
        return {"type": "chip", "field": self.field, "value": self.value}


def chips(items: Sequence[Chip]) -> list[Component]:
    """What is filtered by, each with a button that removes it."""
    return [_chip(item) for item in items]


def chips_row_class(shown: bool) -> str:
    """Class of the row of chips: it takes no room when there is nothing to show."""
    return "chips-row page" if shown else "chips-row page is-hidden"


def rows_class(shown: bool) -> str:
    """Class of the way to the orders: none where there are no orders."""
    return "linkish" if shown else "linkish is-hidden"


def basis_class(note: str) -> str:
    """Class of the choice between the days of a reversal; a note says why there is none."""
    return "basis is-fixed" if note else "basis"


def _chip(item: Chip) -> Component:
    kind = DIMENSION_FIELDS[item.field]
    return html.Li(
        [
            html.Span(kind, className="chip-k"),
            html.Span(item.label, className="chip-v"),
            html.Button(
                components.icon("x"),
                id=item.id,
                type="button",
                className="chip-x",
                **{"aria-label": f"Remove {kind.lower()} {item.label}"},
            ),
        ],
        className="chip",
    )


def layout() -> Component:
    """The bar; only it stays in sight while the page is scrolled."""
    return html.Div(
        [
            html.Div(
                [
                    _period_control(),
                    _toggle(),
                    html.Div(_dimension_controls(), id=Id.PANEL, className="filter-panel"),
                    html.P(
                        id=Id.SUMMARY, className="rows", role="status", **{"aria-live": "polite"}
                    ),
                    dcc.Link("Show orders", id=Id.ROWS, href="?tab=orders", className="linkish"),
                ],
                className="filters page",
            ),
            html.Div(
                [
                    html.Ul(id=Id.CHIPS, className="chips", **{"aria-label": "Filters in use"}),
                    html.Button("Clear all", id=Id.CLEAR, type="button", className="linkish"),
                ],
                id=Id.CHIPS_ROW,
                className=chips_row_class(shown=False),
            ),
        ],
        className="filterbar",
        role="search",
        **{"aria-label": "Filters"},
    )


def _toggle() -> Component:
    return html.Button(
        [
            components.icon("sliders"),
            html.Span("Filters"),
            html.Span(id=Id.TOGGLE_COUNT, className="count"),
        ],
        id=Id.TOGGLE,
        type="button",
        className="ctl show-md",
        **{"aria-expanded": "false", "aria-controls": Id.PANEL},
    )


def _period_control() -> Component:
    return html.Details(
        [
            html.Summary(
                [
                    components.icon("calendar"),
                    components.unseen("Period: "),
                    html.Span(
                        [
                            html.Strong("Last 28 days", id=Id.PERIOD_LABEL),
                            html.Span(id=Id.PERIOD_DATES, className="hide-sm"),
                        ],
                        className="ctl-2",
                    ),
                    components.icon("chevron"),
                ],
                className="ctl",
            ),
            html.Div([_presets(), _dates_and_comparison()], className="pop"),
        ],
        className="pop-host",
        **{"data-closes": "outside"},
    )


def _radios(component_id: str, options: Sequence[dict[str, Any]], value: str) -> Component:
    return dbc.RadioItems(
        id=component_id, options=list(options), value=value, name=component_id, className="radios"
    )


def _presets() -> Component:
    options = [{"label": p.label, "value": p.value} for p in Preset if p.is_offered]
    return html.Fieldset(
        [
            html.Legend("Period", className="pop-h"),
            _radios(
                Id.PRESET,
                [*options, {"label": "Custom dates", "value": CUSTOM}],
                Preset.LAST_28.value,
            ),
        ]
    )


def _dates_and_comparison() -> Component:
    return html.Div(
        [
            _dates(),
            components.labelled(
                "Or a calendar month",
                dcc.Dropdown(id=Id.MONTH, options=[], placeholder="Choose a month"),
            ),
            html.Fieldset(
                [
                    html.Legend("Compare with", className="pop-h"),
                    _radios(
                        Id.COMPARE,
                        [{"label": c.label, "value": c.value} for c in Comparison],
                        Comparison.PREVIOUS.value,
                    ),
                ]
            ),
            _basis(),
            html.P(id=Id.PERIOD_NOTE, className="pop-note"),
            html.Button(
                "Done", type="button", className="btn btn-primary", **{"data-closes": "details"}
            ),
        ],
        className="pop-side",
    )


def _basis() -> Component:
    return html.Div(
        [
            html.Fieldset(
                [
                    html.Legend("Reversals count", className="pop-h"),
                    _radios(
                        Id.BASIS,
                        [{"label": b.label, "value": b.value} for b in Basis],
                        Basis.REFUND_DAY.value,
                    ),
                ]
            ),
            html.P(id=Id.BASIS_NOTE, className="basis-note"),
        ],
        id=Id.BASIS_FIELD,
        className=basis_class(""),
    )


def _dates() -> Component:
    return html.Div(
        [
            html.Span("Dates", className="pop-h", id=f"{Id.FROM_TO}-label"),
            dcc.DatePickerRange(
                id=Id.FROM_TO,
                updatemode="bothdates",
                display_format="D MMM YYYY",
                month_format="MMM YYYY",
                first_day_of_week=1,
                minimum_nights=0,
                clearable=False,
                number_of_months_shown=1,
            ),
        ],
        className="dates",
        **{"data-label": "Dates"},
    )


def _dimension_controls() -> list[Component]:
    return [
        components.labelled(
            DIMENSION_FIELDS[field],
            dcc.Dropdown(
                id=control,
                options=[],
                value=[],
                multi=True,
                placeholder=f"All {values}",
                debounce=True,
                closeOnSelect=False,
                maxHeight=320,
                labels={
                    "search": f"Search {values}",
                    "selected_count": f"{{num_selected}} {values}",
                },
                className="f",
            ),
            hidden=True,
        )
        for field, (control, values) in CONTROLS.items()
    ]
