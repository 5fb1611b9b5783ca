"""The forecasts of a release: the whole shop and its parts, by months, weeks and days."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from callbacks.trained import FORECAST
from dashapp.training.forecast_tables import VALUES, of_parts, of_whole
from data.learning_panel import Panel, read_panel, write_forecasts
from data.levels import HORIZONS, WHOLE, Level, complete_days
from data.periods import Grain
from data.span import Span
from models import registry
from models.card import ModelCard
from models.errors import TooLittleData
from models.forecasting import Forecast, forecast
from models.series import MINIMUM

if TYPE_CHECKING:
    from data.releases import Draft

GRAINS = (Grain.MONTH, Grain.WEEK, Grain.DAY)


def learn_forecast(draft: Draft, span: Span, _served: Path | None) -> None:
    """Learn the whole shop's months, keep them with their card, and write every part's forecasts.

    The whole shop's forecast is the one that is shown, kept and scored: the parts are made to add
    up to it. TooLittleData under three complete months.
    """
    panels = _panels(draft, span, Grain.MONTH)
    if not panels:
        raise TooLittleData("Forecasts", MINIMUM, 0)
    months = panels[0].wide[WHOLE]
    found = to_the_cent(forecast(months, HORIZONS[Grain.MONTH], "MS"))
    card = ModelCard(
        name=FORECAST,
        kind="forecast",
        release=draft.id,
        rows=len(months),
        first_day=months.index[0].date(),
        last_day=span.last_day,
        parameters={"model": found.model, "horizon": HORIZONS[Grain.MONTH]},
        scores=found.scores,
    )
    registry.save(draft.artefacts, FORECAST, found.state(), card)
    _write(draft, span, panels, found)


def _write(draft: Draft, span: Span, months: Sequence[Panel], found: Forecast) -> None:
    whole = of_whole(found, len(months[0].wide))
    tables = [whole, of_parts(months[1:], Grain.MONTH, whole.forecasts)]
    for grain in (Grain.WEEK, Grain.DAY):
        panels = _panels(draft, span, grain)
        if panels and len(panels[0].wide) >= MINIMUM:
            tables.append(of_parts(panels, grain))
    write_forecasts(
        draft.engine,
        pd.concat([table.forecasts for table in tables], ignore_index=True),
        pd.concat([table.scores for table in tables], ignore_index=True),
    )


def _panels(draft: Draft, span: Span, grain: Grain) -> list[Panel]:
    """Every level that is forecast in such periods, the whole shop first; none without periods."""
    days = complete_days(grain, span.first_day, span.complete_to)
    if days is None:
        return []
    levels = [level for level in Level if grain in level.grains]
    panels = [read_panel(draft.engine, level, grain, days) for level in levels]
    return panels if WHOLE in panels[0].wide.columns else []


def to_the_cent(found: Forecast) -> Forecast:
    """The forecast in whole cents, so that its parts can add up to it."""
    return replace(found, frame=found.frame.round(dict.fromkeys(VALUES, 2)))
