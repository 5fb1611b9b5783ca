"""The parts every tab is made of: cards with a drawing, its states and its table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import dash_bootstrap_components as dbc
from dash import dcc, html
from dash.development.base_component import Component

from data.periods import Grain
from layouts import states, tables

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
        """`rowData` (and `columnDefs`) of the table behind the drawing."""
        return f"{self.prefix}-table"

    @property
    def export(self) -> str:
        """`n_clicks` of the button that saves the table as CSV."""
        return f"{self.prefix}-export"

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


def message(ids: CardIds) -> Component:
    """The place where a card says why there is no drawing, with a button that undoes it."""
    return html.Div(
        [
            html.Span(className="st-i", **{"aria-hidden": "true"}),
            html.P(id=ids.state_title, className="st-t"),
            html.P(id=ids.state_text, className="st-p"),
            html.Button(id=ids.undo, type="button", className="btn btn-primary undo is-hidden"),
        ],
        className="state",
        role="status",
    )


def skeleton(class_name: str = "sk sk-chart") -> Component:
    """Grey shapes in the final size."""
    return html.Div(className=class_name, **{"aria-hidden": "true"})


def keeping_the_old_drawing(*children: Component) -> Component:
    """While an answer takes longer than 350 ms the old drawing stays, at 45 %."""
    return dcc.Loading(
        list(children),
        delay_show=350,
        show_initially=False,
        overlay_style={"visibility": "visible", "opacity": 0.45},
        custom_spinner=html.Span("Loading", className="visually-hidden"),
        parent_className="g-load",
    )


def table_behind(ids: CardIds, columns: Sequence[tables.Column], label: str) -> Component:
    """The numbers of a drawing, one click away, with CSV and picture to take along."""
    return html.Details(
        [
            html.Summary([icon("table"), html.Span("Table")], className="table-toggle"),
            html.Div(
                [_export_button(ids, label), _picture_button(ids, label)], className="table-tools"
            ),
            tables.grid(ids.table, columns, label=f"{label}, as a table"),
        ],
        className="table-behind",
    )


def _export_button(ids: CardIds, label: str) -> Component:
    return html.Button(
        [icon("download"), html.Span("CSV")],
        id=ids.export,
        type="button",
        className="btn-quiet",
        **{"aria-label": f"CSV: save the table of {label.lower()}"},
    )


def _picture_button(ids: CardIds, label: str) -> Component:
    """Handled in the browser by `assets/clientside.js`; nothing is sent anywhere."""
    return html.Button(
        [icon("image"), html.Span("PNG")],
        type="button",
        className="btn-quiet",
        **{"data-picture-of": ids.graph, "aria-label": f"PNG: save the chart of {label.lower()}"},
    )


def card_head(ids: CardIds, title: str, subtitle: str, tools: Sequence[Component]) -> Component:
    """Title, dates and the card's own controls."""
    return html.Div(
        [
            html.Div(
                [
                    html.H2(title, id=ids.title),
                    html.P(subtitle, id=ids.subtitle, className="card-sub"),
                ],
                className="card-titles",
            ),
            html.Div(list(tools), className="card-tools"),
        ],
        className="card-head",
    )


def chart_card(
    ids: CardIds,
    title: str,
    columns: Sequence[tables.Column],
    *,
    subtitle: str = "",
    span: int = 12,
    size: str = "md",
    tools: Sequence[Component] = (),
    aside: Component | None = None,
) -> Component:
    """A card with head, drawing, message, note and the table behind it.

    `span` of 12 columns; `size` one of sm, md, lg, xl (see `assets/32-app-cards.css`).
    """
    drawing = keeping_the_old_drawing(graph(ids.graph, label=title, size=size))
    inner: list[Component] = [skeleton(f"sk sk-chart g-{size}"), message(ids), drawing]
    body = html.Div(inner, id=ids.body, className=states.LOADING.class_name)
    content = body if aside is None else html.Div([body, aside], className="with-aside")
    return html.Section(
        [
            card_head(ids, title, subtitle, tools),
            content,
            html.P(id=ids.note, className="note"),
            table_behind(ids, columns, title),
        ],
        className=f"cardx span-{span}",
        **{"aria-labelledby": ids.title},
    )


def table_card(
    ids: CardIds,
    title: str,
    columns: Sequence[tables.Column],
    *,
    subtitle: str = "",
    span: int = 12,
) -> Component:
    """A card whose content is the table itself."""
    body = html.Div(
        [
            skeleton("sk sk-chart g-sm"),
            message(ids),
            keeping_the_old_drawing(tables.grid(ids.table, columns, label=title)),
        ],
        id=ids.body,
        className=states.LOADING.class_name,
    )
    return html.Section(
        [
            card_head(ids, title, subtitle, [_export_button(ids, title)]),
            body,
            html.P(id=ids.note, className="note"),
        ],
        className=f"cardx span-{span}",
        **{"aria-labelledby": ids.title},
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
