"""The card of the exploratory report."""

from __future__ import annotations

from enum import StrEnum

from dash import html
from dash.development.base_component import Component

from layouts import components
from layouts.data_page import stages

ADDRESS = "/data/report.html"


class Id(StrEnum):
    """Ids of the card."""

    MAKE = "data-report-make"
    OPEN = "data-report-open"
    STATUS = "data-report-status"


def layout() -> Component:
    """What the report is, of which release the latest one is, and two buttons."""
    return html.Section(
        [
            html.H2("Exploratory report", id="data-report-title"),
            html.P(
                "Distributions, growth, seasons, product contribution, purchase frequency, "
                "correlations and missing values, in one file to keep or to send. It names no "
                "customer.",
                className="card-sub",
            ),
            html.P(id=Id.STATUS, className="why", role="status"),
            html.Div(
                [
                    stages.button(Id.MAKE, "Make the report"),
                    html.A(
                        [components.icon("download"), html.Span("Open the report")],
                        id=Id.OPEN,
                        target="_blank",
                        rel="noopener",
                        className=open_class(there=False),
                    ),
                ],
                className="actions",
            ),
        ],
        className="cardx span-12",
        **{"aria-labelledby": "data-report-title"},
    )


def open_class(*, there: bool) -> str:
    """Class of the link; without a report it is not there."""
    return "btn btn-outline" if there else "btn btn-outline is-hidden"
