"""Rules that set rows aside, each with the reason a merchant reads."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, cast

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


def sift(
    bench: Bench,
    files: SourceFile | Sequence[SourceFile],
    typed: sa.Select[Any],
    rules: Callable[[sa.Table], list[Rule]],
    *,
    kind: str,
    key: str,
) -> sa.Table:
    """A temporary table `kept_<role>` of the rows that pass all rules; the others are set aside.

    `typed` has `row_number`, `worth` (in money) and all the rules look at. The rows that pass are
    entered in the ledger as part of the thing of a `kind` that their column `key` names. Rows of
    several files have their file's number in a column `file`.
    """
    files = [files] if isinstance(files, SourceFile) else files
    role = files[0].role
    # Typed and judged in one go: a table in between would be written and read once more.
    all_rows = typed.subquery(f"typed_{role}")
    # Rules look at columns only, which a query has like a table.
    judged = sa.select(all_rows, _fault(rules(cast(sa.Table, all_rows))).label("fault"))
    rows = bench.make(f"kept_{role}", judged)
    number = rows.c.file if "file" in rows.c else sa.literal_column(str(files[0].number))
    total = sa.func.coalesce(sa.func.sum(rows.c.worth), 0)
    bench.amounts.update({file.number: Decimal(0) for file in files})
    for file, amount in bench.run(sa.select(number.label("file"), total).group_by("file")):
        bench.amounts[file] = amount
    _set_aside(bench, number, rows, rules(rows))
    bench.run(rows.delete().where(rows.c.fault.is_not(None)))
    entry = sa.select(number, rows.c.row_number, sa.literal(kind), rows.c[key], rows.c.worth)
    bench.fill(staging.ledger, entry)
    return rows


def copy_number(rows: sa.FromClause, *key: sa.ColumnElement[Any]) -> sa.ColumnElement[int]:
    """1 for the first row of a key in the file, 2 for its second, and so on."""
    return sa.func.row_number().over(partition_by=key, order_by=rows.c.row_number)


def _fault(rules: Sequence[Rule]) -> sa.ColumnElement[int]:
    """The number of the first rule that fails, from 0; null for a row that passes all."""
    return sa.case(
        *((rule.fails, sa.literal_column(str(number))) for number, rule in enumerate(rules))
    )


def _set_aside(
    bench: Bench, file: sa.ColumnElement[int], rows: sa.Table, rules: Sequence[Rule]
) -> None:
    number = rows.c.fault
    column = sa.case(*((number == i, rule.column) for i, rule in enumerate(rules)))
    value = sa.case(*((number == i, rule.value) for i, rule in enumerate(rules)))
    reason = sa.case(*((number == i, rule.reason) for i, rule in enumerate(rules)))
    query = sa.select(file, rows.c.row_number, column, value, rows.c.worth, reason).where(
        number.is_not(None)
    )
    bench.fill(staging.refused, query)
