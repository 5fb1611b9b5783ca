"""What each part did to a change: pure arithmetic whose parts always add up to the whole.

A product of factors is split by logarithmic means (LMDI), which leaves no rest and knows no order.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal
from itertools import combinations

# How far sums of floats may be from the sum of what they mean, as a share of their sizes.
_FLOAT = 1e-12


class Unbalanced(ArithmeticError):
    """Parts that differ from their whole by more than rounding: somebody counted wrong."""


def split(before: Sequence[float], after: Sequence[float]) -> tuple[float, ...]:
    """What each factor did to the change of the factors' product; together they are the change.

    Where all factors are above 0: the logarithmic mean of both products, times the logarithm of
    how the factor grew. Where one is 0 or negative there is no logarithm: the factor's effect is
    then its average over all orders in which the factors could have changed one at a time. Both
    ways are exact, know no order of the factors, and change only their sign if the periods change
    places.
    """
    if all(value > 0 for value in (*before, *after)):
        mean = _log_mean(math.prod(before), math.prod(after))
        return tuple(mean * _log(old, new) for old, new in zip(before, after, strict=True))
    return tuple(_average_of_orders(before, after, one) for one in range(len(before)))


def _log_mean(old: float, new: float) -> float:
    return old if old == new else (new - old) / _log(old, new)


def _log(old: float, new: float) -> float:
    """The logarithm of new by old; exact too where they hardly differ."""
    return math.log1p((new - old) / old) if abs(new - old) < old / 2 else math.log(new / old)


def _average_of_orders(before: Sequence[float], after: Sequence[float], one: int) -> float:
    """What the factor did on average over all orders of change (its Shapley value)."""
    others = [place for place in range(len(before)) if place != one]
    found = 0.0
    for size in range(len(before)):
        orders = math.factorial(size) * math.factorial(len(others) - size)
        for changed in combinations(others, size):
            rest = (after[place] if place in changed else before[place] for place in others)
            found += orders * math.prod(rest)
    return (after[one] - before[one]) * found / math.factorial(len(before))


def rounded(value: float, unit: Decimal) -> Decimal:
    """The value in whole units, halves away from 0, as the page writes it."""
    return Decimal(repr(float(value))).quantize(unit, rounding=ROUND_HALF_UP)


def closed(parts: Sequence[float], whole: Decimal, unit: Decimal) -> tuple[Decimal, ...]:
    """The parts in whole units, which add up to `whole` exactly.

    Each is rounded down or up: up are those that lose most otherwise. `whole` may be off by the
    unit that rounding its own two ends has cost. Unbalanced where the parts miss it by more, so
    that nothing but rounding can ever be closed.
    """
    exact = [Decimal(repr(float(part))) for part in parts]
    allowed = unit + Decimal(_FLOAT) * sum(map(abs, exact), Decimal(1))
    if abs(sum(exact, Decimal(0)) - whole) > allowed:
        raise Unbalanced(f"The parts add up to {sum(exact, Decimal(0))}, not to {whole}.")
    down = [part.quantize(unit, rounding=ROUND_FLOOR) for part in exact]
    missing = int((whole - sum(down, Decimal(0))) / unit)
    by_loss = sorted(range(len(exact)), key=lambda place: (down[place] - exact[place], place))
    moved = by_loss[:missing] if missing >= 0 else by_loss[missing:]
    step = unit if missing >= 0 else -unit
    return tuple(down[n] + (step if n in set(moved) else 0) for n in range(len(exact)))
