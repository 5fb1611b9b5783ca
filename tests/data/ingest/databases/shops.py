"""One shop, kept in a database of any kind and as files, and a store it is read into."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from data import schema
from data.ingest import LoadOptions, LoadReport, databases, load
from data.ingest.databases import Fetched, Reading
from data.ingest.layouts import Layout
from data.ingest.loading import LAYOUTS
from data.progress import Progress, silent
from tests.data.ingest.store import Store

Rows = Sequence[dict[str, Any]]
FIRST_DAY = datetime(2026, 1, 1, 9, 0, tzinfo=UTC)
ORDERS = 120
LINES = 240

_Time = sa.DateTime(timezone=True)
_TABLES = sa.MetaData()
products = sa.Table(
    "products",
    _TABLES,
    sa.Column("product_id", sa.String(20), primary_key=True),
    sa.Column("name", sa.String(200)),
    sa.Column("category", sa.String(50)),
    sa.Column("unit_price", sa.Numeric(12, 4)),
)
customers = sa.Table(
    "customers",
    _TABLES,
    sa.Column("customer_id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("name", sa.String(200)),
    sa.Column("password_hash", sa.String(200)),
)
orders = sa.Table(
    "orders",
    _TABLES,
    sa.Column("order_id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("customer_id", sa.Integer),
    sa.Column("ordered_at", _Time, nullable=False),
    sa.Column("status", sa.String(20), nullable=False),
    sa.Column("shipping", sa.Numeric(10, 2), nullable=False),
    sa.Column("updated_at", _Time),
)
order_items = sa.Table(
    "order_items",
    _TABLES,
    sa.Column("order_id", sa.Integer),
    sa.Column("product_id", sa.String(20), nullable=False),
    sa.Column("quantity", sa.Integer, nullable=False),
    sa.Column("unit_price", sa.Numeric(12, 4), nullable=False),
)
payments = sa.Table(
    "payments",
    _TABLES,
    sa.Column("payment_id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("order_id", sa.Integer, nullable=False),
    sa.Column("method", sa.String(20), nullable=False),
    sa.Column("amount", sa.Numeric(12, 4), nullable=False),
)
refunds = sa.Table(
    "refunds",
    _TABLES,
    sa.Column("refund_id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("order_id", sa.Integer, nullable=False),
    sa.Column("refunded_at", _Time, nullable=False),
    sa.Column("amount", sa.Numeric(12, 4), nullable=False),
    sa.Column("updated_at", _Time),
)


def day(number: int) -> datetime:
    """Nine o'clock of the shop's day with that number."""
    return FIRST_DAY + timedelta(days=number)


def order(number: int, *, changed: datetime | None = None) -> dict[str, Any]:
    """The order of that number, placed on the day of that number."""
    return {
        "order_id": number,
        "customer_id": number % 7 + 1 if number % 5 else None,
        "ordered_at": day(number),
        "status": "paid" if number % 11 else "cancelled",
        "shipping": Decimal(number % 3) + Decimal("0.95"),
        "updated_at": changed or day(number),
    }


def lines(number: int) -> Rows:
    """The two lines of an order."""
    return [
        {
            "order_id": number,
            "product_id": f"p{(number + shift) % 9}",
            "quantity": 1 + (number * shift) % 4,
            "unit_price": Decimal("3.3333") + number % 5,
        }
        for shift in (1, 2)
    ]


def payment(number: int) -> dict[str, Any]:
    """What was paid for an order."""
    return {
        "payment_id": number,
        "order_id": number,
        "method": "card" if number % 2 else "Überweisung",
        "amount": Decimal("10.01") * (number % 4 + 1),
    }


def refund(number: int, amount: str, changed: datetime) -> dict[str, Any]:
    """A refund of an order."""
    return {
        "refund_id": number,
        "order_id": number,
        "refunded_at": changed,
        "amount": Decimal(amount),
        "updated_at": changed,
    }


CONTENT: dict[str, Rows] = {
    "products": [
        {
            "product_id": f"p{number}",
            "name": f"Mug “{number}”, 日本 'é' \\ 100%",
            "category": None if number == 3 else "Kitchen",
            "unit_price": Decimal("19.99"),
        }
        for number in range(9)
    ],
    "customers": [
        {"customer_id": number, "name": f"Ann №{number}", "password_hash": "secret"}
        for number in range(1, 8)
    ],
    "orders": [order(number) for number in range(1, ORDERS + 1)],
    "order_items": [line for number in range(1, ORDERS + 1) for line in lines(number)],
    "payments": [payment(number) for number in range(1, ORDERS + 1)],
    # The last one is of the last order: both tables end with the same order.
    "refunds": [refund(number, "1.25", day(number)) for number in (10, 20, 30, 40, ORDERS)],
}


@dataclass(frozen=True)
class Shop:
    """A shop's database: `url` is what a load is given, `writer` how its own programs reach it."""

    url: str
    writer: sa.URL

    def run(self, *statements: sa.Executable | str) -> None:
        """Let the shop's own programs write; they let go of the database afterwards."""
        engine = sa.create_engine(self.writer, poolclass=sa.NullPool)
        with engine.begin() as connection:
            for statement in statements:
                if isinstance(statement, str):
                    connection.exec_driver_sql(statement)
                else:
                    connection.execute(statement)
        engine.dispose()

    def fill(self) -> None:
        """Create the tables with everything in them."""
        engine = sa.create_engine(self.writer, poolclass=sa.NullPool)
        _TABLES.create_all(engine)
        engine.dispose()
        self.run(
            *(_TABLES.tables[name].insert().values(list(rows)) for name, rows in CONTENT.items())
        )

    def sell(self, number: int, *, changed: datetime | None = None) -> None:
        """One more order."""
        self.run(
            orders.insert().values(order(number, changed=changed)),
            order_items.insert().values(list(lines(number))),
            payments.insert().values(payment(number)),
        )


def write_files(folder: Path) -> Path:
    """The same shop as CSV files."""
    folder.mkdir()
    for name, rows in CONTENT.items():
        with (folder / f"{name}.csv").open("w", newline="", encoding="utf-8") as stream:
            writer = csv.DictWriter(stream, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)
    return folder


class Reader:
    """A store into which a shop's database is read again and again."""

    def __init__(self, store: Store, shop: Shop, *watermarks: str) -> None:
        self.store = store
        self.shop = shop
        self.watermarks = watermarks
        self.vanished: str | None = None
        self._round = 0

    def fetch(self, *layouts: Layout, progress: Progress = silent, **options: Any) -> Fetched:
        """The shop's database as files."""
        self._round += 1
        return databases.fetch(
            self.store.engine,
            databases.Address.parse(self.shop.url),
            self.store.folder / f"round{self._round}",
            layouts=layouts or list(LAYOUTS.values()),
            reading=Reading(self.watermarks, **options),
            progress=progress,
        )

    def read(self, layout: Layout | None = None, **options: Any) -> tuple[Fetched, LoadReport]:
        """Fetch, load and remember how far."""
        fetched = self.fetch(*([layout] if layout else []), **options)
        report = load(
            self.store.engine,
            [fetched.folder],
            layout=layout,
            options=LoadOptions(currency="EUR"),
            progress=silent,
        )
        self.vanished = databases.vanished(self.store.engine, fetched)
        databases.keep(self.store.engine, fetched)
        return fetched, report

    def figures(self) -> dict[str, list[tuple[Any, ...]]]:
        """Everything the store holds of the shop, but for ids that only number the rows."""
        return star(self.store)


def star(store: Store) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of the star, but for ids that only number the rows of an order."""
    made = {"order_item_id"}
    found = {}
    for table in schema.STAR:
        columns = [column for column in table.c if column.name not in made]
        with store.engine.connect() as connection:
            rows = connection.execute(sa.select(*columns))
            found[table.name] = sorted((tuple(row) for row in rows), key=repr)
    return found
