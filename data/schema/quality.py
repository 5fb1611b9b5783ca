"""What a release found out about its own data: quality findings, and which sums agree."""

from __future__ import annotations

import sqlalchemy as sa

from data.schema.tables import Money, table

quality_findings = table(
    "quality_findings",
    "One check and what it found; rows = 0 says that it looked and found nothing. `amount` is the "
    "money at stake in the reporting currency, `share` its part of all net sales.",
    sa.Column("name", sa.String, nullable=False),
    sa.Column("title", sa.String, nullable=False),
    sa.Column("severity", sa.String, nullable=False, comment="problem, warning or note"),
    sa.Column("rows", sa.BigInteger, nullable=False),
    sa.Column("amount", Money, comment="null: nobody can say"),
    sa.Column("share", sa.Double),
    sa.Column("sentence", sa.String, nullable=False, comment="what it means and what to do"),
)

quality_examples = table(
    "quality_examples",
    "Up to 20 rows that a check found, the most money first.",
    sa.Column("name", sa.String, nullable=False),
    sa.Column("table_name", sa.String, nullable=False),
    sa.Column("row_id", sa.String, nullable=False),
    sa.Column("amount", Money),
    sa.Column("detail", sa.String),
)

reconciliation = table(
    "reconciliation",
    "Two ways to the same sum. `orders`: how many rows differ; `compared`: how many were compared.",
    sa.Column("pair", sa.String, nullable=False),
    sa.Column("left_name", sa.String, nullable=False),
    sa.Column("left_amount", Money, nullable=False),
    sa.Column("right_name", sa.String, nullable=False),
    sa.Column("right_amount", Money, nullable=False),
    sa.Column("difference", Money, nullable=False, comment="right less left"),
    sa.Column("orders", sa.BigInteger, nullable=False),
    sa.Column("light", sa.String, nullable=False, comment="green, amber or red"),
    sa.Column("compared", sa.BigInteger, nullable=False),
    sa.Column("at_stake", Money, nullable=False, comment="differences without their signs"),
    sa.Column("sentence", sa.String, nullable=False, comment="what was compared, and the outcome"),
)

reconciliation_orders = table(
    "reconciliation_orders",
    "A row in which two sums differ, the largest 500 of each pair, in the row's own currency.",
    sa.Column("pair", sa.String, nullable=False),
    sa.Column("table_name", sa.String, nullable=False),
    sa.Column("row_id", sa.String, nullable=False),
    sa.Column("left_amount", Money),
    sa.Column("right_amount", Money),
    sa.Column("difference", Money),
    sa.Column("detail", sa.String),
)

QUALITY = (quality_findings, quality_examples, reconciliation, reconciliation_orders)
