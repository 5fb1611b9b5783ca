"""From instants to the business day."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa


def local_time(instant: sa.ColumnElement[Any], timezone: str) -> sa.ColumnElement[datetime]:
    """A naive UTC timestamp as the clock on the shop's wall shows it."""
    aware = sa.func.timezone("UTC", instant)
    return sa.func.timezone(timezone, aware, type_=sa.DateTime)


def business_day(instant: sa.ColumnElement[Any], timezone: str) -> sa.ColumnElement[Any]:
    """The day a naive UTC timestamp belongs to."""
    return sa.cast(local_time(instant, timezone), sa.Date)
