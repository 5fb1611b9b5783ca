"""Which layout files follow, told from their headers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from data.ingest.errors import LoadError
from data.ingest.formats.kinds import named_like_data
from data.ingest.formats.tables import Offer, Table, tables_of
from data.ingest.layouts import FileSpec, Layout
from data.ingest.staging import Source, SourceFile

SHOWN_COLUMNS = 60
SHOWN_LETTERS = 40


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
    paths = list(dict.fromkeys(paths))
    files = [tables_of(path) for path in paths if not path.is_dir()]
    # An archive of several tables is a folder that was packed.
    loose = [offer for offer in files if not offer.archive or len(offer.tables) == 1]
    if loose:
        yield from _sources(loose, offered, "The files given")
    for offer in files:
        if offer not in loose:
            name = offer.tables[0].place.path.name if offer.tables else "given"
            yield from _sources([offer], offered, f"The archive {name}")
    for folder in paths:
        if folder.is_dir():
            yield from _sources(_offers_in(folder), offered, f"The folder {folder.name}")


def _offers_in(folder: Path) -> list[Offer]:
    files = [path for path in sorted(folder.iterdir()) if path.is_file()]
    data = [path for path in files if named_like_data(path.name)]
    if not data:
        raise LoadError(f"The folder {folder.name} holds no file of data.")
    others = [path.name for path in files if path not in data and not path.name.startswith(".")]
    return [*map(tables_of, data), Offer((), tuple(others))]


def _sources(offers: list[Offer], layouts: list[Layout], where: str) -> list[Source]:
    tables = [table for offer in offers for table in offer.tables]
    found = [source for layout in layouts for source in _of_layout(tables, layout)]
    taken = {(file.place, file.name) for source in found for file in source.files}
    left = [table for table in tables if (table.place, table.shown) not in taken]
    beside = {layout.name for layout in layouts if layout.beside_others}
    if {source.layout for source in found} <= beside and (left or not found):
        raise LoadError(_unknown(left, layouts, where))
    ignored = (*(table.shown for table in left), *(n for offer in offers for n in offer.ignored))
    return [Source(found[0].layout, found[0].files, ignored), *found[1:]]


def _of_layout(tables: list[Table], layout: Layout) -> list[Source]:
    claimed = [
        (spec.role, table) for table in tables for spec in layout.files if _claims(spec, table)
    ]
    if layout.grouped or len(layout.needed) == 1:
        return [_source(layout, files) for files in _pieces(claimed, layout.grouped)]
    roles = [role for role, _ in claimed]
    if len(set(roles)) < len(roles):
        names = ", ".join(table.shown for _, table in claimed)
        raise LoadError(f"There are two files of one kind: {names}")
    return [_source(layout, claimed)] if layout.needed <= set(roles) else []


def _pieces(claimed: list[tuple[str, Table]], grouped: bool) -> Iterable[list[tuple[str, Table]]]:
    """Every file is a source of its own, unless those of one header in one folder are one."""
    if not grouped:
        return [[one] for one in claimed]
    groups: dict[tuple[str, tuple[str, ...], Path], list[tuple[str, Table]]] = {}
    for role, table in claimed:
        groups.setdefault((role, table.header, table.place.folder), []).append((role, table))
    return groups.values()


def _claims(spec: FileSpec, table: Table) -> bool:
    return any(spec.claims(table.header, name) for name in table.names)


def _source(layout: Layout, claimed: list[tuple[str, Table]]) -> Source:
    files = tuple(
        SourceFile(number, role, table.place.path, table.header, table.place, table.shown)
        for number, (role, table) in enumerate(claimed)
    )
    return Source(layout.name, files)


def _unknown(tables: list[Table], layouts: list[Layout], where: str) -> str:
    """What was found instead of a layout, and what is missing from the nearest one."""
    for layout in layouts:
        roles = {spec.role for spec in layout.files for table in tables if _claims(spec, table)}
        if roles & layout.needed:
            lacking = ", ".join(sorted(layout.needed - roles))
            return f"{where}: this looks like {layout.title}, but lacks: {lacking}."
    known = "; ".join(f"{layout.name}: {layout.title}" for layout in layouts)
    seen = "; ".join(f"{table.shown}: {_legible(table.header)}" for table in tables)
    return f"{where} follow no known layout. Columns found: {seen}. Known layouts: {known}."


def _legible(header: Sequence[str]) -> str:
    """Column names for a sentence, whatever a file holds where they should stand."""
    names = [
        "".join(letter if letter.isprintable() else "·" for letter in name[:SHOWN_LETTERS])
        for name in header[:SHOWN_COLUMNS]
    ]
    return ", ".join([*names, "..."] if len(header) > SHOWN_COLUMNS else names)
