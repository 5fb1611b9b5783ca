"""Made-up series of sales whose trend and season are known beforehand."""

from __future__ import annotations

import numpy as np
import pandas as pd

STARTS = {"MS": "2021-01-01", "W-MON": "2021-01-04", "D": "2024-01-01"}


def sales(freq: str, periods: int, *, noise: float = 0.03, seed: int = 7) -> pd.Series:
    """Around 10,000 a period: 10 % more each year, a wave, a strong December, weak weekends."""
    index = pd.date_range(STARTS[freq], periods=periods, freq=freq)
    years = (index - index[0]).days.to_numpy() / 365.25
    wave = 0.2 * np.sin(2 * np.pi * index.day_of_year.to_numpy() / 365.25)
    december = 0.3 * (index.month == 12)
    weekend = np.where(index.day_of_week >= 5, np.log(0.6), 0.0) if freq == "D" else 0.0
    random = np.random.default_rng(seed).normal(0.0, noise, periods)
    values = 10_000 * np.exp(0.1 * years + wave + december + weekend + random)
    return pd.Series(values, index=index)


def months(values: list[float], start: str = "2024-01-01") -> pd.Series:
    """A monthly series of exactly these values."""
    index = pd.date_range(start, periods=len(values), freq="MS")
    return pd.Series(values, index=index, dtype=float)
