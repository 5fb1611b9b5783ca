"""Values arrive as the database writes them, exactly, whatever their type."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import sqlalchemy as sa

from data import schema
from data.ingest import mapping
from tests import mariadb, postgres
from tests.data.ingest.databases.shops import Reader, Shop
from tests.data.ingest.store import Store

MAPPING = """
currency = "EUR"
[orders]
source = "{orders}"
order_id = "Id"
ordered_at = "placed"
status = "state"
[items]
source = "{items}"
order_id = "order"
product_id = "sku"
quantity = "pieces"
unit_price = "price"
[statuses]
paid = "sale"
sent = "sale"
[watermark]
column = "{orders_name}.placed"
look_back = "1 day"
"""


def written(reader: Reader, layout: mapping.MappedLayout, table: str) -> list[dict[str, Any]]:
    fetched = reader.fetch(layout)
    file = fetched.folder / f"{table}.table.parquet"
    rows: list[dict[str, Any]] = pq.read_table(file).to_pylist()
    return rows


def mapped(orders: str, items: str) -> mapping.MappedLayout:
    name = orders.rpartition(".")[2]
    return mapping.parse(MAPPING.format(orders=orders, items=items, orders_name=name))


def test_postgresql_and_a_schema_of_its_own(store: Store, postgres: postgres.Server) -> None:
    url = postgres.new_database()
    shop = Shop(url, sa.make_url(url))
    shop.run(
        'CREATE SCHEMA "Sales"',
        "CREATE TYPE state AS ENUM ('paid', 'sent')",
        'CREATE TABLE "Sales".orders ("Id" uuid PRIMARY KEY, placed timestamptz, state state)',
        'CREATE TABLE "Sales"."order lines" ("order" uuid NOT NULL, sku json, pieces bigint, '
        "price money)",
        """INSERT INTO "Sales".orders VALUES
           ('00000000-0000-0000-0000-000000000001', '2026-05-01 10:00:00.25-05', 'paid'),
           ('00000000-0000-0000-0000-000000000002', '2026-05-02 10:00:00+02', 'sent')""",
        """INSERT INTO "Sales"."order lines" VALUES
           ('00000000-0000-0000-0000-000000000001', '{"a":1}', 9007199254740993, 1234.5),
           ('00000000-0000-0000-0000-000000000002', '"tea"', 1, 4.25)""",
        "CREATE TABLE orders (unlike integer)",
    )
    reader = Reader(store, shop)
    layout = mapped("Sales.orders", "Sales.order lines")
    first, second = written(reader, layout, "orders")
    assert first == {
        "Id": "00000000-0000-0000-0000-000000000001",
        "placed": "2026-05-01 15:00:00.25+00",
        "state": "paid",
    }
    assert second["placed"] == "2026-05-02 08:00:00+00"
    lines = written(reader, layout, "order lines")
    assert [line["pieces"] for line in lines] == ["9007199254740993", "1"]
    assert [line["price"] for line in lines] == ["1234.50", "4.25"]
    assert [line["sku"] for line in lines] == ['{"a":1}', '"tea"']


def test_mysql(store: Store, mariadb: mariadb.Server) -> None:
    url = mariadb.new_database()
    shop = Shop(url, sa.make_url(url).set(drivername="mysql+pymysql"))
    shop.run(
        "SET time_zone = '-05:00'",
        "CREATE TABLE shop_orders (Id BINARY(2) PRIMARY KEY, placed TIMESTAMP(3) NULL, "
        "state ENUM('paid', 'sent'))",
        "CREATE TABLE shop_lines (`order` BINARY(2) NOT NULL, sku VARCHAR(20) CHARACTER SET "
        "latin1, pieces BIT(4), price DECIMAL(30, 10))",
        "INSERT INTO shop_orders VALUES (x'0001', '2026-05-01 10:00:00.250', 'paid')",
        "INSERT INTO shop_lines VALUES (x'0001', 'Tüte', 5, 12345678901234567890.0123456789)",
    )
    reader = Reader(store, shop)
    layout = mapped("shop_orders", "shop_lines")
    assert written(reader, layout, "shop_orders") == [
        {"Id": "0001", "placed": "2026-05-01 15:00:00.250+00:00", "state": "paid"}
    ]
    assert written(reader, layout, "shop_lines") == [
        {
            "order": "0001",
            "sku": "Tüte",
            "pieces": "5",
            "price": "12345678901234567890.0123456789",
        }
    ]


def test_sqlite_keeps_what_was_written(store: Store, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'shop.db'}"
    shop = Shop(url, sa.make_url(url))
    shop.run(
        "CREATE TABLE orders (Id INTEGER PRIMARY KEY, placed TEXT, state TEXT)",
        "CREATE VIEW items AS SELECT 1 AS \"order\", CAST(x'54FC7465' AS TEXT) AS sku, "
        "2 AS pieces, 0.1 + 0.2 AS price",
        "INSERT INTO orders VALUES (1, '2026-05-01T10:00:00-05:00', NULL)",
    )
    reader = Reader(store, shop)
    layout = mapped("orders", "items")
    assert written(reader, layout, "orders") == [
        {"Id": "1", "placed": "2026-05-01T10:00:00-05:00", "state": None}
    ]
    assert written(reader, layout, "items") == [
        {"order": "1", "sku": "T\N{REPLACEMENT CHARACTER}te", "pieces": "2", "price": "0.3"}
    ]
    assert [mark.value for mark in reader.fetch(layout).marks] == ["2026-05-01 15:00:00"]


def test_duckdb(store: Store, tmp_path: Path) -> None:
    url = f"duckdb:///{tmp_path / 'shop.db'}"
    shop = Shop(url, sa.make_url(url))
    shop.run(
        "CREATE TABLE orders (Id UUID, placed TIMESTAMPTZ, state BOOLEAN)",
        'CREATE TABLE items ("order" UUID, sku VARCHAR, pieces HUGEINT, price DECIMAL(38, 10))',
        "INSERT INTO orders VALUES ('00000000-0000-0000-0000-000000000001', "
        "'2026-05-01 10:00:00.25-05', true)",
        "INSERT INTO items VALUES ('00000000-0000-0000-0000-000000000001', 'Tüte', "
        "170141183460469231731687303715884105727, 1234567890.0123456789)",
    )
    reader = Reader(store, shop)
    layout = mapped("orders", "items")
    order = written(reader, layout, "orders")[0]
    assert (order["placed"], order["state"]) == ("2026-05-01 15:00:00.25+00", "true")
    line = written(reader, layout, "items")[0]
    assert line["pieces"] == "170141183460469231731687303715884105727"
    assert line["price"] == "1234567890.0123456789"


def test_a_mapped_database_is_loaded_and_followed(store: Store, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'shop.db'}"
    shop = Shop(url, sa.make_url(url))
    shop.run(
        "CREATE TABLE sales (Id INTEGER PRIMARY KEY, placed TEXT, state TEXT)",
        'CREATE TABLE rows ("order" INTEGER NOT NULL, sku TEXT, pieces INTEGER, price REAL)',
        "INSERT INTO sales VALUES (1, '2026-05-01 10:00:00', 'paid'), "
        "(2, '2026-05-05 10:00:00', 'paid')",
        "INSERT INTO rows VALUES (1, 'mug', 2, 3.5), (1, 'tea', 1, 4), (2, 'tea', 1, 4.25)",
    )
    reader = Reader(store, shop)
    layout = mapped("sales", "rows")
    reader.read(layout)
    shop.run(
        "INSERT INTO sales VALUES (3, '2026-05-06 09:00:00', 'paid')",
        "INSERT INTO rows VALUES (3, 'mug', 1, 3.5)",
    )
    fetched, report = reader.read(layout)
    assert fetched.incremental
    assert fetched.rows == {"rows": 2, "sales": 2}, "the look-back of the mapping is one day"
    assert report.changed, report.sentences()
    i = schema.order_items.c
    assert [(row[0], row[1]) for row in store.rows(i.order_id, i.product_id)] == [
        ("1", "mug"),
        ("1", "tea"),
        ("2", "tea"),
        ("3", "mug"),
    ]
