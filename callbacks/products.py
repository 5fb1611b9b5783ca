"""Products: the largest, their categories, and a table of all of them."""

from __future__ import annotations

from dataclasses import dataclass

from dash import Dash

from callbacks import cards, deck, words
from callbacks.asked import Asked
from callbacks.cards import Card
from callbacks.deck import Drawn
from callbacks.services import Services
from data.answers.breakdown import breakdown, compared
from data.answers.kpis import count_orders
from data.dimensions import Dimension
from data.formulas import Format, Metric
from data.metrics import metric
from data.periods import Comparison
from layouts import products, states
from layouts.figures.bars import bar_top
from layouts.tables import Column, kind_of, rows
from layouts.tabs import Tab

IN_TABLE = 500
CATEGORIES_SHOWN = 10


def register(app: Dash, services: Services) -> None:
    """Draw the tab while it is in sight."""
    deck.register(app, services, Tab.PRODUCTS, DECK, leader)


def _chosen(asked: Asked) -> Metric:
    return metric(asked.setting("products.by"))


def _columns(chosen: Metric, name: str) -> tuple[Column, ...]:
    return (
        Column("label", name, width=180),
        Column("value", chosen.label, kind_of(chosen.format)),
        Column("share", "Share", kind_of(metric("reversal_rate").format), 80),
        Column("comparison", f"{chosen.label} then", kind_of(chosen.format)),
    )


@dataclass(frozen=True, slots=True)
class Shown:
    """What a chart of ranked bars shows, and how many of it."""

    dimension: Dimension
    nouns: tuple[str, str]
    limit: int
    title: str


def top_card(asked: Asked, mode: str) -> Card:
    """The products with the largest value of the metric."""
    chosen = _chosen(asked)
    title = f"Top {products.TOP_COUNT} products by {chosen.label.lower()}"
    shown = Shown(Dimension.PRODUCT, ("product", "products"), products.TOP_COUNT, title)
    return _bars(asked, chosen, shown, mode)


def category_card(asked: Asked, mode: str) -> Card:
    """The categories with the largest value of the metric."""
    chosen = _chosen(asked)
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
        columns=_columns(chosen, shown.nouns[0].capitalize()),
        metrics=(chosen.name,),
    )


def _none_of(title: str, chosen: Metric) -> Card:
    """There are orders, but nothing to rank them by: no reversals, for example."""
    text = f"There are no {chosen.label.lower()} in this selection."
    return Card(title=title, state=states.too_little("Nothing to rank", text))


def table_card(asked: Asked, mode: str) -> Card:  # noqa: ARG001 - a table has no colours
    """Every column of the best products; says so where there are more than it shows."""
    title, chosen = "All products", _chosen(asked)
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
        columns=products.table_columns(chosen),
        metrics=tuple(names),
    )


def leader(asked: Asked) -> str:
    """The product that leads the ranking."""
    chosen = _chosen(asked)
    found = breakdown(asked.view, [chosen], asked.filters, Dimension.PRODUCT, products.TOP_COUNT)
    if found.empty or not found[chosen.name].any():
        return ""
    first, what = found.iloc[0], chosen.label.lower()
    if chosen.format is Format.COUNT:
        most = words.counted(int(first[chosen.name]), what.removesuffix("s"), what)
    else:
        most = f"{words.amount(asked, chosen, first[chosen.name])} of {what}"
    return f"{first['label']} leads with {most}."


DECK = (
    Drawn(products.TOP, "Top products", top_card, field="products"),
    Drawn(products.CATEGORIES, "Categories", category_card, field="categories"),
    Drawn(products.TABLE, "All products", table_card, graph=False, field="products"),
)
