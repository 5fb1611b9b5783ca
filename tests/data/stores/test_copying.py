"""Whatever a draft holds comes back from the server as it was."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from data import schema
from data.engines import reader_engine, writer_engine
from data.postgres import engine as open_engine
from data.stores import copying
from tests.postgres import Server

TEXTS = [
    "", " ", "NULL", "\\N", "\\.", '"', '""', "a,b", "a\nb", "a\r\nb", "\t", "it's", "é", "😀",
    "-", "t", "1.5", "x" * 300_000, None,
]  # fmt: skip


def copied(server: Server, folder: Path, rows: dict[sa.Table, list[dict[str, Any]]]) -> Path:
    """The rows sent to a server and fetched from it again: the file they came back in."""
    draft = writer_engine(folder / "draft.duckdb")
    with draft.begin() as connection:
        for table, values in rows.items():
            table.create(connection)
            if values:
                connection.execute(table.insert(), values)
    draft.dispose()
    engine = open_engine(server.new_database())
    with engine.begin() as connection:
        connection.execute(sa.schema.CreateSchema("release_1"))
        copying.send(folder / "draft.duckdb", connection, "release_1")
    with engine.begin() as connection:
        copying.fetch(connection, "release_1", folder / "back.duckdb")
    engine.dispose()
    return folder / "back.duckdb"


def rows_of(path: Path, table: sa.Table) -> list[tuple[Any, ...]]:
    engine = reader_engine(path)
    with engine.connect() as connection:
        rows = [tuple(row) for row in connection.execute(sa.select(table))]
    engine.dispose()
    return rows


def test_every_text_comes_back_whether_it_is_empty_missing_or_full_of_marks(
    postgres: Server, tmp_path: Path
) -> None:
    rows = [{"customer_id": str(n), "name": text} for n, text in enumerate(TEXTS)]
    back = copied(postgres, tmp_path, {schema.customers: rows})
    assert [row[1] for row in rows_of(back, schema.customers)] == TEXTS


def test_money_days_instants_and_truths_come_back_exactly(postgres: Server, tmp_path: Path) -> None:
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
        for n, day in enumerate([date(1753, 1, 1), date(2026, 2, 28)])
    ]
    doubles = [0.1, 1e300, -1 / 3, 5e-324]
    profiles = [
        {
            "cluster": n,
            "segment": "s",
            "customers": 1,
            "recency_days": value,
            "frequency": -value,
            "monetary": 0.0,
        }
        for n, value in enumerate(doubles)
    ]
    tables = {
        schema.refunds: refunds,
        schema.monthly_sales: months,
        schema.segment_profiles: profiles,
        schema.loads: [],
    }
    back = copied(postgres, tmp_path, tables)
    for table in tables:
        assert rows_of(back, table) == rows_of(tmp_path / "draft.duckdb", table)
    assert [row[6] for row in rows_of(back, schema.refunds)] == [Decimal(text) for text in amounts]
    assert [row[4] for row in rows_of(back, schema.refunds)] == instants
    assert [row[3] for row in rows_of(back, schema.segment_profiles)] == doubles


def test_many_batches_come_back_in_their_order(
    postgres: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(copying, "_ROWS", 100)
    rows = [{"customer_id": str(n), "name": None if n % 7 else f"n{n}"} for n in range(5_000)]
    back = copied(postgres, tmp_path, {schema.customers: rows})
    assert rows_of(back, schema.customers) == rows_of(tmp_path / "draft.duckdb", schema.customers)


def test_the_one_character_that_postgresql_cannot_hold_is_replaced_and_not_dropped(
    postgres: Server, tmp_path: Path
) -> None:
    back = copied(postgres, tmp_path, {schema.customers: [{"customer_id": "a\0b", "name": "c"}]})
    assert [row[:2] for row in rows_of(back, schema.customers)] == [("a\ufffdb", "c")]


def test_a_release_of_an_older_version_comes_back_without_the_columns_that_came_later(
    postgres: Server, tmp_path: Path
) -> None:
    draft = writer_engine(tmp_path / "old.duckdb")
    with draft.begin() as connection:
        connection.exec_driver_sql(
            "CREATE TABLE customers AS SELECT 'ada' AS customer_id, 'x' AS of_another_time"
        )
    draft.dispose()
    server = open_engine(postgres.new_database())
    with server.begin() as connection:
        connection.execute(sa.schema.CreateSchema("release_1"))
        copying.send(tmp_path / "old.duckdb", connection, "release_1")
        copying.fetch(connection, "release_1", tmp_path / "back.duckdb")
    server.dispose()
    engine = writer_engine(tmp_path / "back.duckdb")
    with engine.begin() as connection:
        schema.bring_up_to_date(connection, schema.STAR)
        found = connection.execute(sa.select(schema.customers)).one()
    engine.dispose()
    assert found == ("ada", None, None, None, None, None)


def test_days_keys_and_filters_of_a_published_table_have_an_index(
    postgres: Server, tmp_path: Path
) -> None:
    copied(postgres, tmp_path, {schema.fact_lines: [], schema.customers: []})
    database = postgres.run("SELECT datname FROM pg_database ORDER BY oid DESC LIMIT 1")[0][0]
    found = postgres.run(
        "SELECT tablename || ' ' || split_part(indexdef, ' USING ', 2) FROM pg_indexes "
        "WHERE schemaname = 'release_1' ORDER BY 1",
        str(database),
    )
    assert [text for (text,) in found] == [
        "fact_lines brin (date)",
        "fact_lines btree (category) WITH (fillfactor='100')",
        "fact_lines btree (country) WITH (fillfactor='100')",
        "fact_lines btree (customer_key) WITH (fillfactor='100')",
        "fact_lines btree (order_key) WITH (fillfactor='100')",
        "fact_lines btree (product_key) WITH (fillfactor='100')",
    ]


def test_who_copies_hears_which_table_and_how_much_of_all_rows_is_copied(
    postgres: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(copying, "_ROWS", 2048)  # DuckDB's own portions are no smaller
    draft = writer_engine(tmp_path / "draft.duckdb")
    with draft.begin() as connection:
        schema.customers.create(connection)
        connection.exec_driver_sql(
            "INSERT INTO customers (customer_id) SELECT n::varchar FROM range(6144) r(n)"
        )
        connection.exec_driver_sql(
            "CREATE TABLE products AS SELECT n::varchar AS product_id FROM range(2048) r(n)"
        )
    draft.dispose()
    heard: list[tuple[str, float]] = []
    engine = open_engine(postgres.new_database())
    with engine.begin() as connection:
        connection.execute(sa.schema.CreateSchema("release_1"))
        copying.send(
            tmp_path / "draft.duckdb",
            connection,
            "release_1",
            lambda step, fraction: heard.append((step, fraction)),
        )
    engine.dispose()
    of_customers = [done for step, done in heard if step == "Copying to the server: customers"]
    assert [round(after - before, 2) for before, after in pairwise(of_customers)] == [0.25] * 3
    assert ("Making indexes on the server: customers", of_customers[-1]) in heard
    fractions = [done for _, done in heard]
    assert fractions == sorted(fractions)
    assert (fractions[0], fractions[-1]) == (0, 1)
