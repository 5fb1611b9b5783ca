"""What is wrong with the data, in money."""

from __future__ import annotations

from typing import Any

import pandas as pd
from dash import Dash, Input, Output

from callbacks.cards import Card
from callbacks.data_page import shown
from callbacks.published import view_of
from callbacks.services import Services
from callbacks.words import counted
from data.answers.quality import quality, quality_examples
from data.warehouse import View
from layouts import dates, formatting
from layouts.data_page import ids
from layouts.data_page.ids import Id

TITLE, EXAMPLES = "Data quality", "Examples"


def register(app: Dash, services: Services) -> None:
    """List what was found, and examples of the line that is chosen."""
    desk = services.desk

    @app.callback(
        output={**shown.outputs(ids.QUALITY), "lede": Output(Id.LEDE, "children")},
        inputs=shown.when_asked(),
        prevent_initial_call=True,
    )
    def _list(query: Any, published: Any) -> dict[str, Any]:
        shown.asked_by_admin(desk, query)
        view = view_of(services, published)
        return {
            **shown.values(TITLE, lambda: quality_card(view)),
            "lede": lede(view),
        }

    @app.callback(
        output=shown.outputs(ids.EXAMPLES),
        inputs={
            **shown.when_asked(),
            "rows": Input(ids.QUALITY.table, "selectedRows"),
        },
        prevent_initial_call=True,
    )
    def _examples(query: Any, published: Any, rows: Any) -> dict[str, Any]:
        shown.asked_by_admin(desk, query)
        view = view_of(services, published)
        return shown.values(EXAMPLES, lambda: examples_card(view, rows))


def quality_card(view: View) -> Card:
    """Every check that found something, the worst first; the others are counted."""
    frame = quality(view)
    if frame.empty:
        text = "This release was built before data were checked. The next load checks them."
        return shown.nothing(TITLE, "Not checked yet", text)
    found = frame[frame["rows"] > 0]
    fine = counted(len(frame) - len(found), "check")
    if found.empty:
        return shown.nothing(TITLE, "Nothing is wrong", f"All {fine} found nothing.")
    rest = f"{fine} found nothing." if len(frame) > len(found) else ""
    return shown.table(
        TITLE,
        found.assign(severity=found["severity"].str.capitalize()),
        view,
        subtitle="What is wrong, and what it is worth; choose a line for examples",
        note=rest,
    )


def examples_card(view: View, rows: Any) -> Card:
    """Rows that the chosen check found; those of the first one where none is chosen."""
    findings = quality(view)
    found = findings[findings["rows"] > 0]
    name = shown.chosen(rows, "name", found["name"].tolist())
    if not name:
        return shown.nothing(EXAMPLES, "Nothing to show", "No check found anything.")
    check = found[found["name"] == name].iloc[0]
    frame = quality_examples(view, name)
    some = len(frame) < int(check["rows"])
    return shown.table(
        f"Examples: {check['title'].lower()}",
        frame,
        view,
        subtitle=f"The largest {len(frame)} of {formatting.count(int(check['rows']))}"
        if some
        else counted(len(frame), "row"),
    )


def lede(view: View) -> str:
    """Whose data are served, how far they reach, and what is wrong with them."""
    release = view.release
    orders = counted(release.orders, "order")
    reach = f"{release.shop}: {orders} up to {dates.day(release.last_day)}."
    return f"{reach} {_problems(quality(view))}".strip()


def _problems(frame: pd.DataFrame) -> str:
    if frame.empty:
        return ""
    wrong = frame[(frame["rows"] > 0) & (frame["severity"] == "problem")]
    return f"{counted(len(wrong), 'problem')} found." if len(wrong) else "No problem was found."
