"""What a scenario starts from: how the sales of the last year came about, and what is to come."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

import pandas as pd

from data.answers.history import complete_months
from data.answers.kpis import values
from data.filters import Filters
from data.metrics import metric
from data.periods import Period, month_end
from data.queries.aggregate import KEY
from data.queries.drivers import Buyers, by_buyers
from data.queries.quality import is_there
from data.queries.what_if import AMOUNTS, expected
from data.schema.valued import customer_value
from data.warehouse import View

MONTHS = 12
_LADDER = ("gross_sales", "discounts", "reversals", "net_sales")


@dataclass(frozen=True, slots=True)
class SalesMade:
    """How the last complete months (MONTHS, or as many as there are) of a selection came about.

    `discounts` are a share of gross sales, `reversals` of gross sales less discounts, `returning`
    what customers with an earlier order bought, of everything bought; exact fractions.
    """

    period: Period
    months: int
    discounts: Fraction
    reversals: Fraction
    returning: Fraction


def sales_made(view: View, filters: Filters) -> SalesMade | None:
    """The shares behind the selection's net sales; its own period does not matter.

    None where there is no complete month, and where discounts and reversals left nothing.
    """
    months = complete_months(view, metric("net_sales"), filters).tail(MONTHS)
    if not len(months):
        return None
    days = [pd.Timestamp(day).date() for day in months.index]
    period = Period(days[0], month_end(days[-1]))
    chosen = filters.within(period)
    found = values(view, [metric(name) for name in _LADDER], chosen)
    gross, discounts, reversals, net = (_exact(found[name]) for name in _LADDER)
    if net <= 0 or min(discounts, reversals) < 0:
        return None
    ordered = gross - discounts
    returning = _returning(view, chosen)
    return SalesMade(period, len(months), discounts / gross, reversals / ordered, returning)


def customers_expected(view: View, filters: Filters) -> dict[str, float] | None:
    """`customers` who bought in the selection at any time, and what is expected of them in sum.

    `orders_90`, `orders_365`, `value_90` and `value_365` from the day after the data's last on.
    None where the release holds no expectations, or none of these customers.
    """
    if not view.frame(is_there(customer_value))["tables"].iloc[0]:
        return None
    row = view.frame(expected(filters)).iloc[0]
    if not row["customers"]:
        return None
    return {"customers": float(row["customers"]), **{name: float(row[name]) for name in AMOUNTS}}


def _returning(view: View, filters: Filters) -> Fraction:
    """The part of what was ordered that customers with an earlier order bought."""
    bought = metric("demand_sales")
    frame = view.frame(by_buyers([bought], filters, last_day=view.release.last_day))
    pairs = zip(frame[KEY], frame[bought.name], strict=True)
    by_kind = {str(key): _exact(value) for key, value in pairs}
    whole = sum((by_kind.get(who, Fraction(0)) for who in Buyers), Fraction(0))
    return by_kind.get(Buyers.RETURNING, Fraction(0)) / whole if whole else Fraction(0)


def _exact(value: object) -> Fraction:
    """An amount of money as what it is: so many hundredths."""
    return Fraction(Decimal(str(value or 0)))
