"""The parts of a simulated shop in their first period ahead, over both stores."""

from __future__ import annotations

import pytest

from data.answers.forecast_parts import next_parts
from data.answers.forecasts import NotForecast, stored_forecast, stored_scores
from data.levels import WHOLE, Level
from data.periods import Grain
from data.warehouse import View


@pytest.mark.parametrize("level", [level for level in Level if level is not Level.TOTAL])
def test_parts_add_up_to_the_whole_and_the_largest_comes_first(
    demo_view: View, level: Level
) -> None:
    found = next_parts(demo_view, level, Grain.MONTH)
    whole = stored_forecast(demo_view, Level.TOTAL, WHOLE, Grain.MONTH).iloc[0]
    assert sum(round(value * 100) for value in found["yhat"]) == round(whole["yhat"] * 100)
    assert found["share"].sum() == pytest.approx(1)
    assert found["ds"].eq(whole["ds"]).all()
    named = found[found["key"] != level.rest]
    assert named["yhat"].is_monotonic_decreasing
    assert found["key"].tolist()[: len(named)] == named["key"].tolist()


def test_a_part_has_the_numbers_and_the_record_that_were_kept_of_it(demo_view: View) -> None:
    first = next_parts(demo_view, Level.COUNTRY, Grain.WEEK).iloc[0]
    kept = stored_forecast(demo_view, Level.COUNTRY, first["key"], Grain.WEEK).iloc[0]
    for name in ("ds", "yhat", "lo80", "hi80", "lo95", "hi95", "model", "label"):
        assert first[name] == kept[name], name
    scores = stored_scores(demo_view, Grain.WEEK)
    ours = (scores["level"] == "country") & (scores["key"] == first["key"])
    assert first["wape"] == pytest.approx(scores.loc[ours, "wape"].iloc[0], nan_ok=True)


def test_products_have_no_weeks_and_days(demo_view: View) -> None:
    with pytest.raises(NotForecast, match="Product: forecasts are made by month only"):
        next_parts(demo_view, Level.PRODUCT, Grain.DAY)
