"""What forecasting 1,000 series costs, against the least a forecast can be.

`make bench`, or `python -m bench.forecast_many SERIES`. Months (five years, some begun later), six
ahead, each panel in a process of its own. The floor is the same panel with seasonal-naive alone, at
the same rolling origins, with the same weights, intervals and scores. Times as multiples of the
floor: by the clock, and by processor time, which neighbours disturb less.
"""

from __future__ import annotations

import os
import platform
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from bench.server import ROOT
from models.panel import marks, report
from models.panel.engine import run
from models.panel.many import forecast_panel
from models.panel.repeats import LastSeason, LastValue
from models.series import following

SERIES, MONTHS, HORIZON = 1_000, 60, 6
SEED = 20261123


@dataclass(frozen=True, slots=True)
class Cost:
    """What one process used."""

    wall: float
    cpu: float
    peak_mb: float


def main(series: int) -> None:
    """Measure the floor and the product, print."""
    print(f"{series:,} series of {MONTHS} months, {HORIZON} ahead, {platform.machine()}, ", end="")
    print(f"{os.cpu_count()} cores")
    print(f"{'':24}{'wall s':>8}{'cpu s':>8}{'peak MB':>9}{'series/s':>10}", end="")
    print(f"{'x wall':>8}{'x cpu':>7}", flush=True)
    floor = _measured("floor", series)
    _print("seasonal-naive alone", floor, series, floor)
    _print("forecast_panel", _measured("product", series), series, floor)


def _print(name: str, cost: Cost, series: int, floor: Cost) -> None:
    print(
        f"{name:24}{cost.wall:8.1f}{cost.cpu:8.1f}{cost.peak_mb:9.0f}{series / cost.wall:10,.0f}"
        f"{cost.wall / floor.wall:8.1f}{cost.cpu / floor.cpu:7.1f}",
        flush=True,
    )


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
    """Run one side and print its seconds by the clock, by the processor, and its peak."""
    wide = panel(series)
    begun, spent = time.perf_counter(), time.process_time()
    count = floor(wide) if what == "floor" else len(forecast_panel(wide, HORIZON, "MS").frame)
    assert count == series * HORIZON
    print(time.perf_counter() - begun, time.process_time() - spent, _peak_mb())


def _peak_mb() -> float:
    """The most memory this process ever held, as the kernel counts it."""
    with Path("/proc/self/status").open(encoding="ascii") as status:
        lines = dict(line.split(":", 1) for line in status)
    return int(lines["VmHWM"].split()[0]) / 1024


def _measured(what: str, series: int) -> Cost:
    command = [sys.executable, "-m", "bench.forecast_many", str(series), what]
    done = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True)
    return Cost(*(float(number) for number in done.stdout.split()))


if __name__ == "__main__":
    asked = int(sys.argv[1]) if len(sys.argv) > 1 else SERIES
    if len(sys.argv) > 2:
        work(sys.argv[2], asked)
    else:
        main(asked)
