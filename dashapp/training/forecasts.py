"""The forecasts of a release: the whole shop and its parts, by months, weeks and days."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from dashapp.training.forecast_tables import VALUES, Tables, of_parts, of_whole
from data.learning_panel import Panel, read_panel, write_forecasts
from data.levels import HORIZONS, WHOLE, Level, complete_days
from data.periods import Grain
from data.span import Span
from models import registry
from models.card import ModelCard
from models.errors import TooLittleData
from models.forecast_contest import judge, weights_of, with_weights
from models.forecasting import Forecast, forecast
from models.names import FORECAST
from models.registry import ModelRefused
from models.series import MINIMUM

if TYPE_CHECKING:
    from data.releases import Draft

AHEAD = HORIZONS[Grain.MONTH]


def learn_forecast(draft: Draft, span: Span, served: Path | None = None) -> None:
    """Learn the whole shop's months, keep them with their card, and write every part's forecasts.

    The whole shop's months are what is shown, kept and scored: parts are made to add up to them.
    The weights in service stay where new ones are worse on the same backtest; those of parts, weeks
    and days are always new. TooLittleData under three complete months; weeks and days are then
    written all the same, where there are enough of them.
    """
    panels = _panels(draft, span, Grain.MONTH)
    if not panels or len(panels[0].wide) < MINIMUM:
        _write(draft, _weeks_and_days(draft, span))
    months = _whole(panels)
    found = forecast(months, AHEAD, "MS")
    card = _card(draft, span, months, found)
    former = _in_service(served, months)
    if former is not None:
        contest = judge(months, found, former[0], model=FORECAST, pinned=former[1].pinned)
        if not contest.promoted:
            found, card = former
        card = replace(card, contest=asdict(contest), scores=found.scores)
    _save(draft, span, panels, found, card)


def keep_forecast(draft: Draft, span: Span, served: Path) -> None:
    """Forecast the draft's months with another release's weights; ModelRefused without any."""
    panels = _panels(draft, span, Grain.MONTH)
    former = _in_service(served, _whole(panels))
    if former is None:
        raise ModelRefused(
            "The methods of the former forecast cannot speak for the months there are now."
        )
    found, card = former
    _save(draft, span, panels, found, replace(card, scores=found.scores))


def _in_service(served: Path | None, months: pd.Series) -> tuple[Forecast, ModelCard] | None:
    """The forecast of the months with the weights in service, and their card; None without any."""
    if served is None or FORECAST not in registry.names(served):
        return None
    state, card = registry.load(served, FORECAST)
    former = registry.restored(FORECAST, state, Forecast.restore)
    found = with_weights(months, AHEAD, "MS", weights_of(former))
    return None if found is None else (found, card)


def _card(draft: Draft, span: Span, months: pd.Series, found: Forecast) -> ModelCard:
    return ModelCard(
        name=FORECAST,
        kind="forecast",
        release=draft.id,
        rows=len(months),
        first_day=months.index[0].date(),
        last_day=span.last_day,
        parameters={"model": found.model, "horizon": AHEAD, "weights": weights_of(found)},
        scores=found.scores,
    )


def _save(
    draft: Draft, span: Span, months: Sequence[Panel], found: Forecast, card: ModelCard
) -> None:
    """Keep the whole shop's forecast in whole cents, so that parts can add up to it; write all."""
    found = replace(found, frame=found.frame.round(dict.fromkeys(VALUES, 2)))
    signed = replace(card, note=found.sentence())
    registry.save(draft.artefacts, FORECAST, found.state(), signed)
    whole = of_whole(found, len(months[0].wide))
    parts = of_parts(months[1:], Grain.MONTH, whole.forecasts)
    _write(draft, [whole, parts, *_weeks_and_days(draft, span)])


def _weeks_and_days(draft: Draft, span: Span) -> list[Tables]:
    tables = []
    for grain in (Grain.WEEK, Grain.DAY):
        panels = _panels(draft, span, grain)
        if panels and len(panels[0].wide) >= MINIMUM:
            tables.append(of_parts(panels, grain))
    return tables


def _write(draft: Draft, tables: Sequence[Tables]) -> None:
    if tables:
        write_forecasts(
            draft.engine,
            pd.concat([table.forecasts for table in tables], ignore_index=True),
            pd.concat([table.scores for table in tables], ignore_index=True),
        )


def _whole(months: Sequence[Panel]) -> pd.Series:
    """The whole shop's months; TooLittleData under three of them."""
    count = len(months[0].wide) if months else 0
    if count < MINIMUM:
        raise TooLittleData("Forecasts", MINIMUM, count)
    return months[0].wide[WHOLE]


def _panels(draft: Draft, span: Span, grain: Grain) -> list[Panel]:
    """Every level that is forecast in such periods, the whole shop first; none without periods."""
    days = complete_days(grain, span.first_day, span.complete_to)
    if days is None:
        return []
    levels = [level for level in Level if grain in level.grains]
    panels = [read_panel(draft.engine, level, grain, days) for level in levels]
    return panels if WHOLE in panels[0].wide.columns else []
