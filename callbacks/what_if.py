"""What if: the coming months with other prices, sales and habits, beside the forecast."""

from __future__ import annotations

from typing import Any

import pandas as pd
from dash import Dash, Input, Output, State
from dash.exceptions import PreventUpdate

from callbacks import cards, deck
from callbacks.address import address_of
from callbacks.asked import Asked
from callbacks.cards import Card
from callbacks.deck import Drawn
from callbacks.forecast import TARGET
from callbacks.services import Services
from callbacks.what_if_answer import Answer, asked_for
from callbacks.what_if_words import assumed, headline, moved_in_words
from callbacks.what_if_worth import TITLE as WORTH
from callbacks.what_if_worth import worth_card
from data.answers.history import complete_months
from data.answers.kpis import count_orders
from data.filters import FilterError
from data.metrics import metric
from layouts import dates, shell, what_if
from layouts.figures import what_if as figures
from layouts.figures.waterfall import waterfall
from layouts.tables import Column, rows
from layouts.tabs import Tab
from layouts.what_if import Id
from models.errors import TooLittleData
from models.what_if import EFFECTS

# How many months of the past stand before those to come.
PAST = 18
MONTHS, STEPS, TABLE, LADDER = (
    "Net sales by month",
    "What each lever does",
    "By month",
    "Sales ladder",
)


def register(app: Dash, services: Services) -> None:
    """Draw the page while it is in sight, and let every lever go back to zero."""
    deck.register(app, services, Tab.WHAT_IF, DECK, lede)

    @app.callback(
        Output(shell.Id.LOCATION, "search", allow_duplicate=True),
        Input(Id.ZERO, "n_clicks"),
        State(shell.Id.LOCATION, "search"),
        prevent_initial_call=True,
    )
    def _zero(clicks: Any, search: Any) -> str:
        if not isinstance(clicks, int) or clicks < 1:
            raise PreventUpdate
        return zeroed(search)


def zeroed(search: Any) -> str:
    """The link with every lever where the forecast is; the months ahead stay."""
    levers = [choice for choice in what_if.CHOICES if choice.control != Id.MONTHS]
    return address_of(search).with_settings({c.key: c.default for c in levers}).search()


def lede(asked: Asked) -> str:
    """What the levers do, in one sentence; empty where there is no forecast to move."""
    if not _has_orders(asked):
        return ""
    try:
        return headline(asked, asked_for(asked))
    except (TooLittleData, FilterError):
        return ""


def months_card(asked: Asked, mode: str) -> Card:
    """The months that were, the months as forecast, and what the levers make of them."""
    if not _has_orders(asked):
        return cards.nothing(MONTHS, asked, whenever=True)
    answer = asked_for(asked)
    history = complete_months(asked.view, metric(TARGET), asked.filters).tail(PAST)
    frame = _by_month(answer)
    figure = figures.months(
        pd.DataFrame({"period": history.index, "value": history.to_numpy()}),
        answer.result.months.rename(columns={"ds": "period"}),
        theme=mode,
        currency=asked.currency,
        last_actual=asked.view.release.last_day,
    )
    columns = [column.field for column in what_if.MONTH_COLUMNS]
    return Card(
        figure=figure,
        rows=rows(frame[columns], asked.currency),
        title=MONTHS,
        subtitle="The chosen period does not matter here, the other filters do; the ranges are "
        "the forecast's, scaled",
        note=assumed(answer),
        columns=what_if.MONTH_COLUMNS,
        metrics=(TARGET,),
    )


def effects_card(asked: Asked, mode: str) -> Card:
    """Steps from net sales as forecast to net sales with the levers."""
    if not _has_orders(asked):
        return cards.nothing(STEPS, asked, whenever=True)
    answer = asked_for(asked)
    frame = _steps(answer)
    figure = waterfall(
        frame,
        theme=mode,
        currency=asked.currency,
        ends=(figures.BEFORE, figures.AFTER),
        slots=len(what_if.LEVERS) + 2,
    )
    return Card(
        figure=figure,
        rows=rows(frame, asked.currency),
        title=STEPS,
        subtitle=_span(answer),
        note="Each step is the lever's average effect over all orders in which the levers could "
        "be moved, so the steps add up and no order matters.",
        columns=what_if.EFFECT_COLUMNS,
        metrics=(TARGET,),
    )


def table_card(asked: Asked, _mode: str) -> Card:
    """Every month with what each lever adds or takes."""
    if not _has_orders(asked):
        return cards.nothing(TABLE, asked, whenever=True)
    answer = asked_for(asked)
    columns = _columns(answer)
    shown = _by_month(answer)[[column.field for column in columns]]
    return Card(
        rows=rows(shown, asked.currency),
        title=TABLE,
        subtitle=_span(answer),
        note="In every row the levers add up to the difference.",
        columns=columns,
        metrics=(TARGET,),
    )


def ladder_card(asked: Asked, _mode: str) -> Card:
    """From gross sales to net sales of all months, with and without the levers."""
    if not _has_orders(asked):
        return cards.nothing(LADDER, asked, whenever=True)
    answer = asked_for(asked)
    frame = answer.result.ladder
    frame = frame.assign(label=frame["rung"].map(what_if.RUNG_WORDS)).drop(columns="rung")
    return Card(
        rows=rows(frame, asked.currency),
        title=LADDER,
        subtitle=_span(answer),
        note="Only net sales are forecast; the steps above follow from the shares of the "
        f"{answer.made.months} complete months to {dates.day(answer.made.period.end)}.",
        columns=what_if.LADDER_COLUMNS,
        metrics=("gross_sales", "discounts", "reversals", TARGET),
    )


def _has_orders(asked: Asked) -> bool:
    return bool(count_orders(asked.view, asked.filters.within(None)))


def _span(answer: Answer) -> str:
    """The months in question and what was moved."""
    days = [pd.Timestamp(day).date() for day in answer.result.months["ds"]]
    first, last = dates.month(days[0]), dates.month(days[-1])
    span = first if first == last else f"{first} to {last}"
    return f"{span}; {moved_in_words(answer.levers) or 'nothing is moved'}"


def _columns(answer: Answer) -> tuple[Column, ...]:
    """What customers do about a price has a column only where somebody said what they do."""
    return tuple(c for c in what_if.TABLE_COLUMNS if c.field != "lost" or answer.levers.lost)


def _by_month(answer: Answer) -> pd.DataFrame:
    frame = answer.result.months
    months = [dates.month(pd.Timestamp(day).date()) for day in frame["ds"]]
    return frame.drop(columns="ds").assign(period=months)


def _steps(answer: Answer) -> pd.DataFrame:
    """Both ends and every lever between them; what customers do about a price only if asked."""
    result, effects = answer.result, answer.result.effects
    shown = [name for name in EFFECTS if name != "lost" or answer.levers.lost]
    steps = [(what_if.EFFECT_WORDS[name], effects[name]) for name in shown]
    ends = ((figures.BEFORE, result.baseline), (figures.AFTER, result.total))
    return pd.DataFrame([ends[0], *steps, ends[1]], columns=["label", "amount"])


DECK = (
    Drawn(what_if.MONTHS, MONTHS, months_card),
    Drawn(what_if.EFFECTS, STEPS, effects_card),
    Drawn(what_if.TABLE, TABLE, table_card, graph=False),
    Drawn(what_if.LADDER, LADDER, ladder_card, graph=False),
    Drawn(what_if.WORTH, WORTH, worth_card, graph=False),
)
