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
    """The fifth a value lies in among rows with the same `among`, 5 the largest.

    Equals share a score: the percentile of a value is its mid-rank, which is the share below it
    plus half of its equals. The score is 1 + floor(5 percentile), reckoned in whole numbers so that
    no rounding decides at a border.
    """
    below = sa.func.rank().over(partition_by=among, order_by=value) - 1
    equal = sa.func.count().over(partition_by=(among, value))
    everyone = sa.func.count().over(partition_by=among)
    tenfold = 5 * (2 * below + equal)  # 5 percentile, times 2 everyone
    first, *others = (sa.case((tenfold >= 2 * n * everyone, 1), else_=0) for n in range(1, 5))
    return sum(others, 1 + first)


def rfm_segment(recency: Expression, frequency: Expression, monetary: Expression) -> Expression:
    """The name of the grid's cell; null without scores. FM: the mean of F and M, halves up."""
    fm = (frequency + monetary + 1).bitwise_rshift(1)
    return sa.case(
        *((sa.and_(recency.in_(r), fm.in_(f)), name) for name, r, f in GRID), else_=sa.null()
    )
