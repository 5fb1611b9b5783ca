"""The panel's regression is the single one, and the adjustment finds what was put in."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from models.forecasters.linear import Linear
from models.panel.adjustment import adjusted
from models.panel.parts import parts, sales
from models.panel.regression import LinearRegression
from models.series import dates
from tests.models.sales import sales as made_up


@pytest.mark.parametrize(
    ("freq", "periods", "damping"), [("MS", 50, 0.9), ("W-MON", 130, 0.95), ("D", 420, 0.97)]
)
def test_a_panel_of_regressions_gives_what_each_gives_alone(
    freq: str, periods: int, damping: float
) -> None:
    wide = pd.DataFrame({seed: made_up(freq, periods, seed=seed) for seed in range(3)})
    if freq == "D":
        wide.loc[dates(wide).day_of_week == 6, 1] = 0.0
    wide.iloc[:17, 2] = np.nan
    found = LinearRegression("GB").predict(wide.to_numpy().T, pd.DatetimeIndex(wide.index), 9)
    for row in range(3):
        y = wide[row].dropna().asfreq(freq)
        alone = Linear("GB", damping=(damping,)).fit(y).predict(9)["yhat"]
        np.testing.assert_allclose(found[row], alone.to_numpy(), rtol=1e-9)


@pytest.mark.parametrize(("freq", "periods"), [("MS", 60), ("W-MON", 160), ("D", 800)])
def test_what_is_left_without_the_season_is_smooth(freq: str, periods: int) -> None:
    y = made_up(freq, periods, noise=0.001)
    history = y.to_numpy()[None, :]
    _, part = next(parts(history, dates(y), 10))
    plain = adjusted(part, None)
    assert np.abs(np.diff(plain.logs[0])).mean() < 0.25 * np.abs(np.diff(part.logs()[0][0])).mean()
    # Taken apart and put together again it is the same series.
    whole = adjusted(part, None)
    np.testing.assert_allclose(sales(part.logs()[0], whole.unit), history, rtol=1e-12)


def test_a_december_of_thirty_percent_is_found() -> None:
    y = made_up("MS", 72, noise=0.005)
    _, part = next(parts(y.to_numpy()[None, :], dates(y), 12))
    effects = adjusted(part, None).effects[0]
    # 10 % a year is 0.01 a month: the rest of the step to December is the season's.
    steps = part.logs()[0][0, 11::12] - part.logs()[0][0, 10::12]
    assert effects[11] - effects[10] == pytest.approx(steps.mean() - 0.01, abs=0.02)
    assert effects[11] == effects.max()


def test_two_values_can_be_adjusted_and_nothing_is_taken_from_them() -> None:
    index = pd.date_range("2024-01-01", periods=2, freq="MS")
    _, part = next(parts(np.array([[100.0, 120.0]]), index, 3))
    plain = adjusted(part, None)
    np.testing.assert_array_equal(plain.logs, part.logs()[0])
    assert plain.effects.tolist() == [[0.0, 0.0, 0.0]]
