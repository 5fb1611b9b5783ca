"""Shops made of baskets: who bought which products on which day."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal

import numpy as np
import sqlalchemy as sa

from data.releases import ReleaseStore
from data.warehouse import View
from tests.data.answers.made import Rows, publish, put

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
    *,
    learn: Callable[[sa.Engine], None] = lambda _: None,
) -> View:
    """A published release; product n is P000n, and those in `codes` are no merchandise.

    `learn` writes into the release what training would.
    """
    every = [*costs, *[None] * (len(prices) - len(costs))]
    rows = _rows(carts, prices, every, codes)
    return publish(store, lambda engine: put(engine, rows), learn=learn)


def _rows(
    carts: Sequence[Cart],
    prices: Sequence[str],
    costs: Sequence[str | None],
    codes: Sequence[int],
) -> Rows:
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
    return {
        "customers": [(who, None, None, "UK", None, None) for who in people],
        "products": products,
        "orders": orders,
        "order_items": lines,
        "order_statuses": [("paid", True, "Paid.")],
    }


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
