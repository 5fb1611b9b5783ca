"""A delimited text file, counted without the database.

The database's own reader can lose rows without a word after a quotation mark that is never
closed. So every file is looked at once more: where no quotation mark occurs and all lines are
alike, its lines are counted; every other file is read by Python's csv module, which counts its rows
and finds those that have another number of fields than the header.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from data.ingest.errors import LoadError
from data.ingest.formats import cells
from data.ingest.formats.dialect import Dialect, dialect_of
from data.ingest.formats.kinds import is_compressed, reason
from data.ingest.formats.records import Found, Misshapen, walk
from data.ingest.formats.textfile import likely_encoding, open_binary, survey

SAMPLE = 1 << 18
STRAY = "Zero bytes and byte order marks within the text were left out."
STRAY_MARKS = {0: None, 0xFEFF: None}


@dataclass(frozen=True, slots=True)
class CsvFile:
    """What was counted in one file; `rows` leaves out the header and blank rows.

    `plain` files the database reads as they are: UTF-8, one kind of line end, every row as long as
    the header. Of the others `copy` is a table of text (see cells).
    """

    path: Path
    name: str
    dialect: Dialect
    encoding: str = "utf-8"
    rows: int = 0
    copy: Path | None = None
    misshapen: list[Misshapen] = field(default_factory=list)
    notes: tuple[str, ...] = ()

    @property
    def header(self) -> tuple[str, ...]:
        """The column names, trimmed."""
        return self.dialect.header

    @property
    def compression(self) -> str:
        """In the words of DuckDB's reader."""
        return "gzip" if is_compressed(self.path) else "none"


def read_header(path: Path, name: str | None = None) -> CsvFile:
    """Delimiter and column names, from the first rows only; LoadError where there are none."""
    name = name or path.name
    try:
        with open_binary(path) as stream:
            start = stream.read(SAMPLE)
            whole = not stream.read(1)
    except (OSError, EOFError, zlib.error) as error:
        raise LoadError(f"{name} cannot be read: {reason(error)}.") from error
    encoding = likely_encoding(start, name)
    text = start.decode("utf-8-sig" if encoding == "utf-8" else encoding, errors="replace")
    # A row that is cut in two says nothing.
    dialect = dialect_of(text if whole else text[: text.rfind("\n") + 1] or text)
    if dialect is None:
        raise LoadError(f"{name} is empty.")
    return CsvFile(path, name, dialect, encoding)


@contextmanager
def counted(path: Path, name: str | None = None) -> Iterator[CsvFile]:
    """The file, counted; one that is not plain with a copy that lives as long as it is needed."""
    opened = read_header(path, name)
    with TemporaryDirectory(prefix="sales-load-") as folder:
        try:
            file = _looked_at(opened, Path(folder) / "copy.parquet")
        except UnicodeError as error:
            raise LoadError(
                f"{opened.name} is neither UTF-8 nor Windows-1252 text. Save it as “CSV UTF-8”."
            ) from error
        except (OSError, EOFError, zlib.error) as error:
            raise LoadError(f"{opened.name} cannot be read to its end: {reason(error)}.") from error
        if file.rows < 1:
            raise LoadError(f"{opened.name} holds a header and no rows.")
        yield file


def _looked_at(opened: CsvFile, copy: Path) -> CsvFile:
    dialect = opened.dialect
    width = len(dialect.header)
    looked = survey(opened.path, opened.encoding, dialect.delimiter, dialect.quote, width)
    plain = looked.plain and not dialect.lead
    if plain and looked.even:
        return replace(opened, encoding=looked.encoding, rows=looked.lines - 1)
    found = Found()
    counting = walk(opened.path, looked.encoding, dialect, opened.name, found)
    if plain:
        rows = sum(1 for _ in counting)
        if found.regular:
            return replace(opened, rows=rows)
        found = Found()
        counting = walk(opened.path, looked.encoding, dialect, opened.name, found)
    cells.write(copy, width, counting if looked.clean else _cleaned(counting))
    return replace(
        opened,
        encoding=looked.encoding,
        rows=found.rows,
        copy=copy,
        misshapen=found.misshapen,
        notes=(STRAY,) if looked.stray_marks else (),
    )


def _cleaned(rows: Iterator[cells.Row]) -> Iterator[cells.Row]:
    for number, row in rows:
        yield number, [text and text.translate(STRAY_MARKS) for text in row]
