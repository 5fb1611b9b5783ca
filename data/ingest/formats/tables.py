"""The tables that given files hold: a CSV is one, a workbook or a zip archive may be several."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import pyarrow as pa
import pyarrow.parquet as pq

from data.ingest.errors import LoadError
from data.ingest.formats import archives, jsonlines, xlsx
from data.ingest.formats.csvfile import read_header
from data.ingest.formats.kinds import TABLE_ENDING, Kind, kind_of
from data.ingest.formats.place import Place


@dataclass(frozen=True, slots=True)
class Table:
    """A table of a given file; `shown` is what people call it, `names` what it may be known by."""

    place: Place
    shown: str
    header: tuple[str, ...]
    names: tuple[Path, ...]


@dataclass(frozen=True, slots=True)
class Offer:
    """The tables of one given file, and what lies beside them in an archive."""

    tables: tuple[Table, ...]
    ignored: tuple[str, ...] = ()
    archive: bool = False


def tables_of(path: Path) -> Offer:
    """What a file holds; LoadError where it cannot be read."""
    if kind_of(path) is not Kind.ARCHIVE:
        return Offer(tuple(_tables(Place(path), path.name.removesuffix(TABLE_ENDING))))
    names, others = archives.members(path)
    tables: list[Table] = []
    for member in names:
        base = PurePosixPath(member).name
        shown = path.name if len(names) == 1 else f"{path.name}: {base}"
        tables += _tables(Place(path, member), shown)
    return Offer(tuple(tables), tuple(f"{path.name}: {name}" for name in others), archive=True)


@contextmanager
def opened(place: Place, shown: str) -> Iterator[tuple[Path, Kind]]:
    """The file that holds a table, unpacked where it lies in an archive, and its kind."""
    if place.member is None:
        yield place.path, kind_of(place.path, shown)
        return
    with archives.unpacked(place.path, place.member) as local:
        kind = kind_of(local, shown)
        if kind is Kind.ARCHIVE:
            raise LoadError(f"{shown} is an archive inside another. Unpack it first.")
        yield local, kind


def _tables(place: Place, shown: str) -> list[Table]:
    own = Path(PurePosixPath(place.member).name if place.member else place.path.name)
    with opened(place, shown) as (path, kind):
        if kind is Kind.WORKBOOK:
            return _sheets(xlsx.sheets(path, shown), place, shown, own)
        return [Table(place, shown, _header(path, kind, shown), (own,))]


def _sheets(sheets: Sequence[xlsx.Sheet], place: Place, shown: str, own: Path) -> list[Table]:
    """The file's own name means its only sheet; of several, each has its own."""
    alone = len(sheets) == 1
    return [
        Table(
            Place(place.path, place.member, sheet.name),
            shown if alone else f"{shown}: {sheet.name}",
            sheet.header,
            (own, _as_file(sheet.name)) if alone else (_as_file(sheet.name),),
        )
        for sheet in sheets
    ]


def _as_file(sheet: str) -> Path:
    return Path(sheet.strip().replace(" ", "_").replace("/", "_"))


def _header(path: Path, kind: Kind, shown: str) -> tuple[str, ...]:
    if kind is Kind.JSON:
        return jsonlines.header(path, shown)
    if kind is Kind.TEXT:
        return read_header(path, shown).header
    try:
        return tuple(pq.read_schema(path).names)
    except (OSError, pa.ArrowException) as error:
        raise LoadError(f"{shown} is no readable Parquet file.") from error
