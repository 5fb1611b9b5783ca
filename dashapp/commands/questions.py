"""What `query` can be asked, and who answers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import pandas as pd

from callbacks.forecast import forecast_of
from dashapp.commands.output import rows_of
from data.answers import breakdown, kpis, payments, segments, series
from data.changes import Change
from data.dimensions import Dimension
from data.filters import Filters
from data.metrics import METRICS, metric
from data.periods import Grain
from data.warehouse import View


class Question(StrEnum):
    """The names of the answers."""

    KPIS = "kpis"
    SERIES = "series"
    TOP = "top"
    SEGMENTS = "segments"
    PAYMENTS = "payments"
    FORECAST = "forecast"


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with everything it may need."""

    view: View
    filters: Filters
    metric: str
    grain: Grain
    by: Dimension
    limit: int
    horizon: int


def kpi_object(asked: Asked) -> dict[str, dict[str, Any]]:
    """Metric name -> value and baselines."""
    return {row.pop("metric"): row for row in rows_of(_kpis(asked))}


def _kpis(asked: Asked) -> pd.DataFrame:
    found = kpis.kpis(asked.view, list(METRICS), asked.filters)
    rows = [
        {
            "metric": kpi.metric.name,
            "value": kpi.value,
            "previous": kpi.previous,
            "change": _size(kpi.change),
            "change_kind": kpi.change.kind.value,
            "last_year": kpi.last_year,
            "yearly_change": _size(kpi.yearly_change),
            "unfinished": kpi.unfinished,
        }
        for kpi in found
    ]
    return pd.DataFrame(rows)


def _size(change: Change) -> float | None:
    return None if change.value is None else round(change.value, 6)


def _series(asked: Asked) -> pd.DataFrame:
    chosen = metric(asked.metric)
    frame = series.series(asked.view, [chosen], asked.filters, asked.grain)
    return frame.rename(columns={chosen.name: "value"})


def _top(asked: Asked) -> pd.DataFrame:
    chosen = metric(asked.metric)
    frame = breakdown.breakdown(asked.view, [chosen], asked.filters, asked.by, asked.limit)
    frame = frame.rename(columns={chosen.name: "value"})
    return frame[["key", "label", "value", "share"]]


def _segments(asked: Asked) -> pd.DataFrame:
    return segments.segments(asked.view, asked.filters)


def _payments(asked: Asked) -> pd.DataFrame:
    return payments.payments(asked.view, asked.filters)


def _forecast(asked: Asked) -> pd.DataFrame:
    result = forecast_of(asked.view, metric(asked.metric), asked.filters, asked.horizon)
    return result.frame.assign(model=result.model)


ANSWERS: dict[Question, Callable[[Asked], pd.DataFrame]] = {
    Question.KPIS: _kpis,
    Question.SERIES: _series,
    Question.TOP: _top,
    Question.SEGMENTS: _segments,
    Question.PAYMENTS: _payments,
    Question.FORECAST: _forecast,
}
