"""Headline numbers of a selection, and what they were before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import pandas as pd

from data.answers.known import known_of
from data.basis import Basis
from data.changes import Change, change
from data.filters import Filters
from data.formulas import Metric
from data.metrics import metric, on_basis
from data.once import made_once, with_totals
from data.periods import Comparison, Period, compared_with
from data.prepared import prepared
from data.queries.aggregate import totals
from data.warehouse import View


@dataclass(frozen=True, slots=True)
class Kpi:
    """A metric's value and its baselines; None where there is no answer.

    `previous` is the value of the period compared with, whichever that is; `beside` the one of the
    other comparison that is worth a look (see `Comparison.beside`).
    """

    metric: Metric
    value: float | None
    previous: float | None
    beside: float | None
    unfinished: bool

    @property
    def change(self) -> Change:
        """Against the period compared with."""
        return change(self.metric, self.value, self.previous, unfinished=self.unfinished)

    @property
    def beside_change(self) -> Change:
        """Against the other one."""
        return change(self.metric, self.value, self.beside, unfinished=self.unfinished)


def kpis(
    view: View,
    names: Sequence[str],
    filters: Filters,
    compare: Comparison = Comparison.PREVIOUS,
    basis: Basis = Basis.REFUND_DAY,
) -> list[Kpi]:
    """The metrics of these names on a basis with both baselines, in their order."""
    metrics = [on_basis(metric(name), basis) for name in names]
    now = values(view, metrics, filters)
    before = baseline(view, metrics, filters, compare)
    other = baseline(view, metrics, filters, compare.beside)
    unfinished = is_unfinished(view, filters)
    return [Kpi(m, now[m.name], before.get(m.name), other.get(m.name), unfinished) for m in metrics]


def values(view: View, metrics: Sequence[Metric], filters: Filters) -> dict[str, float | None]:
    """Metric name -> value."""
    # A metric may be asked for twice: by its own name, and as what another is on a basis.
    once = {m.name: m for m in with_totals(metrics)}
    key = ("totals", view.release.id, view.scope, filters, *once)
    row = made_once(key, lambda: _row(view, list(once.values()), filters))
    return {m.name: row[m.name] for m in metrics}


def _row(view: View, metrics: Sequence[Metric], filters: Filters) -> dict[str, float | None]:
    found = view.frame(prepared(totals, metrics, filters, **known_of(view))).iloc[0]
    return {m.name: number(found[m.name]) for m in metrics}


def baseline(
    view: View, metrics: Sequence[Metric], filters: Filters, comparison: Comparison
) -> dict[str, float | None]:
    """The values of the period compared with; empty where the data do not reach back so far."""
    period = baseline_period(view, filters, comparison)
    return values(view, metrics, filters.within(period)) if period else {}


def baseline_period(view: View, filters: Filters, comparison: Comparison) -> Period | None:
    """The period compared with, if there is one and the data hold all of it.

    A period that has not ended is held against as many days as the data know of it: nine days of
    December against the first nine days of November.
    """
    release, chosen = view.release, filters.period
    if chosen is None:
        return None
    before = compared_with(chosen, comparison, max(release.last_day, chosen.start))
    return before if before and before.start >= release.first_day else None


def is_unfinished(view: View, filters: Filters) -> bool:
    """Whether the period goes on after the last day with data."""
    return filters.end is not None and filters.end > view.release.last_day


def count_orders(view: View, filters: Filters) -> int:
    """Orders in the selection."""
    return int(values(view, [metric("orders")], filters)["orders"] or 0)


def count_all_orders(view: View, filters: Filters) -> int:
    """Orders in the same period without any other filter."""
    everything = replace(Filters(), start=filters.start, end=filters.end)
    if everything == filters:
        return count_orders(view, filters)
    # Nothing else is asked of all orders, so not together with what the page asks of the selected.
    row = made_once(
        ("all orders", view.release.id, view.scope, everything),
        lambda: _row(view, [metric("orders")], everything),
    )
    return int(row["orders"] or 0)


def number(value: object) -> float | None:
    """A float, or None for whatever the database left out."""
    return None if pd.isna(value) else float(value)  # type: ignore[call-overload, arg-type]
