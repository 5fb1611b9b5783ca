"""Shops made up for one test: orders of one thing, and every attempt to pay them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from decimal import Decimal

from data.releases import ReleaseStore
from data.warehouse import View
from tests.data.answers.made import Rows, publish, put

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
    rows = _rows(orders, strays, refunds, currencies)
    return publish(store, lambda engine: put(engine, rows))


def _rows(
    orders: Sequence[Paying],
    strays: Sequence[str],
    refunds: Sequence[tuple[str, str]],
    currencies: Sequence[str],
) -> Rows:
    free = Decimal(0)
    placed = [START + timedelta(days=n) for n in range(len(orders))]
    coins = [*currencies, *["GBP"] * (len(orders) - len(currencies))]
    return {
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
