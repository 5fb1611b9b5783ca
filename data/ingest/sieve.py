"""Rules that set rows aside, each with the reason a merchant reads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from data.ingest import staging
from data.ingest.staging import Bench, SourceFile


@dataclass(frozen=True, slots=True)
class Rule:
    """A row is set aside where `fails`; `column` is spelt as in the file, `value` is its text."""

    column: str
    value: sa.ColumnElement[Any]
    fails: sa.ColumnElement[bool]
    reason: str


def fault(rules: Sequence[Rule]) -> sa.ColumnElement[int]:
    """The number of the first rule that fails, from 0; null for a row that passes all."""
    return sa.case(
        *((rule.fails, sa.literal_column(str(number))) for number, rule in enumerate(rules))
    )


def set_aside(bench: Bench, file: SourceFile, rows: sa.Table, rules: Sequence[Rule]) -> None:
    """Copy the rows with a `fault` to `refused`; `rows` also has `row_number` and `amount`.

    The rules are those the fault was numbered by.
    """
    number = rows.c.fault
    column = sa.case(*((number == i, rule.column) for i, rule in enumerate(rules)))
    value = sa.case(*((number == i, rule.value) for i, rule in enumerate(rules)))
    reason = sa.case(*((number == i, rule.reason) for i, rule in enumerate(rules)))
    query = sa.select(
        sa.literal(file.number), rows.c.row_number, column, value, rows.c.amount, reason
    ).where(number.is_not(None))
    bench.fill(staging.refused, query)


def accept(
    bench: Bench, file: SourceFile, rows: sa.Table, kind: str, key: sa.ColumnElement[Any]
) -> None:
    """Write the rows without a `fault` into the ledger, and the file's amount on the bench."""
    query = sa.select(
        sa.literal(file.number), rows.c.row_number, sa.literal(kind), key, rows.c.amount
    ).where(rows.c.fault.is_(None))
    bench.fill(staging.ledger, query)
    total = sa.func.coalesce(sa.func.sum(rows.c.amount), 0)
    bench.amounts[file.number] = bench.run(sa.select(total)).scalar_one()
