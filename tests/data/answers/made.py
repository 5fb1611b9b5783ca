"""Shops made up for one test: any orders of one thing, by whom and when."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

import pandas as pd
import sqlalchemy as sa

from data import schema
from data.build import build_release
from data.progress import silent
from data.release_info import ReleaseInfo
from data.releases import ReleaseStore
from data.span import span_of
from data.warehouse import View, Warehouse

# Who ordered (None: a guest), on which day, for how much.
Order = tuple[str | None, date, int]


# `view_of` in a store of the test's own.
Made = Callable[..., View]


class NoCache:
    """Asks the database every time."""

    def get_or_compute(self, key: str, compute: Callable[[], pd.DataFrame]) -> pd.DataFrame:
        return compute()


def view_of(
    store: ReleaseStore, orders: Sequence[Order], products: Sequence[str] = ("Thing",)
) -> View:
    """A published release of these orders; each is one piece of the first product."""
    with store.begin() as draft:
        _fill(draft.engine, orders, products)
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


def _fill(engine: sa.Engine, orders: Sequence[Order], products: Sequence[str]) -> None:
    schema.METADATA.create_all(engine, tables=[*schema.STAR, *schema.BOOKS])
    people = sorted({who for who, _, _ in orders if who})
    nothing = Decimal(0)
    rows: dict[str, list[tuple[Any, ...]]] = {
        "customers": [(who, None, None, "UK", None, None) for who in people],
        "products": [(f"P{n}", name, None, None, None, True) for n, name in enumerate(products)],
        "orders": [
            (
                f"O{n}",
                who,
                datetime.combine(day, time(12)),
                "paid",
                "UK",
                "web",
                "GBP",
                *(nothing,) * 2,
            )
            for n, (who, day, _) in enumerate(orders)
        ],
        "order_items": [
            (f"L{n}", f"O{n}", "P0", 1, Decimal(amount), nothing)
            for n, (_, _, amount) in enumerate(orders)
        ],
        "order_statuses": [("paid", True, "Paid.")],
    }
    with engine.begin() as connection:
        for table, values in rows.items():
            if not values:
                continue
            names = [column.name for column in schema.METADATA.tables[table].columns]
            dicts = [dict(zip(names, value, strict=False)) for value in values]
            connection.execute(schema.METADATA.tables[table].insert(), dicts)
