"""What the panels of the Data tab have in common: one view, and a card for each table."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd
from dash import Input, Output
from dash.exceptions import PreventUpdate

from callbacks import cards
from callbacks.cards import Card
from callbacks.desk import Desk
from data.warehouse import View
from layouts import dates, shell, states, tables
from layouts.components import CardIds
from layouts.tabs import Tab, page_of

Rows = list[dict[str, Any]]
Draw = Callable[[], Card]


def when_asked() -> dict[str, Input]:
    """The tab was opened, or another release is served since it was."""
    return {
        "query": Input(page_of(Tab.DATA).question_id, "data"),
        "published": Input(shell.Id.PUBLISHED, "data"),
    }


def asked_by_admin(desk: Desk, query: Any) -> None:
    """Go on only for an administrator who has the tab open."""
    desk.admin()
    if query is None:
        raise PreventUpdate


def outputs(ids: CardIds) -> dict[str, Output]:
    """Everything of a card that is a table."""
    return cards.table_outputs(ids)


def values(title: str, draw: Draw) -> dict[str, Any]:
    """The values of those outputs, whichever state the card is in."""
    return cards.table_values(cards.drawn(title, draw))


def table(
    title: str, frame: pd.DataFrame, view: View, *, subtitle: str = "", note: str = ""
) -> Card:
    """A card with a table of amounts in the release's currency."""
    rows = tables.rows(frame, view.release.currency)
    return Card(rows=rows, title=title, subtitle=subtitle, note=note)


def nothing(title: str, heading: str, text: str, subtitle: str = "") -> Card:
    """A card that has nothing to show, and says whether that is good."""
    return Card(title=title, subtitle=subtitle, state=states.too_little(heading, text))


def instant(value: Any) -> str:
    """23 Nov 2026, 10:45 UTC."""
    return f"{dates.day(value)}, {value:%H:%M} UTC" if pd.notna(value) else ""


def chosen(rows: Any, field: str, known: list[str]) -> str:
    """What the chosen row of a table is called, if it is one of ours; else the first of ours."""
    row = rows[0] if isinstance(rows, list) and rows and isinstance(rows[0], dict) else {}
    name = row.get(field)
    return name if isinstance(name, str) and name in known else (known[0] if known else "")
