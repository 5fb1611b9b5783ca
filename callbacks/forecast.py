"""Forecast: the coming months of net sales, and how good such forecasts were before."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any

import pandas as pd
from dash import Dash, Input, Output, State
from dash.exceptions import PreventUpdate

from callbacks import cards, deck, trained
from callbacks.asked import Asked, read
from callbacks.cards import Card
from callbacks.deck import Drawn
from callbacks.forecast_words import facts, headline, learned_to, no_facts
from callbacks.services import Services
from callbacks.theme import mode_of
from data.answers.history import complete_months
from data.answers.kpis import count_orders
from data.answers.series import series
from data.filters import DIMENSION_FIELDS, Filters
from data.formulas import Metric
from data.metrics import metric
from data.periods import Grain
from data.warehouse import View
from layouts import dates, forecast, shell
from layouts.figures import forecasts
from layouts.forecast import Id
from layouts.tables import rows
from layouts.tabs import Tab, page_of
from models.errors import TooLittleData
from models.evaluation import Backtest
from models.forecasting import Forecast
from models.forecasting import forecast as predict

TARGET = "net_sales"


def register(app: Dash, services: Services) -> None:
    """Draw the tab while it is in sight."""

    @app.callback(
        output={
            **{name: cards.outputs(_IDS[name]) for name in _WITH_DRAWING},
            **{name: cards.table_outputs(_IDS[name]) for name in _TABLES},
            "lede": Output(Id.LEDE, "children"),
            "facts": {part: Output(part, "children") for part in forecast.FACTS},
        },
        inputs={
            "query": Input(page_of(Tab.FORECAST).question_id, "data"),
            "mode": State(shell.Id.THEME, "data"),
            "opened": {name: State(_IDS[name].toggle, "n_clicks") for name in _WITH_DRAWING},
        },
        prevent_initial_call=True,
    )
    def _draw(query: Any, mode: Any, opened: dict[str, Any]) -> dict[str, Any]:
        if query is None:
            raise PreventUpdate
        return drawn(read(services, query), mode_of(mode), opened)

    for card in DECK:
        if card.graph:
            deck.register_table(app, services, card)


def forecast_of(view: View, target: Metric, filters: Filters, horizon: int) -> Forecast:
    """The next months of a metric; the period of the filters does not matter, the rest does.

    The whole shop's forecast was learned when the release was built and is read from its file. Any
    other selection is a short series of months and is learned here, by the same function.
    TooLittleData where the selection has too few complete months.
    """
    filtered = any(getattr(filters, name) for name in DIMENSION_FIELDS)
    known = target.name == TARGET and not filtered
    learned = trained.whole_shop_forecast(view) if known else None
    if learned is None:
        months = complete_months(view, target, filters)
        learned = _learned(tuple(months.index), tuple(months))
    return replace(learned, frame=learned.frame.head(horizon))


@lru_cache(maxsize=64)
def _learned(periods: tuple[pd.Timestamp, ...], values: tuple[float, ...]) -> Forecast:
    """The forecast of a series of months, learned once for all pages, tables and files."""
    months = pd.Series(values, index=pd.DatetimeIndex(periods), dtype=float)
    return predict(months, forecast.MAX_HORIZON, "MS")


def lede(asked: Asked) -> str:
    """The next month and its range; empty where there is no forecast."""
    result = all_cards(asked, "light")[1]
    return headline(asked, result) if result else ""


def drawn(asked: Asked, mode: str, opened: Mapping[str, Any]) -> dict[str, Any]:
    """Everything on the tab for one selection."""
    found, result = all_cards(asked, mode)
    drawings = {
        name: cards.values(found[name], _IDS[name], opened=deck.is_open(opened.get(name)))
        for name in _WITH_DRAWING
    }
    tables = {name: cards.table_values(found[name]) for name in _TABLES}
    said = headline(asked, result) if result else ""
    return {
        **drawings,
        **tables,
        "lede": said,
        "facts": facts(asked, result) if result else no_facts(),
    }


def all_cards(asked: Asked, mode: str) -> tuple[dict[str, Card], Forecast | None]:
    """The cards of one forecast, learned once for all of them; None where there is none."""
    found: list[Forecast] = []

    def main() -> Card:
        if not count_orders(asked.view, asked.filters.within(None)):
            return cards.nothing(_TITLES["main"], asked, whenever=True)
        horizon = int(asked.setting("forecast.horizon"))
        try:
            found.append(forecast_of(asked.view, metric(TARGET), asked.filters, horizon))
        except TooLittleData as error:
            need = f"A forecast needs at least {error.need} complete months"
            return cards.too_short(_TITLES["main"], f"{need}; this selection has {error.count}.")
        return main_card(asked, found[0], mode)

    drawing = cards.drawn(_TITLES["main"], main)
    if not found:
        blank = replace(drawing, figure=None, rows=[], subtitle="")
        others = {n: replace(blank, title=title) for n, title in _TITLES.items() if n != "main"}
        return {"main": drawing, **others}, None
    result = found[0]
    return {
        "main": drawing,
        "numbers": number_card(asked, result),
        "backtest": cards.drawn(_TITLES["backtest"], lambda: backtest_card(asked, result, mode)),
        "models": model_card(asked, result),
    }, result


def _one(name: str) -> Callable[[Asked, str], Card]:
    return lambda asked, mode: all_cards(asked, mode)[0][name]


_TITLES = {
    "main": "Net sales by month",
    "numbers": "The numbers",
    "backtest": "How earlier forecasts did",
    "models": "Models tried",
}
_IDS = {
    "main": forecast.MAIN,
    "numbers": forecast.NUMBERS,
    "backtest": forecast.BACKTEST,
    "models": forecast.MODELS,
}
_WITH_DRAWING = ("main", "backtest")
_TABLES = ("numbers", "models")
# One forecast answers for all cards of the tab, so the page draws them in one go.
DECK = tuple(
    Drawn(ids, _TITLES[name], _one(name), graph=name in _WITH_DRAWING) for name, ids in _IDS.items()
)


def main_card(asked: Asked, result: Forecast, mode: str) -> Card:
    """All months so far, the months to come, and how far off they may be."""
    history = series(asked.view, [metric(TARGET)], asked.filters.within(None), Grain.MONTH)
    history = history.rename(columns={TARGET: "value"})
    ahead = result.frame.rename(columns={"ds": "period"})
    begins = pd.Timestamp(ahead["period"].iloc[0]).date()
    figure = forecasts.forecast(
        history,
        ahead,
        theme=mode,
        currency=asked.currency,
        last_actual=asked.view.release.last_day,
        incomplete_from=begins,
    )
    table = history[["period", "value"]].merge(ahead[["period", "yhat"]], how="outer")
    return Card(
        figure=figure,
        rows=rows(_to_the_penny(table), asked.currency),
        title=_TITLES["main"],
        subtitle=f"Learned from complete months to {dates.day(learned_to(result))}; the chosen "
        "period does not matter here, the other filters do",
        note=result.note,
        columns=forecast.MAIN_COLUMNS,
        metrics=(TARGET,),
    )


def number_card(asked: Asked, result: Forecast) -> Card:
    """The months to come as a table."""
    frame = _to_the_penny(result.frame).assign(
        period=[dates.month(pd.Timestamp(day).date()) for day in result.frame["ds"]]
    )
    return Card(
        rows=rows(frame.drop(columns="ds"), asked.currency),
        title=_TITLES["numbers"],
        subtitle=f"Net sales by month, learned from months to {dates.day(learned_to(result))}",
        columns=forecast.NUMBER_COLUMNS,
        metrics=(TARGET,),
    )


def backtest_card(asked: Asked, result: Forecast, mode: str) -> Card:
    """Months that happened, beside what had been forecast for them from the last origin before."""
    title = _TITLES["backtest"]
    tested = result.backtest
    if tested is None:
        return cards.too_short(title, "There are too few complete months to test a forecast.")
    last = tested.errors[tested.errors["origin"] == tested.errors["origin"].max()]
    frame = last.rename(columns={"ds": "period"})[["period", "actual", "yhat", "lo80", "hi80"]]
    origin = dates.month(pd.Timestamp(last["origin"].iloc[0]).date())
    return Card(
        figure=forecasts.backtest(frame, theme=mode, currency=asked.currency),
        rows=rows(
            _to_the_penny(frame.assign(error=frame["yhat"] - frame["actual"])), asked.currency
        ),
        title=title,
        subtitle=f"Made without knowing anything after {origin}",
        columns=forecast.BACKTEST_COLUMNS,
        metrics=(TARGET,),
    )


def _to_the_penny(frame: pd.DataFrame) -> pd.DataFrame:
    """Amounts without the digits that a model has and money has not."""
    amounts = frame.select_dtypes("number").columns
    return frame.assign(**{name: frame[name].round(2) for name in amounts})


def model_card(asked: Asked, result: Forecast) -> Card:
    """The model shown and the baseline it has to beat, on the same months."""
    tests = [test for test in (result.backtest, result.baseline) if test is not None]
    table = pd.DataFrame([_scored(test) for test in tests])
    return Card(
        rows=rows(table, asked.currency),
        title=_TITLES["models"],
        subtitle=f"On the months to {dates.day(learned_to(result))}, each forecast from before it",
        columns=forecast.MODEL_COLUMNS,
    )


def _scored(test: Backtest) -> dict[str, Any]:
    return {
        "model": test.name,
        "error": test.wape,
        "inside_80": test.coverage80,
        "folds": test.errors["origin"].nunique(),
    }
