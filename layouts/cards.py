"""Cards: a drawing or a table with its head, its states and the numbers behind it."""

from __future__ import annotations

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

from layouts import drawer, states, tables
from layouts.components import CardIds, graph, icon

# In which forms a table can be taken along.
FORMS = ("csv", "xlsx")


def chart_card(
    ids: CardIds,
    title: str,
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
            card_head(ids, title, subtitle, [*tools, drawer.card_button(ids.prefix, title)]),
            content,
            html.P(id=ids.note, className="note"),
            table_behind(ids, title),
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
    short: bool = False,
    choosable: bool = False,
    explained: bool = True,
    plain: bool = False,
    tools: Sequence[Component] = (),
) -> Component:
    """A card whose content is the table itself; a `short` one is as high as its rows.

    A `plain` one is HTML: a few rows that nobody sorts, on a page that is to be there at once.
    `tools` are the card's own controls. One that is `explained` has a button that says where its
    numbers come from.
    """
    taking = (
        [*_take_buttons(ids, title), drawer.card_button(ids.prefix, title)]
        if explained
        else [_export_button(ids, title)]
    )
    grid = (
        tables.plain(ids.table, columns, label=title)
        if plain
        else tables.grid(ids.table, columns, label=title, short=short, choosable=choosable)
    )
    body = html.Div(
        [skeleton("sk sk-chart g-sm"), message(ids), keeping_the_old_drawing(grid)],
        id=ids.body,
        className=states.LOADING.class_name,
    )
    return html.Section(
        [
            card_head(ids, title, subtitle, [*tools, *taking]),
            body,
            html.P(id=ids.note, className="note"),
        ],
        className=f"cardx span-{span}",
        **{"aria-labelledby": ids.title},
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
    """While an answer takes longer than 350 ms the old drawing stays, at 45 %.

    `.asking` in `assets/33-app-states.css`. Not a `dcc.Loading`, each of which goes through all
    that the page waits for whenever anything on the page changes.
    """
    return html.Div(list(children), className="g-load")


def table_behind(ids: CardIds, label: str) -> Component:
    """The numbers of a drawing, one click away, with CSV and picture to take along.

    The table itself comes when it is opened: a page of many cards would carry many tables that
    nobody looks at.
    """
    return html.Details(
        [
            html.Summary(
                [icon("table"), html.Span("Table")], id=ids.toggle, className="table-toggle"
            ),
            html.Div(
                [*_take_buttons(ids, label), _picture_button(ids, label)], className="table-tools"
            ),
            html.Div(id=ids.behind),
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


def _take_buttons(ids: CardIds, label: str) -> list[Component]:
    """The card's table as a file, made on the server with everything it is made of."""
    return [
        html.Button(
            [icon("download"), html.Span(form.upper())],
            id=ids.take(form),
            type="button",
            className="btn-quiet",
            **{"aria-label": f"{form.upper()}: save the table of {label.lower()}"},
        )
        for form in FORMS
    ]


def _picture_button(ids: CardIds, label: str) -> Component:
    """Handled in the browser by `assets/clientside.js`; nothing is sent anywhere."""
    return html.Button(
        [icon("image"), html.Span("PNG")],
        type="button",
        className="btn-quiet",
        **{"data-picture-of": ids.graph, "aria-label": f"PNG: save the chart of {label.lower()}"},
    )
