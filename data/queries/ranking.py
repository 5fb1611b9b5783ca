"""Breakdowns: one row per value of a dimension, best first."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa

from data import schema
from data.dimensions import Dimension
from data.filters import Filters
from data.formulas import Metric
from data.queries.aggregate import KEY, grouped
from data.queries.groups import ByDimension
from data.schema import Format

MAX_ROWS = 1000


def ranked(
    metrics: Sequence[Metric],
    filters: Filters,
    dimension: Dimension,
    *,
    last_day: date,
    built: Format = Format.FACTS,
    limit: int = MAX_ROWS,
) -> sa.Select[Any]:
    """Columns `key`, `label`, `category` (products only) and one per metric; first metric decides.

    Codes that are no merchandise are left out of products. Ties are broken by the key, so that the
    same question always has the same answer.
    """
    group = ByDimension(dimension)
    found = grouped(metrics, filters, group, last_day=last_day, built=built)
    rows = found.subquery("rows")
    key, label, extra, table = _names(dimension, rows)
    values = [rows.c[metric.name] for metric in metrics]
    return (
        sa.select(key.label(KEY), label.label("label"), *extra, *values)
        .select_from(table)
        .order_by(values[0].desc().nulls_last(), key)
        .limit(limit)
    )


def _names(
    dimension: Dimension, rows: sa.Subquery
) -> tuple[
    sa.ColumnElement[Any], sa.ColumnElement[Any], list[sa.ColumnElement[Any]], sa.FromClause
]:
    if dimension is not Dimension.PRODUCT:
        return rows.c[KEY], rows.c[KEY], [], rows
    product = schema.dim_product
    merchandise = sa.and_(product.c.product_key == rows.c[KEY], product.c.is_product)
    table = rows.join(product, merchandise)
    return product.c.product_id, product.c.name, [product.c.category], table
