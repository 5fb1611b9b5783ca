"""What a forecast would become if prices, sales or habits changed: arithmetic, nothing estimated.

Net sales are a product: list prices x units x what discounts leave x what reversals leave. Each
lever multiplies one factor of it, so that their order does not matter. What each of them did is
its average over all orders in which they could be pulled, its Shapley value (L. S. Shapley, "A
value for n-person games", 1953): the effects add up to the whole difference, whatever is moved.
Everything is counted in exact fractions and rounded to cents once, at the end.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from math import factorial, floor
from typing import Any

import pandas as pd

from models.errors import WrongInput

# What moves net sales, in the order of the bars. `lost` is what customers do about a price.
EFFECTS = ("price", "lost", "volume", "retention", "discount", "reversals")
RUNGS = ("gross_sales", "discounts", "reversals", "net_sales")
_BANDS = ("lo80", "hi80", "lo95", "hi95")
_NOTHING, _ALL = Fraction(0), Fraction(1)


@dataclass(frozen=True, slots=True)
class Levers:
    """What is changed, in per cent; `discount` in percentage points of gross sales.

    `lost` is the per cent of units that one per cent of price costs; 0: a price changes no volume.
    """

    price: int = 0
    volume: int = 0
    retention: int = 0
    discount: int = 0
    reversals: int = 0
    lost: Fraction = _NOTHING

    @property
    def moved(self) -> bool:
        """Whether anything differs from what is forecast."""
        return any((self.price, self.volume, self.retention, self.discount, self.reversals))


@dataclass(frozen=True, slots=True)
class Shares:
    """How sales came about: what the levers work on.

    `discounts`: of gross sales. `reversals`: of gross sales less discounts. `returning`: what
    customers with an earlier order bought, of everything bought. Each from 0 to 1, the first two
    below 1.
    """

    discounts: Fraction
    reversals: Fraction
    returning: Fraction

    def __post_init__(self) -> None:
        """WrongInput for shares of which nothing would be left."""
        rates = all(_NOTHING <= rate < _ALL for rate in (self.discounts, self.reversals))
        if not rates or not _NOTHING <= self.returning <= _ALL:
            raise WrongInput("Discounts and reversals have to leave something of gross sales.")

    def under(self, levers: Levers) -> tuple[Fraction, Fraction]:
        """The shares of discounts and reversals with the levers; never below 0 or above 1."""
        discounts = self.discounts + Fraction(levers.discount, 100)
        reversals = self.reversals * (1 + Fraction(levers.reversals, 100))
        return _share(discounts), _share(reversals)


@dataclass(frozen=True, slots=True)
class Scenario:
    """A forecast with and without the levers, in money, to the cent.

    `months`: `ds`, `baseline`, `scenario` with its ranges `lo80`, `hi80`, `lo95`, `hi95`,
    `difference`, and a column for each of EFFECTS; these add up to the difference in every row.
    `ladder`: a row for each of RUNGS over all months: `rung`, `baseline`, `scenario`, `difference`.
    """

    months: pd.DataFrame
    ladder: pd.DataFrame

    @property
    def baseline(self) -> float:
        """Net sales of all months as forecast."""
        return round(float(self.months["baseline"].sum()), 2)

    @property
    def total(self) -> float:
        """Net sales of all months with the levers."""
        return round(float(self.months["scenario"].sum()), 2)

    @property
    def effects(self) -> dict[str, float]:
        """What each lever adds or takes over all months."""
        return {name: round(float(self.months[name].sum()), 2) for name in EFFECTS}


def factors(levers: Levers, shares: Shares) -> dict[str, Fraction]:
    """What each lever multiplies net sales by; all 1 where nothing is moved, never negative."""
    price = Fraction(levers.price, 100)
    discounts, reversals = shares.under(levers)
    return {
        "price": max(_NOTHING, 1 + price),
        "lost": max(_NOTHING, 1 - levers.lost * price),
        "volume": max(_NOTHING, 1 + Fraction(levers.volume, 100)),
        "retention": 1 + shares.returning * _retained(levers),
        "discount": (1 - discounts) / (1 - shares.discounts),
        "reversals": (1 - reversals) / (1 - shares.reversals),
    }


def attributed(multipliers: Mapping[str, Fraction]) -> dict[str, Fraction]:
    """What each factor adds to a product that was 1; together they are its whole change."""
    moved = [name for name, factor in multipliers.items() if factor != 1]
    return {
        name: _average(name, moved, multipliers) if name in moved else _NOTHING
        for name in multipliers
    }


def scenario(ahead: pd.DataFrame, levers: Levers, shares: Shares) -> Scenario:
    """The forecast with the levers.

    `ahead`: a row for each month with `ds`, `yhat`, `lo80`, `hi80`, `lo95`, `hi95` in money. The
    ranges are scaled as the forecast is: how sure it is stays as it was.
    """
    multipliers = factors(levers, shares)
    whole, parts = _product(multipliers.values()), attributed(multipliers)
    rungs = [_ladders(_cents(value), levers, shares) for value in ahead["yhat"]]
    rows = [_month(row, whole, parts) for row in ahead[["ds", "yhat", *_BANDS]].to_dict("records")]
    return Scenario(pd.DataFrame(rows), _summed(rungs))


def customers(orders: float, value: float, levers: Levers, shares: Shares) -> tuple[float, float]:
    """Orders expected of known customers and their value, with the levers.

    All of these orders are of customers who have bought before, so retention works on each.
    """
    multipliers = factors(levers, shares) | {"retention": 1 + _retained(levers)}
    placed = _product(multipliers[name] for name in ("lost", "volume", "retention"))
    return float(Fraction(orders) * placed), _rounded(
        Fraction(value) * _product(multipliers.values())
    )


def _product(values: Iterable[Fraction]) -> Fraction:
    found = _ALL
    for value in values:
        found *= value
    return found


def _retained(levers: Levers) -> Fraction:
    return max(Fraction(-1), Fraction(levers.retention, 100))


def _share(value: Fraction) -> Fraction:
    return min(_ALL, max(_NOTHING, value))


def _average(one: str, moved: Sequence[str], multipliers: Mapping[str, Fraction]) -> Fraction:
    others = [name for name in moved if name != one]
    found = _NOTHING
    for size in range(len(moved)):
        orders = factorial(size) * factorial(len(others) - size)
        for pulled in combinations(others, size):
            found += orders * _product(multipliers[name] for name in pulled)
    return (multipliers[one] - 1) * found / factorial(len(moved))


def _month(
    row: Mapping[Hashable, Any], whole: Fraction, parts: Mapping[str, Fraction]
) -> dict[str, Any]:
    base = _cents(row["yhat"])
    after = _whole(base * whole)
    effects = _closed([base * parts[name] for name in EFFECTS], after - base)
    return {
        "ds": row["ds"],
        "baseline": base / 100,
        "scenario": after / 100,
        **{name: _whole(_cents(row[name]) * whole) / 100 for name in _BANDS},
        "difference": (after - base) / 100,
        **{name: cents / 100 for name, cents in zip(EFFECTS, effects, strict=True)},
    }


def _ladders(net: int, levers: Levers, shares: Shares) -> tuple[list[int], list[int]]:
    """The rungs of one month before and after, in cents."""
    multipliers = factors(levers, shares)
    gross = net / ((1 - shares.discounts) * (1 - shares.reversals))
    sold = _product(multipliers[name] for name in ("price", "lost", "volume", "retention"))
    before = _rungs(gross, shares.discounts, shares.reversals, net)
    after = _whole(net * _product(multipliers.values()))
    return before, _rungs(gross * sold, *shares.under(levers), after)


def _rungs(gross: Fraction, discounts: Fraction, reversals: Fraction, net: int) -> list[int]:
    """Gross, discounts, reversals and net of one month in cents, which add up."""
    off = _whole(gross * discounts)
    back = _whole(gross * (1 - discounts) * reversals)
    return [net + off + back, off, back, net]


def _summed(rungs: Sequence[tuple[list[int], list[int]]]) -> pd.DataFrame:
    rows = []
    for place, name in enumerate(RUNGS):
        before, after = (sum(month[side][place] for month in rungs) for side in (0, 1))
        rows.append((name, before / 100, after / 100, (after - before) / 100))
    return pd.DataFrame(rows, columns=["rung", "baseline", "scenario", "difference"])


def _cents(value: object) -> int:
    return _whole(Fraction(float(str(value))) * 100)


def _rounded(value: Fraction) -> float:
    return _whole(value * 100) / 100


def _whole(value: Fraction) -> int:
    """The nearest whole number, halves away from 0."""
    size = floor(abs(value) + Fraction(1, 2))
    return size if value >= 0 else -size


def _closed(parts: Sequence[Fraction], whole: int) -> list[int]:
    """The parts in whole cents that add up to `whole`: up are those that lose most otherwise."""
    down = [floor(part) for part in parts]
    by_loss = sorted(range(len(parts)), key=lambda n: (down[n] - parts[n], n))
    missing = whole - sum(down)
    for place in by_loss[:missing] if missing >= 0 else by_loss[missing:]:
        down[place] += 1 if missing >= 0 else -1
    return down
