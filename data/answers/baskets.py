"""Baskets: which products were bought together, and how many pairs there were to look at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import pandas as pd

from data.filters import Filters
from data.prepared import Statement
from data.queries import baskets as statements
from data.queries.baskets import BASKET_DAYS, CANDIDATES, LEAST_BASKETS, MOST_PRODUCTS, Basket
from data.queries.baskets import Scope as _Scope

__all__ = [
    "BASKET_DAYS",
    "CANDIDATES",
    "LARGEST_BASKETS",
    "LEAST_BASKETS",
    "MOST_PRODUCTS",
    "PAIRS_COUNTED",
    "Basket",
    "Baskets",
    "baskets",
]

# Baskets of more different products are left out: a shop's own restocking says little about
# taste, and pairs grow with the square of it. The first limit that keeps the work small is taken.
LARGEST_BASKETS = (100, 50, 25, 10)
PAIRS_COUNTED = 10_000_000


class Asked(Protocol):
    """A release, whether it is served or still being built."""

    def frame(self, statement: Statement, /) -> pd.DataFrame:
        """The statement's rows."""


@dataclass(frozen=True, slots=True)
class Baskets:
    """Pairs that are worth a test, and everything a test has to know of the baskets.

    `pairs`: columns `both`, and of each side `key_a`, `label_a`, `baskets_a`, `price_a`, `cost_a`
    (missing where unknown). `tested`: pairs among the products compared, found together or not.
    `of_products`: key of each product compared -> baskets with it; `sizes`: columns `size` and
    `baskets`, how many hold so many of those products. `factor`: how much more often any two
    products meet than if every basket were of the same size.
    """

    pairs: pd.DataFrame
    of_products: pd.Series
    sizes: pd.DataFrame
    baskets: int
    factor: float
    largest: int
    left_out: int
    products: int
    tested: int


def baskets(view: Asked, filters: Filters, basket: Basket = Basket.ORDER) -> Baskets:
    """What was bought together in the selection; counted in the database."""
    sizes = view.frame(statements.sizes(filters, basket))
    largest = largest_basket(sizes)
    kept = sizes[sizes["size"] <= largest]
    scope = _Scope(filters, basket, largest)
    number = int(kept["baskets"].sum())
    products = view.frame(statements.compared(scope))
    factor = size_factor(kept)
    found = view.frame(statements.pairs(scope, baskets=max(number, 1), factor=factor))
    return Baskets(
        pairs=_named(found, products),
        of_products=products.set_index("key")["baskets"],
        sizes=view.frame(statements.compared_sizes(scope)),
        baskets=number,
        factor=factor,
        largest=largest,
        left_out=int(sizes["baskets"].sum()) - number,
        products=len(products),
        tested=len(products) * (len(products) - 1) // 2,
    )


def largest_basket(sizes: pd.DataFrame) -> int:
    """The first limit under which at most PAIRS_COUNTED pairs are to be counted, else the last."""
    for limit in LARGEST_BASKETS:
        kept = sizes[sizes["size"] <= limit]
        if (kept["size"] * (kept["size"] - 1) * kept["baskets"]).sum() / 2 <= PAIRS_COUNTED:
            return limit
    return LARGEST_BASKETS[-1]


def size_factor(sizes: pd.DataFrame) -> float:
    """How much more often two products meet because baskets differ in size; at least 1.

    If the products of each basket were drawn by chance, a basket of s of them would hold a given
    pair in proportion to s(s - 1). Over all baskets that is sum s(s - 1) * N / (sum s)^2 times what
    the products' own frequencies make of it: somebody who buys much meets everything.
    """
    lines = (sizes["size"] * sizes["baskets"]).sum()
    meetings = (sizes["size"] * (sizes["size"] - 1) * sizes["baskets"]).sum()
    return max(float(meetings * sizes["baskets"].sum() / lines**2), 1.0) if lines else 1.0


def _named(found: pd.DataFrame, products: pd.DataFrame) -> pd.DataFrame:
    frame = found
    for side in ("a", "b"):
        names = {name: f"{name}_{side}" for name in ("key", "label", "baskets", "price")}
        of_side = products.rename(columns={**names, "unit_cost": f"cost_{side}"})
        frame = frame.merge(of_side, left_on=side, right_on="product_key", how="left").drop(
            columns=["product_key", side]
        )
    return frame
