"""Sources of a load: files stay what they are, databases become folders of files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Self

import sqlalchemy as sa

from data.ingest.databases.address import Address
from data.ingest.databases.fetching import Fetched, Reading, fetch, keep, vanished
from data.ingest.errors import LoadError
from data.ingest.layouts import Layout
from data.ingest.report import LoadReport
from data.progress import Progress, part

Source = Path | Address


@dataclass(frozen=True, slots=True)
class Resolved:
    """What a load reads: files and folders, some of them fetched from databases."""

    paths: tuple[Path, ...]
    fetched: tuple[Fetched, ...]

    @classmethod
    def of(
        cls,
        engine: sa.Engine,
        sources: Sequence[Source],
        folder: Path,
        *,
        layouts: Sequence[Layout],
        reading: Reading,
        progress: Progress,
    ) -> Self:
        """Fetch every database among the sources into the folder; LoadError where one fails."""
        addresses = [source for source in sources if isinstance(source, Address)]
        if reading.asked and not addresses:
            raise LoadError(
                "A watermark, a look-back and a full read are for databases; files are read whole."
            )
        found: dict[Address, Fetched] = {}
        for index, address in enumerate(addresses):
            found[address] = fetch(
                engine,
                address,
                folder / str(index),
                layouts=layouts,
                reading=reading,
                progress=part(progress, index / len(addresses), (index + 1) / len(addresses)),
            )
        paths = (found[s].folder if isinstance(s, Address) else s for s in sources)
        return cls(tuple(paths), tuple(found.values()))

    def conclude(self, engine: sa.Engine, report: LoadReport) -> LoadReport:
        """Remember how far the databases were read, now that it is loaded; say what they told."""
        notes = list(report.notes)
        for fetched in self.fetched:
            notes.append(fetched.sentence)
            notes += [gone] if (gone := vanished(engine, fetched)) else []
            keep(engine, fetched)
        return replace(report, notes=tuple(notes))


def offered(layout: str | Layout | None, known: Mapping[str, Layout]) -> list[Layout]:
    """The layouts that tables may follow; LoadError names them where there is no such one."""
    if layout is None:
        return list(known.values())
    if isinstance(layout, Layout):
        return [layout]
    if layout not in known:
        raise LoadError(f"There is no layout “{layout}”. Known are: {', '.join(known)}.")
    return [known[layout]]
