"""The page says of accuracy what was measured, and the measure is what it is called."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from bench.forecast_accuracy import scores, tables
from bench.forecast_accuracy.contenders import BOOSTED, CONTENDERS, OURS, SEASONAL, predicted
from bench.forecast_accuracy.tasks import DATA_SETS, US_FIVE, DataSet, Panel

PAGE = Path(__file__).resolve().parents[1] / "docs" / "models.md"


def test_the_page_shows_the_kept_scores() -> None:
    """Written anew from what `python -m bench.forecast_accuracy tables` prints."""
    text = PAGE.read_text(encoding="utf-8")
    documented = tables.documented(scores.kept())
    assert len(documented) == 6
    assert all(table in text for table in documented)


def test_every_score_of_a_data_set_is_of_the_same_series() -> None:
    kept = scores.kept()
    place = kept.groupby(["data", "origin"])
    assert len(place) == sum(len(data.origins) for data in DATA_SETS) == 25
    assert (place["digest"].nunique() == 1).all()
    every = kept[kept["series"] == scores.EVERY]
    assert (every.groupby(["data", "origin"])["tasks"].nunique() == 1).all()
    wanted = {OURS, "AutoETS", "AutoTheta", "Prophet", "Prophet, multiplicative", SEASONAL}
    assert (every.groupby(["data", "origin"])["contender"].agg(set).map(wanted.issubset)).all()


@pytest.fixture
def panel() -> Panel:
    """Two series that repeat each year and grow by 12; the next half-year does, too."""
    months = pd.date_range("2020-01-01", periods=42, freq="MS")
    wave = [100.0, 130.0, 90.0, 120.0, 80.0, 150.0] * 7
    y = pd.Series(wave, index=months) + 12.0 * (months.year - 2020)
    wide = pd.DataFrame({"a": y, "b": 10.0 * y})
    data = DataSet("made_up", "Made up", "MS", 12, 6, "GB", ("2022-12-01",), 1)
    return Panel(data, "2022-12-01", wide[:36], wide[36:], frozenset({"a"}))


def test_seasonal_naive_misses_by_the_growth_that_scales_it(panel: Panel) -> None:
    found = scored(SEASONAL, panel)
    assert found["mase"].tolist() == [1.0, 1.0]
    assert found["tasks"].tolist() == [2, 1]
    assert found["coverage80"].isna().all()


def test_contenders_see_nothing_but_the_history(panel: Panel) -> None:
    seen = {name: predicted(name, panel)[["key", "step", "yhat"]] for name in _MONTHLY}
    blind = Panel(panel.data, panel.origin, panel.history, panel.actual * 1_000.0, panel.sample)
    for name, forecasts in seen.items():
        pd.testing.assert_frame_equal(predicted(name, blind)[["key", "step", "yhat"]], forecasts)


_MONTHLY = [name for name in CONTENDERS if name != BOOSTED]


def test_a_missing_forecast_is_no_score(panel: Panel) -> None:
    forecasts = predicted(SEASONAL, panel)
    with pytest.raises(SystemExit, match="do not fit"):
        scores.scored(
            SEASONAL, panel, forecasts.assign(step=forecasts["step"] + 1), seconds=None, version=""
        )
    only_one = forecasts[forecasts["key"] == "a"]
    kept = scores.scored(SEASONAL, panel, only_one, seconds=None, version="")
    assert kept["series"].tolist() == [scores.SAMPLE]


def test_other_values_have_another_digest(panel: Panel) -> None:
    other = Panel(panel.data, panel.origin, panel.history + 1.0, panel.actual, panel.sample)
    assert scores.digest(other) != scores.digest(panel)
    assert US_FIVE.longest == 60


def scored(name: str, panel: Panel) -> pd.DataFrame:
    return scores.scored(name, panel, predicted(name, panel), seconds=1.0, version="")
