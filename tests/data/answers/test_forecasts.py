"""What a release expects: kept where it is kept, added up to the cent, and scored when it came."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from callbacks.trained import whole_shop_forecast
from data import schema
from data.answers.forecasts import (
    NotForecast,
    forecast_keys,
    learned_history,
    level_history,
    score_history,
    stored_forecast,
    stored_scores,
)
from data.levels import HORIZONS, WHOLE, Level
from data.notes import nothing_kept, open_notes
from data.notes.forecast_log import ForecastLog, Kept, Origin
from data.periods import Grain
from data.stores import FileStore
from data.warehouse import View, Warehouse
from models.forecasting import forecast
from tests.data import shop
from tests.data.answers.made import NoCache

LADDER = ["lo95", "lo80", "yhat", "hi80", "hi95"]
GRAINS = [(level, grain) for level in Level for grain in level.grains]


@pytest.mark.parametrize(("level", "grain"), GRAINS)
def test_parts_add_up_to_the_whole_shop_in_every_period(
    demo_view: View, level: Level, grain: Grain
) -> None:
    whole = stored_forecast(demo_view, Level.TOTAL, WHOLE, grain)
    parts = [
        stored_forecast(demo_view, level, k, grain) for k, _ in forecast_keys(demo_view, level)
    ]
    assert len(whole) == HORIZONS[grain]
    assert all(part["ds"].equals(whole["ds"]) for part in parts)
    cents = np.sum([np.rint(part["yhat"] * 100).astype(int) for part in parts], axis=0)
    assert cents.tolist() == np.rint(whole["yhat"] * 100).astype(int).tolist()
    for part in parts:
        assert (np.diff(part[LADDER].to_numpy(), axis=1) >= 0).all()


@pytest.mark.parametrize("level", Level)
def test_histories_of_the_parts_add_up_to_the_whole_shops(demo_view: View, level: Level) -> None:
    whole = level_history(demo_view, Level.TOTAL, WHOLE, Grain.MONTH)
    parts = [
        level_history(demo_view, level, key, Grain.MONTH)
        for key, _ in forecast_keys(demo_view, level)
    ]
    assert np.round(np.sum(parts, axis=0), 2).tolist() == whole.round(2).tolist()


def test_the_whole_shops_months_are_those_of_its_model(demo_view: View) -> None:
    model = whole_shop_forecast(demo_view)
    assert model is not None
    kept = stored_forecast(demo_view, Level.TOTAL, WHOLE, Grain.MONTH)
    assert kept[["ds", *LADDER]].to_dict("list") == model.frame[["ds", *LADDER]].to_dict("list")
    assert kept["model"].unique().tolist() == [model.model]
    scores = stored_scores(demo_view, Grain.MONTH).iloc[0]
    assert (scores["level"], scores["mase"]) == ("total", pytest.approx(model.scores["mase"]))
    assert scores["naive_mase"] == pytest.approx(model.scores["baseline_mase"])
    assert scores["beats_naive"] is model.beats_baseline
    history = level_history(demo_view, Level.TOTAL, WHOLE, Grain.MONTH)
    assert scores["periods"] == len(history)


def test_every_part_has_a_score_and_the_largest_comes_first(demo_view: View) -> None:
    scores = stored_scores(demo_view, Grain.MONTH)
    for level in Level:
        keys = [key for key, _ in forecast_keys(demo_view, level)]
        assert sorted(keys) == sorted(scores.loc[scores["level"] == level.value, "key"])
    keys = [key for key, _ in forecast_keys(demo_view, Level.CATEGORY)]
    sums = [
        sum(
            stored_forecast(demo_view, Level.CATEGORY, key, grain)["yhat"].sum()
            for grain in HORIZONS
        )
        for key in keys
    ]
    assert sums == sorted(sums, reverse=True)


def test_what_is_not_forecast_is_said_in_words(demo_view: View, view: View) -> None:
    key = forecast_keys(demo_view, Level.PRODUCT)[0][0]
    with pytest.raises(NotForecast, match="Product: forecasts are made by month only"):
        stored_forecast(demo_view, Level.PRODUCT, key, Grain.WEEK)
    with pytest.raises(NotForecast, match="no forecast of 'Nowhere'"):
        stored_forecast(demo_view, Level.COUNTRY, "Nowhere", Grain.MONTH)
    with pytest.raises(NotForecast, match="no forecast of 'Nowhere'"):
        level_history(demo_view, Level.COUNTRY, "Nowhere", Grain.MONTH)
    with pytest.raises(NotForecast, match="too few complete periods"):
        stored_forecast(view, Level.TOTAL, WHOLE, Grain.MONTH)


def test_a_release_of_an_older_version_says_to_train_again(tmp_path: Path) -> None:
    store = FileStore(tmp_path)
    with store.begin() as draft:
        shop.build(draft.engine)
        for table in schema.PREDICTED:
            table.drop(draft.engine)
        draft.publish(shop.info_of(draft))
    old = Warehouse(store, NoCache()).view()
    for ask in (
        lambda: stored_forecast(old, Level.TOTAL, WHOLE, Grain.MONTH),
        lambda: stored_scores(old, Grain.WEEK),
        lambda: forecast_keys(old, Level.COUNTRY),
        lambda: level_history(old, Level.COUNTRY, "Germany", Grain.MONTH),
    ):
        with pytest.raises(NotForecast, match="Train again"):
            ask()
    assert level_history(old, Level.TOTAL, WHOLE, Grain.MONTH).to_dict() == {
        pd.Timestamp("2026-06-01"): 49.0
    }
    assert score_history(old, nothing_kept()).empty


def said(*yhat: float) -> pd.DataFrame:
    """From June on, each 5 and 10 around."""
    months = pd.date_range("2026-06-01", periods=len(yhat), freq="MS")
    frame = pd.DataFrame({"ds": months, "step": range(1, len(yhat) + 1), "yhat": yhat})
    bounds = {"lo80": -5, "hi80": 5, "lo95": -10, "hi95": 10}
    return frame.assign(model="Test", **{name: frame["yhat"] + by for name, by in bounds.items()})


def test_a_kept_forecast_is_scored_when_its_month_is_complete(view: View, tmp_path: Path) -> None:
    """June sold 49.00; July is not over."""
    notes = open_notes(tmp_path)
    log = ForecastLog(notes.place)
    log.record(
        view.release, Origin(date(2026, 5, 1), Decimal("37.5")), [Kept("total", "", said(45, 60))]
    )
    log.record(view.release, Origin(date(2026, 4, 1), Decimal(0)), [Kept("total", "", said(39))])
    found = score_history(view, notes)
    assert found["ds"].tolist() == [pd.Timestamp("2026-06-01")] * 2
    assert found["made_on"].dt.month.tolist() == [4, 5]
    assert found["actual"].tolist() == [49.0, 49.0]
    assert found["error"].tolist() == [-10.0, -4.0]
    assert found["inside80"].tolist() == [False, True]
    assert found["inside95"].tolist() == [True, True]
    assert score_history(view, notes.reported_in("GBP"))["error"].tolist() == [-10.0, -4.0]


def test_what_was_kept_of_a_part_that_is_none_any_more_is_not_scored(
    view: View, tmp_path: Path
) -> None:
    notes = open_notes(tmp_path)
    kept = [Kept("category", "Kitchen", said(45))]
    ForecastLog(notes.place).record(view.release, Origin(date(2026, 5, 1), Decimal(1)), kept)
    assert score_history(view, notes, Level.CATEGORY, "Kitchen").empty


def test_without_anything_kept_the_history_is_empty_with_all_its_columns(view: View) -> None:
    found = score_history(view, nothing_kept())
    assert found.empty
    assert {"made_on", "ds", "step", "yhat", "actual", "error", "inside80"} <= set(found.columns)


@pytest.mark.parametrize("grain", HORIZONS)
def test_every_part_is_learned_from_as_many_periods_as_its_scores_say(
    demo_view: View, grain: Grain
) -> None:
    scores = stored_scores(demo_view, grain)
    found = [
        len(learned_history(demo_view, Level(level), key, grain))
        for level, key in zip(scores["level"], scores["key"], strict=True)
    ]
    assert found == scores["periods"].tolist()


def test_a_product_that_came_later_has_the_record_that_was_kept_of_it(demo_view: View) -> None:
    scores = stored_scores(demo_view, Grain.MONTH)
    tested = scores[(scores["level"] == "product") & scores["mase"].notna()]
    late = tested[tested["periods"] < scores["periods"].max()].head(5)
    assert len(late) == 5
    for row in late.itertuples():
        key = str(row.key)
        history = learned_history(demo_view, Level.PRODUCT, key, Grain.MONTH)
        whole = level_history(demo_view, Level.PRODUCT, key, Grain.MONTH)
        pd.testing.assert_series_equal(whole.tail(len(history)), history)
        assert whole.head(-len(history)).eq(0).all()
        found = forecast(history, 6, "M")
        assert found.backtest is not None
        assert np.isclose(found.backtest.mase or np.nan, float(str(row.mase)), rtol=1e-9)
        assert found.model == row.model
