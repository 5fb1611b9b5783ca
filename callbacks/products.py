"""Products: the largest, their categories, how few carry the sales, and a table of all of them."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
from dash import Dash

from callbacks import cards, deck, product_table, words
from callbacks.asked import Asked
from callbacks.cards import Card
from callbacks.deck import Drawn
from callbacks.services import Services
from data.answers import products as answers
from data.answers.breakdown import breakdown, compared
from data.answers.kpis import count_orders, values
from data.dimensions import Dimension
from data.formulas import Format, Metric
from data.metrics import metric
from layouts import dates, products, states
from layouts.figures.pareto import pareto
from layouts.figures.ranked import OTHER, bar_top_and_other
from layouts.tables import Column, Kind, kind_of, rows
from layouts.tabs import Tab

CATEGORIES_SHOWN = 10


def register(app: Dash, services: Services) -> None:
    """Draw the tab while it is in sight."""
    deck.register(app, services, Tab.PRODUCTS, DECK, leader)


def _chosen(asked: Asked) -> Metric:
    return metric(asked.setting("products.by"))


def _label(chosen: Metric) -> str:
    return products.label_of(chosen.name).lower()


def _columns(chosen: Metric, name: str) -> tuple[Column, ...]:
    label = products.label_of(chosen.name)
    return (
        Column("label", name, width=180),
        Column("value", label, kind_of(chosen.format)),
        Column("share", "Share", Kind.PERCENT, 80),
        Column("comparison", f"{label} then", kind_of(chosen.format)),
    )


@dataclass(frozen=True, slots=True)
class Shown:
    """What a chart of ranked bars shows, and how many of it."""

    dimension: Dimension
    nouns: tuple[str, str]
    limit: int
    title: str


def top_card(asked: Asked, mode: str) -> Card:
    """The products with the largest value of the metric, and all others together."""
    chosen = _chosen(asked)
    title = f"Top {products.TOP_COUNT} products by {_label(chosen)}"
    shown = Shown(Dimension.PRODUCT, ("product", "products"), products.TOP_COUNT, title)
    return _bars(asked, chosen, shown, mode)


def category_card(asked: Asked, mode: str) -> Card:
    """The categories with the largest value of the metric, and all others together."""
    chosen = _chosen(asked)
    title = f"Categories by {_label(chosen)}"
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
    other = _other(asked, chosen, frame)
    return Card(
        figure=bar_top_and_other(
            frame,
            theme=mode,
            fmt=chosen.format,
            currency=asked.currency,
            slots=shown.limit,
            other=other,
        ),
        rows=rows(_with_other(frame, other), asked.currency),
        title=shown.title,
        subtitle=words.ticked(asked),
        note=_note(frame, chosen, shown, other),
        columns=_columns(chosen, shown.nouns[0].capitalize()),
        metrics=(chosen.name,),
    )


def _other(asked: Asked, chosen: Metric, frame: pd.DataFrame) -> tuple[float, float] | None:
    """Value and share of what is not shown; None where that is nothing, or cannot be added up."""
    whole = values(asked.view, [chosen], asked.filters)[chosen.name]
    if not chosen.additive or not whole:
        return None
    rest = round(whole - float(frame["value"].sum()), 4)
    return (rest, rest / whole) if rest else None


def _with_other(frame: pd.DataFrame, other: tuple[float, float] | None) -> pd.DataFrame:
    if other is None:
        return frame
    row = pd.DataFrame([{"label": OTHER, "value": other[0], "share": other[1]}])
    return pd.concat([frame, row], ignore_index=True)


def _note(
    frame: pd.DataFrame, chosen: Metric, shown: Shown, other: tuple[float, float] | None
) -> str:
    said = words.part(frame["share"], chosen, *shown.nouns)
    if other is None:
        return said
    of_products = shown.dimension is Dimension.PRODUCT
    rest = f"all other {shown.nouns[1]}"
    codes = ", codes that are no merchandise and reversals that name no product"
    return f"{said} {OTHER}: {rest}{codes if of_products else ''}."


def _none_of(title: str, chosen: Metric) -> Card:
    """There are orders, but nothing to rank them by: no reversals, for example."""
    text = f"There are no {_label(chosen)} in this selection."
    return Card(title=title, state=states.too_little("Nothing to rank", text))


def pareto_card(asked: Asked, mode: str) -> Card:
    """The share of net sales that the best products make together."""
    title = "How few carry the sales"
    curve = answers.pareto(asked.view, asked.filters)
    if not curve.sold:
        return cards.nothing(title, asked)
    last = curve.points["sales_share"].iloc[-1]
    if pd.isna(last) or curve.top_share is None:
        text = "What the products brought adds up to nothing: reversals took all of it back."
        return Card(title=title, state=states.too_little("Nothing to share out", text))
    return Card(
        figure=pareto(curve.points, theme=mode, top_share=curve.top_share),
        rows=rows(curve.points, asked.currency),
        title=title,
        subtitle=f"Net sales by product, {dates.period(asked.period)}",
        note=_classes(asked, curve),
        columns=products.PARETO_COLUMNS,
        metrics=("net_sales_by_order",),
    )


def _classes(asked: Asked, curve: answers.Curve) -> str:
    found = answers.classes(asked.view, asked.filters).set_index("abc")["products"]
    said = ", ".join(f"{words.counted(n, 'product')} in {name}" for name, n in found.items())
    sold = words.counted(curve.sold, "product")
    thin = len(curve.points) < curve.sold
    points = f" The curve has {len(curve.points)} points." if thin else ""
    return f"{sold} sold. {said}. The dotted lines end classes A and B.{points}"


def leader(asked: Asked) -> str:
    """The product that leads the ranking."""
    chosen = _chosen(asked)
    found = breakdown(asked.view, [chosen], asked.filters, Dimension.PRODUCT, products.TOP_COUNT)
    if found.empty or not found[chosen.name].any():
        return ""
    first, what = found.iloc[0], _label(chosen)
    if chosen.format is Format.COUNT:
        most = words.counted(int(first[chosen.name]), what.removesuffix("s"), what)
    else:
        most = f"{words.amount(asked, chosen, first[chosen.name])} of {what}"
    return f"{first['label']} leads with {most}."


DECK = (
    Drawn(products.TOP, "Top products", top_card, field="products"),
    Drawn(products.CATEGORIES, "Categories", category_card, field="categories"),
    Drawn(products.PARETO, "How few carry the sales", pareto_card),
    Drawn(products.NEW, "New products", product_table.new_card, graph=False, field="products"),
    Drawn(
        products.DYING, "Dying products", product_table.dying_card, graph=False, field="products"
    ),
    Drawn(products.TABLE, "All products", product_table.table_card, graph=False, field="products"),
)
