"""The forecast that a page, a file or a command asks for: kept in the release, or learned here."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

import pandas as pd

from callbacks import cards, trained
from callbacks.asked import Asked
from data.answers.complete import known_to
from data.answers.forecasts import (
    NotForecast,
    forecast_keys,
    learned_history,
    level_history,
    stored_forecast,
)
from data.answers.history import complete_months
from data.answers.series import series
from data.filters import DIMENSION_FIELDS, Filters
from data.formulas import Metric
from data.levels import HORIZONS, WHOLE, Level, complete_days
from data.metrics import metric
from data.periods import Grain
from data.warehouse import View
from layouts import forecast
from models.forecasting import Forecast
from models.forecasting import forecast as predict

TARGET = "net_sales"
FREQUENCIES = {Grain.MONTH: "MS", Grain.WEEK: "W-MON", Grain.DAY: "D"}


@dataclass(frozen=True, slots=True)
class Part:
    """What is forecast: the whole shop, a part of it, or whatever the filters keep."""

    level: Level
    key: str
    label: str

    @property
    def is_whole(self) -> bool:
        """Whether nothing is left out."""
        return self.level is Level.TOTAL


@dataclass(frozen=True, slots=True)
class Shown:
    """A forecast of one part in one grain.

    `result.frame` is what is shown: from the release, where parts were made to add up, or learned
    here. `actual`: `period` and `value` of all periods, also of one that has not ended.
    """

    part: Part
    grain: Grain
    result: Forecast
    actual: pd.DataFrame


def forecast_of(view: View, target: Metric, filters: Filters, horizon: int) -> Forecast:
    """The next months of a metric; the period of the filters does not matter, the rest does.

    The whole shop's forecast was learned when the release was built and is read from its file. Any
    other selection is a short series of months and is learned here, by the same function.
    TooLittleData where the selection has too few complete months.
    """
    known = target.name == TARGET and not _is_filtered(filters)
    learned = trained.whole_shop_forecast(view) if known else None
    if learned is None:
        learned = _learned(complete_months(view, target, filters), Grain.MONTH)
    return replace(learned, frame=learned.frame.head(horizon))


def shown_of(asked: Asked) -> Shown:
    """The forecast that the page shows; TooLittleData where there is too little to learn from."""
    grain, part = grain_of(asked), part_of(asked)
    learned = _of_part(asked, part, grain)
    if not asked.is_filtered:
        learned = _as_kept(asked.view, part, grain, learned)
    ahead = int(asked.setting("forecast.horizon")) if grain is Grain.MONTH else HORIZONS[grain]
    result = replace(learned, frame=learned.frame.head(ahead))
    return Shown(part, grain, result, _actual(asked, part, grain))


def grain_of(asked: Asked) -> Grain:
    """By months, weeks or days."""
    return Grain(asked.setting("forecast.grain"))


def level_of(asked: Asked) -> Level:
    """The way in which the shop is taken apart."""
    return Level(asked.setting("forecast.level"))


def part_of(asked: Asked) -> Part:
    """What is forecast; filters come before a part, and a part not known means the whole."""
    if asked.is_filtered:
        return Part(Level.TOTAL, WHOLE, cards.kept_in_words(asked))
    level, key = level_of(asked), asked.setting("forecast.key")
    label = dict(parts_of(asked.view, level)).get(key) if key else None
    return Part(level, key, label) if label else Part(Level.TOTAL, WHOLE, Level.TOTAL.label)


def parts_of(view: View, level: Level) -> list[tuple[str, str]]:
    """Key and label of every part of a level; none where the release knows none."""
    try:
        return forecast_keys(view, level)
    except NotForecast:
        return []


def _is_filtered(filters: Filters) -> bool:
    return any(getattr(filters, name) for name in DIMENSION_FIELDS)


def _of_part(asked: Asked, part: Part, grain: Grain) -> Forecast:
    """A forecast with its record: read where it is in the release as a whole, learned elsewhere."""
    view = asked.view
    if part.is_whole and grain is Grain.MONTH:
        return forecast_of(view, metric(TARGET), asked.filters, HORIZONS[grain])
    if asked.is_filtered:
        return _learned(_complete(asked, grain), grain)
    return _learned(learned_history(view, part.level, part.key, grain), grain)


def _as_kept(view: View, part: Part, grain: Grain, learned: Forecast) -> Forecast:
    """The same with the numbers of the release, whose parts add up; as it is where it has none."""
    if part.is_whole and grain is Grain.MONTH:
        return learned
    try:
        kept = stored_forecast(view, part.level, part.key, grain)
    except NotForecast:
        return learned
    return replace(learned, frame=kept[["ds", "yhat", "lo80", "hi80", "lo95", "hi95"]])


def _complete(asked: Asked, grain: Grain) -> pd.Series:
    """Net sales of the selection in every complete period that a forecast may look back to."""
    release = asked.view.release
    days = complete_days(grain, release.first_day, known_to(release))
    if days is None:
        return pd.Series([], index=pd.DatetimeIndex([]), dtype=float)
    frame = series(asked.view, [metric(TARGET)], asked.filters.within(days), grain)
    return frame.set_index("period")[TARGET]


def _actual(asked: Asked, part: Part, grain: Grain) -> pd.DataFrame:
    """Columns `period` and `value`, as far back as it helps to see."""
    if part.is_whole:
        filters = asked.filters.within(None)
        frame = series(asked.view, [metric(TARGET)], filters, grain)
        frame = frame.rename(columns={TARGET: "value"})
    else:
        found = level_history(asked.view, part.level, part.key, grain)
        frame = pd.DataFrame({"period": found.index, "value": found.to_numpy()})
    return frame.tail(forecast.PAST[grain])


def _learned(history: pd.Series, grain: Grain) -> Forecast:
    return _learn(tuple(history.index), tuple(map(float, history)), grain)


@lru_cache(maxsize=64)
def _learn(periods: tuple[pd.Timestamp, ...], values: tuple[float, ...], grain: Grain) -> Forecast:
    """The forecast of a series, learned once for all cards, tables and files."""
    history = pd.Series(values, index=pd.DatetimeIndex(periods), dtype=float)
    return predict(history, HORIZONS[grain], FREQUENCIES[grain])
