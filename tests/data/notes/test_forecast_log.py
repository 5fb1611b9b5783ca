"""Forecasts that are kept: the first one said stays, wherever notes are kept."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pandas as pd
import pytest

from data.notes import Notes
from data.notes.forecast_log import ForecastLog, Kept, Origin
from data.release_info import ReleaseInfo

RELEASE = ReleaseInfo(
    id="20260801T000000Z-0000",
    created_at=datetime(2026, 8, 1, tzinfo=UTC),
    shop="Tiny Shop",
    currency="GBP",
    timezone="Europe/London",
    simulated=False,
    first_day=date(2026, 5, 4),
    last_day=date(2026, 7, 31),
    source="By hand",
    lines=13,
    orders=11,
)
JULY = Origin(date(2026, 7, 1), Decimal("155.5"))


@pytest.fixture
def log(notes: Notes) -> ForecastLog:
    return ForecastLog(notes.place)


def said(yhat: float, key: str = "", level: str = "total") -> Kept:
    """Two months, from August on."""
    frame = pd.DataFrame(
        {
            "ds": pd.to_datetime(["2026-08-01", "2026-09-01"]),
            "step": [1, 2],
            "yhat": [yhat, yhat + 0.01],
            "lo80": yhat - 5,
            "hi80": yhat + 5,
            "lo95": yhat - 10,
            "hi95": yhat + 10,
            "model": "Combination",
        }
    )
    return Kept(level, key, frame)


def test_what_was_said_is_read_back_to_the_cent(log: ForecastLog) -> None:
    assert log.record(RELEASE, JULY, [said(80.1), said(30, "Kitchen", "category")])
    found = log.kept(RELEASE, "total", "")
    assert found["yhat"].tolist() == [80.1, 80.11]
    assert found["made_on"].tolist() == [pd.Timestamp("2026-07-01")] * 2
    assert found["step"].tolist() == [1, 2]
    assert log.kept(RELEASE, "category", "Kitchen")["lo95"].tolist() == [20.0, 20.0]
    assert found.dtypes.equals(log.kept(RELEASE, "category", "Pantry").dtypes)


def test_training_again_on_the_same_months_changes_nothing(log: ForecastLog) -> None:
    log.record(RELEASE, JULY, [said(80)])
    again = replace(RELEASE, id="20260805T000000Z-0000", shop="Renamed")
    assert not log.record(again, replace(JULY, learned=Decimal("155.5000")), [said(99)])
    assert log.kept(RELEASE, "total", "")["yhat"].tolist() == [80.0, 80.01]


def test_months_that_were_loaded_anew_are_forecast_anew(log: ForecastLog) -> None:
    log.record(RELEASE, JULY, [said(80), said(10, "Gone", "category")])
    assert log.record(RELEASE, replace(JULY, learned=Decimal(300)), [said(160)])
    assert log.kept(RELEASE, "total", "")["yhat"].tolist() == [160.0, 160.01]
    assert log.kept(RELEASE, "category", "Gone").empty


def test_once_a_later_month_is_complete_the_earlier_origin_stays(log: ForecastLog) -> None:
    log.record(RELEASE, JULY, [said(80)])
    assert log.record(RELEASE, Origin(date(2026, 8, 1), Decimal(240)), [said(81)])
    assert not log.record(RELEASE, replace(JULY, learned=Decimal(1)), [said(5)])
    found = log.kept(RELEASE, "total", "")
    assert found["made_on"].dt.month.tolist() == [7, 7, 8, 8]
    assert found["yhat"].tolist() == [80.0, 80.01, 81.0, 81.01]


def test_shops_and_currencies_are_never_mixed(log: ForecastLog) -> None:
    log.record(RELEASE, JULY, [said(80)])
    simulated = replace(RELEASE, simulated=True, source="Simulated with 1,000 order lines, seed 1")
    other = replace(simulated, source="Simulated with 1,000 order lines, seed 2")
    log.record(simulated, JULY, [said(7)])
    assert log.kept(simulated, "total", "")["yhat"].tolist() == [7.0, 7.01]
    assert log.kept(other, "total", "").empty
    assert log.kept(replace(RELEASE, currency="EUR"), "total", "").empty
    assert log.kept(RELEASE, "total", "")["yhat"].tolist() == [80.0, 80.01]


def test_before_the_first_one_there_is_nothing(log: ForecastLog) -> None:
    assert log.kept(RELEASE, "total", "").empty
