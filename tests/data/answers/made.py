"""Shops made up for one test: any orders of one thing, by whom and when."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

import pandas as pd
import sqlalchemy as sa

from data import schema
from data.build import Lineage, build_release, format_of
from data.build.summaries import fill_rollups
from data.frames import insert_frame
from data.progress import silent
from data.release_info import ReleaseInfo
from data.releases import ReleaseStore
from data.span import span_of
from data.stores import FileStore
from data.warehouse import View, Warehouse

# Who ordered (None: a guest), on which day, for how much.
Order = tuple[str | None, date, int]


# The rows of the star's tables, in the order of their columns.
Rows = Mapping[str, Sequence[tuple[Any, ...]]]

# `view_of` in a store of the test's own.
Made = Callable[..., View]


class NoCache:
    """Asks the database every time."""

    def get_or_compute(self, key: str, compute: Callable[[], pd.DataFrame]) -> pd.DataFrame:
        return compute()


class Remembered:
    """Asks the database each question once; a release's answers never change."""

    def __init__(self) -> None:
        self._answers: dict[str, pd.DataFrame] = {}

    def get_or_compute(self, key: str, compute: Callable[[], pd.DataFrame]) -> pd.DataFrame:
        if key not in self._answers:
            self._answers[key] = compute()
        return self._answers[key].copy()


def view_of(
    store: ReleaseStore, orders: Sequence[Order], products: Sequence[str] = ("Thing",)
) -> View:
    """A published release of these orders; each is one piece of the first product."""
    return publish(store, lambda engine: put(engine, _rows(orders, products)))


def publish(
    store: ReleaseStore,
    fill: Callable[[sa.Engine], None],
    *,
    base: str | None = None,
    currency: str = "GBP",
    simulated: bool = True,
    learn: Callable[[sa.Engine], None] = lambda _: None,
) -> View:
    """A release of what `fill` writes into the star, after `base`; asked without a cache.

    `learn` writes into it what training would.
    """
    with store.begin(base=base) as draft:
        fill(draft.engine)
        build_release(
            draft.engine,
            timezone="UTC",
            currency=currency,
            progress=silent,
            lineage=Lineage(draft.id, base) if base else None,
        )
        learn(draft.engine)
        fill_rollups(draft.engine, silent)
        with draft.engine.connect() as connection:
            span = span_of(connection)
        draft.publish(
            ReleaseInfo(
                id=draft.id,
                created_at=draft.created_at,
                shop="Made up",
                currency=currency,
                timezone="UTC",
                simulated=simulated,
                first_day=span.first_day,
                last_day=span.last_day,
                source="A test",
                lines=span.lines,
                orders=span.orders,
                format=format_of(draft.engine),
            )
        )
    return Warehouse(store, NoCache(), threads=1).view()


def publish_copy(source: FileStore, store: ReleaseStore) -> None:
    """Publish once more what a folder serves: building and learning take longer than copying."""
    served = source.current_or_fail()
    with store.begin() as draft:
        shutil.copyfile(source.path(served), draft.path)
        shutil.copytree(source.artefacts(served), draft.artefacts, dirs_exist_ok=True)
        draft.publish(replace(source.info(served), id=draft.id, created_at=draft.created_at))


def put(engine: sa.Engine, rows: Rows) -> None:
    """Create the star and write rows into its tables; columns left off at the end are null."""
    schema.METADATA.create_all(engine, tables=[*schema.STAR, *schema.BOOKS])
    with engine.begin() as connection:
        for name, values in rows.items():
            table = schema.METADATA.tables[name]
            if values:
                frame = pd.DataFrame(values, columns=list(table.columns.keys())[: len(values[0])])
                insert_frame(connection, table, frame.reindex(columns=table.columns.keys()))


def _rows(orders: Sequence[Order], products: Sequence[str]) -> Rows:
    people = sorted({who for who, _, _ in orders if who})
    nothing = Decimal(0)
    return {
        "customers": [(who, None, None, "UK", None, None) for who in people],
        "products": [(f"P{n}", name, None, None, None, True) for n, name in enumerate(products)],
        "orders": [
            (
                f"O{n}",
                who,
                datetime.combine(day, time(12)),
                "paid",
                "UK",
                "web",
                "GBP",
                *(nothing,) * 2,
            )
            for n, (who, day, _) in enumerate(orders)
        ],
        "order_items": [
            (f"L{n}", f"O{n}", "P0", 1, Decimal(amount), nothing)
            for n, (_, _, amount) in enumerate(orders)
        ],
        "order_statuses": [("paid", True, "Paid.")],
    }
