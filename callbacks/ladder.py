"""Two cards of the overview: the sales ladder, and what orders are worth and who placed them."""

from __future__ import annotations

import pandas as pd

from callbacks import cards, words
from callbacks.asked import Asked
from callbacks.cards import Card
from callbacks.deck import Drawn
from data.answers.kpis import Kpi, count_orders, kpis
from data.answers.ladder import ladder
from data.basis import Basis
from data.metrics import metric
from layouts import changes, kpi
from layouts.figures import ladder as figures
from layouts.tables import rows

# What an order is worth, in four ways; then who came, and who came back.
FACTS = (
    "average_order_value",
    "net_average_order_value",
    "median_order_value",
    "free_orders",
    "new_customers",
    "returning_customers",
    "came_back_customers",
    "repeat_rate",
)


def ladder_card(asked: Asked, mode: str) -> Card:
    """From gross sales down to net sales, and up to total sales."""
    chosen = asked.selection
    frame = ladder(asked.view, asked.filters, chosen.compare, chosen.basis)
    if not frame["value"].fillna(0).any():
        return cards.nothing("Sales ladder", asked)
    return Card(
        figure=figures.ladder(frame, theme=mode, currency=asked.currency),
        rows=rows(frame, asked.currency),
        title="Sales ladder",
        subtitle=words.ticked(asked),
        note=_note(asked, frame),
        columns=kpi.LADDER_COLUMNS,
        metrics=tuple(frame["metric"]),
    )


def _note(asked: Asked, frame: pd.DataFrame) -> str:
    by_order = asked.selection.basis is Basis.ORDER_DAY
    found = [words.so_far(asked)]
    found.append("Reversals count on the day of their order" if by_order else "")
    if frame["value"].isna().any():
        found.append("Shipping and tax belong to whole orders, not to products or categories")
    return "".join(f"{sentence}. " for sentence in found if sentence).rstrip()


def facts_card(asked: Asked, _mode: str) -> Card:
    """Average, net and median order value beside each other; new and returning customers."""
    title, chosen = "Orders and customers", asked.selection
    found = kpis(asked.view, FACTS, asked.filters, chosen.compare, chosen.basis)
    if not count_orders(asked.view, asked.filters):
        return cards.nothing(title, asked)
    return Card(
        rows=[_row(asked, fact) for fact in found],
        title=title,
        subtitle=words.periods(asked, chosen.compare),
        note=_remark(asked, {fact.metric.name: fact for fact in found}),
        columns=kpi.FACT_COLUMNS,
        whole=lambda: _exact(found),
        metrics=FACTS,
    )


def _row(asked: Asked, fact: Kpi) -> dict[str, str]:
    moved = changes.said(fact.change, fact.metric, asked.currency)
    arrow = {"up": "↑ ", "down": "↓ "}.get(moved.direction, "")
    return {
        "label": fact.metric.label,
        "value": words.amount(asked, fact.metric, fact.value),
        "comparison": words.amount(asked, fact.metric, fact.previous),
        "change": f"{arrow}{moved.text}",
    }


def _exact(found: list[Kpi]) -> pd.DataFrame:
    """The same as numbers."""
    return pd.DataFrame(
        {
            "metric": [fact.metric.name for fact in found],
            "label": [fact.metric.label for fact in found],
            "value": [fact.value for fact in found],
            "comparison": [fact.previous for fact in found],
        }
    )


def _remark(asked: Asked, found: dict[str, Kpi]) -> str:
    both = found["came_back_customers"].value
    sentences = [words.so_far(asked)]
    if both:
        who = words.counted(int(both), "customer")
        sentences.append(f"{who} came and came back: counted as new and as returning")
    sentences.append(words.everybody_new(asked, metric("new_customers")))
    return "".join(f"{sentence}. " for sentence in sentences if sentence).rstrip()


DECK = (
    Drawn(kpi.LADDER, "Sales ladder", ladder_card),
    Drawn(kpi.FACTS, "Orders and customers", facts_card, graph=False),
)
