"""Forecast: the coming months of net sales, and how good such forecasts were before."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd
from dash import Dash, Input, Output, State
from dash.exceptions import PreventUpdate

from callbacks import cards, trained
from callbacks.asked import Asked, choice, read
from callbacks.cards import Card
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
TITLE = "Net sales by month"


def register(app: Dash, services: Services) -> None:
    """Draw the tab while it is in sight."""

    @app.callback(
        output={
            "main": cards.outputs(forecast.MAIN),
            "numbers": cards.outputs(forecast.NUMBERS, graph=False),
            "backtest": cards.outputs(forecast.BACKTEST),
            "models": cards.outputs(forecast.MODELS, graph=False),
            "lede": Output(Id.LEDE, "children"),
            "facts": {part: Output(part, "children") for part in forecast.FACTS},
        },
        inputs={
            "query": Input(page_of(Tab.FORECAST).question_id, "data"),
            "horizon": Input(Id.HORIZON, "value"),
            "mode": State(shell.Id.THEME, "data"),
        },
    )
    def _draw(query: Any, horizon: Any, mode: Any) -> dict[str, Any]:
        if query is None:
            raise PreventUpdate
        allowed = [str(n) for n in range(1, forecast.MAX_HORIZON + 1)]
        months = int(choice(str(horizon), allowed, "Months ahead"))
        return drawn(read(services, query), months, mode_of(mode))


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
        learned = predict(months, forecast.MAX_HORIZON, "MS")
    return replace(learned, frame=learned.frame.head(horizon))


def drawn(asked: Asked, horizon: int, mode: str) -> dict[str, Any]:
    """Everything on the tab for one selection."""
    found: list[Forecast] = []

    def main() -> Card:
        if not count_orders(asked.view, asked.filters.within(None)):
            return cards.nothing(TITLE, asked, whenever=True)
        try:
            found.append(forecast_of(asked.view, metric(TARGET), asked.filters, horizon))
        except TooLittleData as error:
            need = f"A forecast needs at least {error.need} complete months"
            return cards.too_short(TITLE, f"{need}; this selection has {error.count}.")
        return main_card(asked, found[0], mode)

    drawing = cards.drawn(TITLE, main)
    if not found:
        blank = replace(drawing, figure=None, rows=[], subtitle="")
        values = {
            name: cards.values(replace(blank, title=title), graph=name == "backtest")
            for name, title in _OTHERS.items()
        }
        return {**values, "main": cards.values(drawing), "lede": "", "facts": no_facts()}
    result = found[0]
    tested = cards.drawn(_OTHERS["backtest"], lambda: backtest_card(asked, result, mode))
    return {
        "main": cards.values(drawing),
        "numbers": cards.values(number_card(asked, result), graph=False),
        "backtest": cards.values(tested),
        "models": cards.values(model_card(asked, result), graph=False),
        "lede": headline(asked, result),
        "facts": facts(asked, result),
    }


_OTHERS = {
    "numbers": "The numbers",
    "backtest": "How earlier forecasts did",
    "models": "Models tried",
}


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
        title=TITLE,
        subtitle=f"Learned from complete months to {dates.day(learned_to(result))}; the chosen "
        "period does not matter here, the other filters do",
        note=result.note,
    )


def number_card(asked: Asked, result: Forecast) -> Card:
    """The months to come as a table."""
    frame = _to_the_penny(result.frame).assign(
        period=[dates.month(pd.Timestamp(day).date()) for day in result.frame["ds"]]
    )
    return Card(rows=rows(frame.drop(columns="ds"), asked.currency), title=_OTHERS["numbers"])


def backtest_card(asked: Asked, result: Forecast, mode: str) -> Card:
    """Months that happened, beside what had been forecast for them from the last origin before."""
    title = _OTHERS["backtest"]
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
    )


def _to_the_penny(frame: pd.DataFrame) -> pd.DataFrame:
    """Amounts without the digits that a model has and money has not."""
    amounts = frame.select_dtypes("number").columns
    return frame.assign(**{name: frame[name].round(2) for name in amounts})


def model_card(asked: Asked, result: Forecast) -> Card:
    """The model shown and the baseline it has to beat, on the same months."""
    tests = [test for test in (result.backtest, result.baseline) if test is not None]
    table = pd.DataFrame([_scored(test) for test in tests])
    return Card(rows=rows(table, asked.currency), title=_OTHERS["models"])


def _scored(test: Backtest) -> dict[str, Any]:
    return {
        "model": test.name,
        "error": test.wape,
        "inside_80": test.coverage80,
        "folds": test.errors["origin"].nunique(),
    }
