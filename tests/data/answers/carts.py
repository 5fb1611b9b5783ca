"""Shops made of baskets: who bought which products on which day."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd
import sqlalchemy as sa

from data import schema
from data.build import build_release
from data.frames import insert_frame
from data.progress import silent
from data.release_info import ReleaseInfo
from data.releases import ReleaseStore
from data.span import span_of
from data.warehouse import View, Warehouse
from tests.data.answers.made import NoCache

START = date(2026, 1, 1)
NOTHING = Decimal(0)


@dataclass(frozen=True)
class Cart:
    """One order: products by their number (a number twice is two lines), day and customer."""

    products: Sequence[int]
    day: date = START
    who: str | None = None


def shop_of(
    store: ReleaseStore,
    carts: Sequence[Cart],
    prices: Sequence[str],
    costs: Sequence[str | None] = (),
    codes: Sequence[int] = (),
    learn: Callable[[sa.Engine], None] = lambda _: None,
) -> View:
    """A published release; product n is P000n, and those in `codes` are no merchandise.

    `learn` writes into the release what training would.
    """
    with store.begin() as draft:
        schema.METADATA.create_all(draft.engine, tables=[*schema.STAR, *schema.BOOKS])
        _fill(draft.engine, carts, prices, [*costs, *[None] * (len(prices) - len(costs))], codes)
        build_release(draft.engine, timezone="UTC", currency="GBP", progress=silent)
        learn(draft.engine)
        with draft.engine.connect() as connection:
            span = span_of(connection)
        draft.publish(
            ReleaseInfo(
                id=draft.id,
                created_at=draft.created_at,
                shop="Carts",
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
    carts: Sequence[Cart],
    prices: Sequence[str],
    costs: Sequence[str | None],
    codes: Sequence[int],
) -> None:
    people = sorted({cart.who for cart in carts if cart.who})
    products = [
        (f"P{n:04}", f"Product {n}", None, Decimal(price), cost and Decimal(cost), n not in codes)
        for n, (price, cost) in enumerate(zip(prices, costs, strict=True))
    ]
    orders = [
        (
            f"O{n:06}",
            cart.who,
            datetime.combine(cart.day, time(12)),
            "paid",
            "UK",
            "web",
            "GBP",
            *(NOTHING,) * 2,
            None,
        )
        for n, cart in enumerate(carts)
    ]
    lines = [
        (f"L{n:06}-{i}", f"O{n:06}", f"P{product:04}", 1, Decimal(prices[product]), NOTHING)
        for n, cart in enumerate(carts)
        for i, product in enumerate(cart.products)
    ]
    rows: dict[str, list[tuple[Any, ...]]] = {
        "customers": [(who, None, None, "UK", None, None) for who in people],
        "products": products,
        "orders": orders,
        "order_items": lines,
        "order_statuses": [("paid", True, "Paid.")],
    }
    with engine.begin() as connection:
        for name, values in rows.items():
            table = schema.METADATA.tables[name]
            names = [column.name for column in table.columns]
            if values:
                insert_frame(connection, table, pd.DataFrame(values, columns=names))


def random_carts(
    seed: int, carts: int, products: int, *, mean_size: float = 3.0, days: int = 28
) -> list[Cart]:
    """Baskets whose products are drawn independently of each other, some far more popular."""
    made = np.random.default_rng(seed)
    popularity = made.pareto(1.5, products) + 0.2
    chances = popularity / popularity.sum()
    sizes = np.minimum(made.geometric(1 / mean_size, carts), products)
    return [
        Cart(
            [int(p) for p in made.choice(products, size=size, replace=False, p=chances)],
            START + timedelta(days=n % days),
        )
        for n, size in enumerate(sizes)
    ]
