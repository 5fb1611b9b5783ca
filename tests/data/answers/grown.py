"""Shops that grow from release to release."""

from __future__ import annotations

from data.releases import ReleaseStore
from data.warehouse import View
from tests.data.answers import made
from tests.data.build.money import Star


def publish(
    store: ReleaseStore, star: Star, base: str | None = None, currency: str = "EUR"
) -> View:
    """A release of the star that goes on from another one."""
    return made.publish(store, star.write, base=base, currency=currency, simulated=False)
