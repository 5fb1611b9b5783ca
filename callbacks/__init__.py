"""What happens: filters and clicks in, figures and words out."""

from __future__ import annotations

from dash import Dash

from callbacks import (
    browser,
    cohorts,
    data_page,
    drawer,
    exports,
    filters,
    forecast,
    header,
    kpi,
    menus,
    navigation,
    payments,
    products,
    segment_model,
    segmentation,
    trends,
)
from callbacks.services import Services

_PARTS = (
    browser,
    navigation,
    header,
    menus,
    filters,
    kpi,
    payments,
    trends,
    segmentation,
    segment_model,
    cohorts,
    products,
    forecast,
    exports,
    drawer,
    data_page,
)


def register(app: Dash, services: Services) -> None:
    """Give the app everything that happens on it."""
    for part in _PARTS:
        part.register(app, services)
