"""Products: the largest, their categories, and a table of all of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from dash import Dash, Input, Output, State
from dash.exceptions import PreventUpdate

from callbacks import cards, words
from callbacks.asked import Asked, choice, read
from callbacks.cards import Card
from callbacks.services import Services
from callbacks.theme import mode_of
from data.answers.breakdown import breakdown, compared
from data.answers.kpis import count_orders
from data.dimensions import Dimension
from data.formulas import Format, Metric
from data.metrics import metric
from data.periods import Comparison
from layouts import products, shell, states
from layouts.components import CardIds
from layouts.figures.bars import bar_top
from layouts.tables import Column, definitions, kind_of, rows
from layouts.tabs import Tab, page_of

IN_TABLE = 500
CATEGORIES_SHOWN = 10


def register(app: Dash, services: Services) -> None:
    """Draw the tab while it is in sight."""
    query = Input(page_of(Tab.PRODUCTS).question_id, "data")
    by = Input(products.Id.METRIC, "value")

    @app.callback(
        output={
            "top": _ranking_outputs(products.TOP),
            "categories": _ranking_outputs(products.CATEGORIES),
            "lede": Output(products.Id.LEDE, "children"),
        },
        inputs={"query": query, "by": by, "mode": State(shell.Id.THEME, "data")},
    )
    def _rank(query: Any, by: Any, mode: Any) -> dict[str, Any]:
        if query is None:
            raise PreventUpdate
        asked, chosen = read(services, query), metric(choice(by, list(products.METRIC_NAMES), "By"))
        drawn_in = mode_of(mode)
        top = cards.drawn("Top products", lambda: top_card(asked, chosen, drawn_in))
        categories = cards.drawn("Categories", lambda: category_card(asked, chosen, drawn_in))
        return {
            "top": {**cards.values(top), "columns": _columns(chosen, "Product")},
            "categories": {**cards.values(categories), "columns": _columns(chosen, "Category")},
            "lede": leader(top, chosen, asked),
        }

    @app.callback(
        output={
            **cards.outputs(products.TABLE, graph=False),
            "columns": Output(products.TABLE.table, "columnDefs"),
        },
        inputs={"query": query, "by": by},
    )
    def _list(query: Any, by: Any) -> dict[str, Any]:
        if query is None:
            raise PreventUpdate
        asked, chosen = read(services, query), metric(choice(by, list(products.METRIC_NAMES), "By"))
        card = cards.drawn("All products", lambda: table_card(asked, chosen))
        return {**cards.values(card, graph=False), "columns": products.table_columns(chosen)}


def _ranking_outputs(ids: CardIds) -> dict[str, Output]:
    return {**cards.outputs(ids), "columns": Output(ids.table, "columnDefs")}


def _columns(chosen: Metric, name: str) -> list[dict[str, Any]]:
    return definitions(
        (
            Column("label", name, width=180),
            Column("value", chosen.label, kind_of(chosen.format)),
            Column("share", "Share", kind_of(metric("reversal_rate").format), 80),
            Column("comparison", f"{chosen.label} then", kind_of(chosen.format)),
        )
    )


@dataclass(frozen=True, slots=True)
class Shown:
    """What a chart of ranked bars shows, and how many of it."""

    dimension: Dimension
    nouns: tuple[str, str]
    limit: int
    title: str


def top_card(asked: Asked, chosen: Metric, mode: str) -> Card:
    """The products with the largest value of the metric."""
    title = f"Top {products.TOP_COUNT} products by {chosen.label.lower()}"
    shown = Shown(Dimension.PRODUCT, ("product", "products"), products.TOP_COUNT, title)
    return _bars(asked, chosen, shown, mode)


def category_card(asked: Asked, chosen: Metric, mode: str) -> Card:
    """The categories with the largest value of the metric."""
    title = f"Categories by {chosen.label.lower()}"
    shown = Shown(Dimension.CATEGORY, ("category", "categories"), CATEGORIES_SHOWN, title)
    return _bars(asked, chosen, shown, mode)


def _bars(asked: Asked, chosen: Metric, shown: Shown, mode: str) -> Card:
    if not count_orders(asked.view, asked.filters):
        return cards.nothing(shown.title, asked)
    frame = breakdown(asked.view, [chosen], asked.filters, shown.dimension, shown.limit)
    if not frame[chosen.name].any():
        return _none_of(shown.title, chosen)
    frame = compared(
        asked.view,
        frame,
        chosen,
        asked.filters,
        dimension=shown.dimension,
        comparison=asked.selection.compare,
    ).rename(columns={chosen.name: "value", "baseline": "comparison"})
    return Card(
        figure=bar_top(
            frame, theme=mode, fmt=chosen.format, currency=asked.currency, slots=shown.limit
        ),
        rows=rows(frame, asked.currency),
        title=shown.title,
        subtitle=words.ticked(asked),
        note=words.part(frame["share"], chosen, *shown.nouns),
    )


def _none_of(title: str, chosen: Metric) -> Card:
    """There are orders, but nothing to rank them by: no reversals, for example."""
    text = f"There are no {chosen.label.lower()} in this selection."
    return Card(title=title, state=states.too_little("Nothing to rank", text))


def table_card(asked: Asked, chosen: Metric) -> Card:
    """Every column of the best products; says so where there are more than it shows."""
    title = "All products"
    if not count_orders(asked.view, asked.filters):
        return cards.nothing(title, asked)
    names = dict.fromkeys([chosen.name, *products.TABLE_METRICS])
    frame = breakdown(
        asked.view, [metric(name) for name in names], asked.filters, Dimension.PRODUCT, IN_TABLE
    )
    if not frame[chosen.name].any():
        return _none_of(title, chosen)
    frame.insert(0, "rank", range(1, len(frame) + 1))
    cut = len(frame) == IN_TABLE
    return Card(
        rows=rows(frame.rename(columns={"label": "product"}), asked.currency),
        title=title,
        subtitle=f"Ranked by {chosen.label.lower()}, {words.periods(asked, Comparison.NONE)}",
        note=f"The first {IN_TABLE} products; narrow the filters to see others." if cut else "",
    )


def leader(top: Card, chosen: Metric, asked: Asked) -> str:
    """The product that leads the ranking."""
    if not top.rows:
        return ""
    first, what = top.rows[0], chosen.label.lower()
    if chosen.format is Format.COUNT:
        most = words.counted(int(first["value"]), what.removesuffix("s"), what)
    else:
        most = f"{words.amount(asked, chosen, first['value'])} of {what}"
    return f"{first['label']} leads with {most}."
