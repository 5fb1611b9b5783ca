"""The cards of every page, for whatever needs one again: exports, explanations, reports."""

from __future__ import annotations

from collections.abc import Iterator

from callbacks import (
    changes_page,
    cohorts,
    forecast,
    kpi,
    movement,
    payments,
    products,
    rfm,
    segmentation,
    targets,
    trends,
)
from callbacks.deck import Drawn
from layouts.tabs import Tab

DECKS: dict[Tab, tuple[Drawn, ...]] = {
    Tab.OVERVIEW: kpi.DECK,
    Tab.CHANGES: changes_page.DECK,
    Tab.PAYMENTS: payments.DECK,
    Tab.TARGETS: targets.DECK,
    Tab.TRENDS: trends.DECK,
    Tab.SEGMENTS: segmentation.DECK,
    Tab.RFM: rfm.DECK,
    Tab.COHORTS: cohorts.DECK,
    Tab.MOVEMENT: movement.DECK,
    Tab.PRODUCTS: products.DECK,
    Tab.FORECAST: forecast.DECK,
}


def all_cards() -> Iterator[Drawn]:
    """Every card, in the order of the pages."""
    for deck in DECKS.values():
        yield from deck
