"""Why net sales changed: prices, pieces, the mix of products, what is new and what is gone.

Prices are list prices, before discounts, so that discounts and reversals are steps of their own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pandas as pd

from data.answers.bridge import Bridge, Ends, Step, bridged, ends_of
from data.answers.kpis import number
from data.basis import Basis
from data.dimensions import Dimension
from data.effects import closed, rounded
from data.filters import FilterError, Filters
from data.formulas import Format
from data.periods import Comparison
from data.queries import mix
from data.warehouse import View

OTHER = "Other"
EFFECTS = ("volume", "mix", "price", "new", "gone", "other", "discounts", "reversals")
UNNAMED = "unnamed"
_NUMBERS = ("before", "after", "change", *EFFECTS)

_Row = Mapping[str, float]
_Size = tuple[float | None, float | None, Format]

_NO_SIZE: _Size = (None, None, Format.MONEY)
# Step -> the sum of money that it is the difference of.
_SUMS = {"other": "other", "discounts": "discount", "reversals": "reversed", UNNAMED: UNNAMED}

_LABELS = {
    "volume": "Volume",
    "mix": "Mix",
    "price": "Price",
    "new": "New {things}",
    "gone": "Discontinued {things}",
    "other": "Postage, fees and samples",
    "discounts": "Discounts",
    "reversals": "Reversals",
    UNNAMED: "Reversals that name no product",
}
_THINGS = {Dimension.PRODUCT: "products", Dimension.CATEGORY: "categories"}
# Only where there are any: a shop without postage among its products has no such step.
_SELDOM = {"new", "gone", "other", UNNAMED}


@dataclass(frozen=True, slots=True)
class Contributions:
    """What the things that moved most did, and all the others together, to the change.

    `frame`: `key` (what a filter holds; missing for the last row), `label`, `before`, `after`,
    `change` and a column for each of EFFECTS. `shown` things are named.
    """

    ends: Ends
    frame: pd.DataFrame
    shown: int


def price_volume_mix(
    view: View,
    filters: Filters,
    comparison: Comparison,
    basis: Basis = Basis.REFUND_DAY,
    by: Dimension = Dimension.PRODUCT,
) -> Bridge | None:
    """The exact steps from the compared period's net sales to the selection's.

    Volume: (Q1 - Q0) x average price before. Mix: sum of (q1 - Q1 x q0/Q0) x p0. Price: sum of
    (p1 - p0) x q1. All three over what was sold in both periods. None where there is nothing to
    compare with.
    """
    ends = ends_of(view, filters, comparison, basis)
    return None if ends is None else _bridge(ends, _totals(view, ends, basis, by), by)


def contributions(
    view: View,
    filters: Filters,
    comparison: Comparison,
    basis: Basis = Basis.REFUND_DAY,
    *,
    by: Dimension = Dimension.PRODUCT,
    limit: int = 10,
) -> Contributions | None:
    """The things whose net sales changed most, largest first, and the rest as one row.

    Every column adds up to the whole's, every row's effects to its change. None where there is
    nothing to compare with.
    """
    ends = ends_of(view, filters, comparison, basis)
    if ends is None:
        return None
    whole = _totals(view, ends, basis, by)
    growth = _ratio(whole["kept_quantity_1"], whole["kept_quantity_0"])
    largest = mix.largest(ends.now, ends.before, by, reversal_day=_day_of(basis), limit=limit)
    rows = [_row(found, growth, ends.unit) for found in view.frame(largest).to_dict("records")]
    rest = _rest(rows, _bridge(ends, whole, by))
    frame = pd.DataFrame([*rows, *rest], columns=["key", "label", *_NUMBERS])
    return Contributions(ends, frame, len(rows))


def _bridge(ends: Ends, found: _Row, by: Dimension) -> Bridge:
    sizes = _sizes(found)
    steps = [
        Step(name, _LABELS[name].format(things=_THINGS[by]), amount, *sizes.get(name, _NO_SIZE))
        for name, amount in _effects(found).items()
        if name not in _SELDOM or amount or any(sizes.get(name, ())[:2])
    ]
    return bridged(ends, steps)


def _day_of(basis: Basis) -> str:
    return "order_date" if basis is Basis.ORDER_DAY else "date"


def _checked(by: Dimension) -> Dimension:
    if by not in _THINGS:
        raise FilterError("Prices, volume and mix are known by product and by category.")
    return by


def _totals(view: View, ends: Ends, basis: Basis, by: Dimension) -> dict[str, float]:
    statement = mix.totals(ends.now, ends.before, _checked(by), reversal_day=_day_of(basis))
    row = view.frame(statement).iloc[0]
    return {str(name): number(value) or 0.0 for name, value in row.items()}


def _effects(found: _Row) -> dict[str, float]:
    """The name of each step -> what it did, unrounded; they add up to the change."""
    growth = found["kept_quantity_1"] - found["kept_quantity_0"]
    price = _ratio(found["kept_gross_0"], found["kept_quantity_0"])
    return {
        "volume": growth * price,
        "mix": found["carried"] - found["kept_quantity_1"] * price,
        "price": found["kept_gross_1"] - found["carried"],
        "new": found["new"],
        "gone": found["gone"],
        "other": found["other_1"] - found["other_0"],
        "discounts": found["discount_0"] - found["discount_1"],
        "reversals": found["reversed_0"] - found["reversed_1"],
        UNNAMED: found["unnamed_0"] - found["unnamed_1"],
    }


def _sizes(found: _Row) -> dict[str, _Size]:
    """What a step is about, before and after.

    Pieces; the average price before, of yesterday's mix and of today's; what today's pieces cost
    at yesterday's prices and at today's; sums of money.
    """
    q0, q1 = found["kept_quantity_0"], found["kept_quantity_1"]
    sizes: dict[str, _Size] = {
        name: (found[f"{column}_0"], found[f"{column}_1"], Format.MONEY)
        for name, column in _SUMS.items()
    }
    if q0 > 0 and q1 > 0:
        carried = found["carried"] / q1
        sizes["volume"] = (q0, q1, Format.COUNT)
        sizes["mix"] = (found["kept_gross_0"] / q0, carried, Format.MONEY)
        sizes["price"] = (carried, found["kept_gross_1"] / q1, Format.MONEY)
    return sizes


def _row(found: Mapping[Any, Any], growth: float, unit: Decimal) -> dict[str, Any]:
    """One thing's part of every step; `growth` is how many times the pieces of all things grew."""
    row = {str(name): value for name, value in found.items()}
    before, after = (rounded(_net(row, when), unit) for when in (0, 1))
    effects = closed(_effects_of_one(row, growth), after - before, unit)
    numbers = map(float, (before, after, after - before, *effects))
    return {"key": row["key"], "label": row["label"], **dict(zip(_NUMBERS, numbers, strict=True))}


def _net(row: _Row, when: int) -> float:
    gross = row[f"gross_{when}"] + row[f"other_{when}"]
    return gross - row[f"discount_{when}"] - row[f"reversed_{when}"]


def _effects_of_one(row: _Row, growth: float) -> list[float]:
    """In the order of EFFECTS."""
    q0, q1, g0, g1 = (row[name] for name in ("quantity_0", "quantity_1", "gross_0", "gross_1"))
    sold = [0.0] * 5
    if q0 > 0 and q1 > 0:
        carried = q1 * g0 / q0
        sold[:3] = [(growth - 1) * g0, carried - growth * g0, g1 - carried]
    else:
        sold[4 if q0 > 0 else 3] = g1 - g0
    lost = [row[f"{name}_0"] - row[f"{name}_1"] for name in ("discount", "reversed")]
    return [*sold, row["other_1"] - row["other_0"], *lost]


def _rest(rows: Sequence[Mapping[str, Any]], bridge: Bridge) -> list[dict[str, Any]]:
    """The row that makes all columns add up, unless there is nothing left."""
    ends = bridge.ends
    whole = {"before": ends.start, "after": ends.end, "change": ends.change}
    whole |= {name: bridge.amount(name) for name in EFFECTS}
    whole["reversals"] += bridge.amount(UNNAMED)
    shown = {
        name: sum((rounded(row[name], ends.unit) for row in rows), Decimal(0)) for name in _NUMBERS
    }
    left = {name: float(whole[name] - shown[name]) for name in _NUMBERS}
    return [{"key": None, "label": OTHER, **left}] if any(left.values()) else []


def _ratio(top: float, bottom: float) -> float:
    """The quotient; 1 where nothing was sold in both periods, and nothing is multiplied by it."""
    return top / bottom if bottom else 1.0
