"""A shop of steady days with a few that somebody planted, each with a cause of its own."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import numpy as np

from tests.data.build.money import Star

FIRST = date(2025, 1, 6)
DAYS = 126
WEEK = (22, 20, 20, 21, 26, 16, 10)
PRODUCTS = {"P1": "Bowls", "P2": "Bowls", "P3": "Lamps", "P4": "Lamps", "P5": "Rugs", "P6": "Rugs"}
NAMES = {"P1": "Blue bowl", "P2": "Red bowl", "P3": "Desk lamp", "P4": "Floor lamp"} | {
    "P5": "Round rug",
    "P6": "Square rug",
}


def day(number: int) -> date:
    """The day of that number, 0 the first."""
    return FIRST + timedelta(days=number)


CATEGORY, PRODUCT, COUNTRY, DIP, LARGER, REVERSED = (day(n) for n in (71, 80, 89, 98, 108, 117))


# Country, channel, product and price.
_Order = tuple[str, str, str, int]


def _usual(rng: np.random.Generator, weekday: int) -> list[_Order]:
    count = rng.poisson(WEEK[weekday])
    countries = rng.choice(["UK", "France", "Germany"], count, p=[0.8, 0.15, 0.05])
    channels = rng.choice(["web", "app"], count, p=[0.7, 0.3])
    products = rng.choice(list(PRODUCTS), count)
    prices = rng.integers(15, 45, count)
    found = zip(countries, channels, products, prices, strict=True)
    return [(str(a), str(b), str(c), int(d)) for a, b, c, d in found]


_MORE: dict[date, list[_Order]] = {
    CATEGORY: [("UK", "web", product, 30) for product in ("P3", "P4")] * 16,
    PRODUCT: [("UK", "web", "P5", 30)] * 36,
    COUNTRY: [("Germany", "app", product, 30) for product in PRODUCTS] * 6,
}


def _planted(when: date, usual: list[_Order]) -> list[_Order]:
    if when == DIP:
        return usual[::5]
    if when == LARGER:
        return [(a, b, c, price * 3) for a, b, c, price in usual]
    return usual + _MORE.get(when, [])


def star(seed: int = 5) -> Star:
    """The shop; on one day all orders of the day before are taken back."""
    rng = np.random.default_rng(seed)
    rows: dict[str, list[tuple[Any, ...]]] = {"orders": [], "order_items": [], "refunds": []}
    nothing = Decimal(0)
    for number in range(DAYS):
        when = day(number)
        at = datetime.combine(when, time(12))
        for n, (country, channel, product, price) in enumerate(
            _planted(when, _usual(rng, when.weekday()))
        ):
            name = f"{number:03d}-{n}"
            rows["orders"].append(
                (name, None, at, "paid", country, channel, "GBP", nothing, nothing)
            )
            rows["order_items"].append((f"{name}-1", name, product, 1, Decimal(price), nothing))
            if when == REVERSED - timedelta(days=1):
                back = datetime.combine(REVERSED, time(12))
                line = f"{name}-1"
                rows["refunds"].append(
                    (f"R{name}", name, line, product, back, 1, Decimal(price), None)
                )
    products = [(p, NAMES[p], c, None, None, True) for p, c in PRODUCTS.items()]
    return Star({"products": products, **rows})
