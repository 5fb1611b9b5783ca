"""Shops that grow from release to release."""

from __future__ import annotations

from data.build import Lineage, build_release
from data.progress import silent
from data.release_info import ReleaseInfo
from data.releases import ReleaseStore
from data.span import span_of
from data.warehouse import View, Warehouse
from tests.data.answers.made import NoCache
from tests.data.build.money import Star


def publish(
    store: ReleaseStore, star: Star, base: str | None = None, currency: str = "EUR"
) -> View:
    """A release of the star that goes on from another one."""
    with store.begin(base=base) as draft:
        star.write(draft.engine)
        build_release(
            draft.engine,
            timezone="UTC",
            currency=currency,
            progress=silent,
            lineage=Lineage(draft.id, base) if base else None,
        )
        with draft.engine.connect() as connection:
            span = span_of(connection)
        draft.publish(
            ReleaseInfo(
                id=draft.id,
                created_at=draft.created_at,
                shop="Grown",
                currency=currency,
                timezone="UTC",
                simulated=False,
                first_day=span.first_day,
                last_day=span.last_day,
                source="A test",
                lines=span.lines,
                orders=span.orders,
            )
        )
    return Warehouse(store, NoCache(), threads=1).view()
