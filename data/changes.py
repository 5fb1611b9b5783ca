"""How a value changed against its baseline, by the rules of `docs/metrics.md`."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from data.formulas import Format, Metric


class Kind(StrEnum):
    """What can honestly be said about a change."""

    PERCENT = "percent"  # value is a fraction: 0.1 is ten percent more
    POINTS = "points"  # rates: value is a difference of fractions
    DIFFERENCE = "difference"  # baseline not above 0: a percentage would mislead
    NEW = "new"  # nothing before, something now
    UNFINISHED = "unfinished"  # the period has not ended: no percentage
    MISSING = "missing"  # no baseline, or no value


@dataclass(frozen=True, slots=True)
class Change:
    """A change and its size; value is None where there is none to state."""

    kind: Kind
    value: float | None = None


def change(
    metric: Metric, value: float | None, baseline: float | None, *, unfinished: bool = False
) -> Change:
    """The change of a metric from its baseline."""
    if value is None or baseline is None:
        return Change(Kind.MISSING)
    if unfinished:
        return Change(Kind.UNFINISHED)
    if metric.format is Format.PERCENT:
        return Change(Kind.POINTS, value - baseline)
    return _relative(value, baseline)


def _relative(value: float, baseline: float) -> Change:
    if baseline > 0:
        return Change(Kind.PERCENT, value / baseline - 1)
    if baseline == 0 and value > 0:
        return Change(Kind.NEW)
    return Change(Kind.DIFFERENCE, value - baseline)
