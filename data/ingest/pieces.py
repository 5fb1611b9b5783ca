"""One export cut into several files: which lines of an order count when several files have it.

- Files may overlap, and a later one may correct an earlier one. Where a later file says something
  of the same lines again (columns `same` agree), the earlier file's part of the order gives way.
- Files may also cut an order in two. Parts that share no line both count.
- Files that were loaded before count as the earliest, and only with what they hold of orders that
  are in new files too: such an order is replaced as a whole, so it has to be whole.

Rows that give way are repeats (unchanged) where a file that counts says the same; otherwise they
are set aside.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from data.ingest import reader, staging
from data.ingest.staging import Bench, SourceFile

CORRECTED = "A later file has other lines of the same invoice."

Column = sa.ColumnElement[Any]


def stage(bench: Bench, files: Sequence[SourceFile], columns: Mapping[str, str | None]) -> sa.Table:
    """The rows of files with one header as text, with `file`, the number of theirs."""
    together = _numbered(bench, files[0], columns)
    for count, file in enumerate(files[1:], 2):
        table = _numbered(bench, file, columns)
        bench.fill(together, sa.select(table))
        bench.drop(table)
        bench.progress(f"Reading {file.name}", 0.6 * count / len(files))
    return together


def _numbered(bench: Bench, file: SourceFile, columns: Mapping[str, str | None]) -> sa.Table:
    table = reader.stage(bench, file, columns)
    number: sa.ColumnElement[int] = sa.literal_column(str(file.number))
    kind = "all" if file.number == 0 else "next"
    numbered = bench.make(f"{kind}_{table.name}", sa.select(number.label("file"), table))
    bench.drop(table)
    return numbered


def settle(
    bench: Bench, rows: sa.Table, *, key: str, same: Sequence[str], alike: Sequence[str]
) -> None:
    """Leave the rows that count in the table, and account for the others.

    `key` names the order, `same` what makes a line of it that line, `alike` all that matters of it.
    """
    if len(bench.source.files) == 1:
        return
    later = bench.make("later_pieces", _giving_way(bench, rows, key, same))
    gone = sa.tuple_(rows.c.file, rows.c[key]).in_(sa.select(later.c.file, later.c.key))
    _account(bench, rows, gone, [key, *alike])
    bench.run(rows.delete().where(gone))
    bench.drop(later)
    _leave_out_known(bench, rows, key)


def _rank(bench: Bench, file: Column) -> Column:
    """The order of the files: those that were loaded before come first."""
    return sa.case((file.in_(sorted(bench.known)), file), else_=file + len(bench.source.files))


def _giving_way(bench: Bench, rows: sa.Table, key: str, same: Sequence[str]) -> sa.Select[Any]:
    """Columns file and key: parts of orders that a later file tells again."""
    several = (
        sa.select(rows.c[key])
        .group_by(rows.c[key])
        .having(sa.func.min(rows.c.file) < sa.func.max(rows.c.file))
    )
    lines = (
        sa.select(rows.c.file, rows.c[key], *(rows.c[name] for name in same))
        .where(rows.c[key].in_(several))
        .distinct()
        .subquery()
    )
    one, other = lines.alias(), lines.alias()
    agree = [one.c[name] == other.c[name] for name in (key, *same)]
    after = _rank(bench, one.c.file) < _rank(bench, other.c.file)
    return (
        sa.select(one.c.file, one.c[key].label("key"))
        .join_from(one, other, sa.and_(*agree, after))
        .distinct()
    )


def _account(bench: Bench, rows: sa.Table, gone: Column, alike: Sequence[str]) -> None:
    """Enter the rows that give way as repeats, or set them aside."""
    kept = rows.alias("counts")
    agree = [kept.c[name].is_not_distinct_from(rows.c[name]) for name in alike]
    elsewhere = sa.exists().where(kept.c.file != rows.c.file, *agree)
    place = sa.tuple_(staging.ledger.c.file, staging.ledger.c.row_number)
    known = rows.c.file.in_(sorted(bench.known))
    repeats = sa.select(rows.c.file, rows.c.row_number).where(gone, sa.or_(elsewhere, known))
    bench.run(staging.ledger.update().where(place.in_(repeats)).values(kind=staging.REPEAT))
    corrected = sa.select(rows.c.file, rows.c.row_number).where(gone, ~sa.or_(elsewhere, known))
    bench.run(staging.ledger.delete().where(place.in_(corrected)))
    told = sa.select(
        rows.c.file, rows.c.row_number, sa.null(), rows.c[alike[0]], rows.c.worth,
        sa.literal(CORRECTED),
    ).where(gone, ~sa.or_(elsewhere, known))  # fmt: skip
    bench.fill(staging.refused, told)


def _leave_out_known(bench: Bench, rows: sa.Table, key: str) -> None:
    """Of files that were loaded before, keep what completes the orders of new ones."""
    if not bench.known:
        return
    known = rows.c.file.in_(sorted(bench.known))
    fresh = sa.select(rows.c[key]).where(~known)
    ledger, refused = staging.ledger, staging.refused
    done = ledger.c.file.in_(sorted(bench.known))
    bench.run(ledger.update().where(done, ledger.c.key.not_in(fresh)).values(kind=staging.REPEAT))
    bench.run(rows.delete().where(known, rows.c[key].not_in(fresh)))
    again = sa.select(
        refused.c.file, refused.c.row_number, sa.literal(staging.REPEAT), sa.null(),
        refused.c.amount,
    ).where(refused.c.file.in_(sorted(bench.known)))  # fmt: skip
    bench.fill(staging.ledger, again)
    bench.run(refused.delete().where(refused.c.file.in_(sorted(bench.known))))
