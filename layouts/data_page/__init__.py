"""Data: bring files in, see what they hold, and know how far the figures can be trusted."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from layouts import components
from layouts.data_page import alerts, events, intake, models, panels, report
from layouts.data_page.ids import CARDS, Id

__all__ = ["CARDS", "Id", "layout"]


def layout() -> Component:
    """The tab, without data."""
    return html.Div(
        [
            components.page_head(Id.HEADING, "Data", Id.LEDE),
            html.Div(
                [
                    intake.layout(),
                    *panels.layout(),
                    models.layout(),
                    report.layout(),
                    *events.layout(),
                    *alerts.layout(),
                ],
                className="grid",
            ),
        ]
    )
