"""What the forecast tab says beside its charts."""

from __future__ import annotations

from datetime import date

import pandas as pd

from callbacks.asked import Asked
from layouts import dates, forecast, formatting
from layouts.forecast import Id
from models.forecasting import Forecast


def headline(asked: Asked, result: Forecast) -> str:
    """What is expected over all months shown, and how sure that is."""
    months = len(result.frame)
    whole = formatting.money(result.frame["yhat"].sum(), asked.currency, compact=True)
    span = "the next month" if months == 1 else f"the next {months} months"
    return f"Net sales of {span} are expected at {whole}. {result.sentence()}"


def learned_to(result: Forecast) -> date:
    """The last day of the months the model learned from: the day before its first forecast."""
    return (pd.Timestamp(result.frame["ds"].iloc[0]) - pd.Timedelta(days=1)).date()


def facts(asked: Asked, result: Forecast) -> dict[Id, str]:
    """The next month and the model's record, by the id of the place."""
    first = result.frame.iloc[0]
    tested, baseline = result.backtest, result.baseline

    def money(value: float) -> str:
        return formatting.money(value, asked.currency, compact=True)

    return {
        Id.NEXT_LABEL: dates.month(pd.Timestamp(first["ds"]).date()),
        Id.NEXT_VALUE: money(first["yhat"]),
        Id.NEXT_RANGE: f"80% range {money(first['lo80'])} to {money(first['hi80'])}",
        Id.MODEL: result.model,
        Id.ERROR: formatting.percent(tested.wape if tested else None),
        Id.BASELINE: formatting.percent(baseline.wape if baseline else None),
        Id.INSIDE: formatting.percent(tested.coverage80 if tested else None),
        Id.TRAINED_TO: dates.day(learned_to(result)),
        Id.BACKTEST_TEXT: result.sentence(),
    }


def no_facts() -> dict[Id, str]:
    """The same places without a forecast."""
    return dict.fromkeys(forecast.FACTS, formatting.MISSING) | {Id.BACKTEST_TEXT: ""}
