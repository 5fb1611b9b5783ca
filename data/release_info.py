"""What a release says about itself."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from data import schema

FILE = "release.json"


@dataclass(frozen=True, slots=True)
class ReleaseInfo:
    """A release: whose data, how they are measured, how far they reach."""

    id: str
    created_at: datetime
    shop: str
    currency: str
    timezone: str
    simulated: bool
    first_day: date
    last_day: date
    source: str
    lines: int
    orders: int
    format: schema.Format = schema.Format.FACTS


_READ: dict[str, Callable[[str], Any]] = {
    "created_at": datetime.fromisoformat,
    "simulated": lambda text: text == "yes",
    "first_day": date.fromisoformat,
    "last_day": date.fromisoformat,
    "lines": int,
    "orders": int,
    "format": lambda text: schema.Format(int(text)),
}

# Before formats were numbered, a release said only whether it had roll-ups.
_ONCE = "rolled_up"


def as_texts(info: ReleaseInfo) -> dict[str, str]:
    """Every field as text, as tables and files keep it."""
    return {key: _written(value) for key, value in asdict(info).items()}


def from_texts(texts: Mapping[str, str]) -> ReleaseInfo:
    """What `as_texts` made texts of, in this version or an older one."""
    known = {key: text for key, text in texts.items() if key != _ONCE}
    if texts.get(_ONCE) == "yes":
        known["format"] = _written(schema.Format.ROLLED_UP)
    return ReleaseInfo(**{key: _READ.get(key, str)(text) for key, text in known.items()})


def write_info(engine: sa.Engine, folder: Path, info: ReleaseInfo) -> None:
    """Put it into the release's own table and, for whoever only lists releases, beside its models.

    The file spares opening the database: one process cannot open it twice in different ways.
    """
    table = schema.release_info
    texts = as_texts(info)
    with engine.begin() as connection:
        table.create(connection, checkfirst=True)
        connection.execute(sa.delete(table))
        connection.execute(sa.insert(table), [{"key": k, "value": v} for k, v in texts.items()])
    (folder / FILE).write_text(json.dumps(texts, indent=2))


def read_info(folder: Path) -> ReleaseInfo:
    """What stands in a release's folder."""
    return from_texts(json.loads((folder / FILE).read_text()))


def _written(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value.isoformat() if isinstance(value, date) else str(value)
