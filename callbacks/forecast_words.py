"""What the forecast tab says beside its charts."""

from __future__ import annotations

from datetime import date

import pandas as pd

from callbacks import words
from callbacks.asked import Asked
from callbacks.forecast_answer import Shown
from data.periods import Grain
from layouts import dates, forecast, formatting
from layouts.forecast import Id
from models.forecasting import Forecast


def headline(asked: Asked, shown: Shown) -> str:
    """What is expected over all periods shown, and how sure that is."""
    result = shown.result
    whole = formatting.money(result.frame["yhat"].sum(), asked.currency, compact=True)
    of = "" if shown.part.is_whole else f" of {shown.part.label}"
    of = " of this selection" if asked.is_filtered else of
    return f"Net sales{of} in {_span(shown)} are expected at {whole}. {result.sentence()}"


def _span(shown: Shown) -> str:
    count, unit = len(shown.result.frame), shown.grain.value
    return f"the next {unit}" if count == 1 else f"the next {words.counted(count, unit)}"


def subtitle(asked: Asked, shown: Shown) -> str:
    """Of what the forecast is, what it learned from, and which filters matter."""
    learned = f"Learned from complete {shown.grain.value}s to {dates.day(learned_to(shown.result))}"
    if asked.is_filtered:
        return f"{learned}; the chosen period does not matter here, the other filters do"
    if shown.part.is_whole:
        return f"{learned}; the chosen period does not matter here, filters do"
    return f"{shown.part.label}. {learned}; the chosen period does not matter here"


def note(shown: Shown) -> str:
    """What the forecast left out or fell back to, and why a part is not what it says alone."""
    adjusted = (
        ""
        if shown.part.is_whole
        else "Parts are adjusted, as far as each is uncertain, until they add up to the whole shop."
    )
    return " ".join(text for text in (shown.result.note, adjusted) if text)


def learned_to(result: Forecast) -> date:
    """The last day of the periods the model learned from: the day before its first forecast."""
    return (pd.Timestamp(result.frame["ds"].iloc[0]) - pd.Timedelta(days=1)).date()


def at(day: object, grain: Grain) -> str:
    """A period inside a sentence: the week of 16 Nov 2026, Nov 2026."""
    text = dates.point(pd.Timestamp(str(day)).date(), grain)
    return f"the week {text.removeprefix('Week ')}" if grain is Grain.WEEK else text


def facts(asked: Asked, shown: Shown) -> dict[Id, str]:
    """The next period and the model's record, by the id of the place."""
    result = shown.result
    first = result.frame.iloc[0]
    tested, baseline = result.backtest, result.baseline

    def money(value: float) -> str:
        return formatting.money(value, asked.currency, compact=True)

    return {
        Id.NEXT_LABEL: dates.point(pd.Timestamp(first["ds"]).date(), shown.grain),
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


def needed(grain: Grain, need: int, count: int) -> str:
    """How much of a history is missing."""
    return f"A forecast needs at least {need} complete {grain.value}s; this selection has {count}."
