"""Who came again within 90 days, of those who could be watched for 90 days."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from data.answers.series import series
from data.metrics import METRICS
from data.periods import Grain, Period
from data.warehouse import View
from tests.data.answers.asking import JUNE, MAY, asked, day, kept
from tests.data.answers.made import Made, Order

FIRST = date(2025, 1, 1)


def later(days: int) -> date:
    return FIRST + timedelta(days=days)


def as_if_it_were(view: View, today: date) -> View:
    """The same shop, had its data reached further without another order."""
    return replace(view, release=replace(view.release, last_day=today))


def repeat_rate(view: View, period: Period | None = None, **chosen: list[str]) -> float | None:
    return asked(view, ("repeat_rate",), kept(period, **chosen))["repeat_rate"]


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        # ada and ben were first seen on 4 May, 90 days before 2 August; both came back in time.
        (day(8, 1), None),
        (day(8, 2), 1.0),
        (day(9, 12), 1.0),
        # cleo, first seen on 15 June, did not come again.
        (day(9, 13), 2 / 3),
        # dan (1 July) did after 19 days.
        (day(9, 29), 3 / 4),
        # eve (10 July) did not.
        (day(10, 8), 3 / 5),
    ],
)
def test_only_customers_watched_for_90_days_are_asked(
    view: View, today: date, expected: float | None
) -> None:
    assert repeat_rate(as_if_it_were(view, today)) == pytest.approx(expected)


def test_the_rate_belongs_to_the_period_of_the_first_order(view: View) -> None:
    in_october = as_if_it_were(view, day(10, 8))
    assert repeat_rate(in_october, MAY) == 1.0
    assert repeat_rate(in_october, JUNE) == 0.0
    # dan came again, eve did not; both have an order in July that is their first.
    months = series(in_october, [METRICS["repeat_rate"]], kept(), Grain.MONTH)
    assert months["repeat_rate"].head(3).tolist() == [1.0, 0.0, 0.5]


def test_filters_look_at_the_first_order(view: View) -> None:
    in_october = as_if_it_were(view, day(10, 8))
    assert repeat_rate(in_october, countries=["Germany"]) == 1.0
    assert repeat_rate(in_october, countries=["Ireland"]) == 0.0
    # ada's second order was in the app, but nobody's first.
    assert repeat_rate(in_october, channels=["app"]) is None
    # First orders paid by card: ada, ben and dan. cleo paid by paypal, eve nothing.
    assert repeat_rate(in_october, payment_methods=["card"]) == 1.0
    assert repeat_rate(in_october, segments=["One-time buyers"]) == 0.0


def test_ninety_days_later_is_in_time_and_ninety_one_is_not(made: Made) -> None:
    orders: list[Order] = [
        ("in time", later(0), 10),
        ("in time", later(90), 10),
        ("late", later(0), 10),
        ("late", later(91), 10),
        ("twice on a day", later(0), 10),
        ("twice on a day", later(0), 10),
        ("never", later(0), 10),
        (None, later(0), 10),
    ]
    # Of the four customers who were first seen on the first day, two; the guest is nobody.
    assert repeat_rate(made(orders)) == 2 / 4


def test_a_third_order_makes_nobody_come_again_twice(made: Made) -> None:
    orders: list[Order] = [
        ("often", later(0), 10),
        ("often", later(5), 10),
        ("often", later(6), 10),
        ("once", later(1), 10),
        ("today", later(95), 10),
    ]
    assert repeat_rate(made(orders)) == 1 / 2
