"""What is wrong with the tiny shop's data, in money, on every store."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
import sqlalchemy as sa

from data import schema
from data.answers.quality import EXAMPLES, FINDINGS, quality, quality_examples, was_checked
from data.answers.reconciliation import (
    ORDERS,
    PAIRS,
    reconciliation,
    reconciliation_orders,
)
from data.build.quality.checks import CHECKS
from data.releases import ReleaseStore
from data.warehouse import View
from tests.data.answers.planted import planted

PAYMENTS, ITEMS = schema.payments, schema.order_items


@pytest.fixture
def store(new_store: Callable[[Path], ReleaseStore], tmp_path: Path) -> ReleaseStore:
    return new_store(tmp_path)


def payment(key: str, order: str, amount: str) -> sa.Executable:
    """Another payment like P1, by card on 4 May 2026 at 10:01."""
    told = {"payment_id": key, "order_id": order, "amount": Decimal(amount)}
    columns = [sa.literal(told[c.name]).label(c.name) if c.name in told else c for c in PAYMENTS.c]
    return PAYMENTS.insert().from_select(
        PAYMENTS.c.keys(), sa.select(*columns).where(PAYMENTS.c.payment_id == "P1")
    )


def test_every_check_answers_and_what_found_something_comes_first(view: View) -> None:
    frame = quality(view)
    assert list(frame.columns) == FINDINGS
    assert set(frame["name"]) == {check.name for check in CHECKS}
    found = frame[["name", "severity", "rows", "amount"]].values.tolist()
    assert found[:2] == [
        ["uncategorised_products", "warning", 1, 108.0],
        ["guest_orders", "note", 1, 13.5],
    ]
    assert (frame["rows"].iloc[2:] == 0).all()
    assert frame["share"].iloc[1] == pytest.approx(13.5 / 155.5)


def test_examples_name_table_id_and_amount(view: View) -> None:
    frame = quality_examples(view, "uncategorised_products")
    assert list(frame.columns) == EXAMPLES
    assert frame.values.tolist() == [["products", "LAMP", 108.0, "Desk lamp"]]
    assert quality_examples(view, "orphan_lines").empty


def test_problems_come_before_warnings_and_more_money_before_less(store: ReleaseStore) -> None:
    view = planted(store, payment("X1", "gone", "5"), payment("X2", "O1", "24.60"))
    frame = quality(view)
    assert frame[["name", "amount"]].values.tolist()[:3] == [
        ["duplicate_payments", 24.6],
        ["overpaid_orders", 24.6],
        ["orphan_payments", 5.0],
    ]


def test_the_tiny_shop_agrees(view: View) -> None:
    found = reconciliation(view)
    assert (found.light, found.sentence) == (
        "green",
        "Orders, lines, payments and files agree.",
    )
    assert list(found.pairs.columns) == PAIRS
    assert dict(zip(found.pairs["pair"], found.pairs["light"], strict=True)) == {
        "files": "green",
        "lines": "green",
        "payments": "green",
        "order_totals": "amber",
    }
    assert reconciliation_orders(view, "payments").empty


def test_a_planted_payment_and_a_planted_line_are_red_and_named(store: ReleaseStore) -> None:
    orphan = ITEMS.insert().values(
        order_item_id="X3", order_id="gone", product_id="MUG", quantity=1, unit_price=7, discount=0
    )
    view = planted(store, payment("X2", "O1", "24.60"), orphan)
    found = reconciliation(view)
    assert found.light == "red"
    assert list(found.pairs["pair"])[:2] == ["payments", "lines"], "the most money first"
    assert "1 differs, by 24.60 in all." in found.sentence
    assert "1 differs, by 7.00 in all." in found.sentence
    payments = reconciliation_orders(view, "payments")
    assert list(payments.columns) == ORDERS
    assert payments[["table_name", "row_id", "difference", "detail"]].values.tolist() == [
        ["payments", "X2", 24.6, "Recorded twice for order O1"]
    ]
    lines = reconciliation_orders(view, "lines")
    assert lines[["table_name", "row_id", "difference"]].values.tolist() == [
        ["order_items", "X3", -7.0]
    ]


def test_a_shop_without_payments_is_amber(store: ReleaseStore) -> None:
    found = reconciliation(planted(store, sa.delete(PAYMENTS)))
    assert found.light == "amber"
    assert "There are no payments to compare with." in found.sentence


def test_a_release_that_was_never_checked_says_so(store: ReleaseStore) -> None:
    drops = tuple(sa.schema.DropTable(table) for table in schema.QUALITY)
    view = planted(store, afterwards=drops)
    assert not was_checked(view)
    assert (quality(view).empty, list(quality(view).columns)) == (True, FINDINGS)
    assert list(quality_examples(view, "guest_orders").columns) == EXAMPLES
    found = reconciliation(view)
    assert (found.light, found.pairs.empty) == ("amber", True)
    assert "was built before data were reconciled" in found.sentence
    assert list(reconciliation_orders(view, "payments").columns) == ORDERS
