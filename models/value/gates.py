"""What data have to hold before anything is said of a customer's value, and what is missing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Self

LEAST_BUYERS = 500
LEAST_DAYS = 180
LATEST_ORDER = 30
# Buyers with three orders or more: of fewer nobody could tell how long customers stay.
LEAST_REGULARS = 10
MOST_CORRELATION = 0.3


class NotValued(Exception):
    """Customers that cannot be valued; its text says what is missing."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What is counted of the buyers on a day.

    `regulars` ordered on three days or more. `history_days` from the first order to the day,
    `quiet_days` from the last order. `repeaters` came back and brought money; `correlation` is
    Pearson's between their number of repeat order days and what one of these brought, missing where
    one of both does not vary.
    """

    buyers: int
    regulars: int
    repeaters: int
    history_days: int
    quiet_days: int
    correlation: float | None


@dataclass(frozen=True, slots=True)
class Gate:
    """One condition; `missing` is a sentence on what is missing, empty where it is met."""

    name: str
    asks: str
    missing: str = ""

    @property
    def passed(self) -> bool:
        """Whether the condition is met."""
        return not self.missing

    def state(self) -> dict[str, Any]:
        """Its plain values."""
        return asdict(self)

    @classmethod
    def restore(cls, state: Mapping[str, Any]) -> Self:
        """From `state`."""
        return cls(**state)


def gates(facts: Facts) -> tuple[Gate, ...]:
    """The five conditions, met or not (the first four are Klaviyo's for its predictions)."""
    correlation = facts.correlation or 0.0
    strong = f"{abs(correlation):.2f}"
    return (
        Gate(
            "buyers",
            f"at least {LEAST_BUYERS} buyers",
            _unless(
                facts.buyers >= LEAST_BUYERS,
                f"It takes {LEAST_BUYERS} buyers, and there {_are(facts.buyers)} so far.",
            ),
        ),
        Gate(
            "history",
            f"at least {LEAST_DAYS} days of orders",
            _unless(
                facts.history_days >= LEAST_DAYS,
                f"It takes {LEAST_DAYS} days of orders, and there {_are(facts.history_days)} "
                "so far.",
            ),
        ),
        Gate(
            "recent",
            f"an order within the last {LATEST_ORDER} days",
            _unless(
                facts.quiet_days <= LATEST_ORDER,
                f"It takes an order within the last {LATEST_ORDER} days, and the last one is "
                f"{facts.quiet_days:,} days ago.",
            ),
        ),
        Gate(
            "regulars",
            f"at least {LEAST_REGULARS} buyers with orders on three days or more",
            _unless(
                facts.regulars >= LEAST_REGULARS,
                f"It takes {LEAST_REGULARS} buyers with orders on three days or more, and there "
                f"{_are(facts.regulars)} so far.",
            ),
        ),
        Gate(
            "correlation",
            f"a correlation of frequency and value below {MOST_CORRELATION}",
            _unless(
                abs(correlation) < MOST_CORRELATION,
                "How often customers order and what an order brings have to have little to do "
                f"with each other, but their correlation is {_minus(correlation)}{strong} "
                f"(it has to be below {MOST_CORRELATION} either way).",
            ),
        ),
    )


def passed(found: Sequence[Gate]) -> bool:
    """Whether every condition is met."""
    return all(gate.passed for gate in found)


def _unless(met: bool, missing: str) -> str:
    return "" if met else missing


def _are(count: int) -> str:
    return "is 1" if count == 1 else f"are {count:,}"


def _minus(value: float) -> str:
    return "−" if value < 0 else ""
