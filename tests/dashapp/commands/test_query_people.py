"""Orders and customers on the command line: by their ids, and nobody's name."""

from __future__ import annotations

from tests.dashapp.commands.conftest import Command


def test_orders_are_listed_the_newest_first(query: Command) -> None:
    said = query("orders", "--limit", "3")
    assert (said.code, said.err) == (0, "")
    rows = said.rows
    assert [row["order_id"] for row in rows] == ["O11", "O10", "C1"]
    assert (rows[0]["net"], rows[2]["net"], rows[2]["is_order"]) == (9.0, -4.0, False)


def test_orders_obey_every_filter_and_add_up(query: Command) -> None:
    rows = query("orders", "--month", "2026-07", "--country", "Germany").rows
    assert [row["order_id"] for row in rows] == ["O11", "O6"]
    assert sum(row["net"] for row in rows) == 76.0


def test_customers_are_listed_by_what_they_brought_and_without_names(query: Command) -> None:
    said = query("customers", "--limit", "2")
    rows = said.rows
    assert [(row["customer_id"], row["net"], row["orders"]) for row in rows] == [
        ("dan", 76.0, 2),
        ("ada", 32.0, 4),
    ]
    assert not {"name", "email", "city"} & set(rows[0])
    assert "Lane" not in said.out


def test_a_limit_that_cannot_be_meant_is_refused(query: Command) -> None:
    assert query("orders", "--limit", "0").code == 2
    assert query("customers", "--limit", "1001").code == 2
