"""From one number to another in steps that add up to the cent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

import pandas as pd
from babel.numbers import get_currency_precision

from data.answers.kpis import baseline_period, values
from data.basis import Basis
from data.effects import closed, rounded
from data.filters import Filters
from data.formulas import Format, Metric
from data.metrics import metric, on_basis
from data.periods import Comparison, Period
from data.warehouse import View

START, END = "start", "end"


@dataclass(frozen=True, slots=True)
class Step:
    """One bar of a bridge: what it did, and what it was before and after where that has a name."""

    name: str
    label: str
    amount: float
    before: float | None = None
    after: float | None = None
    format: Format = Format.MONEY


@dataclass(frozen=True, slots=True)
class Ends:
    """A number of two periods; both in whole units of the currency, as cards show them."""

    metric: Metric
    now: Filters
    before: Filters
    start: Decimal
    end: Decimal
    unit: Decimal

    @property
    def change(self) -> Decimal:
        """What the steps have to add up to."""
        return self.end - self.start

    @property
    def compared_with(self) -> Period:
        """The days before."""
        days = self.before
        if days.start is None or days.end is None:
            raise ValueError("A bridge begins with a period that has two ends.")
        return Period(days.start, days.end)


@dataclass(frozen=True, slots=True)
class Bridge:
    """Two numbers and the steps between them."""

    ends: Ends
    steps: tuple[Step, ...]

    def amount(self, name: str) -> Decimal:
        """What the step of this name did; 0 where there is none."""
        found = [step.amount for step in self.steps if step.name == name]
        return sum((rounded(value, self.ends.unit) for value in found), Decimal(0))

    def frame(self) -> pd.DataFrame:
        """A row per step between both ends: `step`, `label`, `amount`, `before`, `after`."""
        ends = self.ends
        rows = [
            (START, "Before", float(ends.start), None, None),
            *((s.name, s.label, s.amount, s.before, s.after) for s in self.steps),
            (END, "After", float(ends.end), None, None),
        ]
        frame = pd.DataFrame(rows, columns=["step", "label", "amount", "before", "after"])
        return frame.astype({"before": "float64", "after": "float64"})


def ends_of(view: View, filters: Filters, comparison: Comparison, basis: Basis) -> Ends | None:
    """Net sales of the selection and of what it is compared with; None without the latter.

    Days of the selection that the data do not know yet are compared with nothing.
    """
    period = baseline_period(view, filters, comparison)
    if period is None:
        return None
    chosen = on_basis(metric("net_sales"), basis)
    unit = Decimal(1).scaleb(-get_currency_precision(view.release.currency))
    before = filters.within(period)
    then, now = (values(view, [chosen], each)[chosen.name] or 0.0 for each in (before, filters))
    return Ends(chosen, filters, before, rounded(then, unit), rounded(now, unit), unit)


def bridged(ends: Ends, steps: Sequence[Step]) -> Bridge:
    """The bridge of steps that add up to the change but for rounding; Unbalanced if they do not."""
    amounts = closed([step.amount for step in steps], ends.change, ends.unit)
    pairs = zip(steps, amounts, strict=True)
    return Bridge(ends, tuple(replace(step, amount=float(cents)) for step, cents in pairs))
