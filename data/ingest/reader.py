"""Files into temporary tables of text, in the engine. The one place that names its readers.

Everything is read as text; typing comes later, where a failure can be set aside with its reason.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pyarrow.parquet as pq
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from data.ingest import staging
from data.ingest.errors import LoadError
from data.ingest.formats import cells, jsonlines, xlsx
from data.ingest.formats.csvfile import CsvFile, counted
from data.ingest.formats.kinds import Kind
from data.ingest.formats.parquetfile import READER, expressions
from data.ingest.formats.tables import opened
from data.ingest.staging import Bench, SourceFile

SPOKEN = {
    "cp1252": "Windows-1252",
    "utf-16": "UTF-16",
    "utf-16-le": "UTF-16",
    "utf-16-be": "UTF-16",
    "utf-32": "UTF-32",
}
CSV = """read_csv(:path, columns = :columns, delim = :delimiter, compression = :compression,
    quote = :quote, escape = :quote, header = true, auto_detect = false, strict_mode = true)"""
COUNTED = "row_number() OVER () + 1"
LETTERS = 500
# Which column of the file is each of ours, and the SQL text that reads it; None where it lacks it.
Places = Mapping[str, int | None]
Chosen = Mapping[str, str | None]


def stage(bench: Bench, file: SourceFile, columns: Mapping[str, str | None]) -> sa.Table:
    """A temporary table `raw_<role>` of `row_number` and the columns as text.

    The header is row 1; blank rows are not numbered, except in a workbook, which has numbers of its
    own. `columns` maps our name to the file's spelling, or to None where the file lacks it (all
    null). Text is trimmed and empty text is null. Rows with a wrong number of fields go to
    `refused`.
    """
    table = sa.Table(
        f"raw_{file.role}",
        sa.MetaData(),
        sa.Column("row_number", sa.BigInteger),
        *(sa.Column(name, sa.String) for name in columns),
    )
    # Positions, because a header may spell a name twice or not at all.
    position = {name: index for index, name in reversed(list(enumerate(file.header)))}
    places = {o: None if theirs is None else position[theirs] for o, theirs in columns.items()}
    readers: dict[Kind, Callable[[Bench, SourceFile, sa.Table, Path, Places], None]] = {
        Kind.TEXT: _stage_text,
        Kind.PARQUET: _stage_parquet,
        Kind.WORKBOOK: _stage_workbook,
        Kind.JSON: _stage_json,
    }
    with opened(file.place, file.name) as (path, kind):
        readers[kind](bench, file, table, path, places)
    return table


def _stage_text(
    bench: Bench, file: SourceFile, table: sa.Table, path: Path, places: Places
) -> None:
    with counted(path, file.name) as csv:
        columns = [f"c{index}" for index in range(len(csv.header))]
        if csv.copy is None:
            options = _csv_options(csv, columns)
            _fill(bench, file, table, _chosen(places, columns), reader=CSV, options=options)
        else:
            _from_copy(bench, file, table, csv.copy, _chosen(places, columns))
        bench.rows[file.number] = csv.rows
        _compare(file, _count(bench, table) + len(csv.misshapen), csv.rows)
        if csv.misshapen:
            _refuse(bench, file, csv)
        if csv.encoding in SPOKEN:
            bench.note(file, f"Read as {SPOKEN[csv.encoding]} text.")
        for note in csv.notes:
            bench.note(file, note)


def _csv_options(csv: CsvFile, columns: Sequence[str]) -> dict[str, Any]:
    return {
        "columns": dict.fromkeys(columns, "VARCHAR"),
        "delimiter": csv.dialect.delimiter,
        "quote": csv.dialect.quote,
        "compression": csv.compression,
        "path": csv.path,
    }


def _stage_parquet(
    bench: Bench, file: SourceFile, table: sa.Table, path: Path, places: Places
) -> None:
    with _reachable(path) as reachable:
        columns = expressions(bench.connection, reachable, bench.notation.decimal)
        _fill(
            bench, file, table, _chosen(places, columns), reader=READER, options={"path": reachable}
        )
    bench.rows[file.number] = int(pq.read_metadata(path).num_rows)
    _compare(file, _count(bench, table), bench.rows[file.number])


def _stage_workbook(
    bench: Bench, file: SourceFile, table: sa.Table, path: Path, places: Places
) -> None:
    sheet = str(file.place.sheet)
    with TemporaryDirectory(prefix="sales-load-") as folder:
        copy = Path(folder) / "copy.parquet"
        rows, notes = xlsx.convert(path, file.name, sheet, copy)
        _from_copy(bench, file, table, copy, _typed(bench, file, places))
    bench.rows[file.number] = rows
    _compare(file, _count(bench, table), rows)
    for note in notes:
        bench.note(file, note)


def _stage_json(
    bench: Bench, file: SourceFile, table: sa.Table, path: Path, places: Places
) -> None:
    with TemporaryDirectory(prefix="sales-load-") as folder:
        copy = Path(folder) / "copy.parquet"
        jsonlines.convert(path, file.name, file.header, copy)
        _from_copy(bench, file, table, copy, _typed(bench, file, places))
    rows = jsonlines.count(path)
    if rows is None:
        objects = "SELECT count(*) FROM read_json_objects(:path, format = 'array')"
        with _reachable(path) as reachable:
            rows = int(_execute(bench, file, objects, {"path": reachable}).scalar_one())
    bench.rows[file.number] = rows
    _compare(file, _count(bench, table), rows)


def _from_copy(bench: Bench, file: SourceFile, table: sa.Table, copy: Path, chosen: Chosen) -> None:
    _fill(bench, file, table, chosen, reader=READER, options={"path": copy}, number="row_number")


def _typed(bench: Bench, file: SourceFile, places: Places) -> Chosen:
    """Columns of a copy, the numbers in it with the decimal mark of the source's own text."""
    mark = f"chr({ord(cells.POINT)}), '{bench.notation.decimal}'"
    columns = [f"replace(c{index}, {mark})" for index in range(len(file.header))]
    return _chosen(places, columns)


def _chosen(places: Places, columns: Sequence[str]) -> Chosen:
    return {ours: None if at is None else columns[at] for ours, at in places.items()}


def _fill(
    bench: Bench,
    file: SourceFile,
    table: sa.Table,
    chosen: Chosen,
    *,
    reader: str,
    options: Mapping[str, Any],
    number: str = COUNTED,
) -> None:
    """Create the table from what one of the database's readers gives."""
    texts = [
        f"nullif(trim({text}), '') AS {ours}" if text else f"CAST(NULL AS VARCHAR) AS {ours}"
        for ours, text in chosen.items()
    ]
    selection = ", ".join([f"{number} AS row_number", *texts])
    statement = f"CREATE TEMP TABLE {table.name} AS SELECT {selection} FROM {reader}"
    with _reachable(options["path"]) as path:
        _execute(bench, file, statement, {**options, "path": path})


def _execute(
    bench: Bench, file: SourceFile, statement: str, options: Mapping[str, Any]
) -> sa.CursorResult[Any]:
    try:
        # Row numbers are those of the file.
        bench.connection.execute(sa.text("SET preserve_insertion_order = true"))
        return bench.connection.execute(
            sa.text(statement), {**options, "path": str(options["path"])}
        )
    except DBAPIError as error:
        what = str(error.orig).strip().splitlines()[0]
        raise LoadError(f"{file.name} cannot be read: {what[:LETTERS]}") from error


@contextmanager
def _reachable(path: Path) -> Iterator[Path]:
    """A path that the database does not take for a pattern of several files."""
    if not any(sign in str(path) for sign in "*?["):
        yield path
        return
    with TemporaryDirectory(prefix="sales-load-") as folder:
        link = Path(folder) / f"file{path.suffix}"
        link.symlink_to(path.resolve())
        yield link


def _count(bench: Bench, table: sa.Table) -> int:
    return int(bench.run(sa.select(sa.func.count()).select_from(table)).scalar_one())


def _compare(file: SourceFile, staged: int, counted_rows: int) -> None:
    if staged != counted_rows:
        raise LoadError(
            f"{file.name} holds {counted_rows:,} rows, but the database read {staged:,}. "
            "Nothing was loaded. Probably a quotation mark is not closed."
        )


def _refuse(bench: Bench, file: SourceFile, csv: CsvFile) -> None:
    """Set misshapen rows aside."""
    width = len(csv.header)
    bench.connection.execute(
        staging.refused.insert(),
        [
            {
                "file": file.number,
                "row_number": row.row_number,
                "value": row.text[:LETTERS],
                "reason": f"The row has {row.fields} fields, the header {width}.",
            }
            for row in csv.misshapen
        ],
    )
