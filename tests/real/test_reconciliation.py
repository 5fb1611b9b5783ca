"""The light over the real shops, against an independent pandas computation to the cent."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pandas as pd

from data.answers.quality import quality
from data.answers.reconciliation import reconciliation, reconciliation_orders
from tests.real.conftest import RealShop


def read(shared_data: Path, name: str) -> pd.DataFrame:
    return pd.read_csv(shared_data / "olist_3000" / f"olist_{name}_dataset.csv", dtype=str)


def due_and_paid(shared_data: Path) -> pd.DataFrame:
    """Cents per order: price and freight of its items, and its payments that did not fail."""
    items, payments = read(shared_data, "order_items"), read(shared_data, "order_payments")
    orders = read(shared_data, "orders")["order_id"]
    items["cents"] = items["price"].map(cents) + items["freight_value"].map(cents)
    payments["cents"] = payments["payment_value"].map(cents)
    payments = payments[payments["payment_type"] != "not_defined"]
    sums = {
        name: frame.groupby("order_id")["cents"].sum().reindex(orders, fill_value=0)
        for name, frame in (("due", items), ("paid", payments))
    }
    return pd.DataFrame(sums)


def sizes(shop: RealShop) -> dict[str, tuple[int, float]]:
    """Rows and amount that each check found."""
    frame = quality(shop.view)
    return dict(zip(frame["name"], zip(frame["rows"], frame["amount"], strict=True), strict=True))


def cents(text: str) -> int:
    return int(Decimal(text) * 100)


def test_olist_is_red_by_as_much_as_pandas_finds(olist: RealShop, shared_data: Path) -> None:
    frame = due_and_paid(shared_data)
    compared = frame[frame["paid"] > 0]
    gap = compared["paid"] - compared["due"]
    differing = gap[gap != 0]
    found = reconciliation(olist.view)
    pair = found.pairs.set_index("pair").to_dict("index")["payments"]
    assert found.light == "red"
    assert (len(compared), len(differing)) == (pair["compared"], pair["orders"]) == (2999, 45)
    assert round(pair["left_amount"] * 100) == compared["due"].sum() == 46132394
    assert round(pair["right_amount"] * 100) == compared["paid"].sum() == 46808737
    assert round(pair["at_stake"] * 100) == differing.abs().sum() == 680331
    rows = reconciliation_orders(olist.view, "payments").set_index("row_id")
    assert (rows["difference"] * 100).round().astype(int).to_dict() == differing.to_dict()


def test_olists_other_comparisons_agree(olist: RealShop) -> None:
    pairs = reconciliation(olist.view).pairs.set_index("pair")
    assert pairs["light"].drop("payments").to_dict() == {
        "lines": "green",
        "files": "green",
        "order_totals": "amber",
    }


def test_most_of_it_was_paid_for_orders_that_have_no_items(
    olist: RealShop, shared_data: Path
) -> None:
    frame = due_and_paid(shared_data)
    empty = frame[(frame["due"] == 0) & (frame["paid"] > 0)]
    found = sizes(olist)
    assert found["paid_without_lines"] == (len(empty), empty["paid"].sum() / 100)
    gap = (frame["paid"] - frame["due"]).drop(empty.index)
    for check, differs in (("overpaid_orders", gap > 0), ("underpaid_orders", gap < 0)):
        assert found[check] == (differs.sum(), round(gap[differs].abs().sum() / 100, 2))
    assert (gap.abs() > 2).sum() == 11, "all others agree within 0.02"
    statuses = read(shared_data, "orders").set_index("order_id")["order_status"]
    assert set(statuses[empty.index]) <= {"canceled", "unavailable", "created", "invoiced"}


def test_online_retail_has_no_payments_to_compare_with(retail: RealShop) -> None:
    found = reconciliation(retail.view)
    assert found.light == "amber"
    pairs = found.pairs.set_index("pair")
    assert pairs["light"].to_dict() == {
        "files": "green",
        "lines": "green",
        "payments": "amber",
        "order_totals": "amber",
    }
    # All but the three bad-debt entries of the accounts, 136,552.02 below zero.
    files = pairs.to_dict("index")["files"]
    assert (files["left_amount"], files["right_amount"]) == (9676036.654, 9676036.654)
    assert files["compared"] == 525_461


def test_online_retails_quality(retail: RealShop) -> None:
    found = sizes(retail)
    assert found["rows_left_out"] == (3690, 136552.02)
    assert found["rows_set_aside"] == (0, 0)
    assert found["duplicate_orders"] == (2, 9.9)
    assert 0 < found["silent_days"][0] < 20, "holidays; not one of the 53 Saturdays"
