"""Scores from 1 to 5 and the RFM grid, by the rules of `docs/metrics.md`."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

Expression = sa.ColumnElement[Any]

# A frequency of at least this many order days earns the score; 1 is the least.
_FREQUENCY_CUTS = ((6, 5), (4, 4), (3, 3), (2, 2))

# Segment, recency scores, FM scores. Total and disjoint: each of the 25 cells is in exactly one.
GRID: tuple[tuple[str, tuple[int, ...], tuple[int, ...]], ...] = (
    ("Champions", (5,), (4, 5)),
    ("Loyal", (3, 4), (4, 5)),
    ("Potential loyalists", (4, 5), (2, 3)),
    ("New", (5,), (1,)),
    ("Promising", (4,), (1,)),
    ("Need attention", (3,), (3,)),
    ("About to sleep", (3,), (1, 2)),
    ("At risk", (1, 2), (3, 4)),
    ("Can't lose", (1, 2), (5,)),
    ("Hibernating", (1, 2), (1, 2)),
)


def frequency_score(days: Expression) -> Expression:
    """Fixed cuts, because most customers have one order day and fifths would collapse."""
    return sa.case(*((days >= cut, score) for cut, score in _FREQUENCY_CUTS), else_=1)


def fifth(value: Expression, among: Expression) -> Expression:
    """The fifth a value lies in among the rows that count, 5 the largest; equals share a score.

    The percentile of a value is its mid-rank: the share below it plus half of its equals.
    """
    below = sa.func.rank().over(partition_by=among, order_by=value) - 1
    equal = sa.func.count().over(partition_by=(among, value))
    everyone = sa.func.count().over(partition_by=among)
    percentile = (below + equal / 2.0) / everyone
    return sa.func.least(5, sa.cast(sa.func.floor(percentile * 5), sa.Integer) + 1)


def rfm_segment(recency: Expression, fm: Expression) -> Expression:
    """The name of the grid's cell; null without scores."""
    return sa.case(
        *((sa.and_(recency.in_(r), fm.in_(f)), name) for name, r, f in GRID), else_=sa.null()
    )
