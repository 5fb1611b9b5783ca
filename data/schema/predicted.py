"""The tables of what a release expects: written when its models are trained."""

from __future__ import annotations

import sqlalchemy as sa

from data.schema.tables import Money, table

forecasts = table(
    "forecasts",
    "Net sales expected of one part of the shop in one period, reversals on their own day. The "
    "parts of a level add up to the total, in every period, to the cent.",
    sa.Column("level", sa.String, nullable=False, comment="total, category, product, ..."),
    sa.Column("key", sa.String, nullable=False, comment="empty: the whole shop"),
    sa.Column("label", sa.String, nullable=False),
    sa.Column("grain", sa.String, nullable=False, comment="month, week or day"),
    sa.Column("ds", sa.Date, nullable=False, comment="first day of the period"),
    sa.Column("yhat", Money, nullable=False),
    sa.Column("lo80", Money, nullable=False),
    sa.Column("hi80", Money, nullable=False),
    sa.Column("lo95", Money, nullable=False),
    sa.Column("hi95", Money, nullable=False),
    sa.Column("model", sa.String, nullable=False),
)

forecast_scores = table(
    "forecast_scores",
    "How such forecasts did in the past of one part of the shop, each from before its periods and "
    "before parts were made to add up. Null where there is too little history to tell.",
    sa.Column("level", sa.String, nullable=False),
    sa.Column("key", sa.String, nullable=False),
    sa.Column("label", sa.String, nullable=False),
    sa.Column("grain", sa.String, nullable=False),
    sa.Column("model", sa.String, nullable=False),
    sa.Column("mase", sa.Double),
    sa.Column("naive_mase", sa.Double, comment="of the seasonal-naive method"),
    sa.Column("wape", sa.Double),
    sa.Column("bias", sa.Double),
    sa.Column("coverage80", sa.Double),
    sa.Column("coverage95", sa.Double),
    sa.Column("beats_naive", sa.Boolean),
    sa.Column("note", sa.String, nullable=False),
    sa.Column("periods", sa.Integer, nullable=False, comment="complete ones it learned from"),
)

PREDICTED = (forecasts, forecast_scores)
