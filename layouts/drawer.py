"""The drawer beside the page: where a number comes from, down to the SQL that gives it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import dash_bootstrap_components as dbc
from dash import html
from dash.development.base_component import Component

from data.value_metrics import Definition
from layouts import components


class Id(StrEnum):
    """Ids of the drawer."""

    DRAWER = "drawer"
    BODY = "drawer-body"


@dataclass(frozen=True, slots=True)
class Query:
    """A statement, its heading, and what it gives in words."""

    heading: str
    sql: str
    gives: str


def number_id(metric: str) -> dict[str, str]:
    """`n_clicks` of the button that explains a number."""
    return {"type": "why-number", "metric": metric}


def card_id(prefix: str) -> dict[str, str]:
    """`n_clicks` of the button that explains a card."""
    return {"type": "why-card", "card": prefix}


def layout() -> Component:
    """The drawer, closed and empty."""
    return dbc.Offcanvas(
        html.Div(id=Id.BODY),
        id=Id.DRAWER,
        title="Where this comes from",
        placement="end",
        is_open=False,
        class_name="drawer",
        labelledby=f"{Id.DRAWER}-title",
    )


def card_button(prefix: str, label: str) -> Component:
    """The button of a card that opens the drawer."""
    return html.Button(
        components.icon("info"),
        id=card_id(prefix),
        type="button",
        className="icon-btn why",
        title="Where this comes from",
        **{"aria-label": f"Where {label.lower()} comes from"},
    )


def sheet(
    facts: Sequence[tuple[str, str]],
    metrics: Sequence[Definition],
    queries: Sequence[Query],
    command: str = "",
) -> Component:
    """What the drawer holds: facts, the definitions of the metrics, the SQL, the command."""
    parts: list[Component] = [_facts(facts)]
    if metrics:
        parts.append(_section("Definitions" if len(metrics) > 1 else "Definition", metrics))
    parts += [_query(query) for query in queries]
    if command:
        parts.append(
            html.Section([html.H3("The same on the command line"), _code(command, "command")])
        )
    return html.Div(parts, className="sheet")


def _section(heading: str, metrics: Sequence[Definition]) -> Component:
    return html.Section([html.H3(heading), *(definition(metric) for metric in metrics)])


def definition(metric: Definition) -> Component:
    """A metric as the registry defines it."""
    rows = [
        ("Formula", metric.formula_text),
        ("One row is", metric.grain),
        ("Dated by", metric.dated),
        ("Adds up", "yes" if metric.additive else "no: parts do not sum to the whole"),
        ("Blank", metric.null_rule),
        ("Decided by", f"{metric.owner}, version {metric.version}"),
        ("Name", metric.name),
    ]
    return html.Div([html.H4(metric.label), html.P(metric.description), _facts(rows)])


def _facts(rows: Sequence[tuple[str, str]]) -> Component:
    return html.Dl(
        [html.Div([html.Dt(label), html.Dd(value)]) for label, value in rows],
        className="facts",
    )


def _query(query: Query) -> Component:
    return html.Section(
        [html.H3(query.heading), html.P(query.gives, className="note"), _code(query.sql, "SQL")]
    )


def _code(text: str, what: str) -> Component:
    """Text to take along; the button is handled in the browser by `assets/45-page.js`."""
    return html.Div(
        [
            html.Button(
                f"Copy {what}", type="button", className="btn-quiet", **{"data-copies": "next"}
            ),
            html.Pre(html.Code(text), tabIndex=0, className="code"),
        ]
    )
