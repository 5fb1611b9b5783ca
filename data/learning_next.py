"""What may be offered to a customer next: pairs of an unpublished release, and one for each."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
import sqlalchemy as sa

from data import schema
from data.answers.baskets import Baskets, baskets
from data.build.keys import fill
from data.filters import Filters
from data.frames import insert_frame
from data.prepared import Statement
from data.queries.next_products import Offered, best_sellers, next_products, still_sold
from data.reading import read

# Customers at a time.
PIECE = 200_000


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
    """Choose the product to offer each customer next; nobody leaves the database.

    So many customers at a time that memory does not grow with their number.
    """
    table, customer = schema.customer_next_product, schema.dim_customer
    with engine.begin() as connection:
        connection.execute(sa.delete(table))
        sold = _temporary(connection, "still_sold", still_sold(last_day))
        popular = _temporary(connection, "best_sellers", best_sellers(sold, last_day))
        offered = Offered(sold, popular)
        most = connection.execute(sa.select(sa.func.max(customer.c.customer_key))).scalar_one()
        for first in range(1, (most or 0) + 1, PIECE):
            keys = range(first, first + PIECE)
            rows = next_products(last_day, offered, keys).subquery("chosen")
            fill(connection, table, sa.select(*(rows.c[column.name] for column in table.columns)))
        popular.drop(connection)
        sold.drop(connection)


def _temporary(connection: sa.Connection, name: str, query: sa.Select[Any]) -> sa.Table:
    made = sa.CreateTableAs(query, name, temporary=True, metadata=sa.MetaData())
    connection.execute(made)
    return made.table
