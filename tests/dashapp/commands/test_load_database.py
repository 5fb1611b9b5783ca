"""`load` reads a shop's own database by its URL, like files and beside them."""

from __future__ import annotations

from pathlib import Path

import pytest

from data.stores import FileStore
from tests.dashapp.commands.conftest import Command
from tests.dashapp.commands.test_sync import NEW_ORDER, ShopFile
from tests.postgres import Server

FOLLOWED = ("--watermark", "updated_at", "--look-back", "0s")


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ShopFile:
    """Two orders of three lines, in euros."""
    monkeypatch.setenv("CURRENCY", "EUR")
    return ShopFile(tmp_path / "shop.db")


def test_a_database_is_published_and_then_only_what_changed_is_read(
    command: Command, shop: ShopFile, tmp_path: Path
) -> None:
    first = command("load", shop.url, *FOLLOWED, "--json").json
    assert first["notes"] == [
        "Read everything from shop.db, in rows: order_items 3, orders 2, products 2."
    ]
    shop.run(*NEW_ORDER)
    again = command("load", shop.url, *FOLLOWED)
    assert "Read what changed from shop.db, in rows: order_items 2, orders 2, " in again.out
    assert "Published My shop: 3 orders, 4 lines, 2026-05-01 to 2026-05-03" in again.out
    assert FileStore(tmp_path / "releases").list()[0].source == "shop.db"
    kpis = command("query", "kpis").json["metrics"]
    assert kpis["gross_sales"]["value"] == 18.75
    full = command("load", shop.url, *FOLLOWED, "--full")
    assert "Read everything from shop.db, in rows: order_items 4, orders 3, " in full.out
    assert "Nothing changed: what is served stays as it is." in full.out


def test_a_full_read_says_which_orders_the_database_no_longer_has(
    command: Command, shop: ShopFile
) -> None:
    command("load", shop.url, *FOLLOWED)
    shop.run("DELETE FROM order_items WHERE order_id = 1", "DELETE FROM orders WHERE order_id = 1")
    said = command("load", shop.url, *FOLLOWED, "--full")
    assert "1 stored order is no longer in shop.db (for example 1). Nothing is deleted" in said.out
    assert command("query", "kpis").json["metrics"]["orders"]["value"] == 2


def test_a_look_at_a_database_publishes_nothing_and_remembers_nothing(
    command: Command, shop: ShopFile
) -> None:
    said = command("load", shop.url, *FOLLOWED, "--dry-run")
    assert said.code == 0
    assert "Recognised: a folder of tables named like the star schema (star)" in said.out
    assert command("query", "kpis").err.startswith("Error: There are no data yet.")
    loaded = command("load", shop.url, *FOLLOWED)
    assert "Read everything from shop.db" in loaded.out


def test_what_is_for_databases_is_refused_for_files(
    command: Command, shop: ShopFile, tmp_path: Path
) -> None:
    file = tmp_path / "orders.csv"
    file.write_text("order_id\n1\n")
    said = command("load", file, "--full")
    assert said.code == 1
    assert "a full read are for databases; files are read whole." in said.err


def test_neither_a_wrong_nor_a_right_password_is_said(
    command: Command, postgres: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    right = postgres.url("postgres").replace("+psycopg", "")
    wrong = postgres.url("postgres", password="hunter2").replace("+psycopg", "")
    monkeypatch.setenv("SOURCE_PASSWORD", "hunter3")
    for url in (right, wrong, wrong.replace(":hunter2", "")):
        said = command("load", url, "--json")
        assert said.code == 1
        assert not {"hunter2", "hunter3", "correct"} & set(
            (said.out + said.err).replace("'", " ").split()
        )
        assert "postgres at 127.0.0.1" in said.err


@pytest.mark.parametrize(
    "url", [" postgresql://ann:hunter2@h/shop", "postgresql:/ann:hunter2@h/shop"]
)
def test_a_url_that_is_written_wrongly_is_not_repeated_with_its_password(
    command: Command, url: str
) -> None:
    said = command("load", url, "--json")
    assert said.code == 2
    assert said.err.startswith("Error: There is no such file or folder. It may be meant as the URL")
    assert "hunter2" not in said.err + said.out
