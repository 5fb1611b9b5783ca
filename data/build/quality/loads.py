"""What the latest loads set aside."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from data import schema
from data.build.quality.rows import Rows, found, say
from data.build.quality.scope import Scope
from data.queries.loads import latest_loads, on_purpose


def unusable(_scope: Scope) -> Rows:
    """Rows that the latest load of each file could not use."""
    return _rejects().where(~on_purpose())


def unwanted(_scope: Scope) -> Rows:
    """Rows that the latest load of each file left out on purpose."""
    return _rejects().where(on_purpose())


def _rejects() -> sa.Select[Any]:
    row = schema.rejects.c
    detail = say(row.column, " ", row.value, ": ", row.reason)
    return found(row.source, row.row_number, row.amount, detail).where(
        row.load_id.in_(latest_loads())
    )
