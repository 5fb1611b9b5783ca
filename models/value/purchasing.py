"""When buyers come back, and whether they still do: BG/NBD and MBG/NBD.

While alive, a customer orders at random with an own rate; rates are Gamma(r, alpha) distributed.
After an order a customer leaves for good with an own chance; chances are Beta(a, b) distributed. In
BG/NBD (Fader, Hardie and Lee, "Counting your customers the easy way", Marketing Science 24, 2005)
nobody leaves after the first order, so that everybody who came once is said to be alive. In MBG/NBD
(Batislam, Denizel and Filiztekin, Int. Journal of Research in Marketing 24, 2007; Hoppe and Wagner,
Marketing - Journal of Research and Management 3, 2007) the first order is like the others.

Both are one law: the likelihood of a history is that of being alive plus that of having left after
the last order. With k = 0 for BG/NBD and 1 for MBG/NBD,

    alive = c(x) B(a, b + x + k) / B(a, b)         / (alpha + T)^(r + x)
    left  = c(x) B(a + 1, b + x + k - 1) / B(a, b) / (alpha + t_x)^(r + x)   (BG/NBD: x > 0 only)

where c(x) = Gamma(r + x) alpha^r / Gamma(r).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Self

import numpy as np
from scipy.special import betaln

from models.value.cells import Floats

BG_NBD, MBG_NBD = "BG/NBD", "MBG/NBD"
# By so much more log-likelihood the evidence for the one law against the other is very strong, as
# both have four parameters (Kass and Raftery, "Bayes factors", JASA 90, 1995: 2 ln B above 10).
VERY_STRONG = 5.0


@dataclass(frozen=True, slots=True)
class Purchasing:
    """A fitted law; `alpha` is in weeks.

    `log_likelihood` of the `customers` it was fitted to.
    """

    name: str
    r: float
    alpha: float
    a: float
    b: float
    log_likelihood: float = float("nan")
    customers: int = 0

    @property
    def leaves_at_once(self) -> bool:
        """Whether somebody can leave right after the first order."""
        return self.name == MBG_NBD

    def shape(self, x: Floats) -> Floats:
        """The shape of what is known of a rate after x repeat orders; its scale is alpha + T."""
        return np.asarray(self.r + x)

    def staying(self, x: Floats) -> Floats:
        """The second parameter of the Beta law of the chance to leave, given alive."""
        return np.asarray(self.b + x + self.leaves_at_once)

    def p_alive(self, x: Floats, t_x: Floats, age: Floats) -> Floats:
        """The chance that a customer still buys; ages in weeks.

        MBG/NBD: 1 / (1 + a / (b + x) ((alpha + T) / (alpha + t_x))^(r + x)). BG/NBD has x - 1 for
        x, and 1 where x is 0.
        """
        before = self.staying(x) - 1.0
        silence = np.log(self.alpha + age) - np.log(self.alpha + t_x)
        with np.errstate(over="ignore", divide="ignore", invalid="ignore"):
            odds = self.a / before * np.exp((self.r + x) * silence)
        may_have_left = (x > 0) | self.leaves_at_once
        return np.asarray(np.where(may_have_left, 1.0 / (1.0 + odds), 1.0))

    def stays(self, x: Floats, more: Floats) -> Floats:
        """The chance to come through so many further orders without leaving, given alive."""
        staying = self.staying(x)
        return np.asarray(np.exp(betaln(self.a, staying + more) - betaln(self.a, staying)))

    def state(self) -> dict[str, Any]:
        """Its plain numbers."""
        return asdict(self)

    @classmethod
    def restore(cls, state: Mapping[str, Any]) -> Self:
        """From `state`."""
        return cls(**state)


def clearly_likelier(one: Purchasing, other: Purchasing) -> bool:
    """Whether the data speak very strongly for one of two laws fitted to the same customers."""
    return one.log_likelihood - other.log_likelihood > VERY_STRONG
