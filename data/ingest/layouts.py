"""What a layout is, and what its files must look like."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import sqlalchemy as sa

from data.ingest.errors import LoadError
from data.ingest.notation import Notation
from data.ingest.staging import Bench, SourceFile


def normal(name: str) -> str:
    """A column name without the spelling's accidents: "Customer ID" is customerid."""
    return "".join(letter for letter in name.lower() if letter.isalnum())


@dataclass(frozen=True, slots=True)
class FileSpec:
    """One kind of file: our column names and the spellings a header may use for each."""

    role: str
    required: Mapping[str, Sequence[str]]
    optional: Mapping[str, Sequence[str]] = field(default_factory=dict)
    # A header with one of these (normal spelling) is meant to be this kind of file.
    marks: frozenset[str] = frozenset()
    # Or the file is called like this, whatever its header.
    stem: str | None = None

    def claims(self, header: Iterable[str], path: Path) -> bool:
        """Whether a file is meant to be this kind, complete or not."""
        named = self.stem is not None and path.name.lower().split(".")[0] == self.stem
        return named or bool(self.marks & {normal(name) for name in header})

    def columns(self, file: SourceFile) -> dict[str, str | None]:
        """Our name -> the file's spelling; LoadError names required columns it lacks."""
        found = {normal(name): name for name in reversed(file.header)}
        chosen = {
            ours: next((found[s] for s in map(normal, spellings) if s in found), None)
            for ours, spellings in {**self.required, **self.optional}.items()
        }
        missing = [self.required[ours][0] for ours in self.required if chosen[ours] is None]
        if missing:
            raise LoadError(
                f"{file.name} lacks the column{'s' * (len(missing) > 1)} {', '.join(missing)}. "
                f"It has: {', '.join(file.header)}."
            )
        return chosen


@dataclass(frozen=True, slots=True)
class Staged:
    """What a layout put into the incoming tables.

    `provided`: star tables hanging on an order that the source speaks about; others keep what they
    hold. `by_row`: those of them with one row per accepted row of a file. `concluded`: those whose
    rows stand in no file, because they follow from other rows; the books do not count them.
    `concluded_rows`: the same for a part of a table's rows, told by a condition.
    `derived`: customers and products were concluded from the order lines, so they only matter where
    an order changed.
    """

    provided: tuple[sa.Table, ...]
    by_row: tuple[sa.Table, ...]
    concluded: tuple[sa.Table, ...] = ()
    concluded_rows: tuple[tuple[sa.Table, sa.ColumnElement[bool]], ...] = ()
    derived: bool = False


@dataclass(frozen=True, slots=True)
class Layout:
    """A known arrangement of files. Time zone, currency, notation: the shop's, where known."""

    name: str
    title: str
    files: tuple[FileSpec, ...]
    needed: frozenset[str]
    stage: Callable[[Bench], Staged]
    shop: str
    timezone: str | None = None
    currency: str | None = None
    # Says nothing of orders, so that it goes with the files of any other layout.
    beside_others: bool = False
    # Files of one folder with the same header are one source: one export cut into pieces.
    grouped: bool = False
    notation: Notation = field(default_factory=Notation)
