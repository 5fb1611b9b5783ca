"""The model of customer value that a release has, or why it has none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Self

from models.value.gamma_gamma import GammaGamma
from models.value.gates import Gate, passed
from models.value.holdout import Holdout
from models.value.purchasing import BG_NBD, MBG_NBD, Purchasing

# From this error of the whole on, what is said is called rough.
ROUGH = 0.25


@dataclass(frozen=True, slots=True)
class ValueModel:
    """Fitted as of a day, or refused: then only the gates say something.

    `law` and `spend` say how many orders are expected and what they bring; `beside` is the other
    law of the two (MBG/NBD and BG/NBD) fitted to the same customers. The chance of still being a
    customer is always MBG/NBD's (`alive`), because BG/NBD calls every one-time buyer alive. `law`
    is MBG/NBD too, unless the data speak very strongly for BG/NBD, or for neither and BG/NBD came
    nearer to the orders that were held out. `buyers` of the day; `correlation` of frequency and
    value. `holdout` is of parameters fitted to what was known before the held-out days,
    `holdout_beside` the same of the other law. `discount` is a yearly rate. `failure` says why
    there is no fit although all gates are passed.
    """

    as_of: date
    buyers: int
    gates: tuple[Gate, ...]
    correlation: float | None = None
    law: Purchasing | None = None
    beside: Purchasing | None = None
    spend: GammaGamma | None = None
    holdout: Holdout | None = None
    holdout_beside: Holdout | None = None
    discount: float = 0.0
    failure: str = ""

    @property
    def name(self) -> str:
        """What it is called."""
        return f"{self.law.name if self.law else MBG_NBD} with Gamma-Gamma"

    @property
    def refused(self) -> bool:
        """Whether the data cannot carry a value: then no customer has one."""
        return self.law is None or self.spend is None

    @property
    def fitted(self) -> tuple[Purchasing, GammaGamma]:
        """The laws of orders and of what they bring; ValueError where it was refused."""
        if self.law is None or self.spend is None:
            raise ValueError(self.sentence())
        return self.law, self.spend

    @property
    def alive(self) -> Purchasing | None:
        """The law that says who is still a customer, and when those order next: MBG/NBD."""
        return next((law for law in (self.law, self.beside) if law and law.leaves_at_once), None)

    def swapped(self) -> Self:
        """The same with both laws in each other's place."""
        return replace(
            self,
            law=self.beside,
            beside=self.law,
            holdout=self.holdout_beside,
            holdout_beside=self.holdout,
        )

    @property
    def missing(self) -> tuple[str, ...]:
        """A sentence for everything that is missing; empty where nothing is."""
        sentences = tuple(gate.missing for gate in self.gates if not gate.passed)
        return (*sentences, self.failure) if self.failure else sentences

    def sentence(self) -> str:
        """What is missing, or what it learnt from and how far it can be trusted."""
        if self.refused:
            return " ".join(("Customers are not valued.", *self.missing))
        learnt = f"{self.name}, learnt from {self.buyers:,} buyers."
        doubts = "" if passed(self.gates) else f" Not to be relied on. {' '.join(self.missing)}"
        return f"{learnt} {self._trust()}{doubts}"

    def _trust(self) -> str:
        if self.holdout is None:
            return "Nothing could be held out to test it."
        errors = (self.holdout.orders_error, self.holdout.value_error)
        off = max((abs(error) for error in errors if error is not None), default=0.0)
        rough = " Take single values as rough." if off > ROUGH else ""
        return self.holdout.sentence() + rough + self._alive()

    def _alive(self) -> str:
        """Which law says what, where they are not the same."""
        if self.law is None or self.law.leaves_at_once:
            return ""
        return (
            f" Orders are expected by {BG_NBD}, which fits them better here; the chance of still "
            f"being a customer is {MBG_NBD}'s."
        )

    @property
    def parameters(self) -> dict[str, float]:
        """Parameters by name, for the card; `alpha` in weeks, `gamma` in money."""
        if self.law is None or self.spend is None:
            return {}
        law, spend = self.law, self.spend
        return {
            **{name: getattr(law, name) for name in ("r", "alpha", "a", "b")},
            **{name: getattr(spend, name) for name in ("p", "q", "gamma")},
            **_beside(self.beside),
        }

    @property
    def scores(self) -> dict[str, float | None]:
        """What it is judged by, for the card; None where it is not known."""
        held = self.holdout
        return {
            "log_likelihood": self.law.log_likelihood if self.law else None,
            "log_likelihood_beside": self.beside.log_likelihood if self.beside else None,
            "correlation": self.correlation,
            "orders_error": held.orders_error if held else None,
            "value_error": held.value_error if held else None,
            "log_score": held.log_score if held else None,
        }

    def state(self) -> dict[str, Any]:
        """Everything as plain values."""
        return {
            "as_of": self.as_of.isoformat(),
            "buyers": self.buyers,
            "gates": [gate.state() for gate in self.gates],
            "correlation": self.correlation,
            "discount": self.discount,
            "failure": self.failure,
            **{name: part.state() if part else None for name, part in self._parts().items()},
        }

    def _parts(self) -> dict[str, Purchasing | GammaGamma | Holdout | None]:
        return {name: getattr(self, name) for name in _KINDS}

    @classmethod
    def restore(cls, state: Mapping[str, Any]) -> Self:
        """From `state`; KeyError, TypeError or ValueError where something is missing or odd."""
        values = dict(state)
        parts = {
            name: None if values[name] is None else kind.restore(values[name])
            for name, kind in _KINDS.items()
        }
        gates = tuple(Gate.restore(gate) for gate in values["gates"])
        as_of = date.fromisoformat(values["as_of"])
        return cls(**{**values, **parts, "gates": gates, "as_of": as_of})


def _beside(law: Purchasing | None) -> dict[str, float]:
    if law is None:
        return {}
    return {f"{name}_beside": getattr(law, name) for name in ("r", "alpha", "a", "b")}


_KINDS: dict[str, type[Purchasing] | type[GammaGamma] | type[Holdout]] = {
    "law": Purchasing,
    "beside": Purchasing,
    "spend": GammaGamma,
    "holdout": Holdout,
    "holdout_beside": Holdout,
}
