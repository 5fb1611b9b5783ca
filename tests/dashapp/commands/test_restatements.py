"""`restatements` on the command line: what, by how much, why, and which orders."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from data.stores.files import FileStore
from tests.dashapp.commands.conftest import Command
from tests.data.answers.grown import publish
from tests.data.build.money import Star

MAY = date(2026, 5, 1)


@pytest.fixture
def ids(tmp_path: Path) -> list[str]:
    """Three releases: the second and the third learn of a late refund each."""
    store = FileStore(tmp_path / "releases")
    star = (
        Star().order("A", MAY, "EUR", ("10", "0")).order("L", date(2026, 7, 3), "EUR", ("1", "0"))
    )
    first = publish(store, star).release.id
    second = publish(store, star.refund("R", "A", date(2026, 5, 9), "4"), first).release.id
    third = publish(store, star.refund("S", "A", date(2026, 6, 9), "1.5"), second).release.id
    return [first, second, third]


def test_the_log_says_release_month_cause_and_money(command: Command, ids: list[str]) -> None:
    answer = command("restatements", "--format", "json").json
    told = ("release_id", "compared_with", "month", "cause", "orders", "net_sales")
    assert [[row[name] for name in told] for row in answer["rows"]] == [
        [ids[2], ids[1], "2026-06-01", "late reversals", 1, -1.5],
        [ids[1], ids[0], "2026-05-01", "late reversals", 1, -4.0],
    ]
    assert (answer["release"], answer["currency"]) == (ids[2], "EUR")


def test_one_release_and_the_orders_of_one_month(command: Command, ids: list[str]) -> None:
    rows = command("restatements", "--release", ids[1], "--format", "json").rows
    assert [row["month"] for row in rows] == ["2026-05-01"]
    said = command("restatements", "--month", "2026-05", "--format", "csv")
    assert said.out.splitlines() == [
        "cause,order_id,net_before,net_after,change",
        "late reversals,A,0.0,-4.0,-4.0",
    ]
    assert command("restatements", "--month", "2025-01", "--format", "json").rows == []


def test_what_cannot_be_meant_is_refused(command: Command, ids: list[str]) -> None:
    said = command("restatements", "--release", "x")
    assert (said.code, "Those that did: " + ids[2] in said.err) == (2, True)
    said = command("restatements", "--month", "May")
    assert (said.code, "Write it like 2026-05." in said.err) == (2, True)
