"""Numbers of the whole history, computed once for a release."""

from __future__ import annotations

import sqlalchemy as sa

from data import schema
from data.queries import gaps, reversal_days


def fill_constants(connection: sa.Connection) -> None:
    """Write down each number under its name; what cannot be told is null."""
    found = computed(connection)
    rows = [{"name": name, "value": value} for name, value in found.items()]
    connection.execute(schema.constants.insert(), rows)


def computed(connection: sa.Connection) -> dict[str, float | None]:
    """The numbers as the facts have them."""
    found: dict[str, float | None] = {}
    for statement in (gaps.from_orders(schema.Format.ORDERS), reversal_days.from_reversals()):
        row = connection.execute(statement).one()
        found |= {
            name: None if value is None else float(value) for name, value in row._mapping.items()
        }
    return found
