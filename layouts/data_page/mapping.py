"""Match the columns of an unknown file by menus: one for each of our fields."""

from __future__ import annotations

import dash_bootstrap_components as dbc
from dash import html
from dash.development.base_component import Component

from data.ingest.mapping.fields import FIELDS, LINES, MappedField
from layouts import components, tables
from layouts.data_page import stages
from layouts.data_page.ids import Id, field_id, status_id
from layouts.data_page.stages import Stage

MAPPED: tuple[MappedField, ...] = FIELDS[LINES]
# A menu shows nothing at all for an empty value.
NONE = "(none)"

# What a status of the shop can mean -> what is asked, and an example of the shop's own words.
STATUSES: dict[str, tuple[str, str]] = {
    "sale": ("Counts as a sale", "paid, shipped, completed"),
    "order": ("Ordered, not yet a sale", "open, processing"),
    "reversal": ("Taken back", "cancelled, refunded"),
    "ignored": ("Does not count", "test, draft"),
}
SHOPS_OWN = ((NONE, "As set for the shop"),)
# Decimal mark, then the mark between thousands, if any.
NOTATIONS = (
    (".,", "1,234.56"),
    (",.", "1.234,56"),
    (", ", "1 234,56"),
    (".'", "1'234.56"),
    (".", "1234.56"),
    (",", "1234,56"),
)
LEVELS = (
    ("repeated", "On every row of the order"),
    ("first", "On its first row only"),
    ("summed", "Shared out over its rows"),
)
BACK = (
    (NONE, "By status or own column"),
    ("negative_quantity", "As rows with a negative quantity"),
    ("negative_amount", "As rows with a negative amount"),
)
DATES = ((NONE, "As the file shows"), ("day-first", "Day first"), ("month-first", "Month first"))

# Most shops need a few; the rest is one disclosure away.
_FIRST = ("order_id", "ordered_at", "product_id", "product_name", "quantity", "unit_price")
_FIRST_TOO = ("line_total", "customer_id", "email", "country", "status", "discount")


def layout() -> Component:
    """The form, without a file."""
    first = [f for f in MAPPED if f.name in {*_FIRST, *_FIRST_TOO}]
    others = [f for f in MAPPED if f not in first]
    return stages.part(
        Stage.MAPPING,
        [
            html.H3("Match the columns", id=Id.MAPPING_TITLE),
            html.P(
                "Say once which column holds what. It is kept under the name you give it.",
                className="why",
            ),
            tables.grid(Id.MAPPING_TABLE, (), label="The first rows of the file", short=True),
            _form([_menu(field) for field in first], "Columns"),
            html.Details(
                [
                    html.Summary(
                        [components.icon("table"), html.Span("More columns")],
                        className="table-toggle",
                    ),
                    _form([_menu(field) for field in others], "More columns"),
                ],
                className="table-behind",
            ),
            _form([_status(name) for name in STATUSES], "What the words in the status column mean"),
            _form(_notation(), "How the file writes things"),
            html.P(id=Id.MAPPING_ERROR, className="why is-wrong", role="alert"),
            stages.actions(
                stages.button(Id.MAPPING_USE, "Check with these columns"),
                stages.button(Id.AGAIN_MAPPING, "Choose other files", quiet=True),
            ),
        ],
    )


def _form(fields: list[Component], legend: str) -> Component:
    return html.Fieldset(
        [html.Legend(legend), html.Div(fields, className="fields")], className="form-part"
    )


def _menu(field: MappedField) -> Component:
    label = f"{field.label} (needed)" if field.required else field.label
    control = dbc.Select(id=field_id(field.name), options=[], value=NONE, class_name="sel")
    return _helped(label, control, field.help)


def _helped(label: str, control: Component, text: str) -> Component:
    return html.Div(
        [components.labelled(label, control), html.P(text, className="field-help")],
        className="helped",
    )


def _status(name: str) -> Component:
    label, example = STATUSES[name]
    return _helped(label, _box(status_id(name), 400), f"The file's own words, such as: {example}")


def _box(component_id: str, longest: int) -> Component:
    return dbc.Input(
        id=component_id, type="text", value="", maxlength=longest, class_name="box", debounce=True
    )


def _notation() -> list[Component]:
    return [
        _helped("Name of this mapping", _box(Id.MAPPING_NAME, 40), "Letters, digits and hyphens."),
        _helped("Amounts", _select(Id.MAPPING_DECIMAL, NOTATIONS), "Which marks they have."),
        _helped("Dates", _select(Id.MAPPING_DATES, DATES), "Only where 3/4 could be either."),
        _helped("Currency", _select(Id.MAPPING_CURRENCY, SHOPS_OWN), "Where rows name none."),
        _helped("Time zone", _select(Id.MAPPING_TIMEZONE, SHOPS_OWN), "Where times name none."),
        _helped("Shipping, tax, totals", _select(Id.MAPPING_LEVEL, LEVELS), "Of whole orders."),
        _helped("Returns", _select(Id.MAPPING_BACK, BACK), "How the file shows them."),
    ]


def _select(component_id: str, options: tuple[tuple[str, str], ...]) -> Component:
    return dbc.Select(
        id=component_id,
        options=[{"value": value, "label": label} for value, label in options],
        value=options[0][0],
        class_name="sel",
    )
