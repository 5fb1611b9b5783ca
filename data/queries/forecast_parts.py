"""What the parts of a shop are expected to sell next."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from data import schema
from data.levels import Level
from data.periods import Grain

RANGE = ("yhat", "lo80", "hi80", "lo95", "hi95")


def next_of(level: Level, grain: Grain) -> sa.Select[Any]:
    """A row for every part in the first period ahead, who is expected to sell most first.

    Columns `key`, `label`, `ds`, RANGE, `model`; all beyond the largest come last, as one.
    """
    table = schema.forecasts
    these = (table.c.level == level.value, table.c.grain == grain.value)
    first = sa.select(sa.func.min(table.c.ds)).where(*these).scalar_subquery()
    rest = sa.case((table.c.key == level.rest, 1), else_=0)
    columns = (table.c[name] for name in ("key", "label", "ds", *RANGE, "model"))
    return (
        sa.select(*columns)
        .where(*these, table.c.ds == first)
        .order_by(rest, table.c.yhat.desc(), table.c.key)
    )
