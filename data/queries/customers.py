"""Statements about single customers and their clusters; no personal data."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from data import schema
from data.filters import Filters
from data.sqltypes import median

# Multiplying by a prime modulo another one scatters neighbouring keys: a sample that is the same
# every time and follows no order in which customers were loaded.
_SCATTER, _MODULUS = 48_271, 2_147_483_647


def place_of(key: sa.ColumnElement[Any]) -> sa.ColumnElement[Any]:
    """Where a customer stands in the order that samples are taken in."""
    return sa.cast(key, sa.BigInteger) * _SCATTER % _MODULUS


def scatter(filters: Filters, limit: int) -> sa.Select[Any]:
    """A repeatable sample of clustered customers who bought in the selection.

    Columns `segment`, `recency_days`, `frequency`, `monetary`.
    """
    features, segments = schema.customer_features, schema.customer_segments
    joined = features.join(segments, segments.c.customer_key == features.c.customer_key)
    return (
        sa.select(
            segments.c.segment,
            features.c.recency_days,
            features.c.frequency,
            features.c.monetary,
        )
        .select_from(joined)
        .where(features.c.customer_key.in_(buyers(filters)))
        .order_by(place_of(features.c.customer_key), features.c.customer_key)
        .limit(limit)
    )


def profiles(filters: Filters) -> sa.Select[Any]:
    """One row per cluster over its customers who bought in the selection.

    Columns `segment`, `members` and the medians `recency_days`, `frequency`, `monetary` of their
    whole look-back.
    """
    features, segments = schema.customer_features, schema.customer_segments
    joined = segments.join(features, segments.c.customer_key == features.c.customer_key)

    return (
        sa.select(
            segments.c.segment,
            sa.func.count().label("members"),
            *(median(features.c[n]).label(n) for n in ("recency_days", "frequency", "monetary")),
        )
        .select_from(joined)
        .where(segments.c.customer_key.in_(buyers(filters)))
        .group_by(segments.c.segment)
        .order_by(segments.c.segment)
    )


def buyers(filters: Filters) -> sa.Select[Any]:
    """Column `customer_key`: who bought in the selection, once for every order or line."""
    fact = schema.fact_lines if filters.touches_products else schema.fact_orders
    known = fact.c.customer_key.is_not(None)
    return sa.select(fact.c.customer_key).where(known, *filters.where(fact))


def names() -> sa.Select[Any]:
    """Column `segment`: every cluster, the most valuable first."""
    table = schema.segment_profiles
    return sa.select(table.c.segment).order_by(table.c.cluster)
