"""What may be offered to a customer next: pairs of an unpublished release, and one for each."""

from __future__ import annotations

from datetime import date

import pandas as pd
import sqlalchemy as sa

from data import schema
from data.answers.baskets import Baskets, baskets
from data.filters import Filters
from data.frames import insert_frame
from data.queries.next_products import next_products
from data.reading import read
from data.warehouse import Statement


class _Draft:
    """Answers statements from a release that is being built; nothing is kept."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    def frame(self, statement: Statement) -> pd.DataFrame:
        return read(self._engine, statement)


def read_baskets(engine: sa.Engine) -> Baskets:
    """Pairs of the whole history that are worth a test (see `data.answers.baskets`)."""
    return baskets(_Draft(engine), Filters())


def write_partners(engine: sa.Engine, pairs: pd.DataFrame) -> None:
    """Replace the pairs of the release, each from both sides.

    `pairs`: the product ids `key_a` and `key_b`, and `both`, `lift`, `q`.
    """
    product, partner = schema.dim_product, schema.product_partners
    with engine.begin() as connection:
        rows = connection.execute(sa.select(product.c.product_id, product.c.product_key))
        keys = {row.product_id: row.product_key for row in rows}
        sides = [
            pd.DataFrame(
                {
                    "product_key": pairs[f"key_{one}"].map(keys),
                    "partner_key": pairs[f"key_{other}"].map(keys),
                    "both": pairs["both"],
                    "lift": pairs["lift"],
                    "q": pairs["q"],
                }
            )
            for one, other in (("a", "b"), ("b", "a"))
        ]
        connection.execute(sa.delete(partner))
        insert_frame(connection, partner, pd.concat(sides, ignore_index=True))


def write_next_products(engine: sa.Engine, last_day: date) -> None:
    """Choose the product to offer each customer next; nobody leaves the database."""
    table = schema.customer_next_product
    names = [column.name for column in table.columns]
    with engine.begin() as connection:
        connection.execute(sa.delete(table))
        rows = next_products(last_day).subquery("chosen")
        chosen = sa.select(*(rows.c[name] for name in names))
        connection.execute(table.insert().from_select(names, chosen))
