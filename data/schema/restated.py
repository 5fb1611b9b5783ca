"""What a release says otherwise of months that had been closed in the release before."""

from __future__ import annotations

from enum import StrEnum

import sqlalchemy as sa

from data.schema.tables import Money, table


class Cause(StrEnum):
    """Why a closed month changed; each order has one cause for its sales and each for reversals."""

    LATE_ORDERS = "late orders"
    CHANGED_ORDERS = "changed orders"
    REMOVED_ORDERS = "removed orders"
    MOVED_ORDERS = "moved orders"
    LATE_REVERSALS = "late reversals"
    CHANGED_REVERSALS = "changed reversals"
    OTHER_RATE = "other exchange rate"


restatements = table(
    "restatements",
    "By how much a release changed a month that was closed in the release it was compared with, "
    "by cause. The causes of a month add up to the change of its `monthly_sales`.",
    sa.Column("release_id", sa.String, nullable=False),
    sa.Column("compared_with", sa.String, nullable=False),
    sa.Column("month", sa.Date, nullable=False),
    sa.Column("cause", sa.String, nullable=False),
    sa.Column("orders", sa.BigInteger, nullable=False),
    sa.Column("gross_sales", Money, nullable=False),
    sa.Column("discounts", Money, nullable=False),
    sa.Column("reversals", Money, nullable=False),
    sa.Column("net_sales", Money, nullable=False),
    sa.Column("currency", sa.String, comment="the reporting currency of both releases"),
)

restated_orders = table(
    "restated_orders",
    "The orders behind a restatement, the largest of each release and month: what the order gave "
    "to the net sales of the month before and after.",
    sa.Column("release_id", sa.String, nullable=False),
    sa.Column("month", sa.Date, nullable=False),
    sa.Column("cause", sa.String, nullable=False),
    sa.Column("order_id", sa.String, nullable=False),
    sa.Column("net_before", Money, nullable=False),
    sa.Column("net_after", Money, nullable=False),
)

RESTATED = (restatements, restated_orders)
