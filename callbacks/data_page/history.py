"""What was loaded, and what it left out."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from dash import Dash

from callbacks.cards import Card
from callbacks.data_page import answers, shown
from callbacks.published import view_of
from callbacks.services import Services
from callbacks.words import counted
from data.answers.currencies import not_included, unconverted
from data.answers.loads import loads
from data.build.rates import MAX_AGE_DAYS
from data.warehouse import View
from layouts.data_page import ids

TITLE, CURRENCIES = "Files loaded", "Not included for want of an exchange rate"
MOST = 500


def register(app: Dash, services: Services) -> None:
    """List the files of every load."""
    desk = services.desk

    @app.callback(
        output=shown.outputs(ids.LOADS), inputs=shown.when_asked(), prevent_initial_call=True
    )
    def _list(query: Any, published: Any) -> dict[str, Any]:
        shown.asked_by_admin(desk, query)
        view = view_of(services, published)
        return shown.values(TITLE, lambda: loads_card(view))

    @app.callback(
        output=shown.outputs(ids.CURRENCIES), inputs=shown.when_asked(), prevent_initial_call=True
    )
    def _convert(query: Any, published: Any) -> dict[str, Any]:
        shown.asked_by_admin(desk, query)
        view = view_of(services, published)
        return shown.values(CURRENCIES, lambda: currencies_card(view))


def loads_card(view: View) -> Card:
    """One row per file of each load, the latest first."""
    frame = loads(view)
    if frame.empty:
        text = "These figures were not loaded from files."
        return shown.nothing(TITLE, "No file was loaded", text)
    latest = frame.head(MOST)
    shown_files = latest.assign(
        finished_at=latest["finished_at"].map(shown.instant),
        layout=latest["layout"].map(layout_in_words),
    )
    cut = f"; the latest {MOST} are shown" if len(frame) > MOST else ""
    return shown.table(
        TITLE, shown_files, view, subtitle=f"{counted(len(frame), 'file')}, the latest first{cut}"
    )


def layout_in_words(layout: str) -> str:
    """How a file was read, in words: a simulated shop has no file, a mapping has a name."""
    return "Simulated" if layout == "demo" else answers.in_words(layout)


def currencies_card(view: View) -> Card:
    """One row per currency of which something is in no figure, in that currency."""
    frame = unconverted(view)
    if frame.empty:
        text = f"Every amount is in {view.release.currency}, or was converted to it."
        return shown.nothing(CURRENCIES, "Everything is included", text)
    found = shown.table(CURRENCIES, frame.rename(columns={"currency": "code"}), view)
    rows = [row | {"currency": row["code"]} for row in found.rows]
    hint = (
        "Load a table of exchange rates with the columns currency, date and rate. A rate counts "
        f"for {MAX_AGE_DAYS} days after its own."
    )
    return replace(found, rows=rows, subtitle=not_included(frame), note=hint)
