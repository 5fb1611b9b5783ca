from __future__ import annotations

import pandas as pd
import pytest

from models.errors import TooLittleData, WrongInput
from models.series import checked, frequency, regular


def _series(values: list[float | None], days: list[str]) -> pd.Series:
    return pd.Series(values, index=pd.to_datetime(days), dtype=float)


def _days(index: pd.Index) -> list[str]:
    return pd.DatetimeIndex(index).strftime("%Y-%m-%d").tolist()


@pytest.mark.parametrize(("text", "code"), [("M", "MS"), ("w", "W-MON"), ("D", "D"), ("MS", "MS")])
def test_frequencies_are_understood_however_they_are_spelt(text: str, code: str) -> None:
    assert frequency(text) == code


def test_an_unknown_frequency_is_refused() -> None:
    with pytest.raises(WrongInput, match="'Q' is unknown; choose M"):
        frequency("Q")


def test_month_ends_are_read_as_months_and_written_as_month_ends_again() -> None:
    found = regular(_series([1, 2, 3], ["2024-01-31", "2024-02-29", "2024-03-31"]), "M")
    assert _days(found.y.index) == ["2024-01-01", "2024-02-01", "2024-03-01"]
    labels = found.label(pd.date_range("2024-04-01", periods=2, freq="MS"))
    assert labels.strftime("%Y-%m-%d").tolist() == ["2024-04-30", "2024-05-31"]


def test_weeks_named_by_their_sunday_stay_named_by_their_sunday() -> None:
    found = regular(_series([1, 2], ["2024-01-07", "2024-01-14"]), "W")
    assert _days(found.y.index) == ["2024-01-01", "2024-01-08"]
    labels = found.label(pd.date_range("2024-01-15", periods=1, freq="W-MON"))
    assert labels.strftime("%Y-%m-%d").tolist() == ["2024-01-21"]


def test_missing_days_sold_nothing_and_are_counted() -> None:
    found = regular(_series([5, 7], ["2024-01-04", "2024-01-01"]), "D")
    assert found.y.tolist() == [7, 0, 0, 5]
    assert found.missing == 2


def test_what_cannot_be_put_into_periods_is_refused() -> None:
    with pytest.raises(WrongInput, match="two values for the month of 2024-01-01"):
        regular(_series([1, 2], ["2024-01-03", "2024-01-20"]), "M")
    with pytest.raises(WrongInput, match="no value for 2024-01-02"):
        regular(_series([1, None], ["2024-01-01", "2024-01-02"]), "D")
    with pytest.raises(TooLittleData, match="there are 0"):
        regular(_series([], []), "D")


def test_a_forecaster_learns_only_from_whole_series() -> None:
    with pytest.raises(WrongInput, match="not indexed by dates"):
        checked(pd.Series([1, 2, 3]))
    with pytest.raises(WrongInput, match="not one value per month"):
        checked(_series([1, 2, 3], ["2024-01-01", "2024-01-02", "2024-01-05"]))
    with pytest.raises(WrongInput, match="no value for 2024-01-02"):
        checked(_series([1, None, 3], ["2024-01-01", "2024-01-02", "2024-01-03"]))
