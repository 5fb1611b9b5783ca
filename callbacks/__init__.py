"""What happens: filters and clicks in, figures and words out."""

from __future__ import annotations

from dash import Dash

from callbacks import (
    baskets,
    behind,
    browser,
    changes_page,
    cohorts,
    customers,
    data_page,
    drawer,
    exports,
    filters,
    forecast,
    header,
    kpi,
    marks,
    menus,
    movement,
    navigation,
    next_orders,
    paper,
    patterns,
    payments,
    products,
    rfm,
    rows,
    saved_views,
    segmentation,
    target_form,
    targets,
    trends,
    value,
    what_if,
)
from callbacks.services import Services

_PARTS = (
    browser,
    navigation,
    header,
    menus,
    filters,
    saved_views,
    kpi,
    changes_page,
    payments,
    targets,
    target_form,
    rows,
    trends,
    patterns,
    segmentation,
    rfm,
    cohorts,
    movement,
    customers,
    value,
    next_orders,
    products,
    baskets,
    forecast,
    what_if,
    exports,
    paper,
    drawer,
    data_page,
    behind,
    marks,
)


def register(app: Dash, services: Services) -> None:
    """Give the app everything that happens on it."""
    for part in _PARTS:
        part.register(app, services)
