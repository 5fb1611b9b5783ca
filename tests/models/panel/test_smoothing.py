"""Exponential smoothing and Theta against recursions written out one value at a time."""

from __future__ import annotations

import numpy as np
import pytest

from models.panel.smoothing import Grid, grid, smoothed
from models.panel.theta import theta

Z = np.array([[1.0, 1.2, 1.1, 1.4, 1.3, 1.6, 1.5, 1.9], [2.0, 1.9, 2.1, 1.8, 2.2, 1.7, 2.3, 1.6]])
FOREVER = 1e12


def point(level: float, trend: float, damping: float) -> Grid:
    return Grid(np.array([level]), np.array([trend]), np.array([damping]))


def by_hand(
    z: list[float], smoothing: tuple[float, float, float], level: float, trend: float
) -> tuple[float, float, float]:
    """Hyndman and others (2008), table 2.3, ETS(A,Ad,N): level, trend and squared errors."""
    (alpha, beta, phi), errors = smoothing, 0.0
    for value in z:
        error = value - (level + phi * trend)
        level, trend = level + phi * trend + alpha * error, phi * trend + beta * error
        errors += error**2
    return level, trend, errors


def test_a_damped_trend_is_smoothed_as_written_out_by_hand() -> None:
    found = smoothed(Z, point(0.4, 0.1, 0.9), FOREVER)
    for row, z in enumerate(Z):
        slope, mean = np.polyfit(np.arange(8) - 3.5, z, 1)
        level, trend, _ = by_hand(z.tolist(), (0.4, 0.1, 0.9), mean - slope * 4.5, slope)
        assert found.level[row, 0] == pytest.approx(level)
        assert found.trend[row, 0] == pytest.approx(trend)
        assert found.weight[row, 0] == 1.0


def test_a_level_alone_begins_with_the_mean_of_four_values() -> None:
    found = smoothed(Z, point(0.5, 0.0, 0.0), FOREVER)
    level, _, _ = by_hand(Z[0].tolist(), (0.5, 0.0, 0.0), (1.0 + 1.2 + 1.1 + 1.4) / 4, 0.0)
    assert found.level[0, 0] == pytest.approx(level)
    assert found.trend[0, 0] == 0.0


def test_points_of_the_grid_weigh_by_a_fifth_of_their_difference_in_aic() -> None:
    two = Grid(np.array([0.2, 0.8]), np.zeros(2), np.zeros(2))
    found = smoothed(Z, two, FOREVER)
    errors = [by_hand(Z[0].tolist(), (a, 0.0, 0.0), 1.175, 0.0)[2] for a in (0.2, 0.8)]
    # Both spend one parameter; eight errors: AIC is 8 log(mean squared error) + 2.
    raw = [np.exp(-0.5 * 0.2 * 8 * np.log(error / 8)) for error in errors]
    assert found.weight[0] == pytest.approx(np.array(raw) / sum(raw), rel=1e-6)
    assert found.weight.sum(axis=1) == pytest.approx([1.0, 1.0])


def test_the_grid_holds_levels_alone_and_trends_damped_and_full() -> None:
    points = grid()
    assert len(points.level) == 9 + 9 * 3 * 2
    assert points.parameters.min() == 1.0
    assert points.parameters.max() == 3.0
    assert set(points.damping.tolist()) == {0.0, 0.9, 1.0}
    assert points.level.max() == 1.0


def test_theta_is_the_mean_of_its_two_lines() -> None:
    """Assimakopoulos and Nikolopoulos (2000): line 0 is the regression, line 2 doubles the bends.

    Line 2 is smoothed by simple exponential smoothing, line 0 goes on straight; their mean is the
    forecast. With the whole slope in the smoothing's start both ways are the same.
    """
    alpha, z, n = 0.3, Z[0], 8
    slope, middle = np.polyfit(np.arange(n), z, 1)
    line = middle + slope * np.arange(n + 3)
    doubled = 2 * z - line[:n]
    level = 2 * z[:4].mean() - line[0]
    for value in doubled:
        level += alpha * (value - level)
    expected = (line[n:] + level) / 2
    found = theta(z[None, :], 3, FOREVER, np.array([alpha]))[0]
    assert found == pytest.approx(expected)


def test_theta_follows_a_straight_line_with_half_its_slope_ahead() -> None:
    found = theta(np.arange(1.0, 201.0)[None, :], 3, FOREVER)[0]
    assert np.diff(found) == pytest.approx([0.5, 0.5])
