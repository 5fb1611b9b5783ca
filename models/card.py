"""The card of a stored model: where it comes from and how good it is."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, fields
from datetime import UTC, date, datetime
from importlib.metadata import version
from types import NoneType, UnionType
from typing import Any, Self

# Raised when the file, the card or the meaning of a model's state changes; 1 held library objects.
FORMAT = 2
LIBRARIES = ("numpy", "pandas", "scikit-learn", "scipy")


class OtherFormat(ValueError):
    """A card that another version of this program wrote."""


def library_versions() -> dict[str, str]:
    """Installed version of every library that takes part in a model."""
    return {name: version(name) for name in LIBRARIES}


@dataclass(frozen=True, slots=True)
class ModelCard:
    """What is written beside a model file.

    `kind`: segments or forecast. `release`: id of the data. `rows`: observations it learnt from,
    dated `first_day` to `last_day`. `sha256` of the model file is filled in when it is saved.
    `contest`: the fields of `models.promotion.Contest` (`dataclasses.asdict`), None where there was
    nothing to compare with. `note`: a sentence on how far to trust it, empty where there is none.
    `pinned`: somebody went back to this model; a challenger has to be better, not just no worse. A
    model that is kept keeps its card, `release`, days and `created_at` (which is when it was
    learned, and tells one model from another) but for the contest and the note.
    """

    name: str
    kind: str
    release: str
    rows: int
    first_day: date
    last_day: date
    parameters: Mapping[str, Any]
    scores: Mapping[str, float | None]
    libraries: Mapping[str, str] = field(default_factory=library_versions)
    created_at: datetime = field(default_factory=lambda: datetime.now(UTC))
    contest: Mapping[str, Any] | None = None
    note: str = ""
    pinned: bool = False
    sha256: str = ""
    format: int = FORMAT

    def as_json(self) -> str:
        """The card as JSON text with sorted keys."""
        values = asdict(self)
        for name in _READ:
            values[name] = values[name].isoformat()
        return json.dumps(values, indent=2, sort_keys=True, allow_nan=False) + "\n"

    @classmethod
    def from_json(cls, text: str) -> Self:
        """The card that was written; ValueError when something is missing, unknown or odd."""
        values = json.loads(text)
        if isinstance(values, dict) and values.get("format") != FORMAT:
            raise OtherFormat("Another version of this program wrote the card.")
        if not isinstance(values, dict) or set(values) != {f.name for f in fields(cls)}:
            raise ValueError("The card lacks a field or has one that is unknown.")
        if any(not isinstance(values[name], kinds) for name, kinds in _KINDS.items()):
            raise ValueError("A field of the card is of another kind.")
        for name, read in _READ.items():
            values[name] = read(values[name])
        return cls(**values)


_READ: dict[str, Callable[[str], Any]] = {
    "first_day": date.fromisoformat,
    "last_day": date.fromisoformat,
    "created_at": datetime.fromisoformat,
}
_KINDS: dict[str, type | UnionType] = {
    **dict.fromkeys(("name", "kind", "release", "note", "sha256", *_READ), str),
    **dict.fromkeys(("parameters", "scores", "libraries"), dict),
    "rows": int,
    "pinned": bool,
    "contest": dict | NoneType,
}
