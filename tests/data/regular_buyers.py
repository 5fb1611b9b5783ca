"""Orders of simulated customers, enough to be valued, as rows and as the facts of a draft."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pandas as pd
import sqlalchemy as sa

from data import schema
from data.frames import insert_frame

FIRST_DAY, DAYS = date(2025, 1, 1), 420
LAST_DAY = FIRST_DAY + timedelta(days=DAYS)
KEYS = ("customer_key", "date", "amount")


def orders(customers: int = 900, seed: int = 1) -> pd.DataFrame:
    """One row per order: customer_key, date and amount, by customer and day.

    Rates are Gamma, chances to leave Beta, spends Gamma-Gamma; most customers come once.
    """
    rng = np.random.default_rng(seed)
    rows: list[tuple[int, int, float]] = []
    for customer in range(1, customers + 1):
        rate, leaving = rng.gamma(0.6, 1 / 40), rng.beta(0.9, 3.0)
        spend_rate, day = rng.gamma(4.0, 1 / 15), float(rng.integers(0, 330))
        while day <= DAYS:
            rows.append((customer, int(day), round(float(rng.gamma(6, 1 / spend_rate)) + 1, 2)))
            if rng.uniform() < leaving:
                break
            day += rng.exponential(1 / max(rate, 1e-9))
    # Somebody comes on the last day, so that the data end there.
    rows.append((customers, DAYS, 25.0))
    frame = pd.DataFrame(rows, columns=list(KEYS))
    return frame.assign(date=[FIRST_DAY + timedelta(days=day) for day in frame["date"]])


def fill(engine: sa.Engine, rows: pd.DataFrame) -> None:
    """The facts of a draft with these orders and nothing else."""
    count, of_each = len(rows), rows.groupby("customer_key")
    facts = pd.DataFrame(
        {
            "date": rows["date"],
            "order_key": np.arange(1, count + 1),
            "customer_key": rows["customer_key"],
            "country": "Wales",
            "channel": "web",
            "payment_mask": 0,
            "category_mask": 0,
            "segment": None,
            "hour": 12,
            "order_rank": of_each.cumcount() + 1,
            "previous_on": of_each["date"].shift(),
            "next_on": of_each["date"].shift(-1),
            "quantity": 1,
            "gross": rows["amount"],
            "discount": 0.0,
            "shipping": 0.0,
            "tax": 0.0,
            "reversed": 0.0,
        }
    )
    with engine.begin() as connection:
        schema.METADATA.create_all(connection, tables=schema.DERIVED)
        insert_frame(connection, schema.fact_orders, facts)


def as_csv(rows: pd.DataFrame) -> str:
    """The rows as a file of orders."""
    return rows.rename(columns={"customer_key": "customer_id"}).to_csv(index=False)
