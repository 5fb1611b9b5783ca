"""The books: which file was loaded when, what was set aside, and that nothing was lost."""

from __future__ import annotations

import hashlib
import secrets
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from data import schema
from data.ingest import currencies, merge, shares, staging
from data.ingest.errors import LoadError
from data.ingest.layouts import Staged
from data.ingest.report import PARTS, FileReport
from data.ingest.staging import Bench, Source, SourceFile

COLUMNS = [f"{what}_{part}" for what in ("rows", "amount") for part in PARTS]


def file_hash(path: Path, inside: str = "") -> str:
    """SHA-256 of a file's bytes, or of a part inside it; LoadError where it cannot be read."""
    try:
        with path.open("rb") as stream:
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        raise LoadError(f"{path.name} cannot be read: {error.strerror}.") from error
    return hashlib.sha256(f"{digest}\n{inside}".encode()).hexdigest() if inside else digest


def known(connection: sa.Connection, source: Source) -> dict[int, FileReport]:
    """Reports of those files of a source that were loaded before, as unchanged, by number.

    An older export given again does not undo a later correction.
    """
    rows = {file: _loaded_before(connection, source, file) for file in source.files}
    stored = currencies.stored(connection)
    return {f.number: _as_unchanged(row, f, stored) for f, row in rows.items() if row is not None}


def _loaded_before(connection: sa.Connection, source: Source, file: SourceFile) -> Any:
    loads = schema.loads
    query = (
        sa.select(loads)
        .where(
            loads.c.file_hash == file_hash(file.path, file.place.inside),
            loads.c.layout == source.layout,
        )
        .order_by(loads.c.finished_at.desc())
        .limit(1)
    )
    return connection.execute(query).one_or_none()


def _as_unchanged(row: Any, file: SourceFile, stored: tuple[str, ...]) -> FileReport:
    """What is said of a file of the books, which do not know its currencies: those of the store."""
    return FileReport(
        source=file.name,
        layout=row.layout,
        rows_read=row.rows_read,
        rows_loaded=0,
        rows_unchanged=row.rows_loaded + row.rows_unchanged,
        rows_rejected=row.rows_rejected,
        amount_read=row.amount_read,
        amount_loaded=Decimal(0),
        amount_unchanged=row.amount_loaded + row.amount_unchanged,
        amount_rejected=row.amount_rejected,
        notes=("This file was loaded before.",),
        currencies=stored if row.amount_read else (),
    )


def balance(bench: Bench, staged: Staged) -> list[FileReport]:
    """One report per file of the source; LoadError if a row or an amount went missing."""
    accepted, refused = _accepted(bench), _refused(bench)
    nothing = (0, 0, Decimal(0), Decimal(0))
    reports = []
    for file in bench.source.files:
        rows, loaded, amount, amount_loaded = accepted.get(file.number, nothing)
        reasons = refused.get(file.number, [])
        reports.append(
            FileReport(
                source=file.name,
                layout=bench.source.layout,
                rows_read=bench.rows[file.number],
                rows_loaded=loaded,
                rows_unchanged=rows - loaded,
                rows_rejected=sum(count for _, count, _ in reasons),
                amount_read=bench.amounts[file.number],
                amount_loaded=amount_loaded,
                amount_unchanged=amount - amount_loaded,
                amount_rejected=sum((money for _, _, money in reasons), Decimal(0)),
                reasons=tuple((reason, count) for reason, count, _ in reasons),
                notes=tuple(bench.notes.get(file.number, ())),
            )
        )
    _refuse_losses(bench, staged, reports)
    return reports


def _accepted(bench: Bench) -> dict[int, tuple[int, int, Decimal, Decimal]]:
    """Per file: accepted rows, those loaded, and the same in money."""
    ledger, touched = staging.ledger, staging.touched
    joined = ledger.outerjoin(
        touched, sa.and_(touched.c.kind == ledger.c.kind, touched.c.key == ledger.c.key)
    )
    amount = sa.func.coalesce(sa.func.sum(ledger.c.amount), 0)
    loaded = sa.func.sum(ledger.c.amount).filter(touched.c.key.is_not(None))
    query = (
        sa.select(
            ledger.c.file,
            sa.func.count(),
            sa.func.count(touched.c.key),
            amount,
            sa.func.coalesce(loaded, 0),
        )
        .select_from(joined)
        .group_by(ledger.c.file)
    )
    return {row[0]: (row[1], row[2], row[3], row[4]) for row in bench.run(query)}


def _refused(bench: Bench) -> dict[int, list[tuple[str, int, Decimal]]]:
    """Per file: reason, rows and amount, most frequent reason first."""
    refused, rows = staging.refused, sa.func.count().label("rows")
    amount = sa.func.coalesce(sa.func.sum(refused.c.amount), 0)
    query = (
        sa.select(refused.c.file, refused.c.reason, rows, amount)
        .group_by(refused.c.file, refused.c.reason)
        .order_by(refused.c.file, rows.desc(), refused.c.reason)
    )
    found: dict[int, list[tuple[str, int, Decimal]]] = {}
    for file, reason, count, money in bench.run(query):
        found.setdefault(file, []).append((reason, count, money))
    return found


def _refuse_losses(bench: Bench, staged: Staged, reports: list[FileReport]) -> None:
    for report in reports:
        if not report.balanced:
            raise LoadError(
                f"{report.source}: {report.rows_read:,} rows worth {report.amount_read} were read, "
                f"but loaded, unchanged and set-aside rows do not add up to them: "
                f"{report.as_json()}. Nothing was loaded."
            )
    said, stored = _ledger_of_orders(bench), _store_of_orders(bench, staged)
    if said != stored:
        raise LoadError(
            f"The files hold {said[0]:,} order rows worth {said[1]} that are new, but "
            f"{stored[0]:,} worth {stored[1]} arrived in the store. Nothing was loaded."
        )


def _ledger_of_orders(bench: Bench) -> tuple[int, Decimal]:
    ledger = staging.ledger
    query = sa.select(sa.func.count(), sa.func.coalesce(sa.func.sum(ledger.c.amount), 0)).where(
        ledger.c.kind == staging.ORDER, ledger.c.key.in_(merge.touched_keys(staging.ORDER))
    )
    rows, amount = bench.run(query).one()
    return rows, amount


def _store_of_orders(bench: Bench, staged: Staged) -> tuple[int, Decimal]:
    """Rows and money that stand in the star for the orders just loaded."""
    total_rows, total = 0, Decimal(0)
    for table in staged.provided:
        if table in staged.concluded:
            continue
        amount = sa.func.coalesce(sa.func.sum(_worth(table)), 0)
        query = sa.select(_file_rows(table), amount).where(
            table.c.order_id.in_(merge.touched_keys(staging.ORDER)),
            *(~condition for one, condition in staged.concluded_rows if one is table),
        )
        rows, money = bench.run(query).one()
        total_rows += rows if table in staged.by_row else 0
        total += money
    return total_rows, total


def _file_rows(table: sa.Table) -> sa.ColumnElement[int]:
    """How many rows of a file stand in a table: two parts of one line are one row."""
    if table is schema.order_items:
        second = table.c.order_item_id.endswith(shares.SECOND_PART, autoescape=True)
        return sa.func.count().filter(~second)
    return sa.func.count()


def _worth(table: sa.Table) -> sa.ColumnElement[Any]:
    c = table.c
    if table is schema.order_items:
        return sa.cast(c.quantity, sa.Numeric(19, 0)) * c.unit_price - c.discount
    if table is schema.orders:
        return c.shipping + c.tax
    return -c.amount if table is schema.refunds else c.amount


def sets_other_rows_aside(bench: Bench, reports: list[FileReport]) -> bool:
    """Whether a file has other rows set aside than when one of its name was loaded last, if any.

    A row that was corrected by leaving it out changes nothing in the star, but what is said of the
    data: it is no longer missing from them.
    """
    loads, fresh = schema.loads, _with_unknown_rejects(bench)
    for file, report in zip(bench.source.files, reports, strict=True):
        query = (
            sa.select(loads.c.rows_rejected, loads.c.amount_rejected)
            .where(loads.c.source == report.source, loads.c.layout == report.layout)
            .order_by(loads.c.finished_at.desc())
            .limit(1)
        )
        last = bench.run(query).one_or_none()
        if last is not None and tuple(last) != (report.rows_rejected, report.amount_rejected):
            return True
        # A file without one good row says nothing of the data.
        if last is None and file.number in fresh and report.rows_rejected < report.rows_read:
            return True
    return False


def _with_unknown_rejects(bench: Bench) -> frozenset[int]:
    """The numbers of the files that have a row set aside of which the books know no like.

    Files that overlap have the same bad rows, which are no news.
    """
    refused, rejects = staging.refused.c, schema.rejects.c
    alike = sa.select(rejects.reason).where(
        rejects.reason == refused.reason, rejects.value.is_not_distinct_from(refused.value)
    )
    found = bench.run(sa.select(refused.file).distinct().where(~alike.exists()))
    return frozenset(found.scalars())


def record(bench: Bench, reports: list[FileReport], started: datetime) -> None:
    """Enter the source's files and their set-aside rows into the books, unless they are there."""
    for file, report in zip(bench.source.files, reports, strict=True):
        if file.number in bench.known:
            continue
        load_id = f"{started:%Y%m%dT%H%M%SZ}-{secrets.token_hex(4)}"
        bench.run(
            schema.loads.insert().values(
                load_id=load_id,
                source=file.name,
                layout=report.layout,
                file_hash=file_hash(file.path, file.place.inside),
                started_at=started.replace(tzinfo=None),
                finished_at=datetime.now(UTC).replace(tzinfo=None),
                **{name: getattr(report, name) for name in COLUMNS},
            )
        )
        refused = staging.refused
        query = (
            sa.select(
                sa.literal(load_id),
                sa.literal(file.name),
                refused.c.row_number,
                refused.c.column,
                refused.c.value,
                refused.c.amount,
                refused.c.reason,
            )
            .where(refused.c.file == file.number)
            .order_by(refused.c.row_number)
        )
        bench.fill(schema.rejects, query)
