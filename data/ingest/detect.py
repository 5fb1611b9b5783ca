"""Which layout files follow, told from their headers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from data.ingest.csvfile import read_header
from data.ingest.errors import LoadError
from data.ingest.layouts import Layout
from data.ingest.staging import Source, SourceFile

ENDINGS = (".csv", ".csv.gz", ".tsv", ".tsv.gz", ".txt", ".txt.gz", ".parquet")
Header = tuple[str, ...]


def recognise(
    paths: Sequence[Path], layouts: Mapping[str, Layout], wanted: str | None
) -> Iterator[Source]:
    """The sources among files and folders; LoadError for what follows no layout.

    Each folder is looked at by itself; loose files are looked at together.
    """
    if wanted is not None and wanted not in layouts:
        raise LoadError(f"There is no layout “{wanted}”. Known are: {', '.join(layouts)}.")
    offered = [
        layout
        for layout in layouts.values()
        if wanted in (None, layout.name) or layout.beside_others
    ]
    missing = [path.name for path in paths if not path.exists()]
    if missing:
        raise LoadError(f"There is no file or folder {', '.join(missing)}.")
    loose = [path for path in paths if not path.is_dir()]
    if loose:
        yield from _sources(loose, offered, "The files given")
    for folder in paths:
        if folder.is_dir():
            yield from _sources(_files_in(folder), offered, f"The folder {folder.name}")


def _files_in(folder: Path) -> list[Path]:
    files = [path for path in sorted(folder.iterdir()) if path.name.lower().endswith(ENDINGS)]
    if not files:
        raise LoadError(f"The folder {folder.name} holds no CSV or Parquet file.")
    return files


def _sources(files: list[Path], layouts: list[Layout], where: str) -> list[Source]:
    headers = {path: _header(path) for path in files}
    found = [source for layout in layouts for source in _of_layout(headers, layout)]
    taken = {file.path for source in found for file in source.files}
    ignored = tuple(path.name for path in files if path not in taken)
    beside = {layout.name for layout in layouts if layout.beside_others}
    if {source.layout for source in found} <= beside and (ignored or not found):
        unknown = {path: header for path, header in headers.items() if path not in taken}
        raise LoadError(_unknown(unknown, layouts, where))
    return [Source(found[0].layout, found[0].files, ignored), *found[1:]]


def _of_layout(headers: Mapping[Path, Header], layout: Layout) -> list[Source]:
    claimed = [
        (spec.role, path)
        for path, header in headers.items()
        for spec in layout.files
        if spec.claims(header, path)
    ]
    if layout.grouped:
        return [_source(layout, alike, headers) for alike in _alike(claimed, headers)]
    if len(layout.needed) == 1:
        # Every file is a source of its own.
        return [_source(layout, [one], headers) for one in claimed]
    roles = [role for role, _ in claimed]
    if len(set(roles)) < len(roles):
        raise LoadError(f"There are two files of one kind: {', '.join(p.name for _, p in claimed)}")
    complete = layout.needed <= set(roles)
    return [_source(layout, claimed, headers)] if complete else []


def _alike(
    claimed: list[tuple[str, Path]], headers: Mapping[Path, Header]
) -> Iterator[list[tuple[str, Path]]]:
    """The files that play one part and have one header, and lie in one folder."""
    groups: dict[tuple[str, Header, Path], list[tuple[str, Path]]] = {}
    for role, path in claimed:
        groups.setdefault((role, headers[path], path.parent), []).append((role, path))
    yield from groups.values()


def _source(
    layout: Layout, claimed: list[tuple[str, Path]], headers: Mapping[Path, Header]
) -> Source:
    files = tuple(
        SourceFile(number, role, path, headers[path]) for number, (role, path) in enumerate(claimed)
    )
    return Source(layout.name, files)


def _header(path: Path) -> Header:
    if not path.name.lower().endswith(ENDINGS):
        raise LoadError(f"{path.name} is no CSV or Parquet file. Export it as CSV.")
    if path.suffix.lower() != ".parquet":
        return read_header(path).header
    try:
        return tuple(pq.read_schema(path).names)
    except (OSError, pa.ArrowInvalid) as error:
        raise LoadError(f"{path.name} is no readable Parquet file.") from error


def _unknown(headers: Mapping[Path, Header], layouts: list[Layout], where: str) -> str:
    """What was found instead of a layout, and what is missing from the nearest one."""
    for layout in layouts:
        roles = {s.role for s in layout.files for p, h in headers.items() if s.claims(h, p)}
        if roles & layout.needed:
            lacking = ", ".join(sorted(layout.needed - roles))
            return f"{where}: this looks like {layout.title}, but lacks: {lacking}."
    known = "; ".join(f"{layout.name}: {layout.title}" for layout in layouts)
    seen = "; ".join(f"{path.name}: {', '.join(header)}" for path, header in headers.items())
    return f"{where} follow no known layout. Columns found: {seen}. Known layouts: {known}."
