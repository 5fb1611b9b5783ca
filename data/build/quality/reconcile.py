"""Do orders, lines, payments and files agree? The light, and what keeps it from being green."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from data import schema
from data.build.quality import arrived, paid
from data.build.quality.pair import Pair

# As many differing rows of each pair are kept; all of them are counted.
MOST_ROWS = 500


class Light(StrEnum):
    """Red: money differs. Amber: there is nothing to compare with. Green: everything agrees."""

    GREEN = "green"
    AMBER = "amber"
    RED = "red"


PAIRS: tuple[Pair, ...] = (
    Pair(
        "order_totals",
        "What the source says had to be paid",
        "Lines less discounts, with shipping and tax",
        "Orders of which the source names the total",
        "The source names no totals of orders.",
        paid.said_totals,
        paid.said_rows,
    ),
    Pair(
        "payments",
        "Lines less discounts, with shipping and tax",
        "Payments that succeeded",
        "Orders that somebody paid, and payments without an order",
        "There are no payments to compare with.",
        paid.paid_totals,
        paid.paid_rows,
    ),
    Pair(
        "lines",
        "Lines less refunds",
        "Of these, with an order and a product",
        "Lines and refunds",
        "There are no lines.",
        arrived.line_totals,
        arrived.line_rows,
    ),
    Pair(
        "files",
        "Read from the latest files, less what is left out on purpose",
        "Loaded, or there already",
        "Rows of files",
        "No file was loaded.",
        arrived.file_totals,
        arrived.file_rows,
    ),
)


def fill(connection: sa.Connection) -> None:
    """Fill the tables of the reconciliation; `order_money` has to be there."""
    for pair in PAIRS:
        _compare(connection, pair)


def _compare(connection: sa.Connection, pair: Pair) -> None:
    rows = pair.rows().subquery("differing")
    size = sa.func.coalesce(sa.func.sum(sa.func.abs(rows.c.worth)), 0)
    differing, stake = connection.execute(sa.select(sa.func.count(), size).select_from(rows)).one()
    left, right, compared = connection.execute(pair.totals()).one()
    light = _light(compared, differing)
    connection.execute(
        schema.reconciliation.insert().values(
            pair=pair.name,
            left_name=pair.left_name,
            left_amount=left,
            right_name=pair.right_name,
            right_amount=right,
            difference=right - left,
            orders=differing,
            light=light.value,
            compared=compared,
            at_stake=stake,
            sentence=_sentence(pair, light, compared, differing, stake),
        )
    )
    if differing:
        names = [column.name for column in schema.reconciliation_orders.c]
        connection.execute(
            schema.reconciliation_orders.insert().from_select(names, _largest(pair, rows))
        )


def _light(compared: int, differing: int) -> Light:
    if differing:
        return Light.RED
    return Light.GREEN if compared else Light.AMBER


def _sentence(pair: Pair, light: Light, compared: int, differing: int, stake: Decimal) -> str:
    if light is Light.AMBER:
        return pair.nothing
    if light is Light.GREEN:
        return f"{pair.compares}: {compared:,} were compared, and all agree."
    listed = "" if differing <= MOST_ROWS else f" The largest {MOST_ROWS} are listed."
    return (
        f"{pair.compares}: {compared:,} were compared, and {differing:,} "
        f"{'differs' if differing == 1 else 'differ'}, by {stake:,.2f} in all.{listed}"
    )


def _largest(pair: Pair, rows: sa.Subquery) -> sa.Select[Any]:
    """The rows that differ most; where nobody knows by how much comes first."""
    columns = (column for column in rows.c if column.name != "worth")
    return (
        sa.select(sa.literal(pair.name), *columns)
        .order_by(sa.func.abs(rows.c.worth).desc().nulls_first(), rows.c.table_name, rows.c.row_id)
        .limit(MOST_ROWS)
    )
