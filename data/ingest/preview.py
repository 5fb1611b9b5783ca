"""A look at a load while it happens: what was recognised, what would be stored or set aside."""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from data.csv_text import defused
from data.ingest import staging
from data.ingest.layouts import Layout
from data.ingest.staging import Bench, SourceFile

# Called for each source when its rows are staged and before they are let go.
Watcher = Callable[[Bench, Layout], None]

SAMPLES = 5
SET_ASIDE = 100
_BATCH = 10_000

REJECT_COLUMNS = ("file", "row", "column", "value", "amount", "reason")
_KEYS = ("source", *REJECT_COLUMNS[1:])


def nobody(_bench: Bench, _layout: Layout) -> None:
    """For loads that are not watched."""


@dataclass(slots=True)
class Preview:
    """What a load would do, collected source by source."""

    layouts: list[Layout] = field(default_factory=list)
    files: list[dict[str, Any]] = field(default_factory=list)
    samples: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    set_aside: list[dict[str, Any]] = field(default_factory=list)

    def look(self, bench: Bench, layout: Layout) -> None:
        """Remember what stands on the bench."""
        self.layouts.append(layout)
        self.files += [_described(bench, layout, file) for file in bench.source.files]
        for name, table in staging.INCOMING.items():
            known = self.samples.setdefault(name, [])
            rows = bench.run(sa.select(table).limit(SAMPLES - len(known))).mappings()
            known += [{column: _plain(value) for column, value in row.items()} for row in rows]
        wanted = SET_ASIDE - len(self.set_aside)
        refused = bench.run(_refused(bench).limit(wanted))
        self.set_aside += [dict(zip(_KEYS, map(_plain, row), strict=True)) for row in refused]

    def as_json(self) -> dict[str, Any]:
        """Ready for a JSON answer; amounts are texts, so that none loses a digit."""
        first = self.layouts[0] if self.layouts else None
        return {
            "layout": first.name if first else None,
            "title": first.title if first else None,
            "files": self.files,
            "samples": {name: rows for name, rows in self.samples.items() if rows},
            "set_aside": self.set_aside,
        }


@dataclass(frozen=True, slots=True)
class RejectsFile:
    """Writes every row that is set aside into a CSV file, also where the load is then stopped."""

    path: Path

    def start(self) -> None:
        """An empty file with its header; OSError where it cannot be written."""
        with self.path.open("w", encoding="utf-8", newline="") as stream:
            csv.writer(stream).writerow(REJECT_COLUMNS)

    def look(self, bench: Bench, _layout: Layout) -> None:
        """Add what a source's rows were set aside for."""
        found = bench.run(_refused(bench))
        with self.path.open("a", encoding="utf-8", newline="") as stream:
            writer = csv.writer(stream)
            for rows in found.partitions(_BATCH):
                writer.writerows([defused(_plain(value)) for value in row] for row in rows)


def _refused(bench: Bench) -> sa.Select[Any]:
    """REJECT_COLUMNS of the source, in the order of its files."""
    c = staging.refused.c
    names = {file.number: file.name for file in bench.source.files}
    file = sa.case(names, value=c.file)
    query = sa.select(file, c.row_number, c.column, c.value, c.amount, c.reason)
    return query.order_by(c.file, c.row_number)


def _described(bench: Bench, layout: Layout, file: SourceFile) -> dict[str, Any]:
    return {
        "source": file.name,
        "role": file.role,
        "rows": bench.rows.get(file.number, 0),
        "header": list(file.header),
        "columns": _columns(layout, file),
        "notes": bench.notes.get(file.number, []),
    }


def _columns(layout: Layout, file: SourceFile) -> Mapping[str, str | None]:
    """Our name -> the file's spelling, of the part a file plays."""
    specs: Sequence[Any] = [spec for spec in layout.files if spec.role == file.role]
    return specs[0].columns(file) if specs else {}


def _plain(value: Any) -> Any:
    """A value that JSON and CSV can hold."""
    if isinstance(value, Decimal):
        return f"{value:.2f}" if value == round(value, 2) else f"{value.normalize():f}"
    if isinstance(value, datetime):
        return value.isoformat(sep=" ")
    return value
