"""Whether the data know on which day something was taken back."""

from __future__ import annotations

from data.prepared import prepared
from data.queries.reversal_days import reversal_days
from data.warehouse import View

ORDER_ONLY = "Order basis only: these data give reversals no day of their own."
OWN_DAY_ONLY = (
    "These data do not say which order a reversal belongs to, so each counts on its own day."
)
NONE = "These data hold no reversals."


def only_one_basis(view: View) -> str:
    """Why there is nothing to choose between the two days of a reversal; empty where there is."""
    row = view.frame(prepared(reversal_days, view.release.format)).iloc[0]
    if row["apart"]:
        return ""
    if not row["reversals"]:
        return NONE
    return ORDER_ONLY if row["of_orders"] else OWN_DAY_ONLY
