"""Whether orders, lines, payments and files agree to the cent."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd
from dash import Dash, Input, Output

from callbacks.cards import Card
from callbacks.data_page import shown
from callbacks.published import view_of
from callbacks.services import Services
from callbacks.words import counted
from data.answers.reconciliation import Reconciliation, reconciliation, reconciliation_orders
from data.warehouse import View
from layouts.data_page import ids
from layouts.data_page.ids import Id
from layouts.data_page.panels import DIFFERENCE_COLUMNS
from layouts.tables import definitions

TITLE, DIFFERENCES = "Orders, lines and payments", "Rows that differ"
_WORDS = {
    "green": "green, everything agrees",
    "amber": "amber, not everything can be compared",
    "red": "red, money differs",
}


def register(app: Dash, services: Services) -> None:
    """Show the light, each comparison, and the rows behind the one that is chosen."""
    desk = services.desk

    @app.callback(
        output={
            **shown.outputs(ids.PAIRS),
            "light": Output(Id.LIGHT, "className"),
            "word": Output(Id.LIGHT_WORD, "children"),
            "sentence": Output(Id.LIGHT_TEXT, "children"),
        },
        inputs=shown.when_asked(),
        prevent_initial_call=True,
    )
    def _compare(query: Any, published: Any) -> dict[str, Any]:
        shown.asked_by_admin(desk, query)
        view = view_of(services, published)
        found = reconciliation(view)
        return {**shown.values(TITLE, lambda: pairs_card(view, found)), **light(found)}

    @app.callback(
        output={
            **shown.outputs(ids.DIFFERENCES),
            "columns": Output(ids.DIFFERENCES.table, "columnDefs"),
        },
        inputs={**shown.when_asked(), "rows": Input(ids.PAIRS.table, "selectedRows")},
        prevent_initial_call=True,
    )
    def _differences(query: Any, published: Any, rows: Any) -> dict[str, Any]:
        shown.asked_by_admin(desk, query)
        view = view_of(services, published)
        return {
            **shown.values(DIFFERENCES, lambda: differences_card(view, rows)),
            "columns": difference_columns(view, rows),
        }


def light(found: Reconciliation) -> dict[str, str]:
    """The light and what it says; its colour is always said in a word, too."""
    return {
        "light": f"cardx light is-{found.light}",
        "word": _WORDS[found.light],
        "sentence": found.sentence,
    }


def pairs_card(view: View, found: Reconciliation) -> Card:
    """One row per comparison."""
    if found.pairs.empty:
        return shown.nothing(TITLE, "Not compared yet", found.sentence)
    frame = found.pairs.assign(light=found.pairs["light"].str.capitalize())
    # What could not be compared has no sums; 0 would say that it had.
    sums = ["left_amount", "right_amount", "difference"]
    frame[sums] = frame[sums].where(frame["compared"] > 0)
    return shown.table(
        TITLE,
        frame,
        view,
        subtitle="Each pair has to be the same; choose a line for the rows that differ",
    )


def differences_card(view: View, rows: Any) -> Card:
    """The rows in which the chosen pair differs; those of the first one that does."""
    pair = _chosen(view, rows)
    if pair is None:
        text = "No comparison found a row that differs."
        return shown.nothing(DIFFERENCES, "Nothing differs", text)
    frame = reconciliation_orders(view, str(pair["pair"]))
    what = f"{pair['left_name']} against {str(pair['right_name']).lower()}"
    all_of_it = int(pair["orders"])
    cut = f"; the largest {len(frame)} are shown" if len(frame) < all_of_it else ""
    return shown.table(
        DIFFERENCES,
        frame,
        view,
        subtitle=f"{what}: {counted(all_of_it, 'row')}{cut}",
    )


def difference_columns(view: View, rows: Any) -> list[dict[str, Any]]:
    """The columns of those rows, with the chosen pair's own names over its two amounts."""
    pair = _chosen(view, rows)
    named = {} if pair is None else {side: str(pair[side]) for side in ("left_name", "right_name")}
    columns = [
        replace(column, label=named.get(column.field.replace("_amount", "_name"), column.label))
        for column in DIFFERENCE_COLUMNS
    ]
    return definitions(columns)


def _chosen(view: View, rows: Any) -> pd.Series | None:
    """The pair that is chosen, or the first one that differs; None where none does."""
    pairs = reconciliation(view).pairs
    differing = pairs[pairs["orders"] > 0] if len(pairs) else pairs
    name = shown.chosen(rows, "pair", differing["pair"].tolist())
    return differing[differing["pair"] == name].iloc[0] if name else None
