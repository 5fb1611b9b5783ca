"""What is not included, because there is no rate to convert it."""

from __future__ import annotations

import pandas as pd

from data import schema
from data.queries import restated as statements
from data.queries.quality import is_there
from data.warehouse import View

UNCONVERTED = [column.name for column in schema.unconverted.columns]


def unconverted(view: View) -> pd.DataFrame:
    """One row per currency with the columns UNCONVERTED, most orders first; mostly none.

    `orders` with their `amount` (gross less discounts) and what was `reversed` of them, in that
    currency; `first_day` and `last_day` are those of its orders and reversals without a rate.
    """
    if not bool(view.frame(is_there(schema.unconverted))["tables"].iloc[0]):
        return pd.DataFrame(columns=UNCONVERTED)
    return view.frame(statements.unconverted())


def not_included(frame: pd.DataFrame) -> str:
    """Sentences about the rows of `unconverted`; empty where everything is included."""
    names = ("currency", "orders", "amount", "reversed")
    rows = zip(*(frame[name] for name in names), strict=True)
    return " ".join(_sentence(*row) for row in rows)


def _sentence(currency: str, orders: int, amount: float, taken_back: float) -> str:
    back = f"eversals of {taken_back:,.2f} {currency}"
    if not orders:
        return f"R{back} are not included: there is no rate for their days."
    counted = f"{orders:,} order{'' if orders == 1 else 's'} in {currency}"
    sold = f"{counted} worth {amount:,.2f} {currency}"
    if taken_back:
        return f"{sold} and r{back} are not included: there is no rate for their days."
    are, days = ("is", "its day") if orders == 1 else ("are", "their days")
    return f"{sold} {are} not included: there is no rate for {days}."
