"""The address of a view: which tab, and the selection, as the query string of a link."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import parse_qs

from data.selection import Selection, parse
from layouts.tabs import Tab

FIRST = Tab.OVERVIEW


@dataclass(frozen=True, slots=True)
class Address:
    """A tab and the selection it shows."""

    tab: Tab
    selection: Selection

    def search(self) -> str:
        """The part of a link from the question mark on; empty for what a first visit shows."""
        tab = "" if self.tab is FIRST else f"tab={self.tab.value}"
        text = "&".join(part for part in (tab, self.selection.query()) if part)
        return f"?{text}" if text else ""


def tab_of(search: object) -> Tab:
    """The tab a link names; the first one if it names none that exists."""
    names = parse_qs(search.lstrip("?")).get("tab", []) if isinstance(search, str) else []
    return next((tab for tab in Tab if names and tab.value == names[-1]), FIRST)


def address_of(search: object) -> Address:
    """The view a link means; FilterError if its filters cannot be meant."""
    return Address(tab_of(search), parse(search if isinstance(search, str) else ""))
