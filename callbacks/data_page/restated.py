"""Which closed months changed since the release before, by how much, and by which orders."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
from dash import Dash, Input

from callbacks.cards import Card
from callbacks.data_page import shown
from callbacks.published import view_of
from callbacks.services import Services
from callbacks.words import counted
from data.answers.restated import REASONS, restated_orders, restatements
from data.warehouse import View
from layouts import dates
from layouts.data_page import ids

TITLE, ORDERS = "Closed months that changed", "Orders behind a change"
MOST = 500


def register(app: Dash, services: Services) -> None:
    """List the changes, and the orders behind the one that is chosen."""
    desk = services.desk

    @app.callback(
        output=shown.outputs(ids.RESTATED), inputs=shown.when_asked(), prevent_initial_call=True
    )
    def _list(query: Any, published: Any) -> dict[str, Any]:
        shown.asked_by_admin(desk, query)
        view = view_of(services, published)
        return shown.values(TITLE, lambda: changes_card(view))

    @app.callback(
        output=shown.outputs(ids.RESTATED_ORDERS),
        inputs={**shown.when_asked(), "rows": Input(ids.RESTATED.table, "selectedRows")},
        prevent_initial_call=True,
    )
    def _orders(query: Any, published: Any, rows: Any) -> dict[str, Any]:
        shown.asked_by_admin(desk, query)
        view = view_of(services, published)
        return shown.values(ORDERS, lambda: orders_card(view, rows))


def changes_card(view: View) -> Card:
    """One row per release, month and cause, newest first."""
    frame = _named(view)
    if frame.empty:
        text = "No load has changed the figures of a month that was over."
        return shown.nothing(TITLE, "Nothing changed", text)
    latest = frame.head(MOST)
    worded = latest.assign(
        month=latest["month"].map(dates.month), cause=latest["cause"].str.capitalize()
    )
    return shown.table(
        TITLE,
        worded,
        view,
        subtitle="By how much, and why; choose a line for its orders",
        note=" ".join(REASONS[cause] for cause in dict.fromkeys(latest["cause"])),
    )


def orders_card(view: View, rows: Any) -> Card:
    """The orders behind the chosen change; those of the newest one where none is chosen."""
    frame = _named(view)
    key = shown.chosen(rows, "key", frame["key"].tolist())
    if not key:
        return shown.nothing(ORDERS, "Nothing to show", "No closed month changed.")
    change = frame[frame["key"] == key].iloc[0]
    month: date = change["month"].date()
    orders = restated_orders(view, str(change["release_id"]), month)
    return shown.table(
        ORDERS,
        orders.assign(cause=orders["cause"].str.capitalize()),
        view,
        subtitle=f"{dates.month(month)}, release {change['release_id']}: "
        f"{counted(len(orders), 'order')}, the largest change first",
    )


def _named(view: View) -> pd.DataFrame:
    """The changes, each with a name by which the page can choose it."""
    frame = restatements(view)
    month = frame["month"].astype("str")
    return frame.assign(key=frame["release_id"] + " " + month + " " + frame["cause"])
