"""Time until something happens, where for some it has not happened yet (Kaplan and Meier)."""

from __future__ import annotations

import numpy as np
import pandas as pd


def kaplan_meier(counts: pd.DataFrame) -> pd.DataFrame:
    """The share still waiting after each day.

    `counts`: `day` (each once), `events` (waits that ended on it), `censored` (waits that were
    watched up to it and had not ended). Columns `day`, `at_risk`, `events`, `censored`,
    `waiting`, with a row per day of `counts`, the earliest first. Whoever was watched up to a day
    was still at risk on it.
    """
    found = counts[["day", "events", "censored"]].sort_values("day", ignore_index=True)
    leaving = (found["events"] + found["censored"]).to_numpy(dtype=np.int64)
    at_risk = leaving[::-1].cumsum()[::-1]
    ended = found["events"].to_numpy(dtype=float)
    stayed = 1.0 - np.divide(ended, at_risk, out=np.zeros(len(found)), where=at_risk > 0)
    found.insert(1, "at_risk", at_risk)
    return found.assign(waiting=stayed.cumprod())


def median_wait(curve: pd.DataFrame) -> int | None:
    """The first day on which no more than half still wait; None where that was never seen."""
    half = curve.loc[curve["waiting"] <= 0.5 + 1e-12, "day"]
    return int(half.iloc[0]) if len(half) else None


def waiting_after(curve: pd.DataFrame, day: int) -> float:
    """The share still waiting at the end of a day."""
    until = curve.loc[curve["day"] <= day, "waiting"]
    return float(until.iloc[-1]) if len(until) else 1.0
