"""What the latest loads set aside."""

from __future__ import annotations

from data import schema
from data.build.quality.rows import Rows, found, say
from data.build.quality.scope import Scope
from data.queries.loads import latest_loads


def set_aside(_scope: Scope) -> Rows:
    """Rows that the latest load of each file could not take."""
    row = schema.rejects.c
    detail = say(row.column, " ", row.value, ": ", row.reason)
    return found(row.source, row.row_number, row.amount, detail).where(
        row.load_id.in_(latest_loads())
    )
