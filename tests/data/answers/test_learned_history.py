"""A part's forecast learns from its first sale on, on the page as in training."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from data.answers.forecasts import learned_history, level_history, stored_scores
from data.levels import Level
from data.periods import Grain
from data.warehouse import View
from models.forecasting import forecast

FREQUENCIES = {Grain.MONTH: "MS", Grain.WEEK: "W-MON", Grain.DAY: "D"}


@pytest.mark.parametrize("grain", FREQUENCIES)
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
