"""The tabs, in reading order. A new tab is one more line here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from dash.development.base_component import Component

from layouts import data_page, forecast, kpi, products, segmentation, trends
from layouts.components import CardIds


class Tab(StrEnum):
    """Names of the tabs, as they stand in addresses."""

    OVERVIEW = "overview"
    TRENDS = "trends"
    SEGMENTS = "segments"
    PRODUCTS = "products"
    FORECAST = "forecast"
    DATA = "data"


@dataclass(frozen=True, slots=True)
class TabPage:
    """A tab: its name, its words, its icon, its layout, its cards, and whether all may see it."""

    tab: Tab
    label: str
    icon: str
    layout: Callable[[], Component]
    cards: tuple[CardIds, ...]
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
    def panel_id(self) -> str:
        """`className` of the part of the page it fills (see `panel_class`)."""
        return f"panel-{self.tab.value}"


TABS: tuple[TabPage, ...] = (
    TabPage(Tab.OVERVIEW, "Overview", "gauge", kpi.layout, kpi.CARDS),
    TabPage(Tab.TRENDS, "Trends", "trend", trends.layout, trends.CARDS),
    TabPage(Tab.SEGMENTS, "Segments", "people", segmentation.layout, segmentation.CARDS),
    TabPage(Tab.PRODUCTS, "Products", "box", products.layout, products.CARDS),
    TabPage(Tab.FORECAST, "Forecast", "spark", forecast.layout, forecast.CARDS),
    TabPage(Tab.DATA, "Data", "data", data_page.layout, data_page.CARDS, for_admins=True),
)

# Ids of every drawing on the page: what is repainted when the colours change. Tables that are
# cards of their own have no drawing.
GRAPHS: tuple[str, ...] = tuple(
    card.graph
    for page in TABS
    if not page.for_admins
    for card in page.cards
    if card not in (segmentation.PROFILE, products.TABLE, forecast.NUMBERS, forecast.MODELS)
)


def page_of(tab: Tab) -> TabPage:
    """The page of a tab."""
    return next(page for page in TABS if page.tab is tab)


def panel_class(*, active: bool) -> str:
    """Class of a tab's part of the page; only the active one is seen."""
    return "panel" if active else "panel is-hidden"
