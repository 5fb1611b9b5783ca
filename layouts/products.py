"""Products: what sells, what comes back, and how much hangs on a few of them."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from dash import dcc, html
from dash.development.base_component import Component

from data.metrics import METRICS
from layouts import cards, components
from layouts.choices import Choice
from layouts.components import CardIds
from layouts.tables import Column, Kind


class Id(StrEnum):
    """Ids of the tab that belong to no card."""

    HEADING = "products-heading"
    LEDE = "products-lede"
    METRIC = "products-metric"
    SEARCH = "products-search"
    CLASS = "products-class"
    SORT = "products-sort"


TOP = CardIds("products-top")
CATEGORIES = CardIds("products-categories")
PARETO = CardIds("products-pareto")
NEW = CardIds("products-new")
DYING = CardIds("products-dying")
TABLE = CardIds("products-table")
CARDS = (TOP, CATEGORIES, PARETO, NEW, DYING, TABLE)

TOP_COUNT = 20
METRIC_NAMES = ("net_sales_by_order", "gross_sales", "units", "orders", "reversals_by_order")
FIRST_METRIC = METRIC_NAMES[0]
# Always by order day here, which the page says once.
METRIC_LABELS = {"net_sales_by_order": "Net sales", "reversals_by_order": "Reversals"}

ALL_CLASSES = "all"
CLASSES = (
    (ALL_CLASSES, "All"),
    ("A", "A"),
    ("B", "B"),
    ("C", "C"),
    ("U", "Unsold"),
)
SORTS = {
    "net_sales": "Net sales",
    "units": "Units",
    "orders": "Orders",
    "margin": "Margin",
    "margin_rate": "Margin %",
    "reversals": "Reversals",
    "reversal_rate": "Share reversed",
    "discount_share": "Share of discounts",
    "rose": "Rose most",
    "fell": "Fell most",
    "unsold": "Longest not sold",
}

CHOICES = (
    Choice("products.by", Id.METRIC, FIRST_METRIC, METRIC_NAMES),
    Choice("products.search", Id.SEARCH, ""),
    Choice("products.class", Id.CLASS, ALL_CLASSES, tuple(key for key, _ in CLASSES)),
    Choice("products.sort", Id.SORT, "net_sales", tuple(SORTS)),
)

_NET = Column("net_sales_by_order", "Net sales", Kind.MONEY)
_MARGINS = (
    Column("margin", "Margin", Kind.MONEY),
    Column("margin_rate", "Margin %", Kind.PERCENT, 90),
)
_COMPARED = (
    Column("baseline", "Net sales then", Kind.MONEY),
    Column("change", "Change", Kind.PERCENT, 90),
)

_FIRST = (
    Column("rank", "Rank", Kind.COUNT, 72),
    Column("product", "Product", width=220),
    Column("key", "Code", width=110),
    Column("category", "Category", width=140),
    Column("abc", "Class", width=80),
    _NET,
)
_LAST = (
    Column("share", "Share of product sales", Kind.PERCENT, 100),
    Column("cumulative_share", "Cumulative share", Kind.PERCENT, 100),
    Column("gross_sales", "Gross sales", Kind.MONEY),
    Column("discount_share", "Discounts, share of gross", Kind.PERCENT, 110),
    Column("reversals_by_order", "Reversals", Kind.MONEY),
    Column("reversed_order_rate", "Orders reversed", Kind.PERCENT, 100),
    Column("reversal_rate_by_order", "Value reversed", Kind.PERCENT, 100),
    Column("reversed_unit_rate_by_order", "Units reversed", Kind.PERCENT, 100),
    Column("units", "Units", Kind.COUNT, 90),
    Column("net_units_by_order", "Net units", Kind.COUNT, 90),
    Column("orders", "Orders", Kind.COUNT, 90),
    Column("average_price", "Average price", Kind.MONEY, 110),
    Column("first_sold", "First sold", Kind.DAY),
    Column("last_sold", "Last sold", Kind.DAY),
    Column("days_since", "Days since", Kind.COUNT, 90),
    Column("flag", "New or dying", width=100),
)
TABLE_COLUMNS = (*_FIRST, *_COMPARED, *_MARGINS, *_LAST)

NEW_COLUMNS = (
    Column("product", "Product", width=180),
    Column("first_sold", "First sold", Kind.DAY),
    Column("orders", "Orders", Kind.COUNT, 80),
    _NET,
)
DYING_COLUMNS = (
    Column("product", "Product", width=180),
    Column("baseline", "Net sales then", Kind.MONEY),
    Column("net_sales_by_order", "Now", Kind.MONEY),
    Column("last_sold", "Last sold", Kind.DAY),
)
PARETO_COLUMNS = (
    Column("products", "Best products", Kind.COUNT),
    Column("product_share", "Share of products", Kind.PERCENT),
    Column("sales_share", "Share of net sales", Kind.PERCENT),
)


def table_columns(*, compared: bool, costed: bool) -> tuple[Column, ...]:
    """Columns of the table; without those that would be empty from top to bottom."""
    return (*_FIRST, *(_COMPARED if compared else ()), *(_MARGINS if costed else ()), *_LAST)


def label_of(name: str) -> str:
    """A metric as this page calls it."""
    return METRIC_LABELS.get(name, METRICS[name].label)


def layout() -> Component:
    """The tab, without numbers."""
    options = [(name, label_of(name)) for name in METRIC_NAMES]
    return html.Div(
        [
            components.page_head(Id.HEADING, "Products", Id.LEDE),
            html.Div(
                [_switch("Rank by", "Rank products by", Id.METRIC, options, FIRST_METRIC)],
                className="controls",
            ),
            html.Div(
                [
                    cards.chart_card(TOP, f"Top {TOP_COUNT} products", span=7, size="tall"),
                    html.Div(
                        [
                            cards.chart_card(CATEGORIES, "Categories", size="lg"),
                            cards.chart_card(PARETO, "How few carry the sales", size="md"),
                        ],
                        className="span-5 stack",
                    ),
                    cards.table_card(NEW, "New products", NEW_COLUMNS, span=6, choosable=True),
                    cards.table_card(
                        DYING, "Dying products", DYING_COLUMNS, span=6, choosable=True
                    ),
                ],
                className="grid",
            ),
            html.Div(_table_controls(), className="controls product-controls"),
            html.Div(
                [cards.table_card(TABLE, "All products", TABLE_COLUMNS, choosable=True)],
                className="grid",
            ),
        ]
    )


def _switch(
    seen: str, name: str, component_id: str, options: Sequence[tuple[str, str]], first: str
) -> Component:
    """A few choices below a label; `name` is what a screen reader says."""
    return html.Div(
        [
            html.Span(seen, className="field-label", **{"aria-hidden": "true"}),
            components.segmented(component_id, name, options, first),
        ],
        className="field",
    )


def _table_controls() -> list[Component]:
    """Search, class and order of the table; all three are answered by the server."""
    sorts = [{"label": label, "value": key} for key, label in SORTS.items()]
    return [
        components.labelled(
            "Find a product",
            dcc.Input(
                id=Id.SEARCH,
                type="search",
                value="",
                debounce=True,
                maxLength=200,
                placeholder="Name or code",
                className="f",
            ),
        ),
        _switch("Class", "Class", Id.CLASS, CLASSES, ALL_CLASSES),
        components.labelled(
            "Sort by",
            dcc.Dropdown(
                id=Id.SORT, options=sorts, value="net_sales", clearable=False, className="f"
            ),
        ),
    ]
