"""Olist's payments, order by order, as pandas alone adds them up from the files."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest

from data.answers.payments import by_method_of_order, in_all, payments
from data.answers.payments_reconciled import DIFFERING, paid_against_ordered, worst_orders
from data.filters import Filters
from data.warehouse import View
from tests.real.conftest import RealShop

FAILED = "not_defined"


def table(folder: Path, name: str) -> pd.DataFrame:
    return pd.read_csv(folder / f"olist_{name}_dataset.csv", dtype=str, keep_default_na=False)


@pytest.fixture(scope="module")
def view(olist: RealShop) -> View:
    return olist.view


@pytest.fixture(scope="module")
def paid(olist: RealShop) -> pd.DataFrame:
    """Attempts with exact amounts; a method that is not defined never paid anything."""
    found = table(olist.source, "order_payments")
    return found.assign(amount=found["payment_value"].map(Decimal))


@pytest.fixture(scope="module")
def due(olist: RealShop) -> pd.Series:
    """What every order comes to: its items and their freight."""
    items = table(olist.source, "order_items")
    worth = items["price"].map(Decimal) + items["freight_value"].map(Decimal)
    sums = worth.groupby(items["order_id"]).sum()
    orders = table(olist.source, "orders")["order_id"]
    return pd.Series({order: sums.get(order, Decimal(0)) for order in orders})


def test_orders_tried_and_paid_are_those_of_the_files(view: View, paid: pd.DataFrame) -> None:
    found, succeeded = in_all(view, Filters()), paid[paid["payment_type"] != FAILED]
    assert found["attempts"] == len(paid)
    assert found["succeeded"] == len(succeeded)
    assert found["orders_tried"] == paid["order_id"].nunique()
    assert found["orders_paid"] == succeeded["order_id"].nunique()
    rows = payments(view, Filters()).set_index("method")
    tried = paid.groupby("payment_type")["order_id"].nunique()
    assert rows["orders_tried"].to_dict() == tried.to_dict()


def test_orders_paid_by_several_methods_are_mixed(view: View, paid: pd.DataFrame) -> None:
    succeeded = paid[paid["payment_type"] != FAILED]
    methods = succeeded.groupby("order_id")["payment_type"].agg(set)
    of_order = methods.map(lambda found: next(iter(found)) if len(found) == 1 else "Mixed")
    frame = by_method_of_order(view, Filters()).set_index("method")
    expected = of_order.value_counts()
    assert expected["Mixed"] > 10
    assert {name: frame.loc[name, "orders"] for name in expected.index} == expected.to_dict()
    money = succeeded["amount"].groupby(succeeded["order_id"].map(of_order)).sum()
    sums = {name: float(amount) for name, amount in money.items()}
    assert {name: frame["collected"].to_dict()[name] for name in sums} == sums


def test_every_order_is_held_against_its_payments(
    view: View, paid: pd.DataFrame, due: pd.Series
) -> None:
    succeeded = paid[paid["payment_type"] != FAILED]
    sums = succeeded["amount"].groupby(succeeded["order_id"]).sum()
    left = {order: sums.get(order, Decimal(0)) - total for order, total in due.items()}
    half = Decimal("0.005")
    expected = {
        "equal": sum(abs(size) < half for size in left.values()),
        "over": sum(size >= half for size in left.values()),
        "under": sum(
            size <= -half and sums.get(order, Decimal(0)) > 0 for order, size in left.items()
        ),
    }
    frame = paid_against_ordered(view, Filters()).set_index("paid_class")
    assert {name: frame.loc[name, "orders"] for name in expected} == expected
    assert frame["orders"].sum() == len(due)
    assert frame["ordered"].sum() == pytest.approx(float(sum(due)), abs=1e-4)
    worst = worst_orders(view, Filters(), DIFFERING)
    largest = sorted((abs(size) for size in left.values() if abs(size) >= half), reverse=True)
    sizes = worst["difference"].abs().tolist()
    assert sizes == [float(size) for size in largest[: len(sizes)]]
    assert len(sizes) == min(50, expected["over"] + expected["under"])
