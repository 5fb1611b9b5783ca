"""The parts of the shop: what each is expected to sell next, and how such forecasts did."""

from __future__ import annotations

from typing import Any

import pandas as pd

from callbacks.asked import Asked
from callbacks.cards import Card
from callbacks.forecast_answer import grain_of, level_of
from callbacks.forecast_words import at
from data.answers.forecast_parts import next_parts
from data.answers.forecasts import NotForecast
from layouts import forecast, formatting, states
from layouts.tables import rows

BETTER, NO_BETTER, UNKNOWN = "Better", "No better", "Too short to tell"


def parts_card(asked: Asked, _mode: str = "light") -> Card:
    """A row for every part in the first period ahead; together they are the whole shop's."""
    level, grain = level_of(asked), grain_of(asked)
    title = f"The parts: {dict(forecast.LEVELS)[level.value].lower()}"
    if asked.is_filtered:
        text = "Parts are forecast of the whole shop. Clear the filters to see them."
        state = states.too_little("Without filters only", text, "Clear filters", "clear")
        return Card(title=title, state=state)
    try:
        found = next_parts(asked.view, level, grain)
    except NotForecast as error:
        return Card(title=title, state=states.not_available("Not available", str(error)))
    table = _table(found)
    return Card(
        rows=rows(table, asked.currency),
        title=title,
        subtitle=f"Expected in {at(found['ds'].iloc[0], grain)}. Choose a row to see its forecast",
        note=_note(asked, found),
        columns=forecast.PART_COLUMNS,
        metrics=("net_sales",),
    )


def _table(found: pd.DataFrame) -> pd.DataFrame:
    columns = [column.field for column in forecast.PART_COLUMNS if column.field != "verdict"]
    verdict = [_verdict(value) for value in found["beats_naive"]]
    return found[["key", *columns]].assign(verdict=verdict)


def _verdict(beats: Any) -> str:
    if beats is None or pd.isna(beats):
        return UNKNOWN
    return BETTER if beats else NO_BETTER


def _note(asked: Asked, found: pd.DataFrame) -> str:
    """What they add up to, and how many are not clearly better than the simplest method."""
    whole = formatting.money(float(found["yhat"].sum()), asked.currency)
    plain = sum(value is False for value in found["beats_naive"])
    worse = f" {plain} of {len(found)} are not clearly better than naive." if plain else ""
    return f"Together {whole}: the parts add up to the whole shop's forecast.{worse}"
