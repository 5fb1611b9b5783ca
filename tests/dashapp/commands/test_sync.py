"""The dashboard follows a shop's own database, and nothing that goes wrong there is published."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest

from dashapp.commands.sync import Syncing
from dashapp.pipeline import Request
from dashapp.rounds import Postponed
from data.ingest import LoadError, LoadOptions, databases
from data.stores import FileStore
from tests.dashapp.commands.conftest import Command
from tests.postgres import Server

PROJECT = Path(__file__).resolve().parents[3]
TABLES = (
    "CREATE TABLE orders (order_id INTEGER PRIMARY KEY, ordered_at TIMESTAMP, updated_at "
    "TIMESTAMP)",
    "CREATE TABLE order_items (order_id INTEGER, product_id TEXT, quantity INTEGER, unit_price "
    "NUMERIC)",
    "CREATE TABLE products (product_id TEXT)",
    "INSERT INTO products VALUES ('mug'), ('tea')",
    "INSERT INTO orders VALUES (1, '2026-05-01 10:00:00', '2026-05-01 10:00:00')",
    "INSERT INTO orders VALUES (2, '2026-05-02 10:00:00', '2026-05-02 10:00:00')",
    "INSERT INTO order_items VALUES (1, 'mug', 2, 3.5), (1, 'tea', 1, 4), (2, 'tea', 1, 4.25)",
)
NEW_ORDER = (
    "INSERT INTO orders VALUES (3, '2026-05-03 10:00:00', '2026-05-03 10:00:00')",
    "INSERT INTO order_items VALUES (3, 'mug', 1, 3.5)",
)


class ShopFile:
    """A shop in an SQLite file."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.url = f"sqlite:///{path}"
        self.run(*TABLES)

    def run(self, *statements: str) -> None:
        connection = sqlite3.connect(self.path)
        with connection:
            for statement in statements:
                connection.execute(statement)
        connection.close()


@pytest.fixture
def shop(tmp_path: Path) -> ShopFile:
    """Two orders of three lines."""
    return ShopFile(tmp_path / "shop.db")


@pytest.fixture
def store(tmp_path: Path) -> FileStore:
    return FileStore(tmp_path / "releases")


@pytest.fixture
def syncing(shop: ShopFile, store: FileStore) -> Syncing:
    """A shop that is followed by its column updated_at."""

    def request() -> Request:
        return Request(
            [databases.Address.parse(shop.url)],
            options=LoadOptions(currency="EUR"),
            reading=databases.Reading(("updated_at",), timedelta(0), full=True),
        )

    return Syncing(store, request)


def served(store: FileStore) -> tuple[str, int, int]:
    info = store.info(store.current_or_fail())
    return info.id, info.orders, info.lines


def test_the_first_round_publishes_everything_and_the_next_one_what_changed(
    syncing: Syncing, shop: ShopFile, store: FileStore
) -> None:
    first = syncing.round()
    assert first.startswith(
        "Read everything from shop.db, in rows: order_items 3, orders 2, products 2. Published "
        "release "
    )
    assert first.endswith(": 2 orders until 2026-05-02.")
    assert served(store)[1:] == (2, 3)
    shop.run(*NEW_ORDER)
    # The order at the mark and the new one; only the first round is a full one.
    assert syncing.round().startswith("Read what changed from shop.db, in rows: order_items 2, ")
    assert served(store)[1:] == (3, 4)


def test_a_round_without_news_publishes_nothing(syncing: Syncing, store: FileStore) -> None:
    syncing.round()
    before = served(store)
    assert syncing.round().endswith(" Nothing changed.")
    assert served(store) == before


def test_a_round_of_a_database_that_is_away_fails_and_the_next_one_goes_on(
    syncing: Syncing, shop: ShopFile, store: FileStore, tmp_path: Path
) -> None:
    syncing.round()
    before = served(store)
    shop.run(*NEW_ORDER)
    shop.path.rename(tmp_path / "away.db")
    with pytest.raises(LoadError, match="There is no database file"):
        syncing.round()
    assert served(store) == before
    (tmp_path / "away.db").rename(shop.path)
    syncing.round()
    assert served(store)[1:] == (3, 4)


def test_a_round_while_another_load_runs_is_postponed(syncing: Syncing, store: FileStore) -> None:
    with store.begin(), pytest.raises(Postponed, match="Another load or training"):
        syncing.round()


def test_rows_set_aside_are_counted(syncing: Syncing, shop: ShopFile) -> None:
    shop.run("INSERT INTO order_items VALUES (9, 'mug', 1, 1)")
    assert " 1 rows were set aside. " in syncing.round()


def test_files_are_followed_too(store: FileStore, tmp_path: Path) -> None:
    folder = tmp_path / "files"
    folder.mkdir()
    (folder / "orders.csv").write_text("order_id,ordered_at\n1,2026-05-01\n")
    (folder / "order_items.csv").write_text(
        "order_id,product_id,quantity,unit_price\n1,mug,1,3.5\n"
    )
    (folder / "products.csv").write_text("product_id\nmug\n")
    request = Request([folder], options=LoadOptions(currency="EUR"))
    work = Syncing(store, lambda: request)
    assert work.round().startswith("Read 3 files with 3 rows. Published release ")


@pytest.mark.parametrize(
    ("options", "code", "sentence"),
    [
        (["--every", "5s"], 2, "--every 5s is too often: at least 10s."),
        (["--every", "soon"], 2, "“soon” is no span of time: write it like 30s, 5m, 1h or 3d."),
        (["--look-back", "3"], 2, "“3” is no span of time: write it like 30s, 5m, 1h or 3d."),
        (["--layout", "sap"], 1, "There is no layout “sap”. Known are: "),
        (["--layout", "no.toml"], 1, "no.toml cannot be read: No such file or directory."),
        (["--max-rejects", "many"], 1, "“many” is no limit of rows to set aside"),
    ],
)
def test_what_cannot_be_meant_is_said_at_once(
    command: Command, shop: ShopFile, options: list[str], code: int, sentence: str
) -> None:
    said = command("sync", shop.url, *options)
    assert (said.code, said.out) == (code, "")
    assert said.err.startswith(f"Error: {sentence}")


def test_a_database_nobody_can_read_is_refused_at_once(command: Command) -> None:
    said = command("sync", "oracle://reader:hunter2@db/shop")
    assert said.code == 1
    assert said.err.startswith("Error: “oracle://” is no database this product reads.")
    assert "hunter2" not in said.err


class Running:
    """`python -m dashapp sync` in a process of its own."""

    def __init__(self, folder: Path, url: str) -> None:
        self.log = folder / "log"
        self.data = folder / "var"
        environment = {
            **os.environ,
            "DATA_DIR": str(self.data),
            "CURRENCY": "EUR",
            "SOURCE_PASSWORD": "correct horse",
        }
        words = ["sync", url, "--every", "10s", "--watermark", "updated_at"]
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "dashapp", *words],
                cwd=PROJECT,
                env=environment,
                stdout=log,
                stderr=log,
            )

    def said(self) -> str:
        return self.log.read_text()

    def wait_for(self, sentence: str) -> None:
        until = time.monotonic() + 90
        while sentence not in self.said():
            assert time.monotonic() < until, self.said()
            assert self.process.poll() is None, self.said()
            time.sleep(0.05)

    def stop(self) -> tuple[int, float]:
        """The exit code, and how long it took to leave."""
        began = time.monotonic()
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=30), time.monotonic() - began


@pytest.fixture
def running(postgres: Server, tmp_path: Path) -> Iterator[tuple[Running, str]]:
    """A process that follows a PostgreSQL database, whose address its owner has."""
    address = postgres.new_database().replace("+psycopg", "")
    with psycopg.connect(address) as connection:
        for statement in TABLES:
            connection.execute(statement)
    process = Running(tmp_path, address.replace(":correct%20horse", ""))
    yield process, address
    process.process.kill()
    process.process.wait()


def test_a_process_asked_to_end_in_mid_round_leaves_the_old_release_and_nothing_else(
    running: tuple[Running, str],
) -> None:
    process, address = running
    process.wait_for("Published release")
    store = FileStore(process.data / "releases")
    before = served(store)
    with psycopg.connect(address) as shop:
        # The next round has to wait for a table that the shop keeps to itself.
        shop.execute("LOCK TABLE orders IN ACCESS EXCLUSIVE MODE")
        _wait_until_locked(address)
        code, seconds = process.stop()
    assert (code, seconds < 6) == (0, True)
    assert served(store) == before
    assert [path.name for path in store.folder.glob("draft-*")] == []
    assert process.said().rstrip().endswith("[dashapp.sync]")
    assert "Stopped, because the process was asked to end." in process.said()
    assert "Traceback" not in process.said()
    assert "correct horse" not in process.said()


def test_a_process_asked_to_end_between_rounds_ends_at_once(running: tuple[Running, str]) -> None:
    process, _ = running
    process.wait_for("Published release")
    code, seconds = process.stop()
    assert (code, seconds < 6) == (0, True)


def _wait_until_locked(address: str) -> None:
    waiting = (
        "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = %s"
    )
    until = time.monotonic() + 60
    with psycopg.connect(address, autocommit=True) as connection:
        while time.monotonic() < until:
            row = connection.execute(waiting, [connection.info.dbname]).fetchone()
            if row is not None and row[0]:
                return
            time.sleep(0.05)
    raise AssertionError("Nobody waited for the table.")
