"""Every metric of the registry on the tiny shop, added up by hand from its docstring."""

from __future__ import annotations

import pytest

from data.metrics import METRICS
from data.periods import Period
from data.warehouse import View
from tests.data.answers.asking import JULY, JUNE, MAY, all_metrics, day, kept

# Orders after discounts. May: O1 18, O2 15, O3 13.50. June: O4 36, O5 13.
# July: O6 72, O7 20, O8 3, O9 10, O10 0, O11 9.
#
# metric: whole history, May, June, July
BY_HAND: dict[str, tuple[float | None, float | None, float | None, float | None]] = {
    "gross_sales": (231, 50, 53, 128),
    "discounts": (21.5, 3.5, 4, 14),
    # R1 9 on 28 May; R2 36, R3 4 and R5 5 in July.
    "reversals": (54, 9, 0, 45),
    # O1's 9 of May, O4's 36 of June; R3 and O6's 5 of July.
    "reversals_by_order": (54, 9, 36, 9),
    "net_sales": (155.5, 37.5, 49, 69),
    # R1 stays in May with O1; R2 goes to O4's June: 49 - 36; R3 (no order) and R5 (O6) stay in
    # July: 114 - 9. Together 37.50 + 13 + 105 = 155.50, as by the reversals' own days.
    "net_sales_by_order": (155.5, 37.5, 13, 105),
    "demand_sales": (209.5, 46.5, 49, 114),
    "shipping": (26, 11, 0, 15),
    "tax": (14.8, 5.6, 7.2, 2),
    # Net sales + shipping + tax: 37.50 + 11 + 5.60; 49 + 0 + 7.20; 69 + 15 + 2.
    "total_sales": (196.3, 54.1, 56.2, 86),
    # 37.50 + 16.60; 13 + 7.20; 105 + 17.
    "total_sales_by_order": (196.3, 54.1, 20.2, 122),
    # May: 24.60 + 20 (the second attempt) + 18.50. June: 20 + 23.20 + 13.
    # July: 82 + 23 + 3 + 11; O9 is pending and the test order does not count.
    "collected": (238.3, 63.1, 56.2, 119),
    "orders": (11, 3, 2, 6),
    "units": (20, 7, 3, 10),
    # Back came a mug in May, a lamp and a tea in July.
    "net_units": (17, 6, 3, 8),
    # The lamp was June's.
    "net_units_by_order": (17, 6, 2, 9),
    "items_per_order": (17 / 11, 2, 1.5, 8 / 6),
    "items_per_order_by_order": (17 / 11, 2, 1, 9 / 6),
    # May: ada and ben, the guest is nobody. June: ada, cleo. July: ada, ben, dan, eve.
    "customers": (5, 2, 2, 4),
    "average_order_value": (209.5 / 11, 15.5, 24.5, 19),
    "net_average_order_value": (155.5 / 11, 12.5, 6.5, 17.5),
    # The sixth of 0 3 9 10 13 [13.50] 15 18 20 36 72; July: between 9 and 10.
    "median_order_value": (13.5, 15, 24.5, 9.5),
    "free_orders": (1, 0, 0, 1),
    "new_customers": (5, 2, 1, 2),
    # ada with O4, O7 and O8, ben with O9, dan with O11.
    "returning_customers": (3, 0, 1, 3),
    # ada, ben and dan over everything; dan in July.
    "came_back_customers": (3, 0, 0, 1),
    "new_orders": (5, 2, 1, 2),
    "returning_orders": (5, 0, 1, 4),
    # Ten orders of five customers; the guest's order is left out.
    "purchase_frequency": (2, 1, 1, 1.5),
    # Nobody was observed for 90 days yet: the first order is 77 days old.
    "repeat_rate": (None, None, None, None),
    "reversal_rate": (54 / 231, 9 / 50, 0, 45 / 128),
    "reversal_rate_by_order": (54 / 231, 9 / 50, 36 / 53, 9 / 128),
    # Taken back was of O1, O4 and O6, each counted in the month of the order.
    "reversed_order_rate": (3 / 11, 1 / 3, 1 / 2, 1 / 6),
    "reversed_unit_rate": (3 / 20, 1 / 7, 0, 2 / 10),
    "reversed_unit_rate_by_order": (3 / 20, 1 / 7, 1 / 3, 1 / 10),
    "payment_attempts": (12, 4, 3, 5),
    "payment_success_rate": (10 / 12, 3 / 4, 1, 4 / 5),
    # O10 was free; O9's transfer is on its way. Every other order was paid.
    "orders_paid_rate": (9 / 10, 1, 1, 4 / 5),
    "lost_to_failure": (0, 0, 0, 0),
    # O2's second attempt: 15 of goods, 3 of shipping, 2 of tax.
    "recovered_after_failure": (20, 20, 0, 0),
}

PERIODS: tuple[Period | None, ...] = (None, MAY, JUNE, JULY)


def test_every_metric_of_the_registry_was_added_up_by_hand() -> None:
    assert list(BY_HAND) == list(METRICS)


@pytest.mark.parametrize("place", range(4), ids=["whole history", "May", "June", "July"])
def test_every_metric_is_what_one_adds_up_by_hand(view: View, place: int) -> None:
    expected = {name: numbers[place] for name, numbers in BY_HAND.items()}
    assert all_metrics(view, kept(PERIODS[place])) == pytest.approx(expected, abs=1e-12)


def test_naming_the_first_and_the_last_day_is_the_whole_history(view: View) -> None:
    whole = kept(Period(day(5, 4), day(7, 20)))
    assert all_metrics(view, whole) == all_metrics(view, kept())


def test_a_day_without_orders_has_no_sales_and_nothing_to_divide(view: View) -> None:
    quiet = all_metrics(view, kept(Period(day(6, 1), day(6, 1))))
    blank = {
        "items_per_order",
        "items_per_order_by_order",
        "average_order_value",
        "net_average_order_value",
        "median_order_value",
        "purchase_frequency",
        "repeat_rate",
        "reversal_rate",
        "reversal_rate_by_order",
        "reversed_order_rate",
        "reversed_unit_rate",
        "reversed_unit_rate_by_order",
        "payment_success_rate",
        "orders_paid_rate",
    }
    assert quiet == {name: None if name in blank else 0 for name in METRICS}


def test_a_day_with_a_reversal_only_has_negative_net_sales(view: View) -> None:
    """28 May: R1, a mug for 9.00 out of O1."""
    day_of_reversal = all_metrics(view, kept(Period(day(5, 28), day(5, 28))))
    assert (day_of_reversal["orders"], day_of_reversal["gross_sales"]) == (0, 0)
    assert (day_of_reversal["net_sales"], day_of_reversal["net_units"]) == (-9, -1)
    assert day_of_reversal["net_sales_by_order"] == 0
    assert day_of_reversal["reversal_rate"] is None


def test_an_order_placed_before_midnight_in_utc_belongs_to_londons_next_day(view: View) -> None:
    """O6: 30 June 23:30 UTC is 1 July 00:30 in London; so is its payment a minute later."""
    last_of_june = all_metrics(view, kept(Period(day(6, 30), day(6, 30))))
    first_of_july = all_metrics(view, kept(Period(day(7, 1), day(7, 1))))
    assert (last_of_june["orders"], last_of_june["collected"]) == (0, 0)
    assert (first_of_july["gross_sales"], first_of_july["collected"]) == (80, 82)
