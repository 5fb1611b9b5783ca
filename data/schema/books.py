"""The books: where everything came from, and what was set aside."""

from __future__ import annotations

import sqlalchemy as sa

from data.schema.restated import RESTATED
from data.schema.tables import Money, table

loads = table(
    "loads",
    "One source file of one load. rows_read = rows_loaded + rows_unchanged + rows_rejected.",
    sa.Column("load_id", sa.String, nullable=False),
    sa.Column("source", sa.String, nullable=False),
    sa.Column("layout", sa.String, nullable=False),
    sa.Column("file_hash", sa.String, nullable=False),
    sa.Column("started_at", sa.DateTime, nullable=False),
    sa.Column("finished_at", sa.DateTime, nullable=False),
    sa.Column("rows_read", sa.BigInteger, nullable=False),
    sa.Column("rows_loaded", sa.BigInteger, nullable=False),
    sa.Column("rows_unchanged", sa.BigInteger, nullable=False),
    sa.Column("rows_rejected", sa.BigInteger, nullable=False),
    sa.Column("amount_read", Money),
    sa.Column("amount_loaded", Money),
    sa.Column("amount_unchanged", Money),
    sa.Column("amount_rejected", Money),
)

rejects = table(
    "rejects",
    "One row that was set aside, and why. `row_number` is the physical row, the header being 1.",
    sa.Column("load_id", sa.String, nullable=False),
    sa.Column("source", sa.String, nullable=False),
    sa.Column("row_number", sa.BigInteger, nullable=False),
    sa.Column("column", sa.String),
    sa.Column("value", sa.String),
    sa.Column("amount", Money),
    sa.Column("reason", sa.String, nullable=False),
)

release_info = table(
    "release_info",
    "Facts about the release as a whole, one per row: shop, currency, last_day and so on.",
    sa.Column("key", sa.String, nullable=False),
    sa.Column("value", sa.String, nullable=False),
)

watermarks = table(
    "watermarks",
    "How far a table of a source database was read: the largest value of its watermark column.",
    sa.Column("source", sa.String, nullable=False),
    sa.Column("table_name", sa.String, nullable=False),
    sa.Column("column_name", sa.String, nullable=False),
    sa.Column("value", sa.String, nullable=False),
    sa.Column("read_at", sa.DateTime, nullable=False),
)

BOOKS = (loads, rejects, release_info, watermarks, *RESTATED)
