"""A look at an unknown file, so that its columns can be matched with our fields."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import sqlalchemy as sa

from data.engines import writer_engine
from data.ingest import detect, reader, staging
from data.ingest.errors import LoadError
from data.ingest.layouts import FileSpec, Layout, Staged
from data.ingest.mapping.fields import FIELDS, LINES
from data.ingest.mapping.suggestions import suggest
from data.ingest.staging import Bench, Source

ROWS = 5
LONGEST = 200


class _AnyFile(FileSpec):
    """Every file there is."""

    def claims(self, _header: Iterable[str], _path: Path) -> bool:
        """Always."""
        return True


def _nothing(_bench: Bench) -> Staged:
    return Staged(provided=(), by_row=())


_ANY = Layout(
    name="any",
    title="any file",
    files=(_AnyFile("seen", required={}),),
    needed=frozenset({"seen"}),
    stage=_nothing,
    shop="",
)


@dataclass(frozen=True, slots=True)
class Description:
    """A file's header, its first rows as text, the layout it follows, if any, and a suggestion."""

    source: str
    header: tuple[str, ...]
    rows: tuple[Mapping[str, str | None], ...]
    layout: str | None
    suggestion: Mapping[str, str | None]

    def as_json(self) -> dict[str, Any]:
        """Ready for a JSON answer, together with the fields that can be chosen."""
        return {
            "source": self.source,
            "header": list(self.header),
            "rows": [dict(row) for row in self.rows],
            "layout": self.layout,
            "suggestion": dict(self.suggestion),
            "fields": [
                {
                    "name": field.name,
                    "label": field.label,
                    "required": field.required,
                    "help": field.help,
                }
                for field in FIELDS[LINES]
            ],
        }


def describe(path: Path, layouts: Mapping[str, Layout]) -> Description:
    """What a file (of a folder: its first) holds; LoadError where it cannot be read."""
    source = next(iter(detect.recognise([path], {_ANY.name: _ANY}, _ANY.name)))
    file = source.files[0]
    rows = _first_rows(source)
    return Description(
        source=file.name,
        header=file.header,
        rows=tuple(rows),
        layout=_followed(path, layouts),
        suggestion=suggest(file.header, rows),
    )


def _followed(path: Path, layouts: Mapping[str, Layout]) -> str | None:
    try:
        return next(iter(detect.recognise([path], layouts, None))).layout
    except LoadError:
        return None


def _first_rows(source: Source) -> Sequence[Mapping[str, str | None]]:
    """The first rows as the load would read them, from a database that is thrown away."""
    file = source.files[0]
    columns = {f"v{place}": name for place, name in enumerate(file.header)}
    with TemporaryDirectory(prefix="sales-look-") as folder:
        engine = writer_engine(Path(folder) / "look.duckdb")
        try:
            with engine.connect() as connection:
                staging.lay_out(connection)
                raw = reader.stage(Bench(connection, source, "UTC", ""), file, columns)
                shown = [sa.func.left(raw.c[alias], LONGEST) for alias in columns]
                query = sa.select(*shown).order_by(raw.c.row_number).limit(ROWS)
                found = [
                    dict(zip(file.header, row, strict=True)) for row in connection.execute(query)
                ]
        finally:
            engine.dispose()
    return found
