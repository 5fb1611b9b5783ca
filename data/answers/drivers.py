"""Why net sales changed: more or fewer customers, orders of each, or money in an order.

New customers, returning ones and guests are told apart. Each group's sales are customers x orders
per customer x order value, and `data.effects.split` says what each of them did.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from data.answers.bridge import Bridge, Ends, Step, bridged, ends_of
from data.answers.kpis import values
from data.basis import Basis
from data.effects import split
from data.filters import Filters
from data.formulas import Format, Metric
from data.metrics import metric
from data.periods import Comparison
from data.queries.aggregate import KEY
from data.queries.drivers import Buyers, by_buyers
from data.warehouse import View

REVERSALS, WITHOUT_ORDER = "reversals", "reversals_without_order"


@dataclass(frozen=True, slots=True)
class _Sold:
    """What one kind of buyers did in one period; `sales` as the basis counts them."""

    customers: float = 0.0
    orders: float = 0.0
    sales: float = 0.0


_Sales = Mapping[str, _Sold]

# Buyers -> the factors of their sales: name, words, how it is written. A new customer has one new
# order, and nobody can tell whether a guest came twice: neither has orders per customer.
_FACTORS: dict[Buyers, tuple[tuple[str, str, Format], ...]] = {
    Buyers.NEW: (
        ("new_customers", "New customers", Format.COUNT),
        ("new_order_value", "New customers: order value", Format.MONEY),
    ),
    Buyers.RETURNING: (
        ("returning_customers", "Returning customers", Format.COUNT),
        ("returning_frequency", "Returning: orders per customer", Format.RATIO),
        ("returning_order_value", "Returning: order value", Format.MONEY),
    ),
    Buyers.GUESTS: (
        ("guest_orders", "Guest orders", Format.COUNT),
        ("guest_order_value", "Guests: order value", Format.MONEY),
    ),
}
_WHO = {
    Buyers.NEW: "New customers",
    Buyers.RETURNING: "Returning customers",
    Buyers.GUESTS: "Guests",
}


def drivers(
    view: View, filters: Filters, comparison: Comparison, basis: Basis = Basis.REFUND_DAY
) -> Bridge | None:
    """The exact steps from the compared period's net sales to the selection's.

    On the order day an order's value is what is left of it, and reversals that belong to no order
    are a step of their own. On the refund day it is what was ordered, and all reversals are. None
    where there is nothing to compare with. With products or categories the same over their lines.
    """
    ends = ends_of(view, filters, comparison, basis)
    if ends is None:
        return None
    by_order = basis is Basis.ORDER_DAY
    counted = metric("net_sales_by_order" if by_order else "demand_sales")
    before, after = (_sold(view, counted, each) for each in (ends.before, ends.now))
    steps = [step for who in _FACTORS for step in _of_buyers(who, before, after)]
    last = _without_order(before, after) if by_order else _reversals(view, ends)
    return bridged(ends, [*steps, last] if last.before or last.after else steps)


def _sold(view: View, counted: Metric, filters: Filters) -> dict[str, _Sold]:
    """Kind of buyers -> what they did; those who did nothing are left out."""
    metrics = [metric("customers"), metric("orders"), counted]
    frame = view.frame(by_buyers(metrics, filters, last_day=view.release.last_day))
    names = [KEY, *(each.name for each in metrics)]
    return {str(key): _Sold(*map(float, found)) for key, *found in frame[names].to_numpy()}


def _of_buyers(who: Buyers, before: _Sales, after: _Sales) -> list[Step]:
    old, new = before.get(who, _Sold()), after.get(who, _Sold())
    if not (old.orders or new.orders):
        return []  # at most reversals of other orders: see `_without_order`
    if not (old.orders and new.orders):
        came = "appeared" if new.orders else "disappeared"
        change = new.sales - old.sales
        return [Step(f"{who}_{came}", f"{_WHO[who]} {came}", change, old.sales, new.sales)]
    were, are = _factors(who, old), _factors(who, new)
    effects = split(were, are)
    return [
        Step(name, label, effect, was, now, fmt)
        for (name, label, fmt), effect, was, now in zip(
            _FACTORS[who], effects, were, are, strict=True
        )
    ]


def _factors(who: Buyers, sold: _Sold) -> tuple[float, ...]:
    value = sold.sales / sold.orders
    if who is Buyers.RETURNING:
        return sold.customers, sold.orders / sold.customers, value
    return sold.orders, value


def _without_order(before: _Sales, after: _Sales) -> Step:
    """Reversals of which no order is in either period: credit notes, goods that nobody bought."""
    bought = {who for who in _FACTORS if any(who in s and s[who].orders for s in (before, after))}
    old, new = (
        -sum(sold.sales for who, sold in side.items() if who not in bought)
        for side in (before, after)
    )
    return Step(WITHOUT_ORDER, "Reversals without an order", old - new, old, new)


def _reversals(view: View, ends: Ends) -> Step:
    reversals = metric("reversals")
    old, new = (
        values(view, [reversals], each)[reversals.name] or 0.0 for each in (ends.before, ends.now)
    )
    return Step(REVERSALS, "Reversals", old - new, old, new)
