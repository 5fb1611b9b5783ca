"""What was paid against what was ordered."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest

from data.answers.payments_reconciled import (
    DIFFERING,
    UNPAID,
    paid_against_ordered,
    worst_orders,
)
from data.answers.reconciliation import reconciliation
from data.periods import Period
from data.warehouse import View
from tests.data.answers.asking import kept
from tests.data.answers.conftest import NewStore
from tests.data.answers.paying import START, Payers, shop_of


@pytest.fixture
def payers(new_store: NewStore, tmp_path: Path) -> Payers:
    """Publishes the orders of one test, with their payments."""
    return partial(shop_of, new_store(tmp_path))


def paying(amount: str, status: str = "succeeded", method: str = "card") -> tuple[str, str, str]:
    return (method, status, amount)


ONE_OF_EACH = [
    ("10", [paying("10")]),
    ("10", [paying("12.50")]),
    ("10", [paying("4"), paying("3", method="gift card")]),
    ("10", [paying("10", "pending")]),
    ("10", [paying("10", "failed")]),
    ("10", []),
]


def classes(view: View, **chosen: object) -> dict[str, list[float]]:
    frame = paid_against_ordered(view, kept(**chosen))  # type: ignore[arg-type]
    columns = ["orders", "ordered", "paid", "refunded", "difference"]
    return dict(zip(frame["paid_class"], frame[columns].values.tolist(), strict=True))


def test_every_order_is_of_one_class(payers: Payers) -> None:
    view = payers(ONE_OF_EACH, strays=["7", "8"], refunds=[("O1", "2.50")])
    assert classes(view) == {
        "equal": [1, 10, 10, 0, 0],
        "over": [1, 10, 12.5, 2.5, 2.5],
        "under": [1, 10, 7, 0, -3],
        "pending": [1, 10, 0, 0, -10],
        "none": [2, 20, 0, 0, -20],
        "without order": [2, 0, 15, 0, 15],
    }
    assert sum(row[0] for row in classes(view).values()) == 6 + 2


def test_the_tiny_shop_was_paid_to_the_cent(view: View) -> None:
    """O10 was free and nobody had to pay it; O9 is on its way."""
    found = classes(view)
    assert found["equal"] == [10, pytest.approx(238.3), pytest.approx(238.3), 50, 0]
    assert found["pending"] == [1, 12, 0, 0, -12]
    assert [found[name][0] for name in ("over", "under", "none", "without order")] == [0] * 4


def test_it_agrees_with_the_light_of_the_data_page(payers: Payers) -> None:
    view = payers(ONE_OF_EACH, strays=["7"])
    pair = reconciliation(view).pairs.set_index("pair").loc["payments"]
    found = classes(view)
    differing = ("over", "under", "without order")
    assert pair["orders"] == sum(found[name][0] for name in differing)
    assert pair["difference"] == sum(found[name][4] for name in differing)


def test_a_method_keeps_the_orders_it_was_tried_for(payers: Payers) -> None:
    view = payers(ONE_OF_EACH, strays=["7"])
    found = classes(view, payment_methods=["gift card"])
    assert found["under"] == [1, 10, 7, 0, -3]
    assert sum(row[0] for row in found.values()) == 1


def test_payments_without_an_order_are_of_their_own_day(payers: Payers) -> None:
    view = payers(ONE_OF_EACH, strays=["7"])
    day = START.date()
    on_the_day = paid_against_ordered(view, kept(Period(day, day))).set_index("paid_class")
    later = paid_against_ordered(view, kept(Period(day.replace(day=3), day.replace(day=9))))
    assert on_the_day.loc["without order", "paid"] == 7
    assert later.set_index("paid_class").loc["without order", "paid"] == 0
    assert classes(view, categories=["Things"])["without order"][0] == 0


def test_orders_with_the_most_money_at_stake_come_first(payers: Payers) -> None:
    view = payers([*ONE_OF_EACH, ("100", [paying("50")])])
    found = worst_orders(view, kept(), DIFFERING)
    assert found["order_id"].tolist() == ["O6", "O2", "O1"]
    assert found["difference"].tolist() == [-50, -3, 2.5]
    assert found["label"].tolist() == ["Paid too little", "Paid too little", "Paid too much"]
    assert len(worst_orders(view, kept(), DIFFERING, limit=2)) == 2


def test_what_was_taken_back_of_an_unpaid_order_is_not_missing(payers: Payers) -> None:
    view = payers(ONE_OF_EACH, refunds=[("O4", "10"), ("O5", "1")])
    found = worst_orders(view, kept(), UNPAID)
    assert found[["order_id", "ordered", "refunded"]].values.tolist() == [["O5", 10, 1]]


def test_amounts_are_equal_within_half_a_coin_of_their_own_currency(payers: Payers) -> None:
    """0.004 of a pound is less than half a penny, and half a yen more than nothing."""
    view = payers(
        [
            ("10", [paying("10.004")]),
            ("1000", [paying("1000.4")]),
            ("1000", [paying("1001")]),
        ],
        currencies=["GBP", "JPY", "JPY"],
    )
    found = classes(view)
    assert found["equal"][:2] == [2, 20]
    assert found["over"] == [1, 10, 10.01, 0, 0.01]
