"""The model of customer value that a release has, or why it has none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Self

from models.value.gamma_gamma import GammaGamma
from models.value.gates import Gate, passed
from models.value.holdout import Holdout
from models.value.purchasing import MBG_NBD, Purchasing

NAME = f"{MBG_NBD} with Gamma-Gamma"
# From this error of the whole on, what is said is called rough.
ROUGH = 0.25


@dataclass(frozen=True, slots=True)
class ValueModel:
    """Fitted as of a day, or refused: then only the gates say something.

    `law` (MBG/NBD) and `spend` are in use; `beside` is BG/NBD fitted to the same customers, which
    calls every one-time buyer alive. `buyers` of the day; `correlation` of frequency and value.
    `holdout` is of parameters fitted to what was known before the held-out days, `holdout_beside`
    the same of BG/NBD. `discount` is a yearly rate. `failure` says why there is no fit although all
    gates are passed.
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
    name: str = field(default=NAME)

    @property
    def refused(self) -> bool:
        """Whether the data cannot carry a value: then no customer has one."""
        return self.law is None or self.spend is None

    @property
    def fitted(self) -> tuple[Purchasing, GammaGamma]:
        """Both laws in use; ValueError where it was refused."""
        if self.law is None or self.spend is None:
            raise ValueError(self.sentence())
        return self.law, self.spend

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
        return self.holdout.sentence() + rough

    @property
    def parameters(self) -> dict[str, float]:
        """Parameters by name, for the card; `alpha` in weeks, `gamma` in money."""
        if self.law is None or self.spend is None:
            return {}
        law, spend = self.law, self.spend
        return {
            **{name: getattr(law, name) for name in ("r", "alpha", "a", "b")},
            **{name: getattr(spend, name) for name in ("p", "q", "gamma")},
        }

    @property
    def scores(self) -> dict[str, float | None]:
        """What it is judged by, for the card; None where it is not known."""
        held = self.holdout
        return {
            "log_likelihood": self.law.log_likelihood if self.law else None,
            "log_likelihood_bg_nbd": self.beside.log_likelihood if self.beside else None,
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
            "name": self.name,
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


_KINDS: dict[str, type[Purchasing] | type[GammaGamma] | type[Holdout]] = {
    "law": Purchasing,
    "beside": Purchasing,
    "spend": GammaGamma,
    "holdout": Holdout,
    "holdout_beside": Holdout,
}
