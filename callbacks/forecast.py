"""Forecast: what net sales will be, how sure that is, and how good such forecasts were before."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace
from typing import Any

import pandas as pd
from dash import ClientsideFunction, Dash, Input, Output, State

from callbacks import cards, deck, filters
from callbacks.answers import Answer, Part, put_parts
from callbacks.asked import Asked
from callbacks.cards import Card
from callbacks.deck import Drawn
from callbacks.forecast_answer import (
    TARGET,
    Shown,
    forecast_of,
    grain_of,
    level_of,
    parts_of,
    shown_of,
)
from callbacks.forecast_kept import TITLE as KEPT
from callbacks.forecast_kept import drift, history_card
from callbacks.forecast_parts import parts_card
from callbacks.forecast_words import (
    at,
    facts,
    headline,
    learned_to,
    needed,
    no_facts,
    note,
    subtitle,
)
from callbacks.services import Services
from data.answers.kpis import count_orders
from layouts import dates, forecast
from layouts.figures import forecasts
from layouts.forecast import Id
from layouts.tables import rows
from layouts.tabs import Tab
from models.errors import TooLittleData

__all__ = ["DECK", "TARGET", "drawn", "forecast_of", "lede", "register"]


def register(app: Dash, services: Services) -> None:
    """Draw the tab while it is in sight, and let a part be chosen from the menu or the table."""
    deck.register_answer(app, services, Tab.FORECAST, DECK, drawn)
    app.clientside_callback(
        ClientsideFunction(namespace="forecast", function_name="choosePart"),
        Output(Id.KEY, "data", allow_duplicate=True),
        Input(Id.PART, "value"),
        Input(forecast.PARTS.table, "selectedRows"),
        State(Id.KEY, "data"),
        prevent_initial_call=True,
    )


def lede(asked: Asked) -> str:
    """What is expected, and how sure it is; empty where there is no forecast."""
    shown = all_cards(asked, "light")[1]
    return headline(asked, shown) if shown else ""


def drawn(asked: Asked, mode: str, opened: Collection[str]) -> Answer:
    """Everything on the tab for one selection."""
    answer: Answer = {}
    found, shown = all_cards(asked, mode)
    for card in DECK:
        deck.put_card(answer, card, found[card.title], opened)
    beside = Part(_BESIDE, lambda asked, _mode: _beside(asked, shown))
    put_parts(answer, [filters.PART, beside], asked, mode)
    return answer


_BESIDE = {
    "lede": Output(Id.LEDE, "children"),
    "drift": Output(Id.DRIFT, "children"),
    "parts": Output(Id.PART, "options"),
    "part": Output(Id.PART, "value"),
    "facts": {part: Output(part, "children") for part in forecast.FACTS},
}


def _beside(asked: Asked, shown: Shown | None) -> dict[str, Any]:
    """The words and the menu beside the cards."""
    parts = parts_of(asked.view, level_of(asked))
    key = asked.setting("forecast.key")
    return {
        "lede": headline(asked, shown) if shown else "",
        "drift": drift(asked, shown) if shown else "",
        "parts": [{"label": label, "value": value} for value, label in parts],
        "part": key if key in dict(parts) else None,
        "facts": facts(asked, shown) if shown else no_facts(),
    }


def all_cards(asked: Asked, mode: str) -> tuple[dict[str, Card], Shown | None]:
    """The cards of one forecast, learned once for all of them; None where there is none."""
    found: list[Shown] = []

    def main() -> Card:
        if not count_orders(asked.view, asked.filters.within(None)):
            return cards.nothing(MAIN, asked, whenever=True)
        try:
            found.append(shown_of(asked))
        except TooLittleData as error:
            return cards.too_short(MAIN, needed(grain_of(asked), error.need, error.count))
        return main_card(asked, found[0], mode)

    drawing = cards.drawn(MAIN, main)
    if not found:
        blank = replace(drawing, figure=None, rows=[], subtitle="")
        return {MAIN: drawing, **{t: replace(blank, title=t) for t in _DRAWN if t != MAIN}}, None
    others = {
        title: cards.drawn(title, _later(draw, asked, found[0], mode))
        for title, draw in _DRAWN.items()
        if title != MAIN
    }
    return {MAIN: drawing, **others}, found[0]


def _later(
    draw: Callable[[Asked, Shown, str], Card], asked: Asked, shown: Shown, mode: str
) -> Callable[[], Card]:
    return lambda: draw(asked, shown, mode)


def main_card(asked: Asked, shown: Shown, mode: str) -> Card:
    """All periods so far, those to come, and how far off they may be."""
    ahead = shown.result.frame.rename(columns={"ds": "period"})
    figure = forecasts.forecast(
        shown.actual,
        ahead,
        theme=mode,
        currency=asked.currency,
        last_actual=asked.view.release.last_day,
        grain=shown.grain,
        incomplete_from=pd.Timestamp(ahead["period"].iloc[0]).date(),
    )
    table = shown.actual.merge(ahead[["period", "yhat"]], how="outer")
    return Card(
        figure=figure,
        rows=rows(_to_the_penny(table), asked.currency),
        title=f"Net sales by {shown.grain.value}",
        subtitle=subtitle(asked, shown),
        note=note(shown),
        columns=forecast.MAIN_COLUMNS,
        metrics=(TARGET,),
    )


def number_card(asked: Asked, shown: Shown, _mode: str) -> Card:
    """The periods to come as a table."""
    found = shown.result.frame
    frame = _to_the_penny(found).assign(
        period=[dates.point(pd.Timestamp(day).date(), shown.grain) for day in found["ds"]]
    )
    return Card(
        rows=rows(frame.drop(columns="ds"), asked.currency),
        title=NUMBERS,
        subtitle=subtitle(asked, shown),
        columns=forecast.NUMBER_COLUMNS,
        metrics=(TARGET,),
    )


def backtest_card(asked: Asked, shown: Shown, mode: str) -> Card:
    """Periods that happened, beside what had been forecast for them from the last origin before."""
    tested, unit = shown.result.backtest, shown.grain.value
    if tested is None:
        return cards.too_short(BACKTEST, f"There are too few complete {unit}s to test a forecast.")
    last = tested.errors[tested.errors["origin"] == tested.errors["origin"].max()]
    frame = last.rename(columns={"ds": "period"})[["period", "actual", "yhat", "lo80", "hi80"]]
    origin = at(last["origin"].iloc[0], shown.grain)
    table = frame.assign(error=frame["yhat"] - frame["actual"])
    return Card(
        figure=forecasts.backtest(frame, theme=mode, currency=asked.currency, grain=shown.grain),
        rows=rows(_to_the_penny(table), asked.currency),
        title=BACKTEST,
        subtitle=f"Made without knowing anything after {origin}",
        columns=forecast.BACKTEST_COLUMNS,
        metrics=(TARGET,),
    )


def model_card(asked: Asked, shown: Shown, _mode: str) -> Card:
    """Every method that was tried, on the same periods, and how much it counts in the answer."""
    tried = shown.result.tried
    if tried.empty:
        text = (
            f"There are too few complete {shown.grain.value}s to hold methods against each other."
        )
        return cards.too_short(MODELS, text)
    columns = [column.field for column in forecast.MODEL_COLUMNS]
    return Card(
        rows=rows(tried[columns].sort_values("mase", kind="stable"), asked.currency),
        title=MODELS,
        subtitle=f"On the {shown.grain.value}s to {dates.day(learned_to(shown.result))}, each "
        "forecast from before it",
        note=f"{shown.result.sentence()} Naive repeats the last {shown.grain.value}, seasonal "
        "naive the same one of the season before. MASE under 1: smaller errors than repeating the "
        "season before. WAPE: the errors as a part of what was sold.",
        columns=forecast.MODEL_COLUMNS,
    )


def _to_the_penny(frame: pd.DataFrame) -> pd.DataFrame:
    """Amounts without the digits that a model has and money has not."""
    amounts = frame.select_dtypes("number").columns
    return frame.assign(**{name: frame[name].round(2) for name in amounts})


def _one(title: str) -> Callable[[Asked, str], Card]:
    return lambda asked, mode: all_cards(asked, mode)[0][title]


MAIN, NUMBERS, PARTS, BACKTEST, MODELS = (
    "Net sales by month",
    "The numbers",
    "The parts",
    "How earlier forecasts did",
    "Models tried",
)
_DRAWN: dict[str, Callable[[Asked, Shown, str], Card]] = {
    MAIN: main_card,
    NUMBERS: number_card,
    PARTS: lambda asked, _shown, mode: parts_card(asked, mode),
    BACKTEST: backtest_card,
    MODELS: model_card,
    KEPT: history_card,
}
# One forecast answers for all cards of the tab, so the page draws them in one go.
DECK = (
    Drawn(forecast.MAIN, MAIN, _one(MAIN)),
    Drawn(forecast.NUMBERS, NUMBERS, _one(NUMBERS), graph=False),
    Drawn(forecast.PARTS, PARTS, _one(PARTS), graph=False),
    Drawn(forecast.BACKTEST, BACKTEST, _one(BACKTEST)),
    Drawn(forecast.HISTORY, KEPT, _one(KEPT)),
    Drawn(forecast.MODELS, MODELS, _one(MODELS), graph=False),
)
