"""Who moved from one RFM segment to another between two days."""

from __future__ import annotations

from datetime import date
from typing import Any

import sqlalchemy as sa

from data.filters import Filters
from data.queries.rfm import kept
from data.queries.rfm_scores import features
from data.rfm import ARRIVED, LAPSED
from data.sqltypes import total


def moves(before: date, after: date, filters: Filters) -> sa.Select[Any]:
    """One row per pair of segments: `source`, `target`, `customers`, `worth_before`, `worth_after`.

    Of everybody with an order by the later day whom the filters keep. `worth` is what the orders of
    the 24 months to a day brought.
    """
    then, now = features(before).subquery("earlier"), kept(after, filters).subquery("later")
    source = sa.case(
        (then.c.customer_key.is_(None), ARRIVED), else_=sa.func.coalesce(then.c.rfm_segment, LAPSED)
    )
    return (
        sa.select(
            source.label("source"),
            sa.func.coalesce(now.c.rfm_segment, LAPSED).label("target"),
            sa.func.count().label("customers"),
            total(sa.func.coalesce(then.c.monetary, 0)).label("worth_before"),
            total(now.c.monetary).label("worth_after"),
        )
        .select_from(now.outerjoin(then, then.c.customer_key == now.c.customer_key))
        .group_by("source", "target")
        .order_by("source", "target")
    )
