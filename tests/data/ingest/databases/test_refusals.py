"""What is wrong with a source database is said in a sentence."""

from __future__ import annotations

from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path

import duckdb
import pytest
import sqlalchemy as sa

from data.ingest import LoadError
from data.ingest.databases import connecting
from data.ingest.databases.address import Address
from data.ingest.databases.connecting import snapshot
from tests import mariadb, postgres
from tests.data.ingest.databases.shops import Reader, Shop
from tests.data.ingest.store import Store


@pytest.fixture
def reader(store: Store, shop: Shop) -> Reader:
    return Reader(store, shop)


def refusal(reader: Reader) -> str:
    with pytest.raises(LoadError) as refused:
        reader.fetch()
    assert "\n" not in str(refused.value)
    return str(refused.value)


def unsaid(store: Store, url: str, *watermarks: str) -> Reader:
    return Reader(store, Shop(url, sa.make_url(url)), *watermarks)


@pytest.mark.parametrize("scheme", ["postgresql", "mysql"])
def test_a_server_that_is_away(store: Store, scheme: str) -> None:
    said = refusal(unsaid(store, f"{scheme}://ann:hunter2@127.0.0.1:1/shop"))
    assert said.startswith("shop at 127.0.0.1 cannot be reached: ")
    assert said.endswith("Check that it runs, its address, and the user's name and password.")
    assert "refused" in said
    assert "hunter2" not in said


def test_options_that_cannot_be_read_are_a_sentence(store: Store, tmp_path: Path) -> None:
    options = tmp_path / "options"
    options.write_text("hunter2\n")
    url = f"mysql://ann@127.0.0.1:1/shop?read_default_file={options}"
    said = refusal(unsaid(store, url))
    assert said == "shop at 127.0.0.1 cannot be read: File contains no section headers."


def test_a_wrong_password_at_postgresql(store: Store, postgres: postgres.Server) -> None:
    url = postgres.url("postgres", password="hunter2")
    said = refusal(unsaid(store, url))
    assert "cannot be reached" in said
    assert 'password authentication failed for user "shopkeeper"' in said
    assert "hunter2" not in said


def test_a_wrong_password_at_mysql(store: Store, mariadb: mariadb.Server) -> None:
    said = refusal(unsaid(store, mariadb.url("mysql", password="hunter2")))
    assert said.startswith("mysql at 127.0.0.1 cannot be reached: Access denied for user")
    assert "hunter2" not in said


@pytest.mark.parametrize("scheme", ["sqlite", "duckdb"])
def test_a_file_that_is_away_is_not_created(store: Store, scheme: str) -> None:
    path = store.folder / "away.db"
    assert refusal(unsaid(store, f"{scheme}:///{path}")) == f"There is no database file {path}."
    assert not path.exists()


@pytest.mark.parametrize("scheme", ["sqlite", "duckdb"])
def test_a_file_that_is_no_database(store: Store, scheme: str) -> None:
    path = store.write("shop.db", *["order_id,total"] * 200)
    said = refusal(unsaid(store, f"{scheme}:///{path}"))
    assert said.startswith("shop.db cannot be re")
    assert "not a" in said


def test_a_file_its_own_program_writes_to_is_named(store: Store) -> None:
    path = store.folder / "busy.duckdb"
    with duckdb.connect(str(path)):
        said = refusal(unsaid(store, f"duckdb:///{path}"))
    assert said.startswith("busy.duckdb cannot be re")


def test_an_option_of_the_url_that_does_not_exist(store: Store, postgres: postgres.Server) -> None:
    said = refusal(unsaid(store, postgres.url("postgres") + "?no_such_option=1"))
    assert "no_such_option" in said


@pytest.mark.parametrize("shop", ["sqlite"], indirect=True)
def test_a_missing_table_is_named_with_those_there_are(reader: Reader) -> None:
    reader.shop.run("DROP TABLE order_items")
    said = refusal(reader)
    assert "follow no known layout. Of a folder of tables named like the star schema" in said
    assert "there lacks: order_items." in said
    assert "customers (customer_id, name, password_hash)" in said
    assert said.endswith("give it with --layout FILE.toml.")


@pytest.mark.parametrize("shop", ["sqlite"], indirect=True)
def test_a_missing_column_is_named_with_its_table(reader: Reader) -> None:
    reader.shop.run("ALTER TABLE order_items RENAME COLUMN quantity TO pieces")
    assert refusal(reader) == (
        "order_items lacks the column quantity. It has: order_id, product_id, pieces, unit_price."
    )


@pytest.mark.parametrize("shop", ["sqlite"], indirect=True)
def test_a_watermark_that_no_table_has(reader: Reader) -> None:
    reader.watermarks = ("changed_at",)
    assert refusal(reader).startswith(
        "No table has the watermark column changed_at: looked at customers, order_items, orders"
    )


@pytest.mark.parametrize("shop", ["sqlite"], indirect=True)
def test_looking_back_days_in_numbers(reader: Reader) -> None:
    reader.watermarks = ("orders.order_id",)
    reader.read()
    with pytest.raises(LoadError, match="holds numbers, and there is no looking back by days"):
        reader.fetch(look_back=timedelta(days=1))


@pytest.mark.parametrize("shop", ["postgresql", "sqlite"], indirect=True)
def test_a_number_that_only_grows_is_a_watermark_too(reader: Reader) -> None:
    reader.watermarks = ("orders.order_id",)
    reader.read()
    reader.shop.sell(500)
    fetched, _ = reader.read()
    assert fetched.rows["orders"] == 2, "the one at the mark and the new one"


def test_a_watermark_of_words(store: Store, postgres: postgres.Server) -> None:
    url = postgres.new_database()
    shop = Shop(url, sa.make_url(url))
    shop.fill()
    said = refusal(Reader(store, shop, "orders.status"))
    assert said.startswith("The watermark orders.status holds VARCHAR(20): it has to be a date")


def test_nothing_can_be_written_through_the_connection(shop: Shop) -> None:
    with (
        pytest.raises(LoadError, match="cannot be read: "),
        snapshot(Address.parse(shop.url)) as connection,
    ):
        connection.execute(sa.text("DELETE FROM orders"))


def test_a_server_that_freezes_is_not_waited_for_for_ever(
    store: Store, postgres: postgres.Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connecting, "STATEMENT_SECONDS", 1)
    url = postgres.new_database()
    shop = Shop(url, sa.make_url(url))
    shop.fill()

    begun: list[None] = []

    def freeze(step: str, _fraction: float) -> None:
        if step.startswith("Reading") and not begun:
            begun.append(frozen.enter_context(postgres.frozen()))

    with (
        ExitStack() as frozen,
        pytest.raises(LoadError, match="PostgreSQL gave no answer within 1 seconds"),
    ):
        Reader(store, shop).fetch(progress=freeze)
