"""What if: levers on prices, sales and habits, and what the coming months would become."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import dash_bootstrap_components as dbc
from dash import dcc, html
from dash.development.base_component import Component

from layouts import cards, components, formatting
from layouts.choices import Choice
from layouts.components import CardIds
from layouts.tables import Column, Kind


class Id(StrEnum):
    """Ids of the page that belong to no card."""

    HEADING = "what-if-heading"
    LEDE = "what-if-lede"
    MONTHS = "what-if-months"
    PRICE = "what-if-price"
    VOLUME = "what-if-volume"
    RETENTION = "what-if-retention"
    DISCOUNT = "what-if-discount"
    REVERSALS = "what-if-reversals"
    LOST = "what-if-lost"
    ZERO = "what-if-zero"


@dataclass(frozen=True, slots=True)
class Lever:
    """A slider in whole steps: its name in links, its words, from where to where it goes."""

    key: str
    control: Id
    label: str
    hint: str
    least: int
    most: int
    unit: str = "%"

    @property
    def choice(self) -> Choice:
        """What it holds, as a part of the link."""
        allowed = tuple(str(value) for value in range(self.least, self.most + 1))
        return Choice(f"what-if.{self.key}", self.control, "0", allowed, whole=True)

    def said(self, value: int) -> str:
        """+5%, −2 pt."""
        sign = "+" if value > 0 else formatting.MINUS if value < 0 else ""
        return f"{sign}{abs(value)}{self.unit}"


LEVERS = (
    Lever("price", Id.PRICE, "Price", "List prices of everything", -30, 30),
    Lever("volume", Id.VOLUME, "Volume", "Units sold, to new and known customers alike", -50, 50),
    Lever(
        "retention",
        Id.RETENTION,
        "Retention",
        "Orders of customers who have bought before",
        -50,
        50,
    ),
    Lever(
        "discount", Id.DISCOUNT, "Discount", "Discounts, in points of gross sales", -20, 20, " pt"
    ),
    Lever("reversals", Id.REVERSALS, "Reversals", "Share of sales that is taken back", -100, 100),
)

# Per cent of units that one per cent of price costs.
LOST = ("0", "0.5", "1", "1.5", "2", "3")
MAX_MONTHS = 6
CHOICES = (
    *(lever.choice for lever in LEVERS),
    Choice("what-if.lost", Id.LOST, "0", LOST),
    Choice(
        "what-if.months",
        Id.MONTHS,
        str(MAX_MONTHS),
        tuple(str(n) for n in range(1, MAX_MONTHS + 1)),
    ),
)

MONTHS = CardIds("what-if-chart")
EFFECTS = CardIds("what-if-effects")
LADDER = CardIds("what-if-ladder")
TABLE = CardIds("what-if-table")
WORTH = CardIds("what-if-worth")
CARDS = (MONTHS, EFFECTS, LADDER, TABLE, WORTH)

# Field of an effect -> its words.
EFFECT_WORDS = {
    "price": "Price",
    "lost": "Volume lost to the price",
    "volume": "Volume",
    "retention": "Retention",
    "discount": "Discount",
    "reversals": "Reversals",
}
RUNG_WORDS = {
    "gross_sales": "Gross sales",
    "discounts": "Discounts",
    "reversals": "Reversals",
    "net_sales": "Net sales",
}

_COMPARED = (
    Column("baseline", "As forecast", Kind.MONEY),
    Column("scenario", "What if", Kind.MONEY),
    Column("difference", "Difference", Kind.MONEY),
)
MONTH_COLUMNS = (
    Column("period", "Month", width=110),
    *_COMPARED,
    Column("lo80", "80% from", Kind.MONEY),
    Column("hi80", "80% to", Kind.MONEY),
)
EFFECT_COLUMNS = (
    Column("label", "Step", width=180),
    Column("amount", "Money", Kind.MONEY),
)
LADDER_COLUMNS = (Column("label", "Step", width=130), *_COMPARED)
TABLE_COLUMNS = (
    Column("period", "Month", width=110),
    *_COMPARED,
    *(Column(name, words, Kind.MONEY) for name, words in EFFECT_WORDS.items()),
)
WORTH_COLUMNS = (
    Column("label", "Expected", width=240, wrapped=True),
    Column("baseline", "As expected", width=120, number=True),
    Column("scenario", "What if", width=120, number=True),
    Column("difference", "Difference", width=120, number=True),
)


def layout() -> Component:
    """The page, without numbers."""
    return html.Div(
        [
            components.page_head(Id.HEADING, "What if", Id.LEDE),
            _levers(),
            html.Div(
                [
                    cards.chart_card(MONTHS, "Net sales by month", span=7, size="lg"),
                    cards.chart_card(EFFECTS, "What each lever does", span=5, size="lg"),
                    cards.table_card(TABLE, "By month", TABLE_COLUMNS, short=True),
                    cards.table_card(LADDER, "Sales ladder", LADDER_COLUMNS, span=6, short=True),
                    cards.table_card(
                        WORTH, "Value of known customers", WORTH_COLUMNS, span=6, short=True
                    ),
                ],
                className="grid",
            ),
        ]
    )


def _levers() -> Component:
    return html.Section(
        [
            html.Div([*(_lever(lever) for lever in LEVERS), _lost_lever()], className="levers"),
            html.Div(
                [
                    components.labelled(
                        "Months ahead",
                        dbc.Select(
                            id=Id.MONTHS, options=_months(), value=str(MAX_MONTHS), class_name="sel"
                        ),
                    ),
                    html.Button("Back to zero", id=Id.ZERO, type="button", className="btn-quiet"),
                ],
                className="lever-row",
            ),
        ],
        className="cardx lever-card",
        **{"aria-label": "Levers"},
    )


def _lever(lever: Lever) -> Component:
    """A slider with a box for its number; both have the lever's name for screen readers."""
    ends = {value: lever.said(value) for value in (lever.least, 0, lever.most)}
    unit = "points" if lever.unit != "%" else "per cent"
    return html.Div(
        [
            html.Div(
                [html.Span(lever.label), html.Span(unit, className="lever-unit")],
                className="field-label",
            ),
            dcc.Slider(
                id=lever.control,
                min=lever.least,
                max=lever.most,
                step=1,
                value=0,
                marks=ends,
                included=False,
                className="lever-slider",
            ),
            html.P(lever.hint, className="lever-hint"),
        ],
        className="lever",
        **{"data-label": f"{lever.label}, {unit}"},
    )


def _lost_lever() -> Component:
    words = {"0": "None: a price changes no volume"}
    options = [{"label": words.get(value, f"{value}%"), "value": value} for value in LOST]
    return html.Div(
        [
            components.labelled(
                "Volume lost for each 1% of price",
                dbc.Select(id=Id.LOST, options=options, value="0", class_name="sel"),
            ),
            html.P("Only you can know it: nothing is guessed here", className="lever-hint"),
        ],
        className="lever",
    )


def _months() -> list[dict[str, str]]:
    return [
        {"label": f"{n} month" if n == 1 else f"{n} months", "value": str(n)}
        for n in range(1, MAX_MONTHS + 1)
    ]
