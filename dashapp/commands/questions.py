"""What `query` can be asked, and who answers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from callbacks.baskets import bundles_of
from callbacks.seasons import season_of
from callbacks.unusual import unusual_days
from dashapp.commands.errors import Misused
from dashapp.commands.forecast_questions import About, forecast_rows, history_rows, score_rows
from dashapp.commands.output import rows_of
from dashapp.commands.question_names import Question
from dashapp.commands.rhythm import rhythm_table
from dashapp.commands.value_questions import calibration_rows, next_order_rows, value_rows
from dashapp.commands.what_if import scenario_table
from data.answers import (
    breakdown,
    cohorts,
    drivers,
    kpis,
    migration,
    patterns,
    payments,
    people,
    price_volume_mix,
    products,
    rfm,
    rows,
    segments,
    series,
)
from data.answers.baskets import Basket
from data.answers.bridge import Bridge
from data.answers.next_orders import Show
from data.basis import Basis
from data.changes import Change, change
from data.cohorts import Clock
from data.dimensions import Dimension
from data.filters import Filters
from data.levels import WHOLE, Level
from data.metrics import METRICS, Metric, metric, on_basis
from data.notes import Notes
from data.periods import Comparison, Grain
from data.warehouse import View
from models.bundles import Offer
from models.what_if import Levers


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with everything it may need."""

    view: View
    filters: Filters
    metric: str
    grain: Grain
    by: Dimension
    limit: int
    horizon: int | None
    compare: Comparison = Comparison.PREVIOUS
    basis: Basis = Basis.REFUND_DAY
    clock: Clock = Clock.MONTHS
    basket: Basket = Basket.ORDER
    discount: int = 10
    rise: int = 25
    levers: Levers = field(default_factory=Levers)
    show: Show = Show.DUE
    level: Level | None = None
    key: str = WHOLE
    notes: Notes | None = None

    @property
    def months(self) -> int:
        """How many months a scenario looks ahead; Misused for more than are forecast."""
        return About(Level.TOTAL, WHOLE, Grain.MONTH, self.horizon).ahead

    @property
    def chosen(self) -> Metric:
        """The metric asked for, on the basis asked for."""
        return on_basis(metric(self.metric), self.basis)


def kpi_object(asked: Asked) -> dict[str, dict[str, Any]]:
    """Metric name -> value and baselines."""
    return {row.pop("metric"): row for row in rows_of(_kpis(asked))}


def compared_with(asked: Asked) -> dict[str, str] | None:
    """The comparison and its days; None where there is none or the data do not reach back."""
    before = kpis.baseline_period(asked.view, asked.filters, asked.compare)
    if before is None:
        return None
    days = {"from": before.start.isoformat(), "to": before.end.isoformat()}
    return {"comparison": asked.compare.value, **days}


def _kpis(asked: Asked) -> pd.DataFrame:
    compared = (asked.compare, asked.basis)
    found = kpis.kpis(asked.view, list(METRICS), asked.filters, *compared)
    chosen = [kpi.metric for kpi in found]
    year_before = kpis.baseline(asked.view, chosen, asked.filters, Comparison.LAST_YEAR)
    rows = [
        {
            "metric": name,
            "value": kpi.value,
            "previous": kpi.previous,
            "change": _size(kpi.change),
            "change_kind": kpi.change.kind.value,
            "last_year": year_before.get(kpi.metric.name),
            "yearly_change": _size(_yearly(kpi, year_before)),
            "unfinished": kpi.unfinished,
        }
        for name, kpi in zip(METRICS, found, strict=True)
    ]
    return pd.DataFrame(rows)


def _yearly(kpi: kpis.Kpi, year_before: dict[str, float | None]) -> Change:
    then = year_before.get(kpi.metric.name)
    return change(kpi.metric, kpi.value, then, unfinished=kpi.unfinished)


def _size(moved: Change) -> float | None:
    return None if moved.value is None else round(moved.value, 6)


def _series(asked: Asked) -> pd.DataFrame:
    chosen = asked.chosen
    frame = series.series(asked.view, [chosen], asked.filters, asked.grain)
    return frame.rename(columns={chosen.name: "value"})


def _top(asked: Asked) -> pd.DataFrame:
    chosen = asked.chosen
    frame = breakdown.breakdown(asked.view, [chosen], asked.filters, asked.by, asked.limit)
    frame = frame.rename(columns={chosen.name: "value"})
    return frame[["key", "label", "value", "share"]]


def _segments(asked: Asked) -> pd.DataFrame:
    return segments.segments(asked.view, asked.filters)


def _cohorts(asked: Asked) -> pd.DataFrame:
    found = cohorts.cohorts(asked.view, asked.filters, asked.grain, asked.clock)
    return found.astype({"active": "Int64"})


def _rhythm(asked: Asked) -> pd.DataFrame:
    return rhythm_table(asked.view, asked.filters)


def _patterns(asked: Asked) -> pd.DataFrame:
    return patterns.hours(asked.view, asked.filters)


def _seasonality(asked: Asked) -> pd.DataFrame:
    found = season_of(asked.view, asked.chosen, asked.filters)
    return found.frame.assign(kind=found.kind)[["kind", "position", "index", "cycles"]]


def _anomalies(asked: Asked) -> pd.DataFrame:
    return unusual_days(asked.view, asked.chosen, asked.filters)


def _rfm(asked: Asked) -> pd.DataFrame:
    day = rfm.day_of(asked.view, asked.filters)
    return rfm.segments(asked.view, asked.filters, day).assign(scored_on=day.isoformat())


def _migration(asked: Asked) -> pd.DataFrame:
    ends = migration.ends_of_period(asked.view, asked.filters)
    days = {"from": ends.before.isoformat(), "to": ends.after.isoformat()}
    return migration.moves(asked.view, asked.filters, ends).assign(**days)


def _payments(asked: Asked) -> pd.DataFrame:
    return payments.payments(asked.view, asked.filters)


def answered(name: Question, asked: Asked) -> tuple[pd.DataFrame, dict[str, Any]]:
    """The rows of an answer, and what JSON says around them beside what it always says."""
    level = asked.level or Level.TOTAL
    if name is Question.FORECAST:
        about = About(level, asked.key, asked.grain, asked.horizon)
        return forecast_rows(asked.view, asked.chosen, asked.filters, about)
    if name is Question.FORECAST_HISTORY:
        return history_rows(asked.view, asked.notes, level, asked.key)
    return ANSWERS[name](asked), {}


def _forecast_scores(asked: Asked) -> pd.DataFrame:
    return score_rows(asked.view, asked.level, asked.grain)


def _what_if(asked: Asked) -> pd.DataFrame:
    return scenario_table(asked.view, asked.filters, asked.levers, asked.months)


def _drivers(asked: Asked) -> pd.DataFrame:
    return _bridge(drivers.drivers(asked.view, asked.filters, asked.compare, asked.basis))


def _mix(asked: Asked) -> pd.DataFrame:
    return _bridge(
        price_volume_mix.price_volume_mix(
            asked.view, asked.filters, asked.compare, asked.basis, asked.by
        )
    )


def _bridge(found: Bridge | None) -> pd.DataFrame:
    if found is None:
        raise Misused(
            "There is no period to compare with: name a period (--from and --to, or --month) "
            "that begins late enough for the data to know the one before it, and a --compare."
        )
    return found.frame()


def _products(asked: Asked) -> pd.DataFrame:
    """Every product, and what belongs to none: the rows add up to the key figures."""
    return products.everything(asked.view, asked.filters, asked.compare)


def _affinity(asked: Asked) -> pd.DataFrame:
    """The bundles of the page; `baskets` and `tested` say what lift and q were counted on."""
    offer = Offer(asked.discount / 100, asked.rise / 100)
    result = bundles_of(asked.view, asked.filters, asked.basket, offer)
    found = result.found.head(asked.limit)
    return found.assign(baskets=result.baskets.baskets, tested=result.baskets.tested)


def _orders(asked: Asked) -> pd.DataFrame:
    """The newest orders, and reversals that name none; nobody's name."""
    return rows.all_orders(asked.view, asked.filters, rows.Wanted(), limit=asked.limit)


def _customers(asked: Asked) -> pd.DataFrame:
    """The customers who brought most in the selection, by their ids."""
    return people.all_customers(asked.view, asked.filters, people.Wanted(), limit=asked.limit)


def _next_orders(asked: Asked) -> pd.DataFrame:
    return next_order_rows(asked.view, asked.filters, asked.show, asked.limit)


ANSWERS: dict[Question, Callable[[Asked], pd.DataFrame]] = {
    Question.KPIS: _kpis,
    Question.SERIES: _series,
    Question.TOP: _top,
    Question.SEGMENTS: _segments,
    Question.PAYMENTS: _payments,
    Question.FORECAST_SCORES: _forecast_scores,
    Question.WHAT_IF: _what_if,
    Question.DRIVERS: _drivers,
    Question.MIX: _mix,
    Question.RFM: _rfm,
    Question.MIGRATION: _migration,
    Question.COHORTS: _cohorts,
    Question.RHYTHM: _rhythm,
    Question.PATTERNS: _patterns,
    Question.SEASONALITY: _seasonality,
    Question.ANOMALIES: _anomalies,
    Question.PRODUCTS: _products,
    Question.AFFINITY: _affinity,
    Question.ORDERS: _orders,
    Question.CUSTOMERS: _customers,
    Question.CLV: lambda asked: value_rows(asked.view, asked.filters),
    Question.VALUE_DECILES: lambda asked: calibration_rows(asked.view),
    Question.NEXT_ORDERS: _next_orders,
}
