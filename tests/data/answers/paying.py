"""Shops made up for one test: orders of one thing, and every attempt to pay them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from data import schema
from data.build import build_release
from data.progress import silent
from data.release_info import ReleaseInfo
from data.releases import ReleaseStore
from data.span import span_of
from data.warehouse import View, Warehouse
from tests.data.answers.made import NoCache

START = datetime(2026, 3, 2, 9)  # noqa: DTZ001  # naive UTC as in the star

# What an order comes to, and its attempts: method, status, amount; a minute apart.
Attempt = tuple[str, str, str]
Paying = tuple[str, Sequence[Attempt]]

# `shop_of` in a store of the test's own.
Payers = Callable[..., View]


def shop_of(
    store: ReleaseStore,
    orders: Sequence[Paying],
    *,
    strays: Sequence[str] = (),
    refunds: Sequence[tuple[str, str]] = (),
    currencies: Sequence[str] = (),
) -> View:
    """A release of orders O0, O1 and so on, a day apart; `strays` are payments of no order.

    `refunds`: order and amount. `currencies`: of each order, GBP where there is none named; one
    yen is worth a hundredth of a pound.
    """
    with store.begin() as draft:
        _fill(draft.engine, orders, strays, refunds, currencies)
        build_release(draft.engine, timezone="UTC", currency="GBP", progress=silent)
        with draft.engine.connect() as connection:
            span = span_of(connection)
        draft.publish(
            ReleaseInfo(
                id=draft.id,
                created_at=draft.created_at,
                shop="Made up",
                currency="GBP",
                timezone="UTC",
                simulated=True,
                first_day=span.first_day,
                last_day=span.last_day,
                source="A test",
                lines=span.lines,
                orders=span.orders,
            )
        )
    return Warehouse(store, NoCache(), threads=1).view()


def _fill(
    engine: sa.Engine,
    orders: Sequence[Paying],
    strays: Sequence[str],
    refunds: Sequence[tuple[str, str]],
    currencies: Sequence[str],
) -> None:
    free = Decimal(0)
    placed = [START + timedelta(days=n) for n in range(len(orders))]
    coins = [*currencies, *["GBP"] * (len(orders) - len(currencies))]
    rows: dict[str, list[tuple[Any, ...]]] = {
        "products": [("P0", "Thing", "Things", None, None, True)],
        "orders": [
            (f"O{n}", None, at, "paid", "UK", "web", coin, free, free)
            for n, (at, coin) in enumerate(zip(placed, coins, strict=True))
        ],
        "order_items": [
            (f"L{n}", f"O{n}", "P0", 1, Decimal(total), free) for n, (total, _) in enumerate(orders)
        ],
        "payments": [
            (f"O{n}-{k}", f"O{n}", method, Decimal(amount), status, at + timedelta(minutes=k))
            for n, ((_, attempts), at) in enumerate(zip(orders, placed, strict=True))
            for k, (method, status, amount) in enumerate(attempts)
        ]
        + [
            (f"S{k}", f"nowhere {k}", "card", Decimal(amount), "succeeded", START)
            for k, amount in enumerate(strays)
        ],
        "refunds": [
            (f"R{k}", order, None, None, START + timedelta(days=1), 0, Decimal(amount))
            for k, (order, amount) in enumerate(refunds)
        ],
        "order_statuses": [("paid", True, "Paid.")],
        "currency_rates": [("JPY", START.date(), Decimal("0.01"), "GBP")],
    }
    schema.METADATA.create_all(engine, tables=[*schema.STAR, *schema.BOOKS])
    with engine.begin() as connection:
        for table, values in rows.items():
            names = [column.name for column in schema.METADATA.tables[table].columns]
            dicts = [dict(zip(names, value, strict=False)) for value in values]
            if dicts:
                connection.execute(schema.METADATA.tables[table].insert(), dicts)
