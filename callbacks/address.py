"""The address of a view: which page, the selection, and what the page's own controls hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import parse_qs, parse_qsl, urlencode

from data.filters import FilterError
from data.selection import Selection, parse
from layouts.choices import PAGE
from layouts.tabs import CHOICES, Tab

FIRST = Tab.OVERVIEW

Settings = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Address:
    """A page, the selection it shows, and the settings that are not what they are at first."""

    tab: Tab
    selection: Selection = field(default_factory=Selection)
    settings: Settings = ()

    def search(self) -> str:
        """The part of a link from the question mark on; empty for what a first visit shows."""
        tab = "" if self.tab is FIRST else f"tab={self.tab.value}"
        parts = (tab, self.selection.query(), urlencode(self.settings))
        text = "&".join(part for part in parts if part)
        return f"?{text}" if text else ""

    def question(self) -> str:
        """The selection and the settings of this page alone, as a query string."""
        own = [(key, value) for key, value in self.settings if key.startswith(f"{self.tab.value}.")]
        return "&".join(part for part in (self.selection.query(), urlencode(own)) if part)

    def selecting(self, selection: Selection) -> Address:
        """The same page with another selection; its lists begin at their first page again."""
        if selection == self.selection:
            return self
        kept = tuple(pair for pair in self.settings if not pair[0].endswith(PAGE))
        return replace(self, selection=selection, settings=kept)

    def setting(self, key: str) -> str:
        """What a control of a page holds."""
        return dict(self.settings).get(key, CHOICES[key].default)

    def with_settings(self, values: Mapping[str, object]) -> Address:
        """The same view with other values of some controls; FilterError for one not allowed."""
        held = dict(self.settings) | {k: checked(k, v) for k, v in values.items()}
        for key in [k for k, choice in CHOICES.items() if choice.restarts and k in held]:
            page = CHOICES[key].restarts
            if held[key] != self.setting(key) and held.get(page) == self.setting(page):
                held.pop(page, None)
        return replace(self, settings=_kept(held))


def tab_of(search: object) -> Tab:
    """The tab a link names; the first one if it names none that exists."""
    names = parse_qs(search.lstrip("?")).get("tab", []) if isinstance(search, str) else []
    return next((tab for tab in Tab if names and tab.value == names[-1]), FIRST)


def address_of(search: object) -> Address:
    """The view a link means; FilterError if its filters cannot be meant."""
    text = search if isinstance(search, str) else ""
    return Address(tab_of(text), parse(text), settings_of(text))


def settings_of(query: str) -> Settings:
    """What a link says of the pages' controls; FilterError for what none of them may hold."""
    said = {k: v for k, v in parse_qsl(query.lstrip("?")) if k in CHOICES}
    return _kept({key: checked(key, value) for key, value in said.items()})


def checked(key: str, value: object) -> str:
    """The value, if the control of this key may hold it."""
    choice = CHOICES[key]
    said = choice.said(value)
    if isinstance(said, str) and choice.takes(said):
        return said
    name = key.partition(".")[2]
    if choice.whole:
        least, most = choice.allowed[0], choice.allowed[-1]
        raise FilterError(f"{name}: choose a whole number from {least} to {most}.")
    if choice.allowed:
        raise FilterError(f"{name}: choose one of {', '.join(choice.allowed)}.")
    raise FilterError(f"{name}: a value is not text, or it is too long.")


def _kept(values: Mapping[str, str]) -> Settings:
    """In the order of the pages, without what is held at first anyway."""
    return tuple(
        (key, values[key])
        for key, choice in CHOICES.items()
        if values.get(key, choice.default) != choice.default
    )
