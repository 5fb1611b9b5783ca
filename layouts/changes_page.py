"""Why net sales changed: by kind of customer, by price, volume and mix, by product and category."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from dash import dcc, html
from dash.development.base_component import Component

from data.dimensions import Dimension
from layouts import cards, components
from layouts.choices import Choice
from layouts.components import CardIds
from layouts.tables import Column, Kind


class Id(StrEnum):
    """Ids of the page that belong to no card."""

    HEADING = "changes-heading"
    LEDE = "changes-lede"
    BY = "changes-by"


DRIVERS = CardIds("changes-drivers")
MIX = CardIds("changes-mix")
PRODUCTS = CardIds("changes-products")
CATEGORIES = CardIds("changes-categories")
CARDS = (DRIVERS, MIX, PRODUCTS, CATEGORIES)

BY = "changes.by"
_WHAT = ((Dimension.PRODUCT.value, "Products"), (Dimension.CATEGORY.value, "Categories"))
CHOICES = (Choice(BY, Id.BY, Dimension.PRODUCT.value, tuple(value for value, _ in _WHAT)),)

STEP_COLUMNS = (
    Column("label", "Step", width=210),
    Column("amount", "Net sales", Kind.MONEY),
    Column("before", "Before", width=110),
    Column("after", "After", width=110),
)


def moved_columns(noun: str) -> tuple[Column, ...]:
    """Columns of the table behind the things that moved most."""
    effects = {
        "volume": "Volume",
        "mix": "Mix",
        "price": "Price",
        "new": "New",
        "gone": "Discontinued",
        "other": "Postage, fees",
        "discounts": "Discounts",
        "reversals": "Reversals",
    }
    return (
        Column("label", noun, width=180),
        Column("change", "Change", Kind.MONEY),
        Column("before", "Before", Kind.MONEY),
        Column("after", "After", Kind.MONEY),
        *(Column(name, label, Kind.MONEY) for name, label in effects.items()),
    )


@dataclass(frozen=True, slots=True)
class Said:
    """A piece of the sentence; with `href` a link, to a place of this page if it begins with #."""

    text: str
    href: str = ""


def sentence(pieces: Sequence[Said]) -> list[Component | str]:
    """The sentence with its links; they keep the page, and scroll or filter."""
    return [_piece(piece) for piece in pieces]


def _piece(piece: Said) -> Component | str:
    if not piece.href:
        return piece.text
    if piece.href.startswith("#"):
        return html.A(piece.text, href=piece.href, className="said")
    return dcc.Link(piece.text, href=piece.href, className="said")


def layout() -> Component:
    """The page, without numbers."""
    switch = components.segmented(Id.BY, "Price, volume and mix of", _WHAT, _WHAT[0][0])
    return html.Div(
        [
            components.page_head(Id.HEADING, "Why it changed", Id.LEDE),
            html.Div(
                [
                    cards.chart_card(DRIVERS, "By kind of customer", span=6, size="bridge"),
                    cards.chart_card(
                        MIX, "By price, volume and mix", span=6, size="bridge", tools=[switch]
                    ),
                    cards.chart_card(PRODUCTS, "Products that moved most", span=6, size="bridge"),
                    cards.chart_card(
                        CATEGORIES, "Categories that moved most", span=6, size="bridge"
                    ),
                ],
                className="grid",
            ),
        ]
    )
