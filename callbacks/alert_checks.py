"""Whether an alert fires: its metric over the last complete period, judged as its rule says."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from callbacks.alert_words import beyond, changed, ranged
from data.answers.complete import complete_period, known_to
from data.answers.history import complete_months
from data.answers.kpis import baseline_period, kpis, values
from data.changes import Kind
from data.filters import FilterError, Filters
from data.formulas import Format, Metric
from data.metrics import UnknownMetric, metric
from data.notes.alert_records import AlertKind, Rule, Side, State
from data.notes.alert_steps import Finding
from data.periods import Period
from data.selection import parse
from data.warehouse import View
from layouts import dates
from models.errors import TooLittleData, WrongInput
from models.forecasting import forecast

# Fewer complete months before the one that is judged, and a range of a forecast means little.
LEAST_MONTHS = 8


class CannotTell(ValueError):
    """There is nothing to judge; the text says why."""


def kept_by(rule: Rule) -> Filters:
    """What the rule keeps of each dimension, without a period."""
    return parse(rule.filters).kept


def finding(view: View, rule: Rule) -> Finding:
    """How the rule stands after the last complete period; `no-data` says why nobody can tell."""
    period = complete_period(view.release, rule.window)
    if period is None:
        known = dates.span(
            view.release.first_day, max(known_to(view.release), view.release.first_day)
        )
        return _unknown(
            None, f"There is no complete {rule.window.value} yet: the data hold {known}."
        )
    try:
        chosen, filters = metric(rule.metric), kept_by(rule).within(period)
        return _JUDGES[rule.kind](view, rule, chosen, filters, period)
    except (CannotTell, FilterError, UnknownMetric, TooLittleData, WrongInput) as error:
        return _unknown(period, str(error))


def _unknown(period: Period | None, why: str) -> Finding:
    return Finding(period, State.NO_DATA, None, why)


def _value(view: View, chosen: Metric, filters: Filters) -> float:
    found = values(view, [chosen], filters)[chosen.name]
    if found is None:
        raise CannotTell(f"{chosen.label} cannot be told: it is {chosen.null_rule}.")
    return found


def _threshold(view: View, rule: Rule, chosen: Metric, filters: Filters, period: Period) -> Finding:
    value = _value(view, chosen, filters)
    limit = float(rule.value) / (100 if chosen.format is Format.PERCENT else 1)
    fires = _is_beyond(rule.side, round(value - limit, 9), 0.0)
    said = beyond(rule, chosen, value, view.release.currency, fires=fires)
    return Finding(period, _state(fires), value, said)


def _change(view: View, rule: Rule, chosen: Metric, filters: Filters, period: Period) -> Finding:
    found = kpis(view, [chosen.name], filters, rule.comparison)[0]
    value = _value(view, chosen, filters)
    before = baseline_period(view, filters, rule.comparison)
    if before is None:
        first = dates.day(view.release.first_day)
        raise CannotTell(f"There is nothing to compare with: the data begin on {first}.")
    if found.change.kind not in {Kind.PERCENT, Kind.POINTS} or found.change.value is None:
        raise CannotTell(
            f"A change in per cent cannot be told: {chosen.label.lower()} of "
            f"{dates.period(before)} was not above 0, or is not known."
        )
    size = round(found.change.value * 100, 9)
    fires = _is_beyond(rule.side, size, float(rule.value))
    return Finding(period, _state(fires), value, changed(rule, found, view.release.currency))


def _band(view: View, rule: Rule, chosen: Metric, filters: Filters, period: Period) -> Finding:
    """Outside what had been forecast for the month from the months before it alone."""
    months = complete_months(view, chosen, filters)
    before = months[[day.date() < period.start for day in months.index]]
    if len(before) < LEAST_MONTHS:
        raise TooLittleData(
            "A forecast's range, in complete months before,", LEAST_MONTHS, len(before)
        )
    ahead = forecast(before, 1, "MS").frame.iloc[0]
    if pd.Timestamp(ahead["ds"]).date() != period.start:
        raise CannotTell("The months before it are not known.")
    low, high = float(ahead[f"lo{int(rule.value)}"]), float(ahead[f"hi{int(rule.value)}"])
    value = _value(view, chosen, filters)
    over, under = value > high, value < low
    fires = {Side.ABOVE: over, Side.BELOW: under, Side.EITHER: over or under}[rule.side]
    said = ranged(rule, chosen, value, (low, high), view.release.currency)
    return Finding(period, _state(fires), value, said)


def _is_beyond(side: Side, value: float, limit: float) -> bool:
    above, below = value > limit, value < -limit
    return {Side.ABOVE: above, Side.BELOW: below, Side.EITHER: above or below}[side]


def _state(fires: bool) -> State:
    return State.FIRING if fires else State.OK


_Judge = Callable[[View, Rule, Metric, Filters, Period], Finding]
_JUDGES: dict[AlertKind, _Judge] = {
    AlertKind.THRESHOLD: _threshold,
    AlertKind.CHANGE: _change,
    AlertKind.BAND: _band,
}
