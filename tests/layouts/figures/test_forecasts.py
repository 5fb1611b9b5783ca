"""Forecast and back-test drawn."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from layouts.figures.forecasts import backtest, forecast

HISTORY = pd.DataFrame(
    {
        "period": pd.to_datetime(["2026-09-01", "2026-10-01", "2026-11-01"]),
        "value": [1000.0, 1200.0, 700.0],
    }
)
AHEAD = pd.DataFrame(
    {
        "period": pd.to_datetime(["2026-11-01", "2026-12-01"]),
        "yhat": [1300.0, 1500.0],
        "lo80": [1200.0, 1350.0],
        "hi80": [1400.0, 1650.0],
        "lo95": [1150.0, 1250.0],
        "hi95": [1450.0, 1750.0],
    }
)


def _traces() -> dict[str, dict[str, object]]:
    figure = forecast(
        HISTORY,
        AHEAD,
        theme="light",
        currency="GBP",
        last_actual=date(2026, 11, 21),
        incomplete_from=date(2026, 11, 1),
    )
    return {t["name"]: t for t in figure.to_plotly_json()["data"]}


def test_history_and_forecast_hold_exactly_the_numbers_of_the_frames() -> None:
    traces = _traces()
    assert traces["Actual"]["y"] == [1000.0, 1200.0]
    assert traces["Not finished yet"]["y"] == [700.0]
    assert traces["Forecast"]["x"] == ["2026-10-01", "2026-11-01", "2026-12-01"]
    assert traces["Forecast"]["y"] == [1200.0, 1300.0, 1500.0]


@pytest.mark.parametrize(
    ("level", "low", "high"),
    [
        (80, [1200.0, 1200.0, 1350.0], [1200.0, 1400.0, 1650.0]),
        (95, [1200.0, 1150.0, 1250.0], [1200.0, 1450.0, 1750.0]),
    ],
)
def test_bands_open_from_the_last_whole_month(
    level: int, low: list[float], high: list[float]
) -> None:
    traces = _traces()
    assert traces[f"{level}% range"]["y"] == low
    assert traces[f"{level}% range, upper end"]["y"] == high
    assert traces[f"{level}% range"]["fill"] == "tonexty"


def test_the_last_actual_day_is_a_line_with_its_date() -> None:
    figure = forecast(HISTORY, AHEAD, theme="dark", currency="GBP", last_actual=date(2026, 11, 21))
    assert figure.layout.shapes[0].x0 == "2026-11-21"
    assert figure.layout.annotations[0].text == "Last actual day, 21 Nov 2026"


def test_the_hover_says_the_range_in_words() -> None:
    texts = _traces()["Forecast"]["customdata"]
    assert texts == [
        "the last actual month",
        "£1,300 (80%: £1,200 to £1,400)",
        "£1,500 (80%: £1,350 to £1,650)",
    ]


def test_a_back_test_shows_what_was_said_beside_what_happened() -> None:
    frame = pd.DataFrame(
        {"period": HISTORY["period"], "actual": HISTORY["value"], "yhat": [990.0, 1100.0, 800.0]}
    )
    figure = backtest(frame, theme="light", currency="GBP")
    drawn = {t.name: list(t.y) for t in figure.data}
    assert drawn == {
        "Forecast made before": [990.0, 1100.0, 800.0],
        "Actual": [1000.0, 1200.0, 700.0],
    }
    banded = backtest(
        frame.assign(lo80=[900.0] * 3, hi80=[1300.0] * 3), theme="light", currency="GBP"
    )
    assert [t.name for t in banded.data][:2] == ["80% range, upper end", "80% range"]


def test_a_forecast_without_history_begins_by_itself() -> None:
    figure = forecast(
        HISTORY.head(0), AHEAD, theme="light", currency="GBP", last_actual=date(2026, 11, 21)
    )
    expected = next(t for t in figure.data if t.name == "Forecast")
    assert list(expected.y) == [1300.0, 1500.0]
