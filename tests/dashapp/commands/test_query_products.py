"""`query products` and `query affinity`: the tables of the page, row for row."""

from __future__ import annotations

from pathlib import Path

import pytest

from data.stores import FileStore
from tests.dashapp.commands.conftest import Command
from tests.data.answers.carts import Cart, random_carts, shop_of


def test_products_on_the_command_line_add_up_to_the_key_figures(query: Command) -> None:
    rows = query("products").rows
    assert [row["label"] for row in rows] == [
        "Desk lamp",
        "Blue mug",
        "Green tea",
        "Postage, fees and other codes",
        "Not by product",
    ]
    whole = query("kpis").json["metrics"]["net_sales_by_order"]["value"]
    assert sum(row["net_sales_by_order"] for row in rows) == whole == 155.5
    assert [row["rank"] for row in rows] == [1, 2, 3, None, None]


def test_products_are_held_against_the_period_before(query: Command) -> None:
    rows = query("products", "--from", "2026-07-01", "--to", "2026-07-20", "--product", "MUG").rows
    assert [(row["key"], row["net_sales_by_order"], row["baseline"]) for row in rows] == [
        ("MUG", 19.0, 10.0)
    ]


def test_a_shop_without_pairs_has_no_affinity(query: Command) -> None:
    assert query("affinity").rows == []


@pytest.fixture(scope="module")
def carts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of a shop in which products 3 and 4 go together."""
    folder = tmp_path_factory.mktemp("carts")
    made = random_carts(3, 300, 15, mean_size=2.0)
    made = [
        Cart(sorted({*cart.products, 3, 4}), cart.day) if not n % 5 else cart
        for n, cart in enumerate(made)
    ]
    shop_of(FileStore(folder / "releases"), made, ["10"] * 15)
    return folder


def test_affinity_names_the_pair_its_numbers_and_what_they_were_counted_on(
    command: Command, carts: Path
) -> None:
    rows = command("query", "affinity", "--limit", "1", data_dir=carts).rows
    assert (rows[0]["key_a"], rows[0]["key_b"]) == ("P0003", "P0004")
    assert (rows[0]["baskets"], rows[0]["tested"]) == (300, 105)
    assert rows[0]["lift"] == pytest.approx(
        rows[0]["both"] * 300 / (rows[0]["baskets_a"] * rows[0]["baskets_b"])
    )


def test_the_offer_of_a_bundle_can_be_named(command: Command, carts: Path) -> None:
    free = command("query", "affinity", "--discount", "0", data_dir=carts).rows[0]
    dear = command("query", "affinity", "--discount", "50", data_dir=carts).rows[0]
    assert free["given"] == 0
    assert free["worth"] == free["gained"] > dear["worth"]
    assert command("query", "affinity", "--discount", "95", data_dir=carts).code == 2
