"""The forecast of a release."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from callbacks.forecast import TARGET
from callbacks.trained import FORECAST
from data.learning import read_complete_months
from data.span import Span
from layouts.forecast import MAX_HORIZON
from models import registry
from models.card import ModelCard
from models.forecasting import forecast

if TYPE_CHECKING:
    from data.releases import Draft


def learn_forecast(draft: Draft, span: Span, _served: Path | None) -> None:
    """Learn the whole shop's months and keep the forecast with its card."""
    months = read_complete_months(draft.engine, span.first_day, TARGET)
    found = forecast(months, MAX_HORIZON, "MS")
    card = ModelCard(
        name=FORECAST,
        kind="forecast",
        release=draft.id,
        rows=len(months),
        first_day=months.index[0].date(),
        last_day=span.last_day,
        parameters={"model": found.model, "horizon": MAX_HORIZON},
        scores=found.scores,
    )
    registry.save(draft.artefacts, FORECAST, found.state(), card)
