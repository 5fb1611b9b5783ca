"""What becomes of orders that somebody tries to pay."""

from __future__ import annotations

from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from data.answers.payments import by_method_of_order, in_all, over_time, payments
from data.filters import Filters
from data.periods import Grain, Period
from data.warehouse import View
from tests.data.answers.asking import JULY, JUNE, MAY, asked, kept
from tests.data.answers.conftest import NewStore
from tests.data.answers.made import Made
from tests.data.answers.paying import START, Payers, shop_of

CARD_FAILS, CARD_PAYS = ("card", "failed", "10"), ("card", "succeeded", "10")
PAYPAL_PAYS = ("paypal", "succeeded", "10")
GIFT_PART, REST_FAILS = ("gift card", "succeeded", "4"), ("card", "failed", "6")


@pytest.fixture
def payers(new_store: NewStore, tmp_path: Path) -> Payers:
    """Publishes the orders of one test, with their payments."""
    return partial(shop_of, new_store(tmp_path))


def some(found: dict[str, float], *names: str) -> list[float]:
    return [found[name] for name in names]


def counts(found: dict[str, float]) -> list[float]:
    return some(found, "orders_tried", "orders_paid", "orders_on_their_way", "orders_lost")


def test_every_order_is_paid_on_its_way_or_lost(view: View) -> None:
    """O10 was free, so nobody tried to pay it; O9's transfer of 12.00 is on its way."""
    found = in_all(view, kept())
    assert counts(found) == [10, 9, 1, 0]
    assert some(found, "attempts", "succeeded", "amount") == [12, 10, pytest.approx(238.3)]
    assert some(found, "on_its_way", "lost", "recovered") == [12, 0, 20]
    assert found["success_rate"] == pytest.approx(10 / 12)
    assert found["paid_rate"] == pytest.approx(9 / 10)


def test_an_order_whose_every_attempt_failed_is_lost_with_its_whole_value(payers: Payers) -> None:
    view = payers([("10", [CARD_FAILS, CARD_FAILS]), ("10", [CARD_PAYS])])
    found = in_all(view, kept())
    assert counts(found) == [2, 1, 0, 1]
    assert some(found, "lost", "recovered") == [10, 0]
    assert some(found, "success_rate", "paid_rate") == [pytest.approx(1 / 3), 0.5]


def test_a_retry_does_not_count_again_once_orders_are_counted(payers: Payers) -> None:
    view = payers([("10", [CARD_FAILS, CARD_FAILS, PAYPAL_PAYS])])
    found = in_all(view, kept())
    assert some(found, "success_rate", "paid_rate") == [pytest.approx(1 / 3), 1]
    assert some(found, "orders_recovered", "recovered", "lost") == [1, 10, 0]


def test_only_what_was_paid_after_a_failure_was_recovered(payers: Payers) -> None:
    """The gift card paid its part before the card failed: nothing came after the failure."""
    view = payers([("10", [GIFT_PART, REST_FAILS]), ("10", [REST_FAILS, GIFT_PART, CARD_PAYS])])
    found = in_all(view, kept())
    assert some(found, "orders_recovered", "recovered") == [1, 10]
    assert counts(found) == [2, 2, 0, 0]


def test_a_method_keeps_the_orders_it_was_tried_for_whoever_paid_them(payers: Payers) -> None:
    view = payers([("10", [CARD_FAILS, PAYPAL_PAYS]), ("10", [CARD_FAILS]), ("10", [PAYPAL_PAYS])])
    rows = payments(view, kept()).set_index("method")
    names = ["attempts", "succeeded", "orders_tried", "orders_paid", "orders_lost"]
    assert rows.loc[["card"], names].values.tolist() == [[2, 0, 2, 1, 1]]
    assert rows.loc[["paypal"], names].values.tolist() == [[2, 2, 2, 2, 0]]
    assert rows["paid_rate"].to_dict() == {"card": 0.5, "paypal": 1}
    alone = payments(view, kept(payment_methods=["card"]))
    pd.testing.assert_frame_equal(
        alone.drop(columns="share"), rows.loc[["card"]].reset_index().drop(columns="share")
    )
    assert counts(in_all(view, kept(payment_methods=["card"]))) == [2, 1, 0, 1]


def test_an_order_that_several_methods_paid_is_mixed(view: View) -> None:
    """O4 by gift card and card. Not paid: O9, O10, and the credit note R3, which has no order."""
    frame = by_method_of_order(view, kept())
    rows = {row[0]: row[1:] for row in frame.drop(columns="order_share").values.tolist()}
    assert rows == {
        "card": [5, pytest.approx(160.6), 2, 14, pytest.approx(14 / 160.6)],
        "paypal": [3, pytest.approx(34.5), 0, 0, 0],
        "Not paid": [2, 0, 1, 4, pytest.approx(float("nan"), nan_ok=True)],
        "Mixed": [1, pytest.approx(43.2), 1, 36, pytest.approx(36 / 43.2)],
    }
    assert frame["order_share"].sum() == pytest.approx(1)


def test_refunds_are_those_of_whole_orders_also_for_one_product(view: View) -> None:
    """R5 names no product, but O6 holds lamps, and so does O4, of which R2 took one back."""
    frame = by_method_of_order(view, kept(products=["LAMP"]))
    assert dict(zip(frame["method"], frame["refunded"], strict=True)) == {"card": 5, "Mixed": 36}


def test_points_of_time_are_gapless_and_add_up(view: View) -> None:
    frame = over_time(view, kept(), Grain.MONTH)
    assert frame["period"].dt.strftime("%b").tolist() == ["May", "Jun", "Jul"]
    assert frame["attempts"].tolist() == [4, 3, 5]
    assert frame["paid_rate"].tolist() == [1, 1, 0.8]
    assert frame["partial"].tolist() == [True, False, True]
    weeks = over_time(view, kept(), Grain.WEEK)
    whole = in_all(view, kept())
    for name in ("attempts", "succeeded", "amount", "orders_tried", "orders_paid", "recovered"):
        assert weeks[name].sum() == pytest.approx(whole[name]), name
    quiet = weeks[weeks["attempts"] == 0]
    assert not quiet.empty
    assert quiet["success_rate"].isna().all()


def test_the_registry_says_the_same(view: View) -> None:
    names = {
        "payment_attempts": "attempts",
        "payment_success_rate": "success_rate",
        "orders_paid_rate": "paid_rate",
        "lost_to_failure": "lost",
        "recovered_after_failure": "recovered",
        "collected": "amount",
    }
    for filters in (kept(), kept(MAY), kept(JUNE), kept(JULY), kept(payment_methods=["card"])):
        metrics, found = asked(view, tuple(names), filters), in_all(view, filters)
        assert {names[name]: value for name, value in metrics.items()} == pytest.approx(
            {name: found[name] for name in names.values()}
        )


def test_a_shop_without_payments_has_nothing_to_tell(made: Made) -> None:
    view = made([("ada", date(2025, 1, 1), 30)])
    assert payments(view, kept()).empty
    found = in_all(view, kept())
    assert counts(found) == [0, 0, 0, 0]
    assert pd.isna(found["success_rate"])
    assert by_method_of_order(view, kept())["method"].tolist() == ["Not paid"]


def by_pandas(view: View, filters: Filters) -> dict[str, Any]:
    """The same from the star, with nothing of the product's facts."""
    with view.engine.connect() as connection:
        columns = "payment_id, order_id, method, amount, status, paid_at"
        tried = pd.DataFrame(
            connection.exec_driver_sql(f"SELECT {columns} FROM payments").all(),
            columns=columns.split(", "),
        )
        orders = pd.DataFrame(
            connection.exec_driver_sql(
                "SELECT order_id, date, country, counts FROM dim_order WHERE counts"
            ).all(),
            columns=["order_id", "date", "country", "counts"],
        )
        lines = pd.DataFrame(
            connection.exec_driver_sql(
                "SELECT order_id, quantity * unit_price - discount FROM order_items"
            ).all(),
            columns=["order_id", "net"],
        )
        more = pd.DataFrame(
            connection.exec_driver_sql("SELECT order_id, shipping + tax FROM orders").all(),
            columns=["order_id", "more"],
        ).set_index("order_id")["more"]
    due = lines.groupby("order_id")["net"].sum() + more
    orders["date"] = pd.to_datetime(orders["date"])
    kept_orders = orders[orders["date"].between(str(filters.start), str(filters.end))]
    if filters.countries:
        kept_orders = kept_orders[kept_orders["country"].isin(filters.countries)]
    tried = tried[tried["order_id"].isin(set(kept_orders["order_id"]))]
    by_order = tried.groupby("order_id")
    states = by_order["status"].agg(set)
    if filters.payment_methods:
        wanted = set(filters.payment_methods)
        states = states[[bool(m & wanted) for m in by_order["method"].agg(set)]]
    paid = {o for o, s in states.items() if "succeeded" in s}
    waiting = {o for o, s in states.items() if "pending" in s} - paid
    lost = set(states.index) - paid - waiting
    first = tried[tried["status"] == "failed"].groupby("order_id")["paid_at"].min()
    last = tried[tried["status"] == "succeeded"].groupby("order_id")["paid_at"].max()
    both = pd.concat([first.rename("failed"), last.rename("paid")], axis=1).dropna()
    again = set(both.index[both["paid"] >= both["failed"]]) & paid

    def worth(orders: set[Any]) -> float:
        return float(due[due.index.isin(orders)].sum())

    return {
        "orders_tried": len(states),
        "orders_paid": len(paid),
        "orders_on_their_way": len(waiting),
        "orders_lost": len(lost),
        "orders_recovered": len(again),
        "on_its_way": worth(waiting),
        "lost": worth(lost),
        "recovered": worth(again),
    }


@pytest.mark.parametrize(
    "chosen",
    [{}, {"countries": ["United Kingdom"]}, {"payment_methods": ["Card"]}, {"year": True}],
    ids=["all", "a country", "a method", "a year"],
)
def test_pandas_counts_the_same_on_the_simulated_shop(
    demo_view: View, chosen: dict[str, Any]
) -> None:
    release = demo_view.release
    days = Period(release.first_day, release.last_day)
    if chosen == {"year": True}:
        days, chosen = Period(date(2025, 1, 1), date(2025, 12, 31)), {}
    filters = kept(days, **chosen)
    expected = by_pandas(demo_view, filters)
    found = in_all(demo_view, filters)
    assert {name: found[name] for name in expected} == pytest.approx(expected)
    assert expected["orders_lost"] > 0
    assert expected["orders_recovered"] > 0


def test_orders_are_of_their_own_day_and_attempts_of_theirs(payers: Payers) -> None:
    view = payers([("10", [CARD_PAYS]), ("10", [CARD_PAYS])])
    first = kept(Period(START.date(), START.date()))
    assert some(in_all(view, first), "orders_tried", "attempts") == [1, 1]
