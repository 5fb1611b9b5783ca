"""The tiny shop with something wrong in it, published."""

from __future__ import annotations

import sqlalchemy as sa

from data.releases import ReleaseStore
from data.warehouse import View, Warehouse
from tests.data import shop
from tests.data.answers.made import NoCache


def planted(
    store: ReleaseStore, *statements: sa.Executable, afterwards: tuple[sa.Executable, ...] = ()
) -> View:
    """The shop after statements on its star, and others on what was derived from it."""
    with store.begin() as draft:
        shop.fill(draft.engine)
        _run(draft.engine, statements)
        shop.derive(draft.engine)
        _run(draft.engine, afterwards)
        draft.publish(shop.info_of(draft))
    return Warehouse(store, NoCache(), threads=1).view()


def _run(engine: sa.Engine, statements: tuple[sa.Executable, ...]) -> None:
    with engine.begin() as connection:
        for statement in statements:
            connection.execute(statement)
