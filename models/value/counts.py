"""How many orders are still to come: the expected number, and the chance of each number.

Given that a customer is alive, their rate and their chance to leave are independent: the rate is
Gamma(r + x, alpha + T), the chance Beta(a, b + x + k). Without leaving, the number N of orders
within t would be negative binomial. At least n come if n - 1 of them are survived and N is at least
n, so that

    P(Y >= n | alive) = E[(1 - p)^(n - 1)] P(N >= n)

and everything else follows. (The expected number equals the closed form with 2F1 of Fader, Hardie
and Lee, 2005, which has no value at a = 1 and loses digits near it; the integral below does not.)
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.linalg import eigh_tridiagonal
from scipy.special import betainc

from models.value.cells import Coded, Floats
from models.value.purchasing import Purchasing

_NODES = 40
_MOST_ORDERS = 2**14


@dataclass(frozen=True, slots=True)
class Standing:
    """Where customers stand on a day: arrays of repeat orders, age in weeks and P(alive)."""

    x: Floats
    age: Floats
    p_alive: Floats


def expected_if_alive(law: Purchasing, x: Floats, age: Floats, weeks: float) -> Floats:
    """The expected number of orders in the coming weeks of customers who are alive.

    E[(1 - (1 + p t / (alpha + T))^-(r + x)) / p] over the chance p to leave after an order.
    """
    coded = Coded.of(x)
    found = np.empty(len(x))
    order = np.argsort(coded.place, kind="stable")
    edges = np.searchsorted(coded.place[order], np.arange(len(coded.values) + 1))
    for index, orders in enumerate(coded.values):
        rows = order[edges[index] : edges[index + 1]]
        nodes, weights = beta_rule(law.a, float(law.staying(orders)))
        reach = weeks / (law.alpha + age[rows])
        shape = float(law.shape(orders))
        came = -np.expm1(-shape * np.log1p(np.outer(reach, nodes))) / nodes
        found[rows] = (came * weights).sum(axis=1)
    return found


def at_least_if_alive(
    law: Purchasing, x: Floats, age: Floats, weeks: float, orders: Floats
) -> Floats:
    """The chance that so many orders or more come, given alive; arrays are broadcast."""
    wanted = np.maximum(orders, 1.0)
    share = weeks / (law.alpha + age + weeks)
    chance = law.stays(x, wanted - 1.0) * betainc(wanted, law.shape(x), share)
    return np.asarray(np.where(orders <= 0, 1.0, chance))


def chance_of(law: Purchasing, now: Standing, weeks: float, orders: Floats) -> Floats:
    """The chance of exactly so many orders in the coming weeks."""
    here = at_least_if_alive(law, now.x, now.age, weeks, orders)
    beyond = at_least_if_alive(law, now.x, now.age, weeks, orders + 1.0)
    return np.asarray(now.p_alive * (here - beyond) + (1.0 - now.p_alive) * (orders == 0))


def quantile(law: Purchasing, now: Standing, weeks: float, level: float) -> Floats:
    """The smallest number of orders that is not exceeded with the chance `level`."""
    allowed = (1.0 - level) / np.maximum(now.p_alive, 1e-300)
    # Markov: more than so many times the mean are not come by with a greater chance.
    mean = now.p_alive * expected_if_alive(law, now.x, now.age, weeks)
    high = np.minimum(np.ceil(mean / (1.0 - level)), _MOST_ORDERS)
    low = np.zeros(len(now.x))
    while (low < high).any():
        middle = np.floor((low + high) / 2.0)
        enough = at_least_if_alive(law, now.x, now.age, weeks, middle + 1.0) <= allowed
        low, high = np.where(enough, low, middle + 1.0), np.where(enough, middle, high)
    return low


def beta_rule(a: float, b: float) -> tuple[Floats, Floats]:
    """Nodes and weights that integrate smooth functions over a Beta(a, b) law.

    The Gauss-Jacobi rule from the eigenvalues of its recurrence (Golub and Welsch, 1969): the
    weights are a law's own and add up to 1, whatever the size of a and b.
    """
    alpha, beta = b - 1.0, a - 1.0
    n = np.arange(1, _NODES)
    both = 2.0 * n + alpha + beta
    first = (beta - alpha) / (alpha + beta + 2.0)
    others = (beta**2 - alpha**2) / (both * (both + 2.0))
    middle = np.concatenate(([first], others))
    beside = np.empty(_NODES - 1)
    beside[0] = 4.0 * (1.0 + alpha) * (1.0 + beta) / ((both[0]) ** 2 * (both[0] + 1.0))
    m, sums = n[1:], both[1:]
    beside[1:] = 4.0 * m * (m + alpha) * (m + beta) * (m + alpha + beta)
    beside[1:] /= sums**2 * (sums + 1.0) * (sums - 1.0)
    nodes, vectors = eigh_tridiagonal(middle, np.sqrt(beside))
    inside = np.clip((nodes + 1.0) / 2.0, 1e-12, 1.0)
    return inside, vectors[0] ** 2
