"""What the calendar knows of days, weeks and months, under names."""

from __future__ import annotations

import pandas as pd
import pytest

from models.calendar_frame import calendar_frame, calendar_names
from models.errors import WrongInput


def test_a_day_is_what_happens_on_it() -> None:
    days = pd.date_range("2026-12-24", "2026-12-28", freq="D")
    found = calendar_frame(days, "D", "GB-ENG")
    assert tuple(found.columns) == calendar_names("D")
    assert found["last_minute"].tolist() == [1, 0, 0, 0, 0]
    assert found["christmas"].tolist() == [0, 1, 1, 0, 0]
    # Boxing Day 2026 is a Saturday, so its holiday is kept on Monday too.
    assert found["public_holiday"].tolist() == [0, 1, 1, 0, 1]


def test_a_week_holds_shares_of_its_seven_days() -> None:
    found = calendar_frame(pd.date_range("2026-11-23", periods=2, freq="W-MON"), "W", None)
    assert found["black_friday"].tolist() == pytest.approx([3 / 7, 0])
    assert found["cyber_monday"].tolist() == pytest.approx([0, 1 / 7])
    assert found["public_holiday"].tolist() == [0, 0]


def test_a_month_has_a_length_weekdays_easter_and_holidays() -> None:
    """May 2026 has 31 days, five Fridays, Saturdays and Sundays, and two bank holidays."""
    found = calendar_frame(pd.DatetimeIndex(["2026-04-01", "2026-05-01"]), "M", "GB-ENG")
    assert tuple(found.columns) == calendar_names("MS")
    may = found.loc["2026-05-01"]
    assert (may["more_mondays"], may["more_fridays"], may["more_saturdays"]) == (-1, 0, 0)
    assert may["public_holiday"] == pytest.approx(2 / 31)
    assert found["easter_share"].tolist() == pytest.approx([5 / 8, 0])


def test_no_period_is_an_empty_frame_and_an_unknown_country_is_refused() -> None:
    nothing = calendar_frame(pd.DatetimeIndex([]), "M", "GB")
    assert nothing.shape == (0, 9)
    with pytest.raises(WrongInput, match="XX"):
        calendar_frame(pd.date_range("2026-01-01", periods=3), "D", "XX")
