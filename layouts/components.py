"""Small parts every tab is made of, and the one way to a drawing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import dash_bootstrap_components as dbc
from dash import dcc, html
from dash.development.base_component import Component

from data.periods import Grain

GRAINS: tuple[tuple[str, str], ...] = tuple((g.value, g.value.capitalize()) for g in Grain)

# plotly.js offers to upload a chart to a third party unless told not to: company data stays here.
GRAPH_CONFIG: dict[str, Any] = {
    "showSendToCloud": False,
    "plotlyServerURL": "",
    "displaylogo": False,
    "displayModeBar": False,
    "responsive": True,
    "scrollZoom": False,
    "showTips": False,
}

# A drawing without axes: what stands under the skeleton before the first data come.
BLANK_FIGURE: dict[str, Any] = {
    "data": [],
    "layout": {
        "xaxis": {"visible": False},
        "yaxis": {"visible": False},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
    },
}


@dataclass(frozen=True, slots=True)
class CardIds:
    """The ids of one chart card, all beginning with the same words."""

    prefix: str

    @property
    def graph(self) -> str:
        """`figure` of the drawing, and its `clickData`."""
        return f"{self.prefix}-graph"

    @property
    def table(self) -> str:
        """`rowData`, `columnDefs` and `selectedRows` of a card that is a table."""
        return f"{self.prefix}-table"

    @property
    def behind(self) -> str:
        """`children`: the table behind the drawing, once it was opened."""
        return f"{self.prefix}-behind"

    @property
    def toggle(self) -> str:
        """`n_clicks` of what opens and closes the table behind the drawing."""
        return f"{self.prefix}-toggle"

    @property
    def export(self) -> str:
        """`n_clicks` of the button that saves a table of the Data tab as CSV."""
        return f"{self.prefix}-export"

    def take(self, form: str) -> dict[str, str]:
        """`n_clicks` of the button that saves the card's table in a form: csv or xlsx."""
        return {"type": "take", "card": self.prefix, "form": form}

    @property
    def title(self) -> str:
        """`children` (text): what is shown."""
        return f"{self.prefix}-title"

    @property
    def subtitle(self) -> str:
        """`children` (text): which dates, which comparison."""
        return f"{self.prefix}-subtitle"

    @property
    def note(self) -> str:
        """`children` (text) under the drawing: totals, what is left out."""
        return f"{self.prefix}-note"

    @property
    def body(self) -> str:
        """`className`: which state the card is in (see `layouts.states`)."""
        return f"{self.prefix}-body"

    @property
    def state_title(self) -> str:
        """`children` (text) of the message."""
        return f"{self.prefix}-state-title"

    @property
    def state_text(self) -> str:
        """`children` (text) below the message's title."""
        return f"{self.prefix}-state-text"

    @property
    def undo(self) -> dict[str, str]:
        """`n_clicks`, `children`, `className` and `value` of the message's button."""
        return {"type": "undo", "card": self.prefix}


def icon(name: str) -> Component:
    """A drawn sign that screen readers skip; see `assets/20-icons.css`."""
    return html.Span(className=f"i i-{name}", **{"aria-hidden": "true"})


def unseen(text: str, **attributes: Any) -> Component:
    """Words for screen readers only."""
    return html.Span(text, className="visually-hidden", **attributes)


def labelled(label: str, control: Component, *, hidden: bool = False) -> Component:
    """A form control with its label; hidden labels are still read aloud."""
    return html.Div(
        [
            html.Label(
                label,
                htmlFor=control.id,
                className="visually-hidden" if hidden else "field-label",
            ),
            control,
        ],
        className="field",
    )


def segmented(
    component_id: str, label: str, options: Sequence[tuple[str, str]], value: str
) -> Component:
    """A few choices side by side; a group of radio buttons with a name for screen readers."""
    return html.Fieldset(
        [
            html.Legend(label, className="visually-hidden"),
            dbc.RadioItems(
                id=component_id,
                options=[{"label": text, "value": key} for key, text in options],
                value=value,
                name=component_id,
                class_name="segctl",
                input_class_name="btn-check",
                label_class_name="btn",
                label_checked_class_name="active",
            ),
        ],
        className="segctl-host",
    )


def graph(component_id: str, *, label: str, size: str = "md") -> Component:
    """The one way to a drawing: never an upload button, a name, a height before data come."""
    return html.Div(
        dcc.Graph(
            id=component_id,
            figure=BLANK_FIGURE,
            config=GRAPH_CONFIG,
            responsive=True,
            className="graph",
        ),
        className=f"g-wrap g-{size}",
        role="figure",
        **{"aria-label": label},
    )


def page_head(heading_id: str, title: str, lede_id: str) -> Component:
    """The tab's heading and one sentence about what is seen."""
    return html.Div(
        [html.H1(title, id=heading_id), html.P(id=lede_id, className="lede")],
        className="pagehead",
    )


def facts(rows: Sequence[tuple[str, str]]) -> Component:
    """Label and value pairs; each value has an id whose `children` (text) is set later."""
    return html.Dl(
        [html.Div([html.Dt(label), html.Dd("–", id=value_id)]) for label, value_id in rows],
        className="facts",
    )
