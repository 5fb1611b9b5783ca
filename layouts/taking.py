"""The header's menu for taking pages along as a PDF."""

from __future__ import annotations

from enum import StrEnum

from dash import html
from dash.development.base_component import Component

from layouts.components import icon


class Id(StrEnum):
    """Ids of the menu."""

    THIS = "pdf-this"
    ALL = "pdf-all"
    NOTE = "pdf-note"


def menu() -> Component:
    """A disclosure with two buttons: this page, or all of them."""
    return html.Details(
        [
            html.Summary(
                icon("download"),
                className="icon-btn",
                title="Save as PDF",
                **{"aria-label": "Save as PDF"},
            ),
            html.Div(
                [
                    html.Button(
                        "This page as PDF", id=Id.THIS, type="button", className="pop-item"
                    ),
                    html.Button("All pages as PDF", id=Id.ALL, type="button", className="pop-item"),
                    html.P(
                        "All pages take up to a minute.",
                        id=Id.NOTE,
                        className="pop-note",
                        role="status",
                    ),
                ],
                className="pop pop-right",
            ),
        ],
        className="pop-host",
        **{"data-closes": "outside"},
    )
