"""The statement that reads numbers which were written down when the release was built."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from data import schema


def constants(**kinds: type[sa.types.TypeEngine[Any]]) -> sa.Select[Any]:
    """One row with a column per name, of the kind that is said; null where it is not known."""
    table = schema.constants
    values = {
        name: sa.func.max(sa.case((table.c.name == name, table.c.value), else_=None))
        for name in kinds
    }
    columns = [sa.cast(values[name], kind).label(name) for name, kind in kinds.items()]
    return sa.select(*columns).where(table.c.name.in_(kinds))
