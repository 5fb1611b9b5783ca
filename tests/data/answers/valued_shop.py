"""A shop of customers with made-up predictions, for what is counted over them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

import numpy as np
import pandas as pd
import sqlalchemy as sa

from data import schema
from data.frames import insert_frame
from data.releases import ReleaseStore
from data.warehouse import View
from tests.data.answers.carts import Cart, shop_of

LAST = date(2026, 12, 31)


@dataclass(frozen=True)
class Shop:
    """A release of made-up predictions, and the same customers as a frame."""

    view: View
    customers: pd.DataFrame


def valued_shop(store: ReleaseStore) -> Shop:
    """237 customers with one to three orders of two products, and nothing held out."""
    made = np.random.default_rng(5)
    carts = [
        Cart([int(made.integers(0, 2))], LAST - timedelta(days=int(made.integers(0, 400))), who)
        for who in (f"c{n:03}" for n in range(237))
        for _ in range(int(made.integers(1, 4)))
    ]
    predicted = _predictions(made, 237)

    def learn(engine: sa.Engine) -> None:
        for table, frame in (
            (schema.customer_value, predicted),
            (schema.customer_segments, predicted[["customer_key", "cluster", "segment"]].head(200)),
        ):
            with engine.begin() as connection:
                insert_frame(connection, table, frame)

    view = shop_of(store, carts, ["19.99", "7.35"], learn=learn)
    prices = {0: Decimal("19.99"), 1: Decimal("7.35")}
    bought = pd.DataFrame([(c.who, c.products[0], prices[c.products[0]]) for c in carts])
    bought.columns = ["customer_id", "product", "paid"]
    by_customer = bought.groupby("customer_id")
    known = pd.DataFrame(
        {
            "historic": by_customer["paid"].sum(),
            "has_first": by_customer["product"].min() == 0,
        }
    ).reset_index()
    # Customers are numbered by their id.
    return Shop(view, predicted.assign(customer_id=known["customer_id"]).merge(known))


def _predictions(made: np.random.Generator, count: int) -> pd.DataFrame:
    alive = made.beta(0.7, 0.7, count).round(2)  # many on the borders of bins
    orders = alive * made.gamma(1.5, 2.0, count)
    order = made.gamma(4.0, 8.0, count)
    year = (orders * order).round(0)  # some are equal: then the key decides
    return pd.DataFrame(
        {
            "customer_key": range(1, count + 1),
            "repeat_days": 1,
            "p_alive": alive,
            "orders_90": orders / 4,
            "orders_365": orders,
            "value_90": year / 4,
            "value_365": year,
            "value_365_lo": year / 3,
            "value_365_hi": year * 2.5,
            "value_per_order": order,
            "next_order_on": _days(made, count, 120),
            "next_order_from": pd.Timestamp(LAST),
            "next_order_to": pd.Timestamp(LAST),
            "overdue": made.random(count) < 0.3,
            "cluster": np.arange(count) % 3,
            "segment": [f"K{n % 3}" for n in range(count)],
        }
    )


def _days(made: np.random.Generator, count: int, reach: int) -> pd.Series:
    """Days after the last one, some on the same day; a few lie too far ahead to be known."""
    ahead = pd.Series(pd.Timestamp(LAST) + pd.to_timedelta(made.integers(1, reach, count), "D"))
    return ahead.mask(made.random(count) < 0.05).astype("datetime64[us]")
