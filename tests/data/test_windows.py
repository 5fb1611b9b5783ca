"""Complete days, weeks and months: the latest that the data know all of, and no other."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from data.answers.complete import complete_period, known_to
from data.periods import Period
from data.warehouse import View
from data.windows import Window, last_complete

FIRST = date(2026, 5, 4)  # a Monday


@pytest.mark.parametrize(
    ("window", "known", "start", "end"),
    [
        (Window.DAY, date(2026, 7, 20), date(2026, 7, 20), date(2026, 7, 20)),
        (Window.WEEK, date(2026, 7, 20), date(2026, 7, 13), date(2026, 7, 19)),
        (Window.WEEK, date(2026, 7, 19), date(2026, 7, 13), date(2026, 7, 19)),
        (Window.WEEK, date(2026, 7, 18), date(2026, 7, 6), date(2026, 7, 12)),
        (Window.MONTH, date(2026, 7, 20), date(2026, 6, 1), date(2026, 6, 30)),
        (Window.MONTH, date(2026, 7, 31), date(2026, 7, 1), date(2026, 7, 31)),
        (Window.WEEK, date(2027, 1, 3), date(2026, 12, 28), date(2027, 1, 3)),
        (Window.MONTH, date(2028, 2, 29), date(2028, 2, 1), date(2028, 2, 29)),
    ],
)
def test_the_latest_whole_period_is_taken(
    window: Window, known: date, start: date, end: date
) -> None:
    assert last_complete(window, FIRST, known) == Period(start, end)


@pytest.mark.parametrize(
    ("window", "known"),
    [
        (Window.DAY, date(2026, 5, 3)),
        (Window.WEEK, date(2026, 5, 9)),
        (Window.MONTH, date(2026, 5, 31)),  # the data begin inside May
    ],
)
def test_a_period_that_the_data_cut_is_none(window: Window, known: date) -> None:
    assert last_complete(window, FIRST, known) is None


def test_a_day_that_was_not_over_when_the_data_came_is_not_complete(view: View) -> None:
    release = replace(view.release, last_day=date(2026, 7, 20))
    during = replace(release, created_at=datetime(2026, 7, 20, 12, tzinfo=UTC))
    assert known_to(during) == date(2026, 7, 19)
    # 23:30 UTC is half past midnight in London.
    after = replace(release, created_at=datetime(2026, 7, 20, 23, 30, tzinfo=UTC))
    assert known_to(after) == date(2026, 7, 20)
    assert complete_period(during, Window.DAY) == Period(date(2026, 7, 19), date(2026, 7, 19))
    assert known_to(replace(during, simulated=True)) == date(2026, 7, 20)
