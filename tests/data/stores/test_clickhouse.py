"""Releases on ClickHouse: published by one row, copied exactly, read and not written."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from data import schema
from data.clickhouse import engine as open_engine
from data.engines import writer_engine
from data.releases import StoreBusy, StoreFailed
from data.stores import Limits, claims, columnar, journal
from data.stores.clickhouse import ClickHouseStore
from data.stores.journal import What
from data.stores.server import schema_of
from tests.clickhouse import Engine
from tests.data import shop
from tests.data.stores import note_of, publish
from tests.data.stores.test_copying import TEXTS, rows_of

GROSS = sa.select(sa.func.sum(schema.fact_lines.c.gross).label("gross"))


@pytest.fixture
def url(clickhouse: Engine) -> str:
    return clickhouse.new_database()


@pytest.fixture
def store(url: str, tmp_path: Path) -> ClickHouseStore:
    return ClickHouseStore(url, tmp_path / "here")


def database(url: str) -> str:
    return str(sa.make_url(url).database)


def releases(clickhouse: Engine, url: str) -> set[str]:
    """The databases of releases of a shop, by what follows the shop's name."""
    names = clickhouse.run("SELECT name FROM system.databases")
    begin = f"{database(url)}_"
    return {str(name).removeprefix(begin) for (name,) in names if str(name).startswith(begin)}


def held(url: str) -> list[str]:
    """Who builds."""
    engine = open_engine(url)
    with engine.connect() as connection:
        found = [claim.holder for claim in claims.claims(connection)]
    engine.dispose()
    return found


# --- copying ---------------------------------------------------------------------------------


def copied(url: str, folder: Path, rows: dict[sa.Table, list[dict[str, Any]]]) -> Path:
    """The rows sent and fetched again: the file they came back in."""
    draft = writer_engine(folder / "draft.duckdb")
    with draft.begin() as connection:
        for table, values in rows.items():
            table.create(connection)
            if values:
                connection.execute(table.insert(), values)
    draft.dispose()
    engine = open_engine(url)
    with engine.connect() as connection:
        columnar.send(folder / "draft.duckdb", connection, database(url))
        columnar.fetch(connection, database(url), folder / "back.duckdb")
    engine.dispose()
    return folder / "back.duckdb"


def test_every_text_comes_back_whether_it_is_empty_missing_or_full_of_marks(
    url: str, tmp_path: Path
) -> None:
    texts = [*TEXTS, "a\0b", "\0", "\\", "\\'", "%(x)s", "`"]
    rows = [{"customer_id": f"{n:02}", "name": text} for n, text in enumerate(texts)]
    back = copied(url, tmp_path, {schema.customers: rows})
    assert [row[1] for row in rows_of(back, schema.customers)] == texts


def test_money_days_instants_and_truths_come_back_exactly(url: str, tmp_path: Path) -> None:
    amounts = ["99999999999999.9999", "-0.0001", "0", "0.1", "-12345678901234.5678"]
    instants = [
        datetime(1970, 1, 1),  # noqa: DTZ001
        datetime(2026, 3, 29, 1, 30, 0, 123456),  # noqa: DTZ001
        datetime(1900, 2, 28, 23, 59, 59),  # noqa: DTZ001
        datetime(9999, 12, 31, 23, 59, 59, 999999),  # noqa: DTZ001
        datetime(2026, 12, 31, 0, 0, 0, 10),  # noqa: DTZ001
    ]
    refunds = [
        {
            "refund_id": str(n),
            "order_id": "O",
            "refunded_at": at,
            "quantity": 2**62 - n,
            "amount": Decimal(amount),
        }
        for n, (amount, at) in enumerate(zip(amounts, instants, strict=True))
    ]
    months = [
        {
            **dict.fromkeys(("orders", "customers", "units"), -n),
            **dict.fromkeys(("gross_sales", "discounts", "reversals", "net_sales"), Decimal(n)),
            "month": day,
            "is_complete": bool(n),
        }
        for n, day in enumerate([date(1753, 1, 1), date(2026, 2, 28), date(9999, 12, 31)])
    ]
    tables = {schema.refunds: refunds, schema.monthly_sales: months, schema.loads: []}
    back = copied(url, tmp_path, tables)
    for table in tables:
        assert rows_of(back, table) == rows_of(tmp_path / "draft.duckdb", table)
    assert [row[6] for row in rows_of(back, schema.refunds)] == [Decimal(text) for text in amounts]


def test_many_batches_come_back_whole(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(columnar, "_ROWS", 1_000)
    rows = [{"customer_id": f"{n:04}", "name": None if n % 7 else f"n{n}"} for n in range(5_000)]
    back = copied(url, tmp_path, {schema.customers: rows})
    found = sorted(rows_of(back, schema.customers))
    assert found == rows_of(tmp_path / "draft.duckdb", schema.customers)


def test_columns_are_as_narrow_as_what_is_in_them(
    clickhouse: Engine, store: ClickHouseStore, url: str
) -> None:
    release = shop.publish(store).id
    found = clickhouse.run(
        "SELECT name, type FROM system.columns WHERE table = 'fact_orders' "
        f"AND database = '{database(url)}_{schema_of(release)}'"
    )
    types = {str(name): str(kind) for name, kind in found}
    assert types["date"] == "Date32"
    assert types["gross"] == "Decimal(18, 4)"
    assert types["channel"] == "String"  # three values in eleven rows are not few
    assert types["customer_key"] == "Nullable(Int32)"
    sorted_by = clickhouse.run(
        "SELECT sorting_key FROM system.tables WHERE name = 'fact_orders' "
        f"AND database = '{database(url)}_{schema_of(release)}'"
    )
    assert sorted_by == [("date, order_key",)]


# --- all or nothing --------------------------------------------------------------------------


def test_a_release_that_fails_at_its_last_step_was_never_there(
    store: ClickHouseStore, clickhouse: Engine, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = publish(store, "old")

    def fails(*_: object) -> None:
        raise ZeroDivisionError

    with monkeypatch.context() as patch:
        patch.setattr(journal, "publish", fails)
        with pytest.raises(ZeroDivisionError):
            publish(store, "new")
    assert store.current_id() == old
    assert releases(clickhouse, url) == {schema_of(old)}
    assert note_of(store, publish(store, "newer")) == "newer"


def test_what_a_killed_process_left_goes_with_the_next_load_and_nobody_elses(
    store: ClickHouseStore, clickhouse: Engine, url: str
) -> None:
    old = publish(store, "old")
    ours, theirs = "20260101T000000Z-0001", "20260101T000000Z-0002"
    engine = open_engine(url)
    with engine.connect() as connection:
        journal.write(connection, What.BEGUN, ours, store._here)
        journal.write(connection, What.BEGUN, theirs, "another machine")
    engine.dispose()
    for release in (ours, theirs):
        clickhouse.run(f"CREATE DATABASE {database(url)}_{schema_of(release)}")
    assert store.current_id() == old
    new = publish(store, "new")
    assert releases(clickhouse, url) == {schema_of(name) for name in (old, new, theirs)}


def test_while_one_machine_loads_another_is_told_who_does(
    store: ClickHouseStore, url: str, tmp_path: Path
) -> None:
    elsewhere = ClickHouseStore(url, tmp_path / "there")
    with store.begin():
        said = rf"\({re.escape(store._here)}, since \d{{4}}-\d\d-\d\d \d\d:\d\d UTC\)\. Try again"
        with pytest.raises(StoreBusy, match=said):
            publish(elsewhere)
    assert store.current_id() is None
    assert note_of(elsewhere, publish(elsewhere, "later")) == "later"
    assert held(url) == []


def test_a_machine_takes_back_what_it_had_claimed_when_it_was_killed(
    store: ClickHouseStore, url: str, tmp_path: Path
) -> None:
    engine = open_engine(url)
    with engine.connect() as connection:
        claims._take(connection, store._here)
    engine.dispose()
    with pytest.raises(StoreBusy):
        publish(ClickHouseStore(url, tmp_path / "there"))
    assert note_of(store, publish(store, "again")) == "again"
    assert held(url) == []


def test_of_two_who_find_the_same_expired_claim_one_gets_the_next(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = open_engine(url)
    with engine.connect() as connection:
        claims._take(connection, "killed")
        with monkeypatch.context() as patch:
            patch.setattr(claims, "EXPIRY", timedelta(0))
            found = claims.claims(connection)
            first = claims._take(connection, "first")
        assert [claim.expired for claim in found] == [True]
        with monkeypatch.context() as patch:
            patch.setattr(claims, "claims", lambda _: found)
            with pytest.raises(StoreBusy):
                claims._take(connection, "second")
        assert [claim.token for claim in claims.claims(connection)] == [first]
    engine.dispose()


def test_of_two_machines_that_load_at_once_all_the_same_the_second_to_be_done_begins_again(
    store: ClickHouseStore,
    clickhouse: Engine,
    url: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    elsewhere = ClickHouseStore(url, tmp_path / "there")
    monkeypatch.setattr(claims, "EXPIRY", timedelta(0))
    with store.begin() as draft:
        other = publish(elsewhere, "quicker")
        with draft.engine.begin() as connection:
            schema.customers.create(connection)
        with pytest.raises(StoreBusy, match="Try again"):
            draft.publish(shop.info_of(draft))
    assert store.current_id() == other
    assert [info.id for info in store.list()] == [other]
    assert releases(clickhouse, url) == {schema_of(other)}


def test_pruned_releases_leave_no_tables(clickhouse: Engine, url: str, tmp_path: Path) -> None:
    store = ClickHouseStore(url, tmp_path, keep=2)
    ids = [publish(store) for _ in range(4)]
    assert releases(clickhouse, url) == {schema_of(release) for release in ids[2:]}


def test_another_machine_goes_on_with_what_the_first_one_published(
    store: ClickHouseStore, url: str, tmp_path: Path
) -> None:
    first = shop.publish(store)
    elsewhere = ClickHouseStore(url, tmp_path / "there")
    with elsewhere.begin(base=first.id) as draft:
        with draft.engine.begin() as connection:
            assert connection.execute(GROSS).scalar_one() == 231
        draft.publish(shop.info_of(draft))
    assert store.current_id() == draft.id
    assert (elsewhere.artefacts(first.id) / "release.json").is_file()


# --- readers ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("forbidden", "reason"),
    [
        ("TRUNCATE TABLE customers", "readonly"),
        ("CREATE TABLE x (y Int8) ENGINE Memory", "readonly"),
        ("SELECT sum(cityHash64(number)) FROM numbers(1000000000000)", "TIMEOUT_EXCEEDED"),
    ],
)
def test_a_reader_can_neither_write_nor_ask_for_ever(
    url: str, tmp_path: Path, forbidden: str, reason: str
) -> None:
    store = ClickHouseStore(url, tmp_path, limits=Limits(connections=1, seconds=1))
    engine = store.reader(publish(store), memory_mb=256, threads=1)
    with engine.connect() as connection, pytest.raises(sa.exc.DBAPIError, match=reason):
        connection.exec_driver_sql(forbidden)
    engine.dispose()


def test_whoever_cannot_get_in_is_told_why_and_the_password_stays_secret(tmp_path: Path) -> None:
    store = ClickHouseStore("clickhousedb://ada:sesame@127.0.0.1:1/shop", tmp_path)
    for ask in (store.current_id, store.list, lambda: publish(store)):
        with pytest.raises(StoreFailed) as caught:
            ask()
        assert str(caught.value) == (
            "ClickHouse on 127.0.0.1:1 (database shop) cannot be reached: Connection refused. "
            "Check DATABASE_URL, and that the server runs."
        )
