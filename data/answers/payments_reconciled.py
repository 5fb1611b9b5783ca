"""What was paid against what was ordered, order by order."""

from __future__ import annotations

from decimal import Decimal

import pandas as pd
from babel.numbers import get_currency_precision

from data.build.quality.money import HALF_A_COIN
from data.filters import DIMENSION_FIELDS, Filters
from data.queries import payments_reconciled as statements
from data.queries.payments_reconciled import Paid
from data.warehouse import View

MOST_ORDERS = 50

# A payment whose order the shop does not have; no order is of this class.
STRAY = "without order"

CLASSES = {
    Paid.EQUAL.value: "Paid to the cent",
    Paid.OVER.value: "Paid too much",
    Paid.UNDER.value: "Paid too little",
    Paid.PENDING.value: "Payment on its way",
    Paid.NONE.value: "No payment",
    STRAY: "Payment without an order",
}
DIFFERING = (Paid.OVER, Paid.UNDER)
UNPAID = (Paid.NONE,)


def paid_against_ordered(view: View, filters: Filters) -> pd.DataFrame:
    """One row per class of CLASSES, in that order, also where there is none of it.

    Columns `paid_class`, `label`, `orders` (payments in the last row), `ordered`, `paid`,
    `refunded`, `difference` (paid less ordered). Orders are of their order day.
    """
    found = view.frame(statements.classes(filters, _tolerances(view))).set_index("paid_class")
    stray = _strays(view, filters)
    frame = pd.concat([found, stray]).reindex(list(CLASSES)).fillna(0)
    frame = frame.rename_axis("paid_class").reset_index().astype({"orders": "int64"})
    frame.insert(1, "label", [CLASSES[name] for name in frame["paid_class"]])
    return frame.assign(difference=(frame["paid"] - frame["ordered"]).round(4))


def worst_orders(
    view: View, filters: Filters, wanted: tuple[Paid, ...], limit: int = MOST_ORDERS
) -> pd.DataFrame:
    """Orders of these classes, those with the most money at stake first, at most MOST_ORDERS.

    Columns `order_id`, `date`, `paid_class`, `label`, `ordered`, `paid`, `refunded`, `difference`.
    """
    most = min(limit, MOST_ORDERS)
    frame = view.frame(statements.worst(filters, _tolerances(view), wanted, most))
    frame.insert(3, "label", [CLASSES[name] for name in frame["paid_class"]])
    return frame


def _strays(view: View, filters: Filters) -> pd.DataFrame:
    """A row as the classes have it; nothing where a filter asks for what strays do not have."""
    if any(getattr(filters, name) for name in DIMENSION_FIELDS):
        return pd.DataFrame()
    row = view.frame(statements.strays(filters, view.release.timezone)).iloc[0]
    values = {"orders": row["payments"], "ordered": 0.0, "paid": row["amount"], "refunded": 0.0}
    return pd.DataFrame([values], index=[STRAY])


def _tolerances(view: View) -> dict[str, Decimal]:
    used = view.frame(statements.currencies())["currency"]
    return {code: HALF_A_COIN.scaleb(-get_currency_precision(code)) for code in used}
