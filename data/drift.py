"""Whether forecasts have become worse than their record: pure arithmetic on kept forecasts.

Both rules look at one forecast of each month, the one made right before it: those made longer
before are about the same months, and would count one surprise many times.
"""

from __future__ import annotations

import math

import pandas as pd

# How many of the latest scored months are looked at.
RECENT = 12
# A rule speaks from so many on; the last so many are averaged.
LEAST = 3
CHANCE = 0.05


def drift_note(history: pd.DataFrame, tested: pd.DataFrame | None) -> str:
    """A sentence where recent errors leave what the record promised; empty where they do not.

    `history`: as `score_history` gives it. `tested`: a backtest's errors with columns actual and
    yhat, and step where there are several; None where the history was too short for a backtest.

    The first rule: the mean absolute error of the last three months is above what 95 % of the
    backtest's errors one month ahead stayed under. The second: so few of the last twelve months lie
    in their 80 % range that chance alone would do that in under one of twenty cases (binomial
    test, one-sided).
    """
    latest = _one_each(history)
    if len(latest) < LEAST:
        return ""
    said = [_larger(latest.tail(LEAST), tested), _outside(latest.tail(RECENT))]
    return " ".join(sentence for sentence in said if sentence)


def _one_each(history: pd.DataFrame) -> pd.DataFrame:
    """The latest forecast of every month, if it was made for the month right after its origin."""
    return history[history["step"] == 1].sort_values("ds")


def _larger(latest: pd.DataFrame, tested: pd.DataFrame | None) -> str:
    if tested is None or tested.empty:
        return ""
    first = tested[tested["step"] == 1] if "step" in tested else tested
    usual = float((first["yhat"] - first["actual"]).abs().quantile(1 - CHANCE))
    error, sold = float(latest["error"].abs().mean()), float(latest["actual"].sum()) / len(latest)
    if error <= usual or sold <= 0:
        return ""
    return (
        f"The last {len(latest)} forecasts missed by {error / sold:.0%} on average; 95% of those "
        f"in the backtest missed by less than {usual / sold:.0%}. Something has changed: train "
        "again, and look for what the past did not know."
    )


def _outside(latest: pd.DataFrame) -> str:
    inside, months = int(latest["inside80"].sum()), len(latest)
    if at_most(inside, months, 0.8) >= CHANCE:
        return ""
    return (
        f"Only {inside} of the last {months} months came out within their 80% range, fewer than "
        "chance explains: take the ranges as too narrow."
    )


def at_most(found: int, cases: int, share: float) -> float:
    """The chance of so many or fewer of the cases, each of which happens with this chance."""
    return math.fsum(
        math.comb(cases, n) * share**n * (1 - share) ** (cases - n) for n in range(found + 1)
    )
