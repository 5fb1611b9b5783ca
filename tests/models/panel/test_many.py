"""Many series at once: the same numbers as one by one, and a word for each that cannot be had."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from models.errors import WrongInput
from models.forecasting import forecast, forecast_panel
from models.panel import many
from models.panel.answer import FRAME, SCORES
from tests.models.sales import sales


def wide(freq: str = "MS", periods: int = 60, series: int = 4) -> pd.DataFrame:
    return pd.DataFrame({f"s{n}": sales(freq, periods, noise=0.08, seed=n) for n in range(series)})


@pytest.mark.parametrize(("freq", "periods"), [("MS", 70), ("W-MON", 150), ("D", 300)])
def test_a_series_of_a_panel_is_forecast_as_it_is_alone(freq: str, periods: int) -> None:
    frame = wide(freq, periods)
    frame.iloc[: periods // 10, 1] = np.nan
    found = forecast_panel(frame, 5, freq, country="GB")
    assert found.frame.columns.tolist() == FRAME
    assert found.scores.columns.tolist() == SCORES
    for key in ("s0", "s1"):
        alone = forecast(frame[key].dropna(), 5, freq, country="GB")
        ours = found.frame[found.frame["key"] == key].reset_index(drop=True)
        pd.testing.assert_frame_equal(
            ours.drop(columns=["key", "model"]), alone.frame, rtol=1e-8, check_dtype=False
        )
        scores = found.scores.set_index("key").loc[key]
        assert alone.backtest is not None
        assert alone.baseline is not None
        assert scores["mase"] == pytest.approx(alone.backtest.mase)
        assert scores["wape"] == pytest.approx(alone.backtest.wape)
        assert scores["coverage80"] == pytest.approx(alone.backtest.coverage80)
        assert scores["naive_mase"] == pytest.approx(alone.baseline.mase)
        assert scores["beats_naive"] is alone.beats_baseline
        assert scores["model"] == alone.model


def test_series_are_taken_in_chunks_without_a_change(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = forecast_panel(wide(), 6, "M")
    monkeypatch.setattr(many, "CHUNK", 3)
    told: list[tuple[str, float]] = []
    parts = forecast_panel(wide(), 6, "M", progress=lambda *step: told.append(step))
    pd.testing.assert_frame_equal(parts.frame, whole.frame)
    pd.testing.assert_frame_equal(parts.scores, whole.scores)
    fractions = [fraction for _, fraction in told]
    assert fractions == sorted(fractions)
    assert fractions[-1] == 1.0


def test_short_series_are_forecast_by_what_they_can_show_and_say_so() -> None:
    frame = wide()
    frame.iloc[:58, 1] = np.nan
    frame.iloc[:, 2] = np.nan
    frame.iloc[:50, 3] = np.nan
    found = forecast_panel(frame, 2, "M")
    assert found.frame["key"].tolist() == ["s0", "s0", "s3", "s3"]
    notes = found.scores.set_index("key")["note"]
    assert found.scores["key"].tolist() == ["s0", "s1", "s2", "s3"]
    assert notes["s1"] == "Forecasts need at least 3; there are 2."
    assert notes["s2"] == "Forecasts need at least 3; there are 0."
    assert notes["s3"].endswith(
        "10 months of history show no season. Under a year every method leaves the season out."
    )


def test_a_blank_within_a_series_sold_nothing() -> None:
    frame = wide(series=2)
    frame.iloc[30, 0] = np.nan
    filled = frame.fillna(0.0)
    pd.testing.assert_frame_equal(
        forecast_panel(frame, 2, "M").frame, forecast_panel(filled, 2, "M").frame
    )


def test_only_the_latest_ten_years_of_months_are_learnt_from() -> None:
    frame = wide(periods=130, series=1)
    pd.testing.assert_frame_equal(
        forecast_panel(frame, 2, "M").frame, forecast_panel(frame.iloc[10:], 2, "M").frame
    )


def test_a_panel_that_cannot_be_read_is_refused() -> None:
    with pytest.raises(WrongInput, match="not indexed by dates"):
        forecast_panel(pd.DataFrame({"a": [1.0, 2, 3]}), 2, "M")
    twice = pd.DataFrame({"a": [1.0, 2]}, index=pd.to_datetime(["2024-01-01", "2024-01-20"]))
    with pytest.raises(WrongInput, match="two rows for the period of 2024-01-01"):
        forecast_panel(twice, 2, "M")
    empty = forecast_panel(pd.DataFrame(index=pd.DatetimeIndex([])), 2, "M")
    assert len(empty.frame) == len(empty.scores) == 0
