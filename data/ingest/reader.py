"""Files into temporary tables of text, in the engine. The one place that names its readers.

Everything is read as text; typing comes later, where a failure can be set aside with its reason.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pyarrow.parquet as pq
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from data.ingest import staging
from data.ingest.csvfile import CsvFile, counted
from data.ingest.errors import LoadError
from data.ingest.staging import Bench, SourceFile

SPOKEN = {"cp1252": "Windows-1252", "utf-16": "UTF-16"}


def stage(bench: Bench, file: SourceFile, columns: Mapping[str, str | None]) -> sa.Table:
    """A temporary table `raw_<role>` of `row_number` and the columns as text.

    The header is row 1; blank rows are not numbered. `columns` maps our name to the file's
    spelling, or to None where the file lacks it (all null).
    Text is trimmed and empty text is null. Rows with a wrong number of fields go to `refused`.
    """
    table = sa.Table(
        f"raw_{file.role}",
        sa.MetaData(),
        sa.Column("row_number", sa.BigInteger),
        *(sa.Column(name, sa.String) for name in columns),
    )
    if file.path.suffix.lower() == ".parquet":
        _stage_parquet(bench, file, table, columns)
    else:
        _stage_csv(bench, file, table, columns)
    return table


def _stage_csv(
    bench: Bench, file: SourceFile, table: sa.Table, columns: Mapping[str, str | None]
) -> None:
    with counted(file.path) as csv:
        # Positions, because a header may spell a name twice or not at all.
        position = {name: index for index, name in reversed(list(enumerate(csv.header)))}
        chosen = {
            ours: None if theirs is None else f"c{position[theirs]}"
            for ours, theirs in columns.items()
        }
        statement = sa.text(
            f"""CREATE TEMP TABLE {table.name} AS {_selection(chosen)} FROM read_csv(
                :path, columns = :columns, delim = :delimiter, compression = :compression,
                quote = '"', escape = '"', header = true, auto_detect = false,
                strict_mode = true)"""
        )
        _execute(bench, file, statement, _csv_options(csv))
        bench.rows[file.number] = csv.rows
        staged = _count(bench, table)
        _compare(file, staged + len(csv.misshapen), csv.rows)
        if csv.misshapen:
            _refuse(bench, file, table, csv)
        if csv.encoding in SPOKEN:
            bench.note(file, f"Read as {SPOKEN[csv.encoding]} text.")


def _csv_options(csv: CsvFile) -> dict[str, Any]:
    return {
        "path": str(csv.path),
        "columns": {f"c{index}": "VARCHAR" for index in range(len(csv.header))},
        "delimiter": csv.delimiter,
        "compression": csv.compression,
    }


def _stage_parquet(
    bench: Bench, file: SourceFile, table: sa.Table, columns: Mapping[str, str | None]
) -> None:
    chosen = {ours: theirs and _quoted(theirs) for ours, theirs in columns.items()}
    statement = sa.text(
        f"CREATE TEMP TABLE {table.name} AS {_selection(chosen)} FROM read_parquet(:path)"
    )
    _execute(bench, file, statement, {"path": str(file.path)})
    bench.rows[file.number] = int(pq.read_metadata(file.path).num_rows)
    _compare(file, _count(bench, table), bench.rows[file.number])


def _selection(chosen: Mapping[str, str | None]) -> str:
    texts = [
        f"nullif(trim(CAST({theirs} AS VARCHAR)), '') AS {ours}"
        if theirs
        else f"CAST(NULL AS VARCHAR) AS {ours}"
        for ours, theirs in chosen.items()
    ]
    return "SELECT row_number() OVER () + 1 AS row_number, " + ", ".join(texts)


def _quoted(name: str) -> str:
    # A colon would be taken for a bound parameter.
    return '"' + name.replace('"', '""').replace(":", "\\:") + '"'


def _execute(
    bench: Bench, file: SourceFile, statement: sa.TextClause, options: dict[str, Any]
) -> None:
    try:
        # Row numbers are those of the file.
        bench.connection.execute(sa.text("SET preserve_insertion_order = true"))
        bench.connection.execute(statement, options)
    except DBAPIError as error:
        what = str(error.orig).strip().splitlines()[0]
        raise LoadError(f"{file.name} cannot be read: {what}") from error


def _count(bench: Bench, table: sa.Table) -> int:
    return int(bench.run(sa.select(sa.func.count()).select_from(table)).scalar_one())


def _compare(file: SourceFile, staged: int, counted_rows: int) -> None:
    if staged != counted_rows:
        raise LoadError(
            f"{file.name} holds {counted_rows:,} rows, but the database read {staged:,}. "
            "Nothing was loaded. Probably a quotation mark is not closed."
        )


def _refuse(bench: Bench, file: SourceFile, table: sa.Table, csv: CsvFile) -> None:
    """Set misshapen rows aside, and count them into the numbers of the rows behind them."""
    width = len(csv.header)
    bench.connection.execute(
        staging.refused.insert(),
        [
            {
                "file": file.number,
                "row_number": row.row_number,
                "value": row.text[:500],
                "reason": f"The row has {row.fields} fields, the header {width}.",
            }
            for row in csv.misshapen
        ],
    )
    refused = staging.refused.c.row_number
    before = sa.func.row_number().over(order_by=refused)
    # A staged row keeps its place once the misshapen rows in front of it are counted in.
    places = sa.select((refused - before).label("place")).where(
        staging.refused.c.file == file.number
    )
    place = places.subquery().c.place
    shift = sa.select(sa.func.count()).where(place < table.c.row_number).scalar_subquery()
    bench.run(table.update().values(row_number=table.c.row_number + shift))
