"""Baskets: what is bought together, how sure that is, and what a bundle would be worth."""

from __future__ import annotations

from enum import StrEnum

from dash import dcc, html
from dash.development.base_component import Component

from layouts import cards, components
from layouts.choices import Choice
from layouts.components import CardIds
from layouts.tables import Column, Kind


class Id(StrEnum):
    """Ids of the page that belong to no card."""

    HEADING = "baskets-heading"
    LEDE = "baskets-lede"
    BASKET = "baskets-basket"
    DISCOUNT = "baskets-discount"
    RISE = "baskets-rise"
    PAIR = "baskets-pair"


BEST = CardIds("baskets-best")
WORTH = CardIds("baskets-worth")
TABLE = CardIds("baskets-table")
CARDS = (BEST, WORTH, TABLE)

BEST_COUNT = 10

BASKETS = (("order", "In one order"), ("30-days", "By a customer in 30 days"))
DISCOUNTS = ("0", "5", "10", "15", "20", "30")
RISES = ("10", "25", "50", "100")

CHOICES = (
    Choice("baskets.basket", Id.BASKET, "order", tuple(key for key, _ in BASKETS)),
    Choice("baskets.discount", Id.DISCOUNT, "10", DISCOUNTS),
    Choice("baskets.rise", Id.RISE, "25", RISES),
    # Two codes as the table writes them; what is no pair of the table means the best one.
    Choice("baskets.pair", Id.PAIR, "", prop="data"),
)

BEST_COLUMNS = (
    Column("label", "Bundle", width=260),
    Column("worth", "Extra money", Kind.MONEY),
    Column("low", "At least", Kind.MONEY),
    Column("high", "At most", Kind.MONEY),
)
WORTH_COLUMNS = (
    Column("label", "Step", width=240, wrapped=True),
    Column("value", "Money", Kind.MONEY),
    Column("low", "At least", Kind.MONEY),
    Column("high", "At most", Kind.MONEY),
)
TABLE_COLUMNS = (
    Column("rank", "Rank", Kind.COUNT, 72),
    Column("anchor_label", "Buyers of", width=190),
    Column("offer_label", "are offered", width=190),
    Column("worth", "Extra money", Kind.MONEY),
    Column("both", "Bought together", Kind.COUNT, 100),
    Column("expected", "By chance", Kind.RATIO, 100),
    Column("lift", "Lift", Kind.RATIO, 80),
    Column("support", "Support", Kind.PERCENT, 90),
    Column("attach_now", "Attach rate", Kind.PERCENT, 90),
    Column("attach_back", "The other way", Kind.PERCENT, 100),
    Column("attach_then", "To reach", Kind.PERCENT, 90),
    Column("break_even", "Pays from", Kind.PERCENT, 90),
    Column("anchor_baskets", "Baskets with the first", Kind.COUNT, 110),
    Column("offer_baskets", "With the second", Kind.COUNT, 110),
    Column("surety", "False discovery rate", width=130),
    Column("anchor_key", "First code", width=110),
    Column("offer_key", "Second code", width=110),
)


def layout() -> Component:
    """The page, without numbers."""
    return html.Div(
        [
            components.page_head(Id.HEADING, "Baskets", Id.LEDE),
            html.Div(_controls(), className="controls"),
            dcc.Store(id=Id.PAIR, data=""),
            html.Div(
                [
                    cards.chart_card(BEST, "Best bundles", span=7, size="lg"),
                    cards.chart_card(WORTH, "What the bundle is worth", span=5, size="lg"),
                    cards.table_card(TABLE, "Bought together", TABLE_COLUMNS, choosable=True),
                ],
                className="grid",
            ),
        ]
    )


def _controls() -> list[Component]:
    discounts = [{"label": f"{value}% off the second", "value": value} for value in DISCOUNTS]
    rises = [{"label": f"{value}% more than today", "value": value} for value in RISES]
    return [
        html.Div(
            [
                html.Span("Bought together", className="field-label", **{"aria-hidden": "true"}),
                components.segmented(Id.BASKET, "Bought together", BASKETS, "order"),
            ],
            className="field",
        ),
        components.labelled(
            "Discount in the bundle",
            dcc.Dropdown(
                id=Id.DISCOUNT, options=discounts, value="10", clearable=False, className="f"
            ),
        ),
        components.labelled(
            "Attach rate to reach",
            dcc.Dropdown(id=Id.RISE, options=rises, value="25", clearable=False, className="f"),
        ),
    ]
