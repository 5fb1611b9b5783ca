"""Releases on Spark: published by one view, copied exactly, read and not written."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from TCLIService.ttypes import TGetOperationStatusReq

from data import schema, spark
from data.engines import writer_engine
from data.releases import StoreBusy, StoreFailed
from data.spark import engine as open_engine
from data.stores import Limits, states
from data.stores.lake import Lake
from data.stores.server import schema_of
from data.stores.spark import SparkStore
from data.warehouse import View
from tests.data import shop
from tests.data.stores import note_of, publish
from tests.data.stores.test_copying import TEXTS, rows_of
from tests.data.test_sql_as_typed import VALUES
from tests.spark import Cluster


@pytest.fixture
def url(spark: Cluster) -> str:
    return spark.new_database()


@pytest.fixture
def store(url: str, tmp_path: Path) -> SparkStore:
    return SparkStore(url, tmp_path / "here")


def databases(url: str) -> set[str]:
    """The databases of releases of a shop, by what follows the shop's name."""
    begin = f"{sa.make_url(url).database}_"
    opened = open_engine(url)
    with opened.connect() as connection:
        names = [str(row[0]) for row in connection.exec_driver_sql("SHOW DATABASES")]
    opened.dispose()
    return {name.removeprefix(begin) for name in names if name.startswith(begin)}


# --- copying ---------------------------------------------------------------------------------


def test_whatever_a_draft_holds_comes_back(url: str, tmp_path: Path) -> None:
    texts = [*TEXTS, "a\0b", "\\", "\\'", "%(x)s", "${x}"]
    customers = [{"customer_id": f"{n:02}", "name": text} for n, text in enumerate(texts)]
    refunds = [
        {
            "refund_id": str(n),
            "order_id": "O",
            "refunded_at": datetime.fromisoformat(at),
            "quantity": 2**62 - n,
            "amount": Decimal(amount),
        }
        for n, (amount, at) in enumerate(
            [
                ("99999999999999.9999", "1900-02-28T23:59:59"),
                ("-0.0001", "2026-03-29T01:30:00.123456"),
                ("-12345678901234.5678", "9999-12-31T23:59:59.999999"),
            ]
        )
    ]
    rates = [
        {"currency": "USD", "valid_from": day, "rate": Decimal("0.7"), "quoted_in": "GBP"}
        for day in (date(1753, 1, 1), date(9999, 12, 31))
    ]
    tables: dict[sa.Table, list[dict[str, Any]]] = {
        schema.customers: customers,
        schema.refunds: refunds,
        schema.currency_rates: rates,
        schema.loads: [],
    }
    draft, back = tmp_path / "draft.duckdb", tmp_path / "back.duckdb"
    writing = writer_engine(draft)
    with writing.begin() as connection:
        for table, rows in tables.items():
            table.create(connection)
            if rows:
                connection.execute(table.insert(), rows)
    writing.dispose()
    lake = Lake(spark.folder_of(url))
    lake.send(draft, tmp_path / "nothing", "release")
    lake.fetch("release", back)
    for table in tables:
        assert rows_of(back, table) == rows_of(draft, table)


def test_decimals_days_and_instants_are_read_exactly(store: SparkStore) -> None:
    with store.begin() as draft:
        with draft.engine.begin() as connection:
            schema.refunds.create(connection)
            row = {
                "refund_id": "R",
                "order_id": "O",
                "refunded_at": datetime.fromisoformat("2026-03-29T01:30:00.123456"),
                "quantity": -(2**62),
                "amount": Decimal("99999999999999.9999"),
            }
            connection.execute(schema.refunds.insert(), [row])
        draft.publish(shop.info_of(draft))
    reading = store.reader(draft.id)
    with reading.connect() as connection:
        found = connection.execute(sa.select(schema.refunds)).mappings().one()
    reading.dispose()
    assert {name: found[name] for name in row} == row
    assert found["reason"] is None


# --- statements ------------------------------------------------------------------------------


@pytest.mark.parametrize("value", [*VALUES, "${spark.driver.host}", "a\0b", "tab\t"])
def test_a_value_comes_back_as_it_is_bound_or_typed(spark_view: View, value: str) -> None:
    asked = sa.select(sa.literal(value).label("value"))
    with spark_view.engine.connect() as connection:
        assert connection.execute(asked).all() == [(value,)]
        assert connection.exec_driver_sql(spark_view.sql(asked)).all() == [(value,)]


def test_a_session_has_our_settings_whatever_the_server_has(url: str) -> None:
    opened = open_engine(url)
    with opened.connect() as connection:
        said = connection.exec_driver_sql("SET spark.sql.session.timeZone").all()
    opened.dispose()
    assert said == [("spark.sql.session.timeZone", "UTC")]


def test_an_answer_that_was_read_is_kept_no_longer(spark_view: View) -> None:
    with spark_view.engine.connect() as connection:
        cursor: Any = connection.execute(sa.select(sa.literal(1).label("one"))).cursor
        operation = cursor._operationHandle
        assert list(cursor.df().one) == [1]
        asked = TGetOperationStatusReq(operation)
        said = cursor.connection.client.GetOperationStatus(asked)
    assert "Invalid OperationHandle" in str(said.status.errorMessage)


# --- all or nothing --------------------------------------------------------------------------


def test_a_release_that_fails_at_its_last_step_was_never_there(
    store: SparkStore, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = publish(store, "old")

    def fails(*_: object) -> None:
        raise ZeroDivisionError

    with monkeypatch.context() as patch:
        patch.setattr(states.State, "published", fails)
        with pytest.raises(ZeroDivisionError):
            publish(store, "new")
    assert store.current_id() == old
    assert databases(url) == {schema_of(old)}
    assert note_of(store, publish(store, "newer")) == "newer"


def test_of_two_machines_that_load_at_once_the_second_to_be_done_begins_again(
    store: SparkStore, url: str, tmp_path: Path
) -> None:
    elsewhere = SparkStore(url, tmp_path / "there")
    with store.begin() as draft:
        other = publish(elsewhere, "quicker")
        with draft.engine.begin() as connection:
            schema.customers.create(connection)
        with pytest.raises(StoreBusy, match="Try again"):
            draft.publish(shop.info_of(draft))
    assert store.current_id() == other
    assert [info.id for info in store.list()] == [other]
    assert databases(url) == {schema_of(other)}


def test_pruned_releases_leave_neither_tables_nor_files(url: str, tmp_path: Path) -> None:
    store = SparkStore(url, tmp_path, keep=1)
    _, last = publish(store), publish(store)
    assert databases(url) == {schema_of(last)}
    assert Lake(spark.folder_of(url)).releases() == [
        f"{sa.make_url(url).database}_{schema_of(last)}"
    ]


def test_what_a_killed_process_left_goes_with_the_next_load_and_nobody_elses(
    store: SparkStore, url: str
) -> None:
    ours, theirs = "20260101T000000Z-0001", "20260101T000000Z-0002"
    old = publish(store, "old")
    name = str(sa.make_url(url).database)
    opened = open_engine(url)
    with opened.connect() as connection:
        known = states.State()
        states.change(connection, name, known, lambda now: now.begun(ours, store._here))
        states.change(connection, name, known, lambda now: now.begun(theirs, "another machine"))
        for release in (ours, theirs):
            connection.exec_driver_sql(f"CREATE DATABASE {name}_{schema_of(release)}")
    opened.dispose()
    assert store.current_id() == old
    new = publish(store, "new")
    assert databases(url) == {schema_of(release) for release in (old, new, theirs)}


# --- readers ---------------------------------------------------------------------------------


def test_a_reader_sends_nothing_but_questions(store: SparkStore) -> None:
    reading = store.reader(publish(store))
    with reading.connect() as connection:
        for forbidden in ("DROP TABLE customers", "SET x=1", "INSERT INTO customers SELECT 1"):
            with pytest.raises(sa.exc.ProgrammingError, match="nothing but questions"):
                connection.exec_driver_sql(forbidden)
    reading.dispose()


def test_nobody_asks_for_ever(url: str, tmp_path: Path) -> None:
    store = SparkStore(url, tmp_path, limits=Limits(connections=1, seconds=2))
    reading = store.reader(publish(store))
    endless = "SELECT sum(a.id * b.id) FROM range(10000000) a CROSS JOIN range(10000000) b"
    with reading.connect() as connection:
        with pytest.raises(sa.exc.OperationalError, match="timed out"):
            connection.exec_driver_sql(endless)
        assert connection.exec_driver_sql("SELECT 1").scalar_one() == 1
    reading.dispose()


def test_a_server_that_hangs_is_given_up_with_a_sentence(
    spark: Cluster, url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("data.stores.spark._LOOK_SECONDS", 1)
    monkeypatch.setattr("data.spark._GRACE", 1)
    store = SparkStore(url, tmp_path)
    assert store.current_id() is None
    with spark.frozen(), pytest.raises(StoreFailed, match=r"cannot be reached: .*Check DATABASE"):
        store.current_id()
    assert store.current_id() is None


def test_whoever_cannot_get_in_is_told_why_and_the_password_stays_secret(tmp_path: Path) -> None:
    store = SparkStore("sparksql://ada:sesame@127.0.0.1:1/shop?folder=/nowhere", tmp_path)
    for ask in (store.current_id, store.list, lambda: publish(store)):
        with pytest.raises(StoreFailed) as caught:
            ask()
        assert str(caught.value).startswith(
            "Spark on 127.0.0.1:1 (shop shop) cannot be reached: Could not connect to"
        )
        assert "sesame" not in str(caught.value)
