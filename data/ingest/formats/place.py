"""Where a table lies."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Place:
    """A file, a member of an archive, or a sheet of either."""

    path: Path
    member: str | None = None
    sheet: str | None = None

    @property
    def inside(self) -> str:
        """Which part of the file is meant; empty for all of it."""
        return "\n".join(part for part in (self.member, self.sheet) if part)

    @property
    def folder(self) -> Path:
        """What holds the table together with others: a folder, an archive or a workbook."""
        return self.path if self.inside else self.path.parent
