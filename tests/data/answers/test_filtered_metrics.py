"""What filters keep of every metric, added up by hand from the tiny shop's docstring."""

from __future__ import annotations

from typing import Any

import pytest

from data.answers.kpis import count_all_orders, count_orders
from data.formulas import ATTEMPTS_TO_DIVIDE, ORDERS_TO_DIVIDE, WHOLE_ORDERS_ONLY
from data.metrics import METRICS
from data.warehouse import View
from tests.data.answers.asking import JULY, JUNE, Values, all_metrics, asked, kept

UK = "United Kingdom"

WHOLE_ORDERS = {
    name
    for name, metric in METRICS.items()
    if metric.null_rule in {WHOLE_ORDERS_ONLY, ORDERS_TO_DIVIDE, ATTEMPTS_TO_DIVIDE}
} | {"repeat_rate"}


def some(values: Values, *names: str) -> tuple[float | None, ...]:
    return tuple(values[name] for name in names)


LADDER = ("gross_sales", "discounts", "reversals", "net_sales", "net_sales_by_order")
PEOPLE = ("orders", "customers", "new_customers", "returning_customers")

# Selection -> gross, discounts, reversals, net, net by order day; orders, customers, new,
# returning. Lines, not orders, are kept of products and categories.
BY_HAND: dict[str, tuple[dict[str, Any], tuple[float, ...], tuple[int, ...]]] = {
    # O1 20-2, O2 10, O5 10, O9 10, O11 10-1; R1 9, whose product is told by its line. dan's first
    # order was O6, without a mug: he is not new here.
    "mugs": ({"products": ["MUG"]}, (60, 3, 9, 48, 48), (5, 4, 3, 2)),
    # O2 5, O3 15-1.50 (the guest), O7 20, O10 5-5; R3 4. ada came back for tea: not new.
    "teas": ({"products": ["TEA"]}, (45, 6.5, 4, 34.5, 34.5), (4, 3, 2, 1)),
    "mugs and teas": ({"products": ["MUG", "TEA"]}, (105, 9.5, 13, 82.5, 82.5), (8, 5, 4, 3)),
    # O4 40-4, O6 80-8; R2 36. The gesture R5 of O6 names no product.
    "lamps": ({"products": ["LAMP"]}, (120, 12, 36, 72, 72), (2, 2, 1, 1)),
    "postage": ({"products": ["POST"]}, (6, 0, 0, 6, 6), (2, 2, 1, 1)),
    "kitchen": ({"categories": ["Kitchen"]}, (60, 3, 9, 48, 48), (5, 4, 3, 2)),
    # Lamps and postage: O4, O5, O6, O8.
    "no category": ({"categories": ["Uncategorised"]}, (126, 12, 36, 78, 78), (4, 3, 2, 1)),
    # O1 O2 O4 O7 O8 O9: 20+15+40+20+3+10; R1 9, R2 36 and ben's credit note R3 4.
    "at home": ({"countries": [UK]}, (108, 6, 49, 53, 53), (6, 2, 2, 2)),
    # O3 (guest) and O5 (cleo).
    "Ireland": ({"countries": ["Ireland"]}, (28, 1.5, 0, 26.5, 26.5), (2, 1, 1, 0)),
    # O6 and O11 of dan; R5 5.
    "Germany": ({"countries": ["Germany"]}, (90, 9, 5, 76, 76), (2, 1, 1, 1)),
    # O10 of eve, free.
    "nowhere": ({"countries": ["Unknown"]}, (5, 5, 0, 0, 0), (1, 1, 1, 0)),
    # ada 83-6, ben 25, dan 90-9; R1, R2, R3, R5.
    "regulars": ({"segments": ["Loyal regulars"]}, (198, 15, 54, 129, 129), (8, 3, 3, 3)),
    # cleo 13, eve 5-5.
    "once": ({"segments": ["One-time buyers"]}, (18, 5, 0, 13, 13), (2, 2, 2, 0)),
    # O4 40-4 and O11 10-1; R2 36.
    "app": ({"channels": ["app"]}, (50, 5, 36, 9, 9), (2, 2, 0, 2)),
    # All but O4, O9, O11: 231-60, 21.50-5; R1, R3, R5.
    "web": ({"channels": ["web"]}, (171, 16.5, 18, 136.5, 136.5), (8, 5, 5, 1)),
    # O1 O2 O4 O6 O7 O11: 20+15+40+80+20+10; R1 9, R2 36, R5 5. The credit note was not paid for.
    "card": ({"payment_methods": ["card"]}, (185, 15, 50, 120, 120), (6, 3, 3, 2)),
    # O4 alone, which a card helped to pay.
    "gift card": ({"payment_methods": ["gift card"]}, (40, 4, 36, 0, 0), (1, 1, 0, 1)),
    # O4 is not counted twice.
    "both": ({"payment_methods": ["card", "gift card"]}, (185, 15, 50, 120, 120), (6, 3, 3, 2)),
    # O3, O5, O8.
    "paypal": ({"payment_methods": ["paypal"]}, (31, 1.5, 0, 29.5, 29.5), (3, 2, 1, 1)),
    # O9's transfer is pending: it paid nothing yet.
    "transfer": ({"payment_methods": ["bank transfer"]}, (0, 0, 0, 0, 0), (0, 0, 0, 0)),
    # O1-1 and O2-2 and O9-1 and R1.
    "mugs at home": (
        {"products": ["MUG"], "countries": [UK]},
        (40, 2, 9, 29, 29),
        (3, 2, 2, 1),
    ),
    # The tea of O2 and O7.
    "all six": (
        {
            "products": ["TEA", "MUG"],
            "categories": ["Pantry"],
            "segments": ["Loyal regulars"],
            "countries": [UK],
            "payment_methods": ["card"],
            "channels": ["web"],
        },
        (25, 0, 0, 25, 25),
        (2, 2, 1, 1),
    ),
    "unheard of": ({"products": ["SOFA"]}, (0, 0, 0, 0, 0), (0, 0, 0, 0)),
}


@pytest.mark.parametrize("selection", BY_HAND)
def test_a_selection_keeps_what_one_adds_up_by_hand(view: View, selection: str) -> None:
    chosen, ladder, people = BY_HAND[selection]
    found = all_metrics(view, kept(**chosen))
    assert some(found, *LADDER) == ladder
    assert some(found, *PEOPLE) == people
    assert found["demand_sales"] == ladder[0] - ladder[1]


@pytest.mark.parametrize("chosen", [{"products": ["MUG"]}, {"categories": ["Kitchen"]}])
def test_what_belongs_to_whole_orders_is_blank_for_products(
    view: View, chosen: dict[str, Any]
) -> None:
    found = all_metrics(view, kept(**chosen))
    assert {name for name, value in found.items() if value is None} == WHOLE_ORDERS
    assert {
        "shipping",
        "tax",
        "total_sales",
        "total_sales_by_order",
        "collected",
        "median_order_value",
        "free_orders",
        "reversed_order_rate",
        "repeat_rate",
        "payment_attempts",
        "payment_success_rate",
        "orders_paid_rate",
        "lost_to_failure",
        "recovered_after_failure",
    } == WHOLE_ORDERS


def test_ratios_of_a_product_divide_the_sums_of_its_lines(view: View) -> None:
    """Mugs: 57.00 in five orders of four customers, six pieces of which one came back."""
    mugs = all_metrics(view, kept(products=["MUG"]))
    assert mugs["average_order_value"] == pytest.approx(11.4)
    assert mugs["net_average_order_value"] == pytest.approx(9.6)
    assert some(mugs, "units", "net_units", "items_per_order") == (6, 5, 1)
    assert mugs["purchase_frequency"] == pytest.approx(5 / 4)
    assert mugs["reversal_rate"] == pytest.approx(9 / 60)
    assert mugs["reversed_unit_rate"] == pytest.approx(1 / 6)
    assert some(mugs, "new_orders", "returning_orders") == (3, 2)


def test_guests_count_in_sales_but_not_as_customers(view: View) -> None:
    """Ireland: the guest's O3 for 13.50 and cleo's O5 for 13.00."""
    found = all_metrics(view, kept(countries=["Ireland"]))
    assert some(found, "orders", "customers", "demand_sales") == (2, 1, 26.5)
    assert some(found, "new_orders", "returning_orders", "purchase_frequency") == (1, 0, 1)


def test_new_is_decided_before_the_filter(view: View) -> None:
    """ada's first order had no tea and ben's first order was in May: in July nobody buys tea anew
    but eve, and the app, where ada and dan went later, made nobody new."""
    tea = asked(view, PEOPLE, kept(JULY, products=["TEA"]))
    assert some(tea, *PEOPLE) == (2, 2, 1, 1)
    app = asked(view, PEOPLE, kept(channels=["app"]))
    assert some(app, *PEOPLE) == (2, 2, 0, 2)


def test_a_reversal_falls_on_its_own_day_or_on_that_of_its_order(view: View) -> None:
    """R2 took 36.00 of June's O4 back on 1 July."""
    june = asked(view, LADDER, kept(JUNE, channels=["app"]))
    july = asked(view, LADDER, kept(JULY, channels=["app"]))
    assert some(june, *LADDER) == (40, 4, 0, 36, 0)
    assert some(july, *LADDER) == (10, 1, 36, -27, 9)


def test_a_credit_note_without_an_order_keeps_its_own_day_customer_and_country(view: View) -> None:
    """R3: 4.00 of tea, to ben in the United Kingdom on 5 July."""
    for chosen in (
        {"products": ["TEA"]},
        {"categories": ["Pantry"]},
        {"countries": [UK], "products": ["TEA"]},
        {"segments": ["Loyal regulars"], "products": ["TEA"]},
    ):
        found = asked(view, LADDER, kept(JULY, **chosen))
        assert found["reversals"] == 4
        assert found["net_sales"] == found["net_sales_by_order"]


def test_a_split_payment_is_kept_by_either_method_and_counted_once_by_both(view: View) -> None:
    """O4: 20.00 by gift card and 23.20 by card."""

    def collected(*methods: str) -> float | None:
        filters = kept(JUNE, channels=["app"], payment_methods=methods)
        found = asked(view, ("collected", "orders", "shipping", "tax"), filters)
        assert some(found, "orders", "shipping", "tax") == (1, 0, 7.2)
        return found["collected"]

    assert collected("gift card") == 20
    assert collected("card") == pytest.approx(23.2)
    assert collected("card", "gift card") == collected() == pytest.approx(43.2)


def test_collected_keeps_the_attempts_by_the_method(view: View) -> None:
    """Card: 24.60 + 20 + 23.20 + 82 + 23 + 11, without O2's failure and the test order."""

    def collected(*methods: str) -> float | None:
        return asked(view, ("collected",), kept(payment_methods=methods))["collected"]

    assert collected("card") == pytest.approx(183.8)
    assert collected("paypal") == pytest.approx(34.5)
    assert collected("bank transfer") == 0


def test_filters_of_whole_orders_keep_shipping_tax_and_the_median(view: View) -> None:
    """Germany: O6 72.00 and O11 9.00; shipping 10 + 2."""
    germany = all_metrics(view, kept(countries=["Germany"]))
    assert some(germany, "shipping", "tax", "total_sales") == (12, 0, 88)
    assert germany["median_order_value"] == 40.5
    assert germany["reversed_order_rate"] == 0.5


def test_orders_are_counted_within_the_selection_and_in_its_period(view: View) -> None:
    filters = kept(JULY, countries=["Germany"])
    assert (count_orders(view, filters), count_all_orders(view, filters)) == (2, 6)
