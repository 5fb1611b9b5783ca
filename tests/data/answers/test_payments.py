"""Payment attempts of the tiny shop, by method."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
import pytest

from data.answers.payments import payments
from data.filters import Filters
from data.metrics import METRICS
from data.warehouse import View
from tests.data.answers.asking import JULY, JUNE, asked, kept
from tests.data.answers.made import Made


def by_method(view: View, filters: Filters) -> dict[str, list[Any]]:
    """Method -> attempts, succeeded, amount, in the order of the answer."""
    frame = payments(view, filters)
    columns = frame[["attempts", "succeeded", "amount"]].values.tolist()
    return dict(zip(frame["method"], columns, strict=True))


def test_attempts_successes_and_amounts_are_what_one_adds_up_by_hand(view: View) -> None:
    """O2's first card failed, O9's transfer is pending, the test order's payment is not ours."""
    frame = payments(view, kept())
    assert list(frame.columns)[:4] == ["method", "attempts", "succeeded", "amount"]
    names = ["method", "attempts", "succeeded", "amount", "success_rate", "share"]
    expected = [
        ["card", 7, 6, 183.8, 6 / 7, 183.8 / 238.3],
        ["paypal", 3, 3, 34.5, 1, 34.5 / 238.3],
        ["gift card", 1, 1, 20, 1, 20 / 238.3],
        ["bank transfer", 1, 0, 0, 0, 0],
    ]
    for row, numbers in zip(frame[names].values.tolist(), expected, strict=True):
        assert row == [numbers[0], *(pytest.approx(number) for number in numbers[1:])]


def test_a_split_payment_is_an_attempt_of_each_method(view: View) -> None:
    """June: O4 by gift card and card, O5 by paypal."""
    assert by_method(view, kept(JUNE)) == {
        "card": [1, 1, 23.2],
        "gift card": [1, 1, 20],
        "paypal": [1, 1, 13],
    }


def test_payments_are_dated_by_their_own_day_in_the_shops_time_zone(view: View) -> None:
    """O6 was paid on 30 June at 23:31 UTC, which is July in London."""
    assert by_method(view, kept(JULY)) == {
        "card": [3, 3, 116],
        "paypal": [1, 1, 3],
        "bank transfer": [1, 0, 0],
    }


def test_a_method_keeps_its_own_attempts_of_a_split_order(view: View) -> None:
    assert by_method(view, kept(JUNE, payment_methods=["gift card"])) == {"gift card": [1, 1, 20]}


def test_a_product_keeps_the_payments_of_whole_orders_that_hold_it(view: View) -> None:
    """Tea: O2 (card, failed and paid), O3 (paypal), O7 (card); O10 was free."""
    assert by_method(view, kept(products=["TEA"])) == {
        "card": [3, 2, 43],
        "paypal": [1, 1, 18.5],
    }
    assert by_method(view, kept(categories=["Kitchen"], countries=["Ireland"])) == {
        "paypal": [1, 1, 13]
    }


def test_clusters_and_channels_keep_the_payments_of_their_orders(view: View) -> None:
    assert by_method(view, kept(segments=["One-time buyers"])) == {"paypal": [1, 1, 13]}
    assert by_method(view, kept(channels=["Unknown"])) == {"bank transfer": [1, 0, 0]}


def test_amounts_add_up_to_what_was_collected(view: View) -> None:
    for filters in (kept(), kept(JUNE), kept(JULY), kept(countries=["United Kingdom"])):
        collected = asked(view, ("collected",), filters)["collected"]
        assert payments(view, filters)["amount"].sum() == pytest.approx(collected)


def test_a_shop_without_payments_has_no_rows_and_collected_nothing(made: Made) -> None:
    view = made([("ada", date(2025, 1, 1), 30)])
    assert payments(view, kept()).empty
    assert asked(view, ("collected",), kept()) == {"collected": 0}


def test_shares_are_missing_while_nothing_succeeded(view: View) -> None:
    frame = payments(view, kept(payment_methods=["bank transfer"]))
    assert frame["success_rate"].tolist() == [0]
    assert pd.isna(frame["share"]).all()
    assert METRICS["collected"].fills_gaps
