"""The Data tab: what administrators do with files and releases."""

from __future__ import annotations

from dash import Dash

from callbacks.data_page import (
    actions,
    alerts,
    events,
    history,
    mapping_form,
    models,
    preview,
    quality,
    reconciliation,
    releases,
    report,
    restated,
    running,
    saving,
)
from callbacks.services import Services

_PARTS = (
    running,
    actions,
    preview,
    quality,
    reconciliation,
    releases,
    restated,
    report,
    models,
    mapping_form,
    history,
    saving,
    events,
    alerts,
)


def register(app: Dash, services: Services) -> None:
    """Give the tab everything that happens on it."""
    for part in _PARTS:
        part.register(app, services)
