"""Whether orders, lines, payments and files agree to the cent."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from data import schema
from data.answers.quality import was_checked
from data.queries import quality as statements
from data.warehouse import View

GREEN, AMBER, RED = "green", "amber", "red"
PAIRS = [column.name for column in schema.reconciliation.c]
ORDERS = [column.name for column in schema.reconciliation_orders.c if column.name != "pair"]

# Few sources name totals of orders; without them the other comparisons still say enough.
OPTIONAL = "order_totals"


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """The light over all comparisons, a sentence about it, and one row per comparison (PAIRS)."""

    light: str
    sentence: str
    pairs: pd.DataFrame


def reconciliation(view: View) -> Reconciliation:
    """Red where money differs anywhere, amber where there is nothing to compare with."""
    if not was_checked(view):
        told = "This release was built before data were reconciled. Run “python -m dashapp train”."
        return Reconciliation(AMBER, told, pd.DataFrame(columns=PAIRS))
    pairs = view.frame(statements.pairs())
    light = _light(pairs)
    return Reconciliation(light, _sentence(pairs, light), pairs)


def reconciliation_orders(view: View, pair: str) -> pd.DataFrame:
    """The rows in which a comparison differs (columns ORDERS), at most 500, the largest first.

    Amounts are in each row's own currency; a missing difference means that nobody knows it.
    """
    if not was_checked(view):
        return pd.DataFrame(columns=ORDERS)
    return view.frame(statements.differing(pair))


def _light(pairs: pd.DataFrame) -> str:
    if (pairs["light"] == RED).any():
        return RED
    needed = pairs[pairs["pair"] != OPTIONAL]
    return AMBER if (needed["light"] == AMBER).any() else GREEN


def _sentence(pairs: pd.DataFrame, light: str) -> str:
    if light == GREEN:
        return "Orders, lines, payments and files agree."
    return " ".join(pairs.loc[pairs["light"] == light, "sentence"])
