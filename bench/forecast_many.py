"""What forecasting 1,000 series costs, against the least a forecast can be.

`python -m bench forecast_many`. Months (five years, some begun later), six
ahead, each panel in a process of its own. The floor is the same panel with seasonal-naive alone, at
the same rolling origins, with the same weights, intervals and scores.
"""

from __future__ import annotations

import sys

import numpy as np
import pandas as pd

from bench.cost import process_cost, say_cost
from bench.rows import Row
from bench.scale import Scale
from models.panel import marks, report
from models.panel.engine import run
from models.panel.many import forecast_panel
from models.panel.repeats import LastSeason, LastValue
from models.series import following

MONTHS, HORIZON = 60, 6
WAYS = ("floor", "product")
SEED = 20261123


def rows(scale: Scale) -> list[Row]:
    """The product beside seasonal-naive alone: processor time, and the highest memory."""
    series = scale.series
    floor, product = (process_cost("bench.forecast_many", str(series), what) for what in WAYS)
    what = f"{series:,} series of {MONTHS} months, {HORIZON} ahead"
    return [
        Row(what, product.cpu, "s CPU", floor.cpu, "seasonal-naive alone"),
        Row(f"{what}: highest memory", product.peak_mb, "MB"),
    ]


def panel(series: int) -> pd.DataFrame:
    """Made-up sales with a trend, a season and noise; every second series began later."""
    random = np.random.default_rng(SEED)
    index = pd.date_range("2021-01-01", periods=MONTHS, freq="MS")
    season = random.normal(0.0, 0.2, (12, series))[index.month - 1]
    trend = np.linspace(0.0, 1.0, MONTHS)[:, None] * random.normal(0.2, 0.2, series)
    level = random.normal(8.0, 2.0, series)
    noise = random.normal(0.0, 0.1, (MONTHS, series))
    values = np.exp(level + trend + season + noise)
    begun = np.where(np.arange(series) % 2, random.integers(0, MONTHS - 12, series), 0)
    values[np.arange(MONTHS)[:, None] < begun] = np.nan
    return pd.DataFrame(values, index=index)


def floor(wide: pd.DataFrame) -> int:
    """Seasonal-naive at every origin, with intervals and scores; how many rows it answered."""
    values, index = wide.to_numpy().T, pd.DatetimeIndex(wide.index, freq="MS")
    outcome = run([LastValue(), LastSeason()], values, index, HORIZON)
    test = marks.test_of(outcome, values)
    marks.marks(outcome, test, outcome.past.yhat[1])
    return len(report.future_frame(outcome, list(wide.columns), following(index, HORIZON)))


def work(what: str, series: int) -> None:
    """Run one side, and say what it took."""
    wide = panel(series)

    def run_it() -> None:
        count = floor(wide) if what == "floor" else len(forecast_panel(wide, HORIZON, "MS").frame)
        assert count == series * HORIZON

    say_cost(run_it)


if __name__ == "__main__":
    work(sys.argv[2], int(sys.argv[1]))
