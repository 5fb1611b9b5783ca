"""What a card's callback returns, whichever state the card is in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pandas as pd
from dash import Output, no_update
from dash.development.base_component import Component

from callbacks import errors
from callbacks.asked import Asked
from data.answers import options
from data.filters import DIMENSION_FIELDS, FilterError
from data.soundness import doubt
from layouts import dates, states
from layouts.components import BLANK_FIGURE, CardIds
from layouts.states import CardState
from layouts.tables import Column, definitions, grid
from models.errors import TooLittleData
from models.registry import ModelRefused

Rows = list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Card:
    """A card ready to be shown, with the numbers in it.

    `columns` are those of its table. `whole` gives every row where `rows` was cut, and `metrics`
    are the names of what it shows, in the registry.
    """

    figure: Any = None
    rows: Rows = field(default_factory=list)
    title: str = ""
    subtitle: str = ""
    note: str = ""
    state: CardState = states.READY
    columns: tuple[Column, ...] = ()
    whole: Callable[[], pd.DataFrame] | None = None
    metrics: tuple[str, ...] = ()


def outputs(ids: CardIds) -> dict[str, Output]:
    """Everything of a drawing's card that a callback sets; the layout itself stays."""
    return {
        "figure": Output(ids.graph, "figure"),
        "behind": Output(ids.behind, "children"),
        **_texts(ids),
    }


def values(card: Card, ids: CardIds, *, opened: bool) -> dict[str, Any]:
    """The values of those outputs; `opened`: somebody looks at the table behind the drawing."""
    return {
        "figure": card.figure or BLANK_FIGURE,
        "behind": behind(card, ids) if opened else None,
        **_said(card),
    }


def table_outputs(ids: CardIds) -> dict[str, Output]:
    """Everything that a callback sets of a card that is a table."""
    return {
        "rows": Output(ids.table, "rowData"),
        "columns": Output(ids.table, "columnDefs"),
        **_texts(ids),
    }


def table_values(card: Card) -> dict[str, Any]:
    """The values of those outputs; a card without columns keeps those of the layout."""
    columns = definitions(card.columns) or no_update
    return {"rows": card.rows, "columns": columns, **_said(card)}


def _texts(ids: CardIds) -> dict[str, Output]:
    return {
        "title": Output(ids.title, "children"),
        "subtitle": Output(ids.subtitle, "children"),
        "note": Output(ids.note, "children"),
        "body": Output(ids.body, "className"),
        "state_title": Output(ids.state_title, "children"),
        "state_text": Output(ids.state_text, "children"),
        "undo": Output(ids.undo, "children"),
        "undo_class": Output(ids.undo, "className"),
        "undo_value": Output(ids.undo, "value"),
    }


def _said(card: Card) -> dict[str, Any]:
    state = card.state
    return {
        "title": card.title,
        "subtitle": card.subtitle,
        "note": card.note,
        "body": state.class_name,
        "state_title": state.title,
        "state_text": state.text,
        "undo": state.undo_label,
        "undo_class": state.undo_class,
        "undo_value": state.undo_value,
    }


def behind(card: Card, ids: CardIds) -> Component:
    """The table behind a drawing."""
    return grid(ids.table, card.columns, label=f"{card.title}, as a table", rows=card.rows)


def drawn(title: str, draw: Callable[[], Card]) -> Card:
    """The card, or the state that says why there is none; one failing card leaves the others."""
    try:
        return draw()
    except FilterError as error:
        state = states.not_available("Not available for this selection", str(error))
    except TooLittleData as error:
        state = states.too_little("Too little data", str(error))
    except ModelRefused as error:
        doubt(str(error))
        state = states.not_available("Not available", str(error))
    except Exception as error:  # noqa: BLE001 - logged with its reference, shown on this card only
        state = states.failed(title, errors.noted(title, error))
    return Card(title=title, state=state)


def nothing(title: str, asked: Asked, *, whenever: bool = False) -> Card:
    """The card of a selection without a single order: which filter did it, and how to undo it.

    `whenever`: there is none at any time, and the card is not about the chosen period.
    """
    period = "" if whenever else dates.period(asked.period)
    when = f" in {period}" if period else ""
    if asked.is_filtered:
        because = f"There are no orders{when} with {kept_in_words(asked)}."
        state = states.empty(because, "Clear filters", "clear")
    else:
        release = asked.view.release
        reach = dates.span(release.first_day, release.last_day)
        state = states.empty(
            f"There are no orders{when}. The data reach {reach}.",
            "Show the last 28 days",
            "period",
        )
    return Card(title=title, subtitle=period, state=state)


def too_short(title: str, text: str) -> Card:
    """The card of a selection with too little history to say anything honest."""
    return Card(title=title, state=states.too_little("Too little data", text))


def kept_in_words(asked: Asked) -> str:
    """What is filtered by, as the chips call it; empty where nothing is."""
    names = options.product_names(asked.view, asked.filters.products)
    chosen = {label: getattr(asked.filters, name) for name, label in DIMENSION_FIELDS.items()}
    chosen[DIMENSION_FIELDS["products"]] = [names.get(p, p) for p in asked.filters.products]
    return "; ".join(f"{label}: {', '.join(found)}" for label, found in chosen.items() if found)
