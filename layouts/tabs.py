"""The pages, in reading order, in groups. A new page is one more line here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from dash.development.base_component import Component

from layouts import (
    baskets,
    changes_page,
    cohorts,
    customers,
    data_page,
    forecast,
    kpi,
    movement,
    next_orders,
    patterns,
    payments,
    products,
    rfm,
    rows,
    segmentation,
    targets,
    trends,
    value,
    what_if,
)
from layouts.choices import Choice
from layouts.components import CardIds


class Group(StrEnum):
    """The tabs in the header; a group has one page or several."""

    OVERVIEW = "overview"
    TRENDS = "trends"
    CUSTOMERS = "customers"
    PRODUCTS = "products"
    FORECAST = "forecast"
    DATA = "data"

    @property
    def label(self) -> str:
        """The group in a merchant's words."""
        return self.value.capitalize()

    @property
    def icon(self) -> str:
        """The sign beside it (see `assets/20-icons.css`)."""
        return _ICONS[self]

    @property
    def link_id(self) -> str:
        """`href` and `active` of the header's link, which opens the group's first page."""
        return f"group-{self.value}"

    @property
    def pages_id(self) -> str:
        """`className` of the strip with the links of its pages."""
        return f"pages-{self.value}"


_ICONS = {
    Group.OVERVIEW: "gauge",
    Group.TRENDS: "trend",
    Group.CUSTOMERS: "people",
    Group.PRODUCTS: "box",
    Group.FORECAST: "spark",
    Group.DATA: "data",
}


class Tab(StrEnum):
    """Names of the pages, as they stand in addresses."""

    OVERVIEW = "overview"
    CHANGES = "changes"
    PAYMENTS = "payments"
    TARGETS = "targets"
    ORDERS = "orders"
    TRENDS = "trends"
    PATTERNS = "patterns"
    SEGMENTS = "segments"
    RFM = "rfm"
    COHORTS = "cohorts"
    MOVEMENT = "movement"
    CUSTOMERS = "customers"
    VALUE = "value"
    NEXT_ORDERS = "next-orders"
    PRODUCTS = "products"
    BASKETS = "baskets"
    FORECAST = "forecast"
    WHAT_IF = "what-if"
    DATA = "data"


@dataclass(frozen=True, slots=True)
class TabPage:
    """A page: its name, its words, its group, its layout, its cards, and what its link holds."""

    tab: Tab
    label: str
    group: Group
    layout: Callable[[], Component]
    cards: tuple[CardIds, ...]
    choices: tuple[Choice, ...] = ()
    for_admins: bool = False

    @property
    def link_id(self) -> str:
        """`href` and `active` of the link that opens it."""
        return f"tab-{self.tab.value}"

    @property
    def question_id(self) -> str:
        """`data` of the store that holds the selection to show; set only while it is in sight."""
        return f"question-{self.tab.value}"

    @property
    def answer_id(self) -> str:
        """`data` of the store where the answer to that arrives, to be spread over the page."""
        return f"answer-{self.tab.value}"

    @property
    def panel_id(self) -> str:
        """`className` of the part of the page it fills (see `panel_class`)."""
        return f"panel-{self.tab.value}"


TABS: tuple[TabPage, ...] = (
    TabPage(Tab.OVERVIEW, "Overview", Group.OVERVIEW, kpi.layout, kpi.CARDS, kpi.CHOICES),
    TabPage(
        Tab.CHANGES,
        "Why it changed",
        Group.OVERVIEW,
        changes_page.layout,
        changes_page.CARDS,
        changes_page.CHOICES,
    ),
    TabPage(
        Tab.PAYMENTS, "Payments", Group.OVERVIEW, payments.layout, payments.CARDS, payments.CHOICES
    ),
    TabPage(Tab.TARGETS, "Targets", Group.OVERVIEW, targets.layout, targets.CARDS, targets.CHOICES),
    TabPage(Tab.ORDERS, "Orders", Group.OVERVIEW, rows.layout, rows.CARDS, rows.CHOICES),
    TabPage(Tab.TRENDS, "Trends", Group.TRENDS, trends.layout, trends.CARDS, trends.CHOICES),
    TabPage(
        Tab.PATTERNS, "Patterns", Group.TRENDS, patterns.layout, patterns.CARDS, patterns.CHOICES
    ),
    TabPage(Tab.SEGMENTS, "Clusters", Group.CUSTOMERS, segmentation.layout, segmentation.CARDS),
    TabPage(Tab.RFM, "RFM", Group.CUSTOMERS, rfm.layout, rfm.CARDS, rfm.CHOICES),
    TabPage(
        Tab.COHORTS, "Cohorts", Group.CUSTOMERS, cohorts.layout, cohorts.CARDS, cohorts.CHOICES
    ),
    TabPage(
        Tab.MOVEMENT,
        "Movement",
        Group.CUSTOMERS,
        movement.layout,
        movement.CARDS,
        movement.CHOICES,
    ),
    TabPage(
        Tab.CUSTOMERS,
        "Customers",
        Group.CUSTOMERS,
        customers.layout,
        customers.CARDS,
        customers.CHOICES,
    ),
    TabPage(Tab.VALUE, "Customer value", Group.CUSTOMERS, value.layout, value.CARDS, value.CHOICES),
    TabPage(
        Tab.NEXT_ORDERS,
        "Next orders",
        Group.CUSTOMERS,
        next_orders.layout,
        next_orders.CARDS,
        next_orders.CHOICES,
    ),
    TabPage(
        Tab.PRODUCTS, "Products", Group.PRODUCTS, products.layout, products.CARDS, products.CHOICES
    ),
    TabPage(Tab.BASKETS, "Baskets", Group.PRODUCTS, baskets.layout, baskets.CARDS, baskets.CHOICES),
    TabPage(
        Tab.FORECAST, "Forecast", Group.FORECAST, forecast.layout, forecast.CARDS, forecast.CHOICES
    ),
    TabPage(Tab.WHAT_IF, "What if", Group.FORECAST, what_if.layout, what_if.CARDS, what_if.CHOICES),
    TabPage(Tab.DATA, "Data", Group.DATA, data_page.layout, data_page.CARDS, for_admins=True),
)

CHOICES: dict[str, Choice] = {choice.key: choice for page in TABS for choice in page.choices}


def page_of(tab: Tab) -> TabPage:
    """The page of a tab."""
    return next(page for page in TABS if page.tab is tab)


def pages_of(group: Group) -> tuple[TabPage, ...]:
    """The pages of a group, in their order."""
    return tuple(page for page in TABS if page.group is group)


def pages_class(group: Group, *, active: bool) -> str:
    """Class of the strip of a group's pages: seen where there is something to choose."""
    return "pages" if active and len(pages_of(group)) > 1 else "pages is-hidden"


def panel_class(*, active: bool) -> str:
    """Class of a tab's part of the page; only the active one is seen."""
    return "panel" if active else "panel is-hidden"
