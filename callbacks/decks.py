"""The cards of every page, for whatever needs one again: exports, explanations, reports."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from callbacks import (
    baskets,
    changes_page,
    cohorts,
    customers,
    forecast,
    kpi,
    movement,
    next_orders,
    patterns,
    payments,
    products,
    rfm,
    rhythm,
    rows,
    segmentation,
    targets,
    trends,
    value,
    what_if,
)
from callbacks.asked import Asked
from callbacks.deck import Drawn
from layouts.tabs import Tab

DECKS: dict[Tab, tuple[Drawn, ...]] = {
    Tab.OVERVIEW: kpi.DECK,
    Tab.CHANGES: changes_page.DECK,
    Tab.PAYMENTS: payments.DECK,
    Tab.TARGETS: targets.DECK,
    Tab.ORDERS: rows.DECK,
    Tab.TRENDS: trends.DECK,
    Tab.PATTERNS: patterns.DECK,
    Tab.SEGMENTS: segmentation.DECK,
    Tab.RFM: rfm.DECK,
    Tab.COHORTS: cohorts.DECK,
    Tab.MOVEMENT: movement.DECK,
    Tab.CUSTOMERS: customers.DECK,
    Tab.VALUE: value.DECK,
    Tab.NEXT_ORDERS: next_orders.DECK,
    Tab.PRODUCTS: products.DECK,
    Tab.BASKETS: baskets.DECK,
    Tab.FORECAST: forecast.DECK,
    Tab.WHAT_IF: what_if.DECK,
}

# The sentence under each page's heading; a page without one is not in it.
LEDES: dict[Tab, Callable[[Asked], str]] = {
    Tab.OVERVIEW: kpi.lede,
    Tab.CHANGES: changes_page.lede,
    Tab.PAYMENTS: payments.lede,
    Tab.TARGETS: targets.lede,
    Tab.ORDERS: rows.lede,
    Tab.TRENDS: trends.lede,
    Tab.SEGMENTS: segmentation.lede,
    Tab.RFM: rfm.lede,
    Tab.COHORTS: rhythm.lede,
    Tab.MOVEMENT: movement.lede,
    Tab.CUSTOMERS: customers.lede,
    Tab.VALUE: value.lede,
    Tab.NEXT_ORDERS: next_orders.lede,
    Tab.PRODUCTS: products.leader,
    Tab.BASKETS: baskets.lede,
    Tab.FORECAST: forecast.lede,
    Tab.WHAT_IF: what_if.lede,
}


def all_cards() -> Iterator[Drawn]:
    """Every card, in the order of the pages."""
    for deck in DECKS.values():
        yield from deck
