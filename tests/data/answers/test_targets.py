"""What a shop sold against its targets, on both databases and against plain additions."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pandas as pd
import pytest

from data.answers.targets import month_in_sight, months, paced
from data.pacing import Shape
from data.periods import Period, month_end
from data.warehouse import View
from tests.data.answers.made import Made
from tests.data.answers.reference import Reference

MAY, JUNE, JULY, AUGUST = (date(2026, month, 1) for month in (5, 6, 7, 8))


def test_months_stand_beside_their_targets(view: View) -> None:
    targets = {MAY: Decimal(50), JULY: Decimal(138), AUGUST: Decimal(100)}
    frame = months(view, targets)
    assert frame["period"].dt.date.tolist() == [MAY, JUNE, JULY, AUGUST]
    assert frame["actual"].fillna(-1).tolist() == [37.5, 49.0, 69.0, -1]
    assert frame["target"].fillna(-1).tolist() == [50.0, -1, 138.0, 100.0]
    assert frame["attainment"].fillna(-1).tolist() == [0.75, -1, 0.5, -1]
    assert frame["gap"].fillna(-1).tolist() == [-12.5, -1, -69.0, -1]
    # The data run from 4 May to 20 July.
    assert list(zip(frame["known"], frame["days"], strict=True)) == [
        (28, 31),
        (30, 30),
        (20, 31),
        (0, 31),
    ]


def test_a_month_before_all_data_has_no_sales_rather_than_none(view: View) -> None:
    frame = months(view, {date(2025, 1, 1): Decimal(5)})
    assert frame["actual"].isna().tolist() == [True]
    assert frame["known"].tolist() == [0]


def test_july_is_paced_by_what_its_weekdays_brought_before(view: View) -> None:
    # From 4 May to 30 June 9 Mondays brought 33 + 13, 8 Wednesdays 13.50 + 36, and on a Thursday 9
    # came back; nothing else was sold. July has 4 Mondays and 5 Wednesdays, 3 of each by the 20th.
    monday, wednesday = Decimal(46) / 9, Decimal("49.5") / 8
    share = (3 * monday + 3 * wednesday) / (4 * monday + 5 * wednesday)
    found = paced(view, JULY, Decimal(100), Shape.WEEKDAYS)
    assert found.shape is Shape.WEEKDAYS
    pace = found.pace
    assert pace is not None
    assert (pace.actual, pace.known, pace.days) == (Decimal(69), 20, 31)
    assert abs(pace.share - share) < Decimal("1e-20")
    assert round(pace.expected, 2) == Decimal("65.97")
    assert round(pace.ahead, 2) == Decimal("3.03")
    assert pace.projected is not None
    assert round(pace.projected, 2) == Decimal("104.60")
    assert pace.needed_per_day == Decimal(31) / 11


def test_both_lines_run_from_day_to_day(view: View) -> None:
    frame = paced(view, JULY, Decimal(100), Shape.WEEKDAYS).frame
    assert frame["day"].dt.date.tolist() == [JULY + timedelta(days=n) for n in range(31)]
    # 72 less 36, then 20 + 3, 10, 4 back on the 5th, 5 back on the 15th, 9 on the 20th.
    actual = [36, 59, 69, 69, *[65] * 10, *[60] * 5, 69]
    assert frame["actual"].tolist()[:20] == [float(value) for value in actual]
    assert frame["actual"].isna().tolist() == [False] * 20 + [True] * 11
    assert frame["expected"].iloc[-1] == 100.0
    assert frame["expected"].is_monotonic_increasing


def test_a_month_without_a_target_shows_what_was_sold_alone(view: View) -> None:
    found = paced(view, JUNE, None, Shape.WEEKDAYS)
    assert found.pace is None
    assert found.frame["expected"].isna().all()
    assert found.frame["actual"].iloc[-1] == 49.0


def test_last_year_is_only_a_shape_where_the_data_hold_it(view: View) -> None:
    assert paced(view, JULY, Decimal(1), Shape.LAST_YEAR).shape is Shape.WEEKDAYS
    first = paced(view, MAY, Decimal(31), Shape.LAST_YEAR)
    assert first.shape is Shape.EVEN
    assert first.frame["expected"].round(9).tolist() == [float(n) for n in range(1, 32)]


def test_the_month_in_sight_is_where_the_chosen_days_end(view: View) -> None:
    def of(start: date, end: date) -> date:
        return month_in_sight(view.release, Period(start, end))

    assert of(date(2026, 6, 20), date(2026, 7, 3)) == JULY
    assert of(date(2026, 5, 1), date(2026, 6, 30)) == JUNE
    assert of(date(2026, 7, 1), date(2027, 12, 31)) == JULY
    assert of(date(2020, 1, 1), date(2020, 1, 31)) == MAY


def test_days_of_last_year_lie_on_the_same_weekdays(made: Made) -> None:
    orders = [("ada", date(2025, 10, 30), 1), ("ada", date(2025, 11, 3), 100)]
    orders += [("ada", date(2025, 11, 28), 300), ("ada", date(2026, 11, 20), 80)]
    found = paced(made(orders), date(2026, 11, 1), Decimal(1000), Shape.LAST_YEAR)
    assert found.shape is Shape.LAST_YEAR
    assert found.pace is not None
    # By 20 November the Monday of the 3rd is in, Black Friday of the 28th is not.
    assert found.pace.share == Decimal("0.25")
    assert (found.pace.expected, found.pace.ahead) == (Decimal(250), Decimal(-170))
    assert found.pace.projected == 320
    assert found.frame["expected"].tolist() == [0.0] + [250.0] * 25 + [1000.0] * 4


@pytest.mark.parametrize("months_back", [0, 1, 5, 14])
def test_any_month_agrees_with_the_star_added_up_again(
    demo_view: View, reference: Reference, months_back: int
) -> None:
    last = demo_view.release.last_day
    month = (pd.Timestamp(last).to_period("M") - months_back).start_time.date()
    sold = _by_day(reference)
    before = [month - timedelta(days=n) for n in range(1, 92)]
    means = [_total(sold, [d for d in before if d.weekday() == n]) / 13 for n in range(7)]
    days = [month + timedelta(days=n) for n in range((month_end(month) - month).days + 1)]
    counts = [max(means[day.weekday()], Decimal(0)) for day in days]
    known = [day for day in days if day <= last]
    found = paced(demo_view, month, Decimal(10_000), Shape.WEEKDAYS)
    pace = found.pace
    assert pace is not None
    share = sum(counts[: len(known)], Decimal(0)) / sum(counts, Decimal(0))
    assert abs(pace.share - share) < Decimal("1e-12")
    assert (pace.actual, pace.known) == (_total(sold, known), len(known))


def _total(sold: dict[date, Decimal], days: list[date]) -> Decimal:
    return sum((sold.get(day, Decimal(0)) for day in days), Decimal(0))


def _by_day(reference: Reference) -> dict[date, Decimal]:
    """Net sales of each day to the last digit, reversals on their own day."""
    found: dict[date, Decimal] = {}
    lines, back = reference.lines, reference.reversals
    changes = [
        *zip(lines["order_day"], lines["gross"], strict=True),
        *zip(lines["order_day"], -lines["discount"], strict=True),
        *zip(back["day"], -back["amount"], strict=True),
    ]
    for day, amount in changes:
        when = pd.Timestamp(day).date()
        exact = Decimal(str(amount)).quantize(Decimal("0.0001"))
        found[when] = found.get(when, Decimal(0)) + exact
    return found
