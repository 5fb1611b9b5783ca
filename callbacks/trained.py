"""The models that came with a release, read once for each worker."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

from data.warehouse import View
from models import registry
from models.card import ModelCard
from models.forecasting import Forecast
from models.names import FORECAST, SEGMENTS, VALUE
from models.registry import ModelRefused
from models.segment_model import SegmentModel
from models.value.model import ValueModel


def segmenter(view: View) -> tuple[SegmentModel, ModelCard]:
    """The clusters and their card; ModelRefused where the file cannot be trusted."""
    state, card = _loaded(view.artefacts, SEGMENTS)
    return registry.restored(SEGMENTS, state, SegmentModel.restore), card


def whole_shop_forecast(view: View) -> Forecast | None:
    """The forecast of the whole shop; None where its file cannot be trusted, to learn it anew."""
    try:
        state, _ = _loaded(view.artefacts, FORECAST)
    except ModelRefused:
        return None
    return Forecast.restore(state)


def value_model(view: View) -> tuple[ValueModel, ModelCard]:
    """What customers are expected to bring, or why that is not said; ModelRefused as above."""
    state, card = _loaded(view.artefacts, VALUE)
    return registry.restored(VALUE, state, ValueModel.restore), card


@lru_cache(maxsize=8)
def _loaded(folder: Path, name: str) -> tuple[dict[str, Any], ModelCard]:
    """A release's files never change, so a file that was checked once stays checked."""
    return registry.load(folder, name)
