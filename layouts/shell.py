"""The page around the tabs: header, navigation, filter bar, messages and what is remembered."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

import dash_bootstrap_components as dbc
from dash import dcc, html
from dash.development.base_component import Component

from layouts import components, drawer, filters, saved_views, taking, theme
from layouts.lazy import Lazy
from layouts.tabs import TABS, Group, TabPage, pages_class, pages_of, panel_class


class Id(StrEnum):
    """Ids of the shell."""

    LOCATION = "location"
    SELECTION = "selection"
    QUESTION = "question"
    THEME_CHOICE = "theme-choice"
    THEME = "theme"
    THEME_PAYLOAD = "theme-payload"
    THEME_SWITCH = "theme-switch"
    SHOP_NAME = "shop-name"
    SIMULATED = "simulated"
    AS_OF = "as-of"
    COPY_LINK = "copy-link"
    STALE = "stale"
    STALE_TEXT = "stale-text"
    LEFT_OUT = "left-out"
    LEFT_OUT_TEXT = "left-out-text"
    TOAST = "toast"
    TOAST_TEXT = "toast-text"
    NOTICE = "notice"
    NOTICE_TEXT = "notice-text"
    DOWNLOAD = "download"
    PUBLISHED = "published"
    FOOTER = "footer"
    GROUPS = "tab-groups"
    MAIN = "main"
    ASKING = "asking"
    OPENED = "opened"


# Classes of what stands before the pages: while it asks, drawings that wait for new ones pale.
ASKING, AT_REST = "asking is-on", "asking"


def layout(tabs: Sequence[TabPage] = TABS, *, admin: bool = True) -> Component:
    """The whole page, static: callbacks fill in text, figures and rows.

    All parts are there for everybody, so that every callback finds its own; who is no `admin` does
    not see what is for administrators, and is answered none of it.
    """
    return html.Div(
        [
            html.A("Skip to the figures", href=f"#{Id.MAIN}", className="skip"),
            _header(tabs, admin),
            *[_pages(group, tabs[0]) for group in Group],
            filters.layout(),
            html.Div(id=Id.ASKING, className=AT_REST),
            html.Main(
                [
                    _banner(Id.STALE, Id.STALE_TEXT),
                    _banner(Id.LEFT_OUT, Id.LEFT_OUT_TEXT),
                    *[_panel(page, active=page is tabs[0], admin=admin) for page in tabs],
                    _footer(),
                ],
                id=Id.MAIN,
                className="main page",
                tabIndex=-1,
            ),
            _messages(),
            drawer.layout(),
            *_memory(),
            *(dcc.Store(id=name) for page in tabs for name in (page.question_id, page.answer_id)),
        ],
        className="app",
    )


def _header(tabs: Sequence[TabPage], admin: bool) -> Component:
    return html.Header(
        html.Div(
            [
                html.A(
                    [
                        html.Span(className="logo", **{"aria-hidden": "true"}),
                        html.Span("Sales analytics", id=Id.SHOP_NAME),
                    ],
                    href="/",
                    className="brand",
                ),
                html.Nav(
                    dbc.Nav(
                        [_group_link(group, tabs[0], admin) for group in Group], class_name="tabs"
                    ),
                    **{"aria-label": "Views"},
                ),
                html.Div(_tools(), className="bar-right"),
            ],
            className="page bar",
        ),
        className="appbar",
    )


def _group_link(group: Group, first: TabPage, admin: bool) -> Component:
    pages = pages_of(group)
    seen = admin or not all(page.for_admins for page in pages)
    return dbc.NavLink(
        [components.icon(group.icon), html.Span(group.label)],
        id=group.link_id,
        href=f"?tab={pages[0].tab.value}",
        active=group is first.group,
        class_name="navtab" if seen else "navtab is-hidden",
    )


def _pages(group: Group, first: TabPage) -> Component:
    """The links of a group's pages; there for every group, seen where there are several."""
    links = [
        dbc.NavLink(
            page.label,
            id=page.link_id,
            href=f"?tab={page.tab.value}",
            active=page is first,
            class_name="pagelink",
        )
        for page in pages_of(group)
    ]
    return html.Nav(
        dbc.Nav(links, class_name="page pagelinks"),
        id=group.pages_id,
        className=pages_class(group, active=group is first.group),
        **{"aria-label": f"Pages of {group.label.lower()}"},
    )


def _tools() -> list[Component]:
    return [
        html.Span(
            "Simulated shop",
            id=Id.SIMULATED,
            className="badge-sim is-hidden",
            title="These figures come from a made-up shop",
        ),
        html.Span(
            [html.Span(className="dot"), html.Span(id=Id.AS_OF, className="fresh-a")],
            className="fresh",
        ),
        saved_views.menu(),
        html.Button(
            components.icon("link"),
            id=Id.COPY_LINK,
            type="button",
            className="icon-btn",
            title="Copy a link to this view",
            **{"aria-label": "Copy a link to this view"},
        ),
        taking.menu(),
        html.Button(
            [
                components.icon("sun only-light"),
                components.icon("moon only-dark"),
                components.icon("screen only-system"),
            ],
            id=Id.THEME_SWITCH,
            type="button",
            className="icon-btn",
            title="Colours: as the system",
            **{"aria-label": "Colours: as the system"},
        ),
    ]


def _panel(page: TabPage, *, active: bool, admin: bool) -> Component:
    content = page.layout()
    if page.for_admins and not admin:
        content = html.Div([_for_admins_only(page), html.Div(content, className="is-hidden")])
    return Lazy(content, component_id=page.panel_id, class_name=panel_class(active=active))


def _for_admins_only(page: TabPage) -> Component:
    """What somebody finds who followed a link here and is no administrator."""
    return html.Div(
        [
            html.P(f"{page.label} is for administrators", className="st-t"),
            html.P("Ask an operator to add you, or open another tab.", className="st-p"),
        ],
        className="cardx state for-admins",
    )


def _banner(name: Id, text: Id) -> Component:
    """A warning above every tab, hidden until there is something to warn of."""
    return html.Div(
        [components.icon("warning"), html.Span(id=text)],
        id=name,
        className="banner warn is-hidden",
        role="status",
    )


def _footer() -> Component:
    return html.Footer(html.P(id=Id.FOOTER), className="pagefoot")


def _messages() -> Component:
    """Errors stay until they are closed; notices go by themselves."""
    return html.Div(
        [
            dbc.Toast(
                html.Span(id=Id.TOAST_TEXT),
                id=Id.TOAST,
                header="Something went wrong",
                is_open=False,
                dismissable=True,
                class_name="toastx err",
            ),
            dbc.Toast(
                html.Span(id=Id.NOTICE_TEXT),
                id=Id.NOTICE,
                header="",
                is_open=False,
                dismissable=True,
                duration=5000,
                class_name="toastx",
            ),
        ],
        className="toasts",
    )


def _memory() -> list[Component]:
    return [
        dcc.Location(id=Id.LOCATION, refresh="callback-nav"),
        dcc.Store(id=Id.SELECTION),
        dcc.Store(id=Id.QUESTION),
        dcc.Store(id=Id.OPENED),
        dcc.Store(id=Id.PUBLISHED),
        dcc.Store(id=Id.GROUPS, data={page.tab.value: page.group.value for page in TABS}),
        dcc.Store(id=Id.THEME_CHOICE, storage_type="local"),
        dcc.Store(id=Id.THEME),
        dcc.Store(id=Id.THEME_PAYLOAD, data=theme.client_payload()),
        dcc.Download(id=Id.DOWNLOAD),
    ]
