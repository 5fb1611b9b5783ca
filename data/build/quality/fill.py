"""Run the checks and the reconciliation, and keep what they found."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from data import schema
from data.build.quality import money, orphans, reconcile
from data.build.quality.checks import CHECKS, Check
from data.build.quality.rows import Rows
from data.build.quality.scope import Scope

EXAMPLES = 20


def fill_quality(connection: sa.Connection, scope: Scope) -> None:
    """Fill the quality tables from a star whose facts are written already."""
    money.fill_orders(connection)
    orphans.fill_orphans(connection)
    net_sales = _net_sales(connection)
    for check in CHECKS:
        _find(connection, check, check.rows(scope), net_sales)
    reconcile.fill(connection)
    orphans.orphans.drop(connection)
    money.order_money.drop(connection)


def _net_sales(connection: sa.Connection) -> Decimal:
    month = schema.monthly_sales
    total = connection.execute(sa.select(sa.func.sum(month.c.net_sales))).scalar_one()
    return total or Decimal(0)


def _find(connection: sa.Connection, check: Check, rows: Rows, net_sales: Decimal) -> None:
    """Keep what one check found, also if that is nothing."""
    found = rows.subquery("found")
    size = sa.func.sum(sa.func.abs(found.c.amount))
    count, amount = connection.execute(sa.select(sa.func.count(), size).select_from(found)).one()
    connection.execute(
        schema.quality_findings.insert().values(
            name=check.name,
            title=check.title,
            severity=check.severity.value,
            rows=count,
            amount=amount if count else Decimal(0),
            share=_share(amount if count else Decimal(0), net_sales),
            sentence=check.sentence,
        )
    )
    if count:
        connection.execute(
            schema.quality_examples.insert().from_select(
                [column.name for column in schema.quality_examples.c], _examples(check, found)
            )
        )


def _share(amount: Decimal | None, net_sales: Decimal) -> float | None:
    return None if amount is None or net_sales <= 0 else float(amount / net_sales)


def _examples(check: Check, found: sa.Subquery) -> sa.Select[Any]:
    """The rows with the most money."""
    return (
        sa.select(sa.literal(check.name), *found.c)
        .order_by(
            sa.func.abs(found.c.amount).desc().nulls_last(), found.c.table_name, found.c.row_id
        )
        .limit(EXAMPLES)
    )
